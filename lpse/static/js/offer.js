// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** Prices of an offer, exact: rupiah as typed, totals in sen as BigInt, and the amount in words. */

const TYPED = /^(?:rp\.?)?\s*(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}))?$/i;
const PERCENT = /^(\d{1,3})(?:[.,](\d{1,2}))?\s*%?$/;
const ONES = ["", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"];
const SCALES = ["", "ribu", "juta", "miliar", "triliun", "kuadriliun"];

/** Sen of an amount typed the Indonesian way, or null. @param {string} text @returns {bigint | null} */
export function parseRupiah(text) {
  const match = TYPED.exec(text.trim());
  if (!match) return null;
  return BigInt(match[1].replaceAll(".", "")) * 100n + BigInt((match[2] ?? "0").padEnd(2, "0"));
}

/** Decimal fraction of a percentage as typed, "" for an empty field, or null. @param {string} text @returns {string | null} */
export function parsePercent(text) {
  if (!text.trim()) return "";
  const match = PERCENT.exec(text.trim());
  if (!match) return null;
  const parts = BigInt(match[1]) * 100n + BigInt((match[2] ?? "0").padEnd(2, "0"));
  return parts > 10_000n ? null : `${parts / 10_000n}.${(parts % 10_000n).toString().padStart(4, "0")}`;
}

/** Quantity times unit price in sen, half up, as the server computes it. @param {string} quantity decimal string @param {bigint} price sen */
export function lineTotal(quantity, price) {
  const [whole, part = ""] = quantity.split(".");
  const scaled = BigInt(whole + part.padEnd(4, "0").slice(0, 4));
  return (scaled * price * 2n + 10_000n) / 20_000n;
}

/** `Rp4.512.880.000,00`. @param {bigint} sen */
export function rupiah(sen) {
  const whole = (sen / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ".");
  return `Rp${whole},${(sen % 100n).toString().padStart(2, "0")}`;
}

/** Decimal string of the form. @param {bigint} sen */
export const decimal = (sen) => `${sen / 100n}.${(sen % 100n).toString().padStart(2, "0")}`;

/** Percent of the owner's estimate with one decimal, half up: `92,5%`. @param {bigint} sen @param {bigint} estimate */
export function share(sen, estimate) {
  const tenths = (sen * 2000n + estimate) / (estimate * 2n);
  return `${tenths / 10n},${tenths % 10n}%`;
}

/** @param {number} n 0 to 999 @returns {string} */
function hundreds(n) {
  if (n < 12) return ONES[n];
  if (n < 20) return `${ONES[n - 10]} belas`;
  if (n < 100) return `${ONES[Math.floor(n / 10)]} puluh ${ONES[n % 10]}`.trim();
  const head = n < 200 ? "seratus" : `${ONES[Math.floor(n / 100)]} ratus`;
  return `${head} ${hundreds(n % 100)}`.trim();
}

/** @param {bigint} n */
function spoken(n) {
  if (n === 0n) return "nol";
  const words = [];
  for (let scale = 0, left = n; left > 0n; scale += 1, left /= 1000n) {
    const group = Number(left % 1000n);
    if (group) words.unshift(scale === 1 && group === 1 ? "seribu" : `${hundreds(group)} ${SCALES[scale]}`.trim());
  }
  return words.join(" ");
}

/** Amount in words, capitalised. @param {bigint} sen */
export function terbilang(sen) {
  const rest = sen % 100n;
  const said = `${spoken(sen / 100n)} rupiah${rest ? ` ${spoken(rest)} sen` : ""}`;
  return said[0].toUpperCase() + said.slice(1);
}

/**
 * The `form` of a manifest, or the numbers of the rows without a price and of those whose local content (TKDN) is no
 * percentage. `content` is only there in a tender that asks for it. Twin of vendors.rules.make_offer.
 * @param {{number: number, quantity: string, typed: string, content?: string}[]} rows @param {number} validDays
 * @returns {{form?: any, total: bigint, missing: number[], wrong: number[]}}
 */
export function makeOffer(rows, validDays) {
  let total = 0n;
  const [items, missing, wrong] = [/** @type {any[]} */ ([]), /** @type {number[]} */ ([]), /** @type {number[]} */ ([])];
  for (const { number, quantity, typed, content } of rows) {
    const price = parseRupiah(typed);
    const local = content === undefined ? "" : parsePercent(content);
    if (local === null) wrong.push(number);
    if (price === null) {
      missing.push(number);
      continue;
    }
    total += lineTotal(quantity, price);
    items.push({ number, quantity, unit_price: decimal(price), ...(local ? { local_content: local } : {}) });
  }
  if (missing.length || wrong.length || total <= 0n) return { total, missing, wrong };
  const v = rows.some(({ content }) => content !== undefined) ? "lpse/offer-2" : "lpse/offer";
  return { total, missing, wrong, form: { v, price: decimal(total), items, valid_days: validDays } };
}
