import { t } from '@vscode/l10n';
import type { FollowedRecords } from '../../core/capture/follower';
import type { Sources } from '../../core/capture/sources';
import { ZmqError } from '../../core/base/errors';
import type { LogStatus, ViewStatus } from '../../protocol/log';
import type { SeriesStatus } from '../../protocol/plot';
import { liveCapture, type CaptureId } from '../../protocol/shapes';
import type { SocketId } from '../../protocol/sockets';
import type { Decoding } from '../decoding/decoding';
import type { Pulse } from '../process/pulse';
import type { UsedEndpoint } from '../../core/export/code/senders';
import { Exports } from '../exporting/exports';
import { DecodedRecords } from './decodedRecords';
import { MarkedRecords } from './markedRecords';
import { Plots } from './plots';
import { Previews } from './previews';
import { RowRules } from './rowRules';
import { RowValues } from './rowValues';
import { RecordRows } from './recordRows';
import { StatisticsJobs } from './statistics';
import { Topics } from './topics';
import { Views, type Viewed } from './views';

/** A capture that is looked at. */
export interface Inspected {
  id: CaptureId;
  records: FollowedRecords;
  sources: Sources;
  /** Replies that came when their request counted as unanswered already. */
  lateReplies(): number;
  /** Present subscriptions of an open socket. */
  subscriptionsOf(socket: SocketId): readonly Uint8Array[];
  /** Of an open socket or tap. */
  endpointsOf(source: string): readonly UsedEndpoint[];
  status(): LogStatus;
  /** Absent where its records cannot be given up. */
  clear?(): void;
}

/** A capture with what looks at it: rows, decoded values, views, topics, plots, exports, statistics. */
export class Inspection {
  readonly rows: RecordRows;
  readonly decoded: DecodedRecords;
  readonly marked: MarkedRecords;
  readonly views: Views;
  readonly topics: Topics;
  readonly plots: Plots;
  readonly exports: Exports;
  readonly statistics: StatisticsJobs;

  constructor(
    private readonly inspected: Inspected,
    decoding: Decoding,
    pulse: Pulse,
  ) {
    const { records, sources, lateReplies, subscriptionsOf, endpointsOf } = inspected;
    this.rows = new RecordRows(records, sources, subscriptionsOf);
    this.decoded = new DecodedRecords(this.rows, decoding);
    const previews = new Previews(this.rows, decoding);
    this.plots = new Plots({ records, sources }, decoding, pulse);
    this.marked = new MarkedRecords(records);
    const values = new RowValues(this.rows, decoding);
    const gaps = gapsIn(this.plots);
    const rules = new RowRules(records, sources, gaps, decoding);
    this.views = new Views(
      { records, sources, rows: this.rows, previews, values, marked: this.marked, gaps, rules, lateReplies },
      decoding,
      pulse,
    );
    this.topics = new Topics(records, sources, this.rows, previews, pulse);
    this.exports = new Exports(
      {
        records,
        sources,
        matchesOf: (view) => this.views.matchesOf(view),
        noteOf: (number) => this.marked.noteOf(number),
        decode: (number) => this.decoded.decode({ number }),
        endpointsOf,
      },
      () => pulse.touch(),
    );
    this.statistics = new StatisticsJobs({ records, sources, matchesOf: (view) => this.views.matchesOf(view) }, () => pulse.touch());
  }

  /** From now on topics of messages of one frame end where this says, by the name of their source. */
  endTopics(topicEnds: Parameters<Sources['endTopics']>[0]): void {
    this.inspected.sources.endTopics(topicEnds);
  }

  get status(): LogStatus {
    const { revision } = this.marked;
    return { ...this.inspected.status(), ...(revision > 0 ? { marksRevision: revision } : {}) };
  }

  /** Of the views on it; those of the live capture do without its name. */
  get viewStatuses(): ViewStatus[] {
    return this.views.statuses.map((status) => this.named(status));
  }
  get seriesStatuses(): SeriesStatus[] {
    return this.plots.statuses.map((status) => this.named(status));
  }
  private named<T extends { capture?: CaptureId }>(status: T): T {
    return this.inspected.id === liveCapture ? status : { ...status, capture: this.inspected.id };
  }

  /** Ends whatever looks at it. */
  dispose(): void {
    this.views.dispose();
    this.plots.dispose();
    this.topics.dispose();
  }

  /** Forgets all records. @throws ZmqError `readOnlyCapture` */
  clear(): Promise<void> {
    const { id, clear } = this.inspected;
    if (!clear) throw new ZmqError('readOnlyCapture', t('The records of "{0}" cannot be cleared.', id), { hint: t('Close it instead.') });
    // What reads every record reads them before they go, a slice at a time.
    return this.topics.catchUp().then(clear);
  }
}

/** What the series that count messages have found. */
function gapsIn(plots: Plots): Viewed['gaps'] {
  return {
    of: (number) => plots.irregularityOf(number),
    kindOf: (number) => plots.irregularityOf(number)?.kind,
    get checkedTo() {
      return plots.checkedTo;
    },
    get ids() {
      return plots.countingIds;
    },
  };
}
