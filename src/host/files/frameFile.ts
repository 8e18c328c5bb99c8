import { t } from '@vscode/l10n';
import { utf8 } from '../../core/base/bytes';
import { readPicture } from '../../core/codecs/formats/picture';
import { ZmqError } from '../../core/base/errors';
import { visibleText } from '../../core/base/preview';
import type { RecordDetails } from '../../protocol/log';

/** The frame, where the log has all of it. @throws ZmqError that says how much it has, or that there is no such frame. */
export function wholeFrame(number: number, frame: number, { frames, fromFrame }: RecordDetails): { size: number; bytes: Uint8Array } {
  const found = frames[frame - fromFrame];
  if (!found) throw new ZmqError('noSuchRecord', t('No. {0} has no frame {1}.', number, frame + 1));
  const { size, kept, bytes } = found;
  if (kept < size) {
    throw new ZmqError(
      'limitReached',
      t('Frame {0} of No. {1} cannot be saved: the log kept only {2} of its {3} bytes.', frame + 1, number, kept, size),
      {
        hint: t('Raise zmq.capture.maxMegabytes to keep larger messages whole.'),
      },
    );
  }
  return { size, bytes };
}

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

function endingOf(bytes: Uint8Array): string {
  const picture = readPicture(bytes)?.picture;
  if (picture) return pictureEndings[picture.type];
  const text = utf8(bytes);
  if (text === undefined || text === '') return 'bin';
  return /^\s*[[{]/.test(text) ? 'json' : 'txt';
}
