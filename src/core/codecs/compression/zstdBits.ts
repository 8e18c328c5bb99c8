/** Reads bits from the end of some bytes towards their beginning, as zstd writes what it encodes last first (RFC 8878, 4.1). */
export class BackwardBits {
  /** Bits that are left; negative once more were read than there are, which read as 0. */
  left: number;

  /** Undefined where the last byte has no bit that says where they begin. */
  static of(bytes: Uint8Array, from: number, to: number): BackwardBits | undefined {
    const last = to > from ? (bytes[to - 1] as number) : 0;
    return last === 0 ? undefined : new BackwardBits(bytes, from, (to - from) * 8 - 1 - Math.clz32(last) + 24);
  }

  private constructor(
    private readonly bytes: Uint8Array,
    private readonly from: number,
    bits: number,
  ) {
    this.left = bits;
  }

  /** The next `count` bits, at most 24. */
  read(count: number): number {
    this.left -= count;
    return this.at(this.left, count);
  }

  /** The next `count` bits, which stay. */
  peek(count: number): number {
    return this.at(this.left - count, count);
  }

  private at(bit: number, count: number): number {
    if (bit < 0) return bit + count <= 0 ? 0 : this.at(0, bit + count) << -bit;
    const at = this.from + (bit >> 3);
    const { bytes } = this;
    const word = (bytes[at] as number) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
    return (word >>> (bit & 7)) & ((1 << count) - 1);
  }
}
