// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** A vendor's signed statement and its key: the twin of documents/sealing/statement.py. */

import { Malformed, b64u, canonical, concat, label, sha256, unb64u } from "./canonical.js";
import { MOST_FILES, checkObject } from "./chunks.js";
import { KINDS } from "./keyset.js";
import { blob, digest, each, identifier, integer, literal, members, optional } from "./shape.js";

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const ALGORITHM = { name: "ECDSA", hash: "SHA-256" };
export const MOST_VERSIONS = 50;

const SHAPE = members("statement", {
  v: literal("sb1/statement"),
  tender: identifier,
  lot: identifier,
  round: integer(1, 9),
  vendor: identifier,
  ver: integer(1, MOST_VERSIONS),
  prev: optional(digest),
  envelopes: each(
    members("envelope", { kind: literal(...KINDS), header: digest, objects: each(checkObject, 1, MOST_FILES + 1) }),
    0,
    KINDS.length,
  ),
  nonce: blob(32),
  sig: each(members("sig", { t: literal("es256"), pk: blob(65), s: blob(64) }), 1, 4),
});

/**
 * @typedef {{key: CryptoKey, pk: string}} StatementKey a non-extractable signing key and its public half (base64url)
 */

/** @param {JsonWebKey} jwk @returns {Promise<StatementKey>} */
export async function importStatementKey(jwk) {
  const key = await crypto.subtle.importKey("jwk", { ...jwk, key_ops: ["sign"], ext: true }, CURVE, false, ["sign"]);
  const pk = concat(Uint8Array.of(4), unb64u(jwk.x ?? "", 32), unb64u(jwk.y ?? "", 32));
  return { key, pk: b64u(pk) };
}

/**
 * A new key for one tender, lot and round. Keep `key` in IndexedDB (it is non-extractable) and `jwk` in the receipt
 * bundle only; neither is ever sent.
 * @returns {Promise<StatementKey & {jwk: JsonWebKey}>}
 */
export async function newStatementKey() {
  const pair = await crypto.subtle.generateKey(CURVE, true, ["sign", "verify"]);
  const { kty, crv, x, y, d } = await crypto.subtle.exportKey("jwk", pair.privateKey);
  const jwk = { kty, crv, x, y, d };
  return { ...(await importStatementKey(jwk)), jwk };
}

/**
 * An unsigned statement; no envelopes means withdrawal.
 * @param {{tender: string, lot: string, round: number, vendor: string, ver: number, prev: string | null,
 *   envelopes: {kind: string, header: string, objects: import("./chunks.js").SealedObject[]}[],
 *   nonce?: Uint8Array}} facts
 */
export function makeStatement({ nonce = crypto.getRandomValues(new Uint8Array(32)), ...facts }) {
  return { v: "sb1/statement", ...facts, nonce: b64u(nonce), sig: /** @type {any[]} */ ([]) };
}

/** What every signature is made over. @param {any} statement */
export const message = async (statement) =>
  concat(label("statement-sig"), await sha256(canonical({ ...statement, sig: [] })));

/** The statement with one more signature. @param {any} statement @param {StatementKey} own */
export async function signStatement(statement, own) {
  const m = /** @type {BufferSource} */ (await message(statement));
  const s = b64u(new Uint8Array(await crypto.subtle.sign(ALGORITHM, own.key, m)));
  return { ...statement, sig: [...statement.sig, { t: "es256", pk: own.pk, s }] };
}

/** @param {string} pk @param {Uint8Array} m @param {string} s */
export async function verifyEs256(pk, m, s) {
  try {
    const raw = /** @type {BufferSource} */ (unb64u(pk, 65));
    const key = await crypto.subtle.importKey("raw", raw, CURVE, false, ["verify"]);
    const signature = /** @type {BufferSource} */ (unb64u(s, 64));
    return await crypto.subtle.verify(ALGORITHM, key, signature, /** @type {BufferSource} */ (m));
  } catch {
    return false;
  }
}

/** Members, types and inner order. Throws Malformed. @param {any} statement */
export function checkStructure(statement) {
  SHAPE(statement);
  if ((statement.ver === 1) !== (statement.prev === null)) {
    throw new Malformed("statement.prev: version and predecessor disagree");
  }
  if (statement.ver === 1 && !statement.envelopes.length) {
    throw new Malformed("statement.envelopes: nothing was sent that could be withdrawn");
  }
  for (const name of ["kind", "header"]) {
    const values = statement.envelopes.map((/** @type {any} */ entry) => entry[name]);
    if (new Set(values).size !== values.length) throw new Malformed(`statement.envelopes: a ${name} stands twice`);
  }
  for (const { objects } of statement.envelopes) {
    const ascending = objects.every((/** @type {any} */ o, /** @type {number} */ at) => !at || o.n > objects[at - 1].n);
    if (!ascending || objects[0].n !== 0) throw new Malformed("statement.objects: numbers do not ascend from 0");
    if (objects[0].segs !== 1) throw new Malformed("statement.objects: a manifest has one segment");
  }
}

/**
 * Every signature holds; a later version is signed by one of `keys`. Throws Malformed.
 * @param {any} statement
 * @param {string[]} keys
 */
export async function checkSignatures(statement, keys) {
  const m = await message(statement);
  const signers = statement.sig.map((/** @type {any} */ entry) => entry.pk);
  if (new Set(signers).size !== signers.length) throw new Malformed("statement.sig: a key stands twice");
  for (const { pk, s } of statement.sig) {
    if (!(await verifyEs256(pk, m, s))) throw new Malformed("statement.sig: a signature does not hold");
  }
  if (statement.ver > 1 && !signers.some((/** @type {string} */ pk) => keys.includes(pk))) {
    throw new Malformed("statement.sig: not signed by a key of the first version");
  }
}
