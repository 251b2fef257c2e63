// SPDX-License-Identifier: Apache-2.0
// @ts-check
/**
 * A reply of whoever holds the code: text goes as any form does, files are sealed here to every auditor on duty. Their
 * names are sealed, too; this tab alone remembers them, until it is closed or the ticket is. Every sentence comes from
 * the page: complaints/ticket.html.
 */
import { part, picking, sealAndSend } from "./complaint-files.js";
import { unb64u } from "./sb1/canonical.js";
import { requireFeatures } from "./sb1/hpke.js";

const KEPT = "lpse.utas.";

/** @param {string} digest base64url, as headers write it */
const hex = (digest) => Array.from(unb64u(digest, 32), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** What the tab remembers; nothing where a browser forbids it. @param {(names: Storage) => void} act */
function remembering(act) {
  try {
    act(sessionStorage);
  } catch (error) {
    console.warn(error);
  }
}

/** @param {HTMLFormElement} form */
function start(form) {
  const note = part(form, "[data-sealing-note]");
  const files = picking(form, () => {
    note.hidden = !files.length;
  });
  form.addEventListener("submit", (event) => {
    const fields = /** @type {any} */ (form.elements);
    // What an earlier try left; without files the text goes as it is.
    fields.header.value = fields.parts.value = "";
    if (!files.length) return;
    event.preventDefault();
    if (!form.reportValidity()) return;
    sealAndSend(form, { mode: "anonymous", name: "", contact: "", files }, (header) =>
      remembering((names) => files.forEach((file, at) => names.setItem(KEPT + hex(header.objects[at + 1].ct), file.name))),
    );
  });
  part(form, "[data-sealing]").hidden = false;
}

/** @param {Document} page */
export async function init(page) {
  remembering((names) => {
    for (const sent of page.querySelectorAll("[data-sealed-files] [data-digest]")) {
      const name = names.getItem(KEPT + (/** @type {HTMLElement} */ (sent).dataset.digest ?? ""));
      if (name) part(sent, "[data-name]").textContent = name;
    }
  });
  page.querySelector("form[data-leave]")?.addEventListener("submit", () =>
    remembering((names) => {
      for (const key of Object.keys(names)) if (key.startsWith(KEPT)) names.removeItem(key);
    }),
  );
  const form = page.querySelector("form[data-reply]");
  if (!(form instanceof HTMLFormElement) || !form.querySelector("[data-sealing]")) return;
  try {
    await requireFeatures();
  } catch {
    part(form, "[data-unable]").hidden = false;
    return;
  }
  start(form);
}

if (typeof document !== "undefined") init(document);
