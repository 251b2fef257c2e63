// SPDX-License-Identifier: Apache-2.0
// @ts-check
/**
 * A complaint with sealed parts: identity and files are sealed here to every auditor on duty, sent as ciphertext, and
 * named in the form. Their fields have no name, so nothing of them is ever sent as it was typed. Every sentence comes
 * from the page: complaints/seal_complaint.html.
 */
import { NotTaken, sized, taken } from "./attachments.js";
import { canonical } from "./sb1/canonical.js";
import { requireFeatures } from "./sb1/hpke.js";
import { sealVoice } from "./sb1/voice.js";

/** A sentence of the portal that says why it did not take something. */
class Refused extends Error {}

/** A part of the page that must be there. @param {ParentNode} box @param {string} selector @returns {any} */
const part = (box, selector) => {
  const found = box.querySelector(selector);
  if (!found) throw new Error(`missing ${selector}`);
  return found;
};

/** @param {string} sentence */
function trouble(sentence) {
  const place = part(document, "[data-trouble]");
  place.hidden = !sentence;
  part(place, "[data-trouble-words]").textContent = sentence;
  if (sentence) place.focus();
}

/** Send one sealed object; its token names it in the form. @param {HTMLFormElement} form @param {Uint8Array} bytes */
async function keep(form, bytes) {
  const fields = /** @type {any} */ (form.elements);
  const address = `${form.dataset.keep}?formulir=${encodeURIComponent(fields.nonce.value)}`;
  const headers = { "Content-Type": "application/octet-stream", "X-CSRFToken": fields.csrfmiddlewaretoken.value };
  const body = /** @type {BodyInit} */ (/** @type {unknown} */ (bytes));
  const answer = await fetch(address, { method: "POST", body, headers, credentials: "same-origin" });
  const said = await answer.json();
  if (!answer.ok) throw new Refused(said.message);
  return said.token;
}

/** @param {HTMLFormElement} form */
function start(form) {
  const says = form.dataset;
  /** @type {import("./sb1/voice.js").Attached[]} */
  const files = [];
  const chosen = part(form, "[data-chosen]");
  const picker = part(form, "[data-files]");
  const mode = () => part(form, "input[name=mode]:checked").value;

  /** @param {string} sentence */
  const fileError = (sentence) => {
    const place = part(form, "[data-file-error]");
    place.hidden = !sentence;
    place.textContent = sentence;
    picker.toggleAttribute("aria-invalid", Boolean(sentence));
    part(form, "[data-files-field]").classList.toggle("field--error", Boolean(sentence));
  };
  const list = () => {
    chosen.hidden = !files.length;
    part(form, "[data-pdf]").hidden = !files.some((file) => file.type === "application/pdf");
    chosen.replaceChildren(
      ...files.map((file, at) => {
        const [item, box, name, size, act, button] = ["li", "div", "p", "p", "div", "button"].map((tag) => document.createElement(tag));
        item.className = "file flush";
        name.className = "file__name small";
        name.textContent = file.name;
        size.className = "file__meta";
        size.textContent = sized(file.bytes.length);
        act.className = "file__act";
        button.className = "btn btn--secondary btn--sm";
        button.setAttribute("type", "button");
        button.setAttribute("aria-label", `${says.remove} ${file.name}`);
        button.textContent = says.remove ?? "";
        button.addEventListener("click", () => {
          files.splice(at, 1);
          list();
          picker.focus();
        });
        box.append(name, size);
        act.append(button);
        item.append(box, act);
        return item;
      }),
    );
  };

  form.addEventListener("change", async (event) => {
    part(form, "[data-identity]").hidden = mode() === "anonymous";
    if (event.target !== picker) return;
    fileError("");
    for (const file of picker.files) {
      if (files.length >= Number(says.mostFiles)) {
        fileError(says.tooMany ?? "");
        break;
      }
      try {
        files.push(await taken(file, Number(says.mostBytes)));
      } catch (error) {
        fileError(`${file.name} ${says[error instanceof NotTaken ? error.why : "unreadable"]}`);
      }
    }
    picker.value = "";
    list();
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (says.busy || !form.reportValidity()) return;
    const named = mode() !== "anonymous";
    const name = named ? part(form, "[data-name]").value.trim() : "";
    const contact = named ? part(form, "[data-contact]").value.trim() : "";
    if (!files.length && !name) return trouble(says.nothing ?? "");
    trouble("");
    says.busy = "1";
    part(form, "[data-progress]").textContent = says.sealing ?? "";
    try {
      const { header, objects } = await sealVoice(says.form ?? "", JSON.parse(says.auditors ?? "[]"), { mode: mode(), name, contact, files });
      const tokens = [];
      for (const bytes of objects) tokens.push(await keep(form, bytes));
      const fields = /** @type {any} */ (form.elements);
      fields.header.value = new TextDecoder().decode(canonical(header));
      fields.parts.value = tokens.join(" ");
      form.submit();
    } catch (error) {
      console.warn(error);
      trouble(error instanceof Refused ? error.message : says.failed ?? "");
      part(form, "[data-progress]").textContent = "";
      delete says.busy;
    }
  });
}

/** @param {Document} page */
export async function init(page) {
  const form = page.querySelector("form[data-voice]");
  if (!(form instanceof HTMLFormElement)) return;
  try {
    await requireFeatures();
  } catch {
    return trouble(form.dataset.unsupported ?? "");
  }
  start(form);
  form.hidden = false;
}

if (typeof document !== "undefined") init(document);
