// SPDX-License-Identifier: Apache-2.0
// @ts-check
/**
 * Sealing a bid in the browser, in four steps: kunci, unggah, periksa sidik, catat. No page elements here: progress and
 * questions go through `tell` and `askFactor`. Sources: sealed-bids.md 6 and 7.3.
 */
import * as store from "./bidstore.js";
import { b64u, canonical, hashOf, parse, unb64u, utf8 } from "./sb1/canonical.js";
import { headerHash, makeContext, newEnvelope } from "./sb1/envelope.js";
import { Unsupported, requireFeatures } from "./sb1/hpke.js";
import { checkKeyset, verifyKeyset } from "./sb1/keyset.js";
import { leafHash, openCheckpoint, parseVkey, unbase64, verifyInclusion } from "./sb1/log.js";
import { makeManifest, pad } from "./sb1/manifest.js";
import { selfTest } from "./sb1/selftest.js";
import { importStatementKey, makeStatement, newStatementKey, signStatement } from "./sb1/statement.js";
import { Refused, uploadObject } from "./upload.js";

export const STEPS = ["kunci", "unggah", "sidik", "catat"];
export const MANIFEST = "manifest.json";
export const KEY_FILE = "statement-key.json";

/** The keys or times the portal offers are not those on the public record: nothing is sealed. */
export class Distrust extends Error {}
/** This device does not have the key of the first version. */
export class KeyElsewhere extends Error {}

/** @typedef {{slot: string, file: File}} Chosen */
/** @typedef {{portal: import("./upload.js").Portal, tell: (step: string, part: number) => void, askFactor: () => Promise<void>}} Room */
/** @typedef {{url: string, ver: number, note: string, files: Record<string, Uint8Array>}} Done */

/** Keys made in this page for a first version, with the copy that goes into its receipt bundle. @type {Map<string, store.KeptKey & {jwk?: JsonWebKey}>} */
const made = new Map();

/** @param {any} facts */
export const draftName = (facts) => `${facts.tender}/${facts.lot}/${facts.round}/${facts.vendor}`;

/**
 * Whether the record carries the key set and the deadline this page shows (7.3). Throws Distrust.
 * @param {any} facts @param {{keyset: string, nb: string}} shown what the page printed
 */
export async function checkFacts(facts, shown) {
  const doubt = (/** @type {string} */ what) => {
    throw new Distrust(what);
  };
  checkKeyset(facts.keyset);
  if ((await hashOf(facts.keyset)) !== facts.keyset_hash || facts.keyset_hash !== shown.keyset) doubt("keyset");
  if (facts.keyset.tender !== facts.tender) doubt("tender");
  if (facts.keyset.server[facts.kind] === undefined) doubt("kind");
  if (!(await canVerify())) return; // a browser with X25519 and without Ed25519 can seal but not check signatures
  const { checkpoint, vkey, leaves } = facts.record;
  const head = await openCheckpoint(checkpoint, await parseVkey(vkey));
  const found = [];
  for (const { index, entry, path } of leaves) {
    const steps = path.map(unbase64);
    if (!(await verifyInclusion(await leafHash(utf8(entry)), index, head.size, steps, head.root))) doubt("record");
    found.push(parse(utf8(entry)));
  }
  const keyset = found.findLast((leaf) => leaf.t === "keyset" && leaf.h === facts.keyset_hash) ?? doubt("record");
  for (let x = 1; x <= facts.keyset.members.length; x += 1) {
    if (!(await verifyKeyset(facts.keyset, x, unb64u(keyset.sigs[x] ?? "", 64)))) doubt("signature");
  }
  const tender = found.findLast((leaf) => leaf.t === "tender" && leaf.tender === facts.tender) ?? doubt("record");
  if (tender.deadline !== facts.nb || facts.nb !== shown.nb) doubt("deadline");
}

const canVerify = () =>
  requireFeatures({ members: true }).then(
    () => true,
    (error) => {
      if (error instanceof Unsupported) return false;
      throw error;
    },
  );

/** The features and the vector of the scheme, before anything is sealed. Throws Unsupported or SelfTestFailed. */
export async function checkDevice() {
  await requireFeatures();
  await selfTest();
}

