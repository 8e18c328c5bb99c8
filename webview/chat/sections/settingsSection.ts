import { endpointStateWord } from '../../../src/core/socket/socketWords';
import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { chatPatterns } from '../../../src/core/chat/patterns';
import { nickProblem } from '../../../src/core/chat/spec';
import { visibleText } from '../../../src/core/base/preview';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { addChatPeer, removeChatPeer, updateChat, type ChatFormat, type ChatInfo } from '../../../src/protocol/chat';
import '../../shared/controls/choice';
import '../../shared/forms/endpointField';
import { endpointError, type EndpointDraft } from '../../shared/forms/endpointDraft';
import { fault } from '../../shared/forms/fault';
import { formFrame, formFrameStyles } from '../../shared/forms/formFrame';
import { icons } from '../../shared/looks/icons';
import { requestError, type RequestError } from '../../shared/page/requestError';
import { baseStyles, formStyles } from '../../shared/looks/theme';
import type { Checkbox, TextField } from '../../shared/controls/toolkit';
import { formatChoice } from '../join/formatChoice';
import { inspectorNames } from '../header/titleText';

/** What can be changed while chatting. Fires `close-section`. */
@customElement('zmq-settings-section')
export class SettingsSection extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    baseStyles,
    formStyles,
    formFrameStyles,
    css`
      li {
        display: grid;
        grid-template-columns: 1fr auto;
        align-items: center;
        overflow-wrap: anywhere;
      }
      .names {
        font-size: 12px;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) connection!: MessageConnection;
  @property({ attribute: false }) chat!: ChatInfo;
  @property({ attribute: false }) recent: readonly string[] = [];
  @state() private nick: string | undefined;
  @state() private peer: EndpointDraft = { role: 'connect', text: '' };
  @state() private strict = false;
  @state() private problem: RequestError | undefined;

  override render() {
    const { chat, problem } = this;
    const { spec } = chat;
    const typed = this.nick ?? spec.nick;
    const wrong = nickProblem(typed.trim());
    return formFrame(
      t('Chat settings'),
      () => this.dispatchEvent(new CustomEvent('close-section')),
      html`<div>
          <vscode-text-field
            .value=${typed}
            ${fault(wrong)}
            @input=${(event: Event) => (this.nick = (event.target as TextField).value)}
            @change=${() => this.rename()}
            @keydown=${(event: KeyboardEvent) => event.key === 'Enter' && this.rename()}
            >${t('Nick')}</vscode-text-field
          >
          ${wrong ? html`<p class="problem">${wrong}</p>` : nothing}
        </div>
        ${formatChoice(spec.pattern, spec.format, (format) => this.apply({ format }))}
        <vscode-checkbox .checked=${spec.history} @change=${(event: Event) => this.apply({ history: (event.target as Checkbox).checked })}
          >${t('Keep history in this workspace')}</vscode-checkbox
        >
        ${chatPatterns[spec.pattern].takesPeers && chat.state === 'joined' ? this.peers() : nothing}
        ${chat.sockets.length > 0 ? html`<p class="muted names">${inspectorNames(chat)}</p>` : nothing}
        ${problem ? html`<p class="message error" role="alert">${problem.message} ${problem.hint ?? ''}</p>` : nothing}`,
    );
  }

  private peers() {
    const { chat } = this;
    const infos = chat.sockets.flatMap(({ endpoints }) => endpoints).filter(({ role }) => role === 'connect');
    const peers = chat.spec.connect ?? [];
    return html`<fieldset class="fields">
      <legend>${t('Peers')}</legend>
      ${peers.length === 0 ? html`<p class="muted">${t('No peer yet: add the endpoint of a publisher.')}</p>` : nothing}
      <ul role="list">
        ${peers.map((endpoint) => {
          const info = infos.find(({ requested, resolved }) => requested === endpoint || resolved === endpoint);
          const shown = visibleText(endpoint);
          return html`<li>
            <span
              ><span class="data">${shown}</span
              >${info ? html` <span class="muted">${endpointStateWord(info.state)}${info.reason ? `: ${visibleText(info.reason)}` : ''}</span>` : nothing}</span
            >
            <vscode-button
              appearance="icon"
              aria-label="${t('Remove peer {0}', shown)}"
              title="${t('Remove peer')}"
              @click=${() => this.attempt(() => this.connection.sendRequest(removeChatPeer, { chat: chat.id, endpoint }))}
              >${icons.close}</vscode-button
            >
          </li>`;
        })}
      </ul>
      <zmq-endpoint-field
        .label=${t('Peer')}
        fixed
        .recent=${this.recent}
        .draft=${this.peer}
        ?strict=${this.strict}
        .edit=${(draft: EndpointDraft) => (this.peer = draft)}
        @keydown=${(event: KeyboardEvent) => event.key === 'Enter' && this.add()}
      ></zmq-endpoint-field>
      <div class="row"><vscode-button appearance="secondary" @click=${() => this.add()}>${t('Add Peer')}</vscode-button></div>
    </fieldset>`;
  }

  private async add(): Promise<void> {
    this.strict = true;
    if (endpointError(this.peer)) return;
    if (!(await this.attempt(() => this.connection.sendRequest(addChatPeer, { chat: this.chat.id, endpoint: this.peer.text.trim() }))))
      return;
    this.strict = false;
    this.peer = { role: 'connect', text: '' };
  }

  private async rename(): Promise<void> {
    const nick = this.nick?.trim();
    if (nick === undefined || nickProblem(nick)) return;
    if (nick === this.chat.spec.nick || (await this.apply({ nick }))) this.nick = undefined;
  }

  private apply(change: { nick?: string; format?: ChatFormat; history?: boolean }): Promise<boolean> {
    return this.attempt(() => this.connection.sendRequest(updateChat, { chat: this.chat.id, ...change }));
  }

  private async attempt(action: () => Promise<unknown>): Promise<boolean> {
    try {
      await action();
      this.problem = undefined;
      return true;
    } catch (error) {
      this.problem = requestError(error);
      return false;
    }
  }
}
