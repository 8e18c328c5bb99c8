import { openView, recordDetails, viewRows } from '../../src/protocol/log';
import { EngineClient } from '../support/engineClient';
import type { Scope } from '../support/engineClient';
import { Peer } from '../support/peer';
import { anyPort } from '../support/pairing';
import type { Bench, Measurement } from './frame';
import { receivedInAll } from './quiet';

/** Records looked at. */
const samples = 1000;

interface Load {
  rate: number;
  count: number;
}
type Quantile = 0.5 | 0.99;

/** Publishes messages that tell when they were sent, once it is told to. */
async function publisher(scope: Scope, { rate, count }: Load): Promise<Peer> {
  const options = ['pub', 'bind', anyPort, '--size', '100', '--rate', String(rate), '--count', String(count), '--stamp', '--wait'];
  const peer = Peer.c(scope, 'flood.c', options);
  await peer.next('ready');
  return peer;
}

async function begin(peer: Peer): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 500));
  peer.child.stdin.write('\n');
}

/** µs from a message's time stamp to that of its record. */
async function ofRecords(scope: Scope, load: Load, quantile: Quantile): Promise<Measurement> {
  const engine = EngineClient.start(scope);
  const peer = await publisher(scope, load);
  const { id } = await engine.open({ type: 'sub', connect: [peer.endpoint], subscribe: [new Uint8Array(0)] });
  await engine.waitForPeers(id);
  await begin(peer);
  await peer.next('sent', 120_000);
  const received = await receivedInAll(engine, id);
  const { view } = await engine.connection.sendRequest(openView, {});
  const [last] = (await engine.connection.sendRequest(viewRows, { view, from: -1, count: 1 })).rows;
  const waits: number[] = [];
  for (let i = 0; i < samples; i++) {
    const number = (last?.number ?? 0) - Math.floor((i * (received - 1)) / samples);
    const { row, frames } = await engine.connection.sendRequest(recordDetails, { number, fromFrame: 0 });
    const bytes = frames[0]?.bytes;
    if (row.direction !== 'in' || !bytes) continue;
    const sent = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(8, true);
    waits.push(row.time * 1000 - Number(sent / 1000n));
  }
  waits.sort((a, b) => a - b);
  return { value: waits[Math.floor(waits.length * quantile)] ?? NaN, lost: 0 };
}

async function ofC(scope: Scope, load: Load, quantile: Quantile): Promise<Measurement> {
  const peer = await publisher(scope, load);
  const subscriber = Peer.c(scope, 'latency.c', [peer.endpoint, String(load.count)]);
  await subscriber.next('ready');
  await begin(peer);
  const { p50, p99 } = (await subscriber.next('received', 120_000)) as unknown as { p50: number; p99: number };
  return { value: quantile === 0.5 ? p50 : p99, lost: 0 };
}

export const bench: Bench = (smoke) => {
  const loads: Load[] = smoke
    ? [{ rate: 1000, count: 500 }]
    : [
        { rate: 1000, count: 5000 },
        { rate: 200_000, count: 1_000_000 },
      ];
  return loads.flatMap((load) =>
    ([0.5, 0.99] as const).map((quantile) => ({
      bench: 'latency',
      case: `PUB at ${load.rate.toLocaleString('en')}/s, ${quantile === 0.5 ? 'median' : '99th percentile'}`,
      unit: 'µs',
      ours: { name: 'engine, stamp to record', run: (scope: Scope) => ofRecords(scope, load, quantile) },
      references: [{ name: 'C SUB, stamp to zmq_recv', run: (scope: Scope) => ofC(scope, load, quantile) }],
      wanted: { reference: 'C SUB, stamp to zmq_recv', ratio: quantile === 0.5 ? 1.5 : 3, good: 'at most' as const },
    })),
  );
};
