import { comparedKeys, keyNames, textKeys } from './ast';
import type { Key } from './ast';
import { otherKey } from './otherFields';
import { apartComparisonWord, apartPhrase, apartWord, bareFieldAt, insideAt, meantAt, valueAt, type MeantToken } from './otherTools';
import { at, jointAt, pathEnd, quotedEnd, regexAt, span, valueEnd, wordEnd, type Span } from './scan';

/** A piece of a query at characters `[from, to)`. */
export type Token = { from: number; to: number } & (
  | { kind: 'open' | 'close' | 'and' | 'or' | 'not' }
  /** A comma or the like between conditions. */
  | { kind: 'comma'; text: string }
  | { kind: 'word'; text: string }
  /** What stands in the quotes, escapes and all. */
  | { kind: 'phrase'; text: string; isClosed: boolean }
  | { kind: 'regex'; source: string; flags: string }
  | ConditionToken
  | FrameToken
  | ListToken
  | MeantToken
  | UnknownToken
);
/** `frame2:…`, the number from 1. */
export type FrameToken = { from: number; to: number; kind: 'in frame'; frame: number; operator: Span; value: Span };
/** `key in (a, b)`; without items where they cannot be read. */
export type ListToken = { from: number; to: number; kind: 'list'; key: Key; path: Span; isNegated: boolean; items: Span[] };
/** `foo:bar` or `foo>3`, where there is no such key; with `isPhrase` the name is followed by more than an operator and a value. */
export type UnknownToken = {
  from: number;
  to: number;
  kind: 'unknown key';
  text: string;
  name: string;
  operator: Span;
  value: Span;
  isPhrase?: true;
};
export type ConditionToken = {
  from: number;
  to: number;
  kind: 'condition';
  key: Key;
  /** `json` only. */ path: Span;
  operator: Span;
  value: Span;
};
/** Signs in a row are one comparison, also where there is none that is written so: `=>` is a slip, and no text. */
const comparison = /(?:[<>=]|!=)[<>=!]*/y;
const valueComparison = /(?:[<>=~]|![=~])[<>=!~]*/y;
const textComparison = /(?:==?|!==?|!?~)/y;
const name = /[A-Za-z][\w-]*/y;

/** The tokens of a query, in order; any text has some. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let from = 0; ;) {
    from += at(/\s*/y, text, from).length;
    if (from === text.length) break;
    const token = tokenAt(text, from);
    tokens.push(token);
    from = token.to;
  }
  const hasPaths = tokens.some((token) => 'key' in token && token.key === 'json');
  return hasPaths ? tokens.map(asPath) : tokens;
}

/** Beside conditions on values, a path alone is one, too. */
function asPath(token: Token): Token {
  if (token.kind !== 'word' || !/^\$?(?:\.[\p{L}_][\p{L}\p{N}_-]*|(?<=.)\[\d*\])+$/u.test(token.text)) return token;
  const { from, to, text } = token;
  return {
    kind: 'meant',
    key: 'json',
    isNegated: false,
    isSure: true,
    value: { text: '', from: to, to },
    instead: `json:${text}`,
    from,
    to,
  };
}

