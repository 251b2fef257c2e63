// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** Copy buttons: data-copy="the text". They are hidden until this module shows them, as they need JavaScript. */

const DONE = { id: "Tersalin", en: "Copied" };
const SHOWN_MS = 2000;

/** @param {HTMLElement} button */
const copy = async (button) => {
  await navigator.clipboard.writeText(button.dataset.copy ?? "");
  const label = button.querySelector("[data-copy-label]") ?? button;
  const before = label.textContent;
  label.textContent = document.documentElement.lang.startsWith("en") ? DONE.en : DONE.id;
  setTimeout(() => (label.textContent = before), SHOWN_MS);
};

/** @param {Document} page */
export const init = (page) => {
  if (!navigator.clipboard) return;
  for (const button of page.querySelectorAll("[data-copy][hidden]")) button.removeAttribute("hidden");
  page.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
    if (button instanceof HTMLElement && !button.dataset.copied) copy(button);
  });
};
