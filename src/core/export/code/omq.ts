import { isPrintable } from '../../base/preview';
import { toHex, utf8 } from '../../base/bytes';
import type { SocketType } from '../../../protocol/sockets';
import { socketTypes } from '../../socket/socketTypes';
import { pauseOf, remarkOn, remarkOnCuts, type Sender, type SentMessage } from './senders';

/** Types that omq does not have; a PUB says what an XPUB does. */
const missing: ReadonlySet<SocketType> = new Set(['xsub', 'stream']);

/**
 * Lines for a POSIX shell, with omq (`gem install omq-cli`, and `msgpack` for frames that are no text). Messages go in as lines of JSON, or as
 * MessagePack, which has every byte: `--quoted` loses empty frames at the end.
 */
export function omqScript(senders: readonly Sender[]): string {
  return [...remarkOnCuts(senders, (text) => `# ${text}`), ...senders.flatMap(sending), ''].join('\n');
}

function sending(sender: Sender): string[] {
  const { type, role, endpoint, routingId, messages } = sender;
  if (missing.has(type)) return [`# omq has no ${socketTypes[type].label}: messages of records ${numbersOf(messages)} are left out`];
  const remark = remarkOn(sender);
  const pause = pauseOf(type);
  const id = routingId && isPrintable(routingId, false) ? utf8(routingId) : undefined;
  const asJson = messages.every(({ frames }) => frames.every((frame) => utf8(frame) !== undefined));
  const words = [
    'omq',
    type === 'xpub' ? 'pub' : type,
    `--${role}`,
    quoted(endpoint),
    ...(id === undefined ? [] : ['--identity', quoted(id)]),
    asJson ? '--jsonl' : '--msgpack',
    ...(pause > 0 ? ['-d', String(pause)] : []),
  ];
  const lines = messages.map(({ frames }) =>
    asJson ? quoted(JSON.stringify(frames.map((frame) => utf8(frame)))) : quoted(packed(frames)),
  );
  const separator = lines.length === 1 ? ' ' : ' \\\n  ';
  return [
    ...(remark === undefined ? [] : [`# ${remark}`]),
    ...(routingId && id === undefined ? [`# omq takes no routing id that is no text: it was 0x${toHex(routingId)}`] : []),
    `printf '${asJson ? '%s\\n' : '%b'}'${separator}${lines.join(separator)} |${separator}${words.join(' ')}`,
  ];
}

function numbersOf(messages: readonly SentMessage[]): string {
  return `${messages
    .slice(0, 20)
    .map(({ number }) => number)
    .join(', ')}${messages.length > 20 ? ' …' : ''}`;
}

/** A word that the shell takes as it is. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A message as an array of MessagePack, with escapes as `printf %b` has them. */
function packed(frames: readonly Uint8Array[]): string {
  const { length } = frames;
  const head = length < 16 ? [0x90 | length] : length < 0x10000 ? [0xdc, length >> 8, length & 255] : [0xdd, ...bigEndian(length)];
  return escaped(head) + frames.map((frame) => escaped(headOf(frame.length)) + escaped(frame)).join('');
}

function headOf(length: number): number[] {
  if (length < 0x100) return [0xc4, length];
  return length < 0x10000 ? [0xc5, length >> 8, length & 255] : [0xc6, ...bigEndian(length)];
}

function bigEndian(number: number): number[] {
  return [24, 16, 8, 0].map((bits) => (number >>> bits) & 255);
}

function escaped(bytes: Iterable<number>): string {
  let text = '';
  for (const byte of bytes)
    text += byte >= 0x20 && byte < 0x7f && byte !== 0x5c ? String.fromCharCode(byte) : `\\0${byte.toString(8).padStart(3, '0')}`;
  return text;
}
