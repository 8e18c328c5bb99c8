import { directionWord } from '../../shared/text/statusWords';
import { t } from '@vscode/l10n';
import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { previewFrame, visibleText } from '../../../src/core/base/preview';
import { latencySentence } from '../../../src/core/socket/latencySentence';
import type { DecoderChoice } from '../../../src/protocol/decoding';
import type { ConnectionDetails, RecordDetails } from '../../../src/protocol/log';
import type { SeriesSpec } from '../../../src/protocol/plot';
import { decodeText } from '../../shared/bytes/decodedText';
import { countText, counted } from '../../../src/core/base/quantities';
import { formatDate, formatTimeOfDay } from '../../shared/text/format';
import { icons } from '../../shared/looks/icons';
import { markedText } from '../../shared/text/markedText';
import type { MenuItem } from '../../shared/controls/menu';
import '../../shared/controls/menuButton';
import type { RequestError } from '../../shared/page/requestError';
import { Follow } from '../../shared/page/follow';
import { WidthOf } from '../../shared/page/widthOf';
import { toggleButton, toggleButtonStyles } from '../../shared/controls/toggleButton';
import { baseStyles } from '../../shared/looks/theme';
import { topicOf } from './topicOf';
import type { FrameDisplay } from './frameDisplays';
import { messageDetailsStyles } from './messageDetailsStyles';
import type { ShownRecord } from './shownRecord';
import { linkedRecords } from './linkedRecords';
import './frameView';
import type { ValueActions } from './values/valueActions';
import { conflatedSentence, severity } from '../log/recordCells';

/** Characters that fit beside the facts. */
const fewWords = 60;

/** The region `Message details`: all of one record. Fires `close-details`. */
@customElement('zmq-message-details')
export class MessageDetails extends LitElement {
  static override styles = [baseStyles, toggleButtonStyles, ...messageDetailsStyles];

  @property({ attribute: false }) record!: ShownRecord;
  @property({ attribute: false }) showRecord: (number: number) => void = () => undefined;
  @property({ attribute: false }) logActions!: ValueActions;
  @property({ attribute: false }) plot: (spec: SeriesSpec) => void = () => undefined;
  /** Layouts of numbers that the person wrote, the last one first. */
  @property({ attribute: false }) layouts: readonly string[] = [];
  @property({ attribute: false }) rememberLayout: (layout: string) => void = () => undefined;
  /** More that can be done with a message, for its menu. */
  @property({ attribute: false }) actionsFor: (row: RecordDetails['row']) => readonly MenuItem[] = () => [];
  /** They are to be at the right of the log, where there is room. */
  @property({ type: Boolean }) atRight = false;
  @property({ type: Boolean }) hasRoomAtRight = false;
  @property({ attribute: false }) setAtRight: (atRight: boolean) => void = () => undefined;
  /** Displays that were chosen by frame number; they stay from record to record. */
  @state() private displays: ReadonlyMap<number, readonly FrameDisplay[]> = new Map();
  /** Frames that were folded or unfolded, by their number, from record to record. */
  @state() private folds: ReadonlyMap<number, boolean> = new Map();
  private readonly width = new WidthOf(this, () => this);

  constructor() {
    super();
    new Follow(this, () => [this.record]);
  }

  override render() {
    const { details, said, problem } = this.record;
    const row = details?.row;
    return html`<section role="region" aria-label="${t('Message details')}" tabindex="-1">
      <div class="title ${this.width.px < 620 ? 'narrow' : ''}">
        <h2>${t('Details')}</h2>
        <div class="facts clip">${row ? this.facts(row) : nothing}</div>
        <span role="status" class="muted ${said.length > fewWords ? 'long' : 'clip'}" title=${said}>${said}</span>
        ${
          row && row.direction !== 'event'
            ? html`<zmq-menu-button
                label="${t('Actions for this message')}"
                .icon=${icons.more}
                .items=${this.menu(row)}
              ></zmq-menu-button>`
            : nothing
        }
        ${toggleButton({ label: t('Details at the right'), title: this.dockTitle, icon: icons.paneAtRight, pressed: this.atRight, press: () => this.setAtRight(!this.atRight) })}
        <vscode-button
          appearance="icon"
          aria-label="${t('Close details')}"
          title="${t('Close details (Escape)')}"
          @click=${() => this.dispatchEvent(new CustomEvent('close-details'))}
          >${icons.close}</vscode-button
        >
      </div>
      ${details ? linkedRecords(details, this.showRecord) : nothing}
      <div class="body" tabindex="-1">${problem ? this.problemText(problem) : details ? this.content(details) : nothing}</div>
    </section>`;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('section')?.focus();
  }

  private get dockTitle(): string {
    return this.hasRoomAtRight ? t('Details at the right') : t('Details at the right, once the log is wide enough');
  }

  private menu(row: RecordDetails['row']): MenuItem[] {
    const { record } = this;
    const { compared } = record;
    const { number } = row;
    return [
      ...this.actionsFor(row),
      { label: t('Open Message in Editor'), run: () => record.actions.openDocument() },
      { label: t('Select for Compare'), run: () => record.selectForCompare(number) },
      ...(compared === undefined || compared === number
        ? []
        : [{ label: t('Compare with No. {0}', countText(compared)), run: () => void record.compare(compared, number) }]),
      { label: t('Details at the right'), title: this.dockTitle, checked: this.atRight, run: () => this.setAtRight(!this.atRight) },
    ];
  }

