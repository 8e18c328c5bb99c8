/** Parts that several forms are made of. */
import { isPrintable } from '../base/preview';
import { toHex, utf8 } from '../base/bytes';
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

/** UTF-8 text as such, anything else as `0x…`; whole. */
export function frameText(bytes: Uint8Array): string {
  const text = isPrintable(bytes, false) ? utf8(bytes) : undefined;
  return text ?? `0x${toHex(bytes)}`;
}

/** What a record says: the frames behind topic and routing id, or the sentence of an event. */
export function payloadText({ frames, subjectFrames, event }: ExportedRecord): string {
  if (event) return frameText(event.sentence);
  return frames.slice(subjectFrames).map(frameText).join(' | ');
}
