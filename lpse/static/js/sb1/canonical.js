// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** Canonical JSON, hashes, labels, identifiers: the twin of lpse/core/canonical.py, byte for byte. */

export const MAX_DOCUMENT = 1 << 20;
export const MAX_LIST = 64 << 20;
export const MAX_DEPTH = 16;

/** Bytes or a document that are not what the format says. */
export class Malformed extends Error {}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const KEY = /^[!-~]+$/;
const TIMESTAMP = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/;
// By hand: String.isWellFormed is younger than some browsers that can seal.
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?:[^\uD800-\uDBFF]|^)[\uDC00-\uDFFF]/;

/** UTF-8 bytes of `text`. @param {string} text */
export const utf8 = (text) => encoder.encode(text);

/** One array of all `parts`. @param {...Uint8Array} parts */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Whether two arrays hold the same bytes. @param {Uint8Array} a @param {Uint8Array} b */
export const equal = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);

/** @param {string} text */
function quote(text) {
  if (LONE_SURROGATE.test(text)) throw new Malformed("a string holds half a surrogate pair");
  return JSON.stringify(text);
}

/** @param {any} value @param {number} depth @returns {string} */
function write(value, depth) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return quote(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new Malformed("not an integer within 2^53");
    return value === 0 ? "0" : String(value);
  }
  if (typeof value !== "object") throw new Malformed(`${typeof value} has no canonical form`);
  if (depth === MAX_DEPTH) throw new Malformed(`more than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(",")}]`;
  const keys = Object.keys(value).sort();
  if (!keys.every((key) => KEY.test(key))) throw new Malformed("a key is not printable ASCII");
  return `{${keys.map((key) => `${quote(key)}:${write(value[key], depth + 1)}`).join(",")}}`;
}

/** The one encoding of `obj` (RFC 8785, restricted). Throws Malformed. @param {any} obj */
export const canonical = (obj) => encoder.encode(write(obj, 0));

/** @param {string} text */
function checkDepth(text) {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > MAX_DEPTH) throw new Malformed(`more than ${MAX_DEPTH} levels`);
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
}

/**
 * The document whose canonical bytes `data` is. Throws Malformed when they are too many, too deep, not JSON or not
 * canonical: JSON.parse hides duplicate keys, so the bytes are compared after serialising again.
 * @param {Uint8Array} data @param {number} [maxSize]
 */
export function parse(data, maxSize = MAX_DOCUMENT) {
  if (data.length > maxSize) throw new Malformed(`more than ${maxSize} bytes`);
  let obj;
  try {
    const text = decoder.decode(data);
    checkDepth(text);
    obj = JSON.parse(text);
  } catch (error) {
    throw error instanceof Malformed ? error : new Malformed("not JSON");
  }
  if (!equal(canonical(obj), data)) throw new Malformed("not in canonical form");
  return obj;
}

/** Base64url without padding. @param {Uint8Array} data */
export function b64u(data) {
  let text = "";
  for (let at = 0; at < data.length; at += 0x8000) text += String.fromCharCode(...data.subarray(at, at + 0x8000));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The bytes of canonical unpadded base64url. Throws Malformed. @param {string} text @param {number} [length] */
export function unb64u(text, length) {
  if (typeof text !== "string" || !/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) {
    throw new Malformed("not base64url");
  }
  const data = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  if (b64u(data) !== text) throw new Malformed("base64url with loose bits");
  if (length !== undefined && data.length !== length) {
    throw new Malformed(`${data.length} bytes where ${length} belong`);
  }
  return data;
}

/** SHA-256, 32 bytes. @param {Uint8Array} data */
export const sha256 = async (data) =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", /** @type {BufferSource} */ (data)));

/** Base64url of the SHA-256 of the canonical bytes: the name of a document. @param {any} obj */
export const hashOf = async (obj) => b64u(await sha256(canonical(obj)));

/** Domain separator `sb1/<tag>` and a zero byte. @param {string} tag */
export const label = (tag) => utf8(`sb1/${tag}\0`);

/** One byte. @param {number} n */
export const u8 = (n) => Uint8Array.of(n);

/** Four bytes, big-endian. @param {number} n */
export const u32 = (n) => Uint8Array.of((n >>> 24) & 255, (n >>> 16) & 255, (n >>> 8) & 255, n & 255);

/** `at` as 24 characters in UTC. @param {Date} at */
export const timestamp = (at) => at.toISOString();

/** Whether `text` is a 24-character instant that exists. @param {any} text */
export function isTimestamp(text) {
  if (typeof text !== "string" || !TIMESTAMP.test(text)) return false;
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && at.toISOString() === text;
}

/** Whether `text` is an identifier (tender, lot, vendor, member). @param {any} text */
export const isIdentifier = (text) => typeof text === "string" && /^[A-Za-z0-9._:-]{1,64}$/.test(text);
