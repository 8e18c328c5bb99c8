import type { FollowedRecords } from '../../core/capture/follower';
import type { Sources } from '../../core/capture/sources';
import type { CaptureId } from '../../protocol/log';
import type { SocketId } from '../../protocol/sockets';
import type { Decoding } from '../decoding/decoding';
import type { Pulse } from '../process/pulse';
import { DecodedRecords } from './decodedRecords';
import { Plots } from './plots';
import { Previews } from './previews';
import { RecordRows } from './recordRows';
import { Topics } from './topics';
import { Views } from './views';

/** A capture that is looked at. */
export interface Inspected {
  id: CaptureId;
  records: FollowedRecords;
  sources: Sources;
  /** Replies that came when their request counted as unanswered already. */
  lateReplies(): number;
  /** Present subscriptions of an open socket. */
  subscriptionsOf(socket: SocketId): readonly Uint8Array[];
}

/** A capture with what looks at it: rows, decoded values, views, topics, plots. */
export class Inspection {
  readonly id: CaptureId;
  readonly rows: RecordRows;
  readonly decoded: DecodedRecords;
  readonly views: Views;
  readonly topics: Topics;
  readonly plots: Plots;

  constructor({ id, records, sources, lateReplies, subscriptionsOf }: Inspected, decoding: Decoding, pulse: Pulse) {
    this.id = id;
    this.rows = new RecordRows(records, sources, subscriptionsOf);
    this.decoded = new DecodedRecords(this.rows, decoding);
    const previews = new Previews(this.rows, decoding);
    this.views = new Views({ records, sources, rows: this.rows, previews, lateReplies }, decoding, pulse);
    this.topics = new Topics(records, sources, this.rows, previews, pulse);
    this.plots = new Plots({ records, sources }, decoding, pulse);
  }
}
