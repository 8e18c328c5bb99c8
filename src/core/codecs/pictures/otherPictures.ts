import { t } from '@vscode/l10n';
import type { PixelLayout } from '../../../protocol/decoding';
import { headerCut, sized, type PictureReading } from './pictureReading';

function ascii(view: DataView, from: number, length: number): string {
  let text = '';
  for (let at = from; at < from + length && at < view.byteLength; at++) text += String.fromCharCode(view.getUint8(at));
  return text;
}

/** RIFF with one of the three kinds of chunks that WebP begins with (RFC 9649). */
export function readWebp(view: DataView): PictureReading | undefined {
  if (ascii(view, 0, 4) !== 'RIFF' || ascii(view, 8, 4) !== 'WEBP') return undefined;
  if (view.byteLength < 30) return headerCut('WebP', view);
  const size14 = (at: number) => view.getUint16(at, true) & 0x3fff;
  const size24 = (at: number) => (view.getUint16(at, true) | (view.getUint8(at + 2) << 16)) + 1;
  switch (ascii(view, 12, 4)) {
    case 'VP8 ':
      return sized('image/webp', size14(26), size14(28), 26);
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return sized('image/webp', (bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1, 21);
    }
    case 'VP8X':
      return sized('image/webp', size24(24), size24(27), 24);
    default:
      return { problem: { message: t('This {0} does not say its size (at byte {1}).', 'WebP', 12), at: 12 } };
  }
}

/** Lengths of the headers that there are. */
const bmpHeaders = new Set([12, 40, 52, 56, 64, 108, 124]);

/** Windows' bitmap. Its two letters are few: the reserved bytes and the length of its header have to fit. */
export function readBmp(view: DataView): PictureReading | undefined {
  if (view.byteLength < 18 || view.getUint32(6, true) !== 0) return undefined;
  const header = view.getUint32(14, true);
  const at = view.getUint32(10, true);
  if (!bmpHeaders.has(header) || at < 14 + header || at > 14 + header + 4096) return undefined;
  if (view.byteLength < 26) return headerCut('BMP', view);
  if (header === 12) return sized('image/bmp', view.getUint16(18, true), view.getUint16(20, true), 18);
  return sized('image/bmp', view.getInt32(18, true), Math.abs(view.getInt32(22, true)), 18);
}

const tiffTypes: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4 };

/** TIFF 6.0 by its first directory; pixels that lie side by side and are not compressed can be drawn. */
export function readTiff(view: DataView): PictureReading | undefined {
  const little = ascii(view, 0, 4) === 'II*\0';
  if (!little && ascii(view, 0, 4) !== 'MM\0*') return undefined;
  if (view.byteLength < 8) return headerCut('TIFF', view);
  const at = view.getUint32(4, little);
  if (at < 8 || at + 2 > view.byteLength) return headerCut('TIFF', view);
  const count = view.getUint16(at, little);
  if (at + 2 + count * 12 > view.byteLength) return headerCut('TIFF', view);
  const fields = new Map<number, number[]>();
  for (let field = 0; field < count; field++) {
    const from = at + 2 + field * 12;
    fields.set(view.getUint16(from, little), tiffNumbers(view, from, little));
  }
  const first = (tag: number) => fields.get(tag)?.[0];
  const width = first(256) ?? 0;
  const height = first(257) ?? 0;
  const pixels = tiffPixels(fields, width, height, little);
  return sized('image/tiff', width, height, at, pixels && pixels.at <= view.byteLength ? pixels : undefined);
}

/** The first numbers of a field; none where they are no integers or lie outside. */
function tiffNumbers(view: DataView, from: number, little: boolean): number[] {
  const size = tiffTypes[view.getUint16(from + 2, little)] ?? 0;
  const count = Math.min(view.getUint32(from + 4, little), 4096);
  const at = size * count <= 4 ? from + 8 : view.getUint32(from + 8, little);
  if (size === 0 || at + size * count > view.byteLength) return [];
  return Array.from({ length: count }, (_, i) =>
    size === 1 ? view.getUint8(at + i) : size === 2 ? view.getUint16(at + i * 2, little) : view.getUint32(at + i * 4, little),
  );
}

