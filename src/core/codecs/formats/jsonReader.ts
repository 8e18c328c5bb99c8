import { t } from '@vscode/l10n';
import type { ValueNode } from '../../../protocol/decoding';
import { firstBadByte, readText, utf8Text } from '../values/text';
import { Budget, treeLimits, type TreeLimits } from '../values/budget';
import { paddingNote, Stop, stopOf, type Reading } from '../values/reading';
import { TreeBuilder } from '../values/tree';
import {
  pythonWords,
  wordBytes,
  words,
  bareText,
  commaNumber,
  curlyText,
  decimalComma,
  escapes,
  floatWord,
  isDigit,
  isJsonNumber,
  isOfName,
  looseNumber,
  nextKey,
  oddFloat,
  oddWord,
  thousands,
  unescaped,
  wordsBefore,
} from './jsonSigns';
import { callType, withoutCalls } from './pythonCalls';

const quote = 0x22;
const apostrophe = 0x27;
const backslash = 0x5c;
const comma = 0x2c;
const semicolon = 0x3b;
const bar = 0x7c;
const slash = 0x2f;
const hash = 0x23;
const star = 0x2a;
const lineFeed = 0x0a;
const nul = 0x00;
/** RFC 7464 has it before each text of a sequence. */
const recordSeparator = 0x1e;
const openParenthesis = 0x28;
const closeParenthesis = 0x29;
const equals = 0x3d;
const maxName = 100;
const encoder = new TextEncoder();
/** What may follow a number. */
const afterNumber: ReadonlySet<number> = new Set(Array.from('}]) \n\r\t/#;"\0\u00c2', (letter) => letter.charCodeAt(0)));

/**
 * JSON (RFC 8259) with what the text says and `JSON.parse` loses: all digits of a number, keys that stand twice, offsets. Numbers stand as
 * they are written. What programs send that mean JSON is read as well, and a note names it with its place: NaN and Infinity, a byte order
 * mark, NUL bytes at the end, commas too many, missing or in numbers, other signs in their place, comments, other quotes or none, Python's words, backslashes, control characters and bytes
 * that are not UTF-8 in texts; tuples, calls (`pythonCalls.ts`) and texts with a letter before them as Python shows them. Several values after one another (RFC 7464, JSON lines, or without anything in between) are the entries of
 * one array of the type `sequence`.
 */
export function readJson(bytes: Uint8Array, limits: TreeLimits = treeLimits): Reading {
  const budget = new Budget(limits);
  const builder = new TreeBuilder(budget);
  const badByte = firstBadByte(bytes);
  const reader = new JsonReader(bytes, builder);
  const stop = stopOf(() => reader.read());
  const lines = stop && bytes.includes(lineFeed) ? readLines(bytes, limits) : undefined;
  if (lines) return lines;
  if (stop && stop.missing > 0) reader.addStart();
  const reading = builder.finish(bytes.length, stop);
  if (reader.hasCalls && reading.value) reading.value = withoutCalls(reading.value);
  const isFirstFault = badByte >= 0 && (stop === undefined || stop.at > badByte);
  return isFirstFault ? { ...reading, problem: { message: t('This byte is not UTF-8.'), at: badByte } } : reading;
}

/** Lines of objects and arrays, most of which are good, and the first that is not; undefined where at most the last one is cut. */
function readLines(bytes: Uint8Array, limits: TreeLimits): Reading | undefined {
  const builder = new TreeBuilder(new Budget(limits));
  let good = 0;
  let lines = 0;
  let firstBad: { line: number; at: number } | undefined;
  let isLastBad = false;
  for (let from = 0, line = 1; from < bytes.length; line++) {
    const end = bytes.indexOf(lineFeed, from);
    const to = end < 0 ? bytes.length : end;
    const content = bytes.subarray(0, to);
    if (!isBlank(content, from)) {
      lines++;
      const trial = new JsonReader(content, new TreeBuilder(new Budget({ depth: 1, nodes: 1 })), from);
      isLastBad = !beginsContainer(content, from) || stopOf(() => trial.read()) !== undefined;
      if (isLastBad) firstBad ??= { line, at: from };
      else if (good++ === 0 || builder.mayFollow()) new JsonReader(content, builder, from).read();
    }
    from = to + 1;
  }
  const bad = lines - good;
  if (!firstBad || good < 2 || bad > good || (isLastBad && bad === 1)) return undefined;
  const message = t('{0} of {1} lines are not JSON; the first is line {2}.', bad, lines, firstBad.line);
  return { ...builder.finish(bytes.length, undefined), problem: { message, at: firstBad.at } };
}

