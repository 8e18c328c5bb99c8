import { setTimeout as delay } from 'node:timers/promises';
import type { SocketInfo, SocketSpec } from '../../src/protocol/sockets';
import type { EngineClient, Scope } from './engineClient';
import { Peer } from './peer';

/** Who of the two is bound; the other one connects. */
export type Binder = 'engine' | 'peer';
export const binders: readonly Binder[] = ['engine', 'peer'];

/** A free port of this computer, chosen by the operating system. */
export const anyPort = 'tcp://127.0.0.1:*';

export interface Pairing {
  socket: SocketInfo;
  peer: Peer;
}

/** A socket of the engine and a pyzmq peer, one bound, the other connected, with their handshake done. */
export async function pair(
  scope: Scope,
  engine: EngineClient,
  spec: SocketSpec,
  peerType: string,
  binder: Binder,
  more: { peer?: string[]; endpoint?: string } = {},
): Promise<Pairing> {
  const endpoint = more.endpoint ?? anyPort;
  const options = more.peer ?? [];
  let socket: SocketInfo;
  let peer: Peer;
  if (binder === 'engine') {
    socket = await engine.open({ ...spec, bind: [endpoint] });
    peer = await Peer.zmq(scope, peerType, ['--connect', socket.endpoints[0]?.resolved ?? '', ...options]);
  } else {
    peer = await Peer.zmq(scope, peerType, ['--bind', endpoint, ...options]);
    socket = await engine.open({ ...spec, connect: [peer.endpoint] });
  }
  return { socket: await engine.waitForPeers(socket.id), peer };
}

/** Publishes `topic` again and again until the socket hears it: a publisher cannot see when a subscription has reached it. */
export async function untilHeard(engine: EngineClient, socket: string, peer: Peer, topic: string): Promise<void> {
  const before = (await engine.messages(socket)).length;
  for (let tries = 0; tries < 400; tries++) {
    peer.send([topic]);
    await delay(25);
    if ((await engine.messages(socket)).length > before) return;
  }
  throw new Error(`Nothing published on "${topic}" was heard.`);
}
