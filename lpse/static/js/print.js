// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** Buttons that print the page: data-print. They are hidden where a template says so until this module shows them. */

/** @param {Document} page */
export const init = (page) => {
  for (const button of page.querySelectorAll("[data-print][hidden]")) button.removeAttribute("hidden");
  page.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-print]")) window.print();
  });
};
