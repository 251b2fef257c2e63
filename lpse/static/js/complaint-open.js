// SPDX-License-Identifier: Apache-2.0
// @ts-check
/**
 * An auditor opens the sealed parts of a complaint: key, passphrase and what is opened stay in this page. Files are
 * saved, never shown. Every sentence comes from the page: complaints/open_sealed.html.
 */
import { kindOf, sized } from "./attachments.js";
import { b64u, parse, sha256, utf8 } from "./sb1/canonical.js";
import { Unsupported, requireFeatures } from "./sb1/hpke.js";
import { WrongPassphrase, deriveKeys, readKeyFile } from "./sb1/memberkey.js";
import { openObject, readManifest, unwrap, wrap } from "./sb1/voice.js";
import { UnknownWord } from "./sb1/words.js";

/** A part of the page that must be there. @param {ParentNode} box @param {string} selector @returns {any} */
const part = (box, selector) => {
  const found = box.querySelector(selector);
  if (!found) throw new Error(`missing ${selector}`);
  return found;
};

/** @param {string} address */
async function fetched(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`the object was refused: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** @typedef {{row: number, header: string, wrapped: string, blob: string, objects: string[], missing: import("./sb1/voice.js").Auditor[]}} Facts */
/** @typedef {{place: HTMLElement, facts: Facts, header: import("./sb1/voice.js").Header, secret: Uint8Array, manifest: import("./sb1/voice.js").Manifest}} Opened */

/** One file of what was opened, with a button that saves it. @param {{name: string, type: string, size: number}} file @param {string} save @param {() => void} act */
function row(file, save, act) {
  const [item, words, name, size, place, button] = ["li", "div", "p", "p", "div", "button"].map((tag) => document.createElement(tag));
  item.className = "file flush";
  name.className = "file__name small";
  name.textContent = file.name;
  size.className = "file__meta";
  size.textContent = `${file.type}, ${sized(file.size)}`;
  place.className = "file__act";
  button.className = "btn btn--secondary btn--sm";
  button.setAttribute("type", "button");
  button.setAttribute("aria-label", `${save} ${file.name}`);
  button.textContent = save;
  button.addEventListener("click", act);
  words.append(name, size);
  place.append(button);
  item.append(words, place);
  return item;
}

/** @param {HTMLElement} box */
function start(box) {
  const says = box.dataset;

  /** @param {string} sentence */
  const trouble = (sentence) => {
    const place = part(box, "[data-trouble]");
    place.hidden = !sentence;
    part(place, "[data-trouble-words]").textContent = sentence;
    if (sentence) place.focus();
  };

  /** @param {Opened} opened @param {import("./sb1/voice.js").Manifest["files"][number]} file */
  const save = async ({ facts, header, secret }, file) => {
    const bytes = await openObject(header, secret, file.n, await fetched(facts.objects[file.n]));
    if (b64u(await sha256(bytes)) !== file.pt) throw new Error("other bytes than the manifest names");
    if (kindOf(bytes) !== file.type) trouble(`${file.name}: ${says.lying}`);
    const link = document.createElement("a");
    // Bytes to keep, of no type a browser would show.
    link.href = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
    link.download = file.name;
    link.click();
  };

  /** @param {Opened} opened */
  const show = (opened) => {
    const { place, manifest } = opened;
    part(place, "[data-closed]").hidden = true;
    const who = place.querySelector("[data-who]");
    if (who instanceof HTMLElement) {
      part(who, "[data-name]").textContent = manifest.name || says.noName || "";
      part(who, "[data-contact]").textContent = manifest.contact || says.noName || "";
      who.hidden = false;
    }
    part(place, "[data-files]").replaceChildren(
      ...manifest.files.map((file) => row(file, says.save ?? "", () => save(opened, file).catch(() => trouble(says.failed ?? "")))),
    );
  };

  /** @param {Opened[]} all */
  const prepare = async (all) => {
    const form = box.querySelector("form[data-hand-on]");
    if (!(form instanceof HTMLFormElement)) return;
    /** @type {Record<string, Record<string, string>>} */
    const wraps = {};
    for (const { facts, header, secret } of all) {
      for (const auditor of facts.missing) (wraps[facts.row] ??= {})[auditor.id] = (await wrap(header, secret, auditor)).w;
    }
    part(form, "[data-wraps]").value = JSON.stringify(wraps);
    form.hidden = !all.some(({ facts }) => facts.missing.length);
  };

  /** Whatever these eight words open; a key of an earlier office has others. Throws when they open nothing. @param {string} words */
  const opening = async (words) => {
    /** @type {Map<string, Promise<import("./sb1/hpke.js").PrivateKey>>} */
    const keys = new Map();
    /** @type {Opened[]} */
    const all = [];
    let trouble;
    for (const place of box.querySelectorAll("[data-envelope]")) {
      if (!(place instanceof HTMLElement)) continue;
      /** @type {Facts} */
      const facts = JSON.parse(place.dataset.envelope ?? "{}");
      if (!facts.blob) continue;
      if (!keys.has(facts.blob)) keys.set(facts.blob, derived(facts.blob, words));
      try {
        const key = /** @type {import("./sb1/hpke.js").PrivateKey} */ (await keys.get(facts.blob));
        const header = parse(utf8(facts.header));
        const secret = await unwrap(header, facts.wrapped, key);
        const manifest = readManifest(await openObject(header, secret, 0, await fetched(facts.objects[0])));
        all.push({ place, facts, header, secret, manifest });
      } catch (error) {
        // One that its sender spoilt keeps no other closed.
        if (!isWrong(error)) part(place, "[data-closed]").textContent = says.failed ?? "";
        trouble ??= error;
      }
    }
    if (!all.length) throw trouble;
    return all;
  };

  part(box, "form[data-open]").addEventListener("submit", async (/** @type {Event} */ event) => {
    event.preventDefault();
    trouble("");
    const field = part(box, "[data-passphrase]");
    try {
      await requireFeatures({ members: true });
      const all = await opening(field.value);
      field.value = "";
      part(box, "form[data-open]").hidden = true;
      await prepare(all);
      all.forEach(show);
      part(box, "[data-opened]").hidden = false;
      part(all[0].place, "h2").focus();
    } catch (error) {
      console.warn(error);
      trouble((isWrong(error) ? says.wrong : error instanceof Unsupported ? says.unsupported : says.failed) ?? "");
    }
  });
}

/** @param {unknown} error */
const isWrong = (error) => error instanceof WrongPassphrase || error instanceof UnknownWord || error instanceof RangeError;

/** The key in a member's file. Throws what `isWrong` knows. @param {string} blob @param {string} words */
async function derived(blob, words) {
  const seed = await readKeyFile(blob, words);
  const { kem } = await deriveKeys(seed);
  seed.fill(0);
  return kem;
}

/** @param {Document} page */
export function init(page) {
  const box = page.querySelector("[data-sealed]");
  if (!(box instanceof HTMLElement)) return;
  start(box);
  box.hidden = false;
}

if (typeof document !== "undefined") init(document);
