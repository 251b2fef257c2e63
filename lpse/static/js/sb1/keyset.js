// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** The key set of a tender: the twin of documents/sealing/keyset.py. */

import { Malformed, canonical, concat, label, sha256, unb64u } from "./canonical.js";
import { checkEd25519Public, checkX25519Public, sign, verify } from "./hpke.js";
import { digest, each, identifier, integer, literal, members, optional, table } from "./shape.js";
import { MOST_MEMBERS } from "./shares.js";

export const KINDS = ["single", "tech", "price", "prequal"];
export const CANARY = "canary";

const kem = (/** @type {string} */ value) => void checkX25519Public(unb64u(value, 32));
const sig = (/** @type {string} */ value) => void checkEd25519Public(unb64u(value, 32));
const SHAPE = members("keyset", {
  v: literal("sb1/keyset"),
  tender: identifier,
  gen: integer(1, 1000),
  prev: optional(digest),
  k: integer(2, MOST_MEMBERS - 1),
  members: each(members("member", { id: identifier, kem, sig }), 3, MOST_MEMBERS),
  server: table(literal(...KINDS), kem, 1, KINDS.length),
});

/**
 * Refuse a key set that breaks a rule of sealed-bids part 5. Throws Malformed.
 * @param {any} doc
 * @param {string[]} [kinds]
 */
export function checkKeyset(doc, kinds) {
  SHAPE(doc);
  const n = doc.members.length;
  const distinct = (/** @type {any[]} */ values) => new Set(values).size === values.length;
  if (!(doc.k < n && 2 * doc.k > n)) throw new Malformed(`keyset: ${doc.k} of ${n} is no majority short of all`);
  for (const name of ["id", "kem", "sig"]) {
    const values = doc.members.map((/** @type {any} */ member) => member[name]);
    if (!distinct(values)) throw new Malformed(`keyset: two members share a ${name}`);
  }
  const keys = [...doc.members.map((/** @type {any} */ member) => member.kem), ...Object.values(doc.server)];
  if (!distinct(keys)) throw new Malformed("keyset: one key stands twice");
  if ((doc.gen === 1) !== (doc.prev === null)) throw new Malformed("keyset: generation and predecessor disagree");
  if (kinds && Object.keys(doc.server).sort().join() !== [...kinds].sort().join()) {
    throw new Malformed("keyset: server keys are not those of the tender's envelopes");
  }
}

/** The server's public key for a kind; for a canary the first in name order. @param {any} doc @param {string} kind */
export function serverKey(doc, kind) {
  const name = kind === CANARY ? Object.keys(doc.server).sort()[0] : kind;
  if (!Object.hasOwn(doc.server, name)) throw new Malformed(`keyset: no server key for ${kind}`);
  return unb64u(doc.server[name], 32);
}

/** @param {any} doc */
const message = async (doc) => concat(label("keyset-sig"), await sha256(canonical(doc)));

/** A member's signature over the key set. @param {any} doc @param {CryptoKey} key */
export const signKeyset = async (doc, key) => sign(key, await message(doc));

/** Whether member `x` signed it. @param {any} doc @param {number} x @param {Uint8Array} signature */
export const verifyKeyset = async (doc, x, signature) =>
  verify(unb64u(doc.members[x - 1].sig, 32), await message(doc), signature);

/** First 8 groups of 4 hex digits of H(kem || sig). @param {string} kemText @param {string} sigText */
export async function fingerprint(kemText, sigText) {
  const bytes = await sha256(concat(unb64u(kemText, 32), unb64u(sigText, 32)));
  const digits = [...bytes.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return /** @type {string[]} */ (digits.match(/.{4}/g)).join(" ");
}
