import { keyNames } from './ast';
import type { Key } from './ast';

/** A piece of a query at characters `[from, to)`. */
export type Token = { from: number; to: number } & (
  | { kind: 'open' | 'close' | 'and' | 'or' | 'not' }
  | { kind: 'word'; text: string }
  /** What stands in the quotes, escapes and all. */
  | { kind: 'phrase'; text: string; isClosed: boolean }
  | { kind: 'regex'; source: string; flags: string }
  | ConditionToken
  /** `foo:bar`, where there is no such key. */
  | { kind: 'unknown key'; name: string }
);
export type ConditionToken = {
  from: number;
  to: number;
  kind: 'condition';
  key: Key;
  /** `json` only. */ path: Span;
  operator: Span;
  value: Span;
};
/** A part of a token, empty where it is missing. */
export interface Span {
  text: string;
  from: number;
  to: number;
}

/** Signs in a row are one comparison, also where there is none that is written so: `=>` is a slip, and no text. */
const comparison = /(?:[<>=]|!=)[<>=!]*/y;
const valueComparison = /(?:[<>=~]|![=~])[<>=!~]*/y;
const name = /[A-Za-z][\w-]*/y;
/** Keys that are compared as they are: `size>1000`. */
const compared: readonly string[] = ['size', 'frames', 'time'] satisfies Key[];

function at(pattern: RegExp, text: string, from: number): string {
  pattern.lastIndex = from;
  return pattern.exec(text)?.[0] ?? '';
}
function span(text: string, from: number, to: number): Span {
  return { text: text.slice(from, to), from, to };
}

/** The tokens of a query, in order; any text has some. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let from = 0; ;) {
    from += at(/\s*/y, text, from).length;
    if (from === text.length) return tokens;
    const token = tokenAt(text, from);
    tokens.push(token);
    from = token.to;
  }
}

function tokenAt(text: string, from: number): Token {
  const first = text[from];
  if (first === '(' || first === ')') return { kind: first === '(' ? 'open' : 'close', from, to: from + 1 };
  if (first === '"') {
    const { to, isClosed } = quotedEnd(text, from);
    return { kind: 'phrase', text: text.slice(from + 1, isClosed ? to - 1 : to), isClosed, from, to };
  }
  return (first === '/' ? regexAt(text, from) : conditionAt(text, from)) ?? wordAt(text, from);
}

/** The flags that some language has, or any one letter: what is none here is told. */
const flagsBehind = String.raw`\/([dgimsuvxy]*|[a-z])(?=[\s)]|$)`;
const regexPattern = new RegExp(String.raw`\/((?:[^\\/[]|\\.|\[(?:[^\\\]]|\\.)*\])+)${flagsBehind}`, 'iy');
/** With a class that is not closed. */
const brokenRegex = new RegExp(String.raw`\/((?:[^\\/]|\\.)+)${flagsBehind}`, 'iy');

/** `/…/flags`, with a blank, a parenthesis or nothing behind it: `/usr/lib` is a word. */
function regexAt(text: string, from: number): Token | undefined {
  regexPattern.lastIndex = from;
  brokenRegex.lastIndex = from;
  const [whole, source, flags] = regexPattern.exec(text) ?? brokenRegex.exec(text) ?? [];
  return whole === undefined ? undefined : { kind: 'regex', source: source ?? '', flags: flags ?? '', from, to: from + whole.length };
}

function conditionAt(text: string, from: number): Token | undefined {
  const word = at(name, text, from);
  if (word === '') return undefined;
  const key = keyNames.find((each) => each === word.toLowerCase());
  let next = from + word.length;
  if (key === undefined) {
    // Endpoints, `localhost:5555`, `std::vector`, `C:\` and `error: …` are texts.
    return word.length > 1 && /^:(?!\/\/|:|\s|$|\d{1,5}(?:[\s)]|$))/.test(text.slice(next))
      ? { kind: 'unknown key', name: word, from, to: wordAt(text, from).to }
      : undefined;
  }
  const isCompared = compared.includes(key);
  const hasColon = text[next] === ':';
  if (hasColon) next++;
  else if (at(isCompared ? /\s*(?:[<>=]|!=)/y : /[<>=]|!=|\s+[<>=!]?[<>=](?=\s)/y, text, next) === '') return undefined;
  let path = span(text, next, next);
  if (key === 'json') {
    path = span(text, next, pathEnd(text, next));
    next = path.to;
  }
  const isLoose = key === 'json' || isCompared || !hasColon;
  const blanks = isLoose ? /\s*/y : /(?:)/y;
  const operatorFrom = next + at(blanks, text, next).length;
  const operator = at(key === 'json' ? valueComparison : isLoose ? comparison : /==?/y, text, operatorFrom);
  if (key === 'json' && operator === '')
    return { kind: 'condition', key, path, operator: span(text, next, next), value: span(text, next, next), from, to: next };
  next = operatorFrom + operator.length;
  const valueFrom = next + at(blanks, text, next).length;
  const value = span(text, valueFrom, valueEnd(text, valueFrom, key));
  return { kind: 'condition', key, path, operator: span(text, operatorFrom, operatorFrom + operator.length), value, from, to: value.to };
}

/** Behind the quote that closes the one at `from`, or the end of the text. */
function quotedEnd(text: string, from: number): { to: number; isClosed: boolean } {
  const { length } = at(/"(?:[^"\\]|\\[^])*/y, text, from);
  const isClosed = text[from + length] === '"';
  return { to: from + length + (isClosed ? 1 : 0), isClosed };
}

function pathEnd(text: string, from: number): number {
  let to = from;
  while (to < text.length && !/[\s()=<>~]/.test(text[to] as string) && !/![=~]/.test(text.slice(to, to + 2)))
    to = text[to] === '"' ? quotedEnd(text, to).to : to + 1;
  return to;
}

/** Values that people write with blanks: bytes one by one, a date with the time of day, a size with its unit. */
const withBlanks: Partial<Record<Key, RegExp>> = {
  hex: /(?:0x)?[0-9a-f]{2}(?:\s+(?:0x)?[0-9a-f]{2}(?![^\s)]))+/iy,
  size: /\d[\d.]*\s+(?:[kmg]i?)?b(?![^\s)])/iy,
  time: /\d{4}-\d\d-\d\d\s+\d{1,2}:\d\d[^\s()]*/y,
};

/** A value in quotes, or all up to a blank or to a parenthesis that was not opened in it. */
function valueEnd(text: string, from: number, key: Key): number {
  if (text[from] === '"') return quotedEnd(text, from).to;
  const { length } = withBlanks[key] ? at(withBlanks[key], text, from) : '';
  return length > 0 ? from + length : wordAt(text, from).to;
}

const connectives: Record<string, string> = { '&&': 'and', '||': 'or' };

function wordAt(text: string, from: number): Token {
  let depth = 0;
  let to = from;
  for (; to < text.length; to++) {
    const character = text[to] as string;
    if (/\s/.test(character) || (character === ')' && depth === 0)) break;
    if (character === '(' && depth++ === 0 && /^(?:not|and|or)$/i.test(text.slice(from, to))) break;
    if (character === ')') depth--;
  }
  const word = text.slice(from, to);
  const lower = connectives[word] ?? word.toLowerCase();
  if (lower === 'and' || lower === 'or' || lower === 'not') return { kind: lower, from, to };
  return { kind: 'word', text: word, from, to };
}
