import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { visibleText } from '../../../src/core/base/preview';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import type { ChatProblem } from '../../../src/protocol/chat';
import { canProbe } from '../../shared/forms/endpointProbe';
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
      zmq-endpoint-probe {
        margin-top: 4px;
      }
    `,
  ];

  @property({ attribute: false }) connection!: MessageConnection;
  @property({ attribute: false }) problem!: ChatProblem;
  @property({ attribute: false }) joinRoom: (room: string) => void = () => undefined;

  override render() {
    const { endpoint, room, kind, text, hint } = this.problem;
    const actions = [
      ...(room ? [this.button(t('Join {0}', visibleText(room)), () => this.joinRoom(room))] : []),
      ...(kind === 'turn' ? [this.button(t('Reset turn'), () => this.dispatchEvent(new CustomEvent('reset-turn')))] : []),
    ];
    return html`<div class="message" role="note" aria-label="${t('Problem')}">
      <p>${visibleText(text)} <span class="muted">${visibleText(hint)}</span></p>
      ${actions.length > 0 ? html`<div class="row">${actions}</div>` : nothing}
      ${
        endpoint !== undefined && canProbe(endpoint)
          ? html`<zmq-endpoint-probe .connection=${this.connection} endpoint=${endpoint}></zmq-endpoint-probe>`
          : nothing
      }
    </div>`;
  }

  private button(label: string, run: () => void) {
    return html`<vscode-button class="small" appearance="secondary" @click=${run}>${label}</vscode-button>`;
  }
}
