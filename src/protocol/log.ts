import * as v from 'valibot';
import type { ConnectionSide, Latency } from './connections';
import type { DecoderName } from './decoding';
import type { EventFacts, EventKind } from './events';
import { stretches, type Stretches } from './export';
import { Method, result } from './method';
import type { Irregularity } from './plot';
import type { RecordingStatus } from './recordings';
import { count, ofCapture, type CaptureId } from './shapes';
import { sourceId, type SocketId, type SocketType } from './sockets';

export type Direction = 'in' | 'out' | 'event';

/** Characters of a query that is taken. */
export const maxQueryLength = 10_000;

/** Characters of the path of a value that rows are asked for, and how many of them. */
export const maxValuePath = 300;
export const maxValuePaths = 8;

/** Filters that rows are held against. */
export const maxRowRules = 20;

/** Records of a capture that can be marked, and characters of a note. */
export const maxMarked = 10_000;
export const maxNoteLength = 2000;

/** Which records a view shows: all of them, or those that meet every condition given. */
const query = v.strictObject({
  ...ofCapture,
  socket: v.optional(sourceId),
  /** In the query language of `core/query`; empty: no condition. */
  filter: v.optional(v.string()),
});
export type Query = v.InferOutput<typeof query>;

const viewId = count;
export type ViewId = v.InferOutput<typeof viewId>;

/**
 * Matches are numbered from 0 in order of arrival and keep their number for the life of the view.
 * Those in `first … end - 1` can be asked for; those below `first` have been evicted.
 */
export interface ViewStatus {
  /** The capture it is of; absent: the live one. */
  capture?: CaptureId;
  view: ViewId;
  first: number;
  end: number;
  /** Records that the query has not looked at yet; 0 once it has caught up. */
  unscanned: number;
  /** Records that a regex or a decoder took too long for; they are no matches. */
  undecided?: number;
  /** Why the search was given up, a sentence; nothing more is looked at. */
  problem?: string;
  /** Replies came when their requests had been judged: what a `pair:` says may be otherwise in a view that is opened now. */
  outdated?: true;
}

/** An exchange of REQ and REP or DEALER and ROUTER, as the record at hand is part of it. */
export interface Exchange {
  /** `unpaired`: neither, or it cannot be told. */
  role: 'request' | 'reply' | 'unpaired';
  /** Number of the other record; absent while a request is unanswered, and where it cannot be told. */
  other?: number;
  /** Which record is the other one cannot be told; absent where it is known, or where a request waits. */
  untold?: true;
  /** ms between the two; absent where the other one has been evicted. */
  elapsed?: number;
}

/** What a frame is for the type of its socket. */
export type FrameRole =
  | 'routing id'
  | 'delimiter'
  | 'topic'
  | 'subscription'
  | 'body'
  | 'jupyter delimiter'
  | 'signature'
  | 'header'
  | 'parent header'
  | 'metadata'
  | 'content'
  | 'buffer'
  | 'protocol'
  | 'command'
  | 'service'
  | 'client address'
  | 'sequence'
  | 'signal'
  | 'json-rpc request'
  | 'json-rpc reply'
  | 'json-rpc notification';

/** Characters `[from, to)` of a text. */
export type Mark = [from: number, to: number];

export interface LogStatus {
  /** Records ever appended, also before the last `Clear Log`. */
  appended: number;
  kept: number;
  evicted: number;
  received: number;
  sent: number;
  keptBytes: number;
  maxBytes: number;
  /** Grows whenever marks of records change; absent where nothing was ever marked. */
  marksRevision?: number;
  messagesPerSecond: number;
  bytesPerSecond: number;
  /** The file that the records are from; absent: they are live. */
  recording?: RecordingStatus;
}

