import { t } from '@vscode/l10n';
import type { PictureInfo, RawFormat } from '../../../protocol/decoding';
import { countText } from '../../base/quantities';
import type { PictureReading } from './pictureReading';
import { bitsOfPixel } from './pixels';

/** What is said of a raw picture, by a rule or a person. */
export interface RawPicture {
  format?: RawFormat;
  width?: number;
  height?: number;
}

/** Pixels without a header, as they are said to lie in `size` bytes; a height that is not said follows from them. */
export function readRawPicture(size: number, { format, width, height }: RawPicture & { format: RawFormat }): PictureReading {
  if (width === undefined) return { problem: { message: t('Raw pixels need a "width", and their "format".') } };
  const rowBytes = (width * bitsOfPixel[format]) / 8;
  const rows = height ?? Math.floor(size / rowBytes);
  const needed = rowBytes * rows;
  if (rows < 1)
    return {
      problem: {
        message: t('A row of {0} pixels takes {1} bytes; there are {2}.', countText(width), countText(rowBytes), countText(size)),
      },
    };
  const picture: PictureInfo = { type: 'raw', width, height: rows, pixels: { format, at: 0 } };
  if (needed <= size) return { picture };
  return {
    picture,
    problem: {
      message: t('{0} × {1} pixels take {2} bytes; there are {3}.', countText(width), countText(rows), countText(needed), countText(size)),
    },
  };
}

/** An array as the picture that it may be: bytes in two dimensions, or in three with the colours last. */
export function pictureOfArray(dtype: string, shape: readonly number[], told: string | undefined, at: number): PictureInfo | undefined {
  const [height = 0, width = 0, values = 1] = shape;
  if (shape.length < 2 || shape.length > 3 || width < 2 || height < 2) return undefined;
  const isWide = /^(?:[<>|=]?u2|uint16)/.test(dtype);
  if (!isWide && !/^(?:[|=<>]?u1|uint8)$/.test(dtype)) return undefined;
  const isBlueFirst = told !== undefined && /^(?:cv_)?bgr|8uc[34]/i.test(told);
  const format = isWide
    ? values === 1
      ? dtype.startsWith('>') || dtype.endsWith('big-endian')
        ? 'grey16be'
        : 'grey16'
      : undefined
    : ({ 1: 'grey', 3: isBlueFirst ? 'bgr' : 'rgb', 4: isBlueFirst ? 'bgra' : 'rgba' } as const)[values];
  return format && { type: 'raw', width, height, pixels: { format, at }, ...(told === undefined ? { isGuess: true as const } : {}) };
}
