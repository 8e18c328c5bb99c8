import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { Filters, SocketEntry } from '../../../src/protocol/inspector';
import '../../shared/controls/choice';
import { Follow } from '../../shared/page/follow';
import { counted } from '../../../src/core/base/quantities';
import { icons } from '../../shared/looks/icons';
import { baseStyles } from '../../shared/looks/theme';
import { toggleButton, toggleButtonStyles } from '../../shared/controls/toggleButton';
import type { FilterBox } from '../filter/filterBox';
import '../filter/filterBox';
import type { FilterControl } from '../filter/filterControl';
import { socketLabel, socketName } from '../sockets/socketLabel';

/** The toolbar above the log. Fires `pause`, `clear`, `since-previous`, `toggle-histogram`, `choose-columns` with the button, `toggle-statistics`, `toggle-find`, `toggle-open-form`, `toggle-composer`. */
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

  /** What is shown is a file: nothing comes, and nothing can be cleared. */
  @property({ type: Boolean }) recorded = false;
  @property({ type: Boolean }) paused = false;
  @property({ type: Number }) unseen = 0;
  @property({ attribute: false }) filter!: FilterControl;
  @property({ attribute: false }) filters!: Filters;
  @property({ attribute: false }) sockets: SocketEntry[] = [];
  @property({ type: Boolean }) sincePrevious = false;
  @property({ type: Boolean }) histogramShown = false;
  @property({ type: Boolean }) openFormShown = false;
  @property({ type: Boolean }) composerShown = false;
  @property({ type: Boolean }) statisticsShown = false;
  @property({ type: Boolean }) findShown = false;
  @query('zmq-filter-box') private box!: FilterBox;

  constructor() {
    super();
    new Follow(this, () => [this.filter]);
  }

  override render() {
    const options = [
      { value: '', label: t('All sockets') },
      ...this.sockets.map((entry) => ({ value: entry.id, label: socketLabel(entry) })),
    ];
    const { socket } = this.filter;
    if (socket && !options.some((option) => option.value === socket)) options.push({ value: socket, label: t('{0} (removed)', socket) });
    return html`<div role="toolbar" aria-label="${t('Log')}">
      ${this.recorded ? nothing : this.live()}
      <zmq-filter-box
        label="${t('Filter')}"
        placeholder="${t('Filter (text, topic:…, size>1000, …)')}"
        .filter=${this.filter}
        .filters=${this.filters}
        .sockets=${this.recorded ? [] : [...new Set(this.sockets.map(socketName))]}
      ></zmq-filter-box>
      ${toggleButton({ label: t('Find'), title: t('Find without hiding rows (Ctrl+F)'), icon: icons.search, pressed: this.findShown, press: () => this.dispatchEvent(new CustomEvent('toggle-find')) })}
      ${this.recorded ? nothing : html`<zmq-choice label="${t('Show socket')}" .options=${options} .value=${socket} .choose=${this.filter.chooseSocket}></zmq-choice>`}
      ${toggleButton({ label: t('Time since previous'), icon: icons.clock, pressed: this.sincePrevious, press: () => this.dispatchEvent(new CustomEvent('since-previous')) })}
      ${toggleButton({ label: t('Histogram'), title: t('Messages over time'), icon: icons.histogram, pressed: this.histogramShown, press: () => this.dispatchEvent(new CustomEvent('toggle-histogram')) })}
      <vscode-button
        appearance="icon"
        aria-label="${t('Columns')}"
        title="${t('Columns')}"
        aria-haspopup="menu"
        .ariaHaspopup=${'menu'}
        @click=${(event: Event) => this.dispatchEvent(new CustomEvent('choose-columns', { detail: event.currentTarget }))}
        >${icons.columns}</vscode-button
      >
      ${toggleButton({ label: t('Statistics'), icon: icons.statistics, pressed: this.statisticsShown, press: () => this.dispatchEvent(new CustomEvent('toggle-statistics')) })}
      <span class="gap"></span>
      <span class="forms">
        ${this.recorded ? nothing : toggleButton({ label: t('Open socket'), icon: icons.plug, pressed: this.openFormShown, press: () => this.dispatchEvent(new CustomEvent('toggle-open-form')) })}
        ${toggleButton({ label: t('Compose message'), icon: icons.compose, pressed: this.composerShown, press: () => this.dispatchEvent(new CustomEvent('toggle-composer')) })}
      </span>
    </div>`;
  }

  /** Of what comes in. */
  private live() {
    return html`${this.button(this.paused ? t('Resume') : t('Pause'), this.paused ? icons.resume : icons.pause, 'pause', this.paused ? t('Resume the view') : t('Pause the view; capturing goes on'))}
    ${this.paused ? html`<span class="warning unseen-records">${counted(this.unseen, 'unseen record')}</span>` : nothing}
    ${this.button(t('Clear log'), icons.clear, 'clear')}`;
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
