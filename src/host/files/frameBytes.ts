import type { CaptureId } from '../../protocol/shapes';
import type { CancellationToken } from 'vscode-jsonrpc/node';
import { recordBytes, recordDetails } from '../../protocol/log';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import { wholeFrame } from './frameFile';

/** As much as the engine gives at once. */
const partSize = 1024 * 1024;

/** A frame, from 0, of a record. */
export interface FrameOfRecord {
  capture?: CaptureId;
  number: number;
  frame: number;
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
