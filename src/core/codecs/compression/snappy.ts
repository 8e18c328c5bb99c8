import { t } from '@vscode/l10n';
import type { Output } from './output';
import { EndsEarly, UnpackFault, unpackedBy, type Unpacked, type Unpacking, type Work } from './unpacked';

/** A chunk of the type FF with what it says: Google's framing_format.txt. */
const streamBeginning = [0xff, 0x06, 0x00, 0x00, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59];
/** What snappy-java writes, and Kafka with it; two versions of four bytes follow, then blocks with their length before them. */
const javaBeginning = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00];
const javaHeader = 16;

const begins = (bytes: Uint8Array, beginning: readonly number[]) => beginning.every((byte, index) => bytes[index] === byte);

/** True for chunks, as most libraries write streams, and for the blocks of snappy-java. A raw block has no beginning of its own. */
export function isSnappy(bytes: Uint8Array): boolean {
  return begins(bytes, streamBeginning) || begins(bytes, javaBeginning);
}

/** Chunks or blocks by their beginning, else one raw block (Google's format_description.txt). Checksums are passed over. */
export function unpackSnappy(bytes: Uint8Array, isWhole: boolean, work: Work): Unpacked {
  return unpackedBy('snappy', bytes, isWhole, (output, found) => {
    const reader = new SnappyReader(bytes, output, work);
    if (begins(bytes, streamBeginning)) reader.chunks();
    else if (begins(bytes, javaBeginning)) reader.javaBlocks();
    else reader.block(0, bytes.length, found);
  });
}

/** True where the bytes are a raw block to their end: its elements add up to the size it begins with. Known without unpacking anything. */
export function isRawSnappy(bytes: Uint8Array): boolean {
  const header = sizeBefore(bytes, 0, bytes.length);
  if (!header || header.size === 0) return false;
  let written = 0;
  let { at } = header;
  while (at < bytes.length) {
    const element = elementAt(bytes, at, bytes.length);
    if (!element) return false;
    if (element.distance !== undefined && (element.distance === 0 || element.distance > written)) return false;
    written += element.length;
    at = element.at + (element.distance === undefined ? element.length : 0);
    if (written > header.size) return false;
  }
  return at === bytes.length && written === header.size;
}

/** A varint of at most 32 bits; undefined where it ends too late, or not at all. */
function sizeBefore(bytes: Uint8Array, from: number, to: number): { size: number; at: number } | undefined {
  let size = 0;
  for (let at = from, factor = 1; at < to && at < from + 5; at++, factor *= 128) {
    const byte = bytes[at] as number;
    size += (byte & 0x7f) * factor;
    if (byte < 0x80) return size < 2 ** 32 ? { size, at: at + 1 } : undefined;
  }
  return undefined;
}

/** A literal of so many bytes from `at` on; or a copy where there is a distance, and `at` is where it ends. Undefined where the bytes end inside it. */
function elementAt(bytes: Uint8Array, from: number, to: number): { length: number; distance?: number; at: number } | undefined {
  const tag = bytes[from] as number;
  const kind = tag & 3;
  const upper = tag >> 2;
  const extra = kind === 0 ? Math.max(0, upper - 59) : kind === 1 ? 1 : kind === 2 ? 2 : 4;
  const at = from + 1 + extra;
  if (at > to) return undefined;
  let number = 0;
  for (let i = extra; i > 0; i--) number = number * 256 + (bytes[from + i] as number);
  if (kind === 0) return { length: (extra === 0 ? upper : number) + 1, at };
  if (kind === 1) return { length: (upper & 7) + 4, distance: (tag >> 5) * 256 + number, at };
  return { length: upper + 1, distance: number, at };
}

class SnappyReader {
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly output: Output,
    private readonly work: Work,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  block(from: number, to: number, found: Unpacking = {}): void {
    const { bytes, output } = this;
    const start = output.length;
    const header = sizeBefore(bytes, from, to);
    if (!header) {
      if (to - from < 5) this.endsEarly(to);
      throw new UnpackFault(t('its size is no number'), from);
    }
    found.claimed = header.size;
    let { at } = header;
    while (at < to && !output.isFull) {
      this.work.spend(1, at);
      const element = elementAt(bytes, at, to);
      if (!element) return this.endsEarly(to);
      const { length, distance } = element;
      if (distance === undefined) {
        output.copy(bytes, element.at, Math.min(to, element.at + length));
        if (element.at + length > to && !output.isFull) this.endsEarly(to);
        at = element.at + length;
      } else {
        if (distance === 0 || output.length - distance < start) throw new UnpackFault(t('it refers to what lies before its beginning'), at);
        output.repeat(distance, length);
        ({ at } = element);
      }
    }
    const written = output.length - start;
    if (written < header.size && !output.isFull) this.endsEarly(to);
    if (written > header.size) throw new UnpackFault(t('its size does not fit'), from);
  }

  chunks(): void {
    for (let at = 0; at < this.bytes.length && !this.output.isFull;) {
      this.work.spend(1, at);
      if (at + 4 > this.bytes.length) this.endsEarly(this.bytes.length);
      const type = this.bytes[at] as number;
      const length = this.view.getUint32(at, true) >>> 8;
      const from = at + 4;
      const to = Math.min(this.bytes.length, from + length);
      // Behind the checksum of the content.
      if (type === 0) this.block(from + 4, to);
      else if (type === 1) this.output.copy(this.bytes, Math.min(from + 4, to), to);
      else if (type >= 2 && type <= 0x7f) throw new UnpackFault(t('a chunk is of no known kind'), at);
      at = from + length;
      if (at > this.bytes.length && !this.output.isFull) this.endsEarly(this.bytes.length);
    }
  }

  javaBlocks(): void {
    for (let at = javaHeader; at < this.bytes.length && !this.output.isFull;) {
      this.work.spend(1, at);
      if (at + 4 > this.bytes.length) this.endsEarly(this.bytes.length);
      const from = at + 4;
      at = from + this.view.getUint32(at);
      this.block(from, Math.min(at, this.bytes.length));
    }
  }

  private endsEarly(at: number): never {
    throw at === this.bytes.length ? new EndsEarly(at) : new UnpackFault(t('a block is shorter than it says'), at);
  }
}
