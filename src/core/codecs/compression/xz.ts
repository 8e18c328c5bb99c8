import { t } from '@vscode/l10n';
import { LzmaReader, lzmaProperties } from './lzma';
import type { Output } from './output';
import { EndsEarly, UnpackFault, unpackedBy, type Unpacked, type Unpacking, type Work } from './unpacked';

const magic = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
const lzma2 = 0x21;
/** Bytes of the checks by their number (xz-file-format 1.0.4, 2.1.1.2). */
const checkSizes = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];
const headerOfLzma = 13;

const begins = (bytes: Uint8Array, from: number) => magic.every((byte, index) => bytes[from + index] === byte);

/** True for xz, and for the older `.lzma` with the properties that all programs write. */
export function isXz(bytes: Uint8Array): boolean {
  return begins(bytes, 0) || isLzma(bytes);
}

/** The header has no magic: usual properties, a window that is a power of two, a size that is unknown or less than 4 GiB. */
function isLzma(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x5d || bytes[1] !== 0 || bytes[2] !== 0 || bytes.length < headerOfLzma + 5 || bytes[headerOfLzma] !== 0) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const window = view.getUint32(1, true);
  const size = [view.getUint32(5, true), view.getUint32(9, true)];
  return window >= 65_536 && (window & (window - 1)) === 0 && (size[1] === 0 || size.every((half) => half === 0xffff_ffff));
}

/** Streams of xz, one after the other, or one of the older `.lzma`. Checksums are passed over. */
export function unpackXz(bytes: Uint8Array, isWhole: boolean, work: Work): Unpacked {
  return unpackedBy('xz', bytes, isWhole, (output, found) => {
    if (!begins(bytes, 0) && isLzma(bytes)) return readLzma(bytes, output, work, found);
    const reader = new XzReader(bytes, output, work);
    do reader.stream();
    while (!output.isFull && begins(bytes, reader.at));
    if (!output.isFull) found.behind = bytes.length - reader.at;
  });
}

function readLzma(bytes: Uint8Array, output: Output, work: Work, found: Unpacking): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getUint32(9, true) === 0 ? view.getUint32(5, true) : Infinity;
  if (size < Infinity) found.claimed = size;
  const reader = new LzmaReader(bytes, output, work);
  reader.reset(0, lzmaProperties(bytes[0] as number, 0));
  reader.read(headerOfLzma, bytes.length, size);
}

class XzReader {
  at = 0;
  private readonly reader: LzmaReader;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly output: Output,
    private readonly work: Work,
  ) {
    this.reader = new LzmaReader(bytes, output, work);
  }

  stream(): void {
    const from = this.at;
    for (const byte of magic) if (this.u8() !== byte) throw new UnpackFault(t('no stream begins here'), from);
    this.skip(1);
    const check = checkSizes[this.u8() & 15] as number;
    this.skip(4);
    for (let size = this.u8(); size > 0; size = this.u8()) {
      this.work.spend(1, this.at);
      this.blockHeader(this.at - 1, (size + 1) * 4);
      const start = this.at;
      this.chunks();
      if (this.output.isFull) return;
      this.skip(((start - this.at) & 3) + check);
    }
    this.index(this.at - 1);
    // The footer, and filling between streams.
    this.skip(12);
    while (this.bytes[this.at] === 0 && (this.at - from) % 4 === 0 && begins4(this.bytes, this.at)) this.at += 4;
  }

  private blockHeader(from: number, size: number): void {
    const flags = this.u8();
    if (flags & 0x40) this.varint();
    if (flags & 0x80) this.varint();
    const filter = this.varint();
    if ((flags & 3) !== 0 || filter !== lzma2) throw new UnpackFault(t('it uses a filter that is not read here'), from);
    this.at = from;
    this.skip(size);
  }

  /** Chunks of LZMA2. */
  private chunks(): void {
    const { output, reader } = this;
    let isBegun = false;
    while (!output.isFull) {
      const from = this.at;
      const control = this.u8();
      this.work.spend(1, from);
      if (control === 0) return;
      if (control === 1 || control >= 0xe0) {
        reader.forget();
        isBegun = true;
      } else if (!isBegun || (control > 2 && control < 0x80)) throw new UnpackFault(t('a block is of no known kind'), from);
      if (control < 0x80) {
        const end = this.u16() + 1 + this.at;
        output.copy(this.bytes, this.at, Math.min(end, this.bytes.length));
        if (output.isFull) return;
        this.skip(end - this.at);
        continue;
      }
      const size = (control & 0x1f) * 65_536 + this.u16() + 1;
      const packed = this.u16() + 1;
      if (control >= 0xc0) reader.reset(from, lzmaProperties(this.u8(), this.at - 1));
      else if (control >= 0xa0) reader.reset(from);
      reader.read(this.at, Math.min(this.bytes.length, this.at + packed), size);
      if (output.isFull) return;
      this.skip(packed);
    }
  }

  private index(from: number): void {
    const records = this.varint();
    for (let record = 0; record < records; record++) {
      this.work.spend(1, this.at);
      this.varint();
      this.varint();
    }
    this.skip(((from - this.at) & 3) + 4);
  }

  private varint(): number {
    let value = 0;
    for (let i = 0, factor = 1; i < 9; i++, factor *= 128) {
      const byte = this.u8();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw new UnpackFault(t('its size is no number'), this.at);
  }

  private u8(): number {
    if (this.at >= this.bytes.length) throw new EndsEarly(this.at);
    return this.bytes[this.at++] as number;
  }

  private u16(): number {
    return this.u8() * 256 + this.u8();
  }

  private skip(count: number): void {
    if (this.at + count > this.bytes.length) throw new EndsEarly(this.bytes.length);
    this.at += count;
  }
}

const begins4 = (bytes: Uint8Array, at: number) => at + 4 <= bytes.length && [1, 2, 3].every((index) => bytes[at + index] === 0);
