import { t } from '@vscode/l10n';
import type { Output } from './output';
import { UnpackFault, type Work } from './unpacked';
import { BackwardBits } from './zstdBits';
import { fseOf, readFse, readHuffman, singleFse, type FseTable, type HuffmanTable } from './zstdEntropy';

/** What a number of a sequence is made of: its code stands for a base to which some bits are added (RFC 8878, 3.1.1.3.2.1.1). */
interface Codes {
  extraBits: Uint8Array;
  base: Uint32Array;
  limits: { accuracy: number; symbols: number };
  usual: FseTable;
}

function codes(extraBits: number[], first: number, accuracy: number, usualAccuracy: number, usual: number[]): Codes {
  const base = new Uint32Array(extraBits.length);
  for (let code = 0, value = first; code < base.length; value += 2 ** (extraBits[code++] as number)) base[code] = value;
  return { extraBits: Uint8Array.from(extraBits), base, limits: { accuracy, symbols: base.length }, usual: fseOf(usual, usualAccuracy) };
}

const times = (count: number, value: number) => Array.from({ length: count }, () => value);
const upTo16 = [7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

const literalLengths = codes([...times(16, 0), 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, ...upTo16], 0, 9, 6, [
  4,
  3,
  ...times(11, 2),
  1,
  1,
  1,
  ...times(9, 2),
  3,
  2,
  ...times(5, 1),
  ...times(4, -1),
]);
const matchLengths = codes([...times(32, 0), 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, ...upTo16], 3, 9, 6, [
  1,
  4,
  3,
  ...times(6, 2),
  ...times(37, 1),
  ...times(7, -1),
]);
const offsets = codes(
  Array.from({ length: 32 }, (_, code) => code),
  1,
  8,
  5,
  [...times(6, 1), 2, 2, 2, ...times(15, 1), ...times(5, -1)],
);

/** Codes of offsets that reach back further than anything that is unpacked: more bits than are read at once. */
const farOffset = 24;

/** Unpacks the compressed blocks of one frame, which hand tables and offsets on to the next. */
export class ZstdBlocks {
  private readonly start: number;
  private huffman: HuffmanTable | undefined;
  private literalTable: FseTable | undefined;
  private offsetTable: FseTable | undefined;
  private matchTable: FseTable | undefined;
  /** The offsets that were used last. */
  private last: [number, number, number] = [1, 4, 8];
  private at = 0;
  private end = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly output: Output,
    private readonly work: Work,
  ) {
    this.start = output.length;
  }

  /** The block between `from` and `end`, which holds `maxBytes` at most. */
  unpack(from: number, end: number, maxBytes: number): void {
    this.at = from;
    this.end = end;
    const literals = this.literals(maxBytes);
    const head = this.byte();
    let count = head;
    if (head === 255) count = this.byte() + (this.byte() << 8) + 0x7f00;
    else if (head > 127) count = ((head - 128) << 8) + this.byte();
    const used = count > 0 ? this.sequences(count, literals, maxBytes) : 0;
    this.output.copy(literals, used, literals.length);
  }

  private fail(message: string): never {
    throw new UnpackFault(message, this.at);
  }

  private byte(): number {
    if (this.at >= this.end) this.fail(t('a block is shorter than it says'));
    return this.bytes[this.at++] as number;
  }

  private take(count: number): number {
    const from = this.at;
    if (from + count > this.end) this.fail(t('a block is shorter than it says'));
    this.at += count;
    return from;
  }

  private literals(maxBytes: number): Uint8Array {
    const head = this.byte();
    const kind = head & 3;
    const form = (head >> 2) & 3;
    if (kind < 2) {
      let size = form & 1 ? (head >> 4) | (this.byte() << 4) : head >> 3;
      if (form === 3) size |= this.byte() << 12;
      if (size > maxBytes) this.fail(t('a block is larger than 128 KiB'));
      if (kind === 1) return new Uint8Array(size).fill(this.byte());
      const from = this.take(size);
      return this.bytes.subarray(from, this.at);
    }
    // 10, 14 or 18 bits each for the size of the literals and for that of what they are packed in.
    const width = form < 2 ? 10 : form === 2 ? 14 : 18;
    let sizes = head >> 4;
    for (let bits = 4; bits < 2 * width; bits += 8) sizes += this.byte() * 2 ** bits;
    const size = sizes % 2 ** width;
    const packed = Math.floor(sizes / 2 ** width);
    if (size > maxBytes) this.fail(t('a block is larger than 128 KiB'));
    const from = this.take(packed);
    const to = this.at;
    let start = from;
    if (kind === 2) {
      const { table, end } = readHuffman(this.bytes, from, to, this.work);
      this.huffman = table;
      start = end;
    }
    const table = this.huffman ?? this.fail(t('a table is missing'));
    const literals = new Uint8Array(size);
    if (form === 0) this.stream(start, to, literals, table);
    else this.fourStreams(start, to, literals, table);
    return literals;
  }

  private fourStreams(from: number, to: number, literals: Uint8Array, table: HuffmanTable): void {
    if (to - from < 6) this.fail(t('a block is shorter than it says'));
    const each = (literals.length + 3) >> 2;
    let at = from + 6;
    for (let i = 0; i < 4; i++) {
      const length = (this.bytes[from + 2 * i] as number) | ((this.bytes[from + 2 * i + 1] as number) << 8);
      const next = i < 3 ? at + length : to;
      if (next > to || each * i > literals.length) this.fail(t('a block is shorter than it says'));
      this.stream(at, next, literals.subarray(each * i, i < 3 ? each * (i + 1) : literals.length), table);
      at = next;
    }
  }

  private stream(from: number, to: number, literals: Uint8Array, { maxBits, symbols, bits: lengths }: HuffmanTable): void {
    const bits = BackwardBits.of(this.bytes, from, to) ?? this.fail(t('a block is damaged'));
    for (let i = 0; i < literals.length && bits.left > 0; i++) {
      const code = bits.peek(maxBits);
      literals[i] = symbols[code] as number;
      bits.left -= lengths[code] as number;
      if (i === literals.length - 1 && bits.left === 0) return;
    }
    if (literals.length > 0 || bits.left !== 0) this.fail(t('a block does not hold what it says'));
  }

  private table(mode: number, { limits, usual }: Codes, before: FseTable | undefined): FseTable {
    if (mode === 0) return usual;
    if (mode === 1) {
      const symbol = this.byte();
      return symbol < limits.symbols ? singleFse(symbol) : this.fail(t('a code means nothing'));
    }
    if (mode === 3) return before ?? this.fail(t('a table is missing'));
    const { table, end } = readFse(this.bytes, this.at, this.end, limits, this.work);
    this.at = end;
    return table;
  }

  /** Runs the sequences, and gives how many literals they took. */
  private sequences(count: number, literals: Uint8Array, maxBytes: number): number {
    const modes = this.byte();
    if (modes & 3) this.fail(t('a block has flags that are not known'));
    const literal = (this.literalTable = this.table(modes >> 6, literalLengths, this.literalTable));
    const offset = (this.offsetTable = this.table((modes >> 4) & 3, offsets, this.offsetTable));
    const match = (this.matchTable = this.table((modes >> 2) & 3, matchLengths, this.matchTable));
    const bits = BackwardBits.of(this.bytes, this.at, this.end) ?? this.fail(t('a block is damaged'));
    let literalState = bits.read(literal.accuracy);
    let offsetState = bits.read(offset.accuracy);
    let matchState = bits.read(match.accuracy);
    let used = 0;
    let room = maxBytes;
    const { output } = this;
    for (let left = count; left > 0 && !output.isFull; left--) {
      const far = offset.symbols[offsetState] as number;
      const matchCode = match.symbols[matchState] as number;
      const literalCode = literal.symbols[literalState] as number;
      if (far >= farOffset) this.fail(t('it refers to what lies before its beginning'));
      const offsetValue = (1 << far) + bits.read(far);
      const matchLength = (matchLengths.base[matchCode] as number) + bits.read(matchLengths.extraBits[matchCode] as number);
      const literalLength = (literalLengths.base[literalCode] as number) + bits.read(literalLengths.extraBits[literalCode] as number);
      if (left > 1) {
        literalState = (literal.base[literalState] as number) + bits.read(literal.bits[literalState] as number);
        matchState = (match.base[matchState] as number) + bits.read(match.bits[matchState] as number);
        offsetState = (offset.base[offsetState] as number) + bits.read(offset.bits[offsetState] as number);
      }
      if (bits.left < 0) this.fail(t('a block is shorter than it says'));
      if (used + literalLength > literals.length) this.fail(t('a block has too few literals'));
      // Sequences may cost no bits at all: what they write is what bounds their number.
      room -= literalLength + matchLength;
      if (room < 0) this.fail(t('a block is larger than 128 KiB'));
      output.copy(literals, used, used + literalLength);
      used += literalLength;
      const distance = this.distance(offsetValue, literalLength === 0);
      if (distance === 0 || output.length - distance < this.start) {
        if (output.isFull) break;
        this.fail(t('it refers to what lies before its beginning'));
      }
      output.repeat(distance, matchLength);
    }
    if (bits.left !== 0 && !output.isFull) this.fail(t('a block does not hold what it says'));
    if (used < literals.length && room < literals.length - used) this.fail(t('a block is larger than 128 KiB'));
    return used;
  }

  /** RFC 8878, 3.1.1.5: the first three values stand for offsets that were used before. */
  private distance(value: number, isWithoutLiterals: boolean): number {
    const [first, second, third] = this.last;
    if (value > 3) {
      this.last = [value - 3, first, second];
      return value - 3;
    }
    const index = value - 1 + (isWithoutLiterals ? 1 : 0);
    if (index === 0) return first;
    const distance = index === 1 ? second : index === 2 ? third : first - 1;
    this.last = [distance, first, index === 1 ? third : second];
    return distance;
  }
}
