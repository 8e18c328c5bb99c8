import { configure } from '../../src/protocol/engine';
import { closeView, openView, viewRows } from '../../src/protocol/log';
import { listTopics } from '../../src/protocol/topics';
import { EngineClient } from '../support/engineClient';
import type { Scope } from '../support/engineClient';
import { Peer } from '../support/peer';
import { anyPort } from '../support/pairing';
import type { Bench, Measurement } from './frame';

export interface Load {
  size: number;
  /** Messages of all peers. */
  count: number;
  peers: number;
  frames: number;
  /** The log is full before. */
  fills: boolean;
}

/** C programs that push as fast as they can. */
export async function flood(scope: Scope, endpoint: string, { size, count, peers, frames }: Load): Promise<void> {
  const each = String(Math.floor(count / peers));
  const programs = Array.from({ length: peers }, () =>
    Peer.c(scope, 'flood.c', ['push', 'connect', endpoint, '--size', String(size), '--count', each, '--frames', String(frames)]),
  );
  for (const program of programs) await program.next('ready');
}

/** Messages a second from the first record to the last one, by their own times. All of them are kept. */
export async function received(scope: Scope, engine: EngineClient, load: Load): Promise<Measurement> {
  const { connection } = engine;
  const { id, endpoints } = await engine.open({ type: 'pull', bind: [anyPort] });
  await flood(scope, endpoints[0]?.resolved ?? '', load);
  const { counters } = await engine.waitForSocket('all messages', id, (info) => info.counters.received >= load.count, 120_000);
  const { view } = await connection.sendRequest(openView, { socket: id, filter: 'not dir:event' });
  const all = () => connection.sendRequest(viewRows, { view, from: 0, count: 1 });
  const page = await engine.waitFor('the view', async () => {
    const found = await all();
    return found.status.unscanned === 0 && found;
  });
  const last = await connection.sendRequest(viewRows, { view, from: page.status.end - 1, count: 1 });
  const [first, final] = [page.rows[0], last.rows[0]];
  if (!first || !final) throw new Error('Nothing was kept.');
  const kept = page.status.end - page.status.first;
  await connection.sendRequest(closeView, { view });
  await engine.close(id);
  return { value: ((kept - 1) / (final.time - first.time)) * 1000, lost: load.count - counters.received + (load.count - kept) };
}

/** An engine whose log is full, as it is for most of its life: each message takes the place of an earlier one, and all code is compiled. */
export async function usedEngine(scope: Scope, load: Load): Promise<EngineClient> {
  const engine = EngineClient.start(scope);
  await engine.connection.sendRequest(configure, { capture: { maxMegabytes: room(load), maxMessages: 20_000_000 } });
  do await received(scope, engine, load);
  while (load.fills && (engine.lastChange?.log.evicted ?? 0) === 0);
  return engine;
}

/** Room for all messages of a load. */
const room = ({ size, count, frames }: Load) => Math.ceil((count * (frames * (size + 9) + 60) * 1.3) / 2 ** 20) + 64;

async function engineRate(scope: Scope, load: Load): Promise<Measurement> {
  return received(scope, await usedEngine(scope, load), load);
}

/** The same while a text filter and one on decoded values follow, and a page of topics is asked for as the view does. */
async function filteredRate(scope: Scope, load: Load): Promise<Measurement> {
  const engine = await usedEngine(scope, load);
  const { connection } = engine;
  for (const filter of ['ijklmnop', 'json:.temp>40']) await connection.sendRequest(openView, { filter });
  const timer = setInterval(
    () => void connection.sendRequest(listTopics, { sort: 'messages', from: 0, count: 50 }).catch(() => undefined),
    250,
  );
  scope.after(() => clearInterval(timer));
  return received(scope, engine, load);
}

/** What C gets with zmq_recv, keeping nothing. */
async function cRate(scope: Scope, load: Load): Promise<Measurement> {
  const sink = Peer.c(scope, 'sink.c', [anyPort, String(load.count), String(load.peers), String(load.frames)]);
  await sink.next('ready');
  await flood(scope, sink.endpoint, load);
  const got = (await sink.next('received', 120_000)) as unknown as { seconds: number; received: number; lost: number };
  return { value: (got.received - 1) / got.seconds, lost: got.lost };
}

export const bench: Bench = (smoke) => {
  const load = (size: number, count: number, peers = 1, frames = 1): Load => ({
    size,
    count: smoke ? Math.min(count, 8000) : count,
    peers,
    frames,
    fills: !smoke,
  });
  const loads: [name: string, load: Load, ratio: number][] = [
    ['16 B', load(16, 4_000_000), 0.9],
    ['100 B', load(100, 3_000_000), 0.9],
    ['100 B, 4 peers', load(100, 3_000_000, 4), 0.9],
    ['100 B, two frames', load(100, 2_000_000, 1, 2), 0.9],
    ['1 kB', load(1000, 1_000_000), 0.9],
    ['64 kB', load(64_000, 20_000), 0.7],
  ];
  const plain = load(100, 3_000_000);
  return [
    ...loads.map(([name, each, ratio]) => ({
      bench: 'receive-wire',
      case: `C PUSH, ${name}, flat out`,
      unit: 'messages/s',
      ours: { name: 'engine, all kept', run: (scope: Scope) => engineRate(scope, each) },
      references: [{ name: 'C zmq_recv, none kept', run: (scope: Scope) => cRate(scope, each) }],
      wanted: { reference: 'C zmq_recv, none kept', ratio, good: 'at least' as const },
    })),
    {
      bench: 'filtered',
      case: 'C PUSH, 100 B, flat out, with two filters and the topics',
      unit: 'messages/s',
      ours: { name: 'engine, filters follow', run: (scope) => filteredRate(scope, plain) },
      references: [{ name: 'engine without them', run: (scope) => engineRate(scope, plain) }],
      wanted: { reference: 'engine without them', ratio: 0.8, good: 'at least' },
    },
  ];
};
