// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** Small comforts of the frame: menu, filters, tabs, the search key, the error summary, buttons that cannot act yet. */

/** `/` goes to the search box unless somebody is typing. @param {KeyboardEvent} event */
export const wantsSearch = (event) =>
  event.key === "/" &&
  !event.ctrlKey &&
  !event.metaKey &&
  !event.altKey &&
  !(event.target instanceof Element && event.target.matches("input, textarea, select, [contenteditable]"));

/** @param {Document} page */
const menu = (page) => {
  const box = page.querySelector("details[data-nav]");
  if (!(box instanceof HTMLDetailsElement)) return;
  page.addEventListener("click", (event) => {
    if (event.target instanceof Node && !box.contains(event.target)) box.open = false;
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !box.open) return;
    box.open = false;
    box.querySelector("summary")?.focus();
  });
};

/** @param {Document} page */
export const init = (page) => {
  menu(page);
  if (matchMedia("(max-width: 61.99rem)").matches) {
    for (const box of page.querySelectorAll("details.facets")) box.removeAttribute("open");
  }
  page.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  const summary = page.querySelector(".errorsum[tabindex]");
  if (summary instanceof HTMLElement) summary.focus();
  page.addEventListener("keydown", (event) => {
    const search = page.querySelector('input[type="search"]');
    if (!(search instanceof HTMLElement) || !wantsSearch(event)) return;
    event.preventDefault();
    search.focus();
  });
  page.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest('[aria-disabled="true"]') : null;
    if (button) event.preventDefault();
  });
};
