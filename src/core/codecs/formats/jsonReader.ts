import { t } from '@vscode/l10n';
import { firstBadByte, readText, utf8Text } from '../values/text';
import { Budget, treeLimits, type TreeLimits } from '../values/budget';
import { paddingNote, Stop, stopOf, type Reading } from '../values/reading';
import { TreeBuilder } from '../values/tree';

const quote = 0x22;
const apostrophe = 0x27;
const backslash = 0x5c;
const comma = 0x2c;
const slash = 0x2f;
const hash = 0x23;
const star = 0x2a;
const lineFeed = 0x0a;
const nul = 0x00;
/** RFC 7464 has it before each text of a sequence. */
const recordSeparator = 0x1e;
const words: readonly [word: string, kind: 'boolean' | 'null' | 'float'][] = [
  ['true', 'boolean'],
  ['false', 'boolean'],
  ['null', 'null'],
  ['NaN', 'float'],
  ['Infinity', 'float'],
  ['-Infinity', 'float'],
  ['True', 'boolean'],
  ['False', 'boolean'],
  ['None', 'null'],
];
/** What Python's `str` makes of them. */
const pythonWords: ReadonlySet<string> = new Set(['True', 'False', 'None']);
const wordBytes = words.map(([word, kind]) => ({ word, kind, codes: Array.from(word, (letter) => letter.charCodeAt(0)) }));

/**
 * JSON (RFC 8259) with what the text says and `JSON.parse` loses: all digits of a number, keys that stand twice, offsets. Numbers stand as
 * they are written. What programs send that mean JSON is read as well, and a note names it with its place: NaN and Infinity, a byte order
 * mark, NUL bytes at the end, a comma too many, comments, single quotes, keys without quotes, Python's words, control characters and bytes
 * that are not UTF-8 in texts. Several values after one another (RFC 7464, JSON lines, or without anything in between) are the entries of
 * one array of the type `sequence`.
 */
export function readJson(bytes: Uint8Array, limits: TreeLimits = treeLimits): Reading {
  const budget = new Budget(limits);
  const builder = new TreeBuilder(budget);
  const badByte = firstBadByte(bytes);
  const reader = new JsonReader(bytes, builder);
  const stop = stopOf(() => reader.read());
  if (stop && stop.missing > 0) reader.addStart();
  const reading = builder.finish(bytes.length, stop);
  const isFirstFault = badByte >= 0 && (stop === undefined || stop.at > badByte);
  return isFirstFault ? { ...reading, problem: { message: t('This byte is not UTF-8.'), at: badByte } } : reading;
}

class JsonReader {
  private at = 0;
  /** Where the text or key begins that is being read, and where its last escape does. */
  private textFrom = -1;
  private escapeFrom = -1;
  /** For each open container whether it is an object. */
  private readonly open: boolean[] = [];
  /** What was passed over though it is not JSON. */
  private readonly tolerated = new Set<string>();

  constructor(
    private readonly bytes: Uint8Array,
    private readonly builder: TreeBuilder,
  ) {}

