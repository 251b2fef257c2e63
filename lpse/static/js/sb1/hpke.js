// SPDX-License-Identifier: Apache-2.0
// @ts-check
/**
 * HPKE of one suite (RFC 9180), key derivation and Ed25519 on WebCrypto alone: the twin of documents/sealing/hpke.py.
 */

import { Malformed, concat, equal, u8, utf8 } from "./canonical.js";

export const SUITE = "0020-0001-0002";
export const OVERHEAD = 48;

/** A message that does not open under this key and context. */
export class Unopenable extends Error {}

/** A browser that lacks what sealing needs; `missing` names it. */
export class Unsupported extends Error {
  /** @param {string} missing */
  constructor(missing) {
    super(`this browser lacks ${missing}`);
    this.missing = missing;
  }
}

/** @typedef {{key: CryptoKey, pk: Uint8Array}} PrivateKey an X25519 private key with its public half */

const EMPTY = new Uint8Array(0);
const ZEROS = new Uint8Array(32);
const VERSION = utf8("HPKE-v1");
const KEM = concat(utf8("KEM"), Uint8Array.of(0, 0x20));
const HPKE = concat(utf8("HPKE"), Uint8Array.of(0, 0x20, 0, 1, 0, 2));
const PKCS8_X25519 = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20);
const PKCS8_ED25519 = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20);
const BASE_POINT = Uint8Array.of(9, ...new Uint8Array(31));

const P = 2n ** 255n - 19n;
const ORDER_8 = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;
const ED_SMALL = [0n, 1n, P - 1n, ORDER_8, P - ORDER_8];
const X_ORDER_8 = [
  325606250916557431795983626356110631294008115727848805560023387167927233504n,
  39382357235489614581723060781553021112529911719440698176882885853963445705823n,
];
const X_SMALL = [0n, 1n, P - 1n, ...X_ORDER_8];

/** @param {Uint8Array} raw */
const littleEndian = (raw) => raw.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

/**
 * HMAC-SHA256. WebCrypto refuses an empty key; 32 zero bytes give the same.
 * @param {Uint8Array} key
 * @param {Uint8Array} data
 */
export async function hmac256(key, data) {
  const usable = /** @type {BufferSource} */ (key.length ? key : ZEROS);
  const handle = await crypto.subtle.importKey("raw", usable, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", handle, /** @type {BufferSource} */ (data)));
}

/** First block of HKDF-Expand. @param {Uint8Array} prk @param {Uint8Array} info @param {number} [length] at most 32 */
export const expand1 = async (prk, info, length = 32) => (await hmac256(prk, concat(info, u8(1)))).slice(0, length);

/** @param {Uint8Array} suite @param {Uint8Array} salt @param {string} name @param {Uint8Array} ikm */
const extract = (suite, salt, name, ikm) => hmac256(salt, concat(VERSION, suite, utf8(name), ikm));

/**
 * @param {Uint8Array} suite
 * @param {Uint8Array} prk
 * @param {string} name
 * @param {Uint8Array} info
 * @param {number} length
 */
const expand = (suite, prk, name, info, length) =>
  expand1(prk, concat(Uint8Array.of(length >> 8, length & 255), VERSION, suite, utf8(name), info), length);

/** @param {Uint8Array} raw */
const importPublic = (raw) =>
  crypto.subtle.importKey("raw", /** @type {BufferSource} */ (raw), "X25519", true, []);

/**
 * X25519. A result of zeros (small order) throws here or in the browser.
 * @param {CryptoKey} key
 * @param {CryptoKey} pub
 */
async function agree(key, pub) {
  const shared = new Uint8Array(await crypto.subtle.deriveBits({ name: "X25519", public: pub }, key, 256));
  if (equal(shared, ZEROS)) throw new Malformed("an X25519 public key of small order");
  return shared;
}

/** A non-extractable key from 32 bytes. @param {Uint8Array} sk @returns {Promise<PrivateKey>} */
export async function privateKey(sk) {
  const pkcs8 = concat(PKCS8_X25519, sk);
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, "X25519", false, ["deriveBits"]);
  pkcs8.fill(0);
  const pk = await crypto.subtle.deriveBits({ name: "X25519", public: await importPublic(BASE_POINT) }, key, 256);
  return { key, pk: new Uint8Array(pk) };
}

/** RFC 9180 7.1.3; the private half is non-extractable. @param {Uint8Array} ikm @returns {Promise<PrivateKey>} */
export async function deriveKeyPair(ikm) {
  const sk = await expand(KEM, await extract(KEM, EMPTY, "dkp_prk", ikm), "sk", EMPTY, 32);
  const pair = await privateKey(sk);
  sk.fill(0);
  return pair;
}

/** `raw` if it is a canonical X25519 public key of large order. Throws Malformed. @param {Uint8Array} raw */
export function checkX25519Public(raw) {
  const value = raw.length === 32 ? littleEndian(raw) : P;
  if (value >= P) throw new Malformed("not a canonical X25519 public key");
  if (X_SMALL.includes(value)) throw new Malformed("an X25519 public key of small order");
  return raw;
}

