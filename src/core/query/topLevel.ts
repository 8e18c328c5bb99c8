import { tokensOf, type Token } from './lexer';

/** The tokens of a query that stand in no parentheses, and the outermost of these themselves. */
export function* topLevelTokens(text: string): Generator<Token> {
  let depth = 0;
  for (const token of tokensOf(text)) {
    if (token.kind === 'close') depth--;
    if (depth === 0) yield token;
    if (token.kind === 'open') depth++;
  }
}
