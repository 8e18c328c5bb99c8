import { css, html, type TemplateResult } from 'lit';
import { visibleText } from '../../../src/core/base/preview';
import type { Mark } from '../../../src/protocol/log';

/** What a filter found stands out as in VS Code's editors, whatever colour the row around has. */
export const markStyles = css`
  mark {
    color: inherit;
    background: var(--vscode-editor-findMatchHighlightBackground, transparent);
    outline: 1px solid var(--vscode-editor-findMatchHighlightBorder, var(--vscode-contrastActiveBorder, transparent));
    outline-offset: -1px;
  }
  @media (forced-colors: active) {
    mark {
      color: MarkText;
      background: Mark;
    }
  }
`;

/**
 * Harmless text in which the marks stand out; they count characters of the text as it came, before `show`, told where in the text a part begins,
 * has made it harmless.
 */
export function markedText(
  text: string,
  marks: readonly Mark[] | undefined,
  show: (part: string, from: number) => TemplateResult | string = visibleText,
): TemplateResult | string {
  if (!marks || marks.length === 0) return show(text, 0);
  const parts: (TemplateResult | string)[] = [];
  let end = 0;
  for (const [from, to] of marks) {
    if (from < end || to <= from) continue;
    if (from > end) parts.push(show(text.slice(end, from), end));
    parts.push(html`<mark>${show(text.slice(from, to), from)}</mark>`);
    end = to;
  }
  parts.push(show(text.slice(end), end));
  return html`${parts}`;
}
