import { utf8 } from '../../base/bytes';
import { pauseOf, remarkOn, remarkOnCuts, type Sender } from './senders';

/** Lines for a POSIX shell, with omq (`gem install omq-cli`). */
export function omqScript(senders: readonly Sender[]): string {
  return [...remarkOnCuts(senders, (text) => `# ${text}`), ...senders.flatMap(sending), ''].join('\n');
}

function sending(sender: Sender): string[] {
  const { type, role, endpoint, routingId, messages } = sender;
  const remark = remarkOn(sender);
  const asJson = messages.every(({ frames }) => frames.every((frame) => utf8(frame) !== undefined));
  const pause = pauseOf(type);
  const words = [
    'omq',
    type,
    `--${role}`,
    quoted(endpoint),
    ...(routingId ? ['--identity', quoted(escaped(routingId))] : []),
    asJson ? '--jsonl' : '--quoted',
    ...(pause > 0 ? ['-d', String(pause)] : []),
  ];
  const lines = messages.map(({ frames }) =>
    quoted(asJson ? JSON.stringify(frames.map((frame) => utf8(frame))) : frames.map(escaped).join('\t')),
  );
  const separator = lines.length === 1 ? ' ' : ' \\\n  ';
  return [
    ...(remark === undefined ? [] : [`# ${remark}`]),
    `printf '%s\\n'${separator}${lines.join(separator)} |${separator}${words.join(' ')}`,
  ];
}

/** A word that the shell takes as it is. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Bytes as omq reads them with `--quoted`. */
function escaped(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    const isPlain = byte >= 0x20 && byte < 0x7f && !'"\\#'.includes(character);
    text += isPlain ? character : `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return text;
}
