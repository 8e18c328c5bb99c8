import { t } from '@vscode/l10n';
import { countText } from '../../base/quantities';
import { encodingNames, type EncodingName } from '../../../protocol/decoding';
import { isPadding, paddingNote, type Reading } from '../values/reading';

/** Bytes of a character that has no more than one part. */
const unitSizes: Partial<Record<EncodingName, 2 | 4>> = { 'utf-16le': 2, 'utf-16be': 2, 'utf-32le': 4, 'utf-32be': 4 };
/** Characters without which bytes that look like UTF-16 are rather numbers. */
const leastCharacters = 5;
/** Bytes from which it is told whether a text is one. */
const maxLooked = 16 * 1024;
/** What texts for people consist of, besides letters. */
const notInTexts = /[^\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}\t\r\n]/u;
const usual = /[\p{L}\p{Nd}\s.,:;%/_-]/gu;

/** Other names of some, in lower case and without signs. */
const aliases: Readonly<Record<string, EncodingName>> = {
  latin1: 'iso-8859-1',
  usascii: 'iso-8859-1',
  ascii: 'iso-8859-1',
  latin2: 'iso-8859-2',
  latin5: 'iso-8859-9',
  latin9: 'iso-8859-15',
  cp866: 'ibm866',
  sjis: 'shift_jis',
  cp932: 'shift_jis',
  cp936: 'gbk',
  gb2312: 'gbk',
  cp949: 'euc-kr',
  utf16: 'utf-16le',
  utf32: 'utf-32le',
};
const withoutSigns = (name: string) => name.toLowerCase().replace(/[\s_-]/g, '');
const byPlainName = new Map(encodingNames.map((name) => [withoutSigns(name), name]));

/** The encoding that is called so, however it is written; undefined where it is not read here. */
export function encodingCalled(name: string): EncodingName | undefined {
  const plain = withoutSigns(name);
  return byPlainName.get(plain) ?? aliases[plain] ?? byPlainName.get(plain.replace(/^(?:cp|win)(?=\d)/, 'windows'));
}

/** The text that bytes are in an encoding. A mark of byte order is no part of it, NUL characters at the end are padding, and what stands for nothing is `\ufffd`. */
export function textIn(encoding: EncodingName, bytes: Uint8Array): Reading & { text: string } {
  const { text, rest } = decoded(encoding, bytes);
  const end = /\0+$/.exec(text)?.index ?? text.length;
  const notes: string[] = [];
  const faults = text.split('\ufffd').length - 1;
  if (faults > 0)
    notes.push(faults === 1 ? t('1 character is not {0}.', encoding) : t('{0} characters are not {1}.', countText(faults), encoding));
  if (rest > 0) notes.push(t('The end is no whole character, from byte {0} on.', bytes.length - rest));
  const padding = (text.length - end) * (unitSizes[encoding] ?? 1);
  if (padding > 0 && isPadding(bytes, bytes.length - rest - padding)) notes.push(paddingNote(padding, bytes.length - rest - padding));
  return { text: text.slice(0, end), ...(notes.length > 0 ? { notes } : {}) };
}

function decoded(encoding: EncodingName, bytes: Uint8Array): { text: string; rest: number } {
  const unit = unitSizes[encoding] ?? 1;
  const rest = bytes.length % unit;
  const whole = bytes.subarray(0, bytes.length - rest);
  switch (encoding) {
    case 'utf-32le':
    case 'utf-32be':
      return { text: utf32(whole, encoding === 'utf-32le'), rest };
    // By both names some platforms mean the other one.
    case 'iso-8859-1':
      return { text: latin1(whole), rest };
    case 'windows-1252':
      return { text: latin1(whole).replace(c1, (letter) => windows1252[letter.charCodeAt(0) - 0x80] ?? letter), rest };
    default:
      return { text: new TextDecoder(encoding).decode(whole), rest };
  }
}

function utf32(bytes: Uint8Array, isLittle: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 4) {
    const code = view.getUint32(at, isLittle);
    if (at === 0 && code === 0xfeff) continue;
    parts.push(code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? '\ufffd' : String.fromCodePoint(code));
  }
  return parts.join('');
}

const c1 = /[\u0080-\u009f]/g;
/** What Windows-1252 has in place of the control characters from 0x80 on. */
const windows1252 = Array.from('€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ');

function latin1(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return parts.join('');
}

/**
 * The encoding that a mark of byte order announces, or that the bytes look like; undefined where a text of that kind is no good. `isText`
 * false: it may be one if it is of a format, but there are too few words in it.
 */
