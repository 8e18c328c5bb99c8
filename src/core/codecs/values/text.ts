import { t } from '@vscode/l10n';
import { characterLength } from '../../base/utf8';
import { maxNodes } from './limits';
import { paddingNote, type Reading } from './reading';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Offset of the first byte at or after `from` that is no UTF-8; the length where all is well. */
function badByteFrom(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length) {
    const length = characterLength(bytes, at);
    if (length <= 0) return at;
    at += length;
  }
  return at;
}

/** Bytes that are looked at one by one before they are decoded: an exception would cost more. */
const short = 4096;
/** ASCII texts of this length are put together faster than a decoder is called. */
const tiny = 24;

/** The text, or undefined where the bytes are not UTF-8. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  if (bytes.length <= tiny) {
    let text = '';
    let at = 0;
    for (; at < bytes.length && (bytes[at] as number) < 0x80; at++) text += String.fromCharCode(bytes[at] as number);
    if (at === bytes.length) return text;
  }
  if (bytes.length <= short && badByteFrom(bytes, 0) < bytes.length) return undefined;
  try {
    return strict.decode(bytes);
  } catch {
    return undefined; // the only reason to throw is that the bytes are not UTF-8
  }
}

/** Offset of the first byte that is no UTF-8, -1 where there is none. */
export function firstBadByte(bytes: Uint8Array): number {
  if (utf8Text(bytes) !== undefined) return -1;
  return badByteFrom(bytes, 0);
}

/** Bytes without the beginning of a character at their end: where they were cut. */
export function wholeCharacters(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const at = bytes.length - back;
    if (((bytes[at] as number) & 0xc0) !== 0x80) return characterLength(bytes, at) < 0 ? bytes.subarray(0, at) : bytes;
  }
  return bytes;
}

/** UTF-8 as it is, but for NULs that fill it up at its end; bytes that are none stand as `⟨FF⟩`. */
export function readText(bytes: Uint8Array): Reading {
  const text = utf8Text(bytes);
  const end = text === undefined || bytes[bytes.length - 1] !== 0 ? undefined : /\0+$/.exec(text)?.index;
  if (text !== undefined && end)
    return { text: text.slice(0, end), notes: [paddingNote(text.length - end, bytes.length - text.length + end)] };
  if (text !== undefined) return { text };
  const parts: string[] = [];
  const badByte = badByteFrom(bytes, 0);
  let at = 0;
  for (let bad = 0; at < bytes.length; bad++) {
    const end = badByteFrom(bytes, at);
    parts.push(strict.decode(bytes.subarray(at, end)));
    at = end;
    if (end === bytes.length) break;
    if (bad === maxNodes) return { text: parts.join(''), badByte, notes: [t('Shown up to byte {0}: too many bytes are not UTF-8.', at)] };
    parts.push(`⟨${(bytes[at++] as number).toString(16).toUpperCase().padStart(2, '0')}⟩`);
  }
  return { text: parts.join(''), badByte };
}
