import { t } from '@vscode/l10n';
import type { Output } from './output';
import { EndsEarly, UnpackFault, type Work } from './unpacked';

/** Bits of a code that the table of first bits tells at once; longer codes are followed bit by bit. */
const tableBits = 9;
const maxCodeBits = 15;

/** A canonical prefix code (RFC 1951, 3.2.2). */
class PrefixCode {
  /** By the next bits, the first one lowest: symbol times 16 and length of the code; 0 where the code is longer, or none. */
  readonly table = new Uint16Array(1 << tableBits);
  /** Codes of each length, and all symbols in the order of their codes. */
  readonly counts = new Uint16Array(maxCodeBits + 1);
  readonly symbols: Uint16Array;

  /** Of the lengths of the symbols' codes. Undefined where these are more than lengths allow. */
  static of(lengths: Uint8Array): PrefixCode | undefined {
    const code = new PrefixCode(lengths);
    let left = 1;
    for (let bits = 1; bits <= maxCodeBits; bits++) {
      left = left * 2 - (code.counts[bits] as number);
      if (left < 0) return undefined;
    }
    code.fillTable(lengths);
    return code;
  }

  private constructor(lengths: Uint8Array) {
    this.symbols = new Uint16Array(lengths.length);
    for (const length of lengths) this.counts[length]!++;
    this.counts[0] = 0;
    const next = new Uint16Array(maxCodeBits + 2);
    for (let bits = 1; bits <= maxCodeBits; bits++) next[bits + 1] = (next[bits] as number) + (this.counts[bits] as number);
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      const bits = lengths[symbol] as number;
      if (bits > 0) this.symbols[next[bits]!++] = symbol;
    }
  }

  private fillTable(lengths: Uint8Array): void {
    const next = new Uint16Array(maxCodeBits + 1);
    for (let bits = 1, code = 0; bits <= maxCodeBits; bits++) {
      next[bits] = code;
      code = (code + (this.counts[bits] as number)) << 1;
    }
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      const bits = lengths[symbol] as number;
      if (bits === 0 || bits > tableBits) continue;
      let code = next[bits]!++;
      let reversed = 0;
      for (let bit = 0; bit < bits; bit++, code >>= 1) reversed = (reversed << 1) | (code & 1);
      for (let at = reversed; at < 1 << tableBits; at += 1 << bits) this.table[at] = (symbol << 4) | bits;
    }
  }
}

/** Steps that setting up the codes of one block costs at most. */
const stepsOfCodes = 2 * (1 << tableBits) + 2 * 320;

/** Base and extra bits of lengths (symbols 257 to 285) and distances (3.2.5). */
const lengthBits = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0);
const lengthBase = Uint16Array.from(lengthBits, (_, i) => (i === 28 ? 258 : 3 + sumOfPowers(lengthBits, i)));
const distanceBits = Uint8Array.from({ length: 30 }, (_, i) => Math.max(0, (i >> 1) - 1));
const distanceBase = Uint16Array.from(distanceBits, (_, i) => 1 + sumOfPowers(distanceBits, i));

function sumOfPowers(bits: Uint8Array, count: number): number {
  return bits.subarray(0, count).reduce((sum, each) => sum + 2 ** each, 0);
}

/** Order in which the lengths of the lengths' codes stand (3.2.7). */
const orderOfLengths = Uint8Array.of(16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15);

const fixedLiterals = PrefixCode.of(
  Uint8Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)),
) as PrefixCode;
const fixedDistances = PrefixCode.of(new Uint8Array(30).fill(5)) as PrefixCode;

