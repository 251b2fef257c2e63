// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** Receipts: the bundle as a file (the portal's part joined with what only this page knows). */
import { readZip, writeZip } from "./zip.js";

/** Offer a file to save. @param {Blob} blob @param {string} name */
export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The portal's files of a receipt. @param {string} address of its page @returns {Promise<Record<string, Uint8Array>>} */
export async function fetchBundle(address) {
  const answer = await fetch(`${address}berkas.zip`, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`the portal answered ${answer.status}`);
  return readZip(new Uint8Array(await answer.arrayBuffer()));
}

/** The whole bundle. @param {Record<string, Uint8Array>} theirs @param {Record<string, Uint8Array>} ours */
export const joinBundle = (theirs, ours) => writeZip({ ...theirs, ...ours });
