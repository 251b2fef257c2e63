// SPDX-License-Identifier: Apache-2.0
// @ts-check
/**
 * What a member's page makes sure of before it releases a share: rules R1 to R6 of sealed-bids.md 7.7. Pure.
 * R7 and R8 are `buildRelease`'s. A page that doubts releases nothing and says why.
 */

import { MAX_LIST, Malformed, b64u, canonical, equal, hashOf, parse, unb64u, utf8 } from "./canonical.js";
import { doubtWords } from "./doubts.js";
import { checkHeader } from "./envelope.js";
import { checkKeyset, verifyKeyset } from "./keyset.js";
import { BadRecord, leafHash, openCheckpoint, parseVkey, unbase64, verifyConsistency, verifyInclusion } from "./log.js";
import { checkSignatures, checkStructure } from "./statement.js";

/** @typedef {{vkey: string, size: number, root: string}} Kept what this browser remembers of the record */
/**
 * @typedef {object} Judged
 * @property {any} opening
 * @property {string} openingHash
 * @property {any} keyset
 * @property {any[]} headers
 * @property {number} x
 * @property {Kept} kept the head to remember from now on
 */

export const RULES = ["R1", "R2", "R3", "R4", "R5", "R6"];

/** A rule that does not hold; `what` names the sentence of doubts.js, `detail` is what a format says against it. */
export class Doubt extends Error {
  /** @param {string} rule @param {string} what @param {string | number} [about] @param {string} [detail] */
  constructor(rule, what, about = "", detail = "") {
    super("");
    Object.assign(this, { rule, what, about, detail });
    /** @type {string} */
    this.rule = rule;
    this.message = this.sentence();
  }

  /** @param {string} [lang] of the page */
  sentence(lang = "id") {
    const { what, about, detail } = /** @type {any} */ (this);
    return doubtWords(what, about, lang) + (detail && ` (${detail})`);
  }
}

/** @param {boolean} holds @param {string} rule @param {string} what @param {string | number} [about] */
function demand(holds, rule, what, about) {
  if (!holds) throw new Doubt(rule, what, about);
}

/** What the record or a format says against it becomes a doubt. @template T @param {string} rule @param {string} what @param {() => Promise<T>} check @returns {Promise<T>} */
async function within(rule, what, check) {
  try {
    return await check();
  } catch (error) {
    if (error instanceof Doubt || !(error instanceof BadRecord || error instanceof Malformed)) throw error;
    throw new Doubt(rule, what, "", error.message);
  }
}

/** R1: the head is signed and extends the one this browser saw last. @param {any} material @param {Kept | null} kept */
async function headOf(material, kept) {
  demand(!kept || kept.vkey === material.vkey, "R1", "otherKey");
  const head = await openCheckpoint(material.checkpoint, await parseVkey(material.vkey));
  if (kept && kept.size > 0) {
    const proof = material.consistency.map(unbase64);
    demand(head.size >= kept.size && (await verifyConsistency(kept.size, head.size, unb64u(kept.root, 32), head.root, proof)),
      "R1", "otherPast");
  }
  return head;
}

/** R2: every leaf handed over stands in the signed head. @param {any} material @param {{size: number, root: Uint8Array}} head */
async function leavesOf(material, head) {
  const leaves = [];
  for (const { index, entry, proof } of material.leaves) {
    const bytes = utf8(entry);
    const stands = await verifyInclusion(await leafHash(bytes), index, head.size, proof.map(unbase64), head.root);
    demand(stands, "R2", "unproven", index);
    leaves.push({ index, ...parse(bytes) });
  }
  return leaves;
}

/** R2: key set, close and opening are on the record, in this order. @param {any[]} leaves @param {any} docs */
async function recorded(leaves, docs) {
  const find = async (/** @type {string} */ kind) => {
    const name = await hashOf(docs[kind]);
    const leaf = leaves.find((one) => one.t === kind && one.h === name);
    demand(Boolean(leaf), "R2", "missing", kind);
    return leaf;
  };
  const [keyset, close, opening] = [await find("keyset"), await find("close"), await find("opening")];
  demand(keyset.index < close.index && close.index < opening.index, "R2", "order");
  for (let x = 1; x <= docs.keyset.members.length; x += 1) {
    const signed = typeof keyset.sigs[x] === "string" && (await verifyKeyset(docs.keyset, x, unb64u(keyset.sigs[x], 64)));
    demand(signed, "R2", "unsigned", x);
  }
}

