// SPDX-License-Identifier: Apache-2.0
// @ts-check
/**
 * Making a member's key: seed and passphrase are made here, shown once, asked back, written on the recovery sheet, and
 * forgotten. The server gets the public halves and a key file that only the passphrase opens (sealed-bids.md 7.1).
 * Page: tenders/enrol_member_key.html.
 */
import { b64u, equal } from "./sb1/canonical.js";
import { Unsupported, requireFeatures } from "./sb1/hpke.js";
import { fingerprint } from "./sb1/keyset.js";
import { deriveKeys, memberDocument, newSeed, readKeyFile, signMember, writeKeyFile } from "./sb1/memberkey.js";
import { COUNT, newPassphrase, normalise } from "./sb1/words.js";

const ASKED = 3;

/** Different places of words to ask back, ascending, from 1. @param {number} [count] @param {number} [of] @returns {number[]} */
export function placesToAsk(count = ASKED, of = COUNT) {
  const places = Array.from({ length: of }, (_, at) => at + 1);
  const random = crypto.getRandomValues(new Uint32Array(of));
  return places
    .sort((a, b) => random[a - 1] - random[b - 1])
    .slice(0, count)
    .sort((a, b) => a - b);
}

/** The first place whose word was typed wrongly, or 0. @param {string} passphrase @param {number[]} places @param {string[]} typed */
export function firstWrong(passphrase, places, typed) {
  const words = passphrase.split("-");
  return places.find((place, at) => normalise(typed[at] ?? "") !== words[place - 1]) ?? 0;
}

/**
 * A new key, tested by opening its file again. The seed is wiped before this returns.
 * @param {string} member @param {string} passphrase
 */
export async function makeKey(member, passphrase) {
  const seed = newSeed();
  const keys = await deriveKeys(seed);
  const document = memberDocument(member, keys);
  const blob = await writeKeyFile(seed, passphrase);
  const again = await readKeyFile(blob, passphrase);
  if (!equal(again, seed)) throw new Error("the key file does not hold the key");
  seed.fill(0);
  again.fill(0);
  const signature = b64u(await signMember(document, keys));
  return { kem: document.kem, sig: document.sig, signature, blob };
}

/** A part of the page that must be there. @param {ParentNode} box @param {string} selector @returns {any} */
const part = (box, selector) => {
  const found = box.querySelector(selector);
  if (!found) throw new Error(`missing ${selector}`);
  return found;
};

/** @param {HTMLElement} box @param {string} name */
const show = (box, name) => {
  for (const step of box.querySelectorAll("[data-step]")) {
    step.toggleAttribute("hidden", /** @type {HTMLElement} */ (step).dataset.step !== name);
  }
  const heading = box.querySelector(`[data-step="${name}"] h2`);
  if (heading instanceof HTMLElement) heading.focus();
};

/** @param {HTMLElement} box @param {string} sentence */
const trouble = (box, sentence) => {
  const place = part(box, "[data-trouble]");
  place.hidden = !sentence;
  part(place, "[data-trouble-words]").textContent = sentence;
  if (sentence) place.focus();
};

/** @param {HTMLElement} list @param {string} passphrase */
const listWords = (list, passphrase) =>
  list.replaceChildren(
    ...passphrase.split("-").map((word, at) => {
      const [item, number, bold] = ["li", "span", "b"].map((name) => list.ownerDocument.createElement(name));
      number.className = "small muted";
      number.textContent = `${at + 1} `;
      bold.textContent = word;
      item.append(number, bold);
      return item;
    }),
  );

/** The QR code of the key file, drawn by the server from ciphertext. @param {HTMLElement} box @param {string} blob */
async function drawSheet(box, blob) {
  const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
  const body = new URLSearchParams({ blob });
  const answer = await fetch(box.dataset.qrUrl ?? "", { method: "POST", body, headers: { "X-CSRFToken": token } });
  if (!answer.ok) throw new Error(`the sheet was refused: ${answer.status}`);
  const drawing = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("svg");
  if (!drawing) throw new Error("no drawing");
  part(box, "[data-qr]").replaceChildren(document.importNode(drawing, true));
}

/** @param {HTMLElement} box @param {{kem: string, sig: string, signature: string, blob: string}} key */
async function fillSheet(box, key) {
  part(box, "[data-fingerprint]").textContent = await fingerprint(key.kem, key.sig);
  await drawSheet(box, key.blob);
  const link = part(box, "[data-download]");
  link.href = URL.createObjectURL(new Blob([key.blob], { type: "application/jose" }));
  link.download = `kunci-${box.dataset.member}.jwe`;
  const form = part(box, "form[data-enrol]");
  for (const name of /** @type {const} */ (["kem", "sig", "signature", "blob"])) form.elements[name].value = key[name];
}

/** @param {HTMLElement} box */
function start(box) {
  const says = box.dataset;
  let passphrase = "";
  /** @type {number[]} */
  let places = [];

  const ask = () => {
    places = placesToAsk();
    box.querySelectorAll("[data-ask]").forEach((label, at) => {
      part(label, "[data-place]").textContent = `${places[at]}`;
      part(label, "input").value = "";
    });
    show(box, "confirm");
  };
  const finish = async () => {
    const typed = [...box.querySelectorAll("[data-ask] input")].map((field) => /** @type {HTMLInputElement} */ (field).value);
    const wrong = firstWrong(passphrase, places, typed);
    if (wrong) return trouble(box, `${says.wrongWord} ${wrong}.`);
    trouble(box, "");
    show(box, "work");
    try {
      await fillSheet(box, await makeKey(says.member ?? "", passphrase));
      listWords(part(box, "[data-sheet-words]"), passphrase);
      show(box, "sheet");
    } catch (error) {
      console.warn(error);
      show(box, "confirm");
      trouble(box, says.failed ?? "");
    }
  };

  part(box, "[data-make]").addEventListener("click", () => {
    passphrase = newPassphrase();
    listWords(part(box, "[data-words]"), passphrase);
    show(box, "words");
  });
  part(box, "[data-written]").addEventListener("click", ask);
  part(box, "[data-back]").addEventListener("click", () => show(box, "words"));
  part(box, "[data-check]").addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    finish();
  });
  addEventListener("beforeunload", (event) => {
    if (passphrase && !says.sent) event.preventDefault();
  });
  part(box, "form[data-enrol]").addEventListener("submit", () => (says.sent = "1"));
}

/** @param {Document} page */
export async function init(page) {
  const box = page.querySelector("[data-member-key]");
  if (!(box instanceof HTMLElement)) return;
  box.hidden = false;
  try {
    await requireFeatures({ members: true });
    start(box);
    show(box, "start");
  } catch (error) {
    show(box, "");
    trouble(box, (error instanceof Unsupported ? box.dataset.unsupported : box.dataset.failed) ?? "");
  }
}

if (typeof document !== "undefined") init(document);
