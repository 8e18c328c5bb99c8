import { comparedKeys } from './ast';
import type { Key } from './ast';
import { textValue, topicText } from './write';

/** What a condition is about; `anywhere`: any frame. */
export interface Field {
  key: Key | 'frame' | 'anywhere';
  /** As it stands in a query: `topic`, `json:.temp`, `frame2`; empty for `anywhere`. */
  name: string;
}
/** `is`: whatever the key finds where nothing but its colon is written. */
export type Meaning = 'is' | '=' | '>' | '>=' | '<' | '<=' | 'part' | 'begins' | 'ends' | 'regex' | 'like';
/** A value as it is written, and the text without the quotes around it. */
export interface Value {
  written: string;
  text: string;
  isQuoted: boolean;
}

const isEqual: Partial<Record<Field['key'], string>> = { topic: '=', socket: '=', peer: '=', frame: '=', json: '=', anywhere: '' };
const isPart: Partial<Record<Field['key'], string>> = { topic: '~', socket: '~', json: '~', anywhere: '' };
const isRegex: Partial<Record<Field['key'], string>> = { topic: ':', text: ':', frame: ':', json: '~', anywhere: '' };
const takesInequality: readonly string[] = ['topic', 'socket', 'peer', 'frame', 'json', ...comparedKeys];

export function valueOf(written: string): Value {
  const double = /^"((?:[^"\\]|\\[^])*)"$/.exec(written)?.[1];
  const text = double === undefined ? /^'([^']*)'$/.exec(written)?.[1] : double.replace(/\\(["\\])/g, '$1');
  return { written, text: text ?? written, isQuoted: text !== undefined };
}

/** A condition in this language. */
export function conditionText(field: Field, meaning: Meaning, value: Value, isNegated = false): string {
  const { key, name } = field;
  if (isNegated && (meaning === '=' || (meaning === 'is' && key === 'json')) && takesInequality.includes(key) && !isPattern(field, value))
    return `${name}!=${literal(field, value)}`;
  return `${isNegated ? 'not ' : ''}${positive(field, meaning, value)}`;
}

function positive(field: Field, meaning: Meaning, value: Value): string {
  const { key, name } = field;
  const { text } = value;
  const after = (sign: string) => `${name}${sign}${literal(field, value)}`;
  if (comparedKeys.includes(key)) return after(/[<>]/.test(meaning) ? meaning : '=');
  switch (meaning) {
    case 'is':
      if (key === 'json') return positive(field, isPattern(field, value) ? 'like' : '=', value);
      return after(key === 'anywhere' ? '' : ':');
    case '=':
      if (isPattern(field, value)) return positive(field, 'like', value);
      return after(isEqual[key] ?? ':');
    case '>':
    case '>=':
    case '<':
    case '<=':
      return key === 'json' ? after(meaning) : positive(field, key === 'topic' ? 'is' : 'part', value);
    case 'part':
      return after(isPart[key] ?? ':');
    case 'begins':
      if (key === 'topic' || key === 'event') return after(':');
      if (key === 'socket' && !value.isQuoted) return `${name}:${text}*`;
      return regex(field, `^${escaped(text)}`) ?? positive(field, 'part', value);
    case 'ends':
      if (key === 'socket' && !value.isQuoted) return `${name}:*${text}`;
      return regex(field, `${escaped(text)}$`) ?? positive(field, 'part', value);
    case 'regex': {
      const [, source, flags] = /^\/((?:[^\\]|\\[^])+)\/([a-z]*)$/.exec(text) ?? [undefined, wholeSource(text), ''];
      return regex(field, source as string, flags) ?? positive(field, 'part', { ...value, written: '…', text: '…', isQuoted: false });
    }
    case 'like':
      return like(field, value);
  }
}

/** As SQL and file names have it. */
function like(field: Field, value: Value): string {
  const { text } = value;
  if (/^\/(?:[^\\]|\\[^])+\/[a-z]*$/.test(text)) return positive(field, 'regex', value);
  const pieces = text.split(/[%*]+/);
  const [first = '', last = ''] = [pieces[0], pieces.at(-1)];
  const of = (piece: string): Value => ({ written: textValue(piece), text: piece, isQuoted: /\s/.test(piece) });
  if (pieces.length === 1) return positive(field, '=', value);
  if (pieces.length === 2 && last === '') return positive(field, 'begins', of(first));
  if (pieces.length === 2 && first === '') return positive(field, 'ends', of(last));
  if (pieces.length === 3 && first === '' && last === '') return positive(field, 'part', of(pieces[1] ?? ''));
  if (field.key === 'socket') return `${field.name}:${pieces.join('*')}`;
  const longest = pieces.reduce((a, b) => (b.length > a.length ? b : a));
  return regex(field, `^${pieces.map(escaped).join('.*')}$`) ?? positive(field, 'part', of(longest));
}

/** A value that its key does not read as a pattern, and that looks like one. */
function isPattern({ key }: Field, { written, isQuoted }: Value): boolean {
  return (
    !isQuoted &&
    ((key === 'json' && /^[*]|[*]$/.test(written)) || (isRegex[key] !== undefined && /^\/(?:[^\\]|\\[^])+\/[imsu]*$/.test(written)))
  );
}

function regex({ key, name }: Field, source: string, flags = ''): string | undefined {
  const sign = isRegex[key];
  return sign === undefined ? undefined : `${name}${sign}/${source.replace(/\s/g, '\\s')}/${flags}`;
}

/** A regex that is written without slashes around it, so that it can stand between them. */
function wholeSource(text: string): string {
  return text.replace(/\\[^]|\\$|\//g, (piece) => (piece.length === 1 ? `\\${piece}` : piece));
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function literal({ key }: Field, { written, text, isQuoted }: Value): string {
  if (!isQuoted) return key === 'anywhere' ? textValue(text) : written;
  if (written.startsWith('"')) return written;
  return key === 'topic' ? `"${topicText(text)}"` : `"${text.replace(/["\\]/g, '\\$&')}"`;
}
