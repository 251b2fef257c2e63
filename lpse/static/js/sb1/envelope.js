// SPDX-License-Identifier: Apache-2.0
// @ts-check
/**
 * An envelope's context, header and dealing, and a member's share: the browser's half of
 *   documents/sealing/envelope.py.
 */

import { Malformed, b64u, canonical, concat, equal, hashOf, label, sha256, u8, unb64u, utf8 } from "./canonical.js";
import { SUITE, Unopenable, checkX25519Public, deriveKeyPair, expand1, hmac256, open, seal } from "./hpke.js";
import { CANARY, KINDS, serverKey } from "./keyset.js";
import { blob, digest, each, identifier, instant, integer, literal, members } from "./shape.js";
import { split } from "./shares.js";

/** @typedef {import("./hpke.js").PrivateKey} PrivateKey */

export const SEGMENT = 8 << 20;

const CONTEXT = members("ctx", {
  v: literal("sb1"),
  suite: literal(SUITE),
  tender: identifier,
  lot: identifier,
  round: integer(1, 9),
  vendor: identifier,
  kind: literal(...KINDS, CANARY),
  ver: integer(1, 1_000_000),
  keyset: digest,
  nb: instant,
  seg: integer(SEGMENT, SEGMENT),
  env: (value) => void checkX25519Public(unb64u(value, 32)),
});

/**
 * @param {{tender: string, lot: string, round: number, vendor: string, kind: string, ver: number, keyset: string, nb:
 *   string}} facts
 */
export const makeContext = (facts) => ({ v: "sb1", suite: SUITE, ...facts, seg: SEGMENT });

/** `ch`, 32 bytes. @param {any} ctx */
export const ctxHash = (ctx) => sha256(canonical(ctx));

/** `hh`, the name of the envelope. @param {any} header */
export const headerHash = (header) => hashOf(header);

/** @param {Uint8Array} ch @param {number} x */
export const shareInfo = (ch, x) => concat(label("share"), ch, u8(x));

/** @param {Uint8Array} ch @param {number} x @param {Uint8Array} share */
export const commitment = (ch, x, share) => sha256(concat(label("com"), ch, u8(x), share));

/**
 * Deal with the secret halves `cs` and `ss`; deterministic. The caller erases them.
 * @param {any} ctx @param {any} keyset @param {Uint8Array} cs @param {Uint8Array} ss
 * @returns {Promise<{header: any, key: PrivateKey}>}
 */
export async function deal(ctx, keyset, cs, ss) {
  if (cs.length !== 32 || ss.length !== 32) throw new RangeError("the two halves of the secret have 32 bytes each");
  const ikm = concat(cs, ss);
  const key = await deriveKeyPair(ikm);
  const full = { ...ctx, env: b64u(key.pk) };
  const [ch, prk] = await Promise.all([ctxHash(full), hmac256(utf8("sb1/dealing"), ikm)]);
  const dealt = await split(prk, cs, keyset.k, keyset.members.length);
  const keys = [serverKey(keyset, full.kind), ...keyset.members.map((/** @type {any} */ m) => unb64u(m.kem, 32))];
  const secrets = [ss, ...dealt];
  const wraps = await Promise.all(keys.map(async (pk, x) => {
    const eph = await deriveKeyPair(await expand1(prk, concat(utf8("eph"), u8(x))));
    return b64u(await seal(pk, shareInfo(ch, x), secrets[x], eph));
  }));
  const coms = await Promise.all(dealt.map(async (share, at) => b64u(await commitment(ch, at + 1, share))));
  ikm.fill(0);
  prk.fill(0);
  dealt.forEach((share) => share.fill(0));
  return { header: { ctx: full, wraps, coms }, key };
}

/**
 * A fresh envelope. The secret is erased; only the non-extractable key lives on in this page, to open each sealed
 * segment once before it is sent.
 * @param {any} ctx @param {any} keyset
 */
export async function newEnvelope(ctx, keyset) {
  const cs = crypto.getRandomValues(new Uint8Array(32));
  const ss = crypto.getRandomValues(new Uint8Array(32));
  const { header, key } = await deal(ctx, keyset, cs, ss);
  cs.fill(0);
  ss.fill(0);
  return { header, key, hh: await headerHash(header) };
}

/**
 * What needs no secret (6.8), for a member's page before it releases (7.7 R4). Throws Malformed.
 * @param {any} header @param {any} keyset
 * @param {{tender: string, lot: string, round: number, vendor: string, kind: string, ver?: number, deadlines:
 *   string[]}} expected
 */
export async function checkHeader(header, keyset, expected) {
  const n = keyset.members.length;
  members("header", { ctx: CONTEXT, wraps: each(blob(80), n + 1, n + 1), coms: each(digest, n, n) })(header);
  const { ctx } = header;
  for (const name of /** @type {const} */ (["tender", "lot", "round", "vendor", "kind", "ver"])) {
    if (expected[name] !== undefined && ctx[name] !== expected[name]) {
      throw new Malformed(`ctx.${name}: not the one this envelope was begun for`);
    }
  }
  if ((ctx.kind === CANARY) !== (ctx.vendor === CANARY)) throw new Malformed("ctx.kind: a canary is no bid");
  if (ctx.tender !== keyset.tender || ctx.keyset !== (await hashOf(keyset))) {
    throw new Malformed("ctx.keyset: not this key set of the tender");
  }
  if (!expected.deadlines.includes(ctx.nb)) throw new Malformed("ctx.nb: not a published deadline of the tender");
  serverKey(keyset, ctx.kind);
}

/**
 * Member `x`'s share, checked against its commitment. Throws Unopenable: a dispute.
 * @param {PrivateKey} own
 * @param {any} header
 * @param {number} x
 */
export async function unwrapShare(own, header, x) {
  const ch = await ctxHash(header.ctx);
  const share = await open(own, shareInfo(ch, x), unb64u(header.wraps[x], 80));
  if (!equal(await commitment(ch, x, share), unb64u(header.coms[x - 1], 32))) {
    throw new Unopenable("the share does not match its commitment");
  }
  return share;
}
