import type { ValueNode } from '../../../protocol/decoding';

/** Numbers as JSON writes them: no zeros in front, for these stand in names and numbers of articles. */
const number = /^-?(?:0|[1-9]\d{0,17})(\.\d+)?(?:[eE][+-]?\d{1,3})?$/;

/** What a text without types says: a number or a boolean where it is written like one, else itself. */
export function writtenValue(text: string): Pick<ValueNode, 'kind' | 'text'> {
  if (text.length <= 40 && number.test(text)) return { kind: /^-?\d+$/.test(text) ? 'integer' : 'float', text };
  return text === 'true' || text === 'false' ? { kind: 'boolean', text } : { kind: 'string', text };
}
