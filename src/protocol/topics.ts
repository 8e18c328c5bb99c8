import * as v from 'valibot';
import { Method, result } from './method';
import { count, ofCapture, shortText, topic } from './shapes';

/** One part of the topics that were seen, between separators, with what lies below it. Totals survive eviction. */
export interface TopicNode {
  /** The topic's bytes up to this part and the separator behind it, if there is one: what `topic:` takes. */
  path: Uint8Array;
  /** Its part as text, control characters shown as escapes. */
  label: string;
  /** Some messages have exactly this topic. */
  isTopic: boolean;
  /** Direct ones. */
  children: number;
  /** Topics here and below. */
  topics: number;
  messages: number;
  bytes: number;
  /** Over the last second. */
  perSecond: number;
  last: {
    /** ms since 1970. */
    time: number;
    /** Number of the record, which may have been evicted. */
    number: number;
    /** One line, at most 80 characters. */
    preview: string;
  };
}

/** A socket whose first of several frames was another one in each message, as counters, times and ids are: it has no topics. */
export interface ChangingFrames {
  socket: string;
  socketName: string;
  /** Messages, and their bytes, so far. */
  messages: number;
  bytes: number;
  last: TopicNode['last'];
}

export interface TopicList {
  nodes: TopicNode[];
  /** At the top: sockets whose first frames are no topics, the first 100. Absent: none. */
  changing?: ChangingFrames[];
  /** Children of the parent, listed or not. */
  total: number;
  /** Messages whose topic came after 200,000 others, counted only. */
  beyondLimit: number;
  /** Records not counted yet. */
  uncounted: number;
}

const listParams = v.strictObject({
  ...ofCapture,
  /** `path` of the node; the empty one, the default, has the first parts. */
  parent: v.optional(topic),
  from: count,
  count: v.pipe(count, v.maxValue(500)),
  /** By label (the default), or the largest or latest first. */
  sort: v.optional(v.picklist(['label', 'messages', 'last'])),
});
export type TopicListParams = v.InferOutput<typeof listParams>;
export const listTopics = new Method('topics/list', listParams, result<TopicList>());
/** Topics that begin so, the most frequent first. For completion. */
export const findTopics = new Method(
  'topics/find',
  v.strictObject({ ...ofCapture, prefix: shortText, count: v.pipe(count, v.maxValue(50)) }),
  result<{ topics: string[] }>(),
);
/** Begins to count anew. */
export const resetTopics = new Method('topics/reset', v.strictObject(ofCapture), result<null>());
