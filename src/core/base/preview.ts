import { t } from '@vscode/l10n';
import { toHex, utf8 } from './bytes';

/** Characters that would break a line, vanish, or change the order of what stands beside them. */
// eslint-disable-next-line no-control-regex
const unsafe = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** Where the first unsafe character stands; -1 where there is none. */
export function indexOfUnsafe(text: string): number {
  return text.search(unsafe);
}

/** The text with something else for each unsafe character, which is one UTF-16 unit. */
export function withoutUnsafe(text: string, instead: (character: string) => string): string {
  return text.replace(unsafe, instead);
}

/** One line of text in which each unsafe character stands as a visible escape. */
export function visibleText(text: string): string {
  return withoutUnsafe(text, (character) => {
    switch (character) {
      case '\n':
        return '\\n';
      case '\r':
        return '\\r';
      case '\t':
        return '\\t';
    }
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** UTF-8 text as such, anything else as hex; one line of at most `maxLength` characters, `…` where it goes on. */
export function previewFrame(bytes: Uint8Array, maxLength: number): string {
  if (bytes.length === 0) return '';
  // Four bytes a character at most; the cut may fall inside one.
  const head = bytes.subarray(0, maxLength * 4);
  const text = utf8(head) ?? (head.length < bytes.length ? withoutCutCharacter(head) : undefined);
  // Text that consists of escapes reads worse than hex, but blanks are text whatever kind they are.
  if (text !== undefined && (text.replace(/\s/g, ' ').match(unsafe)?.length ?? 0) * 4 <= text.length)
    return ellipsis(visibleText(text), maxLength, head.length < bytes.length);
  const shown = Math.max(1, (maxLength - 3) >> 1);
  return `0x${toHex(bytes.subarray(0, shown))}${bytes.length > shown ? '…' : ''}`;
}

/** UTF-8 without control characters but for line breaks and tabs. With `more` to follow, a character may be cut at the end. */
export function isPrintable(bytes: Uint8Array, more: boolean): boolean {
  for (const byte of bytes) if ((byte < 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) || byte === 0x7f) return false;
  return utf8(bytes) !== undefined || (more && withoutCutCharacter(bytes) !== undefined);
}

function withoutCutCharacter(bytes: Uint8Array): string | undefined {
  for (let cut = 1; cut <= 3; cut++) {
    const text = utf8(bytes.subarray(0, bytes.length - cut));
    if (text !== undefined) return text;
  }
  return undefined;
}

function ellipsis(text: string, maxLength: number, more: boolean): string {
  if (text.length <= maxLength) return more ? `${text}…` : text;
  let end = maxLength - 1;
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last < 0xdc00) end--;
  return `${text.slice(0, end)}…`;
}

/** All frames on one line, parted by `separator`; an empty frame shows as `(empty)`. */
export function previewFrames(frames: Iterable<Uint8Array>, maxLength: number, separator = ' │ '): string {
  let line = '';
  let first = true;
  for (const frame of frames) {
    if (!first) line += separator;
    first = false;
    const room = maxLength - line.length;
    if (room < 8) return `${line}…`;
    line += frame.length === 0 ? t('(empty)') : previewFrame(frame, room);
  }
  return line;
}
