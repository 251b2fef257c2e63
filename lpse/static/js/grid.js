// SPDX-License-Identifier: Apache-2.0
// @ts-check
// The evaluation sheet by keyboard: arrows move between cells, M and T choose a verdict, N goes to the reason.

/** Where an arrow key leads in a table of `rows` × `columns`, from `at` (row-major); stays inside.
 * @param {string} key @param {number} at @param {number} columns @param {number} count */
export const moved = (key, at, columns, count) => {
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
  const next = at + (steps[/** @type {keyof typeof steps} */ (key)] ?? 0);
  return next >= 0 && next < count ? next : at;
};

/** @param {string} value */
const choose = (value) => {
  const form = document.querySelector("[data-assessment]");
  const box = form?.querySelector(`input[name="verdict"][value="${value}"]`);
  if (!(form instanceof HTMLFormElement) || !(box instanceof HTMLInputElement)) return;
  box.checked = true;
  const reason = form.querySelector("textarea");
  if (value === "ms") form.requestSubmit();
  else reason?.focus();
};

/** @param {HTMLTableElement} table */
const init = (table) => {
  const cells = /** @type {HTMLElement[]} */ ([...table.querySelectorAll("[data-cell]")]);
  const columns = table.querySelectorAll("thead [data-c]").length;
  table.addEventListener("keydown", (event) => {
    const at = cells.indexOf(/** @type {HTMLElement} */ (event.target));
    if (at < 0 || !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    cells[moved(event.key, at, columns, cells.length)].focus();
  });
  document.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest("textarea, input:not([type=radio]), select")) return;
    if (event.key === "m" || event.key === "M") choose("ms");
    if (event.key === "t" || event.key === "T") choose("tms");
  });
};

if (typeof document !== "undefined") {
  const table = document.querySelector("[data-grid]");
  if (table instanceof HTMLTableElement) init(table);
}
