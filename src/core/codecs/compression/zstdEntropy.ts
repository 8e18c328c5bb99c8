import { t } from '@vscode/l10n';
import { EndsEarly, UnpackFault, type Work } from './unpacked';
import { BackwardBits } from './zstdBits';

/** A table of finite state entropy: what each state stands for, and where it leads (RFC 8878, 4.1). */
export interface FseTable {
  /** Bits of the first state. */
  accuracy: number;
  symbols: Uint8Array;
  /** Bits that are read to come to the next state, and what they are added to. */
  bits: Uint8Array;
  base: Uint16Array;
}

/** The table of one symbol, which costs no bits. */
export function singleFse(symbol: number): FseTable {
  return { accuracy: 0, symbols: Uint8Array.of(symbol), bits: new Uint8Array(1), base: new Uint16Array(1) };
}

/** The table for how often each symbol comes; -1 stands for less than once. These add up to a power of two. */
export function fseOf(counts: ArrayLike<number>, accuracy: number): FseTable {
  const size = 1 << accuracy;
  const symbols = new Uint8Array(size);
  const next = new Uint16Array(counts.length);
  let high = size - 1;
  for (let symbol = 0; symbol < counts.length; symbol++) {
    const count = counts[symbol] as number;
    next[symbol] = Math.abs(count);
    if (count === -1) symbols[high--] = symbol;
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let place = 0;
  for (let symbol = 0; symbol < counts.length; symbol++) {
    for (let left = counts[symbol] as number; left > 0; left--) {
      symbols[place] = symbol;
      do place = (place + step) & (size - 1);
      while (place > high);
    }
  }
  const bits = new Uint8Array(size);
  const base = new Uint16Array(size);
  for (let state = 0; state < size; state++) {
    const count = next[symbols[state] as number]!++;
    bits[state] = accuracy - (31 - Math.clz32(count));
    base[state] = (count << (bits[state] as number)) - size;
  }
  return { accuracy, symbols, bits, base };
}

/** Reads the description of a table between `from` and `end`, and gives where it ends. */
export function readFse(
  bytes: Uint8Array,
  from: number,
  end: number,
  limits: { accuracy: number; symbols: number },
  work: Work,
): { table: FseTable; end: number } {
  let bit = from * 8;
  const peek = (count: number) => {
    const at = bit >> 3;
    const word = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
    return (word >>> (bit & 7)) & ((1 << count) - 1);
  };
  const accuracy = peek(4) + 5;
  bit += 4;
  if (accuracy > limits.accuracy) throw new UnpackFault(t('a table is too large'), from);
  work.spend(2 << accuracy, from);
  const counts: number[] = [];
  let left = (1 << accuracy) + 1;
  for (let width = accuracy + 1, threshold = 1 << accuracy; left > 1;) {
    if (bit > end * 8) throw new EndsEarly(end);
    if (counts.length >= limits.symbols) throw new UnpackFault(t('a table has too many symbols'), from);
    const most = 2 * threshold - 1 - left;
    let count = peek(width - 1);
    if (count < most) bit += width - 1;
    else {
      count = peek(width);
      if (count >= threshold) count -= most;
      bit += width;
    }
    count--;
    left -= Math.abs(count);
    if (left < 1) throw new UnpackFault(t('a table does not add up'), from);
    counts.push(count);
    for (; left < threshold; threshold >>= 1) width--;
    if (count !== 0) continue;
    for (let zeros = 3; zeros === 3;) {
      zeros = peek(2);
      bit += 2;
      for (let i = 0; i < zeros; i++) counts.push(0);
      if (counts.length > limits.symbols || bit > end * 8) throw new UnpackFault(t('a table has too many symbols'), from);
    }
  }
  const to = (bit + 7) >> 3;
  if (to > end) throw new UnpackFault(t('a table is cut off'), from);
  return { table: fseOf(counts, accuracy), end: to };
}

/** A table of prefix codes: by the next bits, the symbol and how many of these bits are its code. */
export interface HuffmanTable {
  maxBits: number;
  symbols: Uint8Array;
  bits: Uint8Array;
}

const maxHuffmanBits = 11;

/** Reads the description of a table between `from` and `end` (RFC 8878, 4.2.1), and gives where it ends. */
export function readHuffman(bytes: Uint8Array, from: number, end: number, work: Work): { table: HuffmanTable; end: number } {
  const head = bytes[from] ?? 0;
  const to = from + 1 + (head < 128 ? head : (head - 126) >> 1);
  if (from >= end || to > end) throw new UnpackFault(t('a table is cut off'), from);
  const weights = head < 128 ? packedWeights(bytes, from + 1, to, work) : plainWeights(bytes, from + 1, head - 127);
  return { table: huffmanOf(weights, from, work), end: to };
}

function plainWeights(bytes: Uint8Array, from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => ((bytes[from + (i >> 1)] as number) >> (i & 1 ? 0 : 4)) & 15);
}

function packedWeights(bytes: Uint8Array, from: number, end: number, work: Work): number[] {
  const { table, end: start } = readFse(bytes, from, end, { accuracy: 6, symbols: 256 }, work);
  const bits = BackwardBits.of(bytes, start, end);
  if (!bits) throw new UnpackFault(t('a table is damaged'), from);
  const weights: number[] = [];
  // Two states take turns; the one that has no bits left is the last but one to speak.
  let state = bits.read(table.accuracy);
  let other = bits.read(table.accuracy);
  while (bits.left >= 0) {
    if (weights.length >= 255) throw new UnpackFault(t('a table has too many symbols'), from);
    weights.push(table.symbols[state] as number);
    const next = (table.base[state] as number) + bits.read(table.bits[state] as number);
    state = other;
    other = next;
  }
  weights.push(table.symbols[state] as number);
  return weights;
}

function huffmanOf(weights: number[], at: number, work: Work): HuffmanTable {
  let sum = 0;
  for (const weight of weights) {
    if (weight > maxHuffmanBits) throw new UnpackFault(t('a code is too long'), at);
    sum += weight === 0 ? 0 : 1 << (weight - 1);
  }
  const maxBits = 32 - Math.clz32(sum);
  const rest = (1 << maxBits) - sum;
  // The weight of the last symbol fills what is left.
  if (sum === 0 || maxBits > maxHuffmanBits || (rest & (rest - 1)) !== 0 || weights.length > 255)
    throw new UnpackFault(t('the codes of a table do not add up'), at);
  weights.push(32 - Math.clz32(rest));
  const size = 1 << maxBits;
  work.spend(size + weights.length, at);
  const symbols = new Uint8Array(size);
  const bits = new Uint8Array(size);
  const places = new Uint16Array(maxHuffmanBits + 2);
  for (const weight of weights) if (weight > 0) places[weight + 1]! += 1 << (weight - 1);
  for (let weight = 1; weight < places.length; weight++) places[weight]! += places[weight - 1] as number;
  for (let symbol = 0; symbol < weights.length; symbol++) {
    const weight = weights[symbol] as number;
    if (weight === 0) continue;
    const from = places[weight] as number;
    const to = from + (1 << (weight - 1));
    symbols.fill(symbol, from, to);
    bits.fill(maxBits + 1 - weight, from, to);
    places[weight] = to;
  }
  return { maxBits, symbols, bits };
}
