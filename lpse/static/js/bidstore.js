// SPDX-License-Identifier: Apache-2.0
// @ts-check
/**
 * What this device remembers of a bid: public data of the draft, and the statement key, which cannot be read out.
 * No file, price, secret or password is kept here.
 */

const NAME = "lpse-penawaran";
const STORES = ["keys", "drafts"];

/** @typedef {{key: CryptoKey, pk: string}} KeptKey */
/**
 * @typedef {{n: number, slot: string, name: string, type: string, size: number, changed: number,
 *   parts: Record<number, import("./upload.js").Part>, done?: {len: number, segs: number, pt: string, ct: string}}} DraftFile
 * @typedef {{header: any, hh: string, nb: string, keyset: string, next: number, files: DraftFile[], statement?: string}} Draft
 */

/** @returns {Promise<IDBDatabase>} */
const open = () =>
  new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => STORES.forEach((store) => asked.result.createObjectStore(store));
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

/** @param {string} store @param {IDBTransactionMode} mode @param {(rows: IDBObjectStore) => IDBRequest} act @returns {Promise<any>} */
async function run(store, mode, act) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(store, mode);
      const asked = act(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** @param {string} name @returns {Promise<KeptKey | undefined>} */
export const keptKey = (name) => run("keys", "readonly", (rows) => rows.get(name));
/** @param {string} name @param {KeptKey} key */
export const keepKey = (name, { key, pk }) => run("keys", "readwrite", (rows) => rows.put({ key, pk }, name));
/** @param {string} name @returns {Promise<Draft | undefined>} */
export const keptDraft = (name) => run("drafts", "readonly", (rows) => rows.get(name));
/** @param {string} name @param {Draft} draft */
export const keepDraft = (name, draft) => run("drafts", "readwrite", (rows) => rows.put(draft, name));
/** @param {string} name */
export const dropDraft = (name) => run("drafts", "readwrite", (rows) => rows.delete(name));
