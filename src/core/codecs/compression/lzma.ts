import { t } from '@vscode/l10n';
import type { Output } from './output';
import { EndsEarly, UnpackFault, type Work } from './unpacked';

/** Bits of a probability, and how fast it follows what was seen. */
const probabilityBits = 11;
const evenProbability = 1 << (probabilityBits - 1);
const moveBits = 5;
const states = 12;

/** Places of the probabilities of lengths: two choices, and three trees. */
const lengthChoice = 0;
const lengthLow = 2;
const lengthMiddle = lengthLow + (16 << 3);
const lengthHigh = lengthMiddle + (16 << 3);
const lengthSize = lengthHigh + 256;

/** Places of all probabilities, those of literals last. */
const isMatch = 0;
const isRep = isMatch + (states << 4);
const isRep0 = isRep + states;
const isRep1 = isRep0 + states;
const isRep2 = isRep1 + states;
const isRep0Long = isRep2 + states;
const slots = isRep0Long + (states << 4);
const specialDistances = slots + 4 * 64;
const alignedBits = specialDistances + 128;
const matchLengths = alignedBits + 16;
const repLengths = matchLengths + lengthSize;
const literals = repLengths + lengthSize;

/** What a stream of LZMA says of itself in one byte. */
export interface LzmaProperties {
  /** Bits of the byte before, and of the position, by which literals are told apart. */
  literalContext: number;
  literalPosition: number;
  position: number;
}

export function lzmaProperties(byte: number, at: number): LzmaProperties {
  if (byte >= 225) throw new UnpackFault(t('its header is wrong'), at);
  return { literalContext: byte % 9, literalPosition: Math.floor(byte / 9) % 5, position: Math.floor(byte / 45) };
}

