// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** What a member's page doubts, as sentences in both languages of the interface; `about` is a number, name or document. */

/** @typedef {(about: string) => string} Sentence */

const ID = {
  otherKey: () => "Kunci catatan publik berbeda dari yang dikenal peramban ini. Jangan lanjutkan; hubungi Inspektorat.",
  otherPast: () => "Catatan publik tidak meneruskan catatan yang terakhir dilihat peramban ini. Jangan lanjutkan; hubungi Inspektorat.",
  unproven: (/** @type {string} */ about) => `Entri ${about} tidak terbukti ada dalam catatan publik.`,
  missing: (/** @type {string} */ about) => `Dokumen ${ID_NAMES[about]} tidak ada dalam catatan publik.`,
  order: () => "Urutan kunci, penutupan, dan pembukaan dalam catatan keliru.",
  unsigned: (/** @type {string} */ about) => `Kunci tender tidak ditandatangani anggota nomor ${about}.`,
  otherStatements: () => "Dokumen penutupan memuat pernyataan tender lain.",
  broken: (/** @type {string} */ about) => `Urutan pernyataan penyedia ${about} terputus.`,
  strange: () => "Portal mengirim kepala amplop yang tidak ada dalam daftar.",
  fewer: () => "Portal tidak mengirim semua kepala amplop dalam daftar.",
  early: () => "Penutupan tercatat sebelum batas akhir penawaran.",
  notYet: () => "Menurut jam perangkat ini batas akhir penawaran belum lewat. Betulkan jam perangkat, atau tunggu.",
  badRecord: () => "Catatan publik tidak sah.",
  badDocuments: () => "Dokumen pembukaan tidak sah.",
  badProofs: () => "Bukti dari catatan publik tidak sah.",
  badKeys: () => "Kunci tender tidak sah.",
  badList: () => "Daftar penawaran tidak sah.",
  badHeaders: () => "Kepala amplop tidak sah.",
  otherOpening: () => "Pembukaan ini bukan pembukaan tender yang Anda buka.",
  otherKind: () => "Jenis pembukaan ini belum dilayani halaman ini.",
  otherList: () => "Daftar amplop tidak sama dengan yang dihitung dari dokumen penutupan.",
  noTerms: () => "Pengumuman tender tidak ada dalam bukti catatan publik.",
};

/** @type {Record<string, string>} */
const ID_NAMES = { keyset: "kunci tender", close: "penutupan", opening: "pembukaan" };
/** @type {Record<string, string>} */
const EN_NAMES = { keyset: "The tender key", close: "The closing document", opening: "The opening document" };

/** @type {typeof ID} */
const EN = {
  otherKey: () => "The key of the public record is not the one this browser knows. Do not go on; contact the internal auditor.",
  otherPast: () => "The public record does not extend the record this browser last saw. Do not go on; contact the internal auditor.",
  unproven: (about) => `Entry ${about} is not proven to be on the public record.`,
  missing: (about) => `${EN_NAMES[about]} is not on the public record.`,
  order: () => "The order of keys, close and opening on the record is wrong.",
  unsigned: (about) => `The tender key is not signed by member number ${about}.`,
  otherStatements: () => "The closing document holds statements of another tender.",
  broken: (about) => `The chain of statements of supplier ${about} is broken.`,
  strange: () => "The portal sent the header of an envelope that is not on the list.",
  fewer: () => "The portal did not send the headers of all envelopes on the list.",
  early: () => "The close was recorded before the bid deadline.",
  notYet: () => "By the clock of this device the bid deadline has not passed yet. Set the clock of the device right, or wait.",
  badRecord: () => "The public record is not valid.",
  badDocuments: () => "The opening documents are not valid.",
  badProofs: () => "The proofs from the public record are not valid.",
  badKeys: () => "The tender key is not valid.",
  badList: () => "The list of bids is not valid.",
  badHeaders: () => "The headers of the envelopes are not valid.",
  otherOpening: () => "This opening is not that of the tender you opened.",
  otherKind: () => "This page does not serve this kind of opening yet.",
  otherList: () => "The list of envelopes is not the one computed from the closing document.",
  noTerms: () => "The announcement of the tender is not in the proofs of the public record.",
};

/** A doubt as a sentence. @param {string} what @param {string | number} [about] @param {string} [lang] @returns {string} */
export function doubtWords(what, about = "", lang = "id") {
  const words = lang.startsWith("en") ? EN : ID;
  return words[/** @type {keyof typeof ID} */ (what)](`${about}`);
}
