import { t } from '@vscode/l10n';
import { HighBits, SortedCode } from './bitsOfBzip2';
import type { Output } from './output';
import { UnpackFault, unpackedBy, type Unpacked, type Work } from './unpacked';

const blockMagic = [0x314159, 0x265359];
const endMagic = [0x177245, 0x385090];
/** Symbols after which the code may change. */
const groupSize = 50;
/** Steps that setting up the codes of one block costs at most. */
const stepsOfCodes = 6 * 258 * 4;

/** True for a stream with a block, or for the stream of nothing. */
export function isBzip2(bytes: Uint8Array): boolean {
  const level = bytes[3] ?? 0;
  if (bytes[0] !== 0x42 || bytes[1] !== 0x5a || bytes[2] !== 0x68 || level < 0x31 || level > 0x39) return false;
  const magic = [4, 7].map((at) => ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0));
  return [blockMagic, endMagic].some((known) => known.every((part, index) => part === magic[index]));
}

/** Streams, one after the other. What follows and begins none does not belong to it. */
export function unpackBzip2(bytes: Uint8Array, isWhole: boolean, work: Work): Unpacked {
  return unpackedBy('bzip2', bytes, isWhole, (output, found) => {
    let at = 0;
    do at = new Bzip2Stream(bytes, at, output, work).read();
    while (!output.isFull && isBzip2(bytes.subarray(at, at + 10)));
    if (!output.isFull) found.behind = bytes.length - at;
  });
}

class Bzip2Stream {
  private readonly source: HighBits;

  constructor(
    bytes: Uint8Array,
    private readonly from: number,
    private readonly output: Output,
    private readonly work: Work,
  ) {
    this.source = new HighBits(bytes, from);
  }

  /** Reads all blocks, or until the output is full, and gives where the stream ends. */
  read(): number {
    const { source, from, output } = this;
    if (source.bits(24) !== 0x425a68) throw new UnpackFault(t('no stream begins here'), from);
    const level = source.bits(8) - 0x30;
    if (level < 1 || level > 9) throw new UnpackFault(t('its header is wrong'), from + 3);
    while (!output.isFull) {
      const at = source.at;
      const magic = [source.bits(24), source.bits(24)];
      const checksum = (source.bits(16) * 65_536 + source.bits(16)) >>> 0;
      if (magic[0] === endMagic[0] && magic[1] === endMagic[1]) {
        source.align();
        break;
      }
      if (magic[0] !== blockMagic[0] || magic[1] !== blockMagic[1]) throw new UnpackFault(t('a block is of no known kind'), at);
      this.block(level * 100_000, checksum, at);
    }
    return source.at;
  }

  private block(maxSize: number, checksum: number, from: number): void {
    const { source, output, work } = this;
    work.spend(stepsOfCodes, from);
    if (source.bits(1) === 1) throw new UnpackFault(t('a block is of a kind that is no longer in use'), from);
    const origin = source.bits(24);
    const values = this.usedValues();
    if (values.length === 0) throw new UnpackFault(t('a block has no values'), from);
    const selectors = this.selectors(from);
    const codes = Array.from({ length: selectors.codes }, () => new SortedCode(SortedCode.lengths(source, values.length + 2)));
    const last = this.symbols(values, selectors.order, codes, maxSize, from);
    if (origin >= last.length) throw new UnpackFault(t('a block does not say where it begins'), from);
    const start = output.length;
    this.unsort(last, origin);
    if (!output.isFull && checksumOf(output.since(start)) !== checksum) throw new UnpackFault(t('its checksum does not fit'), source.at);
  }

  private usedValues(): Uint8Array {
    const { source } = this;
    const ranges = source.bits(16);
    const used: number[] = [];
    for (let range = 0; range < 16; range++) {
      if ((ranges & (0x8000 >> range)) === 0) continue;
      const bits = source.bits(16);
      for (let i = 0; i < 16; i++) if (bits & (0x8000 >> i)) used.push(range * 16 + i);
    }
    return Uint8Array.from(used);
  }

