import type { ValueEntry, ValueNode } from '../../../protocol/decoding';

const maxLength = 64 * 1024;
const maxDepth = 20;
const token =
  /\s*(?:([[\](){}:,])|[bru]?("(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*')|([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)L?|(True|False|None)\b)/iuy;
const closing: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}' };

/** A literal of Python (lists, tuples, dicts, texts, numbers, `True`, `False`, `None`); undefined for any other text. */
export function readPythonLiteral(text: string): ValueNode | undefined {
  if (text.length > maxLength) return undefined;
  const reader = new LiteralReader(text);
  const value = reader.value(0);
  return value && reader.isAtEnd ? value : undefined;
}

class LiteralReader {
  private at = 0;

  constructor(private readonly text: string) {}

  get isAtEnd(): boolean {
    return this.text.slice(this.at).trim() === '';
  }

  private next(): RegExpExecArray | null {
    token.lastIndex = this.at;
    const match = token.exec(this.text);
    if (match) this.at = token.lastIndex;
    return match;
  }

  /** Passes over a sign if it comes next. */
  private passes(sign: string): boolean {
    const before = this.at;
    if (this.next()?.[1] === sign) return true;
    this.at = before;
    return false;
  }

  value(depth: number): ValueNode | undefined {
    const [, sign, quoted, number, word] = this.next() ?? [];
    if (quoted !== undefined) return { kind: 'string', text: quoted.slice(1, -1).replace(/\\([^])/g, '$1') };
    if (number !== undefined) return { kind: /^[+-]?\d+$/.test(number) ? 'integer' : 'float', text: number.replace(/^\+/, '') };
    if (word !== undefined) return /^n/i.test(word) ? { kind: 'null' } : { kind: 'boolean', text: word.toLowerCase() };
    const end = sign === undefined ? undefined : closing[sign];
    return end === undefined || depth >= maxDepth ? undefined : this.container(end, depth);
  }

  private container(end: string, depth: number): ValueNode | undefined {
    const entries: ValueEntry[] = [];
    let hasComma = false;
    while (!this.passes(end)) {
      if (entries.length > 0 && !hasComma) return undefined;
      const first = this.value(depth + 1);
      if (!first) return undefined;
      if (end === '}') {
        const value = this.passes(':') ? this.value(depth + 1) : undefined;
        if (!value) return undefined;
        entries.push({ key: first.kind === 'string' ? (first.text ?? '') : first, value });
      } else {
        entries.push({ value: first });
      }
      hasComma = this.passes(',');
    }
    if (end === '}') return { kind: 'map', entries };
    // Parentheses alone are no tuple.
    if (end === ')' && entries.length === 1 && !hasComma) return entries[0]?.value;
    return { kind: 'array', type: end === ')' ? 'tuple' : 'list', entries };
  }
}
