import { EngineClient } from '../support/engineClient';
import type { Scope } from '../support/engineClient';
import { Peer } from '../support/peer';
import { anyPort } from '../support/pairing';
import type { Bench, Measurement } from './frame';
import { Program } from './programs';
import { receivedInAll } from './quiet';

const everything = [new Uint8Array(0)];

/** A publisher that does not wait for anybody, and begins when it is told to. */
async function publisher(scope: Scope, rate: number, seconds: number): Promise<Peer> {
  const options = ['pub', 'bind', anyPort, '--size', '100', '--rate', String(rate), '--seconds', String(seconds), '--wait'];
  const peer = Peer.c(scope, 'flood.c', options);
  await peer.next('ready');
  return peer;
}

/** Lets it begin once its subscriber is surely known. */
async function sentBy(peer: Peer, seconds: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 500));
  peer.child.stdin.write('\n');
  const { sent } = (await peer.next('sent', seconds * 1000 + 60_000)) as unknown as { sent: number };
  return sent;
}

/** Of a million messages that were published, those that did not arrive. */
const lostOf = (sent: number, received: number): Measurement => ({ value: ((sent - received) / sent) * 1e6, lost: 0 });

async function engineLoss(scope: Scope, rate: number, seconds: number): Promise<Measurement> {
  const engine = EngineClient.start(scope);
  const peer = await publisher(scope, rate, seconds);
  const { id } = await engine.open({ type: 'sub', connect: [peer.endpoint], subscribe: everything });
  await engine.waitForPeers(id);
  const sent = await sentBy(peer, seconds);
  return lostOf(sent, await receivedInAll(engine, id));
}

async function scriptLoss(scope: Scope, rate: number, seconds: number): Promise<Measurement> {
  const peer = await publisher(scope, rate, seconds);
  const script = new Program(scope, '/usr/bin/python3', ['test/peers/printing.py', peer.endpoint], 'stderr');
  await script.next();
  const sent = await sentBy(peer, seconds);
  const { received } = JSON.parse(await script.next()) as { received: number };
  return measurable(lostOf(sent, received));
}

/** What even a C program does not get, for a publisher that gets too little of a processor drops by itself. */
async function cLoss(scope: Scope, rate: number, seconds: number): Promise<Measurement> {
  const peer = await publisher(scope, rate, seconds);
  const subscriber = Peer.c(scope, 'latency.c', [peer.endpoint, String(2 * rate * seconds)]);
  await subscriber.next('ready');
  const sent = await sentBy(peer, seconds);
  const { received } = (await subscriber.next('received', 60_000)) as unknown as { received: number };
  return measurable(lostOf(sent, received));
}

/** Nothing is no measure for something. */
const measurable = (loss: Measurement): Measurement => ({ ...loss, value: Math.max(1, loss.value) });

export const bench: Bench = (smoke) => {
  const [rate, seconds] = smoke ? [5000, 1] : [400_000, 5];
  return [
    {
      bench: 'receive-script',
      case: `C PUB at ${rate.toLocaleString('en')}/s, 100 B, default marks`,
      unit: 'lost of a million',
      ours: { name: 'engine, all kept', run: (scope) => engineLoss(scope, rate, seconds) },
      references: [
        { name: 'pyzmq, each printed to a pipe', run: (scope) => scriptLoss(scope, rate, seconds) },
        { name: 'C SUB that keeps nothing', run: (scope) => cLoss(scope, rate, seconds) },
      ],
      wanted: { reference: 'pyzmq, each printed to a pipe', ratio: 0.01, good: 'at most' },
    },
  ];
};
