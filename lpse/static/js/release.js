// SPDX-License-Identifier: Apache-2.0
// @ts-check
/**
 * A member's release (sealed-bids.md 7.7): fetch what the portal claims, judge it, unlock the key, seal the shares, send.
 * The passphrase and the key stay in this page. Markup: evaluation/release.html, one form with data-release.
 */

import { b64u, utf8 } from "./sb1/canonical.js";
import { Unsupported, requireFeatures } from "./sb1/hpke.js";
import { Doubt, judge } from "./sb1/judge.js";
import { WrongPassphrase, deriveKeys, readKeyFile } from "./sb1/memberkey.js";
import { buildRelease } from "./sb1/release.js";
import { COUNT, UnknownWord, complete, normalise } from "./sb1/words.js";

export const KEPT = "lpse.catatan";

const ID = {
  wrong: "Frasa sandi tidak cocok dengan kunci Anda. Periksa kedelapan katanya pada lembar pemulihan, lalu coba lagi. Anggota lain yang cukup jumlahnya dapat membuka tanpa Anda.",
  unknown: (/** @type {number} */ place, /** @type {string} */ word) => `Kata ke-${place} (“${word}”) tidak ada dalam daftar kata. Periksa ejaannya.`,
  length: (/** @type {number} */ count) => `Frasa sandi terdiri atas ${count} kata.`,
  unsupported: "Peramban ini tidak mendukung kunci anggota. Pakai Chrome atau Edge 137, Firefox 130, atau Safari 17 ke atas.",
  failed: "Ada gangguan pada peramban atau sambungan. Tidak ada yang terkirim; muat ulang halaman lalu coba lagi.",
  signedOut: "Sesi masuk sudah berakhir atau pembukaan belum siap. Muat ulang halaman ini.",
  notYours: "Kunci yang terbuka bukan kunci Anda dalam kunci tender ini.",
  working: "Memeriksa catatan publik dan membuka kunci Anda…",
  done: "Bagian kunci Anda diterima. Halaman pembukaan segera terbuka.",
};

/** @type {typeof ID} */
const EN = {
  wrong: "The passphrase does not fit your key. Check its eight words on the recovery sheet, then try again. Enough other members can open without you.",
  unknown: (place, word) => `Word ${place} (“${word}”) is not on the word list. Check its spelling.`,
  length: (count) => `The passphrase has ${count} words.`,
  unsupported: "This browser does not support member keys. Use Chrome or Edge from 137, Firefox from 130, or Safari from 17.",
  failed: "Something is wrong with the browser or the connection. Nothing was sent; reload the page and try again.",
  signedOut: "You have been signed out, or the opening is not ready yet. Reload this page.",
  notYours: "The key that was unlocked is not your key in this tender's key.",
  working: "Checking the public record and unlocking your key…",
  done: "Your key share was received. The opening page opens in a moment.",
};

const language = () => globalThis.document?.documentElement.lang || "id";
const W = language().startsWith("en") ? EN : ID;

/** A refusal of the portal or of this page, as a sentence for the member. */
export class Refused extends Error {}

/** What this browser remembers of the record, or null. @param {Storage} storage @returns {import("./sb1/judge.js").Kept | null} */
export function remembered(storage) {
  try {
    const kept = JSON.parse(storage.getItem(KEPT) ?? "null");
    return kept && typeof kept.vkey === "string" && Number.isSafeInteger(kept.size) && typeof kept.root === "string" ? kept : null;
  } catch {
    return null;
  }
}

/** The sentence a member reads for what went wrong. @param {unknown} error */
export function sentence(error) {
  if (error instanceof Doubt) return error.sentence(language());
  if (error instanceof Refused) return error.message;
  if (error instanceof WrongPassphrase) return W.wrong;
  if (error instanceof UnknownWord) return W.unknown(error.position, error.word);
  if (error instanceof RangeError) return W.length(COUNT);
  if (error instanceof Unsupported) return W.unsupported;
  return W.failed;
}

/** @param {string} address @param {RequestInit} [options] */
async function ask(address, options = {}) {
  const headers = { Accept: "application/json", ...options.headers };
  const answer = await fetch(address, { ...options, headers, credentials: "same-origin" });
  const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
  if (!isJson) throw new Refused(W.signedOut);
  const said = await answer.json();
  if (!answer.ok) throw new Refused([said.message, said.remedy, said.source && `(${said.source})`].filter(Boolean).join(" "));
  return said;
}