/** Unpacks one deflate stream (RFC 1951). */
export class Inflater {
  private held = 0;
  private heldBits = 0;
  /** Matches reach back to here at most. */
  private readonly start: number;

  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
    private readonly output: Output,
    private readonly work: Work,
  ) {
    this.start = output.length;
  }

  /** Reads to the end of the stream, or until the output is full, and gives where the stream ends. */
  read(): number {
    for (let isLast = false; !isLast && !this.output.isFull;) {
      isLast = this.bits(1) === 1;
      const from = this.at;
      const kind = this.bits(2);
      this.work.spend(1, from);
      if (kind === 0) this.stored();
      else if (kind === 1) this.coded(fixedLiterals, fixedDistances);
      else if (kind === 2) this.coded(...this.codes());
      else throw new UnpackFault(t('a block is of no known kind'), from);
    }
    return this.at - (this.heldBits >> 3);
  }

  private bits(count: number): number {
    while (this.heldBits < count) {
      if (this.at >= this.bytes.length) throw new EndsEarly(this.at);
      this.held |= (this.bytes[this.at++] as number) << this.heldBits;
      this.heldBits += 8;
    }
    const value = this.held & ((1 << count) - 1);
    this.held >>>= count;
    this.heldBits -= count;
    return value;
  }

  private stored(): void {
    this.at -= this.heldBits >> 3;
    this.held = 0;
    this.heldBits = 0;
    const from = this.at;
    const length = this.bits(16);
    if ((length ^ this.bits(16)) !== 0xffff) throw new UnpackFault(t('the length of a block is wrong'), from);
    const end = this.at + length;
    this.output.copy(this.bytes, this.at, Math.min(end, this.bytes.length));
    if (end > this.bytes.length && !this.output.isFull) throw new EndsEarly(this.bytes.length);
    this.at = end;
  }

  private codes(): [PrefixCode, PrefixCode] {
    const from = this.at;
    this.work.spend(stepsOfCodes, from);
    const literals = this.bits(5) + 257;
    const distances = this.bits(5) + 1;
    const count = this.bits(4) + 4;
    if (literals > 286 || distances > 30) throw new UnpackFault(t('a block has too many codes'), from);
    const lengthsOfLengths = new Uint8Array(19);
    for (let i = 0; i < count; i++) lengthsOfLengths[orderOfLengths[i] as number] = this.bits(3);
    const code = this.code(lengthsOfLengths, from);
    const lengths = new Uint8Array(literals + distances);
    for (let i = 0; i < lengths.length;) {
      const symbol = this.symbol(code);
      if (symbol < 16) {
        lengths[i++] = symbol;
        continue;
      }
      if (symbol === 16 && i === 0) throw new UnpackFault(t('a length is repeated where there is none'), this.at);
      const value = symbol === 16 ? (lengths[i - 1] as number) : 0;
      const repeats = symbol === 16 ? 3 + this.bits(2) : symbol === 17 ? 3 + this.bits(3) : 11 + this.bits(7);
      if (i + repeats > lengths.length) throw new UnpackFault(t('a block has too many codes'), this.at);
      lengths.fill(value, i, i + repeats);
      i += repeats;
    }
    return [this.code(lengths.subarray(0, literals), from), this.code(lengths.subarray(literals), from)];
  }

  private code(lengths: Uint8Array, at: number): PrefixCode {
    const code = PrefixCode.of(lengths);
    if (!code) throw new UnpackFault(t('the codes of a block contradict one another'), at);
    return code;
  }

  private symbol(code: PrefixCode): number {
    while (this.heldBits < maxCodeBits && this.at < this.bytes.length) {
      this.held |= (this.bytes[this.at++] as number) << this.heldBits;
      this.heldBits += 8;
    }
    const entry = code.table[this.held & ((1 << tableBits) - 1)] as number;
    if (entry !== 0) {
      const bits = entry & 15;
      if (bits > this.heldBits) throw new EndsEarly(this.at);
      this.held >>>= bits;
      this.heldBits -= bits;
      return entry >> 4;
    }
    return this.longSymbol(code);
  }

  private longSymbol(code: PrefixCode): number {
    let value = 0;
    let first = 0;
    let index = 0;
    for (let bits = 1; bits <= maxCodeBits; bits++) {
      value |= this.bits(1);
      const count = code.counts[bits] as number;
      if (value - count < first) return code.symbols[index + value - first] as number;
      index += count;
      first = (first + count) << 1;
      value <<= 1;
    }
    throw new UnpackFault(t('a code means nothing'), this.at);
  }

  private coded(literals: PrefixCode, distances: PrefixCode): void {
    const { output } = this;
    while (!output.isFull) {
      const symbol = this.symbol(literals);
      if (symbol < 256) {
        output.byte(symbol);
        continue;
      }
      if (symbol === 256) return;
      if (symbol > 285) throw new UnpackFault(t('a code means nothing'), this.at);
      const length = (lengthBase[symbol - 257] as number) + this.bits(lengthBits[symbol - 257] as number);
      const far = this.symbol(distances);
      if (far > 29) throw new UnpackFault(t('a code means nothing'), this.at);
      const distance = (distanceBase[far] as number) + this.bits(distanceBits[far] as number);
      if (output.length - distance < this.start) throw new UnpackFault(t('it refers to what lies before its beginning'), this.at);
      output.repeat(distance, length);
    }
  }
}

