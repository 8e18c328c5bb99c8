import { t } from '@vscode/l10n';
import { ZmqError } from '../../core/base/errors';
import type { CaptureId } from '../../protocol/shapes';
import type { CancellationToken } from 'vscode-jsonrpc/node';
import { recordBytes, recordDetails, type RecordDetails } from '../../protocol/log';
import type { EngineSupervisor } from '../supervision/engineSupervisor';

/** As much as the engine gives at once. */
const partSize = 1024 * 1024;

/** A frame, from 0, of a record. */
export interface FrameOfRecord {
  capture?: CaptureId;
  number: number;
  frame: number;
}

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

/** Size and first bytes of a frame that the log has whole. @throws ZmqError, see `wholeFrame` */
export async function frameHead(
  engine: EngineSupervisor,
  { number, frame, ...of }: FrameOfRecord,
): Promise<{ size: number; bytes: Uint8Array }> {
  return wholeFrame(number, frame, await engine.request(recordDetails, { ...of, number, fromFrame: frame }));
}

/** All bytes of a frame of this size; undefined where it was cancelled. @param progress told how much was read by each part, and in all */
export async function readFrame(
  engine: EngineSupervisor,
  { size, ...part }: FrameOfRecord & { size: number },
  progress: (part: number, read: number) => void = () => undefined,
  token?: CancellationToken,
): Promise<Uint8Array | undefined> {
  const whole = new Uint8Array(size);
  for (let from = 0; from < size;) {
    const read = await engine.request(recordBytes, { ...part, from, to: Math.min(size, from + partSize) }, token);
    if (token?.isCancellationRequested) return undefined;
    whole.set(read, from);
    from += read.length;
    progress(read.length, from);
  }
  return whole;
}
