import type { ValueNode } from '../../../protocol/decoding';

/** A scalar as JSON where JSON can say it; otherwise in a notation that looks like a call: `timestamp("…")`, `bytes("00ff")`. */
export function scalarText({ kind, text = '', type, whole }: ValueNode): string {
  const more = whole === undefined ? '' : '…';
  switch (kind) {
    case 'null':
      return type ?? 'null';
    // An integer in a double is told from an integer, as most languages write it.
    case 'float':
      return /^-?\d+$/.test(text) ? `${text}.0` : text;
    case 'string':
      return type === undefined ? `${JSON.stringify(text)}${more}` : `${type}(${JSON.stringify(text)}${more})`;
    case 'bytes':
      return type === undefined ? `0x${text}${more}` : `${type}(0x${text}${more})`;
    case 'reference':
      return `<same as ${text}>`;
    default:
      return text;
  }
}

/** What stands around the entries of a container. */
export function brackets({ kind, text, type }: ValueNode): [open: string, close: string] {
  switch (kind) {
    case 'map':
      return ['{', '}'];
    case 'object':
      return type === 'class' || type === 'attribute' ? [`<${text ?? ''}`, '>'] : [`${text ?? ''}(`, ')'];
    case 'tagged':
      return [`${type ?? 'tag'}(`, text === undefined ? ')' : `, ${text})`];
    // Tuples and lists look alike in JSON; a set is told from them.
    default:
      return type === 'set' || type === 'frozenset' ? [`${type}[`, ']'] : ['[', ']'];
  }
}

/** True for what has entries, if only none. */
export function isContainer({ kind, entries }: ValueNode): boolean {
  return entries !== undefined || kind === 'array' || kind === 'map' || kind === 'object';
}
