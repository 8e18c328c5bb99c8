import { patience } from '../../../src/core/base/patience';
import { LitElement, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { visibleText } from '../../../src/core/base/preview';
import { decodeRecord, type DecodedFrame, type DecoderName } from '../../../src/protocol/decoding';
import { compareRecords } from '../../../src/protocol/inspector';
import { recordDetails, type RecordDetails, type ViewId } from '../../../src/protocol/log';
import type { SeriesSpec } from '../../../src/protocol/plot';
import { decodeText } from '../../shared/bytes/decodedText';
import { counted, formatCount, formatDate, formatTimeOfDay } from '../../shared/text/format';
import { icons } from '../../shared/looks/icons';
import { markedText } from '../../shared/text/markedText';
import type { MenuItem } from '../../shared/controls/menuButton';
import '../../shared/controls/menuButton';
import { requestError, type RequestError } from '../../shared/page/requestError';
import { baseStyles } from '../../shared/looks/theme';
import { AnswerWatch } from './answerWatch';
import { FilterMarks } from './bytes/filterMarks';
import { topicOf } from './topicOf';
import type { FrameDisplay } from './frameDisplays';
import { messageDetailsStyles } from './messageDetailsStyles';
import { RecordActions } from './recordActions';
import { linkedRecords } from './linkedRecords';
import './frameView';
import type { ReadingPlace } from '../state/readingPlace';
import { directionNames, severity } from '../log/recordCells';

/** Frames of one request (`record/decode`). */
const maxFrames = 100;
/** Characters that fit beside the facts. */
const fewWords = 60;

/** The region `Message details`: all of one record. Fires `close-details`. */
@customElement('zmq-message-details')
export class MessageDetails extends LitElement {
  static override styles = [baseStyles, ...messageDetailsStyles];

  @property({ attribute: false }) connection!: MessageConnection;
  @property({ attribute: false }) number: number | undefined;
  /** The view whose filter is marked here; undefined while there is no filter. */
  @property({ attribute: false }) filtered: ViewId | undefined;
  @property({ attribute: false }) filter = '';
  /** Grows when what was decoded may read differently now. */
  @property({ type: Number }) decodersRevision = 0;
  @property({ attribute: false }) place!: ReadingPlace;
  @property({ attribute: false }) showRecord: (number: number) => void = () => undefined;
  @property({ attribute: false }) plot: (spec: SeriesSpec) => void = () => undefined;
  /** More that can be done with a message, for its menu. */
  @property({ attribute: false }) actionsFor: (row: RecordDetails['row']) => readonly MenuItem[] = () => [];
  @state() private details: RecordDetails | undefined;
  /** By frame number. */
  @state() private decoded: ReadonlyMap<number, DecodedFrame> = new Map();
  /** Decoders that were chosen for frames of this record, by frame number. */
  @state() private chosen: ReadonlyMap<number, DecoderName> = new Map();
  /** Those of other records too, by the record's number. */
  private readonly choices = new Map<number, ReadonlyMap<number, DecoderName>>();
  /** Forms that were chosen by frame number; they stay from record to record. */
  @state() private displays: ReadonlyMap<number, readonly FrameDisplay[]> = new Map();
  @state() private problem: RequestError | undefined;
  @state() private said = '';
  /** px */
  @state() private room = 0;
  private actions!: RecordActions;
  private marks!: FilterMarks;
  private readonly answer = new AnswerWatch();
  private asked: number | undefined;
  private asking = false;
  /** Grows with every request for decoded frames: the last one wins. */
  private decoding = 0;
  private readonly marksChanged = (): void => this.requestUpdate();
  private readonly resize = new ResizeObserver(([entry]) => {
    this.room = entry?.contentRect.width ?? 0;
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resize.disconnect();
    this.answer.stop();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('connection')) {
      this.marks = new FilterMarks(this.connection);
      this.marks.addEventListener('change', this.marksChanged);
    }
    this.marks.use(this.filtered, this.filter);
    if (changed.has('number')) void this.fetch();
    else if (changed.has('decodersRevision') && this.details) void this.decodeAnew(this.details);
  }

  override render() {
    const { details } = this;
    const row = details?.row;
    return html`<section role="region" aria-label="Message details" tabindex="-1">
      <div class="title ${this.room < 620 ? 'narrow' : ''}">
        <h2>Details</h2>
        <div class="facts clip">${row ? this.facts(row) : nothing}</div>
        <span role="status" class="muted ${this.said.length > fewWords ? 'long' : 'clip'}" title=${this.said}>${this.said}</span>
        ${
          row && row.direction !== 'event'
            ? html`<zmq-menu-button label="Actions for this message" .icon=${icons.more} .items=${this.menu(row)}></zmq-menu-button>`
            : nothing
        }
        <vscode-button
          appearance="icon"
          aria-label="Close details"
          title="Close details (Escape)"
          @click=${() => this.dispatchEvent(new CustomEvent('close-details'))}
          >${icons.close}</vscode-button
        >
      </div>
      ${details ? linkedRecords(details, this.showRecord) : nothing}
      <div class="body" tabindex="-1">${this.problem ? this.problemText(this.problem) : details ? this.content(details) : nothing}</div>
    </section>`;
  }

  /** Says how something done with this record went. */
  say(said: string): void {
    this.said = said;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('section')?.focus();
  }

  private menu(row: RecordDetails['row']): MenuItem[] {
    const { compared } = this.place;
    const { number } = row;
    return [
      ...this.actionsFor(row),
      { label: 'Open Message in Editor', run: () => this.actions.openDocument() },
      { label: 'Select for Compare', run: () => this.select(number) },
      ...(compared === undefined || compared === number
        ? []
        : [{ label: `Compare with No. ${formatCount(compared)}`, run: () => void this.compare(compared, number) }]),
    ];
  }

  private facts(row: RecordDetails['row']) {
    const isEvent = row.direction === 'event';
    const subject = visibleText(row.topic || row.peer);
    const socket = `${visibleText(row.socketName)}${row.socketType ? ` (${row.socketType.toUpperCase()})` : ''}`;
    return html`<span>No. ${formatCount(row.number)}</span>
      <span class="data"><span class="date">${formatDate(row.time)} </span>${formatTimeOfDay(row.time)}</span>
      <span>${directionNames[row.direction]}</span>
      ${isEvent ? nothing : html`<span>${counted(row.frames, 'frame')}, ${counted(row.size, 'byte')}</span>`}
      ${row.cut ? html`<span class="warning">kept in part</span>` : nothing}
      <span title=${socket}>${socket}</span>
      ${subject ? html`<span class="data" title=${subject}>${subject}</span>` : nothing}`;
  }

  private content(details: RecordDetails) {
    const { row, frames, framesKept } = details;
    if (row.direction === 'event') return this.eventText(details);
    return html`${repeat(
      frames,
      (_, index) => `${row.number}/${index}`,
      (frame, index) =>
        html`<zmq-frame-view
          .index=${index}
          .frame=${frame}
          .decoded=${this.decoded.get(index)}
          .room=${this.room}
          .displays=${this.displays.get(index)}
          .chooseDisplays=${(displays: readonly FrameDisplay[]) => (this.displays = new Map([...this.displays, [index, displays]]))}
          .chosen=${this.chosen.get(index)}
          .chooseDecoder=${(decoder: DecoderName | undefined) => this.chooseDecoder(index, decoder)}
          .plot=${(path: string, decoder: DecoderName | undefined) => this.plotValue(index, path, decoder)}
          .actions=${this.actions}
          .marks=${this.marks}
        ></zmq-frame-view>`,
    )}
    ${
      frames.length < (framesKept ?? row.frames)
        ? html`<p class="more muted">
            ${formatCount(frames.length)} of ${formatCount(row.frames)} frames shown.
            <vscode-button class="small" appearance="secondary" @click=${() => this.moreFrames()}>Show more frames</vscode-button>
          </p>`
        : nothing
    }
    ${
      framesKept === undefined
        ? nothing
        : html`<p class="more muted">The first ${formatCount(framesKept)} of ${formatCount(row.frames)} frames were kept.</p>`
    }`;
  }

  private eventText({ row, frames }: RecordDetails) {
    const whole = frames[0] ? decodeText(frames[0].bytes).text : row.preview;
    return html`<div class="event">
      <h3 class=${severity(row.event)}>${row.event}</h3>
      <p class="data">${markedText(whole, this.marks.of(whole))}</p>
      ${row.topic ? html`<p>Endpoint: <span class="data">${visibleText(row.topic)}</span></p>` : nothing}
    </div>`;
  }

  private problemText(problem: RequestError) {
    return html`<p class="problem" role="alert">${problem.message} ${problem.hint ?? ''}</p>`;
  }

  /** One request at a time: while keys are held down, only the last record matters. */
  private async fetch(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    try {
      while (this.number !== undefined && this.number !== this.asked) {
        const number = this.number;
        this.asked = number;
        this.said = '';
        try {
          const details = await this.connection.sendRequest(recordDetails, { number });
          await this.show(details);
          this.problem = undefined;
        } catch (error) {
          this.details = undefined;
          this.problem = requestError(error);
        }
      }
    } finally {
      this.asking = false;
    }
  }

  /** Shows a record together with what it was decoded to, or without where that takes longer than an eye notices. */
  private async show(details: RecordDetails): Promise<void> {
    const attempt = ++this.decoding;
    const chosen = this.choices.get(details.row.number) ?? new Map<number, DecoderName>();
    const decoding = this.decode(details, chosen);
    const early = await Promise.race([
      decoding,
      new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), patience.details)),
    ]);
    if (attempt !== this.decoding) return;
    this.actions = new RecordActions(this.connection, details.row, (said) => (this.said = said));
    this.details = details;
    this.answer.watch(
      this.connection,
      details,
      (row) => this.answered(row),
      (said) => (this.said = said),
    );
    this.chosen = chosen;
    this.decoded = early ?? new Map();
    if (early) return;
    void decoding.then((decoded) => {
      if (attempt === this.decoding) this.decoded = decoded;
    });
  }

  private answered(row: RecordDetails['row']): void {
    if (this.details?.row.number === row.number) this.details = { ...this.details, row };
  }

  /** Decodes frames that are shown, as they were chosen to be. */
  private async decodeAnew(details: RecordDetails): Promise<void> {
    const attempt = ++this.decoding;
    const decoded = await this.decode(details, this.chosen);
    if (attempt === this.decoding) this.decoded = decoded;
  }

  private async decode(
    { row, frames, fromFrame }: RecordDetails,
    chosen: ReadonlyMap<number, DecoderName>,
  ): Promise<ReadonlyMap<number, DecodedFrame>> {
    const decoded = new Map<number, DecodedFrame>();
    if (row.direction === 'event') return decoded;
    const decoders = Object.fromEntries(chosen);
    try {
      for (let from = fromFrame; from < fromFrame + frames.length; from += maxFrames) {
        const count = Math.min(maxFrames, fromFrame + frames.length - from);
        const answer = await this.connection.sendRequest(decodeRecord, { number: row.number, fromFrame: from, count, decoders });
        for (const frame of answer.frames) decoded.set(frame.frame, frame);
      }
    } catch (error) {
      this.said = requestError(error).message;
    }
    return decoded;
  }

  private chooseDecoder(frame: number, decoder: DecoderName | undefined): void {
    const chosen = new Map(this.chosen);
    if (decoder) chosen.set(frame, decoder);
    else chosen.delete(frame);
    this.chosen = chosen;
    if (!this.details) return;
    this.choices.set(this.details.row.number, chosen);
    void this.decodeAnew(this.details);
  }

  private async moreFrames(): Promise<void> {
    const before = this.details;
    if (!before) return;
    try {
      const more = await this.connection.sendRequest(recordDetails, { number: before.row.number, fromFrame: before.frames.length });
      const decoded = await this.decode(more, this.chosen);
      if (this.details !== before) return;
      this.details = { ...before, frames: [...before.frames, ...more.frames] };
      this.decoded = new Map([...this.decoded, ...decoded]);
    } catch (error) {
      this.said = requestError(error).message;
    }
  }

  private plotValue(frame: number, path: string, decoder: DecoderName | undefined): void {
    if (!this.details) return;
    const { row } = this.details;
    if (row.direction === 'event') return;
    const topic = topicOf(this.details);
    this.plot({ socket: row.socket, direction: row.direction, ...(topic ? { topic } : {}), frame, ...(decoder ? { decoder } : {}), path });
  }

  private select(number: number): void {
    this.place.move({ compared: number });
    this.said = `No. ${formatCount(number)} selected. Compare it from the menu of another message.`;
  }

  private async compare(left: number, right: number): Promise<void> {
    try {
      await this.connection.sendRequest(compareRecords, { left, right });
    } catch (error) {
      this.said = requestError(error).message;
    }
  }
}
