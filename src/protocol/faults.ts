import * as v from 'valibot';
import { maxQueryLength } from './log';
import { Method, result } from './method';
import { bytes, count, ordinal } from './shapes';
import { socketId } from './sockets';

/** `to target`: what programs that connect to a tap send; `from target`: what they are sent. The target of a proxy is its backend. */
const way = v.picklist(['to target', 'from target']);
export type FaultWay = v.InferOutput<typeof way>;

const milliseconds = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(600_000));
const share = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(1));

/** Messages that it is about; without them it is about all. */
const chosen = {
  /** Absent: both ways. */
  way: v.optional(way),
  /** In the query language of `core/query`. */
  filter: v.optional(v.pipe(v.string(), v.maxLength(maxQueryLength))),
};
/** Of those messages so many meet with it; absent: all of them. */
const some = { ...chosen, share: v.optional(share) };

/** Something that a network or a program may do to messages. Handshakes, subscriptions and other commands pass untouched. */
export const fault = v.variant('kind', [
  /** Each message comes `ms` later, give or take up to `jitter`, and never before the one ahead of it. */
  v.strictObject({ kind: v.literal('delay'), ...chosen, ms: milliseconds, jitter: v.optional(milliseconds) }),
  v.strictObject({ kind: v.literal('drop'), ...some }),
  v.strictObject({ kind: v.literal('duplicate'), ...some }),
  /** Messages are held until there are `window`, or for 1 s, and go on in another order. */
  v.strictObject({ kind: v.literal('reorder'), ...chosen, window: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(1000)) }),
  /** One byte of the message, anywhere in its frames, gets another value. */
  v.strictObject({ kind: v.literal('corrupt'), ...some }),
  /** No more than so many go on in a second; one of the two is given. */
  v.strictObject({
    kind: v.literal('limit'),
    ...chosen,
    bytesPerSecond: v.optional(v.pipe(v.number(), v.finite(), v.minValue(1))),
    messagesPerSecond: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0.01))),
  }),
  /** Once a connection stands for so long, none of its bytes goes on, and nobody is told. */
  v.strictObject({ kind: v.literal('black hole'), way: v.optional(way), afterSeconds: v.pipe(v.number(), v.finite(), v.minValue(0)) }),
  /** A connection is broken off on both sides when so many messages have come. */
  v.strictObject({ kind: v.literal('reset'), ...chosen, afterMessages: ordinal }),
  /** Messages wait until somebody lets them go on, drops or edits them; those behind them wait as well. */
  v.strictObject({ kind: v.literal('hold'), ...chosen }),
]);
export type Fault = v.InferOutput<typeof fault>;
export type FaultKind = Fault['kind'];

/** Those that need not see messages: the only ones of a connection that is encrypted. */
export const wholeConnectionFaults: readonly FaultKind[] = ['delay', 'limit', 'black hole', 'reset'];

export const maxFaults = 20;

/** A tap or a proxy. */
const relay = socketId;

/** Those of before go. @throws `noSuchRelay`, `invalidQuery`, `invalidFault` where a fault has no meaning */
export const setFaults = new Method(
  'faults/set',
  v.strictObject({ relay, faults: v.pipe(v.array(fault), v.maxLength(maxFaults)) }),
  result<null>(),
);

/** A message that waits at a `hold`. */
export interface HeldMessage {
  /** Its record in the log. */
  number: number;
  /** Of a tap. */
  connection?: number;
  way: FaultWay;
  /** ms since 1970. */
  since: number;
}

export const listHeld = new Method('faults/held', v.strictObject({ relay }), result<HeldMessage[]>());
/** A message that waits, as it would go on; without frames where it is larger than 16 KiB or 100 frames. @throws `noSuchRelay`, `noSuchRecord` */
export const heldFrames = new Method(
  'faults/heldFrames',
  v.strictObject({ relay, number: count }),
  result<{ frames?: Uint8Array[] | undefined }>(),
);
/** `edit`: these frames go on in its place. */
export const lettingGo = v.variant('do', [
  v.strictObject({ do: v.literal('pass') }),
  v.strictObject({ do: v.literal('drop') }),
  v.strictObject({ do: v.literal('edit'), frames: v.pipe(v.array(bytes), v.minLength(1), v.maxLength(100_000)) }),
]);
export type LettingGo = v.InferOutput<typeof lettingGo>;

/** @throws `noSuchRelay`, `noSuchRecord` where it waits no longer */
export const letGo = new Method('faults/letGo', v.strictObject({ relay, number: count, how: lettingGo }), result<null>());
