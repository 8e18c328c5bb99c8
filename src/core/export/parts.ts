/** Parts that several forms are made of. */
import { isPrintable } from '../base/preview';
import { toHex } from '../base/bytes';
import type { ExportedRecord } from '../capture/exportedRecord';

/** The second of the time that was written last, and how it begins: records come in order. */
let lastSecond = NaN;
let lastWritten = '';

/** A time as ISO 8601 in UTC, to the microsecond: `2026-11-30T18:57:05.123456Z`. */
export function isoTime(time: number): string {
  const { written, micros } = secondOf(time);
  return `${written}${String(micros).padStart(6, '0')}Z`;
}

/** The second of a time, as `2026-11-30T18:57:05.`, and the microseconds behind it. */
export function secondOf(time: number): { written: string; micros: number } {
  const micros = Math.round(time * 1000);
  const second = Math.floor(micros / 1e6);
  if (second !== lastSecond) {
    lastWritten = new Date(second * 1000).toISOString().slice(0, 20);
    lastSecond = second;
  }
  return { written: lastWritten, micros: micros - second * 1e6 };
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** UTF-8 text as such, anything else as `0x…`; whole, or more than `maxLength` characters of it. */
function frameText(bytes: Uint8Array, maxLength = Infinity): string {
  // Four bytes a character at most.
  const head = bytes.subarray(0, 4 * maxLength + 4);
  return isPrintable(head, head.length < bytes.length) ? decoder.decode(head) : `0x${toHex(head)}`;
}

/** What a record says: the frames behind topic and routing id, or the sentence of an event. Whole, or more than `maxLength` characters of it. */
export function payloadText({ frames, subjectFrames, event }: ExportedRecord, maxLength = Infinity): string {
  if (event) return frameText(event.sentence);
  let text = '';
  for (let at = subjectFrames; at < frames.length && text.length <= maxLength; at++)
    text += (at > subjectFrames ? ' | ' : '') + frameText(frames[at] as Uint8Array, maxLength);
  return text;
}
