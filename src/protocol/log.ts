import { RequestType } from 'vscode-jsonrpc';
import type { ErrorData } from './errors';
import type { SocketId, SocketType } from './sockets';

export type Direction = 'in' | 'out' | 'event';

/** What an event record tells of. */
export type EventKind =
  | 'opened' | 'closed' | 'listening' | 'bind failed' | 'accepted' | 'accept failed' | 'connecting' | 'connected'
  | 'retry' | 'handshake' | 'handshake failed' | 'disconnected' | 'subscribe' | 'unsubscribe' | 'send refused'
  | 'repeated' | 'records lost' | 'warning' | 'demo';

/** Which records a view shows: all of them, or those that meet every condition given. */
export interface Query {
  socket?: SocketId;
  /** Contained in one frame's bytes (its UTF-8) or in an event's text; ASCII letters match in either case. */
  text?: string;
}

export type ViewId = number;

/**
 * Matches are numbered from 0 in order of arrival and keep their number for the life of the view.
 * Those in `first … end - 1` can be asked for; those below `first` have been evicted.
 */
export interface ViewStatus {
  view: ViewId;
  first: number;
  end: number;
  /** Records that the query has not looked at yet; 0 once it has caught up. */
  unscanned: number;
}

export interface LogStatus {
  /** Records ever appended, also before the last `Clear Log`. */
  appended: number;
  kept: number;
  evicted: number;
  received: number;
  sent: number;
  keptBytes: number;
  maxBytes: number;
  messagesPerSecond: number;
  bytesPerSecond: number;
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
  socket: SocketId;
  socketName: string;
  /** Absent for records about the engine itself. */
  socketType?: SocketType;
  /** Topic (PUB, SUB families), routing id (ROUTER, STREAM) or an event's endpoint; empty where there is none. */
  topic: string;
  /** One line, at most 300 characters, control characters shown as escapes. */
  preview: string;
  frames: number;
  /** Payload bytes over all frames, as they were on the wire. */
  size: number;
  /** True where the capture kept less than `size` bytes. */
  cut?: boolean;
}

export interface FrameBytes {
  /** Bytes on the wire. */
  size: number;
  /** Bytes the capture kept. */
  kept: number;
  /** The first ones, at most as many as were asked for. */
  bytes: Uint8Array;
}

export interface RecordDetails {
  row: Omit<Row, 'position'>;
  /** From frame `fromFrame` on. */
  fromFrame: number;
  frames: FrameBytes[];
}

export const openView = new RequestType<Query, ViewStatus, ErrorData>('view/open');
export const closeView = new RequestType<{ view: ViewId }, null, ErrorData>('view/close');
/** At most 500 rows; fewer where the range leaves `first … end`. */
export const viewRows = new RequestType<{ view: ViewId; from: number; count: number }, { status: ViewStatus; rows: Row[] }, ErrorData>('view/rows');
/**
 * Position of the first match at or after the record of this number, `end` where there is none. Record numbers hold for the
 * life of an engine, positions for that of their view.
 */
export const locateRecord = new RequestType<{ view: ViewId; number: number }, { position: number }, ErrorData>('view/locate');
/** At most 100 frames with at most 64 KiB each, and 1 MiB in all. */
export const recordDetails = new RequestType<{ number: number; fromFrame?: number }, RecordDetails, ErrorData>('record/details');
/** Bytes `from … to - 1` of one frame; at most 1 MiB a call. */
export const recordBytes = new RequestType<{ number: number; frame: number; from: number; to: number }, Uint8Array, ErrorData>('record/bytes');
export const clearLog = new RequestType<Record<string, never>, null, ErrorData>('log/clear');
