import * as v from 'valibot';
import type { ConnectionSide, Latency } from './connections';
import type { Fault } from './faults';
import { Method, result } from './method';
import { empty, shortText } from './shapes';
import { socketId, type Counters, type Rates } from './sockets';

/** Names one tap: `t1`, `t2`, … Taps and sockets share their names, as sources of the log. */
const tapId = socketId;
export type TapId = v.InferOutput<typeof tapId>;

/** A relay between programs: those that connect to `listen` reach `target`, and what passes is in the log. */
export const tapSpec = v.strictObject({
  /** Given when a tap is opened again; the engine chooses one otherwise. */
  id: v.optional(tapId),
  /** Shown in tree and log; the engine makes one from the target otherwise. */
  name: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200))),
  /** tcp or ipc; a port may be `*`. */
  listen: shortText,
  /** tcp or ipc. */
  target: shortText,
});
export type TapSpec = v.InferInput<typeof tapSpec>;

/**
 * How far a tapped connection is. `connecting`: on to the target. `handshake`: until both sides told of themselves. `undecoded`: passed on, and
 * one side at least is not decoded any more.
 */
export type ConnectionState = 'connecting' | 'handshake' | 'open' | 'undecoded';

/** A connection through a tap. `sent` of its counters went to the target, `received` came from there. */
export interface ConnectionInfo {
  /** In its tap, from 1. */
  number: number;
  state: ConnectionState;
  connector: ConnectionSide;
  binder: ConnectionSide;
  /** Its messages are encrypted (CURVE): their sizes are known only. */
  encrypted?: true;
  counters: Counters;
  rates: Rates;
  latency?: Latency;
}

export interface TapInfo {
  id: TapId;
  name: string;
  /** As the person gave it. */
  requested: string;
  /** What it listens at. */
  listen: string;
  target: string;
  /** Nothing of what passes is recorded. */
  paused: boolean;
  /** Those that are on: what programs see is then not what was sent. */
  faults: Fault[];
  /** Messages that wait at a `hold`. */
  held: number;
  /** Those that stand, at most 200, the oldest first. */
  connections: ConnectionInfo[];
  /** How many stand, and how many there were. */
  open: number;
  accepted: number;
  /** Over all connections. */
  counters: Counters;
  rates: Rates;
}

const oneTap = v.strictObject({ tap: tapId });

/** @throws `invalidEndpoint`, `unsupportedTransport`, `addressInUse`, `addressUnavailable`, `limitReached`, `invalidTap` */
export const openTap = new Method('tap/open', tapSpec, result<TapInfo>());
/** Its connections end with it. */
export const closeTap = new Method('tap/close', oneTap, result<null>());
export const listTaps = new Method('tap/list', empty, result<TapInfo[]>());
export const renameTap = new Method(
  'tap/rename',
  v.strictObject({ tap: tapId, name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)) }),
  result<null>(),
);
/** While it is paused bytes pass as before, and nothing of them is recorded. */
export const pauseTap = new Method('tap/pause', v.strictObject({ tap: tapId, paused: v.boolean() }), result<null>());