/**
 * The vendor's statement key for this tender: from this device, or new for the first version.
 * @param {any} facts @returns {Promise<store.KeptKey & {jwk?: JsonWebKey}>}
 */
export async function statementKey(facts) {
  const name = draftName(facts);
  const kept = await store.keptKey(name);
  if (facts.statement.pk === null) {
    const here = made.get(name);
    if (here) return here;
    // A first version may have arrived whose answer did not: its key must stay.
    if (kept && (await store.keptDraft(name))?.statement) return kept;
    const fresh = await newStatementKey();
    await store.keepKey(name, fresh);
    made.set(name, fresh);
    return fresh;
  }
  if (!kept || kept.pk !== facts.statement.pk) throw new KeyElsewhere("the key of the first version is not on this device");
  return kept;
}

/** Whether this device can sign the next version. @param {any} facts */
export const hasKey = async (facts) =>
  facts.statement.pk === null || (await store.keptKey(draftName(facts)))?.pk === facts.statement.pk;

/** Take the statement key out of a receipt bundle. @param {any} facts @param {Uint8Array | undefined} file @returns {Promise<boolean>} */
export async function loadKey(facts, file) {
  if (!file) return false;
  const key = await importStatementKey(JSON.parse(new TextDecoder().decode(file)));
  if (key.pk !== facts.statement.pk) return false;
  await store.keepKey(draftName(facts), key);
  return true;
}

/**
 * The draft to continue, or a new one: header first, stored at once; the secret is gone when this returns.
 * @param {Room} room @param {any} facts
 * @returns {Promise<{draft: store.Draft, key?: import("./sb1/hpke.js").PrivateKey}>}
 */
async function draftOf(room, facts) {
  const name = draftName(facts);
  const kept = await store.keptDraft(name);
  const mine = kept && !kept.statement && kept.nb === facts.nb && kept.keyset === facts.keyset_hash;
  if (mine && kept.header.ctx.ver === facts.ver - 1) return { draft: kept };
  const { tender, lot, round, vendor, kind, ver, nb } = facts;
  const ctx = makeContext({ tender, lot, round, vendor, kind, ver, keyset: facts.keyset_hash, nb });
  const { header, key, hh } = await newEnvelope(ctx, facts.keyset);
  await room.portal.post("sampul/", canonical(header));
  /** @type {store.Draft} */
  const draft = { header, hh, nb, keyset: facts.keyset_hash, next: 1, files: [] };
  await store.keepDraft(name, draft);
  return { draft, key };
}

/** The place of a file in the draft: the one it had, or a new number. @param {store.Draft} draft @param {Chosen} chosen */
export function placeOf(draft, { slot, file }) {
  const { name, type, size, lastModified: changed } = file;
  const known = draft.files.find((one) => one.slot === slot && one.name === name && one.size === size && one.changed === changed);
  if (known) return known;
  const place = { n: draft.next, slot, name, type, size, changed, parts: {} };
  draft.next += 1;
  draft.files.push(place);
  return place;
}

/**
 * Send every file; returns what the manifest says of each, ascending.
 * @param {Room} room @param {any} facts @param {store.Draft} draft @param {import("./sb1/hpke.js").PrivateKey | undefined} check
 * @param {Chosen[]} chosen
 */
async function sendFiles(room, facts, draft, check, chosen) {
  const whole = chosen.reduce((sum, { file }) => sum + file.size, 0) || 1;
  const env = unb64u(draft.header.ctx.env, 32);
  let sent = 0;
  const listed = [];
  for (const one of chosen) {
    const place = placeOf(draft, one);
    const remember = () => store.keepDraft(draftName(facts), draft);
    const before = sent;
    const progress = (/** @type {number} */ bytes) => {
      sent += bytes;
      room.tell("unggah", Math.min(1, sent / whole));
    };
    const job = { file: one.file, env, hh: draft.hh, n: place.n, check };
    place.done ??= await uploadObject({ portal: room.portal, job, parts: place.parts, remember, progress });
    await remember();
    sent = before + one.file.size;
    const { n, slot, name, type, size } = place;
    listed.push({ n, slot, name: name.slice(0, 255), type: type.slice(0, 127), size, ...place.done });
  }
  return listed.sort((a, b) => a.n - b.n);
}

