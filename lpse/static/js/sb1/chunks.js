// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** Files as sealed segments of 8 MiB: the twin of documents/sealing/chunks.py. Runs in a page or a worker. */

import { Malformed, b64u, concat, label, sha256, u32, u8, unb64u } from "./canonical.js";
import { SEGMENT } from "./envelope.js";
import { OVERHEAD, Unopenable, open, sealParts } from "./hpke.js";
import { digest, integer, members } from "./shape.js";

export { SEGMENT };
export const MOST_SEGMENTS = 10_000;
export const MOST_FILES = 250;

/** The file on disk changed while it was being read. */
export class FileChanged extends Error {}

/** @typedef {import("./hpke.js").PrivateKey} PrivateKey */
/** @typedef {{n: number, len: number, segs: number, ct: string}} SealedObject as in a statement */
/** @typedef {{i: number, bytes: Uint8Array, p: string, c: string, readonly body: Blob}} Sealed
 *  One segment: its sealed bytes, its two digests, and (made when asked for) the Blob to PUT: a typed array would go
 *  out twenty times slower. */

/** Segments of a file of so many bytes. @param {number} size */
export const segmentCount = (size) => Math.max(1, Math.ceil(size / SEGMENT));

/** Bytes of the sealed form. @param {number} size */
export const sealedLength = (size) => size + OVERHEAD * segmentCount(size);

const OBJECT = members("object", {
  n: integer(0, MOST_FILES),
  len: integer(OVERHEAD),
  segs: integer(1, MOST_SEGMENTS),
  ct: digest,
});

/** Refuse an object entry that is not well formed. Throws Malformed. @param {any} value */
export function checkObject(value) {
  OBJECT(value);
  const size = value.len - OVERHEAD * value.segs;
  if (size < 0 || segmentCount(size) !== value.segs) throw new Malformed("object: length and segments disagree");
}

/** @param {string} hh @param {number} n @param {number} i @param {boolean} final */
export const segmentInfo = (hh, n, i, final) => concat(label("seg"), unb64u(hh, 32), u32(n), u32(i), u8(final ? 1 : 0));

/**
 * Two-level digest of segments whose own digests are known, in order (a resumed upload remembers them).
 * @param {string[]} inner base64url each
 */
export const digestOf = async (inner) => b64u(await sha256(concat(...inner.map((one) => unb64u(one, 32)))));

/**
 * One segment as a whole array. @param {Uint8Array} env @param {string} hh @param {number} n @param {number} i
 * @param {boolean} final @param {Uint8Array} pt @param {PrivateKey} [eph] only for test vectors
 */
export async function sealSegment(env, hh, n, i, final, pt, eph) {
  if (final ? pt.length > SEGMENT : pt.length !== SEGMENT) throw new RangeError("only the last segment may be short");
  const { enc, ct } = await sealParts(env, segmentInfo(hh, n, i, final), /** @type {BufferSource} */ (pt), eph);
  return concat(enc, ct);
}

/**
 * @param {PrivateKey} own
 * @param {string} hh
 * @param {number} n
 * @param {number} i
 * @param {boolean} final
 * @param {Uint8Array} data
 */
export const openSegment = (own, hh, n, i, final, data) => open(own, segmentInfo(hh, n, i, final), data);

/** Where the file is, whose envelope it goes into, and (in the session that dealt) the key for the reopening check.
 * @typedef {{file: Blob, env: Uint8Array, hh: string, n: number, check?: PrivateKey}} Job */

/** Read, hash, seal, hash one segment. @param {Job} job @param {number} i @returns {Promise<Sealed>} */
export async function sealPart({ file, env, hh, n, check }, i) {
  const final = i === segmentCount(file.size) - 1;
  let plain;
  try {
    plain = new Uint8Array(await file.slice(i * SEGMENT, Math.min(file.size, (i + 1) * SEGMENT)).arrayBuffer());
  } catch {
    throw new FileChanged("the file changed on disk; choose it again");
  }
  const info = segmentInfo(hh, n, i, final);
  // Both start at once: the browser hashes on one thread while it seals on another.
  const hashing = sha256(plain);
  const { enc, ct } = await sealParts(env, info, plain);
  const whole = new Uint8Array(enc.length + ct.length);
  whole.set(enc);
  whole.set(ct, enc.length);
  const hashed = sha256(whole);
  const checked = check ? reopen(check, info, whole, plain.length) : undefined;
  const [p, c] = await Promise.all([hashing, hashed, checked]);
  return { i, bytes: whole, p: b64u(p), c: b64u(c), get body() { return new Blob([whole]); } };
}

/**
 * A broken device is found before the deadline, not at the opening.
 * @param {PrivateKey} key
 * @param {Uint8Array} info
 * @param {Uint8Array} whole
 * @param {number} length
 */
async function reopen(key, info, whole, length) {
  const again = await open(key, info, whole);
  if (again.length !== length) throw new Unopenable("a sealed segment does not open again on this device");
}

/**
 * All segments of a file that are not in `skip`, in order, two in the making at any time: while one is hashed and
 * handed on, the next is being sealed. Memory stays at a few segments whatever the size.
 * @param {Job} job @param {Set<number>} [skip] segments already in store
 * @returns {AsyncGenerator<Sealed>}
 */
export async function* sealObject(job, skip = new Set()) {
  const wanted = [];
  for (let i = 0; i < segmentCount(job.file.size); i += 1) if (!skip.has(i)) wanted.push(i);
  /** @type {Promise<Sealed>[]} */
  const making = [];
  try {
    while (wanted.length || making.length) {
      while (wanted.length && making.length < 2) making.push(sealPart(job, /** @type {number} */ (wanted.shift())));
      yield await /** @type {Promise<Sealed>} */ (making.shift());
    }
  } finally {
    // A stopped loop leaves a promise behind; its failure is no one's business any more.
    await Promise.allSettled(making);
  }
}
