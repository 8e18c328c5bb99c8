import { t } from '@vscode/l10n';
import { LitElement, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { icons } from '../../shared/looks/icons';
import { baseStyles } from '../../shared/looks/theme';
import type { TextField } from '../../shared/controls/toolkit';
import { barStyles } from './barStyles';

/** The field `Find` of a chat. Fires `close-find`. */
@customElement('zmq-find-bar')
export class FindBar extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [baseStyles, barStyles];

  @property() text = '';
  /** Such as `2 of 5`. */
  @property() count = '';
  @property({ attribute: false }) search: (text: string) => void = () => undefined;
  @property({ attribute: false }) step: (by: 1 | -1) => void = () => undefined;

  override render() {
    return html`<div class="bar" role="search" aria-label="${t('Find in chat')}" @keydown=${this.keydown}>
      <vscode-text-field
        type="search"
        placeholder="${t('Find')}"
        .value=${this.text}
        @input=${(event: Event) => this.search((event.target as TextField).value)}
        >${t('Find')}</vscode-text-field
      >
      <span class="facts muted" role="status">${this.count}</span>
      <span class="actions">
        ${this.button(t('Previous match'), t('Previous match (Shift+Enter)'), icons.up, () => this.step(-1))}
        ${this.button(t('Next match'), t('Next match (Enter)'), icons.down, () => this.step(1))}
        ${this.button(t('Close find'), t('Close (Escape)'), icons.close, () => this.close())}
      </span>
    </div>`;
  }

  private button(label: string, title: string, icon: unknown, run: () => void) {
    return html`<vscode-button appearance="icon" aria-label=${label} title=${title} @click=${run}>${icon}</vscode-button>`;
  }

  private close(): void {
    this.dispatchEvent(new CustomEvent('close-find'));
  }

  private keydown(event: KeyboardEvent): void {
    const inField = (event.target as HTMLElement).matches('vscode-text-field');
    if (event.key === 'Escape') this.close();
    else if (event.key === 'Enter' && inField) this.step(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
