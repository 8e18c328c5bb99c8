import { t } from '@vscode/l10n';
import { TextProblem } from './textProblem';

/** A value of a JSON text with its place: characters `[from, to)`. */
export type JsonNode = { from: number; to: number } & (
  | { kind: 'null' }
  | { kind: 'boolean'; value: boolean }
  /** Written without fraction and exponent. */
  | { kind: 'integer'; value: bigint }
  | { kind: 'float'; value: number }
  | { kind: 'string'; value: string }
  | { kind: 'array'; items: JsonNode[] }
  | { kind: 'object'; members: JsonMember[] }
);

export interface JsonMember {
  key: string;
  /** Where the key stands. */
  from: number;
  to: number;
  value: JsonNode;
}

/** Beyond this depth recursion here and in whoever walks the value could exhaust the stack. */
const maxDepth = 128;
/** Digits of an integer: reading more takes time that grows with their square. */
const maxDigits = 4096;
const numberForm = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const wordForm = /[\p{L}\p{N}_$.+-]+/uy;
const blank = /[ \t\n\r]*/y;
const plainCharacters = /[^"\\\u0000-\u001f]*/y; // eslint-disable-line no-control-regex
const halfPair = /\p{Surrogate}/u;
const escapes: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/**
 * JSON (RFC 8259) without loss: integers keep all digits, what is written as a float stays one, members keep their order. Names within
 * an object have to differ.
 * @throws TextProblem at the first fault, with line and column in its sentence.
 */
export function parseJson(text: string): JsonNode {
  return new Parser(text).document();
}

class Parser {
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  document(): JsonNode {
    this.skipBlanks();
    if (this.at === this.text.length) throw this.problem(t('There is no JSON in this text'), 0, this.text.length);
    const value = this.value();
    this.skipBlanks();
    if (this.at < this.text.length) throw this.stranger((found) => t('{0} stands where nothing may follow the value', found));
    return value;
  }

  private value(): JsonNode {
    const from = this.at;
    const first = this.text[from];
    if (first === '{') return this.nested(() => this.object(from));
    if (first === '[') return this.nested(() => this.array(from));
    if (first === '"') {
      const value = this.string();
      return { kind: 'string', value, from, to: this.at };
    }
    if (first !== undefined && /[-0-9]/.test(first)) return this.number(from);
    const word = this.match(wordForm, from)?.[0];
    this.at = from + (word?.length ?? 0);
    if (word === 'true' || word === 'false') return { kind: 'boolean', value: word === 'true', from, to: this.at };
    if (word === 'null') return { kind: 'null', from, to: this.at };
    this.at = from;
    throw this.unexpected(t('a value'));
  }

  private nested<T>(read: () => T): T {
    if (++this.depth > maxDepth) throw this.problem(t('Values are nested more than {0} deep', maxDepth), this.at, this.at + 1);
    const value = read();
    this.depth--;
    return value;
  }

  private array(from: number): JsonNode {
    const items: JsonNode[] = [];
    this.at++;
    this.skipBlanks();
    if (!this.take(']')) {
      do {
        this.skipBlanks();
        items.push(this.value());
        this.skipBlanks();
      } while (this.take(','));
      if (!this.take(']')) throw this.unexpected(t('{0} or {1}', '","', '"]"'));
    }
    return { kind: 'array', items, from, to: this.at };
  }

  private object(from: number): JsonNode {
    const members: JsonMember[] = [];
    const keys = new Set<string>();
    this.at++;
    this.skipBlanks();
    if (!this.take('}')) {
      do {
        this.skipBlanks();
        members.push(this.member(keys));
        this.skipBlanks();
      } while (this.take(','));
      if (!this.take('}')) throw this.unexpected(t('{0} or {1}', '","', '"}"'));
    }
    return { kind: 'object', members, from, to: this.at };
  }

  private member(keys: Set<string>): JsonMember {
    const from = this.at;
    if (this.text[from] !== '"') throw this.unexpected(t('a name in double quotes'));
    const key = this.string();
    const to = this.at;
    if (keys.has(key)) throw this.problem(t('The name {0} appears twice in the same object', JSON.stringify(key)), from, to);
    keys.add(key);
    this.skipBlanks();
    if (!this.take(':')) throw this.unexpected('":"');
    this.skipBlanks();
    return { key, from, to, value: this.value() };
  }

  private number(from: number): JsonNode {
    const match = this.match(numberForm, from);
    const written = match?.[0] ?? '';
    const to = from + written.length;
    const wordEnd = from + (this.match(wordForm, from)?.[0].length ?? 0);
    if (match === null || wordEnd > to)
      throw this.problem(
        t('{0} is not a number in JSON', quoted(this.text.slice(from, Math.max(to, wordEnd, from + 1)))),
        from,
        Math.max(to, wordEnd, from + 1),
      );
    this.at = to;
    if (match[1] === undefined && match[2] === undefined) {
      if (written === '-0') return { kind: 'float', value: -0, from, to };
      if (written.length > maxDigits) throw this.problem(t('An integer may have at most {0} digits', maxDigits), from, to);
      return { kind: 'integer', value: BigInt(written), from, to };
    }
    const value = Number(written);
    if (!Number.isFinite(value))
      throw this.problem(t('{0} is larger than a number with a fraction or an exponent can be', quoted(written)), from, to);
    return { kind: 'float', value, from, to };
  }

  private string(): string {
    const from = this.at++;
    let value = '';
    for (;;) {
      value += this.match(plainCharacters, this.at)?.[0] ?? '';
      this.at = plainCharacters.lastIndex;
      const next = this.text[this.at];
      if (next === '"') {
        this.at++;
        if (halfPair.test(value))
          throw this.problem(t('This string has half of a surrogate pair, which is not a character'), from, this.at);
        return value;
      }
      if (next === undefined) throw this.problem(t('This string has no end: a double quote is missing'), from, this.text.length);
      if (next !== '\\')
        throw this.problem(
          t('Line breaks and other control characters stand in strings as escapes only, such as \\n'),
          this.at,
          this.at + 1,
        );
      value += this.escape();
    }
  }

  private escape(): string {
    const from = this.at;
    const letter = this.text[from + 1] ?? '';
    if (letter === 'u') {
      const digits = this.text.slice(from + 2, from + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw this.problem(t('Four hexadecimal digits are expected after \\u'), from, from + 2);
      this.at = from + 6;
      return String.fromCharCode(parseInt(digits, 16));
    }
    const character = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
    if (character === undefined)
      throw this.problem(
        t('{0} is not a JSON escape; a backslash itself is written \\\\', quoted(`\\${letter}`)),
        from,
        from + 1 + letter.length,
      );
    this.at = from + 2;
    return character;
  }

  private match(form: RegExp, from: number): RegExpExecArray | null {
    form.lastIndex = from;
    return form.exec(this.text);
  }

  private skipBlanks(): void {
    this.match(blank, this.at);
    this.at = blank.lastIndex;
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  /** `wanted`: what should stand here. */
  private unexpected(wanted: string): TextProblem {
    const from = this.at;
    if (from === this.text.length) return this.problem(t('The text ends where {0} should stand', wanted), Math.max(0, from - 1), from);
    return this.stranger((found) => t('{0} stands where {1} should', found, wanted));
  }

  /** About the word or character that stands here. */
  private stranger(sentence: (found: string) => string): TextProblem {
    const from = this.at;
    const found = this.match(wordForm, from)?.[0] ?? String.fromCodePoint(this.text.codePointAt(from) as number);
    return this.problem(sentence(quoted(found)), from, from + found.length);
  }

  private problem(what: string, from: number, to: number): TextProblem {
    const before = this.text.slice(0, from);
    const line = before.split('\n').length;
    const column = from - before.lastIndexOf('\n');
    return new TextProblem(t('{0} (line {1}, column {2}).', what, line, column), from, to, true);
  }
}

function quoted(text: string): string {
  return `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;
}
