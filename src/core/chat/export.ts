import type { ChatEntry } from '../../protocol/chat';
import { visibleText } from '../base/preview';

const two = (value: number) => String(value).padStart(2, '0');

/** Local time of this process. */
function localTime(time: number): string {
  const date = new Date(time);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/**
 * An entry as people read it, `[2026-11-20 10:32:05] #room nick: text`, in local time of this process, without a line break at
 * its end. Further lines are indented; what would not be seen, or change what stands beside it, is an escape.
 */
export function textLine(entry: ChatEntry): string {
  const { kind, time, room, nick, own, text, state, reason, binary, folded, size } = entry;
  const who = nick ?? (own ? 'me' : undefined);
  const speaker =
    kind === 'message' ? `${room === undefined ? '' : `#${visibleText(room)} `}${who === undefined ? '' : `${visibleText(who)}: `}` : '* ';
  const lines = text.split(/\r?\n/).map(visibleText).join('\n    ');
  const remarks = [
    binary ? 'not UTF-8' : '',
    folded ? `the beginning of ${size} bytes` : '',
    state === 'refused' || state === 'waiting'
      ? [state === 'refused' ? 'not sent' : 'not sent yet', reason].filter(Boolean).join(': ')
      : '',
  ].filter(Boolean);
  return `[${localTime(time)}] ${speaker}${lines}${remarks.length > 0 ? ` (${visibleText(remarks.join('; '))})` : ''}`;
}

/** An entry as one line of JSON, without a line break at its end: its text exactly, its times in ISO 8601. */
export function jsonLine(entry: ChatEntry): string {
  const { record: _ofThisEngineOnly, time, said, ...rest } = entry;
  return JSON.stringify({
    time: new Date(time).toISOString(),
    ...rest,
    ...(said === undefined ? {} : { said: new Date(said).toISOString() }),
  });
}