export function wideEncodingOf(bytes: Uint8Array): { encoding: EncodingName; isMarked: boolean; isText: boolean } | undefined {
  const marked = byMark(bytes);
  const byLook = marked ? undefined : (byZeros(bytes) ?? byScript(bytes));
  const encoding = marked ?? byLook;
  if (encoding === undefined) return undefined;
  const { text } = textIn(encoding, bytes.subarray(0, maxLooked));
  if (text === '' || notInTexts.test(text)) return undefined;
  if (marked) return { encoding, isMarked: true, isText: true };
  if (text.length < leastCharacters) return undefined;
  const letters = text.match(usual)?.length ?? 0;
  const isText = letters * 5 >= text.length * 4 && (isAsciiMostly(text) || hasWords(text));
  return { encoding, isMarked: false, isText };
}

const isAsciiMostly = (text: string) => (text.match(/[^\u0100-\uffff]/g)?.length ?? 0) >= text.length * mostly;

/** Two words at least, as they are written: numbers that are letters by chance are large and small ones in any order. */
function hasWords(text: string): boolean {
  const words = text.split(/[^\p{L}\p{M}]+/u).filter((word) => word !== '');
  const usual = words.filter((word) => /^(?:\p{L}[\p{Ll}\p{M}]*|\p{Lu}+)$/u.test(word) && word.length < 25).length;
  return words.length >= 2 && usual * 10 >= words.length * 9;
}

function byMark(bytes: Uint8Array): EncodingName | undefined {
  const [a, b, c, d] = bytes;
  if (bytes.length < 4) return undefined;
  if (bytes.length >= 8 && a === 0xff && b === 0xfe && c === 0 && d === 0) return 'utf-32le';
  if (bytes.length >= 8 && a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'utf-32be';
  return a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : undefined;
}

/** Upper bytes of Greek and Cyrillic, and of dashes and quotes. */
const scripts: ReadonlySet<number> = new Set([0x03, 0x04]);
const signs = 0x20;

/** Where the upper bytes are those of one script, of ASCII and of signs, and no others. */
function byScript(bytes: Uint8Array): EncodingName | undefined {
  if (bytes.length < leastCharacters * 2) return undefined;
  const wide = (
    [
      ['utf-32le', 4, 1],
      ['utf-32be', 4, 2],
      ['utf-16le', 2, 1],
      ['utf-16be', 2, 0],
    ] as const
  ).find(([, unit, upper]) => isOfScript(bytes.subarray(0, maxLooked), unit, upper));
  return wide?.[0];
}

function isOfScript(bytes: Uint8Array, unit: 2 | 4, upper: 0 | 1 | 2): boolean {
  let script = 0;
  let ascii = 0;
  const lower = unit === 2 ? 1 - upper : upper === 1 ? 0 : 3;
  for (let at = 0; at + unit <= bytes.length; at += unit) {
    const high = bytes[at + upper] as number;
    if (unit === 4 && (bytes[at + (upper === 1 ? 2 : 0)] !== 0 || bytes[at + (upper === 1 ? 3 : 1)] !== 0)) return false;
    if (scripts.has(high) && (script === 0 || script === high)) script = high;
    else if (high === 0) ascii += (bytes[at + lower] as number) > 0 ? 1 : 0;
    else if (high !== signs) return false;
  }
  return script > 0 && ascii > 0;
}

/** Where all bytes that would be the upper ones are zero, or nearly all, and no other is; zeros that fill it up do not count. */
function byZeros(bytes: Uint8Array): EncodingName | undefined {
  if (bytes.length < leastCharacters * 2 || (bytes[0] !== 0 && bytes[1] !== 0)) return undefined;
  // One byte too many is a line end, or one of a character.
  const odd = bytes.length % 2;
  let end = bytes.length - odd;
  while (end > 0 && bytes[end - 1] === 0) end--;
  if (end === 0) return undefined;
  if ((bytes.length - odd) % 4 === 0) {
    const count = Math.ceil(end / 4);
    const [first, second, third, fourth] = zerosBy(4, bytes, count * 4);
    if (third === count && fourth === count && second >= count * mostly && first === 0) return 'utf-32le';
    if (first === count && second === count && third >= count * mostly && fourth === 0) return 'utf-32be';
  }
  const count = Math.ceil(end / 2);
  const [first, second] = zerosBy(2, bytes, count * 2);
  if (first === 0 && second >= count * mostly) return 'utf-16le';
  return second === 0 && first >= count * mostly ? 'utf-16be' : undefined;
}
const mostly = 0.7;

/** How many bytes are zero at each place within units of so many bytes. */
function zerosBy(unit: 2 | 4, bytes: Uint8Array, to: number): [number, number, number, number] {
  const zeros: [number, number, number, number] = [0, 0, 0, 0];
  for (let at = 0; at < to; at++) if (bytes[at] === 0) (zeros[at % unit] as number)++;
  return zeros;
}