/** One line of the log. */
export interface Row {
  /** Number of the match in its view. */
  position: number;
  /** Number of the record in the log, from 1, never used twice in the life of an engine. */
  number: number;
  /** Wall clock, ms since 1970, with µs as fraction. */
  time: number;
  direction: Direction;
  event?: EventKind;
  /** What an event tells, as data: its code and what belongs to it. */
  fields?: EventFacts;
  socket: SocketId;
  socketName: string;
  /** Absent for records about the engine itself. */
  socketType?: SocketType;
  /** Of PUB, SUB and their like; of an event the endpoint that it is about; empty where there is none. */
  topic: string;
  /** The topic in bytes, where `topic` says more or less than these as text; at most 1,000, and then `topicGoesOn` says whether there are more. */
  topicBytes?: Uint8Array;
  topicGoesOn?: true;
  /**
   * Whom a message came from or went to, where that is known: its routing id (ROUTER, STREAM); of a tapped connection its number and the way,
   * `#3 DEALER w1 → ROUTER`, and for an event the number alone. Else empty.
   */
  peer: string;
  /** The routing id, identity or address that `peer` shows; absent where it shows anything else, or this is longer than 1,000 bytes. */
  peerBytes?: Uint8Array;
  /** One line, at most 300 characters, control characters shown as escapes. Values that were decoded stand as in JSON. */
  preview: string;
  /** Decoder of the first frame after the envelope, where it is not plain text. */
  decoder?: DecoderName;
  /** What the view's filter found in `preview`, and in `topic` or else `peer`. */
  marks?: Mark[];
  topicMarks?: Mark[];
  /** What stands at the paths that were asked for, at most 200 characters each, by path; `?` where it took too long. Absent: nothing does. */
  values?: Record<string, string>;
  /** The note of a record that is marked, empty where it has none; absent where it is not marked. */
  marked?: string;
  /** Place of the first of the `rules` asked with that takes it; absent where none does. */
  rule?: number;
  /** The filter `find` asked with takes it; what it finds is among the marks. */
  found?: true;
  /** What is odd about the number that counts its messages. */
  gap?: Irregularity;
  exchange?: Exchange;
  frames: number;
  /** Payload bytes over all frames, as they were on the wire. */
  size: number;
  /** True where the capture kept less than `size` bytes. */
  cut?: boolean;
  /** True where it may be but the last frame of the message: its socket has `conflate` set. */
  conflated?: boolean;
}

/** A record that a person marked, as a view shows it. */
export interface MarkedRecord {
  number: number;
  position: number;
  /** Empty where there is none. */
  note: string;
}

export interface FrameBytes {
  /** Bytes on the wire. */
  size: number;
  /** Bytes the capture kept. */
  kept: number;
  /** The first ones, at most as many as were asked for. */
  bytes: Uint8Array;
  role: FrameRole;
  /** What it says in the words of the protocol that the message is of: `READY` for a byte, `execute_request` for a header. */
  meaning?: string;
}

/** What is known of a tapped connection, who connected first; kept as long as its records are. */
export interface ConnectionDetails {
  /** In its tap, from 1. */
  number: number;
  sides: ConnectionSide[];
  latency?: Latency;
}

export interface RecordDetails {
  row: Omit<Row, 'position'>;
  /** From frame `fromFrame` on. */
  fromFrame: number;
  frames: FrameBytes[];
  /** Where the message had more frames than are kept: those that are. `row.frames` counts all. */
  framesKept?: number;
  /** Bytes at the beginning of the first frame that are its topic; absent where it has none. */
  topicLength?: number;
  /** Of a tapped connection. */
  connection?: ConnectionDetails;
  /** Received by SUB or XSUB: the longest of its present subscriptions that the message matches. */
  subscription?: { topic: Uint8Array; /** It is the whole topic, and not its beginning only. */ exact: boolean };
}

/** Counts of messages by time, a bar each. */
export interface HistogramSeries {
  kind: 'source' | 'others' | 'events';
  /** Of `source`: the id and the name of a socket, a tap or a proxy, whose connections, peers and sides count for it. */
  source?: { id: string; name: string };
  total: number;
  counts: number[];
}

/** Matches of a view by time. */
export interface Histogram {
  status: ViewStatus;
  /** Where the first bar begins, ms since 1970: a multiple of `width`. The last bar is that of the last time. */
  from: number;
  /** Of a bar, ms: so wide that there are no more bars than asked for. */
  width: number;
  /** In order of appearance: the 8 sources that have the most messages; the others together, and events, come last. */
  series: HistogramSeries[];
  /** Records that are still to be counted, of those that the view has looked at: who asks again gets more. */
  uncounted: number;
}

