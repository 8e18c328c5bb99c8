/** Flags of a frame of ZMTP 2 and 3 (RFC 23, "Framing"). The other bits are reserved. */
export const MORE = 1;
export const LONG = 2;
export const COMMAND = 4;

/** Longest body whose length has one byte. */
const maxShort = 255;
export const longHeader = 9;
export const shortHeader = 2;

/** The longest length that can be told exactly. ZMTP has 63 bits. */
export const maxLength = Number.MAX_SAFE_INTEGER;

/** Writes the header of a frame of ZMTP 2 and 3; returns its length. */
export function writeHeader(bytes: Uint8Array, at: number, flags: number, length: number): number {
  if (length <= maxShort) {
    bytes[at] = flags;
    bytes[at + 1] = length;
    return shortHeader;
  }
  bytes[at] = flags | LONG;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  view.setUint32(at + 1, Math.floor(length / 2 ** 32));
  view.setUint32(at + 5, length >>> 0);
  return longHeader;
}

const headerLength = (length: number) => (length <= maxShort ? shortHeader : longHeader);

/** One frame. */
export function encodeFrame(body: Uint8Array, flags = 0): Uint8Array {
  const bytes = new Uint8Array(headerLength(body.length) + body.length);
  bytes.set(body, writeHeader(bytes, 0, flags, body.length));
  return bytes;
}

/** A message, of at least one frame. */
export function encodeMessage(frames: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(frames.reduce((size, { length }) => size + headerLength(length) + length, 0));
  let at = 0;
  frames.forEach((frame, index) => {
    at += writeHeader(bytes, at, index < frames.length - 1 ? MORE : 0, frame.length);
    bytes.set(frame, at);
    at += frame.length;
  });
  return bytes;
}

/** Where each frame of a message that `encodeMessage` wrote begins and ends: two numbers a frame. */
export function boundsOf(message: Uint8Array): number[] {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const bounds: number[] = [];
  for (let at = 0; at < message.length;) {
    const isLong = ((message[at] as number) & LONG) !== 0;
    const length = isLong ? view.getUint32(at + 1) * 2 ** 32 + view.getUint32(at + 5) : (message[at + 1] as number);
    const begin = at + (isLong ? longHeader : shortHeader);
    at = begin + length;
    bounds.push(begin, at);
  }
  return bounds;
}