/** Codes of the lengths of codes, of which compressors leave none unused. */
const wholeCode = 1 << 7;

/**
 * False where the bytes are surely no deflate stream of one block that ends where they do, or of several that begin with codes of their own: known by the codes
 * that the first block begins with, or, where these are the fixed ones, by passing over its symbols. Nothing is unpacked.
 */
export function mayBeDeflate(bytes: Uint8Array): boolean {
  const first = (bytes[0] as number) & 7;
  if (first === 3) return new FixedBlock(bytes).endsWithBytes();
  if ((first !== 5 && first !== 4) || bytes.length < 10) return false;
  const literals = (bytes[0] as number) >> 3;
  const distances = (bytes[1] as number) & 31;
  const count = (((bytes[1] as number) >> 5) | (((bytes[2] as number) & 1) << 3)) + 4;
  if (literals > 29 || distances > 29) return false;
  let used = 0;
  for (let i = 0, bit = 17; i < count; i++, bit += 3) {
    const length = ((((bytes[bit >> 3] ?? 0) | ((bytes[(bit >> 3) + 1] ?? 0) << 8)) >> (bit & 7)) & 7) as number;
    if (length > 0) used += wholeCode >> length;
  }
  return used === wholeCode;
}

/** Passes over the symbols of a last block with the fixed codes. */
class FixedBlock {
  private bit = 3;

  constructor(private readonly bytes: Uint8Array) {}

  endsWithBytes(): boolean {
    const end = this.bytes.length * 8;
    let written = 0;
    while (this.bit < end) {
      const symbol = this.symbol();
      if (symbol < 256) written++;
      else if (symbol === 256) return this.bit <= end && this.bit > end - 8;
      else if (symbol > 285) return false;
      else {
        written += this.match(symbol, written);
        if (Number.isNaN(written)) return false;
      }
    }
    return false;
  }

  private symbol(): number {
    // The first bit of a code is its highest.
    let code = this.code(7);
    if (code < 24) return 256 + code;
    code = (code << 1) | this.next(1);
    if (code < 192) return code - 48;
    if (code < 200) return 280 + code - 192;
    return 144 + ((code << 1) | this.next(1)) - 400;
  }

  /** Its length; NaN where it reaches too far back. */
  private match(symbol: number, written: number): number {
    const length = (lengthBase[symbol - 257] as number) + this.next(lengthBits[symbol - 257] as number);
    const far = this.code(5);
    if (far > 29) return NaN;
    return (distanceBase[far] as number) + this.next(distanceBits[far] as number) <= written ? length : NaN;
  }

  private code(bits: number): number {
    let code = 0;
    for (let i = 0; i < bits; i++) code = (code << 1) | this.next(1);
    return code;
  }

  /** The lowest bit first. */
  private next(bits: number): number {
    let value = 0;
    for (let i = 0; i < bits; i++, this.bit++) value |= (((this.bytes[this.bit >> 3] ?? 0) >> (this.bit & 7)) & 1) << i;
    return value;
  }
}
