import { t } from '@vscode/l10n';
import { socketTypeNames } from '../../protocol/sockets';
import { parseHex } from '../base/bytes';
import { parsePathPattern } from '../codecs/values/path';
import { sentences, ZmqError } from '../base/errors';
import { eventKinds } from '../events/eventKinds';
import { decoderNames } from '../../protocol/decoding';
import { comparedKeys, gapStates, pairStates } from './ast';
import type { Comparison, Condition, Operand, QueryNode, TimeOperand } from './ast';
import { globOf } from './glob';
import type { ConditionToken, FrameToken, ListToken } from './lexer';
import { fault, faultWith } from './queryFault';
import { regexNode } from './regexNode';
import { conditionText, valueOf } from './rewrite';
import { regexAt, type Span } from './scan';
import { meantPattern } from './slips';

const encoder = new TextEncoder();
const directions = ['in', 'out', 'event'] as const;

/** What a `key:value` asks for. @throws QueryFault */
export function conditionOf(token: ConditionToken): QueryNode {
  const { key, operator, value } = token;
  if (key === 'json') return valueCondition(token);
  if (/^matches$/i.test(operator.text)) fault(t('Write a regex as {0}.', `${key}:/…/`), operator);
  if (value.text === '') fault(missingValue(token), token);
  const isNegated = operator.text.startsWith('!') && !comparedKeys.includes(key);
  const node = positive(token);
  return isNegated ? { kind: 'not', part: node } : node;
}

