import { t } from '@vscode/l10n';
import type { PictureInfo } from '../../../protocol/decoding';

const names: Readonly<Record<Exclude<PictureInfo['type'], 'raw'>, string>> = {
  'image/png': 'PNG',
  'image/jpeg': 'JPEG',
  'image/gif': 'GIF',
  'image/webp': 'WebP',
  'image/bmp': 'BMP',
  'image/tiff': 'TIFF',
  'image/jp2': 'JPEG 2000',
  'image/x-portable-bitmap': 'PBM',
  'image/x-portable-graymap': 'PGM',
  'image/x-portable-pixmap': 'PPM',
};

/** What people call the format of a picture. */
export function pictureName({ type, pixels }: PictureInfo): string {
  return type === 'raw' ? t('Raw {0}', (pixels?.format ?? '').toUpperCase()) : names[type];
}