function tiffPixels(fields: ReadonlyMap<number, number[]>, width: number, height: number, little: boolean): PixelLayout | undefined {
  const [compression = 1] = fields.get(259) ?? [];
  const [kind = 0] = fields.get(262) ?? [];
  const [samples = 1] = fields.get(277) ?? [];
  const [planar = 1] = fields.get(284) ?? [];
  const bits = fields.get(258) ?? [1];
  const strips = fields.get(273) ?? [];
  const lengths = fields.get(279) ?? [];
  const [at] = strips;
  const isInOrder = strips.every((strip, i) => i === 0 || strip === (strips[i - 1] ?? 0) + (lengths[i - 1] ?? 0));
  if (compression !== 1 || planar !== 1 || at === undefined || !isInOrder || bits.some((one) => one !== bits[0])) return undefined;
  const format =
    samples === 1 && kind === 1
      ? ({ 8: 'grey', 16: little ? 'grey16' : 'grey16be' } as const)[bits[0] ?? 0]
      : kind === 2 && bits[0] === 8
        ? ({ 3: 'rgb', 4: 'rgba' } as const)[samples]
        : undefined;
  return format && width > 0 && height > 0 ? { format, at } : undefined;
}

/** A header of Netpbm: the kind, width, height and, but for bitmaps, the largest value; remarks may stand between. */
const netpbm = /^P([1-6])(?:\s+|#[^\n]*\n)+(\d{1,6})(?:\s+|#[^\n]*\n)+(\d{1,6})(?:(?:\s+|#[^\n]*\n)+(\d{1,5}))?\s/;
const types = ['image/x-portable-bitmap', 'image/x-portable-graymap', 'image/x-portable-pixmap'] as const;

/** PBM, PGM and PPM (Netpbm), binary where all pixels are there, or written as numbers. */
export function readNetpbm(bytes: Uint8Array): PictureReading | undefined {
  const kind = (bytes[1] ?? 0) - 0x30;
  if (kind < 1 || kind > 6) return undefined;
  const head = String.fromCharCode(...bytes.subarray(0, 400));
  const isBitmap = kind === 1 || kind === 4;
  const found = (isBitmap ? new RegExp(netpbm.source.replace('(?:(?:\\s+|#[^\\n]*\\n)+(\\d{1,5}))?', '')) : netpbm).exec(head);
  if (!found) return undefined;
  const [all, , width = '', height = '', largest] = found;
  if (!isBitmap && (largest === undefined || Number(largest) === 0 || Number(largest) > 65_535)) return undefined;
  const at = all.length;
  const type = types[(kind - 1) % 3] as (typeof types)[number];
  const max = Number(largest ?? 1);
  const isWide = max > 255;
  const [w, h] = [Number(width), Number(height)];
  if (kind <= 3) {
    // Numbers, and nothing else.
    if (!/^[\d\s]+$/.test(head.slice(at))) return undefined;
    return sized(type, w, h, 2, { format: kind === 1 ? 'digits' : kind === 2 ? 'grey numbers' : 'rgb numbers', at, max });
  }
  const rowBytes = kind === 4 ? Math.ceil(w / 8) : w * (kind === 6 ? 3 : 1) * (isWide ? 2 : 1);
  const format = kind === 4 ? 'bitmap' : kind === 5 ? (isWide ? 'grey16be' : 'grey') : isWide ? 'rgb48be' : 'rgb';
  if (bytes.length < 1024 * 1024 && bytes.length < at + rowBytes * h)
    return { problem: { message: t('The pixels of this {0} are cut off at byte {1}.', 'Netpbm', bytes.length), at: bytes.length } };
  return sized(type, w, h, 2, { format, at, ...(kind === 4 || max === 255 || max === 65_535 ? {} : { max }) });
}

/** JPEG 2000, as a file or the bare stream. */
export function readJpeg2000(view: DataView): PictureReading | undefined {
  if (view.byteLength >= 12 && view.getUint32(0) === 12 && view.getUint32(4) === 0x6a50_2020 && view.getUint32(8) === 0x0d0a_870a) {
    for (let at = 12; at + 8 <= view.byteLength;) {
      const length = view.getUint32(at);
      // The header is a box with others in it.
      if (ascii(view, at + 4, 4) === 'jp2h') at += 8;
      else if (ascii(view, at + 4, 4) === 'ihdr' && at + 16 <= view.byteLength)
        return sized('image/jp2', view.getUint32(at + 12), view.getUint32(at + 8), at + 8);
      else at += Math.max(8, length);
    }
    return headerCut('JPEG 2000', view);
  }
  if (view.byteLength < 4 || view.getUint32(0) !== 0xff4f_ff51) return undefined;
  if (view.byteLength < 24) return headerCut('JPEG 2000', view);
  return sized('image/jp2', view.getUint32(8) - view.getUint32(16), view.getUint32(12) - view.getUint32(20), 8);
}
