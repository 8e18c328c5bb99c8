import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { visibleText } from '../../../src/core/base/preview';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { inviteToChat, type ChatId, type ChatInvitation, type ChatInvitations } from '../../../src/protocol/chat';
import { copyChatLink } from '../../../src/protocol/chatPage';
import { copyText } from '../../../src/protocol/inspector';
import '../../shared/controls/choice';
import { formFrame, formFrameStyles } from '../../shared/forms/formFrame';
import { requestError, type RequestError } from '../../shared/page/requestError';
import { baseStyles, formStyles } from '../../shared/looks/theme';
import { visibleLines } from '../find/textMarks';

/** What another side needs to join, to be copied. Fires `close-section`. */
@customElement('zmq-invite-section')
export class InviteSection extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    baseStyles,
    formStyles,
    formFrameStyles,
    css`
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        overflow-wrap: anywhere;
      }
      li + li {
        margin-top: 4px;
      }
      /* Takes no room of its own between its neighbours. */
      [role='status']:empty {
        margin-top: -10px;
      }
      pre {
        max-height: 220px;
        margin: 4px 0;
        padding: 6px 8px;
        overflow: auto;
        user-select: text;
        background: var(--vscode-textCodeBlock-background, var(--vscode-textBlockQuote-background));
        border: 1px solid var(--vscode-contrastBorder, transparent);
      }
    `,
  ];

  @property({ attribute: false }) connection!: MessageConnection;
  @property() chat: ChatId = '';
  /** Kind of remote host that the sockets are on. */
  @property() remote = '';
  @state() private answer: ChatInvitations | undefined;
  @state() private problem: RequestError | undefined;
  @state() private chosen = 0;
  @state() private said = '';

  override connectedCallback(): void {
    super.connectedCallback();
    void this.ask();
  }

  override render() {
    const { answer, problem } = this;
    const invitation = answer?.invitations[this.chosen];
    return formFrame(
      t('Invite'),
      () => this.dispatchEvent(new CustomEvent('close-section')),
      html`${problem ? html`<p class="message error" role="alert">${problem.message} ${problem.hint ?? ''}</p>` : nothing}
      ${
        answer && answer.invitations.length > 1
          ? html`<zmq-choice
              label="${t('Address')}"
              labelled
              .options=${answer.invitations.map((other, index) => ({ value: String(index), label: addressLabel(other, index) }))}
              .value=${String(this.chosen)}
              .choose=${(value: string) => {
                this.chosen = Number(value);
                this.said = '';
              }}
            ></zmq-choice>`
          : nothing
      }
      ${invitation ? this.content(invitation) : nothing}
      ${this.remote ? html`<p class="message">${t('The sockets of this chat are on the remote host ({0}): others reach that one, not the computer with this screen.', visibleText(this.remote))}</p>` : nothing}
      ${
        answer && answer.notes.length > 0
          ? html`<ul class="fields" role="list">
              ${answer.notes.map((note) => html`<li class="muted">${visibleText(note)}</li>`)}
            </ul>`
          : nothing
      }`,
    );
  }

  private content({ endpoints, query, script }: ChatInvitation) {
    return html`<div class="row">
        <vscode-button
          class="small"
          @click=${() => this.copy(copyChatLink, { query }, t('Link copied: it opens this chat in VS Code with this extension.'))}
          >${t('Copy Link')}</vscode-button
        >
        ${
          endpoints.length > 0
            ? html`<vscode-button
                class="small"
                appearance="secondary"
                @click=${() => this.copy(copyText, { text: endpoints.map(({ endpoint }) => endpoint).join('\n') }, t('Copied.'))}
                >${endpoints.length > 1 ? t('Copy Endpoints') : t('Copy Endpoint')}</vscode-button
              >`
            : nothing
        }
        <vscode-button
          class="small"
          appearance="secondary"
          @click=${() => this.copy(copyText, { text: script }, t('Python script copied: it needs pyzmq.'))}
          >${t('Copy Python Script')}</vscode-button
        >
      </div>
      <p role="status" class=${this.said ? 'message good' : ''}>${this.said}</p>
      <ul role="list" aria-label="${t('Endpoints')}">
        ${endpoints.map(({ role, endpoint, type }) => html`<li><span class="muted">${role === 'bind' ? t('{0} binds', type.toUpperCase()) : t('{0} connects', type.toUpperCase())}</span> <span class="data">${visibleText(endpoint)}</span></li>`)}
      </ul>
      <details>
        <summary>${t('Python script')}</summary>
        <pre class="data" tabindex="0" aria-label="${t('Python script')}">${visibleLines(script)}</pre>
      </details>`;
  }

  private async ask(): Promise<void> {
    try {
      this.answer = await this.connection.sendRequest(inviteToChat, { chat: this.chat });
    } catch (error) {
      this.problem = requestError(error);
    }
  }

  private async copy<P>(type: { method: string }, params: P, said: string): Promise<void> {
    this.said = '';
    try {
      await this.connection.sendRequest(type.method, params);
      this.said = said;
      this.problem = undefined;
    } catch (error) {
      this.problem = requestError(error);
    }
  }
}

function addressLabel({ address, family, network }: ChatInvitation, index: number): string {
  const facts = [network, family === 'none' ? '' : family].filter(Boolean).join(', ');
  const shown = `${address || t('no address needed')}${facts ? ` (${facts})` : ''}`;
  return visibleText(index === 0 ? t('{0}, most likely', shown) : shown);
}
