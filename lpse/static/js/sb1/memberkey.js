// SPDX-License-Identifier: Apache-2.0
// @ts-check
/**
 * A member's seed, keys and encrypted key file (JWE, PBES2-HS512+A256KW, A256GCM): the twin of
 *   documents/sealing/memberkey.py.
 */

import { Malformed, b64u, canonical, concat, label, parse, sha256, unb64u, utf8 } from "./canonical.js";
import { deriveKeyPair, expand1, hmac256, sign, signingKey } from "./hpke.js";
import { blob, integer, literal, members } from "./shape.js";
import { recognise } from "./words.js";

export const ALG = "PBES2-HS512+A256KW";
export const ITERATIONS = 600_000;
const MOST_ITERATIONS = 5_000_000;
const MOST_CHARACTERS = 4096;

/** @typedef {{kem: import("./hpke.js").PrivateKey, sig: {key: CryptoKey, pk: Uint8Array}}} MemberKeys */

/** The key file does not open with this passphrase, or it was changed. */
export class WrongPassphrase extends Error {}

const PROTECTED = members("jwe", {
  alg: literal(ALG),
  enc: literal("A256GCM"),
  p2c: integer(ITERATIONS, MOST_ITERATIONS),
  p2s: blob(16),
});
const PAYLOAD = members("member-key", { v: literal("sb1/member-key"), seed: blob(32) });

/** 32 random bytes, all of a member's secret. */
export const newSeed = () => crypto.getRandomValues(new Uint8Array(32));

/**
 * Both key pairs of a seed; the private halves are non-extractable.
 * @param {Uint8Array} seed
 * @returns {Promise<MemberKeys>}
 */
export async function deriveKeys(seed) {
  if (seed.length !== 32) throw new RangeError("a member's seed has 32 bytes");
  const prk = await hmac256(utf8("sb1/member"), seed);
  const kem = await deriveKeyPair(await expand1(prk, utf8("kem")));
  return { kem, sig: await signingKey(await expand1(prk, utf8("sig"))) };
}

/** @param {string} member @param {MemberKeys} keys */
export const memberDocument = (member, keys) => ({
  v: "sb1/member",
  id: member,
  kem: b64u(keys.kem.pk),
  sig: b64u(keys.sig.pk),
});

/** Signature over the member document at enrolment. @param {any} document @param {MemberKeys} keys */
export const signMember = async (document, keys) =>
  sign(keys.sig.key, concat(label("member-sig"), await sha256(canonical(document))));

/** @param {string} passphrase @param {Uint8Array} salt @param {number} iterations */
async function wrappingKey(passphrase, salt, iterations) {
  const secret = await crypto.subtle.importKey("raw", /** @type {BufferSource} */ (utf8(passphrase)), "PBKDF2", false, [
    "deriveKey",
  ]);
  const how = { name: "PBKDF2", hash: "SHA-512", salt: concat(utf8(ALG), Uint8Array.of(0), salt), iterations };
  return crypto.subtle.deriveKey(how, secret, { name: "AES-KW", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}

/** The key file's text. @param {Uint8Array} seed @param {string} passphrase eight words of the list */
export async function writeKeyFile(seed, passphrase) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const head = b64u(canonical({ alg: ALG, enc: "A256GCM", p2c: ITERATIONS, p2s: b64u(salt) }));
  const kek = await wrappingKey(recognise(passphrase), salt, ITERATIONS);
  const cek = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt"]);
  const wrapped = new Uint8Array(await crypto.subtle.wrapKey("raw", cek, kek, "AES-KW"));
  const payload = canonical({ v: "sb1/member-key", seed: b64u(seed) });
  const box = new Uint8Array(
    await crypto.subtle.encrypt(
      { name: "AES-GCM", iv, additionalData: utf8(head) }, cek, /** @type {BufferSource} */ (payload),
    ),
  );
  const end = box.length - 16;
  return [head, ...[wrapped, iv, box.slice(0, end), box.slice(end)].map(b64u)].join(".");
}

/** @param {string} text */
function parts(text) {
  const pieces = text.trim().split(".");
  if (text.length > MOST_CHARACTERS || pieces.length !== 5) throw new Malformed("member key file: not a compact JWE");
  const header = parse(unb64u(pieces[0]));
  PROTECTED(header);
  return {
    header,
    head: pieces[0],
    wrapped: unb64u(pieces[1], 40),
    iv: unb64u(pieces[2], 12),
    box: concat(unb64u(pieces[3]), unb64u(pieces[4], 16)),
  };
}

/**
 * The seed in a key file. Throws Malformed, WrongPassphrase, or what `recognise` throws.
 * @param {string} text
 * @param {string} passphrase
 */
export async function readKeyFile(text, passphrase) {
  const { header, head, wrapped, iv, box } = parts(text);
  const kek = await wrappingKey(recognise(passphrase), unb64u(header.p2s, 16), header.p2c);
  let payload;
  try {
    const cek = await crypto.subtle.unwrapKey("raw", wrapped, kek, "AES-KW", "AES-GCM", false, ["decrypt"]);
    payload = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: utf8(head) }, cek, box);
  } catch {
    throw new WrongPassphrase("the key file does not open with this passphrase");
  }
  const doc = parse(new Uint8Array(payload));
  PAYLOAD(doc);
  return unb64u(doc.seed, 32);
}
