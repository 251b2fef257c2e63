// SPDX-License-Identifier: Apache-2.0
// @ts-check
/**
 * Small comforts of the frame: menu, filters, tabs, the search key, the error summary, buttons that cannot act yet,
 * forms that a double click sends once, and buttons that copy (data-copy="the text") or print (data-print), hidden
 * until this module shows them.
 */

const DONE = { id: "Tersalin", en: "Copied" };
const SHOWN_MS = 2000;
const TWICE_MS = 3000;

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

/** @param {HTMLElement} button */
const copy = async (button) => {
  await navigator.clipboard.writeText(button.dataset.copy ?? "");
  const label = button.querySelector("[data-copy-label]") ?? button;
  const before = label.textContent;
  label.textContent = document.documentElement.lang.startsWith("en") ? DONE.en : DONE.id;
  setTimeout(() => (label.textContent = before), SHOWN_MS);
};

/** @param {Document} page */
const buttons = (page) => {
  const shown = navigator.clipboard ? "[data-copy][hidden], [data-print][hidden]" : "[data-print][hidden]";
  for (const button of page.querySelectorAll(shown)) button.removeAttribute("hidden");
  page.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-copy], [data-print]") : null;
    if (!(button instanceof HTMLElement)) return;
    if (button.matches("[data-print]")) window.print();
    else if (navigator.clipboard && !button.dataset.copied) copy(button);
  });
};

/**
 * A form that was just sent is not sent again: the second of two clicks would be refused, and hide that the first one
 * acted. Who tries again later may. @param {Document} page
 */
const once = (page) => {
  /** @type {WeakMap<HTMLFormElement, number>} */
  let sent = new WeakMap();
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement)) return;
    if (form.getAttribute("method")?.toLowerCase() !== "post") return;
    const now = performance.now();
    if (now - (sent.get(form) ?? -TWICE_MS) < TWICE_MS) event.preventDefault();
    else sent.set(form, now);
  });
  addEventListener("pageshow", () => (sent = new WeakMap()));
};

/** @param {Document} page */
export const init = (page) => {
  menu(page);
  buttons(page);
  once(page);
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
