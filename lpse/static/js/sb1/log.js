// SPDX-License-Identifier: Apache-2.0
// @ts-check
/**
 * Checking the public record in the browser: signed heads, inclusion and consistency. Twin of lpse/ledger/merkle.py and
 * note.py. Sources: RFC 6962, RFC 9162 2.1.3.2 and 2.1.4.2, C2SP signed-note and tlog-checkpoint.
 */

import { concat, equal, sha256, utf8 } from "./canonical.js";
import { checkEd25519Public, verify } from "./hpke.js";

/** @typedef {{name: string, id: Uint8Array, pk: Uint8Array}} LogKey */
/** @typedef {{origin: string, size: number, root: Uint8Array}} Checkpoint */

const ED25519 = 1;
const MOST_SIGNATURES = 64;

/** A note, key, head or proof that is malformed or does not hold. */
export class BadRecord extends Error {}

/** Canonical standard base64 only. @param {string} text @returns {Uint8Array} */
export function unbase64(text) {
  let raw;
  try {
    raw = atob(text);
  } catch {
    throw new BadRecord("not base64");
  }
  if (btoa(raw) !== text) throw new BadRecord("not canonical base64");
  return Uint8Array.from(raw, (char) => char.charCodeAt(0));
}

/** @param {string} name @param {Uint8Array} pk */
const keyId = async (name, pk) =>
  (await sha256(concat(utf8(name), Uint8Array.of(10, ED25519), pk))).slice(0, 4);

/** @param {Uint8Array} bytes */
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** A key as `name+hash+base64(0x01 || key)`. @param {string} vkey @returns {Promise<LogKey>} */
export async function parseVkey(vkey) {
  const [name, identifier, ...rest] = vkey.trim().split("+");
  const data = unbase64(rest.join("+"));
  if (!name || /\s/.test(name) || data.length !== 33 || data[0] !== ED25519) throw new BadRecord("not an Ed25519 key");
  const pk = data.slice(1);
  try {
    checkEd25519Public(pk);
  } catch {
    throw new BadRecord("a key of small order or none");
  }
  const id = await keyId(name, pk);
  if (hex(id) !== identifier) throw new BadRecord("the hash of the key is not its own");
  return { name, id, pk };
}

/** The text of a note signed by `key`. @param {string} note @param {LogKey} key */
export async function openNote(note, key) {
  const cut = note.lastIndexOf("\n\n");
  if (cut < 0 || !note.endsWith("\n")) throw new BadRecord("a note is text, an empty line and signatures");
  const text = note.slice(0, cut + 1);
  const lines = note.slice(cut + 2, -1).split("\n");
  if (lines.length > MOST_SIGNATURES) throw new BadRecord("too many signatures");
  let found = false;
  for (const line of lines) {
    const match = /^— (\S+) (\S+)$/.exec(line);
    if (!match) throw new BadRecord("a signature line reads: dash, name, base64");
    const data = unbase64(match[2]);
    if (match[1] !== key.name || !equal(data.slice(0, 4), key.id)) continue;
    if (!(await verify(key.pk, utf8(text), data.slice(4)))) throw new BadRecord("the signature does not fit the text");
    found = true;
  }
  if (!found) throw new BadRecord("not signed by this key");
  return text;
}

/** A signed head of the record. @param {string} note @param {LogKey} key @returns {Promise<Checkpoint>} */
export async function openCheckpoint(note, key) {
  const lines = (await openNote(note, key)).split("\n");
  if (lines.length !== 4 || lines[3] || !/^(0|[1-9][0-9]{0,14})$/.test(lines[1])) {
    throw new BadRecord("a head is three lines: origin, size, root");
  }
  const root = unbase64(lines[2]);
  if (root.length !== 32 || lines[0] !== key.name) throw new BadRecord("a head of another record");
  return { origin: lines[0], size: Number(lines[1]), root };
}

/** @param {Uint8Array} entry */
export const leafHash = (entry) => sha256(concat(Uint8Array.of(0), entry));

/** @param {Uint8Array} left @param {Uint8Array} right */
export const nodeHash = (left, right) => sha256(concat(Uint8Array.of(1), left, right));

const half = (/** @type {number} */ value) => Math.floor(value / 2);

/**
 * Whether leaf hash `leaf` stands at `index` in the tree of `size` with that root.
 * @param {Uint8Array} leaf @param {number} index @param {number} size @param {Uint8Array[]} path @param {Uint8Array} root
 */
export async function verifyInclusion(leaf, index, size, path, root) {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return false;
  let [position, last, result] = [index, size - 1, leaf];
  for (const item of path) {
    if (last === 0 || item.length !== 32) return false;
    if (position % 2 || position === last) {
      result = await nodeHash(item, result);
      while (position && position % 2 === 0) [position, last] = [half(position), half(last)];
    } else {
      result = await nodeHash(result, item);
    }
    [position, last] = [half(position), half(last)];
  }
  return last === 0 && equal(result, root);
}

/**
 * Whether the tree of `size` begins with the tree of `old`.
 * @param {number} old @param {number} size @param {Uint8Array} oldRoot @param {Uint8Array} root @param {Uint8Array[]} proof
 */
export async function verifyConsistency(old, size, oldRoot, root, proof) {
  if (old === size) return proof.length === 0 && equal(oldRoot, root);
  if (!(old > 0 && old < size) || proof.length === 0 || proof.some((item) => item.length !== 32)) return false;
  const isPower = 2 ** Math.round(Math.log2(old)) === old;
  const path = isPower ? [oldRoot, ...proof] : [...proof];
  let [position, last] = [old - 1, size - 1];
  while (position % 2) [position, last] = [half(position), half(last)];
  let [first, second] = [path[0], path[0]];
  for (const item of path.slice(1)) {
    if (last === 0) return false;
    if (position % 2 || position === last) {
      first = await nodeHash(item, first);
      second = await nodeHash(item, second);
      while (position && position % 2 === 0) [position, last] = [half(position), half(last)];
    } else {
      second = await nodeHash(second, item);
    }
    [position, last] = [half(position), half(last)];
  }
  return last === 0 && equal(first, oldRoot) && equal(second, root);
}
