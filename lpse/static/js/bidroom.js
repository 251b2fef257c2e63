// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** The bid room: files into slots, prices, sending, and what to say when something stops. Sealing itself is seal.js. */
import { hintsByName, twins } from "./bidhints.js";
import { wordsOf } from "./bidwords.js";
import { makeOffer, lineTotal, parsePercent, parseRupiah, rupiah, share, terbilang } from "./offer.js";
import { fetchBundle, joinBundle, save } from "./receipt.js";
import { FileChanged, MOST_FILES } from "./sb1/chunks.js";
import { Unopenable, Unsupported } from "./sb1/hpke.js";
import { SelfTestFailed } from "./sb1/selftest.js";
import { Distrust, KEY_FILE, KeyElsewhere, STEPS, draftName, hasKey, loadKey, pending, record, sealBid, sendBid, unfinished, withdrawBid } from "./seal.js";
import { Offline, Portal, Refused } from "./upload.js";
import { readZip } from "./zip.js";

const W = wordsOf(document.documentElement.lang);
const VALID_DAYS = 60;
const ENGLISH = document.documentElement.lang.startsWith("en");

/** A figure of offer.js as the page writes figures: English exchanges dots and commas. @param {string} text */
const figure = (text) => (ENGLISH ? text.replace(/[.,]/g, (sign) => (sign === "." ? "," : ".")) : text);

/** @template {Element} T @param {ParentNode} part @param {string} selector @returns {T} */
const need = (part, selector) => {
  const found = part.querySelector(selector);
  if (!found) throw new Error(`the page lacks ${selector}`);
  return /** @type {T} */ (found);
};
/** @param {ParentNode} part @param {string} selector @param {string} text */
const write = (part, selector, text) => {
  const found = part.querySelector(selector);
  if (found) found.textContent = text;
};
/** @param {string} name @param {string} [text] @param {string} [kind] */
const element = (name, text = "", kind = "") => {
  const made = document.createElement(name);
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
};

class Cancelled extends Error {}

/**
 * The slot a file most likely belongs to: most words of the slot's title in its name, then an empty slot.
 * @param {string} name @param {{slot: string, title: string, filled: boolean}[]} slots
 */
export function matchSlot(name, slots) {
  const words = new Set(name.toLowerCase().match(/[a-z0-9]{3,}/g) ?? []);
  const score = (/** @type {{slot: string, title: string}} */ { slot, title }) =>
    (`${slot} ${title}`.toLowerCase().match(/[a-z0-9]{3,}/g) ?? []).filter((word) => words.has(word)).length;
  const ranked = slots.map((one) => ({ one, points: score(one) * 2 + (one.filled ? 0 : 1) }));
  ranked.sort((a, b) => b.points - a.points);
  return ranked[0]?.one.slot ?? null;
}

/** The sentence for whatever went wrong. @param {unknown} error */
export function explain(error) {
  if (error instanceof Refused) return error.message;
  if (error instanceof Offline) return W.away;
  if (error instanceof FileChanged) return error.cause ? W.changed(String(error.cause)) : W.changedUnknown;
  if (error instanceof Unsupported) return globalThis.isSecureContext ? W.noFeature : W.noContext;
  if (error instanceof SelfTestFailed) return W.selfTest;
  if (error instanceof Unopenable) return W.reopen;
  if (error instanceof Distrust) return W.distrust;
  if (error instanceof KeyElsewhere) return W.keyElsewhere;
  if (error instanceof Cancelled) return W.cancelled;
  return W.unknown(String(error instanceof Error ? error.message : error));
}

