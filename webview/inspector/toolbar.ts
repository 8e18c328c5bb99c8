import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { visibleText } from '../../src/core/preview';
import type { SocketEntry } from '../../src/protocol/inspector';
import { socketTypes } from '../../src/core/socketTypes';
import '../shared/choice';
import { counted } from '../shared/format';
import { icons } from '../shared/icons';
import { baseStyles } from '../shared/theme';
import { toggleButton, toggleButtonStyles } from '../shared/toggleButton';
import type { TextField } from '../shared/toolkit';

/** How long to wait for the next letter before searching. */
const debounce = 150;

/** Label of a socket in lists. */
export function socketLabel(entry: SocketEntry): string {
  const name = entry.info?.name ?? entry.spec.name ?? entry.id;
  return `${visibleText(name)} (${socketTypes[entry.spec.type].label})`;
}

/** The toolbar above the log. Fires `pause`, `clear`, `since-previous`, `toggle-open-form`, `toggle-composer`. */
@customElement('zmq-toolbar')
export class Toolbar extends LitElement {
  static override styles = [
    baseStyles,
    toggleButtonStyles,
    css`
      :host {
        display: block;
        container-type: inline-size;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      [role='toolbar'] {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 6px;
        padding: 5px 10px;
      }
      .filter {
        flex: 1 1 160px;
        min-width: 0;
        max-width: 420px;
      }
      .filter::part(label) {
        display: none;
      }
      .found {
        white-space: nowrap;
      }
      zmq-choice {
        flex: 0 1 170px;
      }
      .gap {
        flex: 1 1 0;
      }
      .forms {
        display: flex;
        gap: 6px;
      }
      @container (min-width: 420px) and (max-width: 560px) {
        .filter {
          flex-basis: 100px;
        }
        zmq-choice {
          flex-basis: 120px;
        }
      }
    `,
  ];

  @property({ type: Boolean }) paused = false;
  @property({ type: Number }) unseen = 0;
  @property() filter = '';
  /** What the filter found, empty without one. */
  @property() found = '';
  @property({ attribute: false }) sockets: SocketEntry[] = [];
  @property() socket = '';
  @property({ type: Boolean }) sincePrevious = false;
  @property({ type: Boolean }) openFormShown = false;
  @property({ type: Boolean }) composerShown = false;
  @property({ attribute: false }) chooseSocket: (socket: string) => void = () => undefined;
  @property({ attribute: false }) search: (filter: string) => void = () => undefined;
  @state() private typed: string | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  override render() {
    const options = [{ value: '', label: 'All sockets' }, ...this.sockets.map((entry) => ({ value: entry.id, label: socketLabel(entry) }))];
    if (this.socket && !options.some((option) => option.value === this.socket)) options.push({ value: this.socket, label: `${this.socket} (removed)` });
    return html`<div role="toolbar" aria-label="Log">
      ${this.button(this.paused ? 'Resume' : 'Pause', this.paused ? icons.resume : icons.pause, 'pause', this.paused ? 'Resume the view' : 'Pause the view; capturing goes on')}
      ${this.paused ? html`<span class="warning found">${counted(this.unseen, 'unseen record')}</span>` : nothing}
      ${this.button('Clear log', icons.clear, 'clear')}
      <vscode-text-field
        class="filter"
        type="search"
        placeholder="Filter (text contains)"
        .value=${this.typed ?? this.filter}
        @input=${(event: Event) => this.type((event.target as TextField).value)}
        @keydown=${this.keydown}
        >Filter</vscode-text-field
      >
      ${this.found ? html`<span class="muted found">${this.found}</span>` : nothing}
      <zmq-choice label="Show socket" .options=${options} .value=${this.socket} .choose=${this.chooseSocket}></zmq-choice>
      ${toggleButton({ label: 'Time since previous', icon: icons.clock, pressed: this.sincePrevious, press: () => this.dispatchEvent(new CustomEvent('since-previous')) })}
      <span class="gap"></span>
      <span class="forms">
        ${toggleButton({ label: 'Open socket', icon: icons.plug, pressed: this.openFormShown, press: () => this.dispatchEvent(new CustomEvent('toggle-open-form')) })}
        ${toggleButton({ label: 'Compose message', icon: icons.compose, pressed: this.composerShown, press: () => this.dispatchEvent(new CustomEvent('toggle-composer')) })}
      </span>
    </div>`;
  }

  focusFilter(): void {
    this.renderRoot.querySelector<TextField>('.filter')?.focus();
  }

  private button(label: string, icon: unknown, event: string, title = label) {
    return html`<vscode-button appearance="icon" aria-label=${label} title=${title} @click=${() => this.dispatchEvent(new CustomEvent(event))}>${icon}</vscode-button>`;
  }

  private type(text: string): void {
    this.typed = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.apply(), debounce);
  }

  private apply(): void {
    clearTimeout(this.timer);
    if (this.typed === undefined) return;
    const text = this.typed;
    this.typed = undefined;
    this.filter = text;
    this.search(text);
  }

  private keydown(event: KeyboardEvent): void {
    if (event.key === 'Enter') this.apply();
    if (event.key === 'Escape' && (this.typed ?? this.filter) !== '') {
      event.preventDefault();
      event.stopPropagation();
      this.type('');
      this.apply();
    }
  }
}
