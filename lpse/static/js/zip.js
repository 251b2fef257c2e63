// SPDX-License-Identifier: Apache-2.0
// @ts-check
/** ZIP files without compression, as the receipt bundle is: written and read here, read by any tool. */

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const DATE = 0x21; // 1980-01-01

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** @param {Uint8Array} data */
export function crc32(data) {
  let value = 0xffffffff;
  for (const byte of data) value = TABLE[(value ^ byte) & 255] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/** @param {number} signature @param {Uint8Array} name @param {Uint8Array} data @param {number} [offset] */
function header(signature, name, data, offset) {
  const central = offset !== undefined;
  const view = new DataView(new ArrayBuffer(central ? 46 : 30));
  let at = 0;
  const u16 = (/** @type {number} */ value) => (view.setUint16(at, value, true), (at += 2));
  const u32 = (/** @type {number} */ value) => (view.setUint32(at, value, true), (at += 4));
  u32(signature);
  if (central) u16(20);
  for (const value of [20, 0x800, 0, 0, DATE]) u16(value);
  for (const value of [crc32(data), data.length, data.length]) u32(value);
  u16(name.length);
  u16(0);
  if (central) {
    for (const value of [0, 0, 0]) u16(value);
    u32(0);
    u32(/** @type {number} */ (offset));
  }
  return new Uint8Array(view.buffer);
}

/** @param {Record<string, Uint8Array>} files by name @returns {Blob} */
export function writeZip(files) {
  const [parts, directory] = [/** @type {Uint8Array[]} */ ([]), /** @type {Uint8Array[]} */ ([])];
  let offset = 0;
  for (const [name, data] of Object.entries(files)) {
    const label = new TextEncoder().encode(name);
    directory.push(header(CENTRAL, label, data, offset), label);
    const local = header(LOCAL, label, data);
    parts.push(local, label, data);
    offset += local.length + label.length + data.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, END, true);
  end.setUint16(8, Object.keys(files).length, true);
  end.setUint16(10, Object.keys(files).length, true);
  end.setUint32(12, size, true);
  end.setUint32(16, offset, true);
  return new Blob(/** @type {BlobPart[]} */ ([...parts, ...directory, new Uint8Array(end.buffer)]), { type: "application/zip" });
}

/** The files of an uncompressed ZIP; throws for any other. @param {Uint8Array} data @returns {Record<string, Uint8Array>} */
export function readZip(data) {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let end = data.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== END) end -= 1;
  if (end < 0) throw new Error("not a ZIP file");
  /** @type {Record<string, Uint8Array>} */
  const files = {};
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    if (view.getUint32(at, true) !== CENTRAL || view.getUint16(at + 10, true) !== 0) throw new Error("a compressed ZIP file");
    const size = view.getUint32(at + 24, true);
    const [name, extra, comment] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const local = view.getUint32(at + 42, true);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    files[new TextDecoder().decode(data.subarray(at + 46, at + 46 + name))] = data.slice(start, start + size);
    at += 46 + name + extra + comment;
  }
  return files;
}
