/** Formats whose values are where a program wrote them: they can be told by how their pointers fit, but not read without a schema. */

/** True where the table of segments adds up to the bytes, and the root's pointer leads to a struct within its segment (Cap'n Proto, unpacked). */
export function isCapnProto(bytes: Uint8Array): boolean {
  if (bytes.length < 16 || bytes.length % 8 !== 0) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const segments = view.getUint32(0, true) + 1;
  if (segments > 64) return false;
  const header = Math.ceil((segments + 1) / 2) * 8;
  if (header + 8 > bytes.length) return false;
  let words = 0;
  for (let segment = 0; segment < segments; segment++) words += view.getUint32(4 + segment * 4, true);
  if (header + words * 8 !== bytes.length || (segments % 2 === 0 && view.getUint32(header - 4, true) !== 0)) return false;
  const first = view.getUint32(4, true);
  const pointer = view.getInt32(header, true);
  const size = view.getUint16(header + 4, true) + view.getUint16(header + 6, true);
  const to = 1 + (pointer >> 2) + size;
  return first > 0 && (pointer & 3) === 0 && pointer >> 2 >= 0 && size > 0 && to <= first;
}

/** The identifier of a buffer whose root has a table that fits, `''` where it has none; undefined for what is no FlatBuffers. */
export function flatBuffersIdentifier(bytes: Uint8Array): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // A length may stand before it.
  const start = bytes.length > 16 && view.getUint32(0, true) === bytes.length - 4 ? 4 : 0;
  const length = bytes.length - start;
  if (length < 12) return undefined;
  const root = view.getUint32(start, true);
  if (root < 8 || root % 4 !== 0 || root + 4 > length) return undefined;
  const table = root - view.getInt32(start + root, true);
  if (table < 4 || table % 2 !== 0 || table + 4 > length) return undefined;
  const tableSize = view.getUint16(start + table, true);
  const objectSize = view.getUint16(start + table + 2, true);
  if (tableSize < 6 || tableSize % 2 !== 0 || table + tableSize > length || objectSize < 5 || root + objectSize > length) return undefined;
  let used = 0;
  for (let at = 4; at < tableSize; at += 2) {
    const offset = view.getUint16(start + table + at, true);
    if (offset === 0) continue;
    if (offset < 4 || offset >= objectSize) return undefined;
    used++;
  }
  if (used === 0) return undefined;
  const name = bytes.subarray(start + 4, start + 8);
  return Math.min(table, root) >= 8 && name.every((byte) => byte >= 0x30 && byte <= 0x7a) ? String.fromCharCode(...name) : '';
}
