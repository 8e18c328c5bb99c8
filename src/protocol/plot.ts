import { RequestType } from 'vscode-jsonrpc';
import type { DecoderName } from './decoding';
import type { ErrorData } from './errors';
import type { CaptureId, Direction } from './log';
import type { SocketId } from './sockets';

/** A number found in many messages. */
export interface SeriesSpec {
  socket?: SocketId;
  direction?: Exclude<Direction, 'event'>;
  /** Exactly this one. */
  topic?: Uint8Array;
  /** From 0. */
  frame: number;
  /** As chosen for each frame by default. */
  decoder?: DecoderName;
  /** Of `core/codecs/path.ts`, such as `.temp` or `.positions[2]`; in texts `#2` is the second number. */
  path: string;
}

export type SeriesId = number;

/** How a series stands. */
export interface SeriesStatus {
  /** The capture it is of; absent: the live one. */
  capture?: CaptureId;
  series: SeriesId;
  /** Values kept. */
  count: number;
  /** Oldest values that were given up: 2,000,000 are kept. */
  dropped: number;
  /** Records of the topic or socket that have no number there. */
  without: number;
  /** Records that were evicted before they could be looked at. */
  missed?: number;
  /** Records not looked at yet. */
  unscanned: number;
  /** ms since 1970, of the first and the last value. */
  from?: number;
  to?: number;
  problem?: string;
}

/** At most 8 at once. */
export const openSeries = new RequestType<SeriesSpec, SeriesStatus, ErrorData>('plot/open');
export const closeSeries = new RequestType<{ series: SeriesId }, null, ErrorData>('plot/close');

export interface SeriesPoints {
  status: SeriesStatus;
  /** ms since 1970. */
  times: number[];
  /** The smallest and the largest value of each pixel, equal where it has one value. NaN and infinities stand as null. */
  low: (number | null)[];
  high: (number | null)[];
}
/** The values between two times (all of them by default), drawn together where more fall on one of `pixels` (at most 4,000). */
export const seriesPoints = new RequestType<{ series: SeriesId; from?: number; to?: number; pixels: number }, SeriesPoints, ErrorData>(
  'plot/points',
);
/** All values in order, from the `from`th kept one on; at most 50,000. NaN and infinities as text. */
export const seriesValues = new RequestType<
  { series: SeriesId; from: number; count: number },
  { times: number[]; values: (number | string)[]; dropped: number },
  ErrorData
>('plot/values');
