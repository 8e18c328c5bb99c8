import { socketTypeNames, type SocketType } from '../../protocol/sockets';

/** The classic devices: the types of frontend and backend. */
export const proxyKinds = {
  forwarder: ['xsub', 'xpub'],
  streamer: ['pull', 'push'],
  queue: ['router', 'dealer'],
} as const satisfies Record<string, readonly [SocketType, SocketType]>;
export type ProxyKind = keyof typeof proxyKinds;

/** Types that only receive, and those that only send, as far as messages go. */
const receiving: readonly SocketType[] = ['pull', 'sub', 'xsub'];
const sending: readonly SocketType[] = ['push', 'pub', 'xpub'];
/**
 * Of types that do both: those whose messages have the same envelope on the way through, in either order (RFC 28). REQ and REP wait for each other: one lost
 * reply would stop them for good.
 */
const bothWays: readonly (readonly [SocketType, SocketType])[] = [
  ['router', 'dealer'],
  ['dealer', 'dealer'],
  ['dealer', 'pair'],
  ['pair', 'pair'],
];

/** Whether what a socket of one type receives can go on at one of the other type. */
export function canProxy(frontend: SocketType, backend: SocketType): boolean {
  const fits = (one: SocketType, other: SocketType) =>
    (receiving.includes(one) && sending.includes(other)) || bothWays.some(([first, second]) => first === one && second === other);
  return fits(frontend, backend) || fits(backend, frontend);
}

/** Types that can be on the other side of a proxy; none for REQ, REP and STREAM. */
export function proxyPartners(type: SocketType): SocketType[] {
  return socketTypeNames.filter((other) => canProxy(type, other));
}

/** The device that these types make, if it is one of the classic ones. */
export function proxyKindOf(frontend: SocketType, backend: SocketType): ProxyKind | undefined {
  return (Object.keys(proxyKinds) as ProxyKind[]).find((kind) => proxyKinds[kind][0] === frontend && proxyKinds[kind][1] === backend);
}

/** As titles write it: `Queue`. */
export function proxyTitle(kind: ProxyKind): string {
  return kind.replace(/^./, (first) => first.toUpperCase());
}

/** Whether messages pass from a socket of the one type to one of the other. Subscriptions do so the other way. */
export function passesOn(from: SocketType, to: SocketType): boolean {
  return !sending.includes(from) && !receiving.includes(to);
}
