import { isCut } from '../capture/exportedRecord';
import { visibleText } from '../base/preview';
import { harmless } from './cells';
import { isoTime, payloadText } from './parts';
import type { TextForm } from './textForm';

const signs = { in: '←', out: '→', event: '•' } as const;

/**
 * A line for each record, with tabs between number, time, direction, socket, topic or peer, and what it says, all of it. Spreadsheets take it by
 * its tabs: what they would run stands behind an apostrophe.
 */
export const textForm: TextForm = {
  head: '',
  record(record) {
    const { number, time, direction, source, topic, peer, event, kept, size } = record;
    const says = visibleText(event ? `${event.kind} ${payloadText(record)}` : payloadText(record));
    const cut = isCut(record) ? ` … (${kept} of ${size} B kept)` : '';
    const subject = [peer, topic].filter(Boolean).map(visibleText).join(' ');
    return [number, isoTime(time), signs[direction], ...[visibleText(source.name), subject, says + cut].map(harmless)].join('\t');
  },
  between: '\n',
  tail: '\n',
};
