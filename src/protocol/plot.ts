import * as v from 'valibot';
import { chosenReading } from './decoding';
import { Method, result } from './method';
import { count, topic, ofCapture, type CaptureId } from './shapes';
import { sourceId } from './sockets';

/** A number found in many messages. */
const seriesSpec = v.strictObject({
  ...ofCapture,
  /** Of a tap: all of its connections. */
  socket: v.optional(sourceId),
  direction: v.optional(v.picklist(['in', 'out'])),
  /** Exactly this one. */
  topic: v.optional(topic),
  /** From 0. */
  frame: v.pipe(count, v.maxValue(99)),
  /** As chosen for each frame by default. */
  decoder: v.optional(chosenReading),
  /** Of `core/codecs/path.ts`, such as `.temp` or `.positions[2]`; in texts `#2` is the second number. */
  path: v.pipe(v.string(), v.maxLength(1000)),
  /** The numbers count the messages: plotted is how many are missing before each. Each topic counts by itself, or all of them do together. */
  gaps: v.optional(v.picklist(['by topic', 'together'])),
});
export type SeriesSpec = v.InferOutput<typeof seriesSpec>;

const seriesId = count;
export type SeriesId = v.InferOutput<typeof seriesId>;
/** ms since 1970. */
const time = v.pipe(v.number(), v.finite());

/** What a number is that does not follow the one before it. */
export const gapKinds = ['missing', 'duplicate', 'back', 'late'] as const;
export type GapKind = (typeof gapKinds)[number];

/** `missing`: so many are missing before it. `late`: it was missing until now. `back`: the numbers begin anew, or an old one comes again. */
export type Irregularity = { kind: 'missing'; missing: number } | { kind: Exclude<GapKind, 'missing'> };

/** How many of each there were. */
export interface GapCounts {
  /** Numbers that never came, but for those that came late. */
  missing: number;
  /** Places where some are missing. */
  gaps: number;
  duplicates: number;
  back: number;
  late: number;
  /** Times that the counter began anew after its largest value. */
  wraps: number;
}

/** What counts by itself: a source, or each of its topics; of a socket with many peers each of them. */
export interface GapGroup {
  /** Of the source. */
  socket: string;
  direction: 'in' | 'out';
  /** Empty where all of them count together. */
  topic: string;
  peer: string;
  /** Numbers that were looked at. */
  count: number;
  /** In digits where a double does not hold it. */
  last: number | string;
  /** It is of one connection without a routing id that came in: who connects again begins another group, and what was lost until then is in neither. */
  ofConnection?: true;
  gaps: GapCounts;
}

/** How a series stands. */
export interface SeriesStatus {
  /** The capture it is of; absent: the live one. */
  capture?: CaptureId;
  series: SeriesId;
  /** Values kept. */
  count: number;
  /** Oldest values that were given up: 2,000,000 are kept. */
  dropped: number;
  /** Records of the topic or socket that have no number there; with `gaps` no integer, or one that is not exact: a float of 2^53 or more. */
  without: number;
  /** Records that were evicted before they could be looked at. */
  missed?: number;
  /** Records not looked at yet. */
  unscanned: number;
  /** Of a series with `gaps`. */
  gaps?: GapCounts;
  /** ms since 1970, of the first and the last value. */
  from?: number;
  to?: number;
  problem?: string;
}

/** At most 8 at once. */
export const openSeries = new Method('plot/open', seriesSpec, result<SeriesStatus>());
export const closeSeries = new Method('plot/close', v.strictObject({ ...ofCapture, series: seriesId }), result<null>());

export interface SeriesPoints {
  status: SeriesStatus;
  /** ms since 1970. */
  times: number[];
  /** The smallest and the largest value of each pixel, equal where it has one value. NaN and infinities stand as null. */
  low: (number | null)[];
  high: (number | null)[];
}
/** The values between two times (all of them by default), drawn together where more fall on one of `pixels`. */
export const seriesPoints = new Method(
  'plot/points',
  v.strictObject({
    ...ofCapture,
    series: seriesId,
    from: v.optional(time),
    to: v.optional(time),
    pixels: v.pipe(count, v.minValue(1), v.maxValue(4000)),
  }),
  result<SeriesPoints>(),
);
/** All values in order, from the `from`th kept one on; at most 50,000. NaN and infinities as text. */
export const seriesValues = new Method(
  'plot/values',
  v.strictObject({ ...ofCapture, series: seriesId, from: count, count }),
  result<{ times: number[]; values: (number | string)[]; dropped: number }>(),
);
/** What counts by itself in a series with `gaps`: those with the most that is odd first, at most 200; how many more there are, and messages of those beyond 1,000. */
export const seriesGaps = new Method(
  'plot/gaps',
  v.strictObject({ ...ofCapture, series: seriesId }),
  result<{ groups: GapGroup[]; more: number; beyond: number }>(),
);
/** The record whose value is drawn at a time: of those at most `within` ms from it the one that is nearest to `value`. */
export const seriesRecord = new Method(
  'plot/record',
  v.strictObject({
    ...ofCapture,
    series: seriesId,
    time,
    value: v.pipe(v.number(), v.finite()),
    within: v.pipe(v.number(), v.finite(), v.minValue(0)),
  }),
  result<{ number: number }>(),
);
