import { isAscii } from './faultyValue';
import { isPadding } from '../values/reading';

/** Passes over the heads of one value after the other, and over the texts and bytes behind them. */
class Heads {
  private at = 0;
  /** Values still to come. */
  private pending = 1;

  constructor(private readonly bytes: Uint8Array) {}

  /** Whether one value of MessagePack ends where the bytes do, or several containers. */
  fillsMsgpack(): boolean {
    do this.passMsgpack();
    while (this.pending === 0 && this.goesOn(beginsContainer.msgpack));
    return this.isAtEnd;
  }

  /** As for one value; a length that is not known is not followed. */
  mayFillCbor(): boolean {
    do if (!this.passCbor()) return true;
    while (this.pending === 0 && this.goesOn(beginsContainer.cbor));
    return this.isAtEnd;
  }

  /** Another value follows one that has ended. */
  private goesOn(mayFollow: (first: number) => boolean): boolean {
    const first = this.bytes[this.at];
    if (first === undefined || !mayFollow(first)) return false;
    this.pending = 1;
    return true;
  }

  private passMsgpack(): void {
    while (this.pending > 0 && this.at < this.bytes.length) {
      const head = this.bytes[this.at++] as number;
      this.pending--;
      if (head < 0x80 || head >= 0xe0) continue;
      if (head < 0x90) this.pending += (head & 0x0f) * 2;
      else if (head < 0xa0) this.pending += head & 0x0f;
      else if (head < 0xc0) this.pass(head & 0x1f);
      else if (head === 0xc1) return this.refuse();
      else if (head >= 0xde) this.pending += this.unsigned(2 << (head - 0xde)) * 2;
      else if (head >= 0xdc) this.pending += this.unsigned(2 << (head - 0xdc));
      else if (head >= 0xd9) this.pass(this.unsigned(1 << (head - 0xd9)));
      else if (head >= 0xd4) this.pass(1 + (1 << (head - 0xd4)));
      else if (head >= 0xcc) this.pass(1 << (head & 3));
      else if (head >= 0xca) this.pass(head === 0xca ? 4 : 8);
      else if (head >= 0xc7) this.pass(1 + this.unsigned(1 << (head - 0xc7)));
      else if (head >= 0xc4) this.pass(this.unsigned(1 << (head - 0xc4)));
    }
  }

  /** False where a length is not known. */
  private passCbor(): boolean {
    while (this.pending > 0 && this.at < this.bytes.length) {
      const head = this.bytes[this.at++] as number;
      const major = head >> 5;
      const minor = head & 31;
      this.pending--;
      if (minor === 31 && major >= 2 && major <= 5) return false;
      if (minor > 27) {
        this.refuse();
        return true;
      }
      const argument = minor < 24 ? minor : this.unsigned(1 << (minor - 24));
      if (major === 2 || major === 3) this.pass(argument);
      else if (major === 4) this.pending += argument;
      else if (major === 5) this.pending += argument * 2;
      else if (major === 6) this.pending++;
    }
    return true;
  }

  /** No value is like this. */
  private refuse(): void {
    this.at = NaN;
  }

  private pass(length: number): void {
    this.at += length;
  }

  private get isAtEnd(): boolean {
    return this.pending === 0 && (this.at === this.bytes.length || isPadding(this.bytes, this.at));
  }

  /** NaN, with which no value ends, where the bytes go no further. */
  private unsigned(length: number): number {
    let value = 0;
    for (const end = this.at + length; this.at < end; this.at++) value = value * 256 + (this.bytes[this.at] ?? NaN);
    return value;
  }
}

/** First bytes of arrays and maps. */
const beginsContainer: Readonly<Record<'msgpack' | 'cbor', (first: number) => boolean>> = {
  msgpack: (first) => (first >= 0x80 && first < 0xa0) || (first >= 0xdc && first < 0xe0),
  cbor: (first) => first >= 0x80 && first < 0xc0,
};

/**
 * Whether another value follows at a byte: a container, and either all that follows is whole, or it begins like the first one. Else it is
 * rather a checksum, or what a buffer held before.
 */
export function followers(format: 'msgpack' | 'cbor', bytes: Uint8Array): (at: number) => boolean {
  let isWhole: boolean | undefined;
  return (at) => {
    if (!beginsContainer[format](bytes[at] as number)) return false;
    isWhole ??= mayBeOne(format, bytes.subarray(at));
    return isWhole || (bytes[at] === bytes[0] && beginsWithText(format, bytes, at));
  };
}

/**
 * False where the bytes are surely not one value of the format, or several containers, with padding or without. Known by heads and lengths alone, many times faster than
 * values are read: what is of another format is mostly refused at its first bytes.
 */
export function mayBeOne(format: 'msgpack' | 'cbor', bytes: Uint8Array): boolean {
  const heads = new Heads(bytes);
  return format === 'msgpack' ? heads.fillsMsgpack() : heads.mayFillCbor();
}

/** Bytes at the beginning among which a text is looked for. */
const maxHead = 32;
const isTextHead: Readonly<Record<'msgpack' | 'cbor', (head: number) => boolean>> = {
  msgpack: (head) => (head > 0xa0 && head < 0xc0) || (head >= 0xd9 && head <= 0xdb),
  cbor: (head) => head > 0x60 && head < 0x7c,
};
const isLetter = (byte: number) => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;

/** Bytes of the heads of containers, where they are more than one. */
const headSizes: Readonly<Record<number, number>> = { 0xdc: 3, 0xdd: 5, 0xde: 3, 0xdf: 5, 0x98: 2, 0x99: 3, 0xb8: 2, 0xb9: 3 };
const isMapHead: Readonly<Record<'msgpack' | 'cbor', (head: number) => boolean>> = {
  msgpack: (head) => (head > 0x80 && head < 0x90) || head === 0xde || head === 0xdf,
  cbor: (head) => (head > 0xa0 && head < 0xba) || head === 0xbf,
};

/**
 * Whether a container begins with a text as its key, or has one near its beginning: where none does, nothing tells a format that has a fault.
 * Most bytes are refused by their first three.
 */
export function hasEarlyText(format: 'msgpack' | 'cbor', bytes: Uint8Array): boolean {
  const first = bytes[0] as number;
  if (!beginsContainer[format](first)) return false;
  // In MessagePack these are short arrays.
  const isShort = format === 'msgpack' && first < 0xc0;
  const from = isShort ? 1 : (headSizes[first] ?? 1);
  if (isMapHead[format](first)) return beginsWithText(format, bytes, from - 1);
  if (isMapHead[format](bytes[from] as number) && beginsWithText(format, bytes, from)) return true;
  // Letters are heads of texts there: words are rather words.
  if (format === 'cbor' && isAscii(bytes)) return false;
  for (let at = from, letters = 0; at < bytes.length && at < maxHead; at++) {
    letters = isLetter(bytes[at] as number) ? letters + 1 : 0;
    if (letters >= 3 && isTextHead[format](bytes[at - 3] as number)) return true;
  }
  return false;
}

/** Whether a value begins with a head and a text that may be its first key. */
function beginsWithText(format: 'msgpack' | 'cbor', bytes: Uint8Array, at: number): boolean {
  const next = bytes[at + 2] ?? 0;
  return isTextHead[format](bytes[at + 1] ?? 0) && (isLetter(next) || next >= 0xc3 || next === 0x5f || next === 0x24 || next === 0x40);
}
