import { t } from '@vscode/l10n';
import { countText } from '../../base/quantities';
import type { Output } from './output';
import { EndsEarly, UnpackFault, unpackedBy, type Unpacked, type Unpacking, type Work } from './unpacked';

/** LZ4 frame format 1.6.x; checksums are passed over. */
const frameMagic = 0x184d2204;
/** Of the format before frames, as the Linux kernel has it: blocks of 8 MiB with their length before them. */
const legacyMagic = 0x184c2102;
const legacyBlock = 8 * 1024 * 1024;
const isSkippable = (magic: number) => magic >>> 4 === 0x184d2a5;
/** Frames of one content. */
const maxFrames = 10_000;

export function isLz4(bytes: Uint8Array): boolean {
  if ((bytes[0] !== (frameMagic & 0xff) && bytes[0] !== (legacyMagic & 0xff)) || bytes.length < 7) return false;
  const magic = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  return magic === frameMagic || magic === legacyMagic;
}

/** What the frames hold, one after the other; or a block with its size before it, or nothing but a block. */
export function unpackLz4(bytes: Uint8Array, isWhole: boolean, work: Work): Unpacked {
  return unpackedBy('lz4', bytes, isWhole, (output, found) => {
    const reader = new Lz4Reader(bytes, output, work, found);
    if (beginsFrame(bytes)) return reader.frames();
    // Damaged or cut, a block with a size before it is read as far as it goes.
    const size = sizedBlock(bytes) ?? (blockSize(bytes, 0, bytes.length) === undefined ? sizesBefore(bytes).find(isPlausible) : undefined);
    if (size !== undefined) return reader.onlyBlock(4, size);
    if (blockSize(bytes, 0, bytes.length) !== undefined) return reader.onlyBlock(0);
    reader.frames();
    function isPlausible(claimed: number): boolean {
      return claimed > 0 && claimed <= bytes.length * 255 && claimed + claimed / 255 + 16 >= bytes.length - 4;
    }
  });
}

/** What one block without a size holds, at most 1 MiB. */
export function unpackLz4Block(bytes: Uint8Array, work: Work): Unpacked {
  return unpackedBy('lz4', bytes, true, (output, found) => new Lz4Reader(bytes, output, work, found).onlyBlock(0));
}

/**
 * The size that stands in four bytes before a block, the lowest byte first as python-lz4 writes it, or the highest; undefined where the block behind
 * does not have it. Known without unpacking anything.
 */
export function sizedBlock(bytes: Uint8Array): number | undefined {
  const sizes = sizesBefore(bytes);
  // No block grows by more than that.
  if (sizes.every((size) => size > bytes.length * 255)) return undefined;
  const size = blockSize(bytes, 4, bytes.length);
  return size !== undefined && size > 0 && sizes.includes(size) ? size : undefined;
}

/** The first four bytes as a number, the lowest first and the highest first. */
function sizesBefore(bytes: Uint8Array): number[] {
  if (bytes.length < 6) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return [view.getUint32(0, true), view.getUint32(0)];
}

/** Bytes that a block of `[from, to)` holds; undefined where that is none. */
function blockSize(bytes: Uint8Array, from: number, to: number): number | undefined {
  let size = 0;
  const lengthAt = (at: number, start: number) => {
    let length = start;
    if (start === 15)
      for (let byte = 255; byte === 255 && at <= to; length += byte) {
        byte = bytes[at++] ?? 0;
      }
    return { length, at };
  };
  for (let at = from; at < to;) {
    const token = bytes[at] as number;
    const literals = lengthAt(at + 1, token >> 4);
    at = literals.at + literals.length;
    size += literals.length;
    if (at >= to) return at === to && (token & 15) === 0 ? size : undefined;
    const distance = (bytes[at] as number) | ((bytes[at + 1] ?? 0) << 8);
    if (distance === 0 || distance > size) return undefined;
    const match = lengthAt(at + 2, token & 15);
    ({ at } = match);
    size += match.length + 4;
  }
  return undefined;
}

function beginsFrame(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false;
  const magic = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  return magic === frameMagic || magic === legacyMagic || isSkippable(magic);
}

