// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** The manifest, object 0 of an envelope: the twin of documents/sealing/manifest.py. */

import { Malformed, b64u, canonical, parse } from "./canonical.js";
import { MOST_FILES, MOST_SEGMENTS, SEGMENT, segmentCount } from "./chunks.js";
import { OVERHEAD } from "./hpke.js";
import { blob, digest, each, identifier, integer, literal, mapping, members, text } from "./shape.js";

export const BLOCK = 4096;

/**
 * @typedef {{n: number, slot: string, name: string, type: string, size: number, len: number, segs: number, pt:
 *   string, ct: string}} ManifestFile
 */

const FILE = members("file", {
  n: integer(1, MOST_FILES),
  slot: identifier,
  name: text(255, 1),
  type: text(127),
  size: integer(0, MOST_SEGMENTS * SEGMENT),
  len: integer(OVERHEAD),
  segs: integer(1, MOST_SEGMENTS),
  pt: digest,
  ct: digest,
});
const SHAPE = members("manifest", {
  v: literal("sb1/manifest"),
  files: each(FILE, 0, MOST_FILES),
  form: mapping,
  salt: blob(32),
});

/** Throws Malformed. @param {any} doc */
export function checkManifest(doc) {
  SHAPE(doc);
  let before = 0;
  for (const file of doc.files) {
    if (file.n <= before) throw new Malformed("manifest.files: numbers do not ascend");
    before = file.n;
    const count = segmentCount(file.size);
    if (file.segs !== count || file.len !== file.size + OVERHEAD * count) {
      throw new Malformed(`manifest.files: size, length and segments of file ${file.n} disagree`);
    }
  }
}

/** @param {ManifestFile[]} files @param {Record<string, any>} form prices as strings @param {Uint8Array} [salt] */
export function makeManifest(files, form, salt = crypto.getRandomValues(new Uint8Array(32))) {
  const doc = { v: "sb1/manifest", files, form, salt: b64u(salt) };
  checkManifest(doc);
  return doc;
}

/** Canonical bytes and spaces up to a multiple of 4,096. @param {any} doc */
export function pad(doc) {
  const data = canonical(doc);
  const padded = new Uint8Array(Math.ceil(data.length / BLOCK) * BLOCK).fill(0x20);
  padded.set(data);
  return padded;
}

/**
 * The manifest in the plaintext of object 0, compared with the statement's objects where given. Throws Malformed.
 * @param {Uint8Array} plaintext @param {import("./chunks.js").SealedObject[]} [objects]
 */
export function parseManifest(plaintext, objects) {
  if (!plaintext.length || plaintext.length > SEGMENT || plaintext.length % BLOCK) {
    throw new Malformed("manifest: length is no positive multiple of 4,096");
  }
  let end = plaintext.length;
  while (end && plaintext[end - 1] === 0x20) end -= 1;
  if (plaintext.length - end >= BLOCK) throw new Malformed("manifest: padded by more than a block");
  const doc = parse(plaintext.subarray(0, end));
  checkManifest(doc);
  if (objects) {
    const key = (/** @type {any} */ o) => [o.n, o.len, o.segs, o.ct].join();
    if (doc.files.map(key).join(";") !== objects.filter((o) => o.n).map(key).join(";")) {
      throw new Malformed("manifest.files: not the objects of the statement");
    }
  }
  return doc;
}
