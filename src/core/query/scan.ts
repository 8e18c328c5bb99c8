/** How far pieces of a query reach. */
import { keyNames } from './ast';

/** A part of a query, empty where it is missing. */
export interface Span {
  text: string;
  from: number;
  to: number;
}

/** What a sticky pattern finds at a place; empty where it finds nothing. */
export function at(pattern: RegExp, text: string, from: number): string {
  pattern.lastIndex = from;
  return pattern.exec(text)?.[0] ?? '';
}

export function span(text: string, from: number, to: number): Span {
  return { text: text.slice(from, to), from, to };
}

/** Behind the quote that closes the one at `from`, or the end of the text. */
export function quotedEnd(text: string, from: number): { to: number; isClosed: boolean } {
  const { length } = at(/"(?:[^"\\]|\\[^])*/y, text, from);
  const isClosed = text[from + length] === '"';
  return { to: from + length + (isClosed ? 1 : 0), isClosed };
}

const nextCondition = String.raw`(?:!\s*|not\s+)?(?:(?:${keyNames.join('|')})\b|frame\d{1,6})`;
const joints = ['\\s*', ''].map(
  (blanks) =>
    new RegExp(
      String.raw`(?:&&|\|\|)(?=\s*(?:${nextCondition}!?[:=<>~]|!?\.[\p{L}_"]|!?\())|,(?=${blanks}${nextCondition}!?[:=<>~])|;(?=\s*${nextCondition}!?[:=<>~])|[&|](?=${nextCondition}!?:)`,
      'iuy',
    ),
) as [afterBlanks: RegExp, atOnce: RegExp];
/** Keys that take several values with commas between them for what they are. */
const takesCommas: readonly string[] = ['topic', 'socket', 'peer'];

/** What stands between two conditions without a blank before it: `&&`, `||`, `&`, `|`, `,` or `;`. */
export function jointAt(text: string, from: number, key?: string): string {
  if (!/[,;&|]/.test(text.charAt(from))) return '';
  return at(joints[Number(key !== undefined && takesCommas.includes(key))] as RegExp, text, from);
}

/** The end of a path of `json:`. */
export function pathEnd(text: string, from: number): number {
  let to = from;
  while (to < text.length && !/[\s()=<>~]/.test(text[to] as string) && !/![=~]/.test(text.slice(to, to + 2)) && jointAt(text, to) === '')
    to = text[to] === '"' ? quotedEnd(text, to).to : to + 1;
  return to;
}

/** All up to a blank or to a parenthesis that was not opened in it. */
export function wordEnd(text: string, from: number): number {
  let depth = 0;
  let to = from;
  for (; to < text.length; to++) {
    const character = text[to] as string;
    if (/\s/.test(character) || (character === ')' && depth === 0)) break;
    if (character === '(' && depth++ === 0 && /^(?:not|and|or)$/i.test(text.slice(from, to))) break;
    if (character === ')') depth--;
  }
  return to;
}

/** The flags that some language has, or any one letter: what is none here is told. */
const flagsBehind = String.raw`\/([dgimsuvxy]*|[a-z])(?=[\s)]|$)`;
const regexPattern = new RegExp(String.raw`\/((?:[^\\/[]|\\.|\[(?:[^\\\]]|\\.)*\])+)${flagsBehind}`, 'iy');
/** With a class that is not closed. */
const brokenRegex = new RegExp(String.raw`\/((?:[^\\/]|\\.)+)${flagsBehind}`, 'iy');

/** `/…/flags`, with a blank, a parenthesis or nothing behind it: `/usr/lib` is a word. */
export function regexAt(text: string, from: number): { source: string; flags: string; to: number } | undefined {
  regexPattern.lastIndex = from;
  brokenRegex.lastIndex = from;
  const [whole, source = '', flags = ''] = regexPattern.exec(text) ?? brokenRegex.exec(text) ?? [];
  return whole === undefined ? undefined : { source, flags, to: from + whole.length };
}

/** Values that people write with blanks: bytes one by one, a date with the time of day, a size with its unit. */
const withBlanks: Partial<Record<string, RegExp>> = {
  hex: /(?:0x)?[0-9a-f]{2}(?:\s+(?:0x)?[0-9a-f]{2}(?![^\s)]))+/iy,
  size: /\d[\d.]*\s+(?:(?:[kmg]i?)?b|bytes?)(?![^\s)])/iy,
  time: /\d{4}-\d\d-\d\d\s+\d{1,2}:\d\d[^\s()]*/y,
};

/** The end of a value of this key: in quotes, a regex where it takes one with blanks, or a word. */
export function valueEnd(text: string, from: number, key: string): number {
  if (text[from] === '"') return quotedEnd(text, from).to;
  const regex = (key === 'text' || key === 'json' || key === 'unknown') && text[from] === '/' ? regexAt(text, from) : undefined;
  if (regex) return regex.to;
  const { length } = withBlanks[key] ? at(withBlanks[key], text, from) : '';
  if (length > 0) return from + length;
  const end = wordEnd(text, from);
  if (text[from] === '/') return end;
  let to = from;
  while (to < end && (key === 'unknown' ? at(/&&|\|\|/y, text, to) : jointAt(text, to, key)) === '') to++;
  return to;
}
