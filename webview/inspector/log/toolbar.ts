import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { QueryProblem } from '../../../src/core/query/ast';
import type { Filters, SocketEntry } from '../../../src/protocol/inspector';
import '../../shared/choice';
import { counted } from '../../shared/format';
import { icons } from '../../shared/icons';
import { baseStyles } from '../../shared/theme';
import { toggleButton, toggleButtonStyles } from '../../shared/toggleButton';
import type { FilterBox } from '../filter/filterBox';
import '../filter/filterBox';
import { socketLabel, socketName } from '../sockets/socketLabel';

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
      zmq-filter-box {
        flex: 1 1 430px;
        max-width: 720px;
      }
      .unseen-records {
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
      /* The filter gets a line of its own. */
      @container (max-width: 820px) {
        zmq-filter-box {
          order: 1;
          flex-basis: 100%;
          max-width: none;
        }
      }
      @container (max-width: 360px) {
        zmq-choice {
          flex: 1 1 90px;
        }
        .gap {
          display: none;
        }
      }
    `,
  ];

  @property({ type: Boolean }) paused = false;
  @property({ type: Number }) unseen = 0;
  @property() filter = '';
  @property({ attribute: false }) problems: readonly QueryProblem[] = [];
  /** What the filter found, empty without one. */
  @property() found = '';
  @property() remark = '';
  @property({ attribute: false }) filters!: Filters;
  @property({ attribute: false }) sockets: SocketEntry[] = [];
  @property() socket = '';
  @property({ type: Boolean }) sincePrevious = false;
  @property({ type: Boolean }) openFormShown = false;
  @property({ type: Boolean }) composerShown = false;
  @property({ attribute: false }) chooseSocket: (socket: string) => void = () => undefined;
  @property({ attribute: false }) search: (filter: string) => void = () => undefined;
  @property({ attribute: false }) step: (by: 1 | -1) => void = () => undefined;
  @property({ attribute: false }) remember: (filter: string) => void = () => undefined;
  @property({ attribute: false }) save: (name: string, filter: string | undefined) => void = () => undefined;
  @property({ attribute: false }) findTopics: (prefix: string) => Promise<string[]> = async () => [];
  @query('zmq-filter-box') private box!: FilterBox;

  override render() {
    const options = [{ value: '', label: 'All sockets' }, ...this.sockets.map((entry) => ({ value: entry.id, label: socketLabel(entry) }))];
    if (this.socket && !options.some((option) => option.value === this.socket))
      options.push({ value: this.socket, label: `${this.socket} (removed)` });
    return html`<div role="toolbar" aria-label="Log">
      ${this.button(this.paused ? 'Resume' : 'Pause', this.paused ? icons.resume : icons.pause, 'pause', this.paused ? 'Resume the view' : 'Pause the view; capturing goes on')}
      ${this.paused ? html`<span class="warning unseen-records">${counted(this.unseen, 'unseen record')}</span>` : nothing}
      ${this.button('Clear log', icons.clear, 'clear')}
      <zmq-filter-box
        .filter=${this.filter}
        .problems=${this.problems}
        .found=${this.found}
        .remark=${this.remark}
        .filters=${this.filters}
        .sockets=${[...new Set(this.sockets.map(socketName))]}
        .findTopics=${this.findTopics}
        .search=${this.search}
        .step=${this.step}
        .remember=${this.remember}
        .save=${this.save}
      ></zmq-filter-box>
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
    this.box.focus();
  }

  private button(label: string, icon: unknown, event: string, title = label) {
    return html`<vscode-button
      appearance="icon"
      aria-label=${label}
      title=${title}
      @click=${() => this.dispatchEvent(new CustomEvent(event))}
      >${icon}</vscode-button
    >`;
  }
}
