import { t } from '@vscode/l10n';
import { maxInput } from '../values/limits';
import { Output } from './output';

export const compressionFormats = ['gzip', 'zlib', 'deflate', 'brotli', 'zstd', 'lz4', 'snappy', 'bzip2', 'xz'] as const;
export type CompressionFormat = (typeof compressionFormats)[number];

/** Narrows the name of a decoder. */
export function isCompression(decoder: string): decoder is CompressionFormat {
  return (compressionFormats as readonly string[]).includes(decoder);
}

export interface Unpacked {
  /** At most 1 MiB. */
  bytes: Uint8Array;
  /** There is more than `bytes`, or may be. */
  cut: boolean;
  /** Size of all: exact where nothing was cut, else as the header claims, which may be a lie. */
  whole?: number;
  /** Bytes that follow and do not belong to it. */
  behind?: number;
  problem?: { message: string; at?: number };
}

/** Why unpacking goes no further: a few words behind a colon. No error: the trace of one costs more than to see that bytes are no compression. */
export class UnpackFault {
  constructor(
    readonly message: string,
    /** Offset in the packed bytes. */
    readonly at: number,
  ) {}
}

/** The packed bytes end where more of them are needed. */
export class EndsEarly extends UnpackFault {
  constructor(at: number) {
    super(t('it ends early'), at);
  }
}

/**
 * Steps that one content may cost besides the bytes it writes, which have a bound of their own: a step is an entry of a table that is set
 * up, a block, a frame, a sequence. What is made to cost more is refused, however few bytes it is.
 */
export const maxWork = 16 * 1024 * 1024;

/** Counts the steps of unpacking. */
export class Work {
  spent = 0;

  /** Throws once the steps are too many. */
  spend(steps: number, at: number): void {
    this.spent += steps;
    if (this.spent > maxWork) throw new UnpackFault(t('it takes far more work than its content is worth'), at);
  }
}

/** What a reader of one format has to say besides what it wrote. */
export interface Unpacking {
  /** Size of the content as the first header has it. */
  claimed?: number | undefined;
  /** Bytes that follow and do not belong to it. */
  behind?: number;
  /** More would come. */
  isCut?: true;
}

/** Runs a reader over all of the bytes. `isWhole`: an early end is a fault. */
export function unpackedBy(
  format: CompressionFormat,
  bytes: Uint8Array,
  isWhole: boolean,
  read: (output: Output, found: Unpacking) => void,
): Unpacked {
  const output = new Output(maxInput);
  const found: Unpacking = {};
  let problem: Unpacked['problem'];
  try {
    read(output, found);
  } catch (fault) {
    if (!(fault instanceof UnpackFault)) throw fault;
    if (!(fault instanceof EndsEarly))
      problem = { message: t('This is not {0} data, or it is damaged: {1} (at byte {2}).', format, fault.message, fault.at), at: fault.at };
    else if (isWhole)
      problem = {
        message: t('The {0} data ends early or is damaged: it is not complete at byte {1}.', format, bytes.length),
        at: bytes.length,
      };
  }
  const unpacked = output.bytes();
  const { claimed = 0, behind = 0 } = found;
  const cut = output.isFull || found.isCut === true || problem !== undefined || !isWhole;
  if (!cut) return { bytes: unpacked, cut, whole: unpacked.length, ...(behind > 0 ? { behind } : {}) };
  return { bytes: unpacked, cut, ...(claimed > unpacked.length ? { whole: claimed } : {}), ...(problem ? { problem } : {}) };
}
