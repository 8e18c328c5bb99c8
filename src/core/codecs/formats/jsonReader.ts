import { t } from '@vscode/l10n';
import { firstBadByte, utf8Text } from '../values/text';
import { Budget, treeLimits, type TreeLimits } from '../values/budget';
import { Stop, stopOf, type Reading } from '../values/reading';
import { TreeBuilder } from '../values/tree';

const quote = 0x22;
const backslash = 0x5c;
const words: readonly [word: string, kind: 'boolean' | 'null' | 'float'][] = [
  ['true', 'boolean'],
  ['false', 'boolean'],
  ['null', 'null'],
  ['NaN', 'float'],
  ['Infinity', 'float'],
  ['-Infinity', 'float'],
];
const wordBytes = words.map(([word, kind]) => ({ word, kind, codes: Array.from(word, (letter) => letter.charCodeAt(0)) }));

/**
 * JSON (RFC 8259) with what the text says and `JSON.parse` loses: all digits of a number, keys that stand twice, offsets. Numbers stand as
 * they are written. Taken beyond JSON are NaN, Infinity and -Infinity, as Python's json writes them, and a byte order mark; a note says so.
 */
export function readJson(bytes: Uint8Array, limits: TreeLimits = treeLimits): Reading {
  const budget = new Budget(limits);
  const builder = new TreeBuilder(budget);
  const badByte = firstBadByte(bytes);
  const reader = new JsonReader(badByte < 0 ? bytes : bytes.subarray(0, badByte), builder);
  let stop = stopOf(() => reader.read());
  if (stop && stop.missing > 0) reader.addStart();
  if (badByte >= 0 && (stop === undefined || stop.missing > 0)) stop = new Stop(t('This byte is not UTF-8.'), badByte);
  return builder.finish(bytes.length, stop);
}

class JsonReader {
  private at = 0;
  /** Where the text or key begins that is being read, and where its last escape does. */
  private textFrom = -1;
  private escapeFrom = -1;
  /** For each open container whether it is an object. */
  private readonly open: boolean[] = [];

  constructor(
    private readonly bytes: Uint8Array,
    private readonly builder: TreeBuilder,
  ) {}

  read(): Stop | undefined {
    if (this.bytes[0] === 0xef && this.bytes[1] === 0xbb && this.bytes[2] === 0xbf) {
      this.at = 3;
      this.builder.budget.note(t('It begins with a byte order mark, which JSON does not have.'));
    }
    do this.value();
    while (this.toNextValue());
    return this.at < this.bytes.length ? new Stop(t('Something follows the value.'), this.at) : undefined;
  }

  private peek(): number {
    return this.at < this.bytes.length ? (this.bytes[this.at] as number) : -1;
  }

  private passBlanks(): void {
    for (let byte = this.peek(); byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09; byte = this.peek()) this.at++;
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
      if (byte === quote) this.string();
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
      } else if (byte === 0x2c) {
        this.at++;
        if (isObject) {
          this.passBlanks();
          this.key();
        }
        return true;
      } else {
        this.fail(isObject ? t('a comma or }') : t('a comma or ]'));
      }
    }
  }

  private key(): void {
    if (this.peek() !== quote) this.fail(t('a key in quotes'));
    this.string();
    this.passBlanks();
    if (this.peek() !== 0x3a) this.fail(t('a colon'));
    this.at++;
  }

  /** Adds what there is of the text inside which the bytes end. */
  addStart(): void {
    if (this.textFrom < 0 || !this.builder.keeps) return;
    const written = this.bytes.subarray(this.textFrom + 1, this.escapeFrom < 0 ? this.bytes.length : this.escapeFrom);
    const text = JSON.parse(`"${utf8Text(written) ?? ''}"`) as string;
    const { budget } = this.builder;
    budget.note(t('How long the last text is, is not known.'));
    this.builder.add(budget.string(text, { range: [this.textFrom, this.bytes.length], whole: text.length + 1 }));
  }

  private string(): void {
    const from = this.at++;
    this.textFrom = from;
    let hasEscape = false;
    for (let byte = this.peek(); byte !== quote; byte = this.peek()) {
      if (byte < 0) throw new Stop(t('It ends inside a text in quotes.'), this.at, 1);
      if (byte < 0x20) throw new Stop(t('A control character must be written as an escape.'), this.at);
      if (byte === backslash) {
        hasEscape = true;
        this.escapeFrom = this.at;
        this.escape();
        this.escapeFrom = -1;
      } else {
        this.at++;
      }
    }
    this.at++;
    this.textFrom = -1;
    if (!this.builder.keeps) {
      this.builder.skip();
      return;
    }
    const written = utf8Text(this.bytes.subarray(from, this.at)) ?? '""';
    const text = hasEscape ? (JSON.parse(written) as string) : written.slice(1, -1);
    this.builder.add(this.builder.budget.string(text, { range: [from, this.at] }));
  }

  private escape(): void {
    const from = this.at++;
    const letter = this.peek();
    this.at++;
    const isUnicode = letter === 0x75;
    for (let i = 0; isUnicode && i < 4; i++, this.at++) {
      if (!/[0-9a-f]/i.test(String.fromCharCode(Math.max(0, this.peek())))) this.failEscape(from);
    }
    if (!isUnicode && !'"\\/bfnrt'.includes(String.fromCharCode(Math.max(0, letter)))) this.failEscape(from);
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
    if (found.kind === 'float') this.builder.budget.note(t('NaN and Infinity are not JSON; Python writes them so.'));
    if (this.builder.keeps)
      this.builder.add({ kind: found.kind, ...(found.kind === 'null' ? {} : { text: found.word }), range: [from, this.at] });
    else this.builder.skip();
  }
}
