// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** Scheme SB1 for the browser: WebCrypto only, no build, no state. Twin of the package documents/sealing. */

export * as canonical from "./canonical.js";
export * as chunks from "./chunks.js";
export * as envelope from "./envelope.js";
export * as hpke from "./hpke.js";
export * as keyset from "./keyset.js";
export * as manifest from "./manifest.js";
export * as memberkey from "./memberkey.js";
export * as release from "./release.js";
export * as selftest from "./selftest.js";
export * as shape from "./shape.js";
export * as shares from "./shares.js";
export * as statement from "./statement.js";
export * as words from "./words.js";