class Lz4Reader {
  private at = 0;
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly output: Output,
    private readonly work: Work,
    private readonly found: Unpacking,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  frames(): void {
    for (let count = 0; count === 0 || (this.at < this.bytes.length && !this.output.isFull); count++) {
      if (count === maxFrames) throw new UnpackFault(t('there are more than {0} frames', countText(maxFrames)), this.at);
      const start = this.at;
      if (count > 0 && !beginsFrame(this.bytes.subarray(start))) {
        this.found.behind = this.bytes.length - start;
        return;
      }
      const magic = this.u32();
      if (isSkippable(magic)) this.skip(this.u32());
      else if (magic === frameMagic) this.frame();
      else if (magic === legacyMagic) this.legacyBlocks();
      else throw new UnpackFault(t('no frame begins here'), start);
    }
  }

  private frame(): void {
    const start = this.at;
    const flags = this.u8();
    if (flags >> 6 !== 1) throw new UnpackFault(t('its version is unknown'), start);
    this.skip(1);
    if (flags & 0x08) {
      const size = this.u32() + this.u32() * 2 ** 32;
      this.found.claimed ??= size;
    }
    if (flags & 0x01) throw new UnpackFault(t('it needs a dictionary'), this.at);
    this.skip(1);
    const isLinked = (flags & 0x20) === 0;
    const first = this.output.length;
    for (let size = this.u32(); size !== 0 && !this.output.isFull; size = this.u32()) {
      const length = size & 0x7fff_ffff;
      const end = Math.min(this.bytes.length, this.at + length);
      this.work.spend(1, this.at);
      if (size >>> 31) this.output.copy(this.bytes, this.at, end);
      else this.block(end, isLinked ? first : this.output.length);
      if (this.output.isFull) return;
      this.skip(length + (flags & 0x10 ? 4 : 0));
    }
    if (flags & 0x04 && !this.output.isFull) this.skip(4);
  }

  private legacyBlocks(): void {
    while (this.at < this.bytes.length && !this.output.isFull) {
      const from = this.at;
      const length = this.u32();
      // Another frame.
      if (length === legacyMagic || length === frameMagic || isSkippable(length)) {
        this.at = from;
        return;
      }
      if (length > legacyBlock + legacyBlock / 255 + 16) throw new UnpackFault(t('no frame begins here'), from);
      this.work.spend(1, from);
      this.block(Math.min(this.bytes.length, this.at + length), this.output.length);
      if (this.output.isFull) return;
      this.skip(length);
    }
  }

  /** One block from here to the end of the bytes. */
  onlyBlock(from: number, size?: number): void {
    this.at = from;
    this.found.claimed = size;
    this.block(this.bytes.length, this.output.length);
  }

  /** Sequences up to `end`; matches reach back to `history` at most. */
  private block(end: number, history: number): void {
    let at = this.at;
    while (at < end && !this.output.isFull) {
      const token = this.bytes[at++] as number;
      const literals = this.lengthFrom(at, end, token >> 4);
      at = literals.at;
      if (at + literals.length > end) this.blockEnds(at, end);
      this.output.copy(this.bytes, at, at + literals.length);
      at += literals.length;
      // The last sequence has literals only.
      if (at === end || this.output.isFull) break;
      if (at + 2 > end) this.blockEnds(at, end);
      const distance = this.view.getUint16(at, true);
      if (distance === 0 || this.output.length - distance < history)
        throw new UnpackFault(t('it refers to what lies before its beginning'), at);
      const match = this.lengthFrom(at + 2, end, token & 15);
      at = match.at;
      this.output.repeat(distance, match.length + 4);
    }
  }

  private blockEnds(at: number, end: number): never {
    throw end === this.bytes.length ? new EndsEarly(at) : new UnpackFault(t('a block is shorter than it says'), at);
  }

  private lengthFrom(from: number, end: number, start: number): { length: number; at: number } {
    let length = start;
    let at = from;
    if (start === 15) {
      for (let byte = 255; byte === 255; length += byte) {
        if (at >= end) this.blockEnds(at, end);
        byte = this.bytes[at++] as number;
      }
    }
    return { length, at };
  }

  private u8(): number {
    if (this.at >= this.bytes.length) throw new EndsEarly(this.at);
    return this.bytes[this.at++] as number;
  }

  private u32(): number {
    if (this.at + 4 > this.bytes.length) throw new EndsEarly(this.at);
    this.at += 4;
    return this.view.getUint32(this.at - 4, true);
  }

  private skip(count: number): void {
    if (this.at + count > this.bytes.length) throw new EndsEarly(this.at);
    this.at += count;
  }
}
