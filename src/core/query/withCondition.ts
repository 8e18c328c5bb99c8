import { tokensOf } from './lexer';
import { parseQuery } from './parse';

/** A filter that asks for this condition too. One that cannot be used gives way; one that has it already stays as it is. */
export function withCondition(filter: string, condition: string): string {
  const text = filter.trim();
  if (text === '' || parseQuery(text).problems.length > 0) return condition;
  let depth = 0;
  let isEither = false;
  for (const token of tokensOf(text)) {
    if (token.kind === 'open') depth++;
    else if (token.kind === 'close') depth--;
    else if (depth === 0 && token.kind === 'or') isEither = true;
  }
  if (isEither) return `(${text}) ${condition}`;
  return ` ${text} `.includes(` ${condition} `) ? text : `${text} ${condition}`;
}