/** LZMA, as xz and the older `.lzma` hold it. Matches reach back to the last `forget`. */
export class LzmaReader {
  private probabilities = new Uint16Array(0);
  private properties: LzmaProperties = { literalContext: 3, literalPosition: 0, position: 2 };
  private state = 0;
  private rep = [0, 0, 0, 0];
  private range = 0;
  private code = 0;
  /** Of the output: where the history begins. */
  private start: number;
  at = 0;
  private to = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly output: Output,
    private readonly work: Work,
  ) {
    this.start = output.length;
  }

  /** What was written is not referred to from here on. */
  forget(): void {
    this.start = this.output.length;
  }

  /** Begins anew, with other properties where some are given. */
  reset(at: number, properties = this.properties): void {
    const size = literals + (0x300 << (properties.literalContext + properties.literalPosition));
    this.work.spend(size, at);
    this.properties = properties;
    if (this.probabilities.length !== size) this.probabilities = new Uint16Array(size);
    this.probabilities.fill(evenProbability);
    this.state = 0;
    this.rep = [0, 0, 0, 0];
  }

  /**
   * Reads `[from, to)` until so many bytes were written, or until the mark of the end, which only the older format has; where it ends is
   * then `at`. `size` Infinity: up to the mark.
   */
  read(from: number, to: number, size: number): void {
    this.to = to;
    this.at = from + 1;
    this.range = 0xffff_ffff;
    this.code = 0;
    for (let i = 0; i < 4; i++) this.code = ((this.code << 8) | this.byte()) >>> 0;
    const { output } = this;
    const end = output.length + size;
    const positionMask = (1 << this.properties.position) - 1;
    while (output.length < end && !output.isFull) {
      const position = (output.length - this.start) & positionMask;
      if (this.bit(isMatch + (this.state << 4) + position) === 0) {
        this.literal();
        continue;
      }
      const length = this.match(position);
      if (length === undefined) return;
      if ((this.rep[0] as number) >= output.length - this.start)
        throw new UnpackFault(t('it refers to what lies before its beginning'), this.at);
      output.repeat((this.rep[0] as number) + 1, Math.min(length, end - output.length));
    }
  }

  private literal(): void {
    const { output, state } = this;
    const { literalContext, literalPosition } = this.properties;
    const position = (output.length - this.start) & ((1 << literalPosition) - 1);
    const before = output.length > this.start ? output.back(1) : 0;
    const base = literals + 0x300 * ((position << literalContext) + (before >> (8 - literalContext)));
    let symbol = 1;
    if (state >= 7) {
      let matched = output.back((this.rep[0] as number) + 1);
      while (symbol < 0x100) {
        const matchBit = (matched >> 7) & 1;
        matched <<= 1;
        const bit = this.bit(base + ((1 + matchBit) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (matchBit !== bit) break;
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.bit(base + symbol);
    output.byte(symbol & 0xff);
    this.state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
  }

  /** The length of a match, whose distance is then the first of the last ones; undefined for the mark of the end. */
  private match(position: number): number | undefined {
    const { state, rep } = this;
    if (this.bit(isRep + state) === 0) {
      rep.pop();
      const length = this.length(matchLengths, position);
      const distance = this.distance(length);
      this.state = state < 7 ? 7 : 10;
      if (distance === 0xffff_ffff) return undefined;
      rep.unshift(distance);
      return length + 2;
    }
    if (this.bit(isRep0 + state) === 0) {
      if (this.bit(isRep0Long + (state << 4) + position) === 0) {
        this.state = state < 7 ? 9 : 11;
        return 1;
      }
    } else {
      const which = this.bit(isRep1 + state) === 0 ? 1 : 2 + this.bit(isRep2 + state);
      rep.unshift(...rep.splice(which, 1));
    }
    this.state = state < 7 ? 8 : 11;
    return this.length(repLengths, position) + 2;
  }

  private length(base: number, position: number): number {
    if (this.bit(base + lengthChoice) === 0) return this.tree(base + lengthLow + (position << 3), 3);
    if (this.bit(base + lengthChoice + 1) === 0) return 8 + this.tree(base + lengthMiddle + (position << 3), 3);
    return 16 + this.tree(base + lengthHigh, 8);
  }

  private distance(length: number): number {
    const slot = this.tree(slots + (Math.min(length, 3) << 6), 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const high = (2 | (slot & 1)) * 2 ** bits;
    if (slot < 14) return high + this.reversedTree(specialDistances + high - slot, bits);
    return high + this.directBits(bits - 4) * 16 + this.reversedTree(alignedBits, 4);
  }

  private tree(base: number, bits: number): number {
    let symbol = 1;
    for (let i = 0; i < bits; i++) symbol = (symbol << 1) | this.bit(base + symbol);
    return symbol - (1 << bits);
  }

  private reversedTree(base: number, bits: number): number {
    let symbol = 1;
    let value = 0;
    for (let i = 0; i < bits; i++) {
      const bit = this.bit(base + symbol);
      symbol = (symbol << 1) | bit;
      value |= bit << i;
    }
    return value;
  }

  private directBits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) {
      this.range >>>= 1;
      const bit = this.code >= this.range ? 1 : 0;
      if (bit) this.code = (this.code - this.range) >>> 0;
      value = value * 2 + bit;
      this.normalize();
    }
    return value;
  }

  private bit(index: number): number {
    const probability = this.probabilities[index] as number;
    const bound = (this.range >>> probabilityBits) * probability;
    if (this.code < bound) {
      this.range = bound;
      this.probabilities[index] = probability + (((1 << probabilityBits) - probability) >> moveBits);
      this.normalize();
      return 0;
    }
    this.range = (this.range - bound) >>> 0;
    this.code = (this.code - bound) >>> 0;
    this.probabilities[index] = probability - (probability >> moveBits);
    this.normalize();
    return 1;
  }

  private normalize(): void {
    if (this.range >= 0x0100_0000) return;
    this.range = (this.range << 8) >>> 0;
    this.code = ((this.code << 8) | this.byte()) >>> 0;
  }

  private byte(): number {
    if (this.at >= this.to) {
      if (this.to === this.bytes.length) throw new EndsEarly(this.at);
      throw new UnpackFault(t('a block is shorter than it says'), this.at);
    }
    return this.bytes[this.at++] as number;
  }
}
