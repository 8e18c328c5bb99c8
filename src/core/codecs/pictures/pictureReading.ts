import { t } from '@vscode/l10n';
import type { PictureInfo } from '../../../protocol/decoding';

export interface PictureReading {
  picture?: PictureInfo;
  /** The header is cut off or makes no sense. */
  problem?: { message: string; at?: number };
}

/** A picture of the size that its header claims. `pixels`: how they lie in the bytes, where the page draws them itself. */
export function sized(
  type: PictureInfo['type'],
  width: number,
  height: number,
  at: number,
  pixels?: PictureInfo['pixels'],
): PictureReading {
  if (width > 0 && height > 0) return { picture: { type, width, height, ...(pixels ? { pixels } : {}) } };
  return { problem: { message: t('This picture claims to have {0} × {1} pixels (at byte {2}).', width, height, at), at } };
}

export function headerCut(name: string, view: DataView): PictureReading {
  return { problem: { message: t('The header of this {0} is cut off at byte {1}.', name, view.byteLength), at: view.byteLength } };
}