  private facts(row: RecordDetails['row']) {
    const isEvent = row.direction === 'event';
    const subjects = [row.topic, row.peer].filter((subject) => subject !== '').map(visibleText);
    const socket = `${visibleText(row.socketName)}${row.socketType ? ` (${row.socketType.toUpperCase()})` : ''}`;
    return html`<span>${t('No. {0}', countText(row.number))}</span>
      <span class="data"><span class="date">${formatDate(row.time)} </span>${formatTimeOfDay(row.time)}</span>
      <span>${directionWord(row.direction)}</span>
      ${isEvent ? nothing : html`<span>${counted(row.frames, 'frame')}, ${counted(row.size, 'byte')}</span>`}
      ${row.cut ? html`<span class="warning">${t('kept in part')}</span>` : nothing}
      ${row.conflated ? html`<span class="warning" title=${conflatedSentence()}>${t('maybe the last frame alone')}</span>` : nothing}
      <span title=${socket}>${socket}</span>
      ${subjects.map((subject) => html`<span class="data" title=${subject}>${subject}</span>`)}`;
  }

  private content(details: RecordDetails) {
    const { record } = this;
    const { row, frames, framesKept } = details;
    if (row.direction === 'event') return this.eventText(details);
    return html`${repeat(
      frames,
      (_, index) => `${row.number}/${index}`,
      (frame, index) =>
        html`<zmq-frame-view
          .index=${index}
          .frame=${frame}
          .decoded=${record.decoded.get(index)}
          .room=${this.width.px}
          .displays=${this.displays.get(index)}
          .chooseDisplays=${(displays: readonly FrameDisplay[]) => (this.displays = new Map([...this.displays, [index, displays]]))}
          .folded=${this.folds.get(index)}
          .fold=${(folded: boolean) => (this.folds = new Map([...this.folds, [index, folded]]))}
          .chosen=${record.chosen.get(index)}
          .choose=${(choice: DecoderChoice | undefined) => record.choose(index, choice)}
          .layouts=${this.layouts}
          .rememberLayout=${this.rememberLayout}
          .logActions=${this.logActions}
          .plot=${(path: string, choice: DecoderChoice | undefined, gaps?: SeriesSpec['gaps']) => this.plotValue(index, path, choice, gaps)}
          .actions=${record.actions}
          .marks=${record.marks}
        ></zmq-frame-view>`,
    )}
    ${
      frames.length < (framesKept ?? row.frames)
        ? html`<p class="more muted">
            ${t('{0} of {1} frames shown.', countText(frames.length), countText(row.frames))}
            <vscode-button class="small" appearance="secondary" @click=${() => record.moreFrames()}>${t('Show more frames')}</vscode-button>
          </p>`
        : nothing
    }
    ${details.connection ? connectionText(details.connection) : nothing}
    ${
      framesKept === undefined
        ? nothing
        : html`<p class="more muted">${t('The first {0} of {1} frames were kept.', countText(framesKept), countText(row.frames))}</p>`
    }`;
  }

  private eventText({ row, frames }: RecordDetails) {
    const whole = frames[0] ? decodeText(frames[0].bytes).text : row.preview;
    return html`<div class="event">
      <h3 class=${severity(row.event)}>${row.event}</h3>
      <p class="data">${markedText(whole, this.record.marks.of(whole))}</p>
      ${row.topic ? html`<p>${t('Endpoint:')} <span class="data">${visibleText(row.topic)}</span></p>` : nothing}
    </div>`;
  }

  private problemText(problem: RequestError) {
    return html`<p class="problem" role="alert">${problem.message} ${problem.hint ?? ''}</p>`;
  }

  private plotValue(frame: number, path: string, choice: DecoderChoice | undefined, gaps: SeriesSpec['gaps']): void {
    const { details } = this.record;
    if (!details) return;
    const { row } = details;
    if (row.direction === 'event') return;
    // All topics of the socket are looked at, each by itself or not.
    const topic = gaps === undefined ? topicOf(details) : undefined;
    this.plot({
      socket: row.socket,
      direction: row.direction,
      ...(topic ? { topic } : {}),
      frame,
      ...(choice ? { decoder: choice } : {}),
      path,
      ...(gaps === undefined ? {} : { gaps }),
    });
  }
}

/** Who connected, and to whom; or the peer that sent it. */
function connectionText({ number, sides, latency }: ConnectionDetails) {
  const [connector = '', binder] = sides.map(({ address, identity, speaks, socketType }) =>
    [[socketType, identity && previewFrame(identity, 200)].filter(Boolean).join(' '), address, speaks]
      .filter((part) => part !== undefined && part !== '')
      .map((part) => visibleText(part ?? ''))
      .join(', '),
  );
  return html`<p class="more muted connection">
    ${
      binder === undefined
        ? t('Connection {0}: from {1}', countText(number), connector)
        : t('Connection {0}: {1} → {2}', countText(number), connector, binder)
    }
    ${latency ? html`<br />${latencySentence(latency)}` : nothing}
  </p>`;
}