/** The condition without the `!` of its operator. */
function positive({ key, operator, value }: ConditionToken): Condition {
  const isPart = /~$|^contains$/i.test(operator.text);
  const exact = operator.text.includes('=');
  if (key === 'topic' || key === 'text') {
    const regex = regexValue(value, key === 'topic' ? 'topic' : 'decoded');
    if (regex && !exact) return regex;
  }
  checkQuotes(value);
  const isQuoted = value.text.startsWith('"');
  const text = isQuoted ? (key === 'socket' || key === 'peer' ? unquoteWhole(value.text) : unquote(value.text)) : value.text;
  const isHex = !isQuoted && /^0x/i.test(text);
  if (!isQuoted && !exact && (key === 'topic' || key === 'socket' || key === 'peer' || key === 'text')) {
    const instead = meantPattern({ key, name: key }, isPart ? '~' : ':', text);
    if (instead !== undefined) faultWith(operator.text.startsWith('!') ? `not ${instead}` : instead, value);
  }
  switch (key) {
    case 'socket': {
      if (isPart) return { kind: 'socket part', text: notEmpty(text, value) };
      const glob = isQuoted || exact || !/[*].|[?]/.test(text) ? undefined : globOf(text, (part) => encoder.encode(part));
      if (glob) return { kind: 'socket like', glob };
      return isQuoted || !text.endsWith('*')
        ? { kind: 'socket', name: text, prefix: false }
        : { kind: 'socket', name: text.slice(0, -1), prefix: true };
    }
    case 'type':
      return { kind: 'type', type: oneOf(socketTypeNames, text, t('type of socket'), value) };
    case 'dir':
      return { kind: 'direction', direction: oneOf(directions, text, t('direction'), value) };
    case 'topic': {
      const plain = isQuoted ? value.text.slice(1, -1) : text;
      if (isPart)
        return isHex
          ? { kind: 'topic part', text, bytes: hex(text, value, key) }
          : { kind: 'topic part', text: notEmpty(new TextDecoder().decode(topicBytes(plain)), value) };
      // It is a prefix anyway, but many write the star.
      if (!isQuoted && !exact && /^[^*?]*\*$/.test(text)) return { kind: 'topic', topic: topicBytes(text.slice(0, -1)), exact };
      const glob = isQuoted || exact || isHex ? undefined : globOf(text, topicBytes);
      return glob ? { kind: 'topic like', glob } : { kind: 'topic', topic: isHex ? hex(text, value, key) : topicBytes(plain), exact };
    }
    case 'peer':
      return {
        kind: 'peer',
        text: notEmpty(text, value),
        ...(isHex ? { bytes: hex(text, value, key) } : {}),
        ...(exact ? { exact: true } : {}),
      };
    case 'size':
      return { kind: 'size', comparison: comparisonOf(operator), value: size(text, value) };
    case 'frames':
      if (!/^\d{1,9}$/.test(text)) fault(t('"{0}" is not a number of frames; write frames=3 or frames>1.', text), value);
      return { kind: 'frames', comparison: comparisonOf(operator), value: Number(text) };
    case 'conn':
      if (!/^#?\d{1,9}$/.test(text)) fault(t('"{0}" is not the number of a connection; write conn:3.', text), value);
      return { kind: 'conn', comparison: comparisonOf(operator), value: Number(text.replace('#', '')) };
    case 'hex':
      return { kind: 'bytes', bytes: hex(text, value, key) };
    case 'time':
      return { kind: 'time', comparison: comparisonOf(operator), time: time(text, value) };
    case 'text':
      return { kind: 'decoded', text: notEmpty(text, value) };
    case 'decoder':
      return { kind: 'decoder', decoder: oneOf(decoderNames, text, t('decoder'), value) };
    case 'event':
      return { kind: 'event', events: events(text, exact, value) };
    case 'pair':
      return { kind: 'pair', state: oneOf(pairStates, text, t('part of an exchange'), value) };
    case 'gap':
      return { kind: 'gap', is: oneOf(gapStates, text, t('kind of gap'), value) };
    case 'json':
      throw new Error('A value has a path.');
  }
}

/** What `frame2:…` asks for. @throws QueryFault */
export function frameCondition({ frame, operator, value, from, to }: FrameToken): QueryNode {
  if (frame === 0) fault(t('Frames are counted from 1.'), { from, to });
  if (value.text === '')
    fault(t('{0} needs a value right after it; to find the text itself, write "{1}" in quotes.', `frame${frame}:`, `frame${frame}:`), {
      from,
      to,
    });
  const exact = operator.text.includes('=') ? { exact: true as const } : {};
  const positive = (): Condition => {
    const regex = exact.exact ? undefined : regexValue(value, frame - 1);
    if (regex) return regex;
    checkQuotes(value);
    const isQuoted = value.text.startsWith('"');
    const text = isQuoted ? unquote(value.text) : value.text;
    const instead = isQuoted || exact.exact ? undefined : meantPattern({ key: 'frame', name: `frame${frame}` }, ':', text);
    if (instead !== undefined) faultWith(operator.text.startsWith('!') ? `not ${instead}` : instead, value);
    const digits = isQuoted ? undefined : (/^hex:(.+)/is.exec(text)?.[1] ?? (/^0x/i.test(text) ? text : undefined));
    const found = digits === undefined ? { text: notEmpty(text, value) } : { text, bytes: hex(digits, value, 'frame') };
    return { kind: 'frame', frame: frame - 1, ...found, ...exact };
  };
  return operator.text.startsWith('!') ? { kind: 'not', part: positive() } : positive();
}

/** What `key in (…)` asks for: one of the values, each as it stands. @throws QueryFault */
export function listCondition({ key, path, isNegated, items, from, to }: ListToken): QueryNode {
  if (items.length === 0)
    fault(t('Write the values with commas between them, as in {0}.', `${key === 'json' ? `json:${path.text}` : key} in (1, 2)`), {
      from,
      to,
    });
  // A value that is not there is in no list, and out of none.
  const isValue = key === 'json';
  const parts = items.map((value) => {
    const isPattern = /[*?+#]/.test(value.text) || value.text.startsWith('/');
    const sign = isValue && isNegated ? '!=' : key === 'topic' && isPattern && !value.text.startsWith('"') ? '' : '=';
    return conditionOf({ kind: 'condition', key, path, operator: { ...value, text: sign }, value, from, to });
  });
  const [first] = parts as [QueryNode, ...QueryNode[]];
  const node: QueryNode = parts.length === 1 ? first : { kind: isValue && isNegated ? 'and' : 'or', parts };
  return isNegated && !isValue ? { kind: 'not', part: node } : node;
}

const wholeRegex = /^\/((?:[^\\/[]|\\.|\[(?:[^\\\]]|\\.)*\])+|(?:[^\\/]|\\.)+)\/([imsu]*)$/s;

/** `/…/flags`; undefined where it is no regex: `/sensor/temp` is a topic. */
function regexValue({ text, from, to }: Span, where: 'topic' | 'decoded' | number): Condition | undefined {
  const [whole, source = '', flags = ''] = wholeRegex.exec(text) ?? [];
  return whole === undefined ? undefined : { ...regexNode({ source, flags, from, to }), where };
}

function notEmpty(text: string, place: Span): string {
  return text === '' ? fault(t('There is nothing in these quotes; write a text, or leave them out.'), place) : text;
}

/** As people write them in one language or another. */
const comparisons: Record<string, Comparison> = {
  '': '=',
  '=': '=',
  '==': '=',
  '===': '=',
  '!=': '!=',
  '!==': '!=',
  '<>': '!=',
  '>': '>',
  '>=': '>=',
  '<': '<',
  '<=': '<=',
};

function comparisonOf(operator: Span, canSearch = false): Comparison {
  return (
    comparisons[operator.text] ??
    fault(
      canSearch
        ? t('There is no comparison "{0}": write =, !=, >, >=, <, <=, and ~ for a text within, or put the text in quotes.', operator.text)
        : t('There is no comparison "{0}": write =, !=, >, >=, <, <=, or put the text in quotes.', operator.text),
      operator,
    )
  );
}

function missingValue({ key, operator }: ConditionToken): string {
  const written = `${key}${comparedKeys.includes(key) ? operator.text || ':' : `:${operator.text}`}`;
  return t('{0} needs a value right after it; to find the text itself, write "{1}" in quotes.', written, written);
}

function checkQuotes(value: Span): void {
  if (/^"(?!(?:[^"\\]|\\[^])*"$)/.test(value.text)) fault(t('The closing quote is missing; write \\" for a quote within.'), value);
  if (/^\([^)]*$/.test(value.text))
    fault(t('Parentheses are for whole conditions, as in (topic:a or topic:b); put a value that begins with one in quotes.'), value);
  if (/^['“„«‘]/.test(value.text))
    fault(t('Quotes are written as "; put a text that begins with {0} in them.', value.text.charAt(0)), value);
}

/** The text in quotes; `\"` and `\\` are escapes, all else stands for itself. */
function unquote(quoted: string): string {
  return unescapeQuotes(quoted.slice(1, -1));
}
/** Of a name, a peer or a value: `\uNNNN` is an escape, too. */
function unquoteWhole(quoted: string): string {
  return quoted
    .slice(1, -1)
    .replace(
      /\\(?:(["\\])|u([0-9a-f]{4}))/gi,
      (_, sign: string | undefined, unit: string) => sign ?? String.fromCharCode(parseInt(unit, 16)),
    );
}
export function unescapeQuotes(text: string): string {
  return text.replace(/\\(["\\])/g, '$1');
}

function oneOf<T extends string>(all: readonly T[], text: string, what: string, place: Span): T {
  return (
    all.find((each) => each === text.toLowerCase()) ??
    fault(t('There is no {0} "{1}"; write one of {2}.', what, text, all.join(', ')), place)
  );
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', '\\': '\\', '"': '"' };

/** A topic's bytes: UTF-8 and `\xNN`, `\uNNNN`, `\n`, `\r`, `\t`, `\"`, `\\`. */
function topicBytes(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const [part, byte, unit, letter] of text.matchAll(/\\x([0-9a-f]{2})|\\u([0-9a-f]{4})|\\([nrt"\\])|\\|[^\\]+/gi)) {
    if (byte !== undefined) bytes.push(parseInt(byte, 16));
    else if (unit !== undefined) bytes.push(...encoder.encode(String.fromCharCode(parseInt(unit, 16))));
    else bytes.push(...encoder.encode(letter === undefined ? part : (escapes[letter] ?? part)));
  }
  return Uint8Array.from(bytes);
}

const hexExamples = { hex: 'hex:00ff', peer: 'peer:0x00ff', topic: 'topic:0x00ff', frame: 'frame2:0x00ff' };

function hex(text: string, place: Span, key: keyof typeof hexExamples): Uint8Array {
  try {
    const bytes = parseHex(text);
    return bytes.length > 0 ? bytes : fault(t('{0}: needs at least one byte, such as {1}.', key, hexExamples[key]), place);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return fault(
      key === 'hex'
        ? t('{0} Write bytes as {1}.', error.message, hexExamples[key])
        : t('{0} Write bytes as {1}, or a text that begins with 0x in quotes.', error.message, hexExamples[key]),
      place,
    );
  }
}

const scales: Record<string, number> = { '': 1, k: 1e3, m: 1e6, g: 1e9, ki: 1024, mi: 1024 ** 2, gi: 1024 ** 3 };

function size(text: string, place: Span): number {
  const [, digits, scale] = /^(\d{1,15}(?:\.\d+)?)\s*([kmg]i?)?(?:b|\s*bytes?)?$/i.exec(text) ?? [];
  return digits === undefined
    ? fault(t('"{0}" is not a size; write bytes as 1000, 1k, 1.5M or 64Ki.', text), place)
    : Number(digits) * (scales[(scale ?? '').toLowerCase()] as number);
}

function events(text: string, exact: boolean, place: Span): (typeof eventKinds)[number][] {
  const kind = text.toLowerCase();
  const found = eventKinds.filter((each) => (exact ? each === kind : each.startsWith(kind)));
  return found.length > 0 ? found : fault(t('There is no event "{0}"; there are {1}.', text, eventKinds.join(', ')), place);
}

const clock = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?`;
const timeOfDay = new RegExp(`^${clock}$`);
const moment = new RegExp(String.raw`^(\d{4})-(\d{2})-(\d{2})(?:(?:T|\s+)${clock}(Z|[+-]\d{2}:?\d{2})?)?$`, 'i');
const minute = 60_000;

function time(text: string, place: Span): TimeOperand {
  const wrong = () =>
    fault(
      t('"{0}" is not a time; write 10:32, 10:32:05.123 or 2024-05-01T10:32:05, -5m for five minutes ago, or seconds since 1970.', text),
      place,
    );
  const ago = agoOf(text) ?? epochOf(text);
  if (ago) return ago;
  const day = timeOfDay.exec(text)?.slice(1);
  if (day) {
    const { ms, unit } = clockOf(day) ?? wrong();
    return { since: 'midnight', ms, unit };
  }
  const [, year, month, date, ...rest] = moment.exec(text) ?? wrong();
  const [hours, , , , zone] = rest;
  const { ms, unit } = hours === undefined ? { ms: 0, unit: 24 * 60 * minute } : (clockOf(rest) ?? wrong());
  const midnight = new Date(Date.UTC(Number(year), Number(month) - 1, Number(date)));
  if (midnight.getUTCMonth() !== Number(month) - 1) wrong();
  if (zone === undefined) return { since: 1970, ms: localTime(new Date(Number(year), Number(month) - 1, Number(date)), ms), unit };
  const [, sign, h, m] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  const offset = sign === undefined ? 0 : (Number(h) * 60 + Number(m)) * minute * (sign === '-' ? -1 : 1);
  return { since: 1970, ms: midnight.getTime() + ms - offset, unit };
}

const units: Record<string, number> = { ms: 1, s: 1000, m: minute, h: 60 * minute, d: 24 * 60 * minute };
const span = /(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)(?:ec|in)?/gi;

/** `-5m`, `-1h30m`, `now-90s`. */
function agoOf(text: string): TimeOperand | undefined {
  if (!/^(?:now)?-(?:\d{1,9}(?:\.\d{1,3})?(?:ms|s|sec|m|min|h|d))+$/i.test(text)) return undefined;
  let ms = 0;
  let unit = Infinity;
  for (const [, count, name] of text.matchAll(span)) {
    unit = Math.min(unit, units[(name as string).toLowerCase()] as number);
    ms += Number(count) * (units[(name as string).toLowerCase()] as number);
  }
  return { since: 'now', ms: -ms, unit };
}

/** Seconds since 1970, or, by the number of digits, ms, µs or ns. */
function epochOf(text: string): TimeOperand | undefined {
  const [, whole, fraction] = /^(\d{9,20})(?:\.(\d{1,9}))?$/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const scale = whole.length <= 11 ? 1000 : whole.length <= 14 ? 1 : whole.length <= 17 ? 1e-3 : 1e-6;
  return {
    since: 1970,
    ms: Number(fraction === undefined ? whole : `${whole}.${fraction}`) * scale,
    unit: scale / 10 ** (fraction?.length ?? 0),
  };
}

function clockOf([hours, minutes, seconds, fraction]: (string | undefined)[]): { ms: number; unit: number } | undefined {
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds ?? 0) > 59) return undefined;
  const unit = seconds === undefined ? minute : fraction === undefined ? 1000 : 1000 / 10 ** fraction.length;
  return {
    ms: Number(hours) * 60 * minute + Number(minutes) * minute + Number(seconds ?? 0) * 1000 + Number(`0.${fraction ?? 0}`) * 1000,
    unit,
  };
}

/** What the clock on the wall shows `ms` after midnight of that day, as ms since 1970; days with a changing clock are longer or shorter. */
export function localTime(day: Date, ms: number): number {
  const whole = Math.floor(ms);
  return new Date(day).setHours(0, 0, 0, whole) + (ms - whole);
}

const aNumber = /^[+-]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:e[+-]?\d{1,4})?$/i;
const hexNumber = /^0x[0-9a-f]{1,400}$/i;

function valueCondition({ path, operator, value, ...token }: ConditionToken): Condition {
  if (path.text === '') fault(t('json: needs a path, such as json:.temp>20; json:. is the whole value.'), token);
  try {
    parsePathPattern(path.text);
  } catch (error) {
    if (!(error instanceof ZmqError)) throw error;
    const { at } = error.data;
    fault(sentences(error), at ? { from: path.from + at.from, to: path.from + at.to } : path);
  }
  if (operator.text === '') return { kind: 'value', path: path.text };
  if (value.text === '') fault(t('{0} needs a number, a "text", true, false or null after it.', operator.text), operator);
  const comparison = /^(?:~|contains)$/i.test(operator.text) ? '~' : comparisonOf(operator, true);
  const field = { key: 'json', name: `json:${path.text}` } as const;
  const regex = regexAt(value.text, 0);
  if (regex && comparison === '~') {
    const { source, flags } = regexNode({ ...regex, from: value.from, to: value.to });
    return { kind: 'value', path: path.text, operator: '~', operand: { kind: 'regex', text: source, flags } };
  }
  if (/^(?:!?=|~)$/.test(comparison) && isPattern(value.text))
    faultWith(conditionText(field, 'like', valueOf(value.text), comparison === '!='), value);
  const several = /^\(?([^\s,|()"]+(?:[,|][^\s,|()"]+)+)\)?$/.exec(value.text)?.[1];
  if (several !== undefined && /^!?=$/.test(comparison))
    faultWith(`${field.name}${comparison === '=' ? '' : ' not'} in (${several.split(/[,|]/).join(', ')})`, value);
  const plain = value.text.replace(/^[$€£¥]|[$€£¥%]$|(?<=\d)[,_](?=\d{3}(?!\d))/g, '');
  if (/[<>]/.test(comparison) && plain !== value.text && aNumber.test(plain)) faultWith(`${field.name}${comparison}${plain}`, value);
  if (/^[=!<>]+$/.test(comparison) && /^(?:\[\]|\{\})$/.test(value.text))
    faultWith(comparison === '!=' ? `${field.name}[*]` : `(${field.name} not ${field.name}[*])`, value);
  const operand = operandOf(value);
  const hasOrder = !['boolean', 'null'].includes(operand.kind) && !(operand.kind === 'number' && operand.text === 'NaN');
  if (/[<>]/.test(comparison) && !hasOrder) fault(t('Nothing is larger or smaller than {0}; write = or !=.', value.text), value);
  return { kind: 'value', path: path.text, operator: comparison, operand };
}

function operandOf(value: Span): Operand {
  const { text } = value;
  checkQuotes(value);
  if (text.startsWith('"')) return { kind: 'string', text: unquoteWhole(text) };
  if (aNumber.test(text)) return { kind: 'number', text };
  if (hexNumber.test(text)) return { kind: 'hex', text };
  if (/^nan$/i.test(text)) return { kind: 'number', text: 'NaN' };
  const infinity = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (infinity) return { kind: 'number', text: infinity[1] === '-' ? '-Infinity' : 'Infinity' };
  if (/^(?:true|false)$/i.test(text)) return { kind: 'boolean', text: text.toLowerCase() };
  return /^(?:null|none|nil|undefined)$/i.test(text) ? { kind: 'null', text: 'null' } : { kind: 'string', text };
}

/** An unquoted value that looks like a regex, or that a star leaves open at an end. */
function isPattern(text: string): boolean {
  return /^\*.|.\*$/s.test(text) || /^\/(?:[^\\]|\\[^])+\/[a-z]*$/.test(text);
}
