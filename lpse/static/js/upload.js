// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** Talking to the portal and to the object store: JSON with refusals as sentences, and sealed parts one by one. */
import { digestOf, sealObject, sealedLength, segmentCount } from "./sb1/chunks.js";

export const TRIES = 6;
const FIRST_PAUSE = 500;
const TICKETS = 16;
/** Parts on their way at once: while one waits for the store's answer the next one already travels. */
const FLIGHTS = 2;

/** The portal refused: a whole sentence, and what to do next. */
export class Refused extends Error {
  /** @param {{kind: string, message: string, remedy: string, source?: string}} refusal @param {number} status */
  constructor({ kind, message, remedy, source }, status) {
    super([message, remedy, source && `(${source})`].filter(Boolean).join(" "));
    this.kind = kind;
    this.status = status;
  }
}

/** The network or the portal did not answer. */
export class Offline extends Error {}

/** Milliseconds before try number `attempt` (from 1), with jitter from 0 to 1. @param {number} attempt @param {number} jitter */
export const pause = (attempt, jitter) => Math.min(15_000, FIRST_PAUSE * 2 ** (attempt - 1)) * (0.75 + jitter / 2);

/** @param {number} attempt */
const rest = (attempt) => new Promise((resolve) => setTimeout(resolve, pause(attempt, Math.random())));

/**
 * Do something that may be done again, until it answers. Refusals pass through at once. `tell` hears how it stands, and
 * by how much the number of acts that wait has changed.
 * @template T @param {() => Promise<T>} act @param {(waiting: boolean, change: number) => void} [tell]
 */
export async function persist(act, tell = () => {}) {
  let waited = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await act();
      tell(false, -waited);
      return answer;
    } catch (error) {
      const over = !(error instanceof Offline) || attempt === TRIES;
      tell(error instanceof Offline, over ? -waited : 1 - waited);
      if (over) throw error;
      waited = 1;
      await rest(attempt);
    }
  }
}

/** The portal's doors below one address. */
export class Portal {
  /** @param {string} base @param {string} token @param {(waiting: boolean) => void} [tell] */
  constructor(base, token, tell = () => {}) {
    this.base = base;
    this.token = token;
    let others = 0;
    /** Parts travel side by side: the line stands again when none of them waits. @param {boolean} waiting @param {number} change */
    this.tell = (waiting, change) => {
      others += change;
      tell(waiting || others > 0);
    };
  }

  /** @param {string} path @returns {Promise<any>} */
  get(path) {
    return persist(() => this.ask(path, { method: "GET" }), this.tell);
  }

  /** Every door takes the same post twice without harm. @param {string} path @param {any} body bytes go as they are @returns {Promise<any>} */
  post(path, body) {
    const raw = body instanceof Uint8Array ? new Blob([/** @type {BlobPart} */ (body)]) : JSON.stringify(body);
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.token };
    return persist(() => this.ask(path, { method: "POST", body: raw, headers }), this.tell);
  }

  /** @param {string} path @param {RequestInit} options */
  async ask(path, options) {
    const headers = { ...options.headers, Accept: "application/json" };
    let answer;
    try {
      answer = await fetch(this.base + path, { ...options, headers, credentials: "same-origin", redirect: "error" });
    } catch {
      throw new Offline("the portal does not answer");
    }
    if (answer.status >= 500) throw new Offline(`the portal answered ${answer.status}`);
    const said = await answer.json().catch(() => null);
    if (answer.ok && said) return said;
    const refusal = said?.message ? said : { kind: "state", message: `(${answer.status})`, remedy: "" };
    throw new Refused(refusal, answer.status);
  }
}

/** PUT one part; returns its ETag, or null when the ticket is no longer good. @param {string} url @param {Blob} body */
export async function putPart(url, body) {
  let answer;
  try {
    // No headers of our own: the address is signed for none.
    answer = await fetch(url, { method: "PUT", body, credentials: "omit", mode: "cors" });
  } catch {
    throw new Offline("the object store does not answer");
  }
  if (answer.status === 403) return null;
  if (!answer.ok) throw new Offline(`the object store answered ${answer.status}`);
  return answer.headers.get("etag") ?? "";
}

