import { isCut } from '../capture/exportedRecord';
import { csvCell } from './cells';
import { isoTime, payloadText } from './parts';
import type { TextForm } from './textForm';

const columns = ['number', 'time', 'direction', 'event', 'socket', 'type', 'peer', 'topic', 'frames', 'size', 'kept', 'payload'];

/** RFC 4180. What a spreadsheet would run as a formula stands behind an apostrophe, as they write text themselves. */
export const csvForm: TextForm = {
  head: `${columns.join(',')}\r\n`,
  record(record) {
    const { number, time, direction, source, topic, peer, frameCount, size, kept, event } = record;
    const facts = event ? ['', '', ''] : [frameCount, size, isCut(record) ? kept : size];
    return [number, isoTime(time), direction, event?.kind ?? '', source.name, source.type ?? '', peer, topic, ...facts, payloadText(record)]
      .map((value) => (typeof value === 'number' ? String(value) : csvCell(value)))
      .join(',');
  },
  between: '\r\n',
  tail: '\r\n',
};
