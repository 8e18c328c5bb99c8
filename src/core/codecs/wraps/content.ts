import { t } from '@vscode/l10n';
import { countText } from '../../base/quantities';
import type { Part } from '../values/choice';
import { maxInput } from '../values/limits';

/** What is decoded: the first bytes of something, at most 1 MiB. */
export interface Content {
  bytes: Uint8Array;
  size: number;
  /** There is more, nobody knows how much. */
  atLeast?: true;
  /** Why there is more than `bytes`, a sentence. */
  cut?: string;
}

/** Of `size` bytes these are the first ones, or all. */
export function contentFrom(bytes: Uint8Array, size: number): Content {
  const head = bytes.length > maxInput ? bytes.subarray(0, maxInput) : bytes;
  if (head.length >= size) return { bytes: head, size };
  const cut =
    head.length === maxInput ? t('Only the first 1 MiB decoded.') : t('Only {0} decoded: no more of it is kept.', firstBytes(head));
  return { bytes: head, size, cut };
}

/** How many bytes those are, in words. */
export function firstBytes({ length }: Uint8Array): string {
  return t('the first {0} B', countText(length));
}

/** A part of a content. */
export function partOf({ bytes, size, ...more }: Content, { from, to = Infinity }: Part): Content {
  const end = Math.min(to, size);
  const part = bytes.subarray(from, end);
  return end <= bytes.length ? { bytes: part, size: part.length } : { bytes: part, size: Math.max(0, end - from), ...more };
}
