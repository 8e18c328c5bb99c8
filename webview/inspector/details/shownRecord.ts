import { t } from '@vscode/l10n';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { Coalescer } from '../../../src/core/base/coalescer';
import { patience } from '../../../src/core/base/patience';
import { decodeRecord, type DecodedFrame, type DecoderChoice } from '../../../src/protocol/decoding';
import { compareRecords } from '../../../src/protocol/inspector';
import { recordDetails, type RecordDetails } from '../../../src/protocol/log';
import { countText } from '../../../src/core/base/quantities';
import { requestError, type RequestError } from '../../shared/page/requestError';
import type { FilterControl } from '../filter/filterControl';
import type { EngineMirror } from '../state/engineMirror';
import type { ReadingPlace } from '../state/readingPlace';
import { AnswerWatch } from './answerWatch';
import { FilterMarks } from './bytes/filterMarks';
import { RecordActions } from './recordActions';

/** Frames of one request (`record/decode`). */
const maxFrames = 100;

/**
 * The selected record: what the engine has of it, what its frames were decoded to, and what is said of it. One request is under way at a
 * time: while keys are held down, only the last record matters. Fires `change`.
 */
export class ShownRecord extends EventTarget {
  details: RecordDetails | undefined;
  /** By frame number. */
  decoded: ReadonlyMap<number, DecodedFrame> = new Map();
  /** Decoders that were chosen for frames of this record, by frame number. */
  chosen: ReadonlyMap<number, DecoderChoice> = new Map();
  /** Why the record cannot be shown. */
  problem: RequestError | undefined;
  /** How something done with the record went. */
  said = '';
  readonly marks: FilterMarks;
  private does: RecordActions | undefined;
  /** Those of other records too, by the record's number. */
  private readonly choices = new Map<number, ReadonlyMap<number, DecoderChoice>>();
  private readonly connection: MessageConnection;
  private readonly answer = new AnswerWatch();
  private readonly fetches = new Coalescer(() => this.fetch());
  private asked: number | undefined;
  private revision: number;
  /** Grows with every request for decoded frames: the last one wins. */
  private decoding = 0;

  constructor(
    private readonly mirror: EngineMirror,
    private readonly place: ReadingPlace,
    private readonly filter: FilterControl,
  ) {
    super();
    this.connection = mirror.connection;
    this.revision = mirror.decodersRevision;
    this.marks = new FilterMarks(mirror.connection);
    this.marks.addEventListener('change', () => this.changed());
    // It tells what mirror, view and place tell, too.
    filter.addEventListener('change', () => this.follow());
  }

  /** What can be done with it. */
  get actions(): RecordActions {
    if (!this.does) throw new Error('No record is shown.');
    return this.does;
  }

  /** The record that was selected to be compared with. */
  get compared(): number | undefined {
    return this.place.compared;
  }

  /** Says how something done with this record went. */
  say(said: string): void {
    this.said = said;
    this.changed();
  }

  choose(frame: number, choice: DecoderChoice | undefined): void {
    const chosen = new Map(this.chosen);
    if (choice) chosen.set(frame, choice);
    else chosen.delete(frame);
    this.chosen = chosen;
    this.changed();
    if (!this.details) return;
    this.choices.set(this.details.row.number, chosen);
    void this.decodeAnew(this.details);
  }

  async moreFrames(): Promise<void> {
    const before = this.details;
    if (!before) return;
    try {
      const more = await this.connection.sendRequest(recordDetails, { number: before.row.number, fromFrame: before.frames.length });
      const decoded = await this.decode(more, this.chosen);
      if (this.details !== before) return;
      this.details = { ...before, frames: [...before.frames, ...more.frames] };
      this.decoded = new Map([...this.decoded, ...decoded]);
      this.changed();
    } catch (error) {
      this.say(requestError(error).message);
    }
  }

  selectForCompare(number: number): void {
    this.place.move({ compared: number });
    this.say(t('No. {0} selected. Compare it from the menu of another message.', countText(number)));
  }

  async compare(left: number, right: number): Promise<void> {
    try {
      await this.connection.sendRequest(compareRecords, { left, right });
    } catch (error) {
      this.say(requestError(error).message);
    }
  }

  /** Takes what was selected, which filter there is, and whether values may read differently. */
  private follow(): void {
    const { inUse } = this.filter;
    const { selected } = this.place;
    this.marks.use(inUse ? this.mirror.view.status?.view : undefined, inUse);
    const { decodersRevision } = this.mirror;
    const anew = decodersRevision !== this.revision;
    this.revision = decodersRevision;
    if (selected === undefined) this.forget();
    else if (selected !== this.asked) this.fetches.ask();
    else if (anew && this.details) void this.decodeAnew(this.details);
  }

  private forget(): void {
    if (this.asked === undefined) return;
    this.answer.stop();
    this.asked = undefined;
    this.details = undefined;
    this.problem = undefined;
    this.choices.clear();
    this.decoding++;
    this.changed();
  }

  private async fetch(): Promise<void> {
    const number = this.place.selected;
    if (number === undefined || number === this.asked) return;
    this.asked = number;
    this.said = '';
    try {
      await this.show(await this.connection.sendRequest(recordDetails, { number }));
      this.problem = undefined;
    } catch (error) {
      this.details = undefined;
      this.problem = requestError(error);
    }
    this.changed();
  }

  /** Shows a record together with what it was decoded to, or without where that takes longer than an eye notices. */
  private async show(details: RecordDetails): Promise<void> {
    if (this.asked === undefined) return;
    const attempt = ++this.decoding;
    const chosen = this.choices.get(details.row.number) ?? new Map<number, DecoderChoice>();
    const decoding = this.decode(details, chosen);
    const early = await Promise.race([
      decoding,
      new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), patience.details)),
    ]);
    if (attempt !== this.decoding) return;
    this.does = new RecordActions(this.connection, details.row, (said) => this.say(said));
    this.details = details;
    this.answer.watch(
      this.connection,
      details,
      (row) => this.answered(row),
      (said) => this.say(said),
    );
    this.chosen = chosen;
    this.decoded = early ?? new Map();
    if (early) return;
    void decoding.then((decoded) => {
      if (attempt !== this.decoding) return;
      this.decoded = decoded;
      this.changed();
    });
  }

  private answered(row: RecordDetails['row']): void {
    if (this.details?.row.number !== row.number) return;
    this.details = { ...this.details, row };
    this.changed();
  }

  /** Decodes frames that are shown, as they were chosen to be. */
  private async decodeAnew(details: RecordDetails): Promise<void> {
    const attempt = ++this.decoding;
    const decoded = await this.decode(details, this.chosen);
    if (attempt !== this.decoding) return;
    this.decoded = decoded;
    this.changed();
  }

  private async decode(
    { row, frames, fromFrame }: RecordDetails,
    chosen: ReadonlyMap<number, DecoderChoice>,
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
      this.say(requestError(error).message);
    }
    return decoded;
  }

  private changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
