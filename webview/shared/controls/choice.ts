import { LitElement, css, html, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { baseStyles } from '../looks/theme';
import type { Dropdown } from './toolkit';

export interface ChoiceOption {
  value: string;
  label: string;
}

/**
 * A drop-down list whose value is what its owner says, also while options come and go (the toolkit's own keeps the
 * selected index instead, and an option its first name). Calls `choose` with the value the person picked.
 */
@customElement('zmq-choice')
export class Choice extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      span {
        display: block;
        margin-bottom: 2px;
      }
      vscode-dropdown {
        width: 100%;
        min-width: 0;
      }
      vscode-option {
        overflow: hidden;
        text-overflow: ellipsis;
      }
    `,
  ];

  /** Accessible name. */
  @property() label = '';
  /** Shows the name above the list as well. */
  @property({ type: Boolean }) labelled = false;
  @property() value = '';
  @property({ attribute: false }) options: readonly ChoiceOption[] = [];
  @property({ attribute: false }) choose: (value: string) => void = () => undefined;
  @query('vscode-dropdown') private dropdown!: Dropdown;

  override render() {
    return html`${this.labelled ? html`<span aria-hidden="true">${this.label}</span>` : ''}
      <vscode-dropdown aria-label=${this.label} @change=${this.changed}>
        ${repeat(
          this.options,
          (option) => `${option.value}\n${option.label}`,
          (option) => html`<vscode-option .value=${option.value}>${option.label}</vscode-option>`,
        )}
      </vscode-dropdown>`;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.closeOnScroll(false);
  }

  protected override firstUpdated(): void {
    this.dropdown.shadowRoot?.addEventListener('slotchange', () => this.showValue());
    new MutationObserver(() => this.place()).observe(this.dropdown, { attributeFilter: ['open'] });
  }

  protected override updated(_changed: PropertyValues): void {
    this.showValue();
  }

  private showValue(): void {
    if (!this.dropdown.open) this.dropdown.value = this.value;
  }

  /** Shows the open list above everything: inside its scrolling surroundings it would be cut off. */
  private place(): void {
    const list = this.dropdown.shadowRoot?.querySelector<HTMLElement>('.listbox');
    if (!list) return;
    const { open } = this.dropdown;
    this.closeOnScroll(open);
    if (!open) return this.showValue();
    const box = this.dropdown.getBoundingClientRect();
    const below = window.innerHeight - box.bottom;
    const downwards = below >= Math.min(200, box.top);
    list.popover = 'manual';
    list.showPopover();
    const place = {
      position: 'fixed',
      inset: 'auto',
      margin: '0',
      left: `${box.left}px`,
      [downwards ? 'top' : 'bottom']: `${downwards ? box.bottom : window.innerHeight - box.top}px`,
      width: 'max-content',
      minWidth: `${box.width}px`,
      maxWidth: `${window.innerWidth - box.left}px`,
      maxHeight: `${Math.min(300, (downwards ? below : box.top) - 4)}px`,
    };
    Object.assign(list.style, place);
  }

  private closeOnScroll(listen: boolean): void {
    for (const event of ['scroll', 'resize']) {
      if (listen) window.addEventListener(event, this.close, true);
      else window.removeEventListener(event, this.close, true);
    }
  }

  private readonly close = (event: Event): void => {
    if (!event.composedPath().includes(this.dropdown)) this.dropdown.open = false;
  };

  private changed(): void {
    const value = this.dropdown.value;
    if (value !== this.value && this.options.some((option) => option.value === value)) this.choose(value);
  }
}
