import type { ChatSocket, ChatSpec } from '../../protocol/chat';
import type { SocketOptions, SocketSpec, SocketType } from '../../protocol/sockets';
import { parseEndpoint } from '../socket/endpoint';

/** A socket that a chat needs, without its id. */
export interface SocketPlan {
  type: SocketType;
  part: ChatSocket['part'];
  bind: string[];
  connect: string[];
  subscribe?: Uint8Array[];
  options?: SocketOptions;
}

/** Waiting for each of them at a full queue would let one slow reader stop a whole room. `verboser` tells what others than the host listen to. */
const forwarderOptions: SocketOptions = { noDrop: false, sendHighWaterMark: 100_000, verboser: true };

/** The sockets of a chat, but not the forwarder of a hosted room. For that one, `room` has where it is reached from here. */
export function socketsOf(spec: ChatSpec, room = { publishers: spec.publishers ?? '', subscribers: spec.subscribers ?? '' }): SocketPlan[] {
  const { bind = [], connect = [], pushConnect = [], pullBind = [] } = spec;
  const plan = (type: SocketType, part: ChatSocket['part'], ends: Pick<SocketPlan, 'bind' | 'connect'>): SocketPlan => ({
    type,
    part,
    ...ends,
    subscribe: type === 'sub' ? subscriptionsOf(spec.rooms) : undefined,
    options: needsIpv6(ends) ? { ipv6: true } : undefined,
  });
  switch (spec.pattern) {
    case 'req':
    case 'rep':
    case 'pair':
      return [plan(spec.pattern, 'both', { bind, connect })];
    case 'pub':
      return [plan('pub', 'sends', { bind, connect })];
    case 'sub':
      return [plan('sub', 'receives', { bind, connect })];
    case 'group':
      return [plan('pub', 'sends', { bind, connect: [] }), plan('sub', 'receives', { bind: [], connect })];
    case 'pipeline':
      return [
        ...(bind.length + pushConnect.length > 0 ? [plan('push', 'sends', { bind, connect: pushConnect })] : []),
        ...(connect.length + pullBind.length > 0 ? [plan('pull', 'receives', { bind: pullBind, connect })] : []),
      ];
    case 'room':
      return [
        plan('pub', 'sends', { bind: [], connect: [room.publishers] }),
        plan('sub', 'receives', { bind: [], connect: [room.subscribers] }),
      ];
  }
}

/** The two sockets that pass everything on in a hosted room. */
export function forwarderOf({ publishers = '', subscribers = '' }: ChatSpec): [SocketPlan, SocketPlan] {
  const plan = (type: SocketType, endpoint: string, options: SocketOptions): SocketPlan => {
    const ends = { bind: [endpoint], connect: [] };
    return { type, part: 'forwarder', ...ends, options: needsIpv6(ends) ? { ...options, ipv6: true } : options };
  };
  return [plan('xsub', publishers, {}), plan('xpub', subscribers, forwarderOptions)];
}

/** What a SUB subscribes to for these rooms: a room is the first frame or begins the text, so its name alone matches both. */
export function subscriptionsOf(rooms: readonly string[]): Uint8Array[] {
  return rooms.length === 0 ? [new Uint8Array(0)] : rooms.map((room) => new TextEncoder().encode(room));
}

/** `tcp://*` shall mean every interface, IPv6 ones too. */
function needsIpv6({ bind, connect }: Pick<SocketPlan, 'bind' | 'connect'>): boolean {
  return bind.some((endpoint) => /^tcp:\/\/\*:/i.test(endpoint)) || [...bind, ...connect].some((endpoint) => /^tcp:\/\/\[/i.test(endpoint));
}

/** A resolved endpoint with this host where it is bound to every interface. */
export function everyInterfaceAs(host: string, resolved: string): string {
  return resolved.replace(/^tcp:\/\/(0\.0\.0\.0|\[::\]):/, `tcp://${host}:`);
}

/** Where a program on this computer reaches what is bound to this resolved endpoint. */
export function fromHere(resolved: string): string {
  return everyInterfaceAs('127.0.0.1', resolved);
}

/** As a person writes what every interface is bound to. */
export function asWritten(resolved: string): string {
  return everyInterfaceAs('*', resolved);
}

/** A socket's spec as the registry takes it. */
export function specOf(plan: SocketPlan, id: string, name: string): SocketSpec & { id: string } {
  const { type, bind, connect, subscribe, options } = plan;
  return { id, name, type, bind, connect, ...(subscribe ? { subscribe } : {}), ...(options ? { options } : {}) };
}

/** The spec with the ports that were chosen in place of wildcards, so that joining again finds the same ones. */
export function withPorts(spec: ChatSpec, sockets: readonly ChatSocket[]): ChatSpec {
  const settle = (given: string, ...types: SocketType[]): string => {
    const endpoint = parseEndpoint(given, 'bind');
    if (endpoint.transport !== 'tcp' || endpoint.port !== undefined) return given;
    const bound = sockets
      .filter(({ type }) => types.includes(type))
      .flatMap(({ endpoints }) => endpoints)
      .find(({ role, requested }) => role === 'bind' && requested === given);
    return bound ? given.replace(/[^:]*$/, bound.resolved.slice(bound.resolved.lastIndexOf(':') + 1)) : given;
  };
  const { bind, pullBind, publishers, subscribers, host } = spec;
  return {
    ...spec,
    ...(bind ? { bind: bind.map((given) => settle(given, 'req', 'rep', 'pair', 'pub', 'sub', 'push')) } : {}),
    ...(pullBind ? { pullBind: pullBind.map((given) => settle(given, 'pull')) } : {}),
    ...(host && publishers && subscribers ? { publishers: settle(publishers, 'xsub'), subscribers: settle(subscribers, 'xpub') } : {}),
  };
}
