import { parseQuery } from './parse';
import { topLevelTokens } from './topLevel';

/** A filter that asks for this condition too. One that cannot be used gives way; one that has it already stays as it is. */
export function withCondition(filter: string, condition: string): string {
  const text = filter.trim();
  if (text === '' || parseQuery(text).problems.length > 0) return condition;
  const isEither = Array.from(topLevelTokens(text)).some(({ kind }) => kind === 'or');
  if (isEither) return `(${text}) ${condition}`;
  return ` ${text} `.includes(` ${condition} `) ? text : `${text} ${condition}`;
}