/**
 * All of sending but the record: seal every file, send it, have it proven. A later sending continues from here.
 * @param {Room} room @param {any} facts @param {{chosen: Chosen[], form: any, shown: {keyset: string, nb: string}}} bid
 */
export async function sealBid(room, facts, { chosen, form, shown }) {
  room.tell("kunci", 0);
  await checkDevice();
  await checkFacts(facts, shown);
  const own = await statementKey(facts);
  const { draft, key } = await draftOf(room, facts);
  room.tell("unggah", 0);
  const listed = await sendFiles(room, facts, draft, key, chosen);
  room.tell("sidik", 0);
  const manifest = makeManifest(listed, form);
  const env = unb64u(draft.header.ctx.env, 32);
  const job = { file: new Blob([/** @type {BlobPart} */ (pad(manifest))]), env, hh: draft.hh, n: 0, check: key };
  const sealed = await uploadObject({ portal: room.portal, job, parts: {}, remember: async () => {}, progress: () => {} });
  const objects = [{ n: 0, ...sealed }, ...listed].map(({ n, len, segs, ct }) => ({ n, len, segs, ct }));
  return { own, draft, manifest, envelopes: [{ kind: facts.kind, header: draft.hh, objects }] };
}

/**
 * Seal, send and state a bid or its replacement.
 * @param {Room} room @param {any} facts @param {{chosen: Chosen[], form: any, shown: {keyset: string, nb: string}}} bid
 * @returns {Promise<Done>}
 */
export async function sendBid(room, facts, bid) {
  const { own, draft, manifest, envelopes } = await sealBid(room, facts, bid);
  room.tell("catat", 0);
  const done = await state(room, facts, own, envelopes, draft);
  done.files[MANIFEST] = canonical(manifest);
  if (own.jwk) done.files[KEY_FILE] = utf8(JSON.stringify(own.jwk));
  return done;
}

/** @param {Room} room @param {any} facts @returns {Promise<Done>} */
export async function withdrawBid(room, facts) {
  return state(room, facts, await statementKey(facts), [], null);
}

/**
 * Sign and post a statement. It is kept first: whatever happens to the answer, the same one can be sent again.
 * @param {Room} room @param {any} facts @param {store.KeptKey} own @param {any[]} envelopes @param {store.Draft | null} draft
 */
async function state(room, facts, own, envelopes, draft) {
  const { tender, lot, round, vendor } = facts;
  const { ver, prev } = facts.statement;
  const plain = makeStatement({ tender, lot, round, vendor, ver, prev, envelopes });
  const body = canonical(await signStatement(plain, own));
  if (draft) await store.keepDraft(draftName(facts), { ...draft, statement: b64u(body) });
  return record(room, facts, body, envelopes.length ? "kirim/" : "tarik/");
}

/** Post a signed statement; a second factor is asked when the last one is too old. @param {Room} room @param {any} facts @param {Uint8Array} body @param {string} path @returns {Promise<Done>} */
export async function record(room, facts, body, path) {
  for (;;) {
    try {
      const { url, ver, note } = await room.portal.post(path, body);
      await store.dropDraft(draftName(facts));
      room.tell("catat", 1);
      return { url, ver, note, files: {} };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.kind !== "who" || (await room.portal.get("fakta/")).fresh) {
        await forget(facts);
        throw error;
      }
      await room.askFactor();
    }
  }
}

/** A refused statement is not sent again; its sealed files stay and can be stated anew. @param {any} facts */
async function forget(facts) {
  const kept = await store.keptDraft(draftName(facts));
  if (!kept) return;
  delete kept.statement;
  await store.keepDraft(draftName(facts), kept);
}

/** The statement whose answer never came, if there is one. @param {any} facts */
export async function pending(facts) {
  const kept = await store.keptDraft(draftName(facts));
  return kept?.statement ? unb64u(kept.statement) : null;
}

/** A draft begun on this device and not finished, with how many of its files are in store. @param {any} facts */
export async function unfinished(facts) {
  const kept = await store.keptDraft(draftName(facts));
  if (!kept || kept.statement || kept.nb !== facts.nb || (await headerHash(kept.header)) !== kept.hh) return null;
  return { files: kept.files.map(({ slot, name, done }) => ({ slot, name, done: Boolean(done) })) };
}
