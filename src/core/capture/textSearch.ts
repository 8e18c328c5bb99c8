/** Finds a text in bytes; ASCII letters match in either case, all else exactly. */
export interface TextSearch {
  /** Bytes of the text as UTF-8; at least 1. */
  length: number;
  /** Offset of the first match that lies in `from … to - 1`, or -1. */
  find(bytes: Uint8Array, from: number, to: number): number;
}

const fold = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) fold[byte] = byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;

/** Horspool's algorithm (1980) with both cases of a letter in the skip table. */
export function textSearch(text: string): TextSearch {
  const needle = new TextEncoder().encode(text).map((byte) => fold[byte] as number);
  const length = needle.length;
  if (length === 0) throw new RangeError('The empty text is found everywhere.');
  const last = length - 1;
  const skip = new Int32Array(256).fill(length);
  for (let i = 0; i < last; i++) {
    const byte = needle[i] as number;
    skip[byte] = last - i;
    if (byte >= 0x61 && byte <= 0x7a) skip[byte - 0x20] = last - i;
  }
  const final = needle[last] as number;
  return {
    length,
    find(bytes, from, to) {
      let at = from + last;
      while (at < to) {
        const byte = bytes[at] as number;
        if (fold[byte] === final) {
          let i = last - 1;
          let back = at - 1;
          while (i >= 0 && fold[bytes[back] as number] === needle[i]) {
            i--;
            back--;
          }
          if (i < 0) return at - last;
        }
        at += skip[byte] as number;
      }
      return -1;
    },
  };
}
