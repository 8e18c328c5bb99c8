import * as v from 'valibot';
import { parseEndpoints } from '../../core/socket/endpoint';
import { isPortRange } from '../../core/socket/portRange';
import { probeEndpoint, type Probe } from '../../protocol/probe';
import type { EndpointRole, SocketId, SocketSpec } from '../../protocol/sockets';
import type { TapId } from '../../protocol/taps';
import { bytesInput, parseSpecInput } from '../sockets/specInput';
import { action, nothing } from './action';
import { named as socket, newName as name } from './shapes';

const everything = new Uint8Array(0);
const flag = v.optional(v.boolean(), false);
const role = v.picklist(['bind', 'connect']);
const endpoints = v.optional(v.array(v.string()));
const topic = bytesInput;

const placed = (endpoint: string, role: EndpointRole): Pick<SocketSpec, 'bind' | 'connect'> => ({
  [role]: parseEndpoints(endpoint, role).map(({ text }) => text),
});

/** What could not be done, with one of several sockets or taps. */
export interface Failure {
  id: SocketId | TapId;
  error: unknown;
}

async function failures(ids: readonly string[], work: (id: string) => Promise<unknown>): Promise<Failure[]> {
  const failed: Failure[] = [];
  for (const id of ids) {
    try {
      await work(id);
    } catch (error) {
      failed.push({ id, error });
    }
  }
  return failed;
}

