import * as v from 'valibot';
import type { Latency } from './connections';
import type { Fault } from './faults';
import { Method, result } from './method';
import { empty, shortText } from './shapes';
import { socketId, socketTypeNames, type Counters, type Rates, type SocketInfo } from './sockets';

/** Names one proxy: `p1`, `p2`, … Proxies, taps and sockets share their names, as sources of the log. */
const proxyId = socketId;
export type ProxyId = v.InferOutput<typeof proxyId>;

const maxEndpoints = 100;
const endpoints = v.optional(v.pipe(v.array(shortText), v.maxLength(maxEndpoints)));

/** One of the two sockets of a proxy. */
export const proxySide = v.strictObject({ type: v.picklist(socketTypeNames), bind: endpoints, connect: endpoints });
export type ProxySide = v.InferInput<typeof proxySide>;

/**
 * Two sockets of which each passes on what the other receives. `frontend` is the one that faces publishers, pushers or clients where the types have
 * such sides.
 */
export const proxySpec = v.strictObject({
  /** Given when a proxy is started again; the engine chooses one otherwise. */
  id: v.optional(proxyId),
  /** Shown in tree and log; the engine makes one from the types otherwise. */
  name: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200))),
  frontend: proxySide,
  backend: proxySide,
});
export type ProxySpec = v.InferInput<typeof proxySpec>;

export interface ProxyInfo {
  id: ProxyId;
  name: string;
  /** Their counters tell of events only: messages are the proxy's. */
  frontend: SocketInfo;
  backend: SocketInfo;
  /** Nothing passes. */
  paused: boolean;
  /** Those that are on: what programs see is then not what was sent. */
  faults: Fault[];
  /** Messages that wait at a `hold`. */
  held: number;
  /** `sent` went from the frontend to the backend, `received` the other way. */
  counters: Counters;
  rates: Rates;
  latency?: Latency;
}

const oneProxy = v.strictObject({ proxy: proxyId });

/** @throws `invalidProxy` where no message could pass between the types, and as `socket/open` does */
export const startProxy = new Method('proxy/start', proxySpec, result<ProxyInfo>());
/** What waits in its sockets is lost. */
export const stopProxy = new Method('proxy/stop', oneProxy, result<null>());
export const listProxies = new Method('proxy/list', empty, result<ProxyInfo[]>());
export const renameProxy = new Method(
  'proxy/rename',
  v.strictObject({ proxy: proxyId, name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)) }),
  result<null>(),
);
/** While it is paused nothing passes: what comes waits in its sockets, and where they are full senders wait, or publishers drop. */
export const pauseProxy = new Method('proxy/pause', v.strictObject({ proxy: proxyId, paused: v.boolean() }), result<null>());
