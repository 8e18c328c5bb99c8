import { t } from '@vscode/l10n';
import type { Output } from './output';
import { EndsEarly, UnpackFault, unpackedBy, type Unpacked, type Unpacking, type Work } from './unpacked';
import { ZstdBlocks } from './zstdBlocks';

/** RFC 8878: frames, and what may stand between them. Checksums are passed over. */
const frameMagic = 0xfd2fb528;
const isSkippable = (magic: number) => magic >>> 4 === 0x184d2a5;
/** Blocks and frames of one content, those to be passed over as well. */
const maxBlocks = 2000;
/** Bytes that one block may hold, packed or not. */
const maxBlock = 128 * 1024;

const u32 = (bytes: Uint8Array, at: number) =>
  ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0;

export function isZstd(bytes: Uint8Array): boolean {
  return bytes.length >= 6 && u32(bytes, 0) === frameMagic;
}

/** What the frames hold, one after the other. */
export function unpackZstd(bytes: Uint8Array, isWhole: boolean, work: Work): Unpacked {
  return unpackedBy('zstd', bytes, isWhole, (output, found) => new ZstdReader(bytes, output, work, found).frames());
}

function beginsFrame(bytes: Uint8Array, at: number): boolean {
  if (at + 4 > bytes.length) return false;
  const magic = u32(bytes, at);
  return magic === frameMagic || isSkippable(magic);
}

class ZstdReader {
  private at = 0;
  private blocks = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly output: Output,
    private readonly work: Work,
    private readonly found: Unpacking,
  ) {}

  frames(): void {
    while ((this.blocks === 0 || this.at < this.bytes.length) && !this.output.isFull) {
      const from = this.at;
      if (this.blocks > 0 && !beginsFrame(this.bytes, from)) {
        this.found.behind = this.bytes.length - from;
        return;
      }
      this.pass(4);
      const magic = u32(this.bytes, from);
      if (isSkippable(magic)) {
        this.count();
        this.pass(4);
        this.pass(u32(this.bytes, from + 4));
      } else if (magic === frameMagic) this.frame();
      else throw new UnpackFault(t('no frame begins here'), from);
    }
  }

  /** Goes beyond what has to be there. */
  private pass(count: number): number {
    const from = this.at;
    if (from + count > this.bytes.length) throw new EndsEarly(this.bytes.length);
    this.at += count;
    return from;
  }

  private count(): void {
    if (++this.blocks > maxBlocks) throw new UnpackFault(t('there are more than {0} blocks', maxBlocks), this.at);
    this.work.spend(1, this.at);
  }

  private frame(): void {
    const hasChecksum = this.header();
    const blocks = new ZstdBlocks(this.bytes, this.output, this.work);
    for (let isLast = false; !isLast && !this.output.isFull;) {
      this.count();
      const from = this.pass(3);
      const head = u32(this.bytes, from) & 0xff_ffff;
      isLast = (head & 1) !== 0;
      const kind = (head >> 1) & 3;
      const size = head >> 3;
      if (size > maxBlock) throw new UnpackFault(t('a block is larger than 128 KiB'), from);
      if (kind === 1) this.output.fill(this.bytes[this.pass(1)] as number, size);
      else if (kind === 3) throw new UnpackFault(t('a block is of no known kind'), from);
      else {
        const start = this.pass(size);
        if (kind === 0) this.output.copy(this.bytes, start, this.at);
        else blocks.unpack(start, this.at, maxBlock);
      }
    }
    if (hasChecksum && !this.output.isFull) this.pass(4);
  }

  /** True where a checksum ends the frame. */
  private header(): boolean {
    const from = this.at;
    const flags = this.bytes[this.pass(1)] as number;
    if (flags & 8) throw new UnpackFault(t('its header has flags that are not known'), from);
    const isSingle = (flags & 0x20) !== 0;
    // The window may be claimed as wide as 2 TiB: nothing refers further back than to what was unpacked, which has a bound.
    if (!isSingle) this.pass(1);
    const dictionaryBytes = [0, 1, 2, 4][flags & 3] as number;
    const dictionary = this.pass(dictionaryBytes);
    if (this.bytes.subarray(dictionary, this.at).some((byte) => byte !== 0)) throw new UnpackFault(t('it needs a dictionary'), dictionary);
    const sizeBytes = flags >> 6 === 0 ? (isSingle ? 1 : 0) : 1 << (flags >> 6);
    const size = this.pass(sizeBytes);
    if (sizeBytes > 0) this.found.claimed ??= this.contentSize(size, sizeBytes);
    return (flags & 4) !== 0;
  }

  private contentSize(at: number, bytes: number): number {
    if (bytes === 1) return this.bytes[at] as number;
    if (bytes === 2) return (u32(this.bytes, at) & 0xffff) + 256;
    return u32(this.bytes, at) + (bytes === 8 ? u32(this.bytes, at + 4) * 2 ** 32 : 0);
  }
}
