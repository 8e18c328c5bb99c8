import { t } from '@vscode/l10n';
import { LitElement, css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles, formStyles } from '../../shared/looks/theme';

/** Asks before something is done, where it would be done. Fires `yes` or `no`; Escape is a no. */
@customElement('zmq-question')
export class Question extends LitElement {
  static override styles = [
    baseStyles,
    formStyles,
    css`
      :host {
        display: block;
      }
      .message {
        display: flex;
        flex-direction: column;
        gap: 6px;
      }
    `,
  ];

  @property() text = '';
  @property() yes = '';
  @property() no = t('Cancel');

  override render() {
    return html`<div class="message" role="alertdialog" aria-label=${this.text} @keydown=${this.keydown}>
      <p>${this.text}</p>
      <div class="row">
        <vscode-button class="yes" @click=${() => this.answer('yes')}>${this.yes}</vscode-button>
        <vscode-button appearance="secondary" @click=${() => this.answer('no')}>${this.no}</vscode-button>
      </div>
    </div>`;
  }

  protected override firstUpdated(): void {
    // The button draws its control a moment later.
    requestAnimationFrame(() => this.renderRoot.querySelector<HTMLElement>('.yes')?.focus());
  }

  private answer(what: 'yes' | 'no'): void {
    this.dispatchEvent(new CustomEvent(what));
  }

  private keydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.answer('no');
  }
}
