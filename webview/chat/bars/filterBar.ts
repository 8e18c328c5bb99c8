import { t } from '@vscode/l10n';
import { LitElement, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { visibleText } from '../../../src/core/base/preview';
import type { ChatQuery } from '../../../src/protocol/chat';
import '../../shared/controls/choice';
import { icons } from '../../shared/looks/icons';
import { baseStyles } from '../../shared/looks/theme';
import type { TextField } from '../../shared/controls/toolkit';
import { barStyles } from './barStyles';

type Filter = NonNullable<ChatQuery['filter']>;

const ways = [
  {
    value: 'contains',
    get label() {
      return t('contains');
    },
  },
  {
    get value() {
      return t('begins with');
    },
    get label() {
      return t('begins with');
    },
  },
];
const debounce = 200;

/** The keyword filter of a chat. Fires `close-filter`. */
@customElement('zmq-filter-bar')
export class FilterBar extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [baseStyles, barStyles];

  @property({ attribute: false }) filter: Filter | undefined;
  @property({ attribute: false }) edit: (filter: Filter | undefined) => void = () => undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private typed: string | undefined;
  private how: Filter['how'] = 'contains';

  override render() {
    const { filter } = this;
    const how = filter?.how ?? this.how;
    return html`<div class="bar" role="group" aria-label="${t('Filter')}" @keydown=${this.keydown}>
      <zmq-choice
        label="${t('How to filter')}"
        .options=${ways}
        .value=${how}
        .choose=${(value: string) => this.choose(value as Filter['how'])}
      ></zmq-choice>
      <vscode-text-field
        type="search"
        placeholder="${t('Keyword')}"
        .value=${this.typed ?? filter?.text ?? ''}
        @input=${(event: Event) => this.type((event.target as TextField).value)}
        >${t('Filter messages')}</vscode-text-field
      >
      <span class="actions">
        <vscode-button
          appearance="icon"
          aria-label="${t('Clear filter')}"
          title="${t('Clear filter (Escape)')}"
          @click=${() => this.clear()}
          >${icons.close}</vscode-button
        >
      </span>
      <span class="facts muted" role="status"
        >${
          !filter
            ? t('All messages are shown.')
            : filter.how === 'contains'
              ? t('Only messages containing “{0}” are shown.', visibleText(filter.text))
              : t('Only messages beginning with “{0}” are shown.', visibleText(filter.text))
        }</span
      >
    </div>`;
  }

  /** The keyword is what one comes for. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('vscode-text-field')?.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  private choose(how: Filter['how']): void {
    this.how = how;
    if (this.filter) this.edit({ ...this.filter, how });
    this.requestUpdate();
  }

  private type(text: string): void {
    this.typed = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.apply(), debounce);
  }

  private apply(): void {
    clearTimeout(this.timer);
    const text = this.typed;
    if (text === undefined) return;
    this.typed = undefined;
    this.edit(text === '' ? undefined : { how: this.filter?.how ?? this.how, text });
  }

  private clear(): void {
    clearTimeout(this.timer);
    this.typed = undefined;
    this.edit(undefined);
    this.dispatchEvent(new CustomEvent('close-filter'));
  }

  private keydown(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.target as HTMLElement).matches('vscode-text-field')) this.apply();
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.clear();
  }
}