  /** Which code each group of symbols has. */
  private selectors(from: number): { codes: number; order: Uint8Array } {
    const { source } = this;
    const codes = source.bits(3);
    const count = source.bits(15);
    if (codes < 2 || codes > 6 || count === 0) throw new UnpackFault(t('the codes of a block contradict one another'), from);
    const recent = Array.from({ length: codes }, (_, index) => index);
    const order = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      let back = 0;
      while (source.bits(1) === 1) if (++back >= codes) throw new UnpackFault(t('a code means nothing'), source.at);
      const [code = 0] = recent.splice(back, 1);
      recent.unshift(code);
      order[i] = code;
    }
    return { codes, order };
  }

  /** The bytes of the block in their sorted order: runs, and places among the values that were used last. */
  private symbols(
    values: Uint8Array,
    order: Uint8Array,
    codes: readonly SortedCode[],
    maxSize: number,
    from: number,
  ): Uint32Array<ArrayBuffer> {
    const { source } = this;
    let last = new Uint32Array(4096);
    let size = 0;
    const recent = values.slice();
    const put = (value: number, count: number) => {
      if (size + count > maxSize) throw new UnpackFault(t('a block is larger than it says'), from);
      if (size + count > last.length) {
        const larger = new Uint32Array(Math.min(maxSize, Math.max(last.length * 2, size + count)));
        larger.set(last.subarray(0, size));
        last = larger;
      }
      last.fill(value, size, size + count);
      size += count;
    };
    let run = 0;
    let weight = 1;
    for (let group = 0, left = 0, code: SortedCode | undefined; ; left--) {
      if (left === 0) {
        code = codes[order[group++] ?? -1];
        left = groupSize;
        if (!code) throw new UnpackFault(t('a block is shorter than it says'), source.at);
      }
      const symbol = (code as SortedCode).symbol(source);
      if (symbol <= 1) {
        run += weight << symbol;
        weight *= 2;
        if (run > maxSize) throw new UnpackFault(t('a block is larger than it says'), from);
        continue;
      }
      if (run > 0) put(recent[0] as number, run);
      run = 0;
      weight = 1;
      if (symbol === values.length + 1) return last.subarray(0, size);
      const value = recent[symbol - 1] as number;
      // Mostly a few bytes: calls would cost more than they do.
      for (let back = symbol - 1; back > 0; back--) recent[back] = recent[back - 1] as number;
      recent[0] = value;
      if (size < last.length) last[size++] = value;
      else put(value, 1);
    }
  }

  /** Puts the bytes in the order they had (Burrows and Wheeler), and lengthens runs: four of a kind have a count behind them. */
  private unsort(last: Uint32Array, origin: number): void {
    const { output } = this;
    const next = new Uint32Array(256);
    for (const value of last) next[value]!++;
    for (let value = 0, sum = 0; value < 256; value++) {
      const count = next[value] as number;
      next[value] = sum;
      sum += count;
    }
    for (let i = 0; i < last.length; i++) last[next[(last[i] as number) & 0xff]!++]! |= i << 8;
    let before = -1;
    let alike = 0;
    for (let at = (last[origin] as number) >>> 8, i = 0; i < last.length && !output.isFull; i++) {
      const entry = last[at] as number;
      at = entry >>> 8;
      const value = entry & 0xff;
      if (alike === 4) {
        output.fill(before, value);
        alike = 0;
        before = -1;
        continue;
      }
      alike = value === before ? alike + 1 : 1;
      before = value;
      output.byte(value);
    }
  }
}

/** The checksum of bzip2: that of Ethernet, the highest bit first. */
function checksumOf(bytes: Uint8Array): number {
  let checksum = 0xffff_ffff;
  for (const byte of bytes) checksum = ((checksum << 8) ^ (checksums[((checksum >>> 24) ^ byte) & 0xff] as number)) >>> 0;
  return ~checksum >>> 0;
}

const checksums = Uint32Array.from({ length: 256 }, (_, byte) => {
  let checksum = byte << 24;
  for (let bit = 0; bit < 8; bit++) checksum = (checksum << 1) ^ (checksum & 0x8000_0000 ? 0x04c1_1db7 : 0);
  return checksum >>> 0;
});
