// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** A member's release for one opening and its canary proof: the browser's half of documents/sealing/release.py. */

import { Malformed, b64u, canonical, concat, hashOf, label, sha256, u8, unb64u } from "./canonical.js";
import { ctxHash, unwrapShare } from "./envelope.js";
import { Unopenable, seal, sign } from "./hpke.js";
import { CANARY, serverKey } from "./keyset.js";

/** @typedef {import("./memberkey.js").MemberKeys} MemberKeys */

/** @param {string} opening @param {number} x */
const info = (opening, x) => concat(label("release"), unb64u(opening, 32), u8(x));

/** @param {string} opening @param {number} x @param {Uint8Array} box */
const signed = async (opening, x, box) => concat(label("release-sig"), unb64u(opening, 32), u8(x), await sha256(box));

/**
 * Member `x`'s release of the whole opening, never of a part; a share that does not match becomes a dispute.
 * The page has judged rules R1 to R6 of sealed-bids 7.7 before it calls this.
 * @param {{opening: string, kind: string, keyset: any, x: number, keys: MemberKeys, headers: any[]}} facts
 * @returns {Promise<{x: number, box: Uint8Array, sig: Uint8Array, disputes: string[]}>}
 */
export async function buildRelease({ opening, kind, keyset, x, keys, headers }) {
  /** @type {Record<string, string>} */
  const shares = {};
  /** @type {string[]} */
  const disputes = [];
  for (const header of headers) {
    const hh = await hashOf(header);
    try {
      shares[hh] = b64u(await unwrapShare(keys.kem, header, x));
    } catch (error) {
      if (!(error instanceof Unopenable)) throw error;
      disputes.push(hh);
    }
  }
  disputes.sort();
  const body = canonical({ v: "sb1/release", opening, x, shares, disputes });
  const box = await seal(serverKey(keyset, kind), info(opening, x), body);
  return { x, box, sig: await sign(keys.sig.key, await signed(opening, x, box)), disputes };
}

/**
 * A member's answer to a canary: proof and signature, never the share. Throws Malformed for a real envelope.
 * @param {any} header @param {number} x @param {MemberKeys} keys
 */
export async function answerCanary(header, x, keys) {
  if (header.ctx.kind !== CANARY || header.ctx.vendor !== CANARY) {
    throw new Malformed("canary: a real envelope is not rehearsed");
  }
  const ch = await ctxHash(header.ctx);
  const share = await unwrapShare(keys.kem, header, x);
  const proof = await sha256(concat(label("canary"), ch, u8(x), share));
  share.fill(0);
  return { proof, sig: await sign(keys.sig.key, concat(label("canary-sig"), ch, u8(x), proof)) };
}
