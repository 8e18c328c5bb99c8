import type { ValueEntry, ValueNode } from '../../../protocol/decoding';
import { opened } from './inner';

/** What `JSON.parse` takes as a number. */
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

export interface ValueJson {
  text: string;
  /** Something in the value is longer than what is known of it: the rest is missing. */
  isCut: boolean;
}

/**
 * A value as JSON that every parser takes, indented or on one line. Numbers have all their digits, and keys that stand twice stand twice; NaN and
 * infinities become texts, bytes their hex digits, keys of other kinds their text, sets arrays, objects `{"class": …}`, tagged values
 * `{"tag": …, "value": …}`.
 */
export function valueJson(node: ValueNode, onOneLine = false): ValueJson {
  const writer = new Writer();
  const text = writer.value(node, onOneLine ? '' : '\n');
  return { text, isCut: writer.isCut };
}

class Writer {
  isCut = false;

  /** `line`: what begins a line inside; empty where all stands on one. */
  value(shown: ValueNode, line: string): string {
    const node = opened(shown);
    const { kind, text = '', type, entries = [], whole } = node;
    const { length } = kind === 'bytes' ? { length: text.length / 2 } : (node.entries ?? text);
    this.isCut ||= whole !== undefined && whole > length;
    switch (kind) {
      case 'null':
        return 'null';
      case 'boolean':
        return text;
      case 'integer':
      case 'float':
        return number.test(text) ? withFraction(text, kind) : JSON.stringify(text);
      case 'string':
        return JSON.stringify(text);
      case 'bytes':
        return JSON.stringify(`0x${text}`);
      case 'reference':
        return JSON.stringify(`same as ${text}`);
      case 'array':
        return around(
          '[]',
          entries.map(({ value }) => this.value(value, inside(line))),
          line,
        );
      case 'map':
        return around(
          '{}',
          entries.map((entry) => this.member(entry, inside(line))),
          line,
        );
      case 'object':
        return around('{}', this.object(node, inside(line)), line);
      case 'tagged':
        return around(
          '{}',
          [`"tag": ${JSON.stringify(type ?? '')}`, ...entries.map(({ value }) => `"value": ${this.value(value, inside(line))}`)],
          line,
        );
    }
  }

  /** The class, what has no name in order, then what has one. */
  private object({ text = '', entries = [] }: ValueNode, line: string): string[] {
    const unnamed = entries.filter(({ key }) => key === undefined).map(({ value }) => this.value(value, inside(line)));
    const named = entries.filter(({ key }) => key !== undefined);
    return [
      `"class": ${JSON.stringify(text)}`,
      ...(unnamed.length > 0 ? [`"arguments": ${around('[]', unnamed, line)}`] : []),
      ...named.map((entry) => this.member(entry, line)),
    ];
  }

  private member({ key = '', value }: ValueEntry, line: string): string {
    return `${JSON.stringify(typeof key === 'string' ? key : this.keyText(key))}: ${this.value(value, line)}`;
  }

  private keyText(key: ValueNode): string {
    const json = this.value(key, '');
    return json.startsWith('"') ? (JSON.parse(json) as string) : json;
  }
}

/** A double is told from an integer. */
function withFraction(text: string, kind: 'integer' | 'float'): string {
  return kind === 'float' && /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function inside(line: string): string {
  return line && `${line}  `;
}

function around(brackets: '[]' | '{}', parts: readonly string[], line: string): string {
  const [open = '', close = ''] = brackets;
  if (parts.length === 0) return brackets;
  return line === '' ? `${open}${parts.join(', ')}${close}` : `${open}${inside(line)}${parts.join(`,${inside(line)}`)}${line}${close}`;
}
