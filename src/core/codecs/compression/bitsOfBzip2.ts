import { t } from '@vscode/l10n';
import { EndsEarly, UnpackFault } from './unpacked';

const maxCodeBits = 20;
/** Bits of a code that the table of first bits tells at once; longer codes are followed bit by bit. */
const tableBits = 10;

/** Bits, the highest of a byte first. */
export class HighBits {
  private held = 0;
  private heldBits = 0;

  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
  ) {}

  /** At most 24. */
  bits(count: number): number {
    while (this.heldBits < count) {
      if (this.at >= this.bytes.length) throw new EndsEarly(this.at);
      this.held = ((this.held << 8) | (this.bytes[this.at++] as number)) >>> 0;
      this.heldBits += 8;
    }
    this.heldBits -= count;
    const value = this.held >>> this.heldBits;
    this.held &= 2 ** this.heldBits - 1;
    return value;
  }

  /** The next bits, at most 24, zeros where the bytes end; they are still to come. */
  peek(count: number): number {
    while (this.heldBits < count && this.at < this.bytes.length) {
      this.held = ((this.held << 8) | (this.bytes[this.at++] as number)) >>> 0;
      this.heldBits += 8;
    }
    return this.heldBits >= count ? this.held >>> (this.heldBits - count) : this.held << (count - this.heldBits);
  }

  /** Passes over what is left of a byte. */
  align(): void {
    this.at -= this.heldBits >> 3;
    this.heldBits = 0;
    this.held = 0;
  }
}

/** A prefix code of bzip2, by the lengths of its symbols' codes. */
export class SortedCode {
  private readonly counts = new Uint16Array(maxCodeBits + 1);
  private readonly symbols: Uint16Array;
  /** By the next bits: symbol times 32 and length of the code; 0 where the code is longer, or none. */
  private readonly table = new Uint16Array(1 << tableBits);

  constructor(lengths: Uint8Array) {
    for (const length of lengths) this.counts[length]!++;
    this.symbols = Uint16Array.from(lengths.keys()).sort(
      (one, other) => (lengths[one] as number) - (lengths[other] as number) || one - other,
    );
    for (let bits = 1, at = 0, index = 0; bits <= tableBits; bits++) {
      const width = 1 << (tableBits - bits);
      for (let i = 0; i < (this.counts[bits] as number) && at < 1 << tableBits; i++, index++, at += width)
        this.table.fill(((this.symbols[index] as number) << 5) | bits, at, at + width);
    }
  }

  symbol(source: HighBits): number {
    const entry = this.table[source.peek(tableBits)] as number;
    if (entry !== 0) {
      source.bits(entry & 31);
      return entry >> 5;
    }
    return this.longSymbol(source);
  }

  private longSymbol(source: HighBits): number {
    let value = 0;
    let first = 0;
    let index = 0;
    for (let bits = 1; bits <= maxCodeBits; bits++) {
      value = (value << 1) | source.bits(1);
      const count = this.counts[bits] as number;
      if (value - first < count) return this.symbols[index + value - first] as number;
      index += count;
      first = (first + count) << 1;
    }
    throw new UnpackFault(t('a code means nothing'), source.at);
  }

  /** The lengths of a code: each a step up or down from the one before. */
  static lengths(source: HighBits, count: number): Uint8Array {
    const lengths = new Uint8Array(count);
    let length = source.bits(5);
    for (let symbol = 0; symbol < count; symbol++) {
      while (source.bits(1) === 1) {
        length += source.bits(1) === 0 ? 1 : -1;
        if (length < 1 || length > maxCodeBits) break;
      }
      if (length < 1 || length > maxCodeBits) throw new UnpackFault(t('the codes of a block contradict one another'), source.at);
      lengths[symbol] = length;
    }
    return lengths;
  }
}
