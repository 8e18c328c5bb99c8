import { isCut } from '../capture/exportedRecord';
import { isoTime, payloadText } from './parts';
import type { TextForm } from './textForm';

const columns = ['number', 'time', 'direction', 'event', 'socket', 'type', 'peer', 'topic', 'frames', 'size', 'kept', 'payload'];
const plainNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** RFC 4180. What a spreadsheet would run as a formula stands behind an apostrophe, as they write text themselves. */
export const csvForm: TextForm = {
  head: `${columns.join(',')}\r\n`,
  record(record) {
    const { number, time, direction, source, topic, peer, frameCount, size, kept, event } = record;
    const facts = event ? ['', '', ''] : [frameCount, size, isCut(record) ? kept : size];
    return [number, isoTime(time), direction, event?.kind ?? '', source.name, source.type ?? '', peer, topic, ...facts, payloadText(record)]
      .map((value) => (typeof value === 'number' ? String(value) : cell(value)))
      .join(',');
  },
  between: '\r\n',
  tail: '\r\n',
};

/** A text as a cell: harmless, and in quotes where it needs them. */
export function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) && !plainNumber.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
