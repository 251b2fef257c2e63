// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** Shamir shares over GF(2^128): the dealing half of documents/sealing/shares.py. A browser never joins shares. */

import { concat, utf8 } from "./canonical.js";
import { expand1 } from "./hpke.js";

export const MOST_MEMBERS = 15;
const POLYNOMIAL = (1n << 128n) | 0x87n;

/** @param {Uint8Array} bytes */
const toField = (bytes) => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

/** @param {bigint} value */
const toBytes = (value) => Uint8Array.from({ length: 16 }, (_, at) => Number((value >> BigInt(8 * (15 - at))) & 255n));

/** `value * x`; x is a member's small public number. @param {bigint} value @param {number} x */
function times(value, x) {
  let product = 0n;
  for (let rest = x, term = value; rest; rest >>= 1) {
    if (rest & 1) product ^= term;
    term <<= 1n;
    if (term >> 128n) term ^= POLYNOMIAL;
  }
  return product;
}

/**
 * Shares of members 1..n of a 32-byte secret; coefficients come from `prk`, so the same dealing repeats.
 * @param {Uint8Array} prk @param {Uint8Array} secret @param {number} k @param {number} n
 */
export async function split(prk, secret, k, n) {
  if (secret.length !== 32 || !(k >= 1 && k <= n && n <= MOST_MEMBERS)) {
    throw new RangeError("a secret has 32 bytes and 1 <= k <= n <= 15");
  }
  const halves = [];
  for (const h of [0, 1]) {
    const coefficients = [toField(secret.subarray(16 * h, 16 * h + 16))];
    for (let j = 1; j < k; j += 1) {
      coefficients.push(toField(await expand1(prk, concat(utf8("coef"), Uint8Array.of(h, j)), 16)));
    }
    halves.push(coefficients.reverse());
  }
  return Array.from({ length: n }, (_, at) =>
    concat(...halves.map((half) => toBytes(half.reduce((sum, c) => times(sum, at + 1) ^ c, 0n)))),
  );
}
