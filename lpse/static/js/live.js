// SPDX-License-Identifier: Apache-2.0
// @ts-check
/**
 * Live refresh. The socket carries only "look again"; what is shown always comes from the page's own address, so a lost
 * message costs seconds and a forged one nothing. Without the socket the same parts are fetched every 15 seconds.
 *
 * body: data-live-url, data-live-topics (separated by spaces). Parts: data-live-src="address of the part", optional
 * data-live-on="act act" (only these acts). The answer may be the bare part or a whole page that holds the part's id.
 */

export const POLL_MS = 15_000;
/** Silence after which the socket counts as dead: the portal says "ping" every 5 seconds. */
export const SILENCE_MS = 20_000;
/** A message reaches everybody at once; the questions that follow are spread over this time. */
export const JITTER_MS = 800;

/** Wait before the next attempt: 1, 2, 4 … 30 seconds, with jitter. @param {number} attempt @param {number} random 0 to 1 */
export const backoff = (attempt, random) => Math.min(30_000, 1000 * 2 ** attempt) * (0.5 + random / 2);

/** Say whether an act concerns a part. @param {string | undefined} only words of data-live-on @param {string} act */
export const concerns = (only, act) => act !== "ping" && (!only || only.split(/\s+/).includes(act));

/** Read a message; anything but {"act": text} is nothing. @param {unknown} data @returns {string | null} */
export const actOf = (data) => {
  try {
    const message = JSON.parse(String(data));
    return typeof message?.act === "string" ? message.act : null;
  } catch {
    return null;
  }
};

/** Fetch an address as a document, without running any of it. @param {string} address @returns {Promise<Document | null>} */
export const fetchDocument = (address) =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.setRequestHeader("HX-Request", "true");
    request.onload = () => resolve(request.status === 200 ? request.responseXML : null);
    request.onerror = () => resolve(null);
    request.send();
  });

/** Someone is typing here: the part waits until they leave it. @param {Element} part */
const isInUse = (part) => {
  const active = document.activeElement;
  return active instanceof Element && part.contains(active) && active.matches("input, textarea, select, [contenteditable]");
};

/** What each part last showed, as it came: what modules changed in it since does not count. @type {WeakMap<HTMLElement, string>} */
const seen = new WeakMap();

/** Put the answer in the place of the old content when it differs. @param {HTMLElement} part @param {Document | null} answer */
export const replaceWith = (part, answer) => {
  if (!answer?.body) return;
  const source = (part.id && answer.getElementById(part.id)) || answer.body;
  const now = source.innerHTML.trim();
  if (now === (seen.get(part) ?? part.innerHTML.trim())) return;
  seen.set(part, now);
  const open = new Set([...part.querySelectorAll("details[open][id]")].map((item) => item.id));
  part.replaceChildren(...[...source.childNodes].map((node) => document.importNode(node, true)));
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  part.dispatchEvent(new CustomEvent("lpse:refreshed", { bubbles: true }));
};

/** @param {HTMLElement} part */
const refresh = async (part) => {
  if (isInUse(part)) {
    part.addEventListener("focusout", () => setTimeout(() => refresh(part), 0), { once: true });
    return;
  }
  replaceWith(part, await fetchDocument(part.dataset.liveSrc ?? ""));
};

/** @param {string | null} act */
const lookAgain = (act) => {
  for (const part of document.querySelectorAll("[data-live-src]")) {
    if (!(part instanceof HTMLElement) || part.dataset.liveDue) continue;
    if (act !== null && !concerns(part.dataset.liveOn, act)) continue;
    part.dataset.liveDue = "1";
    setTimeout(() => {
      delete part.dataset.liveDue;
      refresh(part);
    }, Math.random() * JITTER_MS);
  }
};

/** @param {boolean} on */
const show = (on) => {
  for (const dot of document.querySelectorAll("[data-live-dot]")) {
    if (!(dot instanceof HTMLElement)) continue;
    dot.hidden = false;
    dot.dataset.state = on ? "on" : "off";
    const words = dot.querySelector("[data-live-words]");
    const text = (on ? dot.dataset.on : dot.dataset.off) ?? "";
    if (words && words.textContent !== text) words.textContent = text;
    dot.title = text;
  }
};

/** @param {Document} page */
export const init = (page) => {
  const { liveUrl, liveTopics } = page.body.dataset;
  if (!liveUrl) return;
  const topics = [...new Set((liveTopics ?? "").split(/\s+/).filter(Boolean))];
  const address = `${liveUrl}/live/?topik=${topics.map(encodeURIComponent).join(",")}`;
  let [attempt, heardAt] = [0, 0];
  /** @type {WebSocket | null} */
  let socket = null;

  const connect = () => {
    socket = new WebSocket(address);
    socket.onmessage = (event) => {
      const act = actOf(event.data);
      if (act === null) return;
      const wasDead = Date.now() - heardAt > SILENCE_MS;
      heardAt = Date.now();
      attempt = 0;
      show(true);
      lookAgain(wasDead ? null : act); // what happened while nobody listened is read once
    };
    socket.onclose = () => {
      show(false);
      heardAt = 0;
      setTimeout(connect, backoff(attempt++, Math.random()));
    };
  };

  setInterval(() => {
    if (Date.now() - heardAt <= SILENCE_MS) return;
    show(false);
    if (heardAt) socket?.close(); // open but silent: a half-dead line
    if (page.visibilityState === "visible") lookAgain(null);
  }, POLL_MS);
  page.addEventListener("lpse:ended", () => lookAgain(null));
  connect();
};
