// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** Files for a complaint: judged by their first bytes, images drawn anew so that no place, time or camera goes along. */

const QUALITY = 0.92;
const EXTENSION = { "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp" };

/** A file that is not taken; `why` names the sentence of the page. */
export class NotTaken extends Error {
  /** @param {"tooLarge" | "wrongKind" | "unreadable"} why */
  constructor(why) {
    super(why);
    this.why = why;
  }
}

/** @param {Uint8Array} head @param {number[]} magic @param {number} [at] */
const begins = (head, magic, at = 0) => magic.every((byte, index) => head[at + index] === byte);

/** The media type that the first twelve bytes show, or "". @param {Uint8Array} head */
export function kindOf(head) {
  if (begins(head, [0x25, 0x50, 0x44, 0x46, 0x2d])) return "application/pdf";
  if (begins(head, [0xff, 0xd8, 0xff])) return "image/jpeg";
  if (begins(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return "image/png";
  if (begins(head, [0x52, 0x49, 0x46, 0x46]) && begins(head, [0x57, 0x45, 0x42, 0x50], 8)) return "image/webp";
  return "";
}

/** The same picture drawn anew, upright and without a word of its camera. @param {Blob} file @param {string} type @returns {Promise<Blob>} */
async function redrawn(file, type) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw new NotTaken("unreadable");
  }
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  bitmap.close();
  const drawn = await new Promise((done) => canvas.toBlob(done, type, QUALITY));
  if (!(drawn instanceof Blob)) throw new NotTaken("unreadable");
  return drawn;
}

/** `bytes` as people read them, in the form of the page. @param {number} bytes */
export const sized = (bytes) =>
  bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1e6).toFixed(1).replace(".", ",")} MB`;

/** `name` with the ending of its type. @param {string} name @param {string} type */
export function named(name, type) {
  const ending = /** @type {Record<string, string>} */ (EXTENSION)[type];
  if (!ending || (type === "image/jpeg" && /\.jpe?g$/i.test(name)) || name.toLowerCase().endsWith(ending)) return name;
  return `${name.replace(/\.[^.]*$/, "")}${ending}`;
}

/**
 * A chosen file as it may be sealed. Throws NotTaken.
 * @param {File} file @param {number} most bytes
 * @returns {Promise<import("./sb1/voice.js").Attached>}
 */
export async function taken(file, most) {
  if (file.size > most) throw new NotTaken("tooLarge");
  const type = kindOf(new Uint8Array(await file.slice(0, 12).arrayBuffer()));
  if (!type) throw new NotTaken("wrongKind");
  const clean = type.startsWith("image/") ? await redrawn(file, type) : file;
  if (clean.size > most) throw new NotTaken("tooLarge");
  const bytes = new Uint8Array(await clean.arrayBuffer());
  // A browser that cannot write a type writes PNG instead.
  const written = kindOf(bytes) || type;
  return { name: named(file.name, written).slice(0, 120) || "berkas", type: written, bytes };
}
