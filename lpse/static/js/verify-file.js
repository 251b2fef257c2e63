// SPDX-License-Identifier: Apache-2.0
// @ts-check
/**
 * The check page: a file is hashed in the browser and never sent; only its SHA-256 is asked for.
 * WebCrypto digests in one piece, so a file must fit in memory; a larger one is told how to be hashed elsewhere.
 */
import { fetchDocument, replaceWith } from "./live.js";

export const LARGEST = 2 ** 30;
export const LARGE = 2 ** 28;

const WORDS = {
  id: {
    reading: "Menghitung sidik di perangkat ini…",
    large: "Berkas besar: seluruh isinya dimuat ke memori, dapat memakan waktu.",
    tooLarge: "Berkas lebih besar dari 1 GiB tidak dapat dihitung di peramban. Hitung dengan sha256sum atau certutil -hashfile, lalu tempel sidiknya.",
    failed: "Berkas tidak dapat dibaca. Mungkin berkas dipindah atau diubah; pilih lagi.",
    done: "Sidik SHA-256 sudah dihitung; berkas tidak dikirim.",
  },
  en: {
    reading: "Computing the fingerprint on this device…",
    large: "A large file: all of it is read into memory, this may take a while.",
    tooLarge: "A file larger than 1 GiB cannot be hashed in the browser. Use sha256sum or certutil -hashfile and paste the result.",
    failed: "The file cannot be read. It may have been moved or changed; choose it again.",
    done: "The SHA-256 fingerprint is computed; the file was not sent.",
  },
};

/** Bytes as lower-case hex. @param {ArrayBuffer} bytes */
export const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** SHA-256 of a file as hex, read whole. @param {Blob} file */
export const fingerprint = async (file) => hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));

/** What to say before reading a file of this size: "ok", "large" or "tooLarge". @param {number} size bytes */
export const judge = (size) => (size > LARGEST ? "tooLarge" : size > LARGE ? "large" : "ok");

/** @param {HTMLFormElement} form @param {File} file */
const verify = async (form, file) => {
  const words = document.documentElement.lang.startsWith("en") ? WORDS.en : WORDS.id;
  const state = form.querySelector("[data-verify-state]");
  const field = form.querySelector("[data-verify-digest]");
  const answer = document.querySelector("[data-verify-answer]");
  /** @param {string} text */
  const say = (text) => state && (state.textContent = text);
  const size = judge(file.size);
  if (size === "tooLarge") return say(words.tooLarge);
  say(size === "large" ? words.large : words.reading);
  try {
    const digest = await fingerprint(file);
    say(words.done);
    if (field instanceof HTMLInputElement) field.value = digest;
    const address = new URL(form.action);
    for (const [name, value] of new FormData(form)) if (typeof value === "string") address.searchParams.set(name, value);
    address.searchParams.set("sidik", digest);
    const page = await fetchDocument(address.href);
    if (page && answer instanceof HTMLElement) replaceWith(answer, page);
    else location.href = address.href;
  } catch {
    say(words.failed);
  }
};

/** @param {Document} page */
export const init = (page) => {
  const form = page.querySelector("form[data-verify-file]");
  const input = form?.querySelector('input[type="file"]');
  if (!(form instanceof HTMLFormElement) || !(input instanceof HTMLInputElement)) return;
  const drop = input.closest(".drop");
  drop?.removeAttribute("hidden");
  input.addEventListener("change", () => input.files?.[0] && verify(form, input.files[0]));
  for (const name of ["dragover", "dragleave", "drop"]) {
    drop?.addEventListener(name, (event) => {
      event.preventDefault();
      drop.toggleAttribute("data-over", name === "dragover");
      const file = name === "drop" ? /** @type {DragEvent} */ (event).dataTransfer?.files[0] : null;
      if (file) verify(form, file);
    });
  }
};

init(document);