/** Asks for the second factor in a dialog; resolves when the portal took it. @param {string} address @param {string} token */
function askFactor(address, token) {
  const dialog = /** @type {HTMLDialogElement} */ (need(document, "[data-factor-dialog]"));
  const form = /** @type {HTMLFormElement} */ (need(dialog, "[data-factor-form]"));
  const wrong = /** @type {HTMLElement} */ (need(dialog, "[data-factor-error]"));
  const field = /** @type {HTMLInputElement} */ (need(dialog, "[data-factor-code]"));
  wrong.hidden = true;
  field.value = "";
  dialog.showModal();
  return new Promise((/** @type {(value: void) => void} */ resolve, reject) => {
    const end = (/** @type {() => void} */ how) => {
      for (const [target, name] of /** @type {[EventTarget, string][]} */ ([[form, "submit"], [dialog, "cancel"]])) target.removeEventListener(name, listener);
      dialog.close();
      how();
    };
    const stop = () => end(() => reject(new Cancelled("cancelled")));
    const listener = async (/** @type {Event} */ event) => {
      event.preventDefault();
      if (event.type === "cancel") return stop();
      const body = new URLSearchParams({ code: field.value.replaceAll(" ", ""), csrfmiddlewaretoken: token });
      const answer = await fetch(address, { method: "POST", body, redirect: "manual", headers: { "X-CSRFToken": token } });
      if (answer.type === "opaqueredirect") return end(resolve);
      wrong.textContent = W.wrongCode;
      wrong.hidden = false;
      field.select();
    };
    form.addEventListener("submit", listener);
    dialog.addEventListener("cancel", listener);
    need(dialog, "[data-factor-cancel]").addEventListener("click", stop, { once: true });
    need(dialog, "[data-factor-done]").addEventListener("click", () => end(resolve), { once: true });
  });
}

/** A note above the form. @param {string} kind @param {string} title @param {string} text @param {Node} [act] */
function note(kind, title, text, act) {
  const box = element("div", "", `note note--${kind}`);
  const inside = element("div");
  inside.append(element("p", title, "note__title"), element("p", text));
  if (act) inside.append(act);
  box.append(inside);
  const place = need(document, "[data-notes]");
  place.replaceChildren(box);
  box.tabIndex = -1;
  box.focus();
}

/** What both pages need: the portal, the progress and the factor. @param {HTMLElement} form */
function workplace(form) {
  const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
  const conn = (/** @type {boolean} */ waiting) => write(document, "[data-conn-text]", waiting ? W.offline : W.online);
  const portal = new Portal(form.dataset.base ?? "", token, conn);
  const bar = document.querySelector("[data-progress-bar]");
  const tell = (/** @type {string} */ step, /** @type {number} */ part) => {
    const at = STEPS.indexOf(step);
    document.querySelector("[data-progress]")?.removeAttribute("hidden");
    if (bar instanceof HTMLProgressElement) bar.value = step === "unggah" ? 0.05 + part * 0.85 : [0, 0.05, 0.9, 0.95][at] + (part === 1 ? 0.05 : 0);
    write(document, "[data-progress-text]", W.step[/** @type {keyof typeof W.step} */ (step)]);
    for (const item of document.querySelectorAll("[data-step]")) {
      const place = STEPS.indexOf(item.getAttribute("data-step") ?? "");
      item.className = place < at ? "done" : place === at ? "now" : "";
      item.toggleAttribute("aria-current", place === at);
    }
  };
  window.addEventListener("offline", () => conn(true));
  window.addEventListener("online", () => conn(false));
  return { portal, tell, askFactor: () => askFactor(form.dataset.factor ?? "", token) };
}

/** Says goodbye only when nothing would be lost. */
const guard = { busy: false };
window.addEventListener("beforeunload", (event) => guard.busy && event.preventDefault());

/** Run one sending at a time over all tabs. @param {string} name @param {() => Promise<void>} act */
async function alone(name, act) {
  if (guard.busy) return;
  guard.busy = true;
  try {
    await navigator.locks.request(`lpse-bid-${name}`, { ifAvailable: true }, async (lock) => {
      if (!lock) return note("warn", W.failed, W.otherTab);
      return act();
    });
  } finally {
    guard.busy = false;
  }
}

