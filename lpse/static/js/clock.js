// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** The server's clock in the browser: deadlines follow it, never the clock of the device. */

/** A device this far off (milliseconds) is told so. */
export const SKEW_LIMIT = 30_000;

const WORDS = {
  id: { slow: "lambat", fast: "cepat", minute: "menit", second: "detik", said: "Jam perangkat Anda", end: ". Yang berlaku jam server." },
  en: { slow: "slow", fast: "fast", minute: "min", second: "s", said: "The clock of your device is", end: ". The server's clock counts." },
};

let offset = 0;

/** The server's time now, in milliseconds since 1970. @returns {number} */
export const serverNow = () => Date.now() + offset;

/**
 * Time of day as `10.06.42` in a zone given by its offset; English with colons.
 * @param {number} moment milliseconds since 1970 @param {number} minutes offset of the zone @param {string} [lang]
 */
export const timeOfDay = (moment, minutes, lang = "id") => {
  const text = new Date(moment + minutes * 60_000).toISOString().slice(11, 19);
  return lang.startsWith("en") ? text : text.replaceAll(":", ".");
};

/** Minutes of the offset at the end of an ISO instant, `+07:00` is 420. @param {string} iso */
export const offsetMinutes = (iso) => {
  const match = /([+-])(\d\d):?(\d\d)$/.exec(iso);
  if (!match) return 0;
  return (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
};

/**
 * A sentence when the device is off by more than the limit, else an empty text.
 * @param {number} ahead server minus device, milliseconds @param {string} [lang]
 */
export const skewWords = (ahead, lang = "id") => {
  if (Math.abs(ahead) < SKEW_LIMIT) return "";
  const words = lang.startsWith("en") ? WORDS.en : WORDS.id;
  const seconds = Math.round(Math.abs(ahead) / 1000);
  const minutes = Math.floor(seconds / 60);
  const size = minutes ? `${minutes} ${words.minute} ${seconds % 60} ${words.second}` : `${seconds} ${words.second}`;
  const [way, amount] = [ahead > 0 ? words.slow : words.fast, size];
  return words === WORDS.en ? `${words.said} ${amount} ${way}${words.end}` : `${words.said} ${way} ${amount}${words.end}`;
};

/** When the first byte of this page arrived, by the device's clock. @returns {number} */
const arrivedAt = () => {
  const [entry] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  return performance.timeOrigin + (entry?.responseStart ?? performance.now());
};

/** A page taken from the history carries an old time: ask the server for its Date (whole seconds). */
const askAgain = async () => {
  const sent = Date.now();
  const answer = await fetch("/livez", { method: "HEAD", cache: "no-store" });
  const date = Date.parse(answer.headers.get("date") ?? "");
  if (date) offset = date + 500 - (sent + Date.now()) / 2;
};

/** @param {Document} page */
export const init = (page) => {
  const face = page.querySelector("time[data-clock]");
  if (!(face instanceof HTMLTimeElement)) return;
  const lang = page.documentElement.lang;
  const zone = offsetMinutes(face.dateTime);
  const notice = page.querySelector("[data-clock-skew]");
  const [entry] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  const tell = () => {
    const words = skewWords(offset, lang);
    if (notice instanceof HTMLElement) {
      notice.textContent = words;
      notice.hidden = words === "";
    }
  };
  offset = Number(face.dataset.now) - arrivedAt();
  if (entry?.type === "back_forward") askAgain().then(tell, tell);
  else tell();
  const tick = () => {
    const now = serverNow();
    face.textContent = timeOfDay(now, zone, lang);
    setTimeout(tick, 1000 - (now % 1000) + 5);
  };
  tick();
};
