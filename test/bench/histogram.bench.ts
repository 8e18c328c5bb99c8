import { configure } from '../../src/protocol/engine';
import { openView, viewHistogram, type Histogram, type ViewId } from '../../src/protocol/log';
import { EngineClient, type Scope } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { atMost, median, sharedRuns, type Bench, type Measurement } from './frame';
import { flood, received, usedEngine, type Load } from './receiveWire.bench';

/** Of a panel 1,200 px wide. */
const bars = 400;
/** ms between two requests, as the page has it. */
const interval = 200;

const sockets = 4;

/** An engine that four sockets have filled with so many messages in turn. */
async function filled(scope: Scope, count: number): Promise<EngineClient> {
  const engine = EngineClient.start(scope);
  await engine.connection.sendRequest(configure, { capture: { maxMegabytes: 2048, maxMessages: count * 2 } });
  const opened = await Promise.all(Array.from({ length: sockets }, () => engine.open({ type: 'pull', bind: [anyPort] })));
  const each: Load = { size: 16, count: count / sockets, peers: 1, frames: 1, fills: false };
  await Promise.all(opened.map(({ endpoints }) => flood(scope, endpoints[0]?.resolved ?? '', each)));
  for (const { id } of opened) await engine.waitForSocket('all messages', id, ({ counters }) => counters.received >= each.count, 120_000);
  return engine;
}

const messagesOf = ({ series }: Histogram) => series.reduce((sum, { kind, total }) => sum + (kind === 'events' ? 0 : total), 0);

/** ms from the first request of a view's histogram until all is counted; the engine has counted nothing before. */
async function first(scope: Scope, count: number): Promise<Measurement> {
  const { connection } = await filled(scope, count);
  const { view } = await connection.sendRequest(openView, {});
  const started = performance.now();
  let shown: Histogram;
  do shown = await connection.sendRequest(viewHistogram, { view, bars });
  while (shown.uncounted > 0);
  return { value: performance.now() - started, lost: count - messagesOf(shown) };
}

interface Rates {
  asked: Measurement;
  unasked: Measurement;
}

/** Messages a second that one engine receives, in turn with a histogram that is asked for and without. */
async function rates(scope: Scope, load: Load, rounds: number): Promise<Rates> {
  const engine = await usedEngine(scope, load);
  const { view } = await engine.connection.sendRequest(openView, {});
  const values: Record<keyof Rates, number[]> = { asked: [], unasked: [] };
  let lost = 0;
  for (let round = 0; round < rounds; round++) {
    for (const side of round % 2 === 0 ? (['asked', 'unasked'] as const) : (['unasked', 'asked'] as const)) {
      const end = side === 'asked' ? await asking(engine, view) : () => undefined;
      const measured = await received(scope, engine, load);
      end();
      values[side].push(measured.value);
      lost += measured.lost;
    }
  }
  const measurement = (side: keyof Rates): Measurement => ({ value: median(values[side]), lost });
  return { asked: measurement('asked'), unasked: measurement('unasked') };
}

/** Asks for the histogram from now on; what came before is counted first. Returns what ends it. */
async function asking({ connection }: EngineClient, view: ViewId): Promise<() => void> {
  const ask = () => connection.sendRequest(viewHistogram, { view, bars });
  while ((await ask()).uncounted > 0);
  const timer = setInterval(() => void ask().catch(() => undefined), interval);
  return () => clearInterval(timer);
}

export const bench: Bench = (smoke) => {
  const count = smoke ? 20_000 : 10_000_000;
  const load: Load = { size: 100, count: smoke ? 8000 : 3_000_000, peers: 1, frames: 1, fills: !smoke };
  const shared = sharedRuns((scope: Scope) => rates(scope, load, smoke ? 1 : 8));
  const [asked, unasked] = [shared(), shared()];
  return [
    {
      bench: 'histogram',
      case: `first bars of ${count.toLocaleString('en')} records of ${sockets} sockets`,
      unit: 'ms',
      ours: { name: 'engine, asked over stdio', run: (scope) => first(scope, count) },
      ...atMost(200),
    },
    {
      bench: 'histogram',
      case: 'C PUSH, 100 B, flat out, asked for 5 times a second',
      unit: 'messages/s',
      ours: { name: 'engine, asked for its histogram', run: async (scope) => (await asked(scope)).asked },
      references: [{ name: 'the same engine, not asked', run: async (scope) => (await unasked(scope)).unasked }],
      wanted: { reference: 'the same engine, not asked', ratio: 0.98, good: 'at least' },
    },
  ];
};
