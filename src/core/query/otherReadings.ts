import { tokensOf, type Token } from './lexer';
import { parseQuery } from './parse';
import { textValue } from './write';

/** What is a pattern where a key is followed by a colon alone. */
const pattern = /^[^"]*(?:[*?]|(?:^|\/)[+#](?:\/|$))[^"]*$/;

/** The filter that takes exact topics and names with `*`, `?` or MQTT's signs for patterns; undefined where there is none, or it cannot be used. */
export function asPatterns(filter: string): string | undefined {
  const meant = rewritten(filter, (token) => {
    if (token.kind !== 'condition' || !(token.key === 'topic' || token.key === 'socket')) return undefined;
    const { key, operator, value } = token;
    return /^==?$/.test(operator.text) && pattern.test(value.text) ? `${key}:${value.text}` : undefined;
  });
  return meant === undefined || parseQuery(meant).problems.length > 0 ? undefined : meant;
}

/**
 * The filter that looks for the words and phrases of this one in what frames say once they are decoded, instead of in their bytes;
 * undefined where it has none, or cannot be used.
 */
export function inDecodedText(filter: string): string | undefined {
  return rewritten(filter, (token, before) => {
    if ((token.kind !== 'word' && token.kind !== 'phrase') || before?.kind === 'not') return undefined;
    return `text:${token.kind === 'word' ? textValue(token.text) : filter.slice(token.from, token.to)}`;
  });
}

/** The filter with what `instead` gives in place of its tokens; undefined where that is of none, or the filter cannot be used. */
function rewritten(filter: string, instead: (token: Token, before: Token | undefined) => string | undefined): string | undefined {
  if (parseQuery(filter).problems.length > 0) return undefined;
  let written = '';
  let end = 0;
  let before: Token | undefined;
  for (const token of tokensOf(filter)) {
    const text = instead(token, before);
    if (text !== undefined) {
      written += filter.slice(end, token.from) + text;
      end = token.to;
    }
    before = token;
  }
  return end === 0 ? undefined : written + filter.slice(end);
}
