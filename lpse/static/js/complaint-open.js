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

/** @param {HTMLElement} box */
function start(box) {
  const says = box.dataset;
  const header = parse(utf8(says.header ?? ""));
  /** @type {string[]} */
  const addresses = JSON.parse(says.objects ?? "[]");

  /** @param {string} sentence */
  const trouble = (sentence) => {
    const place = part(box, "[data-trouble]");
    place.hidden = !sentence;
    part(place, "[data-trouble-words]").textContent = sentence;
    if (sentence) place.focus();
  };

  /** @param {Uint8Array} secret @param {import("./sb1/voice.js").Manifest["files"][number]} file */
  const save = async (secret, file) => {
    const bytes = await openObject(header, secret, file.n, await fetched(addresses[file.n]));
    if (b64u(await sha256(bytes)) !== file.pt) throw new Error("other bytes than the manifest names");
    if (kindOf(bytes) !== file.type) trouble(`${file.name}: ${says.lying}`);
    const link = document.createElement("a");
    // Bytes to keep, of no type a browser would show.
    link.href = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
    link.download = file.name;
    link.click();
  };

  /** @param {Uint8Array} secret @param {import("./sb1/voice.js").Manifest} manifest */
  const show = (secret, manifest) => {
    part(box, "[data-name]").textContent = manifest.name || says.noName || "";
    part(box, "[data-contact]").textContent = manifest.contact || says.noName || "";
    part(box, "[data-files]").replaceChildren(
      ...manifest.files.map((file) => {
        const [item, words, name, size, act, button] = ["li", "div", "p", "p", "div", "button"].map((tag) => document.createElement(tag));
        item.className = "file flush";
        name.className = "file__name small";
        name.textContent = file.name;
        size.className = "file__meta";
        size.textContent = `${file.type}, ${sized(file.size)}`;
        act.className = "file__act";
        button.className = "btn btn--secondary btn--sm";
        button.setAttribute("type", "button");
        button.setAttribute("aria-label", `${says.save} ${file.name}`);
        button.textContent = says.save ?? "";
        button.addEventListener("click", () => save(secret, file).catch(() => trouble(says.failed ?? "")));
        words.append(name, size);
        act.append(button);
        item.append(words, act);
        return item;
      }),
    );
    part(box, "[data-opened]").hidden = false;
    part(box, "[data-opened] h2").focus();
  };

  /** @param {Uint8Array} secret */
  const prepare = async (secret) => {
    const form = box.querySelector("form[data-hand-on]");
    if (!(form instanceof HTMLFormElement)) return;
    /** @type {Record<string, string>} */
    const wraps = {};
    for (const auditor of JSON.parse(says.missing ?? "[]")) wraps[auditor.id] = (await wrap(header, secret, auditor)).w;
    part(form, "[data-wraps]").value = JSON.stringify(wraps);
    form.hidden = false;
  };

  part(box, "form[data-open]").addEventListener("submit", async (/** @type {Event} */ event) => {
    event.preventDefault();
    trouble("");
    const field = part(box, "[data-passphrase]");
    try {
      await requireFeatures({ members: true });
      const seed = await readKeyFile(says.blob ?? "", field.value);
      const keys = await deriveKeys(seed);
      seed.fill(0);
      const secret = await unwrap(header, says.wrapped ?? "", keys.kem);
      const manifest = readManifest(await openObject(header, secret, 0, await fetched(addresses[0])));
      field.value = "";
      part(box, "form[data-open]").hidden = true;
      await prepare(secret);
      show(secret, manifest);
    } catch (error) {
      console.warn(error);
      const wrong = error instanceof WrongPassphrase || error instanceof UnknownWord || error instanceof RangeError;
      trouble((wrong ? says.wrong : error instanceof Unsupported ? says.unsupported : says.failed) ?? "");
    }
  });
}

/** @param {Document} page */
export function init(page) {
  const box = page.querySelector("[data-sealed]");
  if (!(box instanceof HTMLElement)) return;
  start(box);
  box.hidden = false;
}

if (typeof document !== "undefined") init(document);
