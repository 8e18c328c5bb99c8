import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { visibleText } from '../../../src/core/base/preview';
import type { Filters } from '../../../src/protocol/inspector';
import { icons } from '../../shared/looks/icons';
import { baseStyles, formStyles } from '../../shared/looks/theme';
import type { TextField } from '../../shared/controls/toolkit';
import { filterHelp } from './filterHelp';
import { menuPlace, menuStyles } from '../../shared/controls/menuStyles';

/** How many of the recent filters are listed; the box completes the others. */
const recentShown = 8;

/** The button `Filters` with what can be chosen, saved and learnt there. */
@customElement('zmq-filter-menu')
export class FilterMenu extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    baseStyles,
    formStyles,
    menuStyles,
    css`
      :host {
        display: inline-block;
        flex: none;
      }
      .menu {
        width: min(420px, calc(100vw - 8px));
        padding: 8px 10px;
      }
      h3 {
        margin: 8px 0 2px;
        font-size: 11px;
        text-transform: uppercase;
        color: var(--vscode-descriptionForeground);
      }
      h3:first-child {
        margin-top: 0;
      }
      li {
        display: flex;
        align-items: center;
      }
      .choice {
        flex: 1;
        min-width: 0;
        display: flex;
        gap: 10px;
        align-items: baseline;
      }
      .name {
        flex: none;
        max-width: 45%;
      }
      dl {
        display: grid;
        grid-template-columns: max-content 1fr;
        gap: 2px 12px;
        margin: 0;
      }
      dt {
        color: var(--vscode-textLink-foreground);
      }
      dd {
        margin: 0;
      }
      @media (max-width: 380px) {
        dl {
          grid-template-columns: 1fr;
        }
        dd {
          margin-left: 12px;
        }
      }
    `,
  ];

  @property({ attribute: false }) filters!: Filters;
  /** The filter in use, empty for none; only that one can be saved. */
  @property() current = '';
  @property({ attribute: false }) use: (filter: string) => void = () => undefined;
  /** Saves the filter in use, or forgets the saved one. */
  @property({ attribute: false }) save: (name: string, filter: string | undefined) => void = () => undefined;
  @state() private open = false;
  @state() private name = '';
  @query('.menu') private menu!: HTMLElement;

  override render() {
    return html`<vscode-button
        appearance="icon"
        aria-label="${t('Filters')}"
        title="${t('Saved and recent filters, and how to write one')}"
        aria-haspopup="dialog"
        aria-expanded=${this.open ? 'true' : 'false'}
        .ariaExpanded=${this.open ? 'true' : 'false'}
        .ariaHaspopup=${'dialog'}
        @click=${() => this.show()}
        >${icons.filter}</vscode-button
      >
      <div
        class="menu"
        role="dialog"
        aria-label="${t('Filters')}"
        tabindex="-1"
        popover="auto"
        @toggle=${(event: ToggleEvent) => (this.open = event.newState === 'open')}
        @keydown=${this.keydown}
      >
        ${this.open ? this.content() : nothing}
      </div>`;
  }

  private content() {
    const { saved, recent } = this.filters;
    return html`${saved.length > 0 ? html`<h3>${t('Saved')}</h3>` : nothing}
      <ul role="list" aria-label="${t('Saved filters')}">
        ${saved.map(
          ({ name, filter }) =>
            html`<li>
              ${this.choice(filter, name)}
              <vscode-button
                appearance="icon"
                aria-label="${t('Remove filter {0}', name)}"
                title="${t('Remove')}"
                @click=${() => this.save(name, undefined)}
                >${icons.close}</vscode-button
              >
            </li>`,
        )}
      </ul>
      ${
        recent.length > 0
          ? html`<h3>${t('Recent')}</h3>
              <ul role="list" aria-label="${t('Recent filters')}">
                ${recent.slice(0, recentShown).map((filter) => html`<li>${this.choice(filter)}</li>`)}
              </ul>`
          : nothing
      }
      ${this.current === '' ? nothing : this.saving()}
      <h3>${t('What a filter can say')}</h3>
      <dl>
        ${filterHelp().map(
          ({ example, meaning }) =>
            html`<dt class="data">${example}</dt>
              <dd class="muted">${meaning}</dd>`,
        )}
      </dl>`;
  }

  private choice(filter: string, name?: string) {
    const text = visibleText(filter);
    return html`<button class="item choice" title=${text} @click=${() => this.choose(filter)}>
      ${name === undefined ? nothing : html`<span class="name clip">${visibleText(name)}</span>`}<span class="data clip">${text}</span>
    </button>`;
  }

  private saving() {
    const { name } = this;
    const replaces = this.filters.saved.some((saved) => saved.name === name.trim());
    return html`<h3>${t('Save this filter')}</h3>
      <div class="row tight">
        <vscode-text-field
          class="grow"
          maxlength="100"
          .value=${name}
          @input=${(event: Event) => (this.name = (event.target as TextField).value)}
          @keydown=${(event: KeyboardEvent) => event.key === 'Enter' && this.saveCurrent()}
          >${t('Name of the filter')}</vscode-text-field
        >
        <vscode-button ?disabled=${name.trim() === ''} @click=${() => this.saveCurrent()}
          >${replaces ? t('Replace') : t('Save')}</vscode-button
        >
      </div>`;
  }

  private saveCurrent(): void {
    const name = this.name.trim();
    if (name === '') return;
    this.save(name, this.current);
    this.name = '';
  }

  private async show(): Promise<void> {
    this.menu.showPopover();
    this.open = true;
    await this.updateComplete;
    menuPlace(this.menu, this);
    this.menu.focus();
  }

  private choose(filter: string): void {
    this.menu.hidePopover();
    this.use(filter);
  }

  private keydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.menu.hidePopover();
    this.focus();
  }
}
