import { t } from '@vscode/l10n';
import { countText } from '../../base/quantities';
import type { Decoded } from '../../../protocol/decoding';

/** What a reader has found. */
export type Reading = Pick<Decoded, 'value' | 'text' | 'badByte' | 'problem' | 'notes'> & {
  /** The problem is that the bytes end, and at least so many should follow: where they were cut that is no fault of theirs. */
  missing?: number;
  /** Nothing is wrong with the value, but so many bytes follow it. */
  behind?: number;
};

/** Thrown inside a reader where it cannot go on, and never out of it. No error: the trace of one costs more than what is read. */
export class Stop {
  /** `missing`: the bytes end here, and at least so many should follow. */
  constructor(
    readonly message: string,
    readonly at: number,
    readonly missing = 0,
    /** The value is whole, and so many bytes follow it. */
    readonly behind = 0,
  ) {}
}

/** Where bytes stand behind the value that was read; undefined where none do. */
export function restOf(bytes: Uint8Array, to: number): Stop | undefined {
  const count = bytes.length - to;
  if (count === 0) return undefined;
  return new Stop(count === 1 ? t('1 byte follows the value.') : t('{0} bytes follow the value.', countText(count)), to, 0, count);
}

/** Where nothing but NUL bytes stands from here to the end: padding of a buffer that was sent whole. */
export function isPadding(bytes: Uint8Array, from: number): boolean {
  for (let at = from; at < bytes.length; at++) if (bytes[at] !== 0) return false;
  return from < bytes.length;
}

/** What is said of NUL bytes behind a value. */
export function paddingNote(count: number, from: number): string {
  return count === 1 ? t('A NUL byte follows, at byte {0}.', from) : t('{0} NUL bytes follow, from byte {1} on.', countText(count), from);
}

/** What `read` returns, or what stopped it. */
export function stopOf(read: () => Stop | undefined): Stop | undefined {
  try {
    return read();
  } catch (stop) {
    if (stop instanceof Stop) return stop;
    throw stop;
  }
}
