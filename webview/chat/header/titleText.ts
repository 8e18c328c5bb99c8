import { t } from '@vscode/l10n';
import { css, html, type TemplateResult } from 'lit';
import { visibleText } from '../../../src/core/base/preview';
import type { ChatInfo } from '../../../src/protocol/chat';

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
  const [, start = title, end = ''] = /^(.*)(:\d+[^:/]{0,20})$/s.exec(title.replace(/ tcp:\/\//, ' ')) ?? [];
  return html`<span class="title"><span class="clip">${start}</span><span class="end">${end}</span></span>`;
}

/** Where the traffic of a chat is found; empty while it has no sockets. */
export function inspectorNames({ sockets }: ChatInfo): string {
  return sockets.length > 0 ? t('In the inspector: {0}', sockets.map(({ name }) => visibleText(name)).join(', ')) : '';
}
