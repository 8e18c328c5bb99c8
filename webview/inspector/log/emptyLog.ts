import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from '../../shared/looks/theme';

type Command = 'startDemo' | 'subscribe' | 'newSocket' | 'tap' | 'reopenAll';

/** What stands in place of rows: how to get some, or that the filter matches none. */
@customElement('zmq-empty-log')
export class EmptyLog extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        position: absolute;
        inset: 22px 0 0;
        display: flex;
        align-items: center;
        justify-content: center;
        padding: 16px;
        overflow: auto;
        pointer-events: none;
      }
      div {
        display: flex;
        flex-direction: column;
        align-items: center;
        gap: 8px;
        max-width: 360px;
        text-align: center;
        pointer-events: auto;
      }
      .actions {
        flex-direction: row;
        flex-wrap: wrap;
        justify-content: center;
      }
      p {
        overflow-wrap: anywhere;
      }
    `,
  ];

  /** The log has records, but none that meets the filter. */
  @property({ type: Boolean }) filtered = false;
  @property({ type: Boolean }) closedSockets = false;
  @property({ type: Boolean }) openSockets = false;
  /** It is that of a file. */
  @property({ type: Boolean }) recorded = false;
  @property({ attribute: false }) run: (command: Command) => void = () => undefined;

  override render() {
    if (this.filtered) {
      return html`<div>
        <p class="muted">${t('No kept record matches.')}</p>
        <vscode-button appearance="secondary" @click=${() => this.dispatchEvent(new CustomEvent('show-all'))}
          >${t('Show All Records')}</vscode-button
        >
      </div>`;
    }
    if (this.recorded) return html`<div><p class="muted">${t('The file has no records.')}</p></div>`;
    return html`<div>
      <p>${this.openSockets ? t('Nothing was received or sent yet.') : t('Open a socket, or tap an endpoint, to see traffic here.')}</p>
      <div class="actions">
        ${this.closedSockets ? this.button('reopenAll', t('Reopen All')) : nothing}
        ${this.openSockets ? nothing : this.button('startDemo', t('Start Demo Peers'))} ${this.button('subscribe', t('Subscribe…'))}
        ${this.button('newSocket', t('New Socket…'))} ${this.button('tap', t('Tap Endpoint…'))}
      </div>
    </div>`;
  }

  private button(command: Command, label: string) {
    return html`<vscode-button
      appearance=${command === 'startDemo' || command === 'reopenAll' ? 'primary' : 'secondary'}
      @click=${() => this.run(command)}
      >${label}</vscode-button
    >`;
  }
}
