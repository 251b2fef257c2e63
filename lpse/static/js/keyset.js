// SPDX-License-Identifier: Apache-2.0
// @ts-check
/**
 * A member's consent to a key set: this page checks the document itself, finds the member's own two keys in it, signs
 * it and answers the rehearsal, all with the key that only the passphrase opens (sealed-bids.md 7.2). The passphrase
 * and the share never leave the browser. Page: tenders/key_set.html.
 */
import { Malformed, b64u, hashOf, parse, utf8 } from "./sb1/canonical.js";
import { Unopenable, Unsupported, requireFeatures } from "./sb1/hpke.js";
import { checkKeyset, fingerprint, signKeyset } from "./sb1/keyset.js";
import { WrongPassphrase, deriveKeys, readKeyFile } from "./sb1/memberkey.js";
import { answerCanary } from "./sb1/release.js";
import { UnknownWord } from "./sb1/words.js";

/** The key set is not what this page or this member expects; `what` names the sentence. */
export class Unexpected extends Error {
  /** @param {string} what */
  constructor(what) {
    super(what);
    this.what = what;
  }
}

/**
 * The key set, if it is of this tender, has this hash, and the rehearsal belongs to it. Throws Unexpected or Malformed.
 * @param {{body: string, canary: string, tender: string, hash: string}} page
 */
export async function readKeyset({ body, canary, tender, hash }) {
  const doc = parse(utf8(body));
  checkKeyset(doc, ["single"]);
  const header = parse(utf8(canary));
  if ((await hashOf(doc)) !== hash || doc.tender !== tender) throw new Unexpected("foreign");
  if (header.ctx?.keyset !== hash || header.ctx?.tender !== tender) throw new Unexpected("foreign");
  return { doc, header };
}

/**
 * Signature, proof and the proof's signature, base64url. Throws Unexpected when the member's own keys do not stand in
 * the set, WrongPassphrase, UnknownWord or RangeError for the passphrase.
 * @param {{doc: any, header: any}} keyset @param {{blob: string, member: string}} own @param {string} passphrase
 */
export async function consent({ doc, header }, { blob, member }, passphrase) {
  const seed = await readKeyFile(blob, passphrase);
  const keys = await deriveKeys(seed);
  seed.fill(0);
  const at = doc.members.findIndex((/** @type {any} */ person) => person.id === member);
  const entry = doc.members[at];
  if (!entry || entry.kem !== b64u(keys.kem.pk) || entry.sig !== b64u(keys.sig.pk)) throw new Unexpected("notMine");
  const answer = await answerCanary(header, at + 1, keys);
  return {
    signature: b64u(await signKeyset(doc, keys.sig.key)),
    proof: b64u(answer.proof),
    proof_signature: b64u(answer.sig),
  };
}

/** Which sentence of the page tells an error. @param {unknown} error */
export function sentenceOf(error) {
  if (error instanceof Unexpected) return error.what;
  if (error instanceof UnknownWord) return "unknownWord";
  if (error instanceof RangeError) return "eightWords";
  if (error instanceof WrongPassphrase) return "wrongPassphrase";
  if (error instanceof Unsupported) return "unsupported";
  if (error instanceof Unopenable || error instanceof Malformed) return "foreign";
  return "failed";
}

/** @param {HTMLElement} box @param {unknown} error */
function tell(box, error) {
  const place = /** @type {HTMLElement} */ (box.querySelector("[data-trouble]"));
  const words = place.querySelector("[data-trouble-words]");
  const sentence = error ? (box.dataset[sentenceOf(error)] ?? "") : "";
  place.hidden = !sentence;
  if (words) words.textContent = error instanceof UnknownWord ? `${sentence} ${error.position}.` : sentence;
  if (sentence) place.focus();
}

/** Show what this page itself read: k, n and every fingerprint. @param {HTMLElement} box @param {any} doc */
async function showRead(box, doc) {
  for (const [name, value] of [["k", doc.k], ["n", doc.members.length]]) {
    for (const place of box.querySelectorAll(`[data-read="${name}"]`)) place.textContent = `${value}`;
  }
  const prints = await Promise.all(doc.members.map((/** @type {any} */ one) => fingerprint(one.kem, one.sig)));
  box.querySelectorAll("[data-fingerprint]").forEach((place, at) => (place.textContent = prints[at] ?? ""));
}

/** @param {HTMLElement} box @param {HTMLFormElement} form @param {{doc: any, header: any}} keyset */
function start(box, form, keyset) {
  const field = /** @type {HTMLInputElement} */ (box.querySelector("[data-passphrase]"));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("[type=submit]"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    tell(box, null);
    try {
      const own = { blob: box.dataset.blob ?? "", member: box.dataset.member ?? "" };
      const given = await consent(keyset, own, field.value);
      field.value = "";
      for (const [name, value] of Object.entries(given)) {
        /** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value = value;
      }
      form.submit();
    } catch (error) {
      console.warn(error);
      button.removeAttribute("aria-disabled");
      tell(box, error);
    }
  });
}

/** @param {Document} page */
export async function init(page) {
  const box = page.querySelector("[data-key-set]");
  const form = box?.querySelector("form");
  if (!(box instanceof HTMLElement) || !form) return;
  box.hidden = false;
  try {
    await requireFeatures({ members: true });
    const { body = "", canary = "", tender = "", hash = "" } = box.dataset;
    const keyset = await readKeyset({ body, canary, tender, hash });
    await showRead(box, keyset.doc);
    start(box, form, keyset);
  } catch (error) {
    form.hidden = true;
    tell(box, error);
  }
}

if (typeof document !== "undefined") init(document);