function tokenAt(text: string, from: number): Token {
  const first = text[from];
  if (first === '(' || first === ')') return { kind: first === '(' ? 'open' : 'close', from, to: from + 1 };
  if (first === '"') {
    const { to, isClosed } = quotedEnd(text, from);
    const inside = insideAt(text, from);
    if (inside) return inside;
    // How far apart the words may be, or how much they count.
    const behind = isClosed ? at(/[~^]\d[\d.]*(?=[\s)]|$)/y, text, to) : '';
    if (behind !== '') {
      const end = span(text, to + behind.length, to + behind.length);
      return {
        kind: 'meant',
        key: 'anywhere',
        isNegated: false,
        isSure: false,
        value: end,
        instead: text.slice(from, to),
        from,
        to: end.to,
      };
    }
    return { kind: 'phrase', text: text.slice(from + 1, isClosed ? to - 1 : to), isClosed, from, to };
  }
  const joint = jointAt(text, from) || at(/(?:&&|\|\|)(?=[\p{L}\p{N}_"(!.])/uy, text, from);
  if (joint !== '') {
    const to = from + joint.length;
    return /[,;]/.test(joint) ? { kind: 'comma', text: joint, from, to } : { kind: joint.startsWith('&') ? 'and' : 'or', from, to };
  }
  // Before a word or a condition; `!=`, `!!` and the like are texts.
  if (first === '!' && /^!(?:\.?[\p{L}_"]|[\p{N}(/]|!+[\p{L}"(]|\s+[\p{L}\p{N}_"(/])/u.test(text.slice(from, from + 10)))
    return { kind: 'not', from, to: from + 1 };
  const regex = first === '/' ? regexAt(text, from) : undefined;
  if (regex) return { kind: 'regex', ...regex, from };
  return (
    meantAt(text, from) ??
    bareAt(text, from) ??
    timeWordAt(text, from) ??
    conditionAt(text, from) ??
    strangeAt(text, from) ??
    wordAt(text, from)
  );
}

/** `.temp>1`: a path and what it is comparedKeys with. */
function bareAt(text: string, from: number): MeantToken | undefined {
  const field = bareFieldAt(text, from);
  if (!field) return undefined;
  const whole = `json:${text.slice(from)}`;
  const token = meantAt(whole, 0) ?? conditionAt(whole, 0);
  const isCompared = token?.kind === 'condition' && token.value.text !== '' && !notCompared.test(token.value.text);
  if (token?.kind !== 'meant' && token?.kind !== 'list' && !isCompared) return undefined;
  const instead = token.kind === 'meant' ? token.instead : whole.slice(0, token.to);
  const place = span(text, from + token.to - 5, from + token.to - 5);
  return { kind: 'meant', key: 'json', isNegated: false, isSure: true, value: place, instead, from, to: place.to };
}

const timeWord = /(after|before|since|until)(?:\s+|\s*[:=]\s*)(?=\S)/iy;
const timeWords: Record<string, string> = { after: '>', before: '<', since: '>=', until: '<=' };
/** What is a time and hardly a text behind such a word. */
const timeLike =
  /(?:\d{4}-\d\d-\d\d(?:(?:T|\s+)\d{1,2}:\d\d[^\s()]*)?|\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?|(?:now)?-(?:\d+(?:\.\d+)?[a-z]{1,3})+|\d{10,20}(?:\.\d+)?)(?=[\s)]|$)/iy;

/** `after 10:32`. */
function timeWordAt(text: string, from: number): ConditionToken | undefined {
  const begin = at(timeWord, text, from);
  const time = begin === '' ? '' : at(timeLike, text, from + begin.length);
  if (time === '') return undefined;
  const valueFrom = from + begin.length;
  const word = /^[a-z]+/i.exec(begin)?.[0] ?? '';
  const operator = { text: timeWords[word.toLowerCase()] ?? '', from, to: from + word.length };
  const path = span(text, from + word.length, from + word.length);
  const value = span(text, valueFrom, valueFrom + time.length);
  return { kind: 'condition', key: 'time', path, operator, value, from, to: value.to };
}

function conditionAt(text: string, from: number): Token | undefined {
  const word = at(name, text, from);
  if (word === '') return undefined;
  const frame = frameAt(text, from, word);
  if (frame) return frame;
  const key = keyNames.find((each) => each === word.toLowerCase());
  let next = from + word.length;
  if (key === undefined) return unknownAt(text, from, word);
  const isCompared = comparedKeys.includes(key);
  const isText = (textKeys as readonly string[]).includes(key);
  const hasColon = text[next] === ':';
  if (hasColon) next++;
  else if (text.startsWith('!:', next)) {
    const value = span(text, next + 2, valueEnd(text, next + 2, key));
    const path = span(text, next, next);
    return { kind: 'condition', key, path, operator: span(text, next, next + 2), value, from, to: value.to };
  } else {
    const list = listAt(text, from, key, span(text, next, next));
    if (list) return list;
    const signs = isCompared
      ? /\s*(?:[<>=]|!=)/y
      : isText
        ? /[<>=~]|![=~]|\s+(?:[<>=!]?[<>=]|!?~)(?=\s)|\s+(?:contains|matches)\s+(?=[^\s)])/iy
        : /[<>=]|!=|\s+[<>=!]?[<>=](?=\s)/y;
    if (at(signs, text, next) === '') return unknownAt(text, from, word);
  }
  let path = span(text, next, next);
  if (key === 'json') {
    path = span(text, next, pathEnd(text, next));
    next = path.to;
    const list = listAt(text, from, key, path);
    if (list) return list;
  }
  const isLoose = key === 'json' || isCompared || !hasColon;
  const blanks = isLoose ? /\s*/y : /(?:)/y;
  const operatorFrom = next + at(blanks, text, next).length;
  const operator =
    (key === 'json' || (isText && !hasColon) ? at(/(?:contains|matches)(?=\s+[^\s)])/iy, text, operatorFrom) : '') ||
    at(
      key === 'json'
        ? valueComparison
        : isText && (hasColon || text[operatorFrom] !== '=')
          ? textComparison
          : isLoose
            ? comparison
            : /==?/y,
      text,
      operatorFrom,
    );
  if (key === 'json' && operator === '')
    return { kind: 'condition', key, path, operator: span(text, next, next), value: span(text, next, next), from, to: next };
  next = operatorFrom + operator.length;
  const valueFrom = next + at(blanks, text, next).length;
  const value = span(text, valueFrom, valueEnd(text, valueFrom, key));
  return { kind: 'condition', key, path, operator: span(text, operatorFrom, operatorFrom + operator.length), value, from, to: value.to };
}

/** `frame2:…`, `frame2~…`, `frame2!=…`. */
function frameAt(text: string, from: number, word: string): FrameToken | undefined {
  const [, digits] = /^frame(\d{1,6})$/i.exec(word) ?? [];
  const operatorFrom = from + word.length;
  const operator = at(/!?:(?:=|~)?|(?:==?|!=|!?~)/y, text, operatorFrom);
  if (digits === undefined || operator === '') return undefined;
  const valueFrom = operatorFrom + operator.length;
  const hex = at(/hex:[0-9a-f]{2}(?:\s+[0-9a-f]{2}(?![^\s)]))+/iy, text, valueFrom);
  const value = span(text, valueFrom, hex === '' ? valueEnd(text, valueFrom, 'text') : valueFrom + hex.length);
  const operatorSpan = span(text, operatorFrom, valueFrom);
  return { kind: 'in frame', frame: Number(digits), operator: operatorSpan, value, from, to: value.to };
}

const listItem = /\s*("(?:[^"\\]|\\[^])*"|[^\s,()"]+)\s*(,|\))/y;

