// SPDX-License-Identifier: Apache-2.0
// @ts-check
/**
 * Countdowns to a moment of the server. The ticking element is silent (role=timer); one role=status speaks at 60, 15, 5 and 1 minutes.
 * Markup: components/countdown.html, or any element with data-countdown and data-ends (milliseconds since 1970).
 */
import { serverNow } from "./clock.js";

export const SPEAK_AT = [60, 15, 5, 1];
const DAY = 86_400;
const WORDS = {
  id: { day: "hari", hour: "jam", minute: "menit", left: (/** @type {number} */ n) => `Sisa waktu ${n} menit.`, dot: "." },
  en: { day: "d", hour: "h", minute: "min", left: (/** @type {number} */ n) => `${n} minutes left.`, dot: ":" },
};
/** @param {string} lang */
const wordsOf = (lang) => (lang.startsWith("en") ? WORDS.en : WORDS.id);

/** Whole seconds from `now` to `end`, never negative. @param {number} end @param {number} now milliseconds since 1970 */
export const secondsLeft = (end, now) => Math.max(0, Math.floor((end - now) / 1000));

/** Figures with their words: days, hours and minutes, or under a day one clock. @param {number} seconds @param {string} [lang] @returns {[string, string][]} */
export const parts = (seconds, lang = "id") => {
  const words = wordsOf(lang);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (seconds >= DAY) {
    return [[`${Math.floor(hours / 24)}`, words.day], [`${hours % 24}`, words.hour], [`${minutes}`, words.minute]];
  }
  return [[[hours, minutes, seconds % 60].map((part) => `${part}`.padStart(2, "0")).join(words.dot), ""]];
};

/** One line: `3 hari 19 jam 27 menit`, under a day `02.14.09`. @param {number} seconds @param {string} [lang] */
export const oneLine = (seconds, lang = "id") => parts(seconds, lang).map((part) => part.join(" ").trim()).join(" ");

/** The mark (minutes) passed between two readings, or null. @param {number} before @param {number} after seconds left */
export const markPassed = (before, after) => SPEAK_AT.findLast((mark) => before > mark * 60 && after <= mark * 60) ?? null;

/** "urgent" in the last day, "soon" in the last three, else empty. @param {number} seconds */
export const urgency = (seconds) => (seconds < DAY ? "urgent" : seconds < 3 * DAY ? "soon" : "");

/** @param {Element} target @param {number} seconds @param {string} lang */
const draw = (target, seconds, lang) => {
  if (!target.classList.contains("countdown__value")) {
    target.textContent = oneLine(seconds, lang);
    return;
  }
  target.replaceChildren(
    ...parts(seconds, lang).map(([figure, word]) => {
      const [span, bold] = [document.createElement("span"), document.createElement("b")];
      bold.textContent = figure;
      span.append(bold, word ? ` ${word}` : "");
      return span;
    }),
  );
};

/** @param {HTMLElement} box */
const start = (box) => {
  const end = Number(box.dataset.ends);
  const lang = document.documentElement.lang;
  const value = box.querySelector("[data-countdown-value]") ?? box;
  const voice = box.querySelector("[data-countdown-say]");
  let before = secondsLeft(end, serverNow());
  const tick = () => {
    if (!box.isConnected) return;
    const left = secondsLeft(end, serverNow());
    draw(value, left, lang);
    for (const level of ["soon", "urgent"]) box.classList.toggle(`${box.classList[0]}--${level}`, urgency(left) === level);
    const mark = markPassed(before, left);
    if (mark && voice) voice.textContent = wordsOf(lang).left(mark);
    before = left;
    if (left > 0) {
      setTimeout(tick, ((end - serverNow()) % 1000) + 5);
      return;
    }
    if (box.dataset.ended) (box.querySelector("[data-countdown-label]") ?? value).textContent = box.dataset.ended;
    box.dispatchEvent(new CustomEvent("lpse:ended", { bubbles: true }));
  };
  tick();
};

/** @param {Document | Element} part */
export const init = (part) => {
  const inside = [...part.querySelectorAll("[data-countdown]")];
  if (part instanceof Element && part.matches("[data-countdown]")) inside.push(part);
  for (const box of inside) {
    if (!(box instanceof HTMLElement) || box.dataset.running) continue;
    box.dataset.running = "1";
    start(box);
  }
};
