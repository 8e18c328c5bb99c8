import type { Capture } from '../../core/capture/capture';

/** Bytes looked at of a message. */
const maxRead = 1024 * 1024;
/** Frames looked at of a message. */
const maxFrames = 100;

/** A message of the log, as far as a chat shows it; undefined where it is no longer kept. Its frames are not to be held on to. */
export function readRecord(
  capture: Capture,
  number: number,
): { frames: Uint8Array[]; time: number; size: number; cut: boolean } | undefined {
  const place = capture.find(number);
  if (!place) return undefined;
  const { segment, row } = place;
  const frames: Uint8Array[] = [];
  let left = maxRead;
  let cut = segment.framesOf(row) > maxFrames;
  for (const { bytes, size } of segment.frames(row)) {
    if (frames.length === maxFrames) break;
    const taken = beginning(bytes, left);
    if (taken.length < size) cut = true;
    frames.push(taken);
    left -= taken.length;
  }
  return { frames, time: segment.timeOf(row), size: segment.sizeOf(row), cut };
}

/** At most so many bytes, without half of a UTF-8 character at the end. */
function beginning(bytes: Uint8Array, max: number): Uint8Array {
  if (bytes.length <= max) return bytes;
  let end = max;
  while (end > max - 4 && end > 0 && ((bytes[end] as number) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}
