// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** Checks of a document's members: the twin of lpse/core/shape.py. Each takes a value and throws Malformed. */

import { Malformed, isIdentifier, isTimestamp, unb64u } from "./canonical.js";

/** @typedef {(value: any) => void} Check */

/** @param {boolean} fits @param {string} message */
function demand(fits, message) {
  if (!fits) throw new Malformed(message);
}

/** @param {string} where @param {Check} inner @param {any} value */
function within(where, inner, value) {
  try {
    inner(value);
  } catch (error) {
    throw error instanceof Malformed ? new Malformed(`${where}: ${error.message}`) : error;
  }
}

const isObject = (/** @type {any} */ value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @type {Check} */
export const identifier = (value) => demand(isIdentifier(value), "not an identifier");

/** @type {Check} */
export const instant = (value) => demand(isTimestamp(value), "not a timestamp of 24 characters");

/** @type {Check} */
export const mapping = (value) => demand(isObject(value), "not an object");

/** One of these strings. @param {...string} allowed @returns {Check} */
export const literal = (...allowed) => (value) =>
  demand(typeof value === "string" && allowed.includes(value), `not ${allowed.join(" or ")}`);

/** @param {number} low @param {number} [high] @returns {Check} */
export const integer = (low, high = Number.MAX_SAFE_INTEGER) => (value) =>
  demand(Number.isSafeInteger(value) && value >= low && value <= high, `not an integer from ${low} to ${high}`);

/** A string of so many code points. @param {number} longest @param {number} [shortest] @returns {Check} */
export const text = (longest, shortest = 0) => (value) => {
  const length = typeof value === "string" ? [...value].length : -1;
  demand(length >= shortest && length <= longest, `not a text of ${shortest} to ${longest} characters`);
};

/** Base64url of so many bytes. @param {number} length @returns {Check} */
export const blob = (length) => (value) => void unb64u(value, length);

/** @type {Check} */
export const digest = blob(32);

/** @param {Check} inner @returns {Check} */
export const optional = (inner) => (value) => (value === null ? undefined : inner(value));

/** A list. @param {Check} inner @param {number} least @param {number} most @returns {Check} */
export const each = (inner, least, most) => (value) => {
  demand(Array.isArray(value) && value.length >= least && value.length <= most, `not a list of ${least} to ${most}`);
  value.forEach((/** @type {any} */ item, /** @type {number} */ at) => within(`[${at}]`, inner, item));
};

/** An object with free names. @param {Check} key @param {Check} inner @param {number} least @param {number} most */
export const table = (key, inner, least, most) => (/** @type {any} */ value) => {
  const names = isObject(value) ? Object.keys(value) : [];
  demand(isObject(value) && names.length >= least && names.length <= most, `not an object of ${least} to ${most}`);
  for (const name of names) {
    key(name);
    within(name, inner, value[name]);
  }
};

/** An object with exactly these members. @param {string} what @param {Record<string, Check>} checks @returns {Check} */
export const members = (what, checks) => (value) => {
  demand(isObject(value), `${what}: not an object`);
  const names = Object.keys(checks);
  const odd = [
    ...Object.keys(value).filter((name) => !Object.hasOwn(checks, name)),
    ...names.filter((name) => !Object.hasOwn(value, name)),
  ].sort();
  demand(odd.length === 0, `${what}: members missing or unknown: ${odd.join(", ").slice(0, 200)}`);
  for (const name of names) within(`${what}.${name}`, checks[name], value[name]);
};
