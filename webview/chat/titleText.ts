import { css, html, type TemplateResult } from 'lit';

export const titleTextStyles = css`
  .title {
    display: flex;
    min-width: 0;
  }
  .title .end {
    flex: none;
    white-space: pre;
  }
`;

/** A title that is cut before its port where it is too long: chats on one computer differ in that. */
export function titleText(title: string): TemplateResult {
  const [, start = title, end = ''] = /^(.*)(:\d+(?: and \d+ more)?)$/s.exec(title.replace(/ tcp:\/\//, ' ')) ?? [];
  return html`<span class="title"><span class="clip">${start}</span><span class="end">${end}</span></span>`;
}
