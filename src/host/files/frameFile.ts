import { t } from '@vscode/l10n';
import { utf8 } from '../../core/base/bytes';
import { readPicture } from '../../core/codecs/formats/picture';
import { visibleText } from '../../core/base/preview';

/** What a file for the frame may be called, with an ending that fits its first bytes. */
export function frameFileName(number: number, frame: number, bytes: Uint8Array): string {
  return t('No. {0}, frame {1}.{2}', number, frame + 1, endingOf(bytes));
}

/** A name that names no folder, whatever a page has made up. */
export function fileNameOf(name: string): string {
  const safe = visibleText(name)
    .replace(/[/\\:*?"<>|]+/g, '-')
    .replace(/^\.+/, '')
    .slice(0, 120)
    .trim();
  return safe === '' ? 'file' : safe;
}

const pictureEndings = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/bmp': 'bmp',
  'image/tiff': 'tif',
  'image/jp2': 'jp2',
  'image/x-portable-bitmap': 'pbm',
  'image/x-portable-graymap': 'pgm',
  'image/x-portable-pixmap': 'ppm',
  raw: 'bin',
};

/** What the bytes begin, where that is a picture. */
export const pictureIn = (bytes: Uint8Array) => readPicture(bytes)?.picture;

function endingOf(bytes: Uint8Array): string {
  const picture = pictureIn(bytes);
  if (picture) return pictureEndings[picture.type];
  const text = utf8(bytes);
  if (text === undefined || text === '') return 'bin';
  return /^\s*[[{]/.test(text) ? 'json' : 'txt';
}
