import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { visibleText } from '../../../src/core/base/preview';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import type { ChatProblem } from '../../../src/protocol/chat';
import { probeEndpoint } from '../../../src/protocol/probe';
import { requestError } from '../../shared/page/requestError';
import { baseStyles, formStyles } from '../../shared/looks/theme';

/** Why a chat does not work as it might, and what can be done about it from here. Fires `reset-turn`. */
@customElement('zmq-chat-problem')
export class ProblemBanner extends LitElement {
  static override styles = [
    baseStyles,
    formStyles,
    css`
      :host {
        display: block;
        padding: 4px 10px 0;
        font-size: 12px;
      }
      .row,
      [role='status']:not(:empty) {
        margin-top: 4px;
      }
    `,
  ];

  @property({ attribute: false }) connection!: MessageConnection;
  @property({ attribute: false }) problem!: ChatProblem;
  @property({ attribute: false }) joinRoom: (room: string) => void = () => undefined;
  @state() private probing = false;
  @state() private found = '';

  override render() {
    const { endpoint, room, kind, text, hint } = this.problem;
    const actions = [
      ...(endpoint !== undefined && /^(tcp|ipc):/i.test(endpoint)
        ? [
            this.button(
              this.probing ? t('Checking…') : t('Check'),
              () => this.check(endpoint),
              t('Check whether anything listens at {0}', visibleText(endpoint)),
            ),
          ]
        : []),
      ...(room ? [this.button(t('Join {0}', visibleText(room)), () => this.joinRoom(room))] : []),
      ...(kind === 'turn' ? [this.button(t('Reset turn'), () => this.dispatchEvent(new CustomEvent('reset-turn')))] : []),
    ];
    return html`<div class="message" role="note" aria-label="${t('Problem')}">
      <p>${visibleText(text)} <span class="muted">${visibleText(hint)}</span></p>
      ${actions.length > 0 ? html`<div class="row">${actions}</div>` : nothing}
      <p role="status">${this.found}</p>
    </div>`;
  }

  private button(label: string, run: () => void, title = label) {
    return html`<vscode-button class="small" appearance="secondary" title=${title} ?disabled=${this.probing} @click=${run}
      >${label}</vscode-button
    >`;
  }

  private async check(endpoint: string): Promise<void> {
    this.probing = true;
    this.found = '';
    try {
      this.found = visibleText((await this.connection.sendRequest(probeEndpoint, { endpoint })).text);
    } catch (error) {
      const { message, hint } = requestError(error);
      this.found = [message, hint].filter(Boolean).join(' ');
    } finally {
      this.probing = false;
    }
    await this.updateComplete;
    this.scrollIntoView({ block: 'nearest' });
    this.renderRoot.querySelector('[role=status]')?.scrollIntoView({ block: 'nearest' });
  }
}
