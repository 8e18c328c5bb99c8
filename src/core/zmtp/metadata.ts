import { ascii } from './ascii';

/** Names and values that a peer tells of itself (RFC 23, "Properties"), in order. */
export type Metadata = readonly (readonly [name: string, value: Uint8Array])[];

/** Undefined where the bytes are not whole properties to their end. */
export function readMetadata(bytes: Uint8Array, from = 0): Metadata | undefined {
  const metadata: [string, Uint8Array][] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = from; at < bytes.length;) {
    const nameEnd = at + 1 + (bytes[at] as number);
    if (nameEnd === at + 1 || nameEnd + 4 > bytes.length) return undefined;
    const end = nameEnd + 4 + view.getUint32(nameEnd);
    if (end > bytes.length) return undefined;
    metadata.push([ascii(bytes, at + 1, nameEnd), bytes.slice(nameEnd + 4, end)]);
    at = end;
  }
  return metadata;
}

/** The value of a name, in whatever case it is written (RFC 37). */
export function valueOf(metadata: Metadata, name: string): Uint8Array | undefined {
  return metadata.find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1];
}

/** @param metadata names have 1 to 255 letters */
export function encodeMetadata(metadata: Metadata): Uint8Array {
  const encoder = new TextEncoder();
  const bytes: number[] = [];
  for (const [name, value] of metadata) {
    const letters = encoder.encode(name);
    bytes.push(letters.length, ...letters, ...[24, 16, 8, 0].map((shift) => (value.length >>> shift) & 0xff), ...value);
  }
  return Uint8Array.from(bytes);
}