/** @param {Uint8Array} shared @param {Uint8Array} enc @param {Uint8Array} pk @param {Uint8Array} info */
async function schedule(shared, enc, pk, info) {
  const eae = await extract(KEM, EMPTY, "eae_prk", shared);
  const secret = await expand(KEM, eae, "shared_secret", concat(enc, pk), 32);
  const context = concat(u8(0), ...(await Promise.all([
    extract(HPKE, EMPTY, "psk_id_hash", EMPTY),
    extract(HPKE, EMPTY, "info_hash", info),
  ])));
  const prk = await extract(HPKE, secret, "secret", EMPTY);
  const [raw, iv] = await Promise.all([
    expand(HPKE, prk, "key", context, 32),
    expand(HPKE, prk, "base_nonce", context, 12),
  ]);
  const key = await crypto.subtle.importKey("raw", /** @type {BufferSource} */ (raw), "AES-GCM", false, [
    "encrypt",
    "decrypt",
  ]);
  return { key, iv: /** @type {BufferSource} */ (iv) };
}

/**
 * The two halves of one HPKE message apart, so that a caller copies 8 MiB no more often than it must.
 * @param {Uint8Array} pk
 * @param {Uint8Array} info
 * @param {BufferSource} pt
 * @param {PrivateKey} [eph] only for a dealing or a test vector
 */
export async function sealParts(pk, info, pt, eph) {
  const ephemeral = eph ?? (await freshKey());
  let shared;
  try {
    shared = await agree(ephemeral.key, await importPublic(pk));
  } catch {
    throw new Malformed("an X25519 public key of small order");
  }
  const { key, iv } = await schedule(shared, ephemeral.pk, pk, info);
  return { enc: ephemeral.pk, ct: new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, pt)) };
}

/** @returns {Promise<PrivateKey>} */
async function freshKey() {
  const pair = /** @type {CryptoKeyPair} */ (await crypto.subtle.generateKey("X25519", false, ["deriveBits"]));
  return { key: pair.privateKey, pk: new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)) };
}

/**
 * One HPKE message `enc || ct || tag`.
 * @param {Uint8Array} pk
 * @param {Uint8Array} info
 * @param {Uint8Array} pt
 * @param {PrivateKey} [eph]
 */
export async function seal(pk, info, pt, eph) {
  const { enc, ct } = await sealParts(pk, info, /** @type {BufferSource} */ (pt), eph);
  return concat(enc, ct);
}

/**
 * The plaintext of one HPKE message. Throws Unopenable.
 * @param {PrivateKey} own
 * @param {Uint8Array} info
 * @param {Uint8Array} data
 */
export async function open(own, info, data) {
  if (data.length < OVERHEAD) throw new Unopenable("a message of fewer than 48 bytes");
  const enc = data.slice(0, 32);
  try {
    const shared = await agree(own.key, await importPublic(enc));
    const { key, iv } = await schedule(shared, enc, own.pk, info);
    const rest = /** @type {BufferSource} */ (data.subarray(32));
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, rest));
  } catch {
    throw new Unopenable("the message does not open under this key and context");
  }
}

/** Ed25519 key pair of a 32-byte seed; the private half is non-extractable. @param {Uint8Array} seed */
export async function signingKey(seed) {
  const pkcs8 = concat(PKCS8_ED25519, seed);
  const [key, readable] = await Promise.all([
    crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"]),
    crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]),
  ]);
  pkcs8.fill(0);
  const jwk = await crypto.subtle.exportKey("jwk", readable);
  const pk = Uint8Array.from(atob(/** @type {string} */ (jwk.x).replaceAll("-", "+").replaceAll("_", "/")), (c) =>
    c.charCodeAt(0),
  );
  return { key, pk };
}

/** `raw` if it is a canonical Ed25519 key of large order. Throws Malformed. @param {Uint8Array} raw */
export function checkEd25519Public(raw) {
  const y = raw.length === 32 ? littleEndian(raw) & (2n ** 255n - 1n) : P;
  if (y >= P || ED_SMALL.includes(y)) {
    throw new Malformed("an Ed25519 public key that is not canonical or of small order");
  }
  return raw;
}

/** Ed25519 signature, 64 bytes. @param {CryptoKey} key @param {Uint8Array} message */
export const sign = async (key, message) =>
  new Uint8Array(await crypto.subtle.sign("Ed25519", key, /** @type {BufferSource} */ (message)));

/**
 * Whether the signature holds; small-order keys never.
 * @param {Uint8Array} pk
 * @param {Uint8Array} message
 * @param {Uint8Array} signature
 */
export async function verify(pk, message, signature) {
  try {
    checkEd25519Public(pk);
    const key = await crypto.subtle.importKey("raw", /** @type {BufferSource} */ (pk), "Ed25519", false, ["verify"]);
    const bytes = /** @type {BufferSource} */ (signature);
    return await crypto.subtle.verify("Ed25519", key, bytes, /** @type {BufferSource} */ (message));
  } catch {
    return false;
  }
}

/**
 * Try, never sniff versions: X25519 for vendors, Ed25519 too for members. Throws Unsupported with what is missing.
 * @param {{members?: boolean}} [need]
 */
export async function requireFeatures({ members = false } = {}) {
  if (!globalThis.crypto?.subtle) throw new Unsupported("a secure context (https or localhost)");
  try {
    const pair = await freshKey();
    await seal(pair.pk, EMPTY, ZEROS);
  } catch {
    throw new Unsupported("X25519");
  }
  if (!members) return;
  try {
    await signingKey(crypto.getRandomValues(new Uint8Array(32)));
  } catch {
    throw new Unsupported("Ed25519");
  }
}
