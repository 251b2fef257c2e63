// SPDX-License-Identifier: Apache-2.0
// @ts-check
// The evaluation sheet by keyboard: arrows move between cells, M and T give a verdict, N goes to the reason, K asks the
// bidder. The keys work only while the sheet has the focus, so they disturb nobody who types elsewhere or speaks commands.

/** Where an arrow key leads in a table of `count` cells in rows of `columns`, from cell `at`; stays inside and in line.
 * @param {string} key @param {number} at @param {number} columns @param {number} count @returns {number} */
export const moved = (key, at, columns, count) => {
  const column = at % columns;
  if (key === "ArrowRight") return column + 1 < columns && at + 1 < count ? at + 1 : at;
  if (key === "ArrowLeft") return column > 0 ? at - 1 : at;
  const next = key === "ArrowDown" ? at + columns : key === "ArrowUp" ? at - columns : at;
  return next >= 0 && next < count ? next : at;
};

/** What a typed letter asks for: "ms", "tms", "reason", "clarify", or null for any other key.
 * @param {string} key @returns {string | null} */
export const wish = (key) => ({ m: "ms", t: "tms", n: "reason", k: "clarify" })[key.toLowerCase()] ?? null;

/** A wish for a cell that is still being opened. @type {string | null} */
let waiting = null;
/** Whether the focus was among the cells when the sheet was asked for anew. */
let fromGrid = false;

const sheet = () => document.querySelector("[data-sheet]");

/** Carry out a wish on the open cell. @param {string} value */
const choose = (value) => {
  const asking = sheet()?.querySelector("[data-clarify]");
  if (value === "clarify" && asking instanceof HTMLElement) return asking.click();
  const form = sheet()?.querySelector("[data-assessment]");
  if (!(form instanceof HTMLFormElement)) return;
  const box = form.querySelector(`input[name="verdict"][value="${value}"]`);
  if (box instanceof HTMLInputElement) box.checked = true;
  if (value === "ms") form.requestSubmit();
  else form.querySelector("textarea")?.focus();
};

/** @param {KeyboardEvent} event @param {HTMLElement} cell */
const onArrow = (event, cell) => {
  const table = cell.closest("[data-grid]");
  if (!table) return;
  const cells = /** @type {HTMLElement[]} */ ([...table.querySelectorAll("[data-cell]")]);
  event.preventDefault();
  cells[moved(event.key, cells.indexOf(cell), table.querySelectorAll("thead [data-c]").length, cells.length)].focus();
};

/** @param {KeyboardEvent} event */
const onKey = (event) => {
  const target = event.target;
  if (!(target instanceof HTMLElement) || !target.closest("[data-sheet]")) return;
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest("textarea, input:not([type=radio]), select")) return;
  const cell = target.closest("[data-cell]");
  if (cell instanceof HTMLElement && event.key.startsWith("Arrow")) return onArrow(event, cell);
  const asked = wish(event.key);
  if (!asked) return;
  event.preventDefault();
  if (cell instanceof HTMLElement && cell.getAttribute("aria-current") !== "true") {
    waiting = asked; // Never a verdict on another cell than the one in focus: open it first.
    cell.click();
  } else choose(asked);
};

/** After a part of the page came: the focus stays where the person worked, and a wish that waited is carried out. */
const onSettled = () => {
  const place = sheet();
  if (!place) return;
  const error = place.querySelector(".errorsum");
  const cell = place.querySelector('[data-cell][aria-current="true"]');
  const next = error ?? (fromGrid ? cell : null) ?? place.querySelector("[data-panel]");
  if (next instanceof HTMLElement) next.focus();
  const asked = waiting;
  waiting = null;
  if (asked && !error) choose(asked);
};

/** An answer without a sheet, such as the sign-in page, is shown as a page of its own. @param {Event} event */
const onSwap = (event) => {
  const { xhr } = /** @type {CustomEvent} */ (event).detail;
  fromGrid = document.activeElement?.closest("[data-grid]") !== null && document.activeElement !== null;
  if (xhr.responseText.includes("data-sheet")) return;
  event.preventDefault();
  window.location.assign(xhr.responseURL);
};

if (typeof document !== "undefined" && sheet()) {
  document.addEventListener("keydown", onKey);
  document.addEventListener("htmx:beforeSwap", onSwap);
  document.addEventListener("htmx:afterSettle", onSettled);
}
