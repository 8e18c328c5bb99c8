import { t } from '@vscode/l10n';
import { countText } from '../../base/quantities';
import type { Decoded } from '../../../protocol/decoding';

/** What a reader has found. */
export type Reading = Pick<Decoded, 'value' | 'text' | 'badByte' | 'problem' | 'notes'> & {
  /** The problem is that the bytes end, and at least so many should follow: where they were cut that is no fault of theirs. */
  missing?: number;
};

/** Thrown inside a reader where it cannot go on, and never out of it. No error: the trace of one costs more than what is read. */
export class Stop {
  /** `missing`: the bytes end here, and at least so many should follow. */
  constructor(
    readonly message: string,
    readonly at: number,
    readonly missing = 0,
  ) {}
}

/** Where bytes stand behind the value that was read; undefined where none do. */
export function restOf(bytes: Uint8Array, to: number): Stop | undefined {
  const count = bytes.length - to;
  if (count === 0) return undefined;
  return new Stop(count === 1 ? t('1 byte follows the value.') : t('{0} bytes follow the value.', countText(count)), to);
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
