// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** Passphrases of eight Indonesian words: the twin of documents/sealing/words.py. */

import { WORDS } from "./words_id.js";

export { WORDS };
export const COUNT = 8;
export const PREFIX = 4;

/** A word that is not on the list; `position` counts from 1. */
export class UnknownWord extends Error {
  /** @param {number} position @param {string} word */
  constructor(position, word) {
    super(`word ${position} is not on the list`);
    this.position = position;
    this.word = word;
  }
}

const BY_PREFIX = new Map(WORDS.map((word) => [word.slice(0, PREFIX), word]));

/** Eight random words. The list has 2^11 of them, so eleven random bits choose without bias. */
export function newPassphrase() {
  const numbers = crypto.getRandomValues(new Uint16Array(COUNT));
  return Array.from(numbers, (number) => WORDS[number % WORDS.length]).join("-");
}

/** Lower case, words joined by single hyphens. @param {string} text */
export const normalise = (text) => (text.toLowerCase().match(/[a-z]+/g) ?? []).join("-");

/** Words that begin with `start`. @param {string} start */
export function complete(start) {
  const begin = normalise(start);
  return begin ? WORDS.filter((word) => word.startsWith(begin)) : [];
}

/**
 * What a person typed, each word completed from its first four letters. Throws UnknownWord or RangeError.
 * @param {string} text
 */
export function recognise(text) {
  const typed = normalise(text).split("-").filter(Boolean);
  const found = typed.map((word, at) => {
    const known = BY_PREFIX.get(word.slice(0, PREFIX));
    if (!known?.startsWith(word)) throw new UnknownWord(at + 1, word);
    return known;
  });
  if (found.length !== COUNT) throw new RangeError(`${found.length} words where ${COUNT} belong`);
  return found.join("-");
}
