// SPDX-License-Identifier: Apache-2.0
// @ts-check
/**
 * The scheme's own vector, run through the code a page is about to use; any difference and the page refuses to seal.
 */

import { b64u, hashOf, sha256, timestamp, utf8 } from "./canonical.js";
import { sealSegment } from "./chunks.js";
import { deal, makeContext } from "./envelope.js";
import { deriveKeyPair } from "./hpke.js";
import { deriveKeys } from "./memberkey.js";

const HEADER = "EHzzoY5QnTdZIOg-0s6gQbQENv8FyrI3rYKgNQ9PWfM";
const SEALED = "_w9NVQnNJrpP3RYyO_OlE6BKGd9E_o68XunXWB3bIg-wZ6-UZRgiioeh3KQZcdtb38wxGeY";

/** A dealing or a seal that gave other bytes than the scheme says. */
export class SelfTestFailed extends Error {}

/** @param {string} text */
const named = (text) => sha256(utf8(text));

/** The key set of the vector: seeds are hashes of short sentences, so nothing is secret here. */
export async function vectorKeyset() {
  const members = [];
  for (const x of [1, 2, 3]) {
    const keys = await deriveKeys(await named(`sb1 vector member ${x}`));
    members.push({ id: `m${x}`, kem: b64u(keys.kem.pk), sig: b64u(keys.sig.pk) });
  }
  /** @type {Record<string, string>} */
  const server = {};
  for (const kind of ["tech", "price"]) {
    server[kind] = b64u((await deriveKeyPair(await named(`sb1 vector server ${kind}`))).pk);
  }
  return { v: "sb1/keyset", tender: "T-1", gen: 1, prev: null, k: 2, members, server };
}

/** Deal and seal the vector; throws SelfTestFailed on any difference. */
export async function selfTest() {
  const keyset = await vectorKeyset();
  const count = Uint8Array.from({ length: 64 }, (_, at) => at);
  const ctx = makeContext({
    tender: "T-1", lot: "1", round: 1, vendor: "V-1", kind: "tech", ver: 1,
    keyset: await hashOf(keyset), nb: timestamp(new Date(Date.UTC(2026, 11, 1, 3))),
  });
  const { header, key } = await deal(ctx, keyset, count.slice(0, 32), count.slice(32));
  if ((await hashOf(header)) !== HEADER) throw new SelfTestFailed("dealing");
  const eph = await deriveKeyPair(await named("sb1 vector ephemeral"));
  const segment = await sealSegment(key.pk, HEADER, 1, 0, true, utf8("hello"), eph);
  if (b64u(segment) !== SEALED) throw new SelfTestFailed("segment");
}
