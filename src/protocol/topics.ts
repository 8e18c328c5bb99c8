import { RequestType } from 'vscode-jsonrpc';
import type { ErrorData } from './errors';

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

export interface TopicList {
  nodes: TopicNode[];
  /** Children of the parent, listed or not. */
  total: number;
  /** Messages whose topic came after 200,000 others, counted only. */
  beyondLimit: number;
  /** Records not counted yet. */
  uncounted: number;
}

export interface TopicListParams {
  /** `path` of the node; the empty one, the default, has the first parts. */
  parent?: Uint8Array;
  from: number;
  /** At most 500. */
  count: number;
  /** By label (the default), or the largest or latest first. */
  sort?: 'label' | 'messages' | 'last';
}
export const listTopics = new RequestType<TopicListParams, TopicList, ErrorData>('topics/list');
/** Topics that begin so, the most frequent first; at most 50. For completion. */
export const findTopics = new RequestType<{ prefix: string; count: number }, { topics: string[] }, ErrorData>('topics/find');
/** Begins to count anew. */
export const resetTopics = new RequestType<Record<string, never>, null, ErrorData>('topics/reset');
