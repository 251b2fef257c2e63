// SPDX-License-Identifier: Apache-2.0
// @ts-check
/**
 * What a complaint and a reply in its thread share: files are chosen, judged and cleaned, sealed here to every auditor
 * on duty, sent as ciphertext, and named in the form. Their field has no name, so nothing of them is ever sent as it was
 * chosen. Every sentence comes from the page: complaints/_sealing.html.
 */
import { NotTaken, sized, taken } from "./attachments.js";
import { canonical } from "./sb1/canonical.js";
import { sealVoice } from "./sb1/voice.js";

/** A sentence of the portal that says why it did not take something. */
class Refused extends Error {}

/** A part of the page that must be there. @param {ParentNode} box @param {string} selector @returns {any} */
export const part = (box, selector) => {
  const found = box.querySelector(selector);
  if (!found) throw new Error(`missing ${selector}`);
  return found;
};

/** @param {string} sentence */
export function trouble(sentence) {
  const place = part(document, "[data-trouble]");
  place.hidden = !sentence;
  part(place, "[data-trouble-words]").textContent = sentence;
  if (sentence) place.focus();
}

/** One chosen file with its button. @param {import("./sb1/voice.js").Attached} file @param {string} remove @param {() => void} act */
function row(file, remove, act) {
  const [item, box, name, size, place, button] = ["li", "div", "p", "p", "div", "button"].map((tag) => document.createElement(tag));
  item.className = "file flush";
  name.className = "file__name small";
  name.textContent = file.name;
  size.className = "file__meta";
  size.textContent = sized(file.bytes.length);
  place.className = "file__act";
  button.className = "btn btn--secondary btn--sm";
  button.setAttribute("type", "button");
  button.setAttribute("aria-label", `${remove} ${file.name}`);
  button.textContent = remove;
  button.addEventListener("click", act);
  box.append(name, size);
  place.append(button);
  item.append(box, place);
  return item;
}

/**
 * Let files be chosen in a form; returns them as they may be sealed.
 * @param {HTMLFormElement} form @param {() => void} [changed]
 */
export function picking(form, changed = () => {}) {
  const says = form.dataset;
  /** @type {import("./sb1/voice.js").Attached[]} */
  const files = [];
  const chosen = part(form, "[data-chosen]");
  const picker = part(form, "[data-files]");

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
      ...files.map((file, at) =>
        row(file, says.remove ?? "", () => {
          files.splice(at, 1);
          list();
          picker.focus();
        }),
      ),
    );
    changed();
  };

  picker.addEventListener("change", async () => {
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
  return files;
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

/**
 * Seal what is told to every auditor on duty, send it, and then the form; a failure is told and the form stays.
 * @param {HTMLFormElement} form @param {Parameters<typeof sealVoice>[2]} told
 * @param {(header: import("./sb1/voice.js").Header) => void} [sealed] called when everything was taken, before the form goes
 */
export async function sealAndSend(form, told, sealed = () => {}) {
  const says = form.dataset;
  if (says.busy) return;
  says.busy = "1";
  trouble("");
  part(form, "[data-progress]").textContent = says.sealing ?? "";
  try {
    const { header, objects } = await sealVoice(says.form ?? "", JSON.parse(says.auditors ?? "[]"), told);
    const tokens = [];
    for (const bytes of objects) tokens.push(await keep(form, bytes));
    const fields = /** @type {any} */ (form.elements);
    fields.header.value = new TextDecoder().decode(canonical(header));
    fields.parts.value = tokens.join(" ");
    sealed(header);
    form.submit();
  } catch (error) {
    console.warn(error);
    trouble(error instanceof Refused ? error.message : says.failed ?? "");
    part(form, "[data-progress]").textContent = "";
    delete says.busy;
  }
}
