import { css, html, type TemplateResult } from 'lit';

/** In the colours that VS Code's debugger has for values. */
export const jsonColourStyles = css`
  .json-key {
    color: var(--vscode-debugTokenExpression-name, inherit);
  }
  .json-string {
    color: var(--vscode-debugTokenExpression-string, inherit);
  }
  .json-number {
    color: var(--vscode-debugTokenExpression-number, inherit);
  }
  .json-word {
    color: var(--vscode-debugTokenExpression-boolean, inherit);
  }
`;

/** Characters of a text that have colours; the browser could not cope with millions of coloured words. */
export const maxColoured = 20_000;

interface Token {
  from: number;
  to: number;
  kind: 'key' | 'string' | 'number' | 'word';
}

/** Also of a text that is cut or has faults. */
function tokensOf(text: string): Token[] {
  return [
    ...text.slice(0, maxColoured).matchAll(/("(?:[^"\\]|\\.)*"?)(\s*:)?|(-?\d[\d.eE+-]*)|\b(?:true|false|null|NaN|Infinity)\b/gs),
  ].map(({ 0: whole, 1: string, 2: colon, 3: number, index }): Token => ({
    from: index,
    to: index + (string ?? whole).length,
    kind: string !== undefined ? (colon === undefined ? 'string' : 'key') : number !== undefined ? 'number' : 'word',
  }));
}

/** Draws parts of a JSON text, told with where they begin in it, one behind the other. */
export function jsonParts(text: string, show: (part: string) => string): (part: string, from: number) => TemplateResult | string {
  const tokens = tokensOf(text);
  let next = 0;
  return (part, from) => {
    const end = from + part.length;
    const drawn: (TemplateResult | string)[] = [];
    let at = from;
    for (let token = tokens[next]; token && token.from < end; token = tokens[++next]) {
      if (token.from > at) drawn.push(show(text.slice(at, token.from)));
      const to = Math.min(token.to, end);
      drawn.push(html`<span class="json-${token.kind}">${show(text.slice(Math.max(at, token.from), to))}</span>`);
      at = to;
      // The next part goes on in it.
      if (token.to > end) break;
    }
    drawn.push(show(text.slice(at, end)));
    return html`${drawn}`;
  };
}
