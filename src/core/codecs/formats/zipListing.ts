import { t } from '@vscode/l10n';
import type { ValueEntry, ValueNode } from '../../../protocol/decoding';
import { Budget, readingOf } from '../values/budget';
import { restOf, Stop, stopOf, type Reading } from '../values/reading';
import { utf8Text } from '../values/text';

const localMagic = 0x04034b50;
const centralMagic = 0x02014b50;
const endMagic = 0x06054b50;
const endSize = 22;
/** Methods by their number (APPNOTE 4.4.5). */
const methods: Readonly<Record<number, string>> = {
  0: 'stored',
  8: 'deflate',
  9: 'deflate64',
  12: 'bzip2',
  14: 'lzma',
  93: 'zstd',
  95: 'xz',
};

/** True for an archive with a file in it, or for one without any. */
export function isZip(bytes: Uint8Array): boolean {
  return (
    bytes[0] === 0x50 &&
    bytes[1] === 0x4b &&
    ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6 && bytes.length >= endSize))
  );
}

/**
 * Names, sizes and methods of the files in a ZIP archive, by its directory; where the end of the bytes is missing by the headers before the files.
 * Nothing is unpacked.
 */
export function readZip(bytes: Uint8Array): Reading {
  const budget = new Budget();
  const entries: ValueEntry[] = [];
  const value: ValueNode = { kind: 'array', type: 'ZIP', entries, range: [0, bytes.length] };
  budget.take();
  const archive = new Archive(bytes, budget, entries);
  const stop = stopOf(() => {
    const end = directoryEnd(bytes);
    return end === undefined ? archive.localFiles() : archive.directory(end);
  });
  return readingOf(value, budget, stop);
}

/** Where the record of the end stands; a comment may follow it. */
function directoryEnd(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const last = bytes.length - endSize;
  for (let at = last; at >= Math.max(0, last - 0xffff); at--) if (bytes[at] === 0x50 && view.getUint32(at, true) === endMagic) return at;
  return undefined;
}

/** Whether an archive is there to its end. */
export const hasZipEnd = (bytes: Uint8Array) => directoryEnd(bytes) !== undefined;

class Archive {
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly budget: Budget,
    private readonly entries: ValueEntry[],
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  directory(end: number): Stop | undefined {
    const count = this.view.getUint16(end + 10, true);
    const size = this.view.getUint32(end + 12, true);
    const offset = this.view.getUint32(end + 16, true);
    // What stands before the archive moves it.
    const before = end - size - offset;
    let at = end - size;
    if (before < 0 || at < 0) throw new Stop(t('The directory of the archive is not where its end tells.'), end);
    for (let i = 0; i < count; i++) {
      if (at + 46 > end || this.view.getUint32(at, true) !== centralMagic) throw new Stop(t('An entry of the directory is missing.'), at);
      const nameLength = this.view.getUint16(at + 28, true);
      const to = at + 46 + nameLength + this.view.getUint16(at + 30, true) + this.view.getUint16(at + 32, true);
      if (to > end) throw new Stop(t('An entry of the directory is missing.'), at);
      if (!this.put(at, to, at + 46, nameLength, this.view.getUint16(at + 10, true), at + 20)) break;
      at = to;
    }
    const rest = end + endSize + this.view.getUint16(end + 20, true);
    return rest < this.bytes.length ? restOf(this.bytes, rest) : undefined;
  }

  /** As far as the files say their sizes before their contents. */
  localFiles(): Stop {
    let at = 0;
    while (at + 30 <= this.bytes.length && this.view.getUint32(at, true) === localMagic) {
      const nameLength = this.view.getUint16(at + 26, true);
      const start = at + 30 + nameLength + this.view.getUint16(at + 28, true);
      if (start > this.bytes.length) break;
      const packed = this.view.getUint32(at + 18, true);
      const to = start + packed;
      if (!this.put(at, Math.min(to, this.bytes.length), at + 30, nameLength, this.view.getUint16(at + 8, true), at + 18)) break;
      // The size follows the content.
      if (this.view.getUint16(at + 6, true) & 8 && packed === 0) break;
      at = to;
    }
    return new Stop(t('The archive has no end: its directory is missing.'), Math.min(at, this.bytes.length), 1);
  }

  /** False where there is no more room. */
  private put(from: number, to: number, nameAt: number, nameLength: number, method: number, sizesAt: number): boolean {
    const name = this.bytes.subarray(nameAt, nameAt + nameLength);
    const integer = (at: number): ValueNode => ({ kind: 'integer', text: String(this.view.getUint32(at, true)), range: [at, at + 4] });
    for (let i = 0; i < 5; i++) if (!this.budget.take()) return false;
    this.entries.push({
      value: {
        kind: 'map',
        range: [from, to],
        entries: [
          {
            key: 'name',
            value: this.budget.string(utf8Text(name) ?? Array.from(name, (byte) => String.fromCharCode(byte)).join(''), {
              range: [nameAt, nameAt + nameLength],
            }),
          },
          { key: 'size', value: integer(sizesAt + 4) },
          { key: 'packed', value: integer(sizesAt) },
          { key: 'method', value: { kind: 'string', text: methods[method] ?? String(method) } },
        ],
      },
    });
    return true;
  }
}
