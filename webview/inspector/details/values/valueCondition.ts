import { quoted } from '../../../../src/core/query/write';
import type { ValueNode } from '../../../../src/protocol/decoding';

/** Characters of a text that a filter is made of. */
const maxLength = 500;

/** The condition for records that have this value at this path; where it is none that is compared, or too long, for any value there. */
export function valueCondition(path: string, { kind, text, whole }: ValueNode): string {
  const compared = whole === undefined ? comparedText(kind, text) : undefined;
  return `json:${path}${compared === undefined ? '' : `=${compared}`}`;
}

function comparedText(kind: ValueNode['kind'], text: string | undefined): string | undefined {
  if (kind === 'null') return 'null';
  if (text === undefined || text.length > maxLength) return undefined;
  if (kind === 'string') return quoted(text);
  return kind === 'integer' || kind === 'float' || kind === 'boolean' ? text : undefined;
}