  read(): Stop | undefined {
    if (this.bytes[0] === 0xef && this.bytes[1] === 0xbb && this.bytes[2] === 0xbf) {
      this.at = 3;
      this.builder.budget.note(t('It begins with a byte order mark, which JSON does not have.'));
    }
    while (this.peek() === recordSeparator) this.at++;
    for (;;) {
      do this.value();
      while (this.toNextValue());
      this.passBetween();
      if (this.at >= this.bytes.length) return undefined;
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
      else if (byte !== recordSeparator) break;
      this.at++;
    }
    if (this.at < this.bytes.length) return;
    if (firstComma >= 0) this.noteComma(firstComma);
    if (nulls > 0) this.builder.budget.note(paddingNote(nulls, firstNul));
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
      if ((byte !== slash && byte !== hash) || !this.passComment(byte)) return;
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
        const isObject = byte === 0x7b;
        this.builder.begin(isObject ? 'map' : 'array', this.at++);
        this.passBlanks();
        if (this.peek() === (isObject ? 0x7d : 0x5d)) {
          this.builder.end(++this.at);
          return;
        }
        this.open.push(isObject);
        if (isObject) this.key();
        continue;
      }
      if (byte === quote || byte === apostrophe) this.string(byte);
      else if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) this.number();
      else this.word(t('a value'));
      return;
    }
  }

  /** Behind a value: to the next one, or to the end of all containers. */
  private toNextValue(): boolean {
    for (;;) {
      this.passBlanks();
      const isObject = this.open[this.open.length - 1];
      if (isObject === undefined) return false;
      const byte = this.peek();
      if (byte === (isObject ? 0x7d : 0x5d)) {
        this.open.pop();
        this.builder.end(++this.at);
      } else if (byte === comma) {
        if (this.passCommas() === (isObject ? 0x7d : 0x5d)) continue;
        if (isObject) this.key();
        return true;
      } else {
        this.fail(isObject ? t('a comma or }') : t('a comma or ]'));
      }
    }
  }

  /** One comma, and those that are too many; what stands behind them. */
  private passCommas(): number {
    const first = this.at++;
    for (; ; this.at++) {
      this.passBlanks();
      const byte = this.peek();
      if (byte === comma || byte === 0x7d || byte === 0x5d) this.noteComma(first);
      if (byte !== comma) return byte;
    }
  }

  private key(): void {
    const byte = this.peek();
    if (byte === quote || byte === apostrophe) this.string(byte);
    else if (!this.name()) this.fail(t('a key in quotes'));
    this.passBlanks();
    if (this.peek() !== 0x3a) this.fail(t('a colon'));
    this.at++;
  }

  /** A key as JavaScript has it without quotes; false where there is none. */
  private name(): boolean {
    const from = this.at;
    let to = from;
    while (isOfName(this.bytes[to] ?? 0, to > from)) to++;
    if (to === from) return false;
    if (to === this.bytes.length) throw new Stop(t('It ends inside a key.'), to, 1);
    this.at = to;
    this.tolerate('name', () => t('A key stands without quotes at byte {0}.', from));
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
    const isUnicode = letter === 0x75;
    for (let i = 0; isUnicode && i < 4; i++, this.at++) {
      if (!/[0-9a-f]/i.test(String.fromCharCode(Math.max(0, this.peek())))) this.failEscape(from);
    }
    if (!isUnicode && letter !== mark && !'"\\/bfnrt'.includes(String.fromCharCode(Math.max(0, letter)))) this.failEscape(from);
  }

  private failEscape(from: number): never {
    if (this.at >= this.bytes.length) throw new Stop(t('It ends inside a text in quotes.'), this.bytes.length, 1);
    throw new Stop(t('JSON has no such escape.'), from);
  }

  private number(): void {
    const from = this.at;
    if (this.peek() === 0x2d && this.bytes[from + 1] === 0x49) return this.word(t('a value'));
    const isNegative = this.peek() === 0x2d;
    const first = isNegative ? from + 1 : from;
    let to = this.bytes[first] === 0x30 ? first + 1 : this.digits(first);
    if (to === first) {
      if (to === this.bytes.length) throw new Stop(t('It ends inside a number.'), to, 1);
      throw new Stop(t('This is not a number.'), from);
    }
    const whole = to;
    if (this.bytes[to] === 0x2e) to = this.part(to, to + 1);
    const letter = this.bytes[to];
    if (letter === 0x65 || letter === 0x45)
      to = this.part(to, this.bytes[to + 1] === 0x2b || this.bytes[to + 1] === 0x2d ? to + 2 : to + 1);
    this.at = to;
    if (!this.builder.keeps) return this.builder.skip();
    const text = utf8Text(this.bytes.subarray(from, to)) ?? '';
    this.builder.add({ kind: to > whole || text === '-0' ? 'float' : 'integer', text, range: [from, to] });
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
    if (found.kind === 'float') this.builder.budget.note(t('NaN and Infinity are not JSON; Python writes them so.'));
    if (this.builder.keeps)
      this.builder.add({
        kind: found.kind,
        ...(found.kind === 'null' ? {} : { text: found.kind === 'boolean' ? found.word.toLowerCase() : found.word }),
        range: [from, this.at],
      });
    else this.builder.skip();
  }
}

/** Letters, digits but not first, `_` and `$`. */
function isOfName(byte: number, hasBegun: boolean): boolean {
  return (
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x5f ||
    byte === 0x24 ||
    (hasBegun && byte >= 0x30 && byte <= 0x39)
  );
}

const escapes = /\\(?:u([0-9a-fA-F]{4})|([^u]))/g;
const meant: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function unescaped(_: string, unit: string | undefined, letter: string): string {
  return unit === undefined ? (meant[letter] ?? letter) : String.fromCharCode(parseInt(unit, 16));
}
