import { tokensOf } from './lexer';
import { parseQuery } from './parse';
import { textValue } from './write';

/** What is a pattern where a key is followed by a colon alone. */
const pattern = /^[^"]*(?:[*?]|(?:^|\/)[+#](?:\/|$))[^"]*$/;

/** The filter that takes exact topics and names with `*`, `?` or MQTT's signs for patterns; undefined where there is none, or it cannot be used. */
export function asPatterns(filter: string): string | undefined {
  if (parseQuery(filter).problems.length > 0) return undefined;
  let written = '';
  let end = 0;
  for (const token of tokensOf(filter)) {
    if (token.kind !== 'condition' || !(token.key === 'topic' || token.key === 'socket')) continue;
    if (!/^==?$/.test(token.operator.text) || !pattern.test(token.value.text)) continue;
    written += `${filter.slice(end, token.from)}${token.key}:${token.value.text}`;
    end = token.to;
  }
  const meant = written + filter.slice(end);
  return end === 0 || parseQuery(meant).problems.length > 0 ? undefined : meant;
}

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
