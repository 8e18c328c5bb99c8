import type { CancellationToken } from 'vscode-jsonrpc/node';
import { recordBytes, recordDetails } from '../../protocol/log';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import { wholeFrame } from './frameFile';

/** As much as the engine gives at once. */
const partSize = 1024 * 1024;

/** Size and first bytes of a frame that the log has whole. @throws ZmqError, see `wholeFrame` */
export async function frameHead(engine: EngineSupervisor, number: number, frame: number): Promise<{ size: number; bytes: Uint8Array }> {
  return wholeFrame(number, frame, await engine.request(recordDetails, { number, fromFrame: frame }));
}

/** All bytes of a frame of this size; undefined where it was cancelled. @param progress told how much was read by each part, and in all */
export async function readFrame(
  engine: EngineSupervisor,
  { number, frame, size }: { number: number; frame: number; size: number },
  progress: (part: number, read: number) => void = () => undefined,
  token?: CancellationToken,
): Promise<Uint8Array | undefined> {
  const whole = new Uint8Array(size);
  for (let from = 0; from < size;) {
    const part = await engine.request(recordBytes, { number, frame, from, to: Math.min(size, from + partSize) }, token);
    if (token?.isCancellationRequested) return undefined;
    whole.set(part, from);
    from += part.length;
    progress(part.length, from);
  }
  return whole;
}
