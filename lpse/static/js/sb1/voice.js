// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** Sealed parts of a complaint, `sb1/voice`: the twin of documents/sealing/voice.py, byte for byte. */

import { Malformed, b64u, canonical, concat, label, parse, sha256, u32, unb64u } from "./canonical.js";
import { Unopenable, deriveKeyPair, open, seal } from "./hpke.js";
import { blob, digest, each, identifier, integer, literal, members, text } from "./shape.js";

export const MOST_FILES = 5;
export const MOST_BYTES = 20 * 2 ** 20;
const MOST_KEYS = 50;
const OVERHEAD = 48;
const BLOCK = 4096;
const MOST_NAME = 200;
export const TYPES = ["application/pdf", "image/jpeg", "image/png", "image/webp"];

/** @typedef {{id: string, kem: string}} Auditor */
/** @typedef {{id: string, kem: string, w: string}} Wrapped */
/** @typedef {{v: string, form: string, env: string, mode: string, keys: Wrapped[], objects: {n: number, len: number, ct: string}[]}} Header */
/** @typedef {{name: string, type: string, bytes: Uint8Array}} Attached */
/** @typedef {{v: string, name: string, contact: string, files: {n: number, name: string, type: string, size: number, pt: string}[]}} Manifest */

const HEADER = members("voice", {
  v: literal("sb1/voice"),
  form: identifier,
  env: blob(32),
  mode: literal("anonymous", "confidential", "open"),
  keys: each(members("key", { id: identifier, kem: blob(32), w: blob(80) }), 1, MOST_KEYS),
  objects: each(
    members("object", { n: integer(0, MOST_FILES), len: integer(OVERHEAD, MOST_BYTES + OVERHEAD), ct: digest }),
    1,
    MOST_FILES + 1,
  ),
});
const MANIFEST = members("voice-manifest", {
  v: literal("sb1/voice-manifest"),
  name: text(MOST_NAME),
  contact: text(MOST_NAME),
  files: each(
    members("file", {
      n: integer(1, MOST_FILES),
      name: text(255, 1),
      type: literal(...TYPES),
      size: integer(0, MOST_BYTES),
      pt: digest,
    }),
    0,
    MOST_FILES,
  ),
});

/** Refuse a header that is not well formed. Throws Malformed. @param {any} doc */
export function checkHeader(doc) {
  HEADER(doc);
  if (new Set(doc.keys.map((/** @type {Wrapped} */ key) => key.id)).size !== doc.keys.length) {
    throw new Malformed("voice.keys: a key stands there twice");
  }
  doc.objects.forEach((/** @type {{n: number}} */ object, /** @type {number} */ at) => {
    if (object.n !== at) throw new Malformed("voice.objects: not numbered from 0");
  });
}

/** @param {{form: string, env: string}} header */
const context = ({ form, env }) => sha256(canonical({ v: "sb1/voice", form, env }));

/** @param {{form: string, env: string}} header @param {Uint8Array} kem */
const keyInfo = async (header, kem) => concat(label("voice-key"), await context(header), kem);

/** @param {{form: string, env: string}} header @param {number} n */
const objectInfo = async (header, n) => concat(label("voice"), await context(header), u32(n));

/** The secret sealed to one auditor. @param {{form: string, env: string}} header @param {Uint8Array} secret @param {Auditor} to @returns {Promise<Wrapped>} */
export async function wrap(header, secret, to) {
  const kem = unb64u(to.kem, 32);
  return { id: to.id, kem: to.kem, w: b64u(await seal(kem, await keyInfo(header, kem), secret)) };
}

/**
 * The secret of a complaint, opened by one auditor. Throws Unopenable.
 * @param {{form: string, env: string}} header @param {string} wrapped @param {import("./hpke.js").PrivateKey} own
 */
export async function unwrap(header, wrapped, own) {
  const secret = await open(own, await keyInfo(header, own.pk), unb64u(wrapped, 80));
  if (b64u((await deriveKeyPair(secret)).pk) !== header.env) throw new Unopenable("the secret is not that of this complaint");
  return secret;
}

/** The plaintext of one object. Throws Unopenable. @param {Header} header @param {Uint8Array} secret @param {number} n @param {Uint8Array} data */
export async function openObject(header, secret, n, data) {
  if (b64u(await sha256(data)) !== header.objects[n].ct) throw new Unopenable("other bytes than the header names");
  return open(await deriveKeyPair(secret), await objectInfo(header, n), data);
}

/** The manifest in the plaintext of object 0. Throws Malformed. @param {Uint8Array} plaintext @returns {Manifest} */
export function readManifest(plaintext) {
  let end = plaintext.length;
  while (end && plaintext[end - 1] === 0x20) end -= 1;
  const doc = parse(plaintext.subarray(0, end));
  MANIFEST(doc);
  return doc;
}

/** @param {any} doc */
function pad(doc) {
  const data = canonical(doc);
  const padded = new Uint8Array(Math.ceil(data.length / BLOCK) * BLOCK).fill(0x20);
  padded.set(data);
  return padded;
}

/**
 * Seal who speaks and what is attached to every auditor; the secret is wiped before this returns.
 * @param {string} form @param {Auditor[]} auditors @param {{mode: string, name: string, contact: string, files: Attached[]}} told
 * @returns {Promise<{header: Header, objects: Uint8Array[]}>}
 */
export async function sealVoice(form, auditors, { mode, name, contact, files }) {
  const secret = crypto.getRandomValues(new Uint8Array(32));
  const env = (await deriveKeyPair(secret)).pk;
  const named = { form, env: b64u(env) };
  const rows = [];
  for (const [at, file] of files.entries()) {
    rows.push({ n: at + 1, name: file.name, type: file.type, size: file.bytes.length, pt: b64u(await sha256(file.bytes)) });
  }
  const manifest = { v: "sb1/voice-manifest", name, contact, files: rows };
  MANIFEST(manifest);
  const objects = [];
  const listed = [];
  for (const [n, plain] of [pad(manifest), ...files.map((file) => file.bytes)].entries()) {
    const sealed = await seal(env, await objectInfo(named, n), plain);
    objects.push(sealed);
    listed.push({ n, len: sealed.length, ct: b64u(await sha256(sealed)) });
  }
  const keys = [];
  for (const auditor of auditors) keys.push(await wrap(named, secret, auditor));
  secret.fill(0);
  const header = { v: "sb1/voice", ...named, mode, keys, objects: listed };
  checkHeader(header);
  return { header, objects };
}
