import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { icons } from '../../shared/looks/icons';
import { baseStyles } from '../../shared/looks/theme';
import { keyList } from './keyList';
import { keyText } from './keyText';

/** The list of all keys, a dialog over the panel. */
@customElement('zmq-key-help')
export class KeyHelp extends LitElement {
  static override styles = [
    baseStyles,
    css`
      dialog {
        width: min(860px, calc(100vw - 24px));
        max-width: none;
        max-height: calc(100vh - 24px);
        padding: 0 16px 14px;
        overflow: auto;
        color: var(--vscode-editorWidget-foreground, var(--vscode-foreground));
        background: var(--vscode-editorWidget-background, var(--vscode-editor-background));
        border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, var(--vscode-panel-border, transparent)));
        border-radius: 5px;
        box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
      }
      dialog::backdrop {
        background: transparent;
      }
      .title {
        position: sticky;
        top: 0;
        display: flex;
        align-items: center;
        justify-content: space-between;
        min-height: 36px;
        background: inherit;
      }
      .parts {
        columns: 360px;
        column-gap: 28px;
      }
      section {
        break-inside: avoid;
        margin-bottom: 12px;
      }
      dl {
        display: grid;
        grid-template-columns: 130px 1fr;
        gap: 3px 12px;
        margin: 4px 0 0;
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      kbd {
        display: inline-block;
        margin: 0 4px 2px 0;
        padding: 0 4px;
        font: inherit;
        font-size: 12px;
        white-space: nowrap;
        color: var(--vscode-keybindingLabel-foreground, inherit);
        background: var(--vscode-keybindingLabel-background, transparent);
        border: 1px solid var(--vscode-keybindingLabel-border, var(--vscode-contrastBorder, var(--vscode-descriptionForeground)));
        border-radius: 3px;
      }
    `,
  ];

  @state() private isOpen = false;
  @query('dialog') private dialog!: HTMLDialogElement;

  override render() {
    return html`<dialog aria-label="${t('Keys')}" @close=${() => (this.isOpen = false)}>${this.isOpen ? this.content() : nothing}</dialog>`;
  }

  /** Who had the focus gets it back when it closes. */
  async show(): Promise<void> {
    if (this.isOpen) return;
    this.isOpen = true;
    await this.updateComplete;
    this.dialog.showModal();
  }

  private content() {
    return html`<div class="title">
        <h2>${t('Keys')}</h2>
        <vscode-button appearance="icon" aria-label="${t('Close')}" title="${t('Close (Escape)')}" @click=${() => this.dialog.close()}
          >${icons.close}</vscode-button
        >
      </div>
      <div class="parts">
        ${keyList().map(
          ({ part, keys }) =>
            html`<section>
              <h3>${part}</h3>
              <dl>
                ${keys.map(
                  ([alternatives, what]) =>
                    html`<dt>${alternatives.map((one) => html`<kbd>${keyText(one)}</kbd>`)}</dt>
                      <dd>${what}</dd>`,
                )}
              </dl>
            </section>`,
        )}
      </div>`;
  }
}