function isBlank(bytes: Uint8Array, from: number): boolean {
  for (let at = from; at < bytes.length; at++) if ((bytes[at] as number) > 0x20) return false;
  return true;
}

function beginsContainer(bytes: Uint8Array, from: number): boolean {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === recordSeparator) at++;
  return bytes[at] === 0x5b || bytes[at] === 0x7b;
}

class JsonReader {
  /** Where the text or key begins that is being read, and where its last escape does. */
  private textFrom = -1;
  private escapeFrom = -1;
  /** There are calls, as Python shows its objects. */
  hasCalls = false;
  /** The containers that are open. */
  private readonly open: OpenContainer[] = [];
  /** What was passed over though it is not JSON. */
  private readonly tolerated = new Set<string>();
  /** The key read last stood in quotes. */
  private hasQuotedKey = false;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly builder: TreeBuilder,
    private at = 0,
  ) {}

  read(): Stop | undefined {
    if (this.bytes[0] === 0xef && this.bytes[1] === 0xbb && this.bytes[2] === 0xbf) {
      this.at = 3;
      this.builder.budget.note(t('It begins with a byte order mark, which JSON does not have.'));
    }
    while (this.peek() === recordSeparator) this.at++;
    this.passBlanks();
    const first = this.peek();
    for (;;) {
      do this.value();
      while (this.toNextValue());
      this.passBetween();
      if (this.at >= this.bytes.length) return undefined;
      if (first === 0x5b || first === 0x7b) this.passWords(first);
      // Containers follow one another; where anything else does, it is rather a text.
      const byte = this.peek();
      const isContainer = byte === 0x5b || byte === 0x7b;
      if (!isContainer || !this.builder.mayFollow()) return new Stop(t('Something follows the value.'), this.at);
    }
  }

  /** What stands between two values of a sequence, and behind the last one. */
  private passBetween(): void {
    let firstNul = -1;
    let nulls = 0;
    let firstComma = -1;
    for (;;) {
      this.passBlanks();
      const byte = this.peek();
      if (byte === nul) {
        if (nulls++ === 0) firstNul = this.at;
      } else if (byte === comma) firstComma = this.at;
      else if (byte === semicolon || byte === bar) this.noteSign(byte);
      else if (byte !== recordSeparator) break;
      this.at++;
    }
    if (this.at < this.bytes.length) return;
    if (firstComma >= 0) this.noteComma(firstComma);
    if (nulls > 0) this.builder.budget.note(paddingNote(nulls, firstNul));
  }

  /** Words on a line before a value like the first one, or one word. */
  private passWords(first: number): void {
    const from = this.at;
    if (this.peek() === 0x5b || this.peek() === 0x7b || (this.bytes[from - 1] as number) > 0x20) return;
    const [found] = wordsBefore.exec(this.ahead()) ?? [];
    if (found === undefined || !(this.bytes[from - 1] === lineFeed || /^\S+\s+$/.test(found))) return;
    const to = from + encoder.encode(found).length;
    if (this.bytes[to] !== first) return;
    this.at = to;
    this.tolerate('words', () => t('Words between the values are passed over, the first at byte {0}.', from));
  }

  /** Some characters from here on. */
  private ahead(): string {
    return readText(this.bytes.subarray(this.at, this.at + maxName)).text ?? '';
  }

  private noteSign(byte: number): void {
    const { at } = this;
    this.tolerate('sign', () => t('{0} at byte {1} does not belong between values of JSON.', String.fromCharCode(byte), at));
  }

  private noteComma(at: number): void {
    this.tolerate('comma', () => t('There is a comma too many at byte {0}.', at));
  }

  /** Notes once that something is read which is not JSON. */
  private tolerate(what: string, sentence: () => string): void {
    if (this.tolerated.has(what)) return;
    this.tolerated.add(what);
    this.builder.budget.note(sentence());
  }

  private peek(): number {
    return this.at < this.bytes.length ? (this.bytes[this.at] as number) : -1;
  }

  private passBlanks(): void {
    for (;;) {
      let byte = this.peek();
      for (; byte === 0x20 || byte === lineFeed || byte === 0x0d || byte === 0x09; byte = this.peek()) this.at++;
      if (byte === 0xc2 && this.bytes[this.at + 1] === 0xa0) {
        this.tolerate('blank', () => t('A no-break space stands between values, at byte {0}.', this.at));
        this.at += 2;
      } else if ((byte !== slash && byte !== hash) || !this.passComment(byte)) return;
    }
  }

  /** A comment as in C or Python; false where there is none. */
  private passComment(first: number): boolean {
    const from = this.at;
    const second = this.bytes[from + 1];
    if (first === slash && second === star) {
      let to = from + 2;
      while (to < this.bytes.length && !(this.bytes[to] === star && this.bytes[to + 1] === slash)) to++;
      if (to >= this.bytes.length) throw new Stop(t('It ends inside a comment.'), this.bytes.length, 1);
      this.at = to + 2;
    } else if (first === hash || second === slash) {
      const end = this.bytes.indexOf(lineFeed, from);
      this.at = end < 0 ? this.bytes.length : end;
    } else return false;
    this.tolerate('comment', () => t('JSON has no comments: the first is at byte {0}.', from));
    return true;
  }

  private fail(expected: string): never {
    if (this.at >= this.bytes.length) throw new Stop(t('It ends where {0} should be.', expected), this.at, 1);
    throw new Stop(t('Here {0} should be.', expected), this.at);
  }

  /** A scalar, an empty container, or the beginning of a container up to its first value. */
  private value(): void {
    for (;;) {
      this.passBlanks();
      const byte = this.peek();
      if (byte === 0x5b || byte === 0x7b) {
        const isSet = byte === 0x7b && this.isSet();
        const isObject = byte === 0x7b && !isSet;
        this.builder.begin(isObject ? 'map' : 'array', this.at++, isSet ? 'set' : undefined);
        if (this.begins({ end: byte === 0x7b ? 0x7d : 0x5d, isMap: isObject })) continue;
        return;
      }
      if (byte === openParenthesis) {
        this.python('(');
        this.builder.begin('array', this.at++, 'tuple');
        if (this.begins({ end: closeParenthesis, isMap: false })) continue;
        return;
      }
      if (byte === quote || byte === apostrophe) this.string(byte);
      else if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) this.number();
      else if (this.open.length > 0 && (byte === 0x2b || byte === 0x2e)) this.number();
      else if (this.prefixed(byte)) this.string(this.peek());
      else if (!this.curly(byte)) {
        const call = this.call();
        if (call === 'open') continue;
        if (call === undefined && !this.shown()) this.word(t('a value'));
      }
      return;
    }
  }

  /** A text in typographic quotes, inside of something else. */
  private curly(byte: number): boolean {
    if (byte !== 0xe2 || this.open.length === 0) return false;
    const [found, text = ''] = curlyText.exec(this.ahead()) ?? [];
    if (found === undefined) return false;
    const { at } = this;
    this.tolerate('curly', () => t('A text stands in typographic quotes at byte {0}.', at));
    this.put({ kind: 'string', text }, found);
    return true;
  }

  /** What programs write in place of a value of JSON, inside of something else: as what it means, or as it is written. */
  private odd(): boolean {
    const container = this.open.at(-1);
    if (!container) return false;
    const { at } = this;
    const isMap = container.isMap && container.isCall !== true;
    const byte = this.peek();
    if (isMap && this.hasQuotedKey && (byte === comma || byte === 0x7d)) {
      this.tolerate('nothing', () => t('A value is missing at byte {0}.', at));
      this.put({ kind: 'null' }, '');
      return true;
    }
    const ahead = this.ahead();
    const [float, sign, nan] = oddFloat.exec(ahead) ?? [];
    if (float !== undefined) {
      this.tolerate('number', () => t('The number at byte {0} is not written as in JSON.', at));
      this.put({ kind: 'float', text: nan === undefined ? `${sign === '-' ? '-' : ''}Infinity` : 'NaN' }, float);
      return true;
    }
    // A word in brackets is rather one of a text.
    const [word] = isMap || this.bytes[at - 1] !== 0x5b ? (oddWord.exec(ahead) ?? []) : [];
    if (word !== undefined) {
      this.tolerate('other word', () => t('{0} at byte {1} is not JSON.', word, at));
      this.put(/^[tf]/i.test(word) ? { kind: 'boolean', text: word.toLowerCase() } : { kind: 'null' }, word);
      return true;
    }
    const [bare] = isMap && this.hasQuotedKey ? (bareText.exec(ahead) ?? []) : [];
    if (bare === undefined) return false;
    this.tolerate('bare', () => t('The value at byte {0} stands without quotes.', at));
    this.put({ kind: 'string', text: bare.trimEnd() }, bare);
    return true;
  }

  /** A number with commas in it, in a map: as what it means where that is certain, or as it is written. */
  private withCommas(): boolean {
    const { at } = this;
    const [found] = commaNumber.exec(this.ahead()) ?? [];
    if (found === undefined) return false;
    this.tolerate('commas', () => t('A comma stands in the number at byte {0}.', at));
    const text = decimalComma.test(found) ? found.replace(',', '.') : thousands.test(found) ? found.replaceAll(',', '') : undefined;
    this.put(text === undefined ? { kind: 'string', text: found } : { kind: 'float', text }, found);
    return true;
  }

  /** Passes over what is written here, and adds what it stands for. */
  private put(node: ValueNode, written: string): void {
    const from = this.at;
    this.at += encoder.encode(written).length;
    if (this.builder.keeps) this.builder.add({ ...node, range: [from, this.at] });
    else this.builder.skip();
  }

  /** A container was begun; false where it has ended, too. */
  private begins(container: OpenContainer): boolean {
    this.passBlanks();
    if (this.peek() === container.end) {
      this.builder.end(++this.at);
      return false;
    }
    this.open.push(container);
    if (container.isMap) this.key();
    return true;
  }

  /** A set as Python shows it: behind its first number or text, in single quotes, no colon stands. */
  private isSet(): boolean {
    let at = this.at + 1;
    const first = this.bytes[at] as number;
    const isText = first === apostrophe;
    if (!isText && first !== 0x2d && (first < 0x30 || first > 0x39)) return false;
    const limit = Math.min(this.bytes.length, at + maxName);
    for (at++; at < limit; at++) {
      const byte = this.bytes[at] as number;
      if (isText ? byte === apostrophe : byte === comma || byte === 0x7d || byte === 0x3a) break;
    }
    if (isText) at++;
    if (this.bytes[at] !== comma && this.bytes[at] !== 0x7d) return false;
    this.python('{');
    return true;
  }

  private python(what: string): void {
    const { at } = this;
    this.tolerate('word', () => t('{0} at byte {1} is Python, not JSON.', what, at));
  }

  /** A letter before a text, as Python has it: it is passed over. */
  private prefixed(byte: number): boolean {
    const next = this.bytes[this.at + 1];
    if ((byte !== 0x75 && byte !== 0x62) || (next !== quote && next !== apostrophe)) return false;
    this.python(String.fromCharCode(byte, next));
    this.at++;
    return true;
  }

  /** The name and the parenthesis of a call, as Python shows objects. */
  private call(): 'open' | 'done' | undefined {
    const name = this.nameAt(this.at);
    if (name === '' || this.bytes[this.at + name.length] !== openParenthesis || /^nan$/i.test(name)) return undefined;
    this.python(`${name}(`);
    const from = this.at;
    this.at += name.length + 1;
    this.passBlanks();
    const isMap = this.keywordEnd() > 0;
    this.hasCalls = true;
    this.builder.begin(isMap ? 'map' : 'array', from, callType(name));
    return this.begins({ end: closeParenthesis, isMap, isCall: true }) ? 'open' : 'done';
  }

  /** Letters, digits and full stops from here on; empty where none stand. */
  private nameAt(from: number): string {
    let to = from;
    while (to - from < maxName && (isOfName(this.bytes[to] ?? 0, to > from) || (to > from && this.bytes[to] === 0x2e))) to++;
    return to > from ? (utf8Text(this.bytes.subarray(from, to)) ?? '') : '';
  }

  /** Where the sign behind a keyword ends; 0 where none stands here. */
  private keywordEnd(): number {
    const name = this.nameAt(this.at);
    const end = this.at + name.length;
    return name !== '' && this.bytes[end] === equals && this.bytes[end + 1] !== equals ? end + 1 : 0;
  }

  /** A class, a type or an object by its name, inside of something else: a text. */
  private shown(): boolean {
    if (this.open.length === 0) return false;
    const from = this.at;
    if (this.peek() === 0x3c) {
      const end = this.bytes.indexOf(0x3e, from);
      if (end < 0 || end - from > maxName || !this.bytes.subarray(from, end).includes(0x20)) return false;
      this.python('<');
      this.at = end + 1;
    } else {
      const name = this.bytes[from - 1] === equals ? this.nameAt(from) : '';
      if (name === '' || words.some(([word]) => word === name)) return false;
      this.at = from + name.length;
    }
    if (this.builder.keeps) this.builder.add({ kind: 'string', text: this.textOf(from, this.at, false), range: [from, this.at] });
    else this.builder.skip();
    return true;
  }

  /** Behind a value: to the next one, or to the end of all containers. */
  private toNextValue(): boolean {
    for (;;) {
      this.passBlanks();
      const container = this.open[this.open.length - 1];
      if (container === undefined) return false;
      const byte = this.peek();
      if (byte === container.end) {
        this.open.pop();
        this.builder.end(++this.at);
      } else if (byte === comma) {
        if (this.passCommas(container.end === closeParenthesis) === container.end) continue;
        if (container.isMap) this.key();
        else if (container.isCall) this.at = this.keywordEnd() || this.at;
        return true;
      } else if (this.passesForComma(byte, container)) {
        if (container.isMap) this.key();
        return true;
      } else {
        this.fail(container.isMap ? t('a comma or }') : t('a comma or ]'));
      }
    }
  }

  /** Another sign in place of a comma, or none, where what follows leaves no doubt. */
  private passesForComma(byte: number, { isMap, isCall, end }: OpenContainer): boolean {
    if (isCall || (!isMap && end !== 0x5d)) return false;
    const { at } = this;
    if (byte === semicolon && isMap) {
      this.at++;
      this.passBlanks();
      if (nextKey.test(this.ahead())) {
        this.tolerate('semicolon', () => t('{0} stands in place of {1} at byte {2}.', ';', ',', at));
        return true;
      }
      this.at = at;
      return false;
    }
    const isNext = isMap
      ? (byte === quote || byte === apostrophe) && nextKey.test(this.ahead())
      : byte === quote || byte === 0x7b || byte === 0x5b;
    if (isNext) this.tolerate('no comma', () => t('A comma is missing at byte {0}.', at));
    return isNext;
  }

  /** One comma, and those that are too many; what stands behind them. */
  private passCommas(isTuple: boolean): number {
    const first = this.at++;
    for (; ; this.at++) {
      this.passBlanks();
      const byte = this.peek();
      if (byte === comma || byte === 0x7d || byte === 0x5d) this.noteComma(first);
      else if (isTuple && byte === closeParenthesis) return byte;
      if (byte !== comma) return byte;
    }
  }

  private key(): void {
    const byte = this.peek();
    this.hasQuotedKey = byte === quote || byte === apostrophe || byte === 0xe2;
    if (byte === quote || byte === apostrophe) this.string(byte);
    else if (this.prefixed(byte)) this.string(this.peek());
    else if (!this.curly(byte) && !this.numberAsKey() && !this.name()) this.fail(t('a key in quotes'));
    this.passBlanks();
    const isKeyword = this.open.at(-1)?.isCall === true;
    if (!isKeyword && this.peek() === equals) this.passEquals();
    else if (this.peek() !== (isKeyword ? equals : 0x3a)) this.fail(isKeyword ? '=' : t('a colon'));
    this.at++;
  }

  /** `=` or `=>` in place of a colon; behind a key without quotes only before what cannot be a word. */
  private passEquals(): void {
    const { at } = this;
    const sign = this.bytes[at + 1] === 0x3e ? '=>' : '=';
    if (!this.hasQuotedKey && !/^=>?\s*["'{[\d+-]/.test(this.ahead())) this.fail(t('a colon'));
    this.at += sign.length - 1;
    this.tolerate('equals', () => t('{0} stands in place of {1} at byte {2}.', sign, ':', at));
  }

  /** A number as a key, as Python has it; false where no colon follows. */
  private numberAsKey(): boolean {
    const from = this.at;
    const [found] = /^-?[\d.]+\s*:/.exec(String.fromCharCode(...this.bytes.subarray(from, from + maxName))) ?? [];
    if (found === undefined) return false;
    this.tolerate('name', () => t('A key stands without quotes at byte {0}.', from));
    this.number();
    return true;
  }

  /** A key as JavaScript has it without quotes; false where there is none. */
  private name(): boolean {
    const from = this.at;
    let to = from;
    while (isOfName(this.bytes[to] ?? 0, to > from)) to++;
    if (to === from) return false;
    if (to === this.bytes.length) throw new Stop(t('It ends inside a key.'), to, 1);
    this.at = to;
    if (this.open.at(-1)?.isCall !== true) this.tolerate('name', () => t('A key stands without quotes at byte {0}.', from));
    if (this.builder.keeps) this.builder.add({ kind: 'string', text: this.textOf(from, to, false), range: [from, to] });
    else this.builder.skip();
    return true;
  }

  /** Adds what there is of the text inside which the bytes end. */
  addStart(): void {
    if (this.textFrom < 0 || !this.builder.keeps) return;
    const text = this.textOf(this.textFrom + 1, this.escapeFrom < 0 ? this.bytes.length : this.escapeFrom, true);
    const { budget } = this.builder;
    budget.note(t('How long the last text is, is not known.'));
    this.builder.add(budget.string(text, { range: [this.textFrom, this.bytes.length], whole: text.length + 1 }));
  }

  private string(mark: number): void {
    const from = this.at++;
    this.textFrom = from;
    if (mark === apostrophe) this.tolerate('apostrophe', () => t('A text stands in single quotes at byte {0}.', from));
    let hasEscape = false;
    for (let byte = this.peek(); byte !== mark; byte = this.peek()) {
      if (byte < 0) throw new Stop(t('It ends inside a text in quotes.'), this.at, 1);
      if (byte < 0x20) this.passControl(byte);
      else if (byte === backslash) {
        hasEscape = true;
        this.escapeFrom = this.at;
        this.escape(mark);
        this.escapeFrom = -1;
      } else this.at++;
    }
    this.at++;
    this.textFrom = -1;
    if (!this.builder.keeps) {
      this.builder.skip();
      return;
    }
    const text = this.textOf(from + 1, this.at - 1, hasEscape);
    this.builder.add(this.builder.budget.string(text, { range: [from, this.at] }));
  }

  private passControl(byte: number): void {
    const at = this.at++;
    if (byte === nul) throw new Stop(t('A NUL byte stands in a text.'), at);
    this.tolerate('control', () => t('A control character stands in a text without an escape, at byte {0}.', at));
  }

  /** The text that is written between these places. */
  private textOf(from: number, to: number, hasEscape: boolean): string {
    const bytes = this.bytes.subarray(from, to);
    const written = utf8Text(bytes) ?? readText(bytes).text ?? '';
    return hasEscape ? written.replace(escapes, unescaped) : written;
  }

  private escape(mark: number): void {
    const from = this.at++;
    const letter = this.peek();
    this.at++;
    const digits = letter === 0x75 ? 4 : letter === 0x78 ? 2 : 0;
    for (let i = 0; i < digits; i++, this.at++) {
      if (!/[0-9a-f]/i.test(String.fromCharCode(Math.max(0, this.peek())))) return this.passBackslash(from);
    }
    if (digits === 2) this.tolerate('escape', () => t('The escape at byte {0} is Python, not JSON.', from));
    if (digits === 0 && letter !== mark && letter !== apostrophe && !'"\\/bfnrt'.includes(String.fromCharCode(Math.max(0, letter))))
      this.passBackslash(from);
  }

  /** A backslash that begins no escape stands for itself, as in paths of Windows, where there is a key before. */
  private passBackslash(from: number): void {
    if (this.at >= this.bytes.length) throw new Stop(t('It ends inside a text in quotes.'), this.bytes.length, 1);
    if (!this.open.some(({ isMap }) => isMap)) throw new Stop(t('JSON has no such escape.'), from);
    this.tolerate('backslash', () => t('The backslash at byte {0} begins no escape of JSON.', from));
    this.at = from + 1;
  }

  private number(): void {
    const from = this.at;
    const second = this.bytes[from + 1];
    if (this.peek() === 0x2d && (second === 0x49 || second === 0x69)) return this.word(t('a value'));
    const isNegative = this.peek() === 0x2d;
    const first = isNegative ? from + 1 : from;
    if (this.open.length > 0 && this.looseNumber()) return;
    let to = this.bytes[first] === 0x30 ? first + 1 : this.digits(first);
    if (to === first) {
      if (this.odd()) return;
      if (to === this.bytes.length) throw new Stop(t('It ends inside a number.'), to, 1);
      throw new Stop(t('This is not a number.'), from);
    }
    const whole = to;
    if (this.bytes[to] === 0x2e) to = this.part(to, to + 1);
    const letter = this.bytes[to];
    if (letter === 0x65 || letter === 0x45)
      to = this.part(to, this.bytes[to + 1] === 0x2b || this.bytes[to + 1] === 0x2d ? to + 2 : to + 1);
    const next = this.bytes[to] ?? comma;
    if (next === comma) {
      if (this.open.at(-1)?.isMap && isDigit(this.bytes[to + 1] ?? 0) && this.withCommas()) return;
    } else if (!afterNumber.has(next) && this.odd()) return;
    this.at = to;
    if (!this.builder.keeps) return this.builder.skip();
    const text = utf8Text(this.bytes.subarray(from, to)) ?? '';
    this.builder.add({ kind: to > whole || text === '-0' ? 'float' : 'integer', text, range: [from, to] });
  }

  /** A number in a container as JSON does not have it: with a plus, a point at its end, in hex digits. */
  private looseNumber(): boolean {
    const from = this.at;
    if (isJsonNumber(this.bytes, from)) return false;
    const [found] = looseNumber.exec(String.fromCharCode(...this.bytes.subarray(from, from + maxName))) ?? [];
    if (found === undefined) return false;
    this.at = from + found.length;
    this.tolerate('number', () => t('The number at byte {0} is not written as in JSON.', from));
    if (!this.builder.keeps) {
      this.builder.skip();
      return true;
    }
    const [, sign = '', written = ''] = /^([+-]?)(.*?)L?$/i.exec(found) ?? [];
    const isFloat = !/^0x/i.test(written) && /[.e]/i.test(written);
    const text = isFloat
      ? written
          .replace(/^0+(?=\d)/, '')
          .replace(/^\./, '0.')
          .replace(/\.(?=e|$)/i, '.0')
      : String(BigInt(written));
    this.builder.add({ kind: isFloat ? 'float' : 'integer', text: `${sign === '-' ? '-' : ''}${text}`, range: [from, this.at] });
    return true;
  }

  private digits(from: number): number {
    let to = from;
    for (let byte = this.bytes[to]; byte !== undefined && byte >= 0x30 && byte <= 0x39; byte = this.bytes[++to]);
    return to;
  }

  /** The end of a fraction or exponent that begins at `from` and has its digits behind; where they are missing it is for the caller to refuse. */
  private part(from: number, behind: number): number {
    const to = this.digits(behind);
    if (to > behind) return to;
    if (to >= this.bytes.length) throw new Stop(t('It ends inside a number.'), this.bytes.length, 1);
    return from;
  }

  private word(expected: string): void {
    const from = this.at;
    const found = wordBytes.find(({ codes }) => codes.every((code, i) => this.bytes[from + i] === code));
    const behind = this.bytes[from + (found?.word.length ?? 0)] ?? 0;
    if ((!found || isOfName(behind, true) || behind === openParenthesis) && this.odd()) return;
    if (!found) {
      const rest = this.bytes.length - from;
      const isCut =
        rest > 0 &&
        wordBytes.some(({ codes }) => rest < codes.length && codes.slice(0, rest).every((code, i) => this.bytes[from + i] === code));
      if (isCut) throw new Stop(t('It ends inside a word.'), this.bytes.length, 1);
      this.fail(expected);
    }
    this.at += found.word.length;
    if (pythonWords.has(found.word)) this.tolerate('word', () => t('{0} at byte {1} is Python, not JSON.', found.word, from));
    else if (found.kind === 'float') this.builder.budget.note(t('NaN and Infinity are not JSON; Python writes them so.'));
    if (this.builder.keeps)
      this.builder.add({
        kind: found.kind,
        ...(found.kind === 'null' ? {} : { text: found.kind === 'boolean' ? found.word.toLowerCase() : floatWord(found.word) }),
        range: [from, this.at],
      });
    else this.builder.skip();
  }
}

interface OpenContainer {
  /** The sign that ends it. */
  end: number;
  isMap: boolean;
  isCall?: boolean;
}
