import type { Key } from './ast';
import { parseQuery } from './parse';
import { topLevelTokens } from './topLevel';

/**
 * A filter with this condition in the place of those for a key that it has, unless they stand in parentheses, behind `not` or beside `or`;
 * everything else stays. A filter that cannot be used gives way.
 */
export function replaceConditions(filter: string, key: Key, condition: string): string {
  const text = filter.trim();
  if (text === '' || parseQuery(text).problems.length > 0) return condition;
  const rest = dropConditions(text, key);
  return rest === undefined ? `(${text}) ${condition}` : `${rest} ${condition}`.trim();
}

/** A filter that can be used without those conditions; undefined where it is one of several that are beside `or`. */
export function dropConditions(text: string, key: Key): string | undefined {
  let isNegated = false;
  const dropped: { from: number; to: number }[] = [];
  for (const token of topLevelTokens(text)) {
    if (token.kind === 'or') return undefined;
    if ('key' in token && token.key === key && !isNegated) {
      const rulesOut = token.kind === 'condition' ? token.operator.text.startsWith('!') : token.isNegated;
      if (!rulesOut) dropped.push(token);
    }
    isNegated = token.kind === 'not';
  }
  let rest = text;
  for (const { from, to } of dropped.reverse()) {
    // An `and` beside it goes with it.
    const before = rest.slice(0, from).replace(/\s+and\s+$/i, ' ');
    const after = before.trim() === '' ? rest.slice(to).replace(/^\s+and\s+/i, ' ') : rest.slice(to);
    rest = `${before.trimEnd()} ${after.trimStart()}`;
  }
  return rest.trim();
}
