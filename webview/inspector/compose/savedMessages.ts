import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { visibleText } from '../../../src/core/base/preview';
import type { SavedMessage } from '../../../src/protocol/inspector';
import { counted } from '../../../src/core/base/quantities';
import { icons } from '../../shared/looks/icons';
import { menuStyles } from '../../shared/controls/menuStyles';
import { baseStyles, formStyles } from '../../shared/looks/theme';
import type { TextField } from '../../shared/controls/toolkit';

/** Messages of this workspace by name: to load, save and remove. */
@customElement('zmq-saved-messages')
export class SavedMessages extends LitElement {
  static override styles = [
    baseStyles,
    formStyles,
    menuStyles,
    css`
      li {
        display: flex;
        align-items: center;
        gap: 4px;
      }
      .load {
        flex: 1;
        min-width: 0;
        display: flex;
        gap: 8px;
      }
      .row {
        margin-top: 6px;
      }
    `,
  ];

  @property({ attribute: false }) messages: readonly SavedMessage[] = [];
  @property({ attribute: false }) load!: (message: SavedMessage) => void;
  /** Saves what is being composed. */
  @property({ attribute: false }) save!: (name: string) => void;
  @property({ attribute: false }) forget!: (name: string) => void;
  @state() private name = '';

  override render() {
    const { messages, name } = this;
    const replaces = messages.some((message) => message.name === name.trim());
    return html`<details>
      <summary>${t('Saved messages')}${messages.length > 0 ? html` <span class="muted">(${messages.length})</span>` : nothing}</summary>
      <ul role="list" aria-label="${t('Saved messages')}">
        ${messages.map((message) => this.message(message))}
      </ul>
      <div class="row tight">
        <vscode-text-field
          class="grow"
          maxlength="100"
          .value=${name}
          @input=${(event: Event) => (this.name = (event.target as TextField).value)}
          @keydown=${(event: KeyboardEvent) => event.key === 'Enter' && !event.ctrlKey && !event.metaKey && this.saveCurrent()}
          >${t('Name of the message')}</vscode-text-field
        >
        <vscode-button appearance="secondary" ?disabled=${name.trim() === ''} @click=${() => this.saveCurrent()}
          >${replaces ? t('Replace') : t('Save')}</vscode-button
        >
      </div>
    </details>`;
  }

  private message(message: SavedMessage) {
    const name = visibleText(message.name);
    return html`<li>
      <button
        class="item load"
        aria-label="${t('Load message {0}', name)}"
        title="${t('Load {0}', name)}"
        @click=${() => this.load(message)}
      >
        <span class="clip">${name}</span><span class="muted clip">${counted(message.frames.length, 'frame')}</span>
      </button>
      <vscode-button
        appearance="icon"
        aria-label="${t('Remove message {0}', name)}"
        title="${t('Remove')}"
        @click=${() => this.forget(message.name)}
        >${icons.close}</vscode-button
      >
    </li>`;
  }

  private saveCurrent(): void {
    const name = this.name.trim();
    if (name === '') return;
    this.save(name);
    this.name = '';
  }
}
