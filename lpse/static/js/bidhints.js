// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** Files that may be the wrong ones: another tender's code or another company in the name, another slot's words, the same bytes twice. */

/** Files larger than this (bytes) are not hashed for a hint. */
export const LARGEST_HASHED = 64 * 2 ** 20;
const CODE = /t-\d{4}-\d{4,}/gi;
const COMPANY = /(?:^|[\s._-])(pt|cv|ud|firma|koperasi)[\s._-]+([a-z][a-z0-9]*)(?:[\s._-]+([a-z][a-z0-9]*))?/i;

/** @typedef {{slot: string, title: string, name: string}} Named */
/** @typedef {{kind: "code" | "company" | "slot" | "twin", slot: string, name: string, other: string}} Hint */

/** @param {string} text */
const wordsIn = (text) => new Set(text.toLowerCase().match(/[a-z0-9]{3,}/g) ?? []);

/** How many words of a slot's title a file's name has. @param {string} name @param {string} title */
const likeness = (name, title) => [...wordsIn(title)].filter((word) => wordsIn(name).has(word)).length;

/**
 * Hints that a name alone gives, in the order of the files.
 * @param {Named[]} files @param {{code: string, vendor: string, slots: {slot: string, title: string}[]}} room
 * @returns {Hint[]}
 */
export function hintsByName(files, { code, vendor, slots }) {
  /** @type {Hint[]} */
  const found = [];
  for (const { slot, title, name } of files) {
    const foreign = [...name.matchAll(CODE)].map(([text]) => text.toUpperCase()).find((text) => text !== code.toUpperCase());
    if (foreign) found.push({ kind: "code", slot, name, other: foreign });
    const company = COMPANY.exec(name.replace(/\.[a-z0-9]+$/i, ""));
    if (company && !wordsIn(vendor).has(company[2].toLowerCase())) {
      found.push({ kind: "company", slot, name, other: [company[1].toUpperCase(), company[2], company[3]].filter(Boolean).join(" ") });
    }
    const better = slots.find((one) => one.slot !== slot && likeness(name, one.title) > Math.max(1, likeness(name, title)));
    if (better) found.push({ kind: "slot", slot, name, other: better.title });
  }
  return found;
}

/**
 * Files with the same bytes as an earlier one. Only files of one size are read.
 * @param {{slot: string, file: File}[]} files @returns {Promise<Hint[]>}
 */
export async function twins(files) {
  /** @type {Hint[]} */
  const found = [];
  /** @type {Map<string, string>} */
  const seen = new Map();
  for (const { slot, file } of files) {
    const sizes = files.filter((one) => one.file.size === file.size);
    if (sizes.length < 2 || file.size > LARGEST_HASHED) continue;
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const name = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const first = seen.get(name);
    if (first === undefined) seen.set(name, file.name);
    else found.push({ kind: "twin", slot, name: file.name, other: first });
  }
  return found;
}
