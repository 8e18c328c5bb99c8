import * as v from 'valibot';
import { Method, result } from './method';
import { count, ofCapture } from './shapes';
import type { ViewId } from './log';

/** What messages are put together by. */
export const statisticsKinds = ['source', 'topic', 'peer'] as const;
export type StatisticsBy = (typeof statisticsKinds)[number];

/** How values are spread. Count, mean, minimum and maximum are exact, the others off by less than 0.4 %. */
export interface Distribution {
  count: number;
  mean: number;
  min: number;
  /** The least value that half of all, or 99 of a hundred, do not exceed. */
  median: number;
  p99: number;
  max: number;
  /** Bars between edges: `counts[i]` values lie in `[edges[i], edges[i + 1])`. */
  edges: number[];
  counts: number[];
}

/** Figures of messages that belong together. */
export interface StatisticsRow {
  /** Name of the source, topic, or peer, one line. */
  label: string;
  /** Of a peer: the source that it is a peer of. */
  source?: string;
  /** Messages by their direction, and payload bytes of both. */
  received: number;
  sent: number;
  bytes: number;
  /** Of the earliest and the latest message, ms since 1970; absent without messages. */
  first?: number;
  last?: number;
  /** Messages a second from the first to the last; absent where these have the same time. */
  rate?: number;
  /** Payload bytes of a message. */
  sizes?: Distribution;
  /** ms from one message to the next. What is read at once has one time. */
  gaps?: Distribution;
  /** ms from a request to the reply; counted with the request. */
  latencies?: Distribution;
  /** Requests to which no reply came (yet). */
  unanswered: number;
  /** Times below zero, for the clock was set back between two messages: they are in no distribution. */
  setBack: number;
}

export interface Statistics {
  /** When they were made, ms since 1970. */
  at: number;
  /** All messages together. */
  all: StatisticsRow;
  /** In the order in which they came first; at most 1,000. */
  rows: StatisticsRow[];
  /** Messages that came when there were 1,000 already and that belong to none of them, or whose topic is longer than 1,024 bytes. */
  beyond?: StatisticsRow;
  /** Records that match and are no messages. */
  events: number;
  /** Matches that went before they were counted. */
  evicted: number;
  /** Records that the filter did not come to, since its search was given up; and those that it could not decide on. */
  unscanned: number;
  undecided: number;
  /** Cancelled before the end: the figures are of the oldest records, up to `looked` of `records`. */
  cancelled?: true;
  looked: number;
  records: number;
}

/**
 * Figures of the messages that match a view, as many as there are when it is asked. `engine/changed` tells of progress. Where the request is
 * cancelled, those of what was looked at by then.
 * Errors: `noSuchView`, also where the view is closed meanwhile; `limitReached` where four are under way.
 */
export const viewStatistics = new Method(
  'view/statistics',
  v.strictObject({ ...ofCapture, view: count, by: v.picklist(statisticsKinds) }),
  result<Statistics>(),
);

/** Statistics that are under way. */
export interface StatisticsStatus {
  view: ViewId;
  /** Records of the log that were looked at, whether they match or not, of all to be looked at. */
  looked: number;
  records: number;
}