export const openView = new Method('view/open', query, result<ViewStatus>());
export const closeView = new Method('view/close', v.strictObject({ ...ofCapture, view: viewId }), result<null>());
/** What the view's filter finds in these texts, at most 1,000 marks each. */
export const viewMarks = new Method(
  'view/marks',
  v.strictObject({
    ...ofCapture,
    view: viewId,
    texts: v.pipe(
      v.array(v.string()),
      v.maxLength(100),
      v.check((texts) => texts.reduce((sum, { length }) => sum + length, 0) <= 1024 * 1024, 'must have at most 1 Mi characters in all'),
    ),
  }),
  result<{ marks: Mark[][] }>(),
);
/** Rows from a position on; below 0 it counts from the end. Fewer where the range leaves `first … end` of the status in the answer. */
export const viewRows = new Method(
  'view/rows',
  v.strictObject({
    ...ofCapture,
    view: viewId,
    from: v.pipe(v.number(), v.safeInteger(), v.minValue(-500)),
    count: v.pipe(count, v.maxValue(500)),
    /** Paths of values that the rows shall have. */
    values: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(maxValuePath))), v.maxLength(maxValuePaths))),
    /** Filters; each row tells the first that takes it. */
    rules: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(maxQueryLength))), v.maxLength(maxRowRules))),
    /** A filter that hides nothing: each row tells whether it takes it. */
    find: v.optional(v.pipe(v.string(), v.maxLength(maxQueryLength))),
  }),
  result<{ status: ViewStatus; rows: Row[] }>(),
);
/** Nothing is counted before it is asked for. `bars`: at most. */
export const viewHistogram = new Method(
  'view/histogram',
  v.strictObject({ ...ofCapture, view: viewId, bars: v.pipe(count, v.minValue(1), v.maxValue(1000)) }),
  result<Histogram>(),
);
/**
 * Position of the first match at or after the record of this number, or the first record that is not before this time (ms since 1970); `end`
 * where there is none. Record numbers hold for the life of an engine, positions for that of their view. Of records below `seen` the view
 * has told whether they match.
 */
export const locateRecord = new Method(
  'view/locate',
  v.pipe(
    v.strictObject({ ...ofCapture, view: viewId, number: v.optional(count), time: v.optional(v.pipe(v.number(), v.finite())) }),
    v.check(({ number, time }) => (number === undefined) !== (time === undefined), 'must have "number" or "time"'),
  ),
  result<{ position: number; seen: number }>(),
);
/**
 * Where among the rows `from … to - 1` of a view those of another one lie, which finds some of its records: the rows are cut into `steps` parts
 * of one length, and of these the stretches `[from, to)` are told that hold any.
 */
export const viewPlaces = new Method(
  'view/places',
  v.strictObject({ ...ofCapture, view: viewId, of: viewId, from: count, to: count, steps: v.pipe(count, v.minValue(1), v.maxValue(1000)) }),
  result<{ places: Stretches }>(),
);
/** Marks the records at these positions, or takes the marks from them; `note` is put to each. */
export const markRecords = new Method(
  'view/mark',
  v.strictObject({
    ...ofCapture,
    view: viewId,
    stretches,
    marked: v.boolean(),
    note: v.optional(v.pipe(v.string(), v.maxLength(maxNoteLength))),
  }),
  result<null>(),
);
/** The marked records that the view has found so far, in order. */
export const markedRecords = new Method(
  'view/marked',
  v.strictObject({ ...ofCapture, view: viewId }),
  result<{ marked: MarkedRecord[] }>(),
);
/** At most 100 frames with at most 64 KiB each, and 1 MiB in all. */
export const recordDetails = new Method(
  'record/details',
  v.strictObject({ ...ofCapture, number: count, fromFrame: v.optional(count) }),
  result<RecordDetails>(),
);
/** Bytes `from … to - 1` of one frame; at most 1 MiB a call. */
export const recordBytes = new Method(
  'record/bytes',
  v.strictObject({ ...ofCapture, number: count, frame: count, from: count, to: count }),
  result<Uint8Array>(),
);
export const clearLog = new Method('log/clear', v.strictObject(ofCapture), result<null>());
