import { parseQuery } from './parse';
import { topLevelTokens } from './topLevel';

/**
 * A filter with this condition for the topic: in place of those that it has, unless they stand in parentheses, behind `not` or beside
 * `or`; everything else stays. A filter that cannot be used gives way.
 */
export function withTopic(filter: string, topic: string): string {
  const text = filter.trim();
  if (text === '' || parseQuery(text).problems.length > 0) return topic;
  let isEither = false;
  let isNegated = false;
  const replaced: { from: number; to: number }[] = [];
  for (const token of topLevelTokens(text)) {
    if (token.kind === 'or') isEither = true;
    else if ('key' in token && token.key === 'topic' && !isNegated) {
      const rulesOut = token.kind === 'condition' ? token.operator.text.startsWith('!') : token.isNegated;
      if (!rulesOut) replaced.push(token);
    }
    isNegated = token.kind === 'not';
  }
  if (isEither) return `(${text}) ${topic}`;
  let rest = text;
  for (const { from, to } of replaced.reverse()) {
    // An `and` beside it goes with it.
    const before = rest.slice(0, from).replace(/\s+and\s+$/i, ' ');
    const after = before.trim() === '' ? rest.slice(to).replace(/^\s+and\s+/i, ' ') : rest.slice(to);
    rest = `${before.trimEnd()} ${after.trimStart()}`;
  }
  return `${rest.trim()} ${topic}`.trim();
}
