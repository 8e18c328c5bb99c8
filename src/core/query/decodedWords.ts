import { tokensOf } from './lexer';
import { parseQuery } from './parse';
import { textValue } from './write';

/**
 * The filter that looks for the words and phrases of this one in what frames say once they are decoded, instead of in their bytes;
 * undefined where it has none, or cannot be used.
 */
export function inDecodedText(filter: string): string | undefined {
  if (parseQuery(filter).problems.length > 0) return undefined;
  let written = '';
  let end = 0;
  let isNegated = false;
  for (const token of tokensOf(filter)) {
    const { from, to } = token;
    if ((token.kind === 'word' || token.kind === 'phrase') && !isNegated) {
      written += `${filter.slice(end, from)}text:${token.kind === 'word' ? textValue(token.text) : filter.slice(from, to)}`;
      end = to;
    }
    isNegated = token.kind === 'not';
  }
  return end === 0 ? undefined : written + filter.slice(end);
}