/** R3: the envelopes the close entitles, from its statements and their signatures. @param {any} close @param {string} kind @returns {Promise<Map<string, string>>} vendor by header hash */
async function entitled(close, kind) {
  /** @type {Map<string, any[]>} */
  const chains = new Map();
  for (const { record, statement } of close.entries) {
    checkStructure(statement);
    const isOf = statement.tender === close.tender && statement.lot === close.lot && statement.round === close.round;
    demand(isOf && record.statement === (await hashOf(statement)), "R3", "otherStatements");
    chains.set(statement.vendor, [...(chains.get(statement.vendor) ?? []), statement]);
  }
  const found = new Map();
  for (const [vendor, chain] of chains) {
    chain.sort((a, b) => a.ver - b.ver);
    const keys = chain[0].sig.map((/** @type {any} */ one) => one.pk);
    for (const [at, statement] of chain.entries()) {
      const prev = at ? await hashOf(chain[at - 1]) : null;
      demand(statement.ver === at + 1 && statement.prev === prev, "R3", "broken", vendor);
      await checkSignatures(statement, keys);
    }
    for (const envelope of chain[chain.length - 1].envelopes) {
      if (envelope.kind === kind) found.set(envelope.header, vendor);
    }
  }
  return found;
}

/** R4: the headers are those of the list, each dealt for this tender by the vendor that stated it. @param {any} docs @param {any[]} headers @param {Map<string, string>} list @param {string[]} deadlines */
async function headersFit(docs, headers, list, deadlines) {
  const { opening, keyset } = docs;
  const seen = new Set();
  for (const header of headers) {
    const name = await hashOf(header);
    demand(list.has(name) && !seen.has(name), "R4", "strange");
    seen.add(name);
    await checkHeader(header, keyset, {
      tender: opening.tender, lot: opening.lot, round: opening.round, kind: opening.kind,
      vendor: /** @type {string} */ (list.get(name)), deadlines,
    });
  }
  demand(seen.size === list.size, "R4", "fewer");
}

/** R5: the time has come by this device's clock and by the close. @param {any} docs @param {any[]} headers @param {string[]} deadlines in order @param {Date} now */
function timeHasCome(docs, headers, deadlines, now) {
  const { close } = docs;
  const earliest = [deadlines[deadlines.length - 1], ...headers.map((header) => header.ctx.nb)].sort().pop();
  demand(close.deadline === deadlines[deadlines.length - 1] && close.at >= earliest, "R5", "early");
  demand(now.getTime() >= Date.parse(earliest), "R5", "notYet");
}

/**
 * Judge what the portal handed over for the opening of `tender`; `passed` hears of each rule that holds.
 * Throws Doubt for the first that does not.
 * @param {any} material @param {{tender: string, kept: Kept | null, now: Date, passed?: (rule: string) => void}} facts
 * @returns {Promise<Judged>}
 */
export async function judge(material, { tender, kept, now, passed = () => {} }) {
  const head = await within("R1", "badRecord", () => headOf(material, kept));
  passed("R1");
  const read = (/** @type {string} */ text) => parse(utf8(text), MAX_LIST);
  const docs = await within("R2", "badDocuments", async () => {
    const found = { opening: read(material.opening), close: read(material.close), keyset: read(material.keyset) };
    checkKeyset(found.keyset);
    return found;
  });
  const { opening, close, keyset } = docs;
  const leaves = await within("R2", "badProofs", () => leavesOf(material, head));
  await within("R2", "badKeys", () => recorded(leaves, docs));
  const fits = [opening, close, keyset].every((doc) => doc.tender === tender) && opening.close === (await hashOf(close))
    && opening.keyset === (await hashOf(keyset)) && opening.lot === close.lot && opening.round === close.round;
  demand(fits, "R2", "otherOpening");
  passed("R2");
  demand(opening.kind === "single" && opening.basis === null, "R6", "otherKind");
  const list = await within("R3", "badList", () => entitled(close, opening.kind));
  const named = canonical([...list.keys()].sort());
  demand(equal(named, canonical(opening.envelopes)), "R3", "otherList");
  passed("R3");
  const terms = leaves.filter((leaf) => leaf.t === "tender" && leaf.tender === tender);
  const deadlines = terms.map((leaf) => leaf.deadline).sort();
  demand(deadlines.length > 0, "R4", "noTerms");
  const headers = await within("R4", "badHeaders", async () => {
    const found = material.headers.map(read);
    await headersFit(docs, found, list, deadlines);
    return found;
  });
  passed("R4");
  timeHasCome(docs, headers, deadlines, now);
  passed("R5");
  passed("R6");
  return {
    opening, openingHash: await hashOf(opening), keyset, headers, x: material.x,
    kept: { vkey: material.vkey, size: head.size, root: b64u(head.root) },
  };
}