/** After a success: the bundle is saved at once, since only this page knows its private half. @param {import("./seal.js").Done} done @param {string} code */
async function celebrate(done, code) {
  const link = /** @type {HTMLAnchorElement} */ (element("a", W.openReceipt));
  link.href = done.url;
  const line = element("p");
  line.append(link);
  const mine = Object.keys(done.files).length > 0;
  note("ok", W.sentTitle(done.ver), mine ? W.sentText : W.sentPlain, line);
  write(document, "[data-state]", W.sent);
  write(document, "[data-seal-state]", W.sealed);
  write(document, "[data-progress-text]", W.sent);
  if (!mine) return;
  const bundle = joinBundle(await fetchBundle(done.url), done.files);
  save(bundle, `tanda-terima-${code}-v${done.ver}.zip`);
}

/** Loads the statement key of the first version from a receipt. @param {ParentNode} page @param {any} facts */
function offerKey(page, facts) {
  const box = page.querySelector("[data-key-load]");
  if (!(box instanceof HTMLElement)) return;
  hasKey(facts).then((here) => (box.hidden = here));
  need(box, "[data-key-input]").addEventListener("change", async (event) => {
    const file = /** @type {HTMLInputElement} */ (event.target).files?.[0];
    if (!file) return;
    const data = new Uint8Array(await file.arrayBuffer());
    const good = await Promise.resolve()
      .then(() => loadKey(facts, file.name.endsWith(".json") ? data : readZip(data)[KEY_FILE]))
      .catch(() => false);
    note(good ? "ok" : "warn", good ? W.keyLoaded : W.keyWrong, "");
  });
}

/** The deadline on the screen: the strip follows a change of the schedule while the room is open. @param {HTMLElement} form */
const shownDeadline = (form) => document.querySelector("[data-room-nb]")?.getAttribute("data-room-nb") ?? form.dataset.nb ?? "";

