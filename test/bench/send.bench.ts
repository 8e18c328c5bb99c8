import { startJob } from '../../src/protocol/composer';
import { EngineClient } from '../support/engineClient';
import type { Scope } from '../support/engineClient';
import { Peer } from '../support/peer';
import { anyPort } from '../support/pairing';
import type { Bench, Measurement } from './frame';
import { Program } from './programs';

const size = 100;

async function sink(scope: Scope, count: number): Promise<Peer> {
  const peer = Peer.c(scope, 'sink.c', [anyPort, String(count), '2']);
  await peer.next('ready');
  return peer;
}

async function arrived(peer: Peer): Promise<Measurement> {
  const { seconds, received, lost } = (await peer.next('received', 120_000)) as unknown as Record<'seconds' | 'received' | 'lost', number>;
  return { value: (received - 1) / seconds, lost };
}

/** The composer repeats a message as fast as the socket takes it, and keeps each. */
async function repeated(scope: Scope, count: number): Promise<Measurement> {
  const engine = EngineClient.start(scope);
  const peer = await sink(scope, count);
  const { id } = await engine.open({ type: 'push', connect: [peer.endpoint] });
  await engine.waitForPeers(id);
  await engine.connection.sendRequest(startJob, { socket: id, frames: [{ format: 'text', text: 'x'.repeat(size) }], every: 0, count });
  return arrived(peer);
}

async function bare(scope: Scope, count: number): Promise<Measurement> {
  const peer = await sink(scope, count);
  Program.node(scope, 'bareSend.mjs', peer.endpoint, count, size);
  return arrived(peer);
}

export const bench: Bench = (smoke) => {
  const count = smoke ? 5000 : 500_000;
  return [
    {
      bench: 'send',
      case: `composer's repeat to a C PULL, ${size} B`,
      unit: 'messages/s',
      ours: { name: 'engine, all kept', run: (scope) => repeated(scope, count) },
      references: [{ name: 'zeromq.js await send, none kept', run: (scope) => bare(scope, count) }],
      wanted: { reference: 'zeromq.js await send, none kept', ratio: 0.9, good: 'at least' },
    },
  ];
};
