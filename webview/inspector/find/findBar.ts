import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { Filters } from '../../../src/protocol/inspector';
import { icons } from '../../shared/looks/icons';
import { baseStyles } from '../../shared/looks/theme';
import { Follow } from '../../shared/page/follow';
import type { FilterBox } from '../filter/filterBox';
import '../filter/filterBox';
import type { FindControl } from './findControl';

/** The bar over the upper right corner of the log, for what is looked for without hiding rows. */
@customElement('zmq-find-bar')
export class FindBar extends LitElement {
  static override styles = [
    baseStyles,
    css`
      /* It takes no room of the log, and leaves its header free. */
      :host {
        position: absolute;
        inset: 22px 0 auto;
        z-index: 4;
      }
      .bar {
        position: absolute;
        top: 0;
        right: 26px;
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: start;
        gap: 2px 4px;
        width: min(520px, calc(100% - 36px));
        padding: 4px 6px;
        color: var(--vscode-editorWidget-foreground, var(--vscode-foreground));
        background: var(--vscode-editorWidget-background, var(--vscode-editor-background));
        border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, var(--vscode-panel-border, transparent)));
        border-top: 0;
        border-radius: 0 0 4px 4px;
        box-shadow: 0 0 8px 2px var(--vscode-widget-shadow, transparent);
      }
      zmq-filter-box {
        --field-width: 110px;
      }
      .wrapped {
        grid-column: 1 / -1;
        margin: 0;
        font-size: 12px;
      }
    `,
  ];

  @property({ attribute: false }) find!: FindControl;
  @property({ attribute: false }) filters: Filters = { recent: [], saved: [] };
  /** Names of sockets, to complete. */
  @property({ attribute: false }) sockets: readonly string[] = [];
  @query('zmq-filter-box') private box!: FilterBox | null;

  constructor() {
    super();
    new Follow(this, () => [this.find]);
  }

  override render() {
    const { find } = this;
    if (!find.isOpen) return nothing;
    return html`<div class="bar" role="search" aria-label="${t('Find in the log')}" @keydown=${this.keydown}>
      <zmq-filter-box
        label="${t('Find')}"
        placeholder="${t('Find (text, topic:…, size>1000, …)')}"
        .filter=${find}
        .filters=${this.filters}
        .sockets=${this.sockets}
      ></zmq-filter-box>
      <vscode-button appearance="icon" aria-label="${t('Close find bar')}" title="${t('Close (Escape)')}" @click=${find.leave}
        >${icons.close}</vscode-button
      >
      ${find.wrapped ? html`<p class="wrapped muted" aria-hidden="true">${find.wrapped}</p>` : nothing}
    </div>`;
  }

  /** What stands there is selected, to be typed over. */
  override focus(): void {
    this.box?.focus();
  }

  private keydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    this.find.leave();
  }
}
