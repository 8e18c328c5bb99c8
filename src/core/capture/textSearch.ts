/** Finds bytes in bytes. */
export interface BytesSearch {
  /** Bytes that are looked for; at least 1. */
  length: number;
  /** A function that tells the offset of the first match at or after an offset, or -1. Offsets may only grow from call to call. */
  over(bytes: Uint8Array): (from: number) => number;
}

const identity = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const lowerCase = identity.map((byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));

/** Finds a text as UTF-8; ASCII letters match in either case, all else exactly. */
export function textSearch(text: string): BytesSearch {
  return search(new TextEncoder().encode(text), lowerCase);
}

/** Finds exactly these bytes. */
export function bytesSearch(bytes: Uint8Array): BytesSearch {
  return search(bytes, identity);
}

/** `fold` makes bytes equal that are to match one another. */
function search(bytes: Uint8Array, fold: Uint8Array): BytesSearch {
  if (bytes.length === 0) throw new RangeError('Nothing is found everywhere.');
  const needle = bytes.map((byte) => fold[byte] as number);
  return needle.length === 1 ? oneByte(needle[0] as number, fold) : boyerMoore(needle, fold);
}

/** The engine's own search for a byte is many times faster than any loop; it is asked for each of the bytes that match. */
function oneByte(byte: number, fold: Uint8Array): BytesSearch {
  const [one, other] = Array.from(fold.keys()).filter((each) => fold[each] === byte) as [number, number?];
  return {
    length: 1,
    over(bytes) {
      const end = bytes.length;
      const next = (wanted: number | undefined, from: number) => {
        const at = wanted === undefined ? -1 : bytes.indexOf(wanted, from);
        return at < 0 ? end : at;
      };
      let nextOne = -1;
      let nextOther = -1;
      return (from) => {
        if (nextOne < from) nextOne = next(one, from);
        if (nextOther < from) nextOther = next(other, from);
        const at = Math.min(nextOne, nextOther);
        return at < end ? at : -1;
      };
    },
  };
}

/**
 * Boyer and Moore's algorithm (1977), with all bytes that match in the skip table, which alone decides where the last byte differs
 * already (Horspool 1980). Texts of few different bytes need the other table: without it each place costs as much as the needle is long.
 */
function boyerMoore(needle: Uint8Array, fold: Uint8Array): BytesSearch {
  const { length } = needle;
  const last = length - 1;
  const final = needle[last] as number;
  const longest = Math.min(length, 255);
  /** By the byte below the needle's last: how far on the needle may match next. */
  const skip = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte++) {
    const index = needle.lastIndexOf(fold[byte] as number, last - 1);
    skip[byte] = Math.min(index >= 0 ? last - index : length, longest);
  }
  /** The same, but 0 where the last byte matches. */
  const step = skip.map((far, byte) => (fold[byte] === final ? 0 : far));
  const shifts = suffixShifts(needle);
  return {
    length,
    over: (bytes) => (from) => {
      const to = bytes.length;
      const inside = to - 6 * longest;
      let at = from + last;
      while (at < to) {
        // Six steps for each look at the end: those behind a match go nowhere.
        while (at < inside && step[bytes[at] as number] !== 0) {
          at += step[bytes[at] as number] as number;
          at += step[bytes[at] as number] as number;
          at += step[bytes[at] as number] as number;
          at += step[bytes[at] as number] as number;
          at += step[bytes[at] as number] as number;
          at += step[bytes[at] as number] as number;
        }
        const byte = bytes[at] as number;
        if (step[byte] !== 0) {
          at += step[byte] as number;
          continue;
        }
        let i = last - 1;
        let back = at - 1;
        while (i >= 0 && fold[bytes[back] as number] === needle[i]) {
          i--;
          back--;
        }
        if (i < 0) return at - last;
        at += Math.max(skip[byte] as number, shifts[i + 1] as number);
      }
      return -1;
    },
  };
}

/** For a needle whose bytes from `i` on have matched, and the one before has not: how far on it may match next. */
function suffixShifts(needle: Uint8Array): Int32Array {
  const { length } = needle;
  const shifts = new Int32Array(length + 1);
  // Where the longest proper suffix begins that is also the beginning of the part from `i` on.
  const borders = new Int32Array(length + 1);
  let border = length + 1;
  borders[length] = border;
  for (let i = length; i > 0;) {
    while (border <= length && needle[i - 1] !== needle[border - 1]) {
      if (shifts[border] === 0) shifts[border] = border - i;
      border = borders[border] as number;
    }
    borders[--i] = --border;
  }
  border = borders[0] as number;
  for (let i = 0; i <= length; i++) {
    if (shifts[i] === 0) shifts[i] = border;
    if (i === border) border = borders[border] as number;
  }
  return shifts;
}
