/** Conditions as Wireshark, SQL, Lucene, MQTT and programming languages have them, written anew in the language of this filter. */
import { comparedKeys, keyNames } from './ast';
import type { Key } from './ast';
import { conditionText, valueOf, type Field, type Meaning } from './rewrite';
import { at, pathEnd, quotedEnd, regexAt, span, valueEnd, type Span } from './scan';

/** Stands for a condition of this language. */
export interface MeantToken {
  from: number;
  to: number;
  kind: 'meant';
  key: Field['key'];
  isNegated: boolean;
  /** What it is comparedKeys with; empty where there is more than one, or none. */
  value: Span;
  instead: string;
  /** What else it could be. */
  orElse?: string;
  /** It can hardly be meant another way; else it is told what to write. */
  isSure: boolean;
}

/** Words that compare, and whether they do nothing else where they stand behind the name of a key. */
const words: readonly [names: string, meaning: Meaning | '!=', isSure: boolean][] = [
  ['eq', '=', true],
  ['ne neq', '!=', true],
  ["isn't aren't", '!=', false],
  ['gt', '>', true],
  ['ge gte', '>=', true],
  ['lt', '<', true],
  ['le lte', '<=', true],
  ['contains icontains containing', 'part', true],
  ['startswith starts_with istartswith beginswith begins_with', 'begins', true],
  ['endswith ends_with iendswith', 'ends', true],
  ['matches rlike regexp', 'regex', true],
  ['is equals equal', '=', false],
  ['has includes include', 'part', false],
  ['starts begins prefix', 'begins', false],
  ['ends suffix', 'ends', false],
  ['like ilike glob', 'like', false],
  ['match regex', 'regex', false],
  ['greater larger more above after since', '>', false],
  ['less smaller below before until', '<', false],
];
const meaningOfWord = new Map(words.flatMap(([names, meaning, isSure]) => names.split(' ').map((name) => [name, { meaning, isSure }])));
const anyWord = [...meaningOfWord.keys()].sort((a, b) => b.length - a.length).join('|');
const wordOperator = new RegExp(
  String.raw`\s+(?:(?:is|does|do)\s+)?((?:not\s+|!\s*|isn't\s+|doesn't\s+)?)(${anyWord})((?:\s+not)?)(?:\s+(?:with|than|to|by))?\s+(?=[^\s)])`,
  'iy',
);
const signs: Partial<Record<string, Meaning>> = {
  '=~': 'regex',
  '!=~': 'regex',
  '!~': 'regex',
  '~=': 'part',
  '*=': 'part',
  '^=': 'begins',
  '$=': 'ends',
  '<>': '=',
  '!=': '=',
  '==': '=',
  '=': '=',
  '~': 'part',
  ':': 'is',
  '>': '>',
  '>=': '>=',
  '<': '<',
  '<=': '<=',
};
const signOperator = /\s*(:?)\s*(=~|!=~|!~|~=|\*=|\^=|\$=|<>|!==?|===?|=|[<>]=?|~|:)\s*(?=[^\s)=<>~])/y;
const texts: readonly string[] = ['topic', 'socket', 'peer'] satisfies Key[];

export function meantAt(text: string, from: number): MeantToken | undefined {
  const other =
    turnedAt(text, from) ??
    calledAt(text, from) ??
    insideAt(text, from) ??
    quotedAt(text, from) ??
    existenceAt(text, from) ??
    agoAt(text, from) ??
    bytesAt(text, from);
  if (other) return other;
  const field = fieldAt(text, from);
  return (
    field && (listAt(text, from, field) ?? betweenAt(text, from, field) ?? existsAt(text, from, field) ?? operatorAt(text, from, field))
  );
}

interface FoundField extends Field {
  to: number;
  /** It can be nothing but a field. */
  isSure: boolean;
  /** False where the language writes it in another way. */
  isOwn?: boolean;
}