/** Addresses for parts, fetched a few at a time and again when they have expired. */
class Tickets {
  /** @param {Portal} portal @param {string} envelope @param {number} n @param {number[]} wanted */
  constructor(portal, envelope, n, wanted) {
    Object.assign(this, { portal, envelope, n, wanted });
    /** @type {Map<number, string>} */
    this.urls = new Map();
    /** @type {Promise<void>} one request at a time, however many parts ask */
    this.asking = Promise.resolve();
  }

  /** The address of part `i`; `stale` is one that was refused. @param {number} i @param {string} [stale] @returns {Promise<string>} */
  async of(i, stale) {
    this.asking = this.asking.catch(() => {}).then(() => this.fetch(i, stale));
    await this.asking;
    return /** @type {string} */ (this.urls.get(i));
  }

  /** @param {number} i @param {string} [stale] */
  async fetch(i, stale) {
    if (stale && this.urls.get(i) === stale) this.urls.clear();
    if (this.urls.has(i)) return;
    // @ts-ignore set in the constructor
    const numbers = this.wanted.slice(this.wanted.indexOf(i)).slice(0, TICKETS);
    // @ts-ignore set in the constructor
    const { urls } = await this.portal.post("karcis/", { envelope: this.envelope, n: this.n, numbers });
    for (const [key, url] of Object.entries(urls)) this.urls.set(Number(key), url);
  }
}

/**
 * Send one part, with a new address when the first has expired; resolves with its ETag.
 * @param {Portal} portal @param {Tickets} tickets @param {number} i @param {Blob} body
 */
async function sendPart(portal, tickets, i, body) {
  let url = "";
  const put = async (/** @type {string} */ stale) => {
    url = await tickets.of(i, stale);
    return putPart(url, body);
  };
  const tag = (await persist(() => put(""), portal.tell)) ?? (await persist(() => put(url), portal.tell));
  if (tag === null) throw new Offline("the object store refuses the part");
  return tag;
}

/** @typedef {{p: string, c: string, tag: string}} Part what is remembered of a segment in store; nothing secret */
/**
 * Seal and send one object; segments already in `parts` are not sent again. Resolves with its digests once the store
 * has proven them.
 * @param {{portal: Portal, job: import("./sb1/chunks.js").Job, parts: Record<number, Part>, remember: () => Promise<void>,
 *   progress: (bytes: number) => void}} task
 * @returns {Promise<{len: number, segs: number, pt: string, ct: string}>}
 */
export async function uploadObject({ portal, job, parts, remember, progress }) {
  const segs = segmentCount(job.file.size);
  const len = sealedLength(job.file.size);
  const envelope = job.hh;
  await portal.post("objek/", { envelope, n: job.n, length: len, segments: segs });
  const skip = new Set(Object.keys(parts).map(Number));
  const wanted = Array.from({ length: segs }, (_, i) => i).filter((i) => !skip.has(i));
  const tickets = new Tickets(portal, envelope, job.n, wanted);
  if (skip.size) progress([...skip].length * Math.ceil(job.file.size / segs));
  /** @type {Set<Promise<void>>} */
  const flights = new Set();
  for await (const { i, body, p, c } of sealObject(job, skip)) {
    const flight = sendPart(portal, tickets, i, body).then(async (tag) => {
      parts[i] = { p, c, tag };
      flights.delete(flight);
      await remember();
      progress(body.size);
    });
    flight.catch(() => {}); // told by the race or by all, whichever comes first
    flights.add(flight);
    if (flights.size === FLIGHTS) await Promise.race(flights);
  }
  await Promise.all(flights);
  const all = Array.from({ length: segs }, (_, i) => parts[i]);
  const [pt, ct] = await Promise.all([digestOf(all.map(({ p }) => p)), digestOf(all.map(({ c }) => c))]);
  const proof = { envelope, n: job.n, digests: all.map(({ c }) => c), tags: all.map(({ tag }) => tag) };
  const proven = await portal.post("bukti/", proof);
  if (proven.ct !== ct || proven.len !== len) throw new Error("the store proved another digest");
  return { len, segs, pt, ct };
}