/** @param {HTMLElement} form @param {string} rule @param {"done" | "bad" | ""} state */
function mark(form, rule, state) {
  const row = form.ownerDocument.querySelector(`[data-rule="${rule}"]`);
  if (!(row instanceof HTMLElement)) return;
  row.classList.toggle("task--ok", state === "done");
  row.classList.toggle("task--warn", state === "bad");
  const word = row.querySelector("[data-rule-word]");
  const words = row.parentElement?.dataset ?? {};
  if (word instanceof HTMLElement) {
    word.textContent = (state === "done" ? words.done : state === "bad" ? words.bad : words.ahead) ?? "";
    word.className = state === "done" ? "tag tag--ok" : state === "bad" ? "tag tag--warn" : "tag tag--plain";
  }
}

/** @param {HTMLElement} form */
async function release(form) {
  const { tender = "", material = "", send = "" } = form.dataset;
  const field = /** @type {HTMLInputElement} */ (form.querySelector("[data-passphrase]"));
  await requireFeatures({ members: true });
  const kept = remembered(localStorage);
  const claimed = await ask(`${material}?sejak=${kept?.size ?? 0}`);
  const judged = await judge(claimed, { tender, kept, now: new Date(), passed: (rule) => mark(form, rule, "done") });
  localStorage.setItem(KEPT, JSON.stringify(judged.kept));
  const seed = await readKeyFile(claimed.blob, field.value);
  const keys = await deriveKeys(seed);
  seed.fill(0);
  const mine = judged.keyset.members[judged.x - 1];
  if (!mine || mine.kem !== b64u(keys.kem.pk) || mine.sig !== b64u(keys.sig.pk)) {
    throw new Refused(W.notYours);
  }
  const { openingHash, opening, keyset, headers, x } = judged;
  const built = await buildRelease({ opening: openingHash, kind: opening.kind, keyset, x, keys, headers });
  mark(form, "R7", built.disputes.length ? "bad" : "done");
  const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
  const body = utf8(JSON.stringify({ opening: openingHash, box: b64u(built.box), sig: b64u(built.sig) }));
  const answer = await ask(send, {
    method: "POST", body, headers: { "Content-Type": "application/json", "X-CSRFToken": token },
  });
  mark(form, "R8", "done");
  field.value = "";
  return answer;
}

/** Show one message in the form's status. @param {HTMLElement} form @param {"" | "bad" | "ok"} state @param {string} text */
function tell(form, state, text) {
  const place = form.querySelector("[data-release-status]");
  if (!(place instanceof HTMLElement)) return;
  place.hidden = !text;
  place.className = `note ${state === "bad" ? "note--danger" : state === "ok" ? "note--ok" : ""}`.trim();
  place.textContent = text;
}

/**
 * Offer the words that begin like the last one typed, but only while the passphrase is shown anyway.
 * @param {HTMLInputElement} field @param {HTMLElement | null} list
 */
function offer(field, list) {
  if (field.type === "password") {
    if (list) list.textContent = "";
    return;
  }
  const typed = field.value.split(/[\s-]+/);
  const start = normalise(typed[typed.length - 1]);
  if (list) list.textContent = start.length < 2 ? "" : complete(start).slice(0, 6).join(" · ");
}

/** @param {Document} page */
export function init(page) {
  const form = page.querySelector("form[data-release]");
  if (!(form instanceof HTMLFormElement)) return;
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button[type=submit]"));
  const field = /** @type {HTMLInputElement} */ (form.querySelector("[data-passphrase]"));
  const shown = form.querySelector("[data-show-passphrase]");
  shown?.addEventListener("change", () => {
    field.type = shown instanceof HTMLInputElement && shown.checked ? "text" : "password";
    offer(field, form.querySelector("[data-words]"));
  });
  field.addEventListener("input", () => offer(field, form.querySelector("[data-words]")));
  button.hidden = false;
  let busy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    button.setAttribute("aria-disabled", "true");
    for (const rule of ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"]) mark(form, rule, "");
    tell(form, "", W.working);
    try {
      const answer = await release(form);
      tell(form, "ok", W.done);
      window.location.assign(answer.next);
    } catch (error) {
      if (error instanceof Doubt) mark(form, error.rule, "bad");
      tell(form, "bad", sentence(error));
      busy = false;
      button.removeAttribute("aria-disabled");
      field.focus();
    }
  });
}

if (globalThis.document) init(document);