function fieldAt(text: string, from: number): FoundField | undefined {
  const json = at(/json:\s*(?=[^\s:])/iy, text, from);
  if (json !== '') {
    const to = plainPathEnd(text, from + json.length);
    return { key: 'json', name: text.slice(from, to), to, isSure: true };
  }
  const [frame, sign = '', digits = ''] = /^frame([\s_#.-]?)(\d{1,6})(?![\w[.-])/i.exec(text.slice(from, from + 13)) ?? [];
  if (frame !== undefined) return { key: 'frame', name: `frame${digits}`, to: from + frame.length, isSure: true, isOwn: sign === '' };
  const word = at(/[a-z]+(?![\w[.-])/iy, text, from).toLowerCase();
  const key = keyNames.find((each) => each === word);
  return key && key !== 'json' ? { key, name: key, to: from + key.length, isSure: false } : undefined;
}

/** The end of a path, or the colon in it that stands for an operator: behind it, no other one follows. */
function plainPathEnd(text: string, from: number): number {
  const end = pathEnd(text, from);
  for (let to = from; to < end; to = text[to] === '"' ? quotedEnd(text, to).to : to + 1) {
    if (text[to] !== ':' || text.lastIndexOf('[', to) > text.lastIndexOf(']', to)) continue;
    const isKey = to + 1 < end && /^(?:\s*[=<>!~]|\s+(?:not\s+)?(?:in|contains|matches)\s)/i.test(text.slice(end, end + 40));
    return isKey ? end : to;
  }
  return end;
}

function meant(text: string, from: number, to: number, { key }: Field, instead: string, more: Partial<MeantToken> = {}): MeantToken {
  return { kind: 'meant', from, to, key, isNegated: false, value: span(text, to, to), instead, isSure: true, ...more };
}

function operatorAt(text: string, from: number, field: FoundField): MeantToken | undefined {
  const { key, to } = field;
  wordOperator.lastIndex = to;
  const [word, before = '', name = '', behind = ''] = wordOperator.exec(text) ?? [];
  if (word !== undefined) {
    const { meaning, isSure } = meaningOfWord.get(name.toLowerCase()) as { meaning: Meaning | '!='; isSure: boolean };
    const value = valueAt(text, to + word.length, key);
    const isNegated = (before + behind !== '') !== (meaning === '!=');
    const isTime = key === 'time' && /^(?:after|since|before|until)$/i.test(name);
    if (comparedKeys.includes(key) && !/^["'\d-]/.test(value.text)) return undefined;
    // These are known as they are.
    const isKnown =
      (name === 'contains' || (name === 'matches' && key !== 'topic')) &&
      before === '' &&
      (texts.includes(key) || (key === 'json' && name === 'contains'));
    if (isKnown && !/^['/]/.test(value.text)) return undefined;
    const instead = conditionText(field, meaning === '!=' ? '=' : meaning, valueOf(value.text), isNegated);
    return meant(text, from, value.to, field, instead, {
      isNegated,
      value,
      isSure: isSure || field.isSure || isTime || (meaning === 'like' && /['"%*]/.test(value.text)),
    });
  }
  signOperator.lastIndex = to;
  const [whole, colon = '', sign = ''] = signOperator.exec(text) ?? [];
  const meaning = signs[sign.replace(/==+/, '=')];
  if (whole === undefined || meaning === undefined) return undefined;
  const value = valueAt(text, to + whole.length, key);
  const isApart = sign === ':' ? /^\s/.test(whole) : /\s/.test(whole);
  if (colon !== '' ? key !== 'json' : field.isOwn !== false && isOwn(key, sign, isApart, value.text)) return undefined;
  const isNegated = sign.startsWith('!') || sign === '<>';
  const instead = conditionText(field, meaning, valueOf(value.text), isNegated);
  const isTold = (/^[<>]=?$/.test(sign) && key !== 'json') || (sign === ':' && key === 'json');
  // A key may have a colon in it.
  const isGlued = !/\s/.test(whole);
  const ofKey = text.slice(from, value.to).replace(/\.([^.[\]"]*:[^.[\]"]*)/g, '."$1"');
  const orElse = isGlued && sign === ':' && key === 'json' && ofKey !== text.slice(from, value.to) ? { orElse: ofKey } : {};
  return meant(text, from, value.to, field, instead, { isNegated, value, isSure: !isTold, ...orElse });
}

/** The language has this sign behind this key, or its own refusal. */
function isOwn(key: Field['key'], sign: string, isApart: boolean, value: string): boolean {
  const isRegex = value.startsWith('/');
  if (sign === ':') return !isApart && key !== 'json';
  if (key === 'json') return /^(?:[!=]==?|=|[<>]=?|<>|~)$/.test(sign) && !/^'[^']*'$/.test(value);
  if (comparedKeys.includes(key)) return !/[~*^$]/.test(sign);
  if (texts.includes(key)) return /^(?:[!=]==?|=|~)$/.test(sign) || (sign === '!~' && !(isRegex && key !== 'topic'));
  if (key === 'frame') return !isApart && /^(?:==?|!=|!?~)$/.test(sign);
  return key !== 'text' || !/[~*^$]/.test(sign);
}

export function valueAt(text: string, from: number, key: Field['key'] | 'unknown'): Span {
  if (text[from] === "'") return span(text, from, from + at(/'[^']*'?/y, text, from).length);
  const regex = text[from] === '/' ? regexAt(text, from) : undefined;
  return span(text, from, regex?.to ?? valueEnd(text, from, key));
}

const item = /"(?:[^"\\]|\\[^])*"|'[^']*'|[^\s,"'()[\]{}]+/g;
const lists =
  /\s+((?:not\s+|!\s*)?)in\s*(?:\[([^\]]*)\]|\{([^}]*)\}|\(((?:"(?:[^"\\]|\\[^])*"|[^)"])*)\)|((?:[^\s,()]+\s*,\s*)+[^\s,()]+))/iy;

const bracketed = /\s*(?::|==?)\s*\[([^\][]*,[^\][]*)\]/y;

/** `in [a, b]`, `in {a b}`, `in (a b)`, and for frames `in (a, b)`. */
function listAt(text: string, from: number, field: FoundField): MeantToken | undefined {
  const { key, name, to } = field;
  lists.lastIndex = to;
  bracketed.lastIndex = to;
  const given = key === 'json' ? undefined : (bracketed.exec(text) ?? undefined);
  const [whole, not = '', square, curly, round, bare] = given ? [given[0], '', given[1]] : (lists.exec(text) ?? []);
  if (whole === undefined) return undefined;
  const inside = square ?? curly ?? round ?? bare ?? '';
  const items = inside.match(item) ?? [];
  const hasOtherQuotes = items.some((each) => each.startsWith("'"));
  // The language's own, and what it says of its faults.
  if (round !== undefined && key !== 'frame' && !not.startsWith('!') && (key === 'json' || round.includes(',')) && !hasOtherQuotes)
    return undefined;
  if (items.length === 0 || (items.length === 1 && round !== undefined && key !== 'frame' && !/^'/.test(items[0] ?? ''))) return undefined;
  const range = /^\s*(\S+)\s+to\s+(\S+)\s*$/i.exec(inside);
  if (range) return undefined;
  const isNegated = not !== '';
  const values = items.map((each) => valueOf(each));
  const instead =
    key === 'frame'
      ? `${isNegated ? 'not ' : ''}(${values.map((value) => conditionText(field, '=', value)).join(' or ')})`
      : `${name}${isNegated ? ' not' : ''} in (${values.map((value) => (value.written.startsWith("'") ? JSON.stringify(value.text) : value.written)).join(', ')})`;
  return meant(text, from, to + whole.length, field, instead, {
    isNegated,
    isSure: !given && bare === undefined && (round === undefined || field.isSure || hasOtherQuotes),
  });
}

const end = String.raw`("[^"]*"|'[^']*'|[^\s,()[\]{}]+)`;
const number = String.raw`([+-]?\d+(?:\.\d+)?)`;
const ranges = [
  new RegExp(String.raw`\s+((?:not\s+)?)between\s+${end}\s*(?:\sand\s|\sto\s|,|&&?|\s)\s*${end}`, 'iy'),
  new RegExp(String.raw`(?:\s*(?::|[<>=]=?)\s*|\s+in\s*)()[[{(]\s*${end}\s+to\s+${end}\s*[\]})]`, 'iy'),
  new RegExp(String.raw`(?:\s*(?::|[<>=]=?)\s*|\s+in\s+)()${number}\.\.\.?${number}(?=[\s)]|$)`, 'iy'),
];

/** `between 1 and 5`, `:[1 TO 5]`, `=1..5`. */
function betweenAt(text: string, from: number, field: FoundField): MeantToken | undefined {
  const { key, to, name } = field;
  if (key !== 'json' && !comparedKeys.includes(key)) return undefined;
  for (const range of ranges) {
    range.lastIndex = to;
    const [whole, not = '', low = '', high = ''] = range.exec(text) ?? [];
    if (whole === undefined) continue;
    const limits = [
      low === '*' ? [] : conditionText(field, '>=', valueOf(low)),
      high === '*' ? [] : conditionText(field, '<=', valueOf(high)),
    ].flat();
    const both = limits.length === 0 ? name : limits.length === 1 ? limits.join('') : `(${limits.join(' ')})`;
    return meant(text, from, to + whole.length, field, `${not === '' ? '' : 'not '}${both}`, { isSure: !/[<>]/.test(whole) });
  }
  return undefined;
}

/** `json:.a exists`. */
function existsAt(text: string, from: number, field: FoundField): MeantToken | undefined {
  if (field.key !== 'json' && field.key !== 'topic') return undefined;
  const exists = /\s+((?:(?:does|is)\s+)?(?:not\s+|!\s*|doesn't\s+)?)(?:exists?|present|defined|missing)(?=[\s)]|$)/iy;
  exists.lastIndex = field.to;
  const [whole, before = ''] = exists.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const isNegated = /not|!|n't/i.test(before) !== /missing$/i.test(whole);
  return meant(text, from, field.to + whole.length, field, `${isNegated ? 'not ' : ''}${field.key === 'topic' ? 'topic:*' : field.name}`, {
    isNegated,
    isSure: field.isSure,
  });
}

const call = new RegExp(String.raw`\.(${anyWord})\(\s*("[^"]*"|'[^']*'|[^()\s]*)\s*\)`, 'i');

/** `topic.startsWith("x")`. */
function calledAt(text: string, from: number): MeantToken | undefined {
  const found = call.exec(text.slice(from, from + 200));
  if (!found) return undefined;
  const { index } = found;
  const [whole, name = '', value = ''] = found;
  const field = fieldAt(text.slice(from, from + index), 0);
  const word = meaningOfWord.get(name.toLowerCase());
  if (!field || !word || field.to !== index || value === '') return undefined;
  const instead = conditionText(field, word.meaning === '!=' ? '=' : word.meaning, valueOf(value), word.meaning === '!=');
  return meant(text, from, from + index + whole.length, field, instead);
}

/** `"red" in json:.tags`. */
export function insideAt(text: string, from: number): MeantToken | undefined {
  const [begin, value = '', not = ''] = /^("[^"]+"|'[^']+')\s+((?:not\s+)?)in\s+/i.exec(text.slice(from, from + 200)) ?? [];
  if (begin === undefined) return undefined;
  const field = fieldAt(text, from + begin.length) ?? bareFieldAt(text, from + begin.length);
  if (field?.key !== 'json') return undefined;
  return meant(text, from, field.to, field, conditionText(field, 'part', valueOf(value), not !== ''));
}

/** `exists(json:.temp)`, `has .temp`. */
function existenceAt(text: string, from: number): MeantToken | undefined {
  const begin = at(/(?:exists?|has|isset|defined|missing)(?:\s*\(\s*|\s+)(?=json:|\$?\.[\p{L}_])/iuy, text, from);
  const field = begin === '' ? undefined : (fieldAt(text, from + begin.length) ?? bareFieldAt(text, from + begin.length));
  if (!field) return undefined;
  const close = begin.includes('(') ? at(/\s*\)/y, text, field.to) : at(/(?=\s|$|\))/y, text, field.to);
  if (begin.includes('(') && close === '') return undefined;
  return meant(text, from, field.to + close.length, field, `${/^missing/i.test(begin) ? 'not ' : ''}${field.name}`);
}

const ago =
  /(?:time\s+)?(?:(?:with)?in\s+(?:the\s+)?)?(?:(since|last|past)|(after|before|until)(?=\s+(?:the\s+)?\d{1,6}\s*[a-z]+\s+ago(?=[\s)]|$)))\s+(?:the\s+)?(?:last\s+)?(\d{1,6})\s*(ms|s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?)(?:\s+ago)?(?=[\s)]|$)/iy;

/** `last 5 minutes`, `since 5m`, `before 5m ago`. */
function agoAt(text: string, from: number): MeantToken | undefined {
  ago.lastIndex = from;
  const [whole, , word = '', count = '', unit = ''] = ago.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const time = `-${count}${unit.toLowerCase() === 'ms' ? 'ms' : unit.charAt(0).toLowerCase()}`;
  const field = { key: 'time', name: 'time' } as const;
  return meant(text, from, from + whole.length, field, `time${/^(?:before|until)$/i.test(word) ? '<' : '>'}${time}`);
}

/** `\\x7b\\x22`, and `0x7b22`, which can be a text, too. */
function bytesAt(text: string, from: number): MeantToken | undefined {
  const escaped = at(/(?:\\x[0-9a-f]{2})+(?=[\s)]|$)/iy, text, from);
  const whole = escaped || at(/0x(?:[0-9a-f]{2})+(?=[\s)]|$)/iy, text, from);
  if (whole === '') return undefined;
  const bytes = `hex:${whole.replace(/\\x|^0x/gi, '')}`;
  const field = { key: 'hex', name: 'hex' } as const;
  return meant(text, from, from + whole.length, field, escaped === '' ? `("${whole}" or ${bytes})` : bytes);
}

/** A phrase in the quotes of another language, or of a word processor. */
function quotedAt(text: string, from: number): MeantToken | undefined {
  const [whole, curly, inside = curly] =
    /^(?:[“„«]([^“”„«»"]+)[”“»]|'([^'"]*\s[^'"]*)')(?=[\s)]|$)/.exec(text.slice(from, from + 1000)) ?? [];
  if (whole === undefined || inside === undefined) return undefined;
  const anywhere = { key: 'anywhere', name: '' } as const;
  return meant(text, from, from + whole.length, anywhere, JSON.stringify(inside), { isSure: curly !== undefined });
}

const mirrored: Record<string, Meaning> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '=': '=', '!=': '=' };

/** `1 < json:.temp`, `1 < size <= 4`. */
function turnedAt(text: string, from: number): MeantToken | undefined {
  const [begin, low = '', sign = ''] = /^([+-]?\d[\w.:-]*)\s*([<>]=?|!==?|===?|=)\s*/.exec(text.slice(from, from + 100)) ?? [];
  const field = begin === undefined ? undefined : (fieldAt(text, from + begin.length) ?? bareFieldAt(text, from + begin.length));
  if (!field || (field.key !== 'json' && !comparedKeys.includes(field.key))) return undefined;
  const first = conditionText(field, mirrored[sign.replace(/==+/, '=')] ?? '=', valueOf(low), sign.startsWith('!'));
  const [behind, second = '', high = ''] = /^\s*([<>]=?)\s*([+-]?[\d.][^\s()]*)/.exec(text.slice(field.to, field.to + 100)) ?? [];
  if (behind === undefined) return meant(text, from, field.to, field, first);
  return meant(text, from, field.to + behind.length, field, `(${first} ${conditionText(field, second as Meaning, valueOf(high))})`);
}

/** `.temp`, `$.temp`, `[].id` or `#2` without the key before it. */
export function bareFieldAt(text: string, from: number): FoundField | undefined {
  if (at(/\.(?=[\p{L}_"])|\$(?=[.[])|\[(?:\d+|\*)?\]\.|#[1-9]\d{0,5}(?![\w#])/uy, text, from) === '') return undefined;
  const to = pathEnd(text, from);
  return { key: 'json', name: `json:${text.slice(from, to)}`, to, isSure: true };
}

export interface Operator {
  meaning: Meaning;
  isNegated: boolean;
}

/** What an operator alone means, in signs or as a word. */
export function meaningOf(operator: string): Operator {
  const word = meaningOfWord.get(operator.toLowerCase())?.meaning;
  if (word !== undefined) return { meaning: word === '!=' ? '=' : word, isNegated: word === '!=' };
  return { meaning: signs[operator.replace(/==+/, '=')] ?? 'is', isNegated: operator.startsWith('!') || operator === '<>' };
}

const sureWords = words.flatMap(([names, , isSure]) => (isSure ? names.split(' ') : [])).join('|');
/** A word that compares behind a name that is no key, with blanks around it. */
export const apartWord = new RegExp(String.raw`\s+(?:${sureWords})\s+(?=[^\s()])`, 'iy');
/** One that does so behind any name, before a number. */
export const apartComparisonWord = /\s+(?:eq|neq?|g[te]|gte|l[te]|lte)\s+(?=[+-]?\d[\d.]*(?:[\s)]|$))/iy;
const apartWords = words.flatMap(([names, meaning, isSure]) => (isSure && meaning !== 'regex' ? names.split(' ') : []));
const phrases = [
  String.raw`(?:not\s+)?in\s*[([{](?=[^)\]}]*[,"'])`,
  String.raw`(?:not\s+)?between\s+(?=["'\d+-])`,
  String.raw`(?:not\s+)?i?like\s+(?=["']|\S*[%*])`,
  String.raw`is\s+(?:not\s+)?(?:null|none|nil|true|false)(?![^\s)])`,
  String.raw`(?:not\s+|does\s+not\s+|doesn't\s+)?(?:${apartWords.filter((word) => /^i?(?:cont|st|end|beg)/.test(word) && word !== 'containing').join('|')}|eq|neq|gte|lte)\s+(?=[^\s()])`,
  String.raw`(?:not\s+)?(?:matches|rlike|regexp)\s+(?=["'/]|\S*[\\^$.*+?[|])`,
];
/** What compares in words behind any name, and hardly stands in a text. */
export const apartPhrase = new RegExp(String.raw`\s+(?:${phrases.join('|')})`, 'iy');
