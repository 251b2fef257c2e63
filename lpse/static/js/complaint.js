// SPDX-License-Identifier: Apache-2.0
// @ts-check
/**
 * A complaint with sealed parts: identity and files go to every auditor on duty as ciphertext. Their fields have no
 * name, so nothing of them is ever sent as it was typed. Every sentence comes from the page: complaints/seal_complaint.html.
 */
import { part, picking, sealAndSend, trouble } from "./complaint-files.js";
import { requireFeatures } from "./sb1/hpke.js";

/** @param {HTMLFormElement} form */
function start(form) {
  const files = picking(form);
  const mode = () => part(form, "input[name=mode]:checked").value;

  form.addEventListener("change", () => {
    part(form, "[data-identity]").hidden = mode() === "anonymous";
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!form.reportValidity()) return;
    const named = mode() !== "anonymous";
    const name = named ? part(form, "[data-name]").value.trim() : "";
    const contact = named ? part(form, "[data-contact]").value.trim() : "";
    if (!files.length && !name) return trouble(form.dataset.nothing ?? "");
    sealAndSend(form, { mode: mode(), name, contact, files });
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
