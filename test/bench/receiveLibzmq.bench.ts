import { configure } from '../../src/protocol/engine';
import { openView, recordDetails, viewRows } from '../../src/protocol/log';
import { EngineClient } from '../support/engineClient';
import type { Scope } from '../support/engineClient';
import { Peer } from '../support/peer';
import { anyPort } from '../support/pairing';
import type { Bench, Measurement } from './frame';
import { Program } from './programs';

const size = 100;

/** A C program that pushes as fast as it can, started when the receiver is ready. */
async function flood(scope: Scope, endpoint: string, count: number): Promise<void> {
  const peer = Peer.c(scope, 'flood.c', ['push', 'connect', endpoint, '--size', String(size), '--count', String(count)]);
  await peer.next('ready');
}

/** The engine, which keeps every message and answers its client meanwhile. */
async function engineRate(scope: Scope, count: number): Promise<Measurement> {
  const engine = EngineClient.start(scope);
  await engine.connection.sendRequest(configure, { capture: { maxMegabytes: 2048, maxMessages: count * 2 } });
  const { id, endpoints } = await engine.open({ type: 'pull', bind: [anyPort], options: { receiver: 'libzmq' } });
  await flood(scope, endpoints[0]?.resolved ?? '', count);
  await engine.waitForSocket('all messages', id, ({ counters }) => counters.received >= count, 60_000);
  const { view } = await engine.connection.sendRequest(openView, { socket: id, filter: 'ijklmnop' });
  await engine.waitFor(
    'the view to catch up',
    async () => (await engine.connection.sendRequest(viewRows, { view, from: 0, count: 1 })).status.unscanned === 0,
    60_000,
  );
  const page = await engine.connection.sendRequest(viewRows, { view, from: 0, count: 1 });
  const kept = page.status.end - page.status.first;
  const last = await engine.connection.sendRequest(viewRows, { view, from: page.status.end - 1, count: 1 });
  const [first, final] = [page.rows[0], last.rows[0]];
  if (!first || !final) throw new Error('Nothing was kept.');
  const details = await engine.connection.sendRequest(recordDetails, { number: final.number });
  const bytes = details.frames[0]?.bytes ?? new Uint8Array(8);
  const sequence = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  return { value: ((kept - 1) / (final.time - first.time)) * 1000, lost: count - kept + (count - 1 - sequence) };
}

/** The loop of zeromq.js's own documentation, which keeps nothing, in a process of its own. */
async function bareRate(scope: Scope, count: number): Promise<Measurement> {
  const loop = Program.node(scope, 'bareLoop.mjs', count);
  await flood(scope, await loop.next(), count);
  const { seconds, received } = JSON.parse(await loop.next()) as { seconds: number; received: number };
  return { value: (received - 1) / seconds, lost: count - received };
}

/** What C gets with zmq_recv, keeping nothing. */
async function cRate(scope: Scope, count: number): Promise<Measurement> {
  const sink = Peer.c(scope, 'sink.c', [anyPort, String(count)]);
  await sink.next('ready');
  await flood(scope, sink.endpoint, count);
  const { seconds, received, lost } = (await sink.next('received', 60_000)) as unknown as {
    seconds: number;
    received: number;
    lost: number;
  };
  return { value: (received - 1) / seconds, lost };
}

export const bench: Bench = (smoke) => {
  const count = smoke ? 20_000 : 1_500_000;
  return [
    {
      bench: 'receive-libzmq',
      case: `C PUSH, ${size} B, flat out`,
      unit: 'messages/s',
      ours: { name: 'engine, all kept', run: (scope) => engineRate(scope, count) },
      references: [
        { name: 'zeromq.js for await, none kept', run: (scope) => bareRate(scope, count) },
        { name: 'C zmq_recv, none kept', run: (scope) => cRate(scope, count) },
      ],
      wanted: { reference: 'zeromq.js for await, none kept', ratio: 1.5, good: 'at least' },
    },
  ];
};
