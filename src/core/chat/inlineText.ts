import { indexOfUnsafe } from '../base/preview';

/** A stretch of a message. */
export interface InlinePart {
  kind: 'text' | 'code' | 'code block' | 'link';
  text: string;
  /** Links only: http or https. */
  url?: string;
}

/** More marked-up pieces than this are shown as text: a message is read, not a document laid out. */
const maxPieces = 1000;
const maxUrl = 2048;

/**
 * A message in pieces: links, `code`, and blocks between lines of three backticks. Nothing else is markup. Each character is
 * looked at a few times only, whatever the message.
 */
export function inlineParts(text: string): InlinePart[] {
  const pieces: InlinePart[] = [];
  let plain = '';
  const flush = () => {
    if (plain !== '') pieces.push({ kind: 'text', text: plain });
    plain = '';
  };
  const add = (piece: InlinePart) => {
    flush();
    pieces.push(piece);
  };
  let position = 0;
  let blocksEnded = false;
  const start = /`{3}|`|\bhttps?:\/\//gi;
  while (pieces.length < maxPieces) {
    start.lastIndex = position;
    const match = start.exec(text);
    if (!match) break;
    plain += text.slice(position, match.index);
    position = match.index;
    if (match[0] === '```') {
      const end: number = blocksEnded ? -1 : text.indexOf('```', position + 3);
      blocksEnded = end < 0;
      const next = (blocksEnded ? position : end) + 3;
      // The first line may name a language.
      const code = text
        .slice(position + 3, Math.max(end, 0))
        .replace(/^[\w+#.-]{0,20}\n/, '')
        .replace(/\n$/, '');
      if (code === '') plain += text.slice(position, next);
      else add({ kind: 'code block', text: code });
      position = next;
    } else if (match[0] === '`') {
      const end = text.indexOf('`', position + 1);
      const code = end < 0 ? '' : text.slice(position + 1, end);
      if (code !== '' && !code.includes('\n')) {
        add({ kind: 'code', text: code });
        position = end + 1;
      } else {
        plain += '`';
        position++;
      }
    } else {
      const { url, rest } = linkAt(text, position);
      if (url) add({ kind: 'link', text: url, url });
      plain += rest;
      position += (url?.length ?? 0) + rest.length;
    }
  }
  plain += text.slice(position);
  flush();
  return pieces;
}

/** Characters that end a link, and one more than is taken of them: the look ahead stays short whatever comes. */
const run = new RegExp(`[^\\s<>"\`]{1,${maxUrl + 1}}`, 'y');
const closers: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** The link that begins here, without the punctuation of the sentence around it; `rest` is to be shown as text. */
function linkAt(text: string, position: number): { url?: string; rest: string } {
  run.lastIndex = position;
  const seen = run.exec(text)?.[0] ?? '';
  const unsafe = indexOfUnsafe(seen);
  const whole = unsafe < 0 ? seen : seen.slice(0, unsafe);
  if (whole.length > maxUrl) return { rest: whole };
  const url = whole.slice(0, endOfLink(whole));
  return /^https?:\/\/[^/?#]/i.test(url) ? { url, rest: '' } : { rest: whole };
}

/** Where trailing punctuation begins. A closing bracket belongs to the link where the link opened it. */
function endOfLink(whole: string): number {
  const surplus = new Map<string, number>();
  for (const [closer, opener] of Object.entries(closers)) surplus.set(closer, whole.split(closer).length - whole.split(opener).length);
  let end = whole.length;
  for (; end > 0; end--) {
    const last = whole.charAt(end - 1);
    const open = surplus.get(last);
    if (open !== undefined) {
      if (open <= 0) break;
      surplus.set(last, open - 1);
    } else if (!/[.,;:!?'*_~…’”»]/.test(last)) break;
  }
  return end;
}