/** What can be done with sockets. One that is named must be the only one of that name. */
export const socketActions = {
  subscribe: action({
    argument: '{endpoint, topics?, bind?, name?}',
    schema: v.pipe(
      v.strictObject({ endpoint: v.string(), topics: v.optional(v.array(topic)), bind: flag, name: v.optional(name) }),
      v.transform(({ endpoint, topics = [], bind, name }): SocketSpec => {
        const place = placed(endpoint, bind ? 'bind' : 'connect');
        return { type: 'sub', name, ...place, subscribe: topics.length > 0 ? topics : [everything] };
      }),
    ),
    run: ({ sockets }, spec) => sockets.open(spec),
  }),
  publish: action({
    argument: '{endpoint, connect?, name?}',
    schema: v.pipe(
      v.strictObject({ endpoint: v.string(), connect: flag, name: v.optional(name) }),
      v.transform(({ endpoint, connect, name }): SocketSpec => {
        return { type: 'pub', name, ...placed(endpoint, connect ? 'connect' : 'bind') };
      }),
    ),
    run: ({ sockets }, spec) => sockets.open(spec),
  }),
  openSocket: action({
    argument: '{type, bind?: string[], connect?: string[], subscribe?: string[], options?, name?}',
    schema: v.pipe(
      v.strictObject({
        type: v.pipe(v.string(), v.toLowerCase()),
        bind: endpoints,
        connect: endpoints,
        subscribe: v.optional(v.array(topic)),
        options: v.optional(
          v.custom<object>((given) => typeof given === 'object' && given !== null && !Array.isArray(given), 'must be an object'),
        ),
        name: v.optional(name),
      }),
      v.transform((input): SocketSpec => parseSpecInput(input)),
    ),
    run: ({ sockets }, spec) => sockets.open(spec),
  }),
  send: action({
    argument: '{socket, frames, routingId?, holdForSubscriber?}',
    schema: v.strictObject({
      socket,
      frames: v.pipe(v.array(bytesInput), v.minLength(1, 'must have at least one'), v.maxLength(100_000, 'must have at most 100,000')),
      routingId: v.optional(bytesInput),
      holdForSubscriber: v.optional(
        v.pipe(v.number(), v.integer('must be a whole number of ms'), v.minValue(0), v.maxValue(5000, 'must be at most 5000 ms')),
      ),
    }),
    run: ({ sockets }, { socket, ...message }, token) => sockets.send({ ...message, socket: sockets.idOf(socket) }, token),
  }),
  closeSocket: action({
    argument: '{socket}',
    schema: v.strictObject({ socket }),
    run: ({ sockets }, { socket }) => sockets.close(sockets.idOf(socket)),
  }),
  reopenSocket: action({
    argument: '{socket, endpoints?}',
    schema: v.strictObject({ socket, endpoints: v.optional(v.strictObject({ bind: endpoints, connect: endpoints })) }),
    run: ({ sockets }, { socket, endpoints }) => sockets.reopen(sockets.idOf(socket), endpoints),
  }),
  removeSocket: action({
    argument: '{socket}',
    schema: v.strictObject({ socket }),
    run: ({ sockets }, { socket }) => sockets.remove(sockets.idOf(socket)),
  }),
  /** Forgets all that are closed, taps included. */
  removeAllClosed: action({
    schema: nothing,
    run: async ({ sockets, taps }) => {
      for (const { id, state } of sockets.entries()) if (state === 'closed') await sockets.remove(id);
      for (const { id, state } of taps.entries()) if (state === 'closed') await taps.remove(id);
    },
  }),
  renameSocket: action({
    argument: '{socket, name}',
    schema: v.strictObject({ socket, name }),
    run: ({ sockets }, { socket, name }) => sockets.rename(sockets.idOf(socket), name),
  }),
  /** @returns the new socket */
  duplicateSocket: action({
    argument: '{socket}',
    schema: v.strictObject({ socket }),
    run: ({ sockets }, { socket }) => sockets.duplicate(sockets.idOf(socket)),
  }),
  addEndpoint: action({
    argument: '{socket, role, endpoint}',
    schema: v.strictObject({ socket, role, endpoint: v.string() }),
    run: ({ sockets }, { socket, ...place }) => sockets.addEndpoint({ socket: sockets.idOf(socket), ...place }),
  }),
  removeEndpoint: action({
    argument: '{socket, role, endpoint}',
    schema: v.strictObject({ socket, role, endpoint: v.string() }),
    run: ({ sockets }, { socket, ...place }) => sockets.removeEndpoint({ socket: sockets.idOf(socket), ...place }),
  }),
  addSubscription: action({
    argument: '{socket, topic}',
    schema: v.strictObject({ socket, topic }),
    run: ({ sockets }, { socket, topic }) => sockets.subscribe({ socket: sockets.idOf(socket), topic }),
  }),
  removeSubscription: action({
    argument: '{socket, topic}',
    schema: v.strictObject({ socket, topic }),
    run: ({ sockets }, { socket, topic }) => sockets.unsubscribe({ socket: sockets.idOf(socket), topic }),
  }),
  /** What listens there; a list of what listens on a range of ports of this computer. */
  probe: action({
    argument: '{endpoint}',
    schema: v.strictObject({ endpoint: v.string() }),
    run: ({ engine, probePorts }, { endpoint }, token): Promise<Probe | Probe[]> =>
      isPortRange(endpoint) ? probePorts(endpoint) : engine.request(probeEndpoint, { endpoint }, token),
  }),
  /** Leaves the chats too: their sockets are among those listed. @returns what could not be closed */
  closeAllSockets: action({
    schema: nothing,
    run: ({ sockets }) => {
      const open = sockets.entries().filter(({ state }) => state === 'open');
      // With one socket of a chat all of them are closed, as it is left.
      const toClose = open.filter(({ chat }, at) => chat === undefined || open.findIndex((other) => other.chat === chat) === at);
      return failures(
        toClose.map(({ id }) => id),
        (id) => sockets.close(id),
      );
    },
  }),
  /** Taps and proxies included. @returns what could not be opened */
  reopenAll: action({
    schema: nothing,
    run: async ({ sockets, taps, proxies }) => [
      ...(await failures(closedOf(sockets.entries()), (id) => sockets.reopen(id))),
      ...(await failures(closedOf(taps.entries()), (id) => taps.reopen(id))),
      ...(await failures(closedOf(proxies.entries()), (id) => proxies.reopen(id))),
    ],
  }),
};

function closedOf(entries: readonly { id: string; state: 'open' | 'closed' }[]): string[] {
  return entries.filter(({ state }) => state === 'closed').map(({ id }) => id);
}
