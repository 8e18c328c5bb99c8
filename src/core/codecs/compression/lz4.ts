import { t } from '@vscode/l10n';
import { countText } from '../../base/quantities';
import type { Output } from './output';
import { EndsEarly, UnpackFault, unpackedBy, type Unpacked, type Unpacking, type Work } from './unpacked';

/** LZ4 frame format 1.6.x; checksums are passed over. */
const frameMagic = 0x184d2204;
const isSkippable = (magic: number) => magic >>> 4 === 0x184d2a5;
/** Frames of one content. */
const maxFrames = 10_000;

export function isLz4(bytes: Uint8Array): boolean {
  return (
    bytes[0] === (frameMagic & 0xff) &&
    bytes.length >= 7 &&
    new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true) === frameMagic
  );
}

/** What the frames hold, one after the other. */
export function unpackLz4(bytes: Uint8Array, isWhole: boolean, work: Work): Unpacked {
  return unpackedBy('lz4', bytes, isWhole, (output, found) => new Lz4Reader(bytes, output, work, found).frames());
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
      const magic = this.u32();
      if (isSkippable(magic)) this.skip(this.u32());
      else if (magic === frameMagic) this.frame();
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