/** The room itself. */
class BidRoom {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.place = workplace(form);
    /** @type {Map<string, File[]>} */
    this.files = new Map();
    /** @type {any} */
    this.facts = null;
    this.slots = [...form.querySelectorAll("[data-slot]")].map((row) => /** @type {HTMLElement} */ (row));
    this.rows = [...form.querySelectorAll("[data-item]")].map((row) => /** @type {HTMLElement} */ (row));
    this.memory = `harga:${form.dataset.base}`;
  }

  start() {
    for (const row of this.slots) {
      row.querySelector("[data-slot-input]")?.addEventListener("change", (event) => {
        const input = /** @type {HTMLInputElement} */ (event.target);
        this.add(row.dataset.slot ?? "", [...(input.files ?? [])]);
        input.value = "";
      });
    }
    this.takeDrops();
    const kept = JSON.parse(sessionStorage.getItem(this.memory) ?? "{}");
    for (const row of this.rows) {
      const input = /** @type {HTMLInputElement} */ (need(row, "[data-price]"));
      const [price, content] = [kept[row.dataset.item ?? ""] ?? ""].flat();
      input.value = price;
      input.addEventListener("input", () => this.reckon());
      const stated = /** @type {HTMLInputElement | null} */ (row.querySelector("[data-content]"));
      if (stated) stated.value = content ?? "";
      stated?.addEventListener("input", () => this.reckon());
    }
    this.takeCommitment();
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.form.querySelector("[data-rehearse]")?.addEventListener("click", () => this.rehearse());
    this.reckon();
    this.show();
    this.greet().catch((error) => note("warn", W.failed, explain(error)));
  }

  /** Facts first: unfinished work of this device, and a key that is elsewhere. */
  async greet() {
    this.facts = await this.place.portal.get("fakta/");
    if (this.facts.statement.pk) offerKey(document, this.facts);
    if (await pending(this.facts)) {
      const button = element("button", W.pendingAct, "btn btn--sm");
      button.setAttribute("type", "button");
      button.addEventListener("click", () => this.resume());
      note("warn", W.pendingTitle, W.pendingText, button);
      return;
    }
    const left = await unfinished(this.facts);
    if (left?.files.length) note("info", W.unfinishedTitle, W.unfinishedText(left.files.map(({ name }) => name).join(", ")));
  }

  takeDrops() {
    const drop = /** @type {HTMLElement} */ (need(this.form, "[data-drop]"));
    const input = /** @type {HTMLInputElement} */ (need(drop, "[data-drop-input]"));
    input.addEventListener("change", () => {
      this.spread([...(input.files ?? [])]);
      input.value = "";
    });
    for (const name of ["dragover", "dragleave", "drop"]) {
      drop.addEventListener(name, (event) => {
        event.preventDefault();
        drop.toggleAttribute("data-over", name === "dragover");
        if (name === "drop") this.spread([.../** @type {DragEvent} */ (event).dataTransfer?.files ?? []]);
      });
    }
  }

  /** @param {File[]} files */
  spread(files) {
    for (const file of files) {
      const slots = this.slots
        .filter((row) => row.hasAttribute("data-needed"))
        .map((row) => ({ slot: row.dataset.slot ?? "", title: row.dataset.title ?? "", filled: Boolean(this.files.get(row.dataset.slot ?? "")?.length) }));
      const slot = matchSlot(file.name, slots);
      if (slot) this.add(slot, [file]);
    }
  }

  /** @param {string} slot @param {File[]} files */
  add(slot, files) {
    const held = this.files.get(slot) ?? [];
    const fresh = files.filter((file) => !held.some((one) => one.name === file.name && one.size === file.size));
    this.files.set(slot, [...held, ...fresh].slice(0, MOST_FILES));
    this.show();
  }

  show() {
    let ready = 0;
    const needed = this.slots.filter((row) => row.hasAttribute("data-needed"));
    for (const row of needed) {
      const slot = row.dataset.slot ?? "";
      const files = this.files.get(slot) ?? [];
      row.classList.toggle("task--ok", files.length > 0);
      ready += files.length ? 1 : 0;
      need(row, "[data-slot-list]").replaceChildren(...files.map((file) => this.line(slot, file)));
    }
    const priced = makeOffer(this.typed(), VALID_DAYS).form ? 1 : 0;
    write(this.form, "[data-ready]", W.ready(ready + priced, needed.length + 1));
    const bar = /** @type {HTMLProgressElement} */ (need(this.form, "[data-ready-bar]"));
    bar.max = needed.length + 1;
    bar.value = ready + priced;
    this.relent();
    this.hint();
  }

  /** Says which files may be the wrong ones; nothing is held back by it. */
  async hint() {
    const place = this.form.querySelector("[data-hints]");
    if (!place) return;
    const held = [...this.files].flatMap(([slot, files]) => files.map((file) => ({ slot, file })));
    const slots = this.slots.map((row) => ({ slot: row.dataset.slot ?? "", title: row.dataset.title ?? "" }));
    const titled = held.map(({ slot, file }) => ({ slot, title: slots.find((one) => one.slot === slot)?.title ?? "", name: file.name }));
    const named = hintsByName(titled, { code: this.form.dataset.code ?? "", vendor: this.form.dataset.vendor ?? "", slots });
    const hints = [...named, ...(await twins(held).catch(() => []))];
    const list = element("ul", "", "bullets");
    list.append(...hints.map((one) => element("li", W.hint[one.kind](one.name, one.other))));
    const box = element("div", "", "note note--warn");
    const inside = element("div");
    inside.append(element("p", W.hintTitle(hints.length), "note__title"), list);
    box.append(inside);
    place.replaceChildren(...(hints.length ? [box] : []));
  }

  /** The warning about what is missing goes as soon as nothing is. */
  relent() {
    const warning = document.querySelector("[data-notes] .note__title");
    if (warning?.textContent === W.incomplete && !this.lacks().length) need(document, "[data-notes]").replaceChildren();
  }

  /** @param {string} slot @param {File} file */
  line(slot, file) {
    const item = element("p", "", "task__meta");
    const size = file.size < 1e6 ? `${Math.ceil(file.size / 1000)} KB` : `${figure((file.size / 1e6).toFixed(1).replace(".", ","))} MB`;
    const button = element("button", W.remove, "btn btn--quiet btn--sm");
    button.setAttribute("type", "button");
    button.setAttribute("aria-label", `${W.remove} ${file.name}`);
    button.addEventListener("click", () => {
      this.files.set(slot, (this.files.get(slot) ?? []).filter((one) => one !== file));
      this.show();
    });
    item.append(element("span", `${file.name}, ${size}`), button);
    return item;
  }

  typed() {
    return this.rows.map((row) => ({
      number: Number(row.dataset.item),
      quantity: row.dataset.quantity?.includes(".") ? (row.dataset.quantity ?? "").replace(/\.?0+$/, "") : (row.dataset.quantity ?? "0"),
      typed: /** @type {HTMLInputElement} */ (need(row, "[data-price]")).value,
      content: /** @type {HTMLInputElement | null} */ (row.querySelector("[data-content]"))?.value,
    }));
  }

  /** Works state one local content for all of it (R-TKDN-6): what is typed once stands in every row. */
  takeCommitment() {
    const field = /** @type {HTMLInputElement | null} */ (this.form.querySelector("[data-commitment]"));
    if (!field) return;
    const rows = () => /** @type {HTMLInputElement[]} */ ([...this.form.querySelectorAll("[data-content]")]);
    field.value = rows()[0]?.value ?? "";
    field.addEventListener("input", () => {
      for (const each of rows()) each.value = field.value;
      const wrong = parsePercent(field.value) === null;
      field.toggleAttribute("aria-invalid", wrong);
      field.title = wrong ? W.badContent : "";
      this.reckon();
    });
  }

  /** Totals as they are typed. */
  reckon() {
    const typed = this.typed();
    for (const [at, { quantity, typed: text, content }] of typed.entries()) {
      const price = parseRupiah(text);
      const input = /** @type {HTMLInputElement} */ (need(this.rows[at], "[data-price]"));
      input.toggleAttribute("aria-invalid", text.trim() !== "" && price === null);
      input.title = text.trim() && price === null ? W.badPrice : "";
      const wrong = content !== undefined && parsePercent(content) === null;
      const stated = /** @type {HTMLInputElement | null} */ (this.rows[at].querySelector("[data-content]"));
      stated?.toggleAttribute("aria-invalid", wrong);
      if (stated) stated.title = wrong ? W.badContent : "";
      write(this.rows[at], "[data-line]", price === null ? "–" : figure(rupiah(lineTotal(quantity, price))));
    }
    const { total } = makeOffer(typed, VALID_DAYS);
    const estimate = parseRupiah((this.form.dataset.estimate ?? "").replace(".", ",")) ?? 0n;
    write(this.form, "[data-total]", total ? figure(rupiah(total)) : "–");
    write(this.form, "[data-share]", total && estimate ? `${W.percent(figure(share(total, estimate)))}${total > estimate ? `, ${W.above}` : ""}` : "");
    write(this.form, "[data-words]", total ? terbilang(total) : "");
    sessionStorage.setItem(this.memory, JSON.stringify(Object.fromEntries(typed.map(({ number, typed: text, content }) => [number, content === undefined ? text : [text, content]]))));
    this.show();
  }

  /** What is still missing, as sentences. */
  lacks() {
    const empty = this.slots.filter((row) => row.hasAttribute("data-needed") && !this.files.get(row.dataset.slot ?? "")?.length);
    const { missing, wrong } = makeOffer(this.typed(), VALID_DAYS);
    const said = [];
    if (empty.length) said.push(W.missingSlots(empty.map((row) => row.dataset.title).join(", ")));
    if (missing.length) said.push(W.missingPrices(missing.join(", ")));
    const isCommitment = this.form.querySelector("[data-commitment]") !== null;
    if (wrong.length) said.push(isCommitment ? W.badContent : W.wrongContents(wrong.join(", ")));
    return said;
  }

  send() {
    const lacks = this.lacks();
    if (lacks.length) return note("warn", W.incomplete, lacks.join(" "));
    return this.run(async () => {
      this.facts = await this.place.portal.get("fakta/");
      const chosen = [...this.files].flatMap(([slot, files]) => files.map((file) => ({ slot, file })));
      const { form } = makeOffer(this.typed(), VALID_DAYS);
      const shown = { keyset: this.form.dataset.keyset ?? "", nb: shownDeadline(this.form) };
      const done = await sendBid(this.place, this.facts, { chosen, form, shown });
      sessionStorage.removeItem(this.memory);
      await celebrate(done, this.facts.tender);
    });
  }

  /** A trial of sending: everything but the record, and what would be refused now. */
  rehearse() {
    const lacks = this.lacks();
    if (lacks.length) return note("warn", W.incomplete, lacks.join(" "));
    return this.run(async () => {
      this.facts = await this.place.portal.get("fakta/");
      const chosen = [...this.files].flatMap(([slot, files]) => files.map((file) => ({ slot, file })));
      const { form } = makeOffer(this.typed(), VALID_DAYS);
      await sealBid(this.place, this.facts, { chosen, form, shown: { keyset: this.form.dataset.keyset ?? "", nb: shownDeadline(this.form) } });
      const { refusals } = await this.place.portal.get("uji/");
      if (refusals.length) note("warn", W.wouldFail, `${refusals.join(" ")} ${W.rehearsedText(chosen.length)}`);
      else note("ok", W.rehearsed, W.rehearsedText(chosen.length));
      document.querySelector("[data-progress]")?.setAttribute("hidden", "");
      for (const step of document.querySelectorAll("[data-step]")) {
        step.className = step.getAttribute("data-step") === "susun" ? "now" : "";
        step.toggleAttribute("aria-current", step.className === "now");
      }
      write(this.form, "[data-state]", W.notRecorded);
      need(this.form, "[data-send]").removeAttribute("disabled");
    });
  }

  resume() {
    return this.run(async () => {
      const body = await pending(this.facts);
      if (body) await celebrate(await record(this.place, this.facts, body, "kirim/"), this.facts.tender);
    });
  }

  /** @param {() => Promise<void>} act */
  run(act) {
    const button = /** @type {HTMLButtonElement} */ (need(this.form, "[data-send]"));
    return alone(this.facts ? draftName(this.facts) : this.memory, async () => {
      button.disabled = true;
      write(this.form, "[data-state]", W.working);
      try {
        await act(); // after a success a replacement begins with a fresh page
      } catch (error) {
        button.disabled = false;
        document.querySelector("[data-progress]")?.setAttribute("hidden", "");
        note("danger", W.failed, error instanceof Refused && error.kind === "when" ? error.message : `${explain(error)} ${W.failedText}`);
        write(this.form, "[data-state]", W.failed);
      }
    });
  }
}

/** The page of withdrawal. @param {HTMLFormElement} form */
function withdrawal(form) {
  const place = workplace(form);
  place.portal.get("fakta/").then((facts) => offerKey(document, facts), () => {});
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    alone(form.dataset.base ?? "", async () => {
      try {
        const facts = await place.portal.get("fakta/");
        await celebrate(await withdrawBid(place, facts), facts.tender);
        form.querySelector("[data-send]")?.setAttribute("disabled", "");
      } catch (error) {
        note("danger", W.failed, explain(error));
      }
    });
  });
}

/** @param {Document} page */
export const init = (page) => {
  const room = page.querySelector("form[data-room]");
  if (room instanceof HTMLFormElement) new BidRoom(room).start();
  const form = page.querySelector("form[data-withdraw]");
  if (form instanceof HTMLFormElement) withdrawal(form);
};

init(document);