/** ` in (a, b)` behind a key or a path. */
function listAt(text: string, from: number, key: Key, path: Span): ListToken | undefined {
  const start = at(/\s+(?:not\s+)?in\s*\(/iy, text, path.to);
  if (start === '') return undefined;
  const isNegated = /\snot\s/i.test(start);
  const items: Span[] = [];
  listItem.lastIndex = path.to + start.length;
  for (let match = listItem.exec(text); match; match = listItem.exec(text)) {
    const [whole, item = '', sign] = match;
    const itemFrom = match.index + whole.indexOf(item);
    items.push(span(text, itemFrom, itemFrom + item.length));
    const to = match.index + whole.length;
    if (sign === ')') return { kind: 'list', key, path, isNegated, items, from, to };
    listItem.lastIndex = to;
  }
  // Behind a path it can be meant no other way; else these are words and a group.
  const close = text.indexOf(')', path.to);
  return key === 'json' ? { kind: 'list', key, path, isNegated, items: [], from, to: close < 0 ? text.length : close + 1 } : undefined;
}

const anyName = /@?[A-Za-z_][\w-]*(?:\.[\w-]+|\[\w*\])*/y;
const anyComparison = /(?:[=!]==?|>=|<=|<>|[<>=]|!?~|=~)(?![<>=~!])/y;
/** No hosts, which may stand before a port. */
const counted = /^(?:len|length|bytes|parts?|frame)$/i;
/** Signs that stand between blanks for a comparison, and hardly for themselves. */
const apartComparison =
  /\s+(?:[=!]==?|>=|<=|<>|[<>=])\s+(?=[^\s()<>=])|\s+(?:[=!]==?|>=|<=|[<>=])(?=[+-]?\d|["'])|\s+[=!]?=(?=\p{L})|(?:[=!]==?|>=|<=|[<>=])\s+(?=[\p{L}\p{N}"'.+-])/uy;
/** `dGVzdA==`, `a=1&b=2`, `vector<int>` and `x->y` are texts. */
const notCompared = /^[&|]|[&;<>]|=$/;

/** What reads like a condition with a name that is no key. */
function unknownAt(text: string, from: number, word: string): UnknownToken | undefined {
  const whole = at(anyName, text, from);
  const next = from + whole.length;
  if (whole.length < 2 || whole.endsWith('-') || /^(?:and|or|not)$/i.test(whole)) return undefined;
  const isKey = keyNames.some((key) => key === whole.toLowerCase());
  if (text[next] === ':') {
    // Endpoints, `localhost:5555`, `std::vector`, `C:\` and `error: …` are texts.
    const isText = /^:(?:\/\/|:|\s|$)/.test(text.slice(next)) || (/^:\d{1,5}(?:[\s)]|$)/.test(text.slice(next)) && !counted.test(whole));
    const apart = isKey ? undefined : colonApartAt(text, from, next);
    if (apart || isKey || (whole !== word && !/^frames?\[\d{1,6}\]$/i.test(whole)) || isText) return apart;
    return unknown(text, from, next, next + 1, span(text, next + 1, valueEnd(text, next + 1, 'unknown')));
  }
  const apart =
    at(apartComparison, text, next) || (otherKey(whole) ? at(apartWord, text, next) : '') || at(apartComparisonWord, text, next);
  const sign = apart || at(anyComparison, text, next);
  if (isKey) return undefined;
  if (sign === '') return colonApartAt(text, from, next) ?? phraseAt(text, from, next);
  const valueFrom = next + sign.length;
  const value = valueAt(text, valueFrom, 'unknown');
  if (value.text === '' || notCompared.test(value.text)) return undefined;
  const operatorFrom = text.indexOf(sign.trim(), next);
  return unknown(text, from, operatorFrom, operatorFrom + sign.trim().length, value);
}

function unknown(text: string, from: number, operatorFrom: number, operatorTo: number, value: Span): UnknownToken {
  const name = text.slice(from, operatorFrom).trimEnd();
  const operator = span(text, operatorFrom, operatorTo);
  return { kind: 'unknown key', text: text.slice(from, value.to), name, operator, value, from, to: value.to };
}

const apartColon = /\s*:\s*/y;
/** Where no more words follow, as they do in what programs print. */
const behindValue = String.raw`(?=\s*(?:$|\)|&|\|)|\s+(?:and|or|not)\s|\s+(?:[a-z][\w.]*:(?!\s)|[a-z][\w.]*\s*[=<>]|\())`;
const apartValue = new RegExp(String.raw`([<>]=?|)\s*(?:"[^"]+"${behindValue}|[\p{L}\p{N}_+*.-]+${behindValue})`, 'iuy');

/** `level : ERROR`, `level: ERROR`, `temp: >20`; `error: disk full` is a text. */
function colonApartAt(text: string, from: number, next: number): UnknownToken | undefined {
  const colon = at(apartColon, text, next);
  if (colon.length < 2) return undefined;
  apartValue.lastIndex = next + colon.length;
  const [value, sign = ''] = apartValue.exec(text) ?? [];
  if (value === undefined) return undefined;
  const colonFrom = next + colon.indexOf(':');
  const valueFrom = next + colon.length + at(/[<>]=?\s*/y, text, next + colon.length).length;
  const token = unknown(text, from, colonFrom, colonFrom + 1, span(text, valueFrom, next + colon.length + value.length));
  return sign === '' ? token : { ...token, operator: { ...token.operator, text: sign } };
}

/** `level in ("a", "b")`, `temp between 1 and 10`, `temp is null`: what can be asked of a value. */
function phraseAt(text: string, from: number, next: number): UnknownToken | undefined {
  const phrase = at(apartPhrase, text, next);
  if (phrase === '') return undefined;
  const asValue = `json:.x${text.slice(next)}`;
  const token = meantAt(asValue, 0) ?? conditionAt(asValue, 0);
  if (token === undefined || token.to < 'json:.x'.length + phrase.trimEnd().length) return undefined;
  const to = next + token.to - 'json:.x'.length;
  return { ...unknown(text, from, next, next, span(text, to, to)), isPhrase: true };
}

/** `_exists_:temp`, `@timestamp>…`: names with a sign before them, where other tools have them. */
function strangeAt(text: string, from: number): UnknownToken | undefined {
  const name = at(/[@_][A-Za-z]+_?/y, text, from);
  return name !== '' && otherKey(name) ? unknownAt(text, from, name) : undefined;
}

const connectives: Record<string, string> = { '&&': 'and', '||': 'or', '&': 'and', '|': 'or' };

function wordAt(text: string, from: number): Token {
  const to = wordEnd(text, from);
  const word = text.slice(from, to);
  const lower = connectives[word] ?? word.toLowerCase();
  if (lower === 'and' || lower === 'or' || lower === 'not') return { kind: lower, from, to };
  return { kind: 'word', text: word, from, to };
}
