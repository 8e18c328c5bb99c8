import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { chatFormats } from '../../../src/core/chat/patterns';
import type { ChatFormat, ChatPattern } from '../../../src/protocol/chat';
import '../../shared/controls/choice';
import { formatsFor } from '../state/joinDraft';

/** The formats that a pattern has, and how a message looks in the chosen one. */
export function formatChoice(pattern: ChatPattern, format: ChatFormat, choose: (format: ChatFormat) => void): TemplateResult {
  return html`<zmq-choice
      label="${t('Format')}"
      labelled
      .options=${formatsFor(pattern).map((value) => ({ value, label: chatFormats[value].label }))}
      .value=${format}
      .choose=${(value: string) => choose(value as ChatFormat)}
    ></zmq-choice>
    <p class="muted example">
      ${t('On the wire:')}
      <span class="data">${chatFormats[format].example}</span
      >${chatFormats[format].carriesNick ? nothing : html` ${t('– others do not see your nick.')}`}
    </p>`;
}
