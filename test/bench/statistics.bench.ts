import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { encodeMessage } from '../../src/core/zmtp/frames';
import { configure } from '../../src/protocol/engine';
import { openView, viewRows } from '../../src/protocol/log';
import { viewStatistics, type StatisticsBy } from '../../src/protocol/statistics';
import { bytesOf, EngineClient, type Scope } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { connectTo, hello } from '../support/rawPeers';
import { atMost, type Bench, type Measurement } from './frame';

/** Bytes of a message behind its topic. */
const size = 40;
/** Messages that are written at once. */
const stretch = 1000;

/** An engine whose SUB has received so many messages of one topic. They come over a plain connection, which loses nothing as a PUB would. */
async function published(scope: Scope, count: number): Promise<EngineClient> {
  const engine = EngineClient.start(scope);
  await engine.connection.sendRequest(configure, { capture: { maxMegabytes: 2048, maxMessages: count * 2 } });
  const { id, endpoints } = await engine.open({ type: 'sub', bind: [anyPort], subscribe: [new Uint8Array()] });
  const socket = connectTo(scope, endpoints[0]?.resolved ?? '');
  socket.resume().write(hello('PUB'));
  const message = encodeMessage([bytesOf('weather.oslo'), bytesOf('x'.repeat(size))]);
  const chunk = Buffer.concat(Array.from({ length: stretch }, () => message));
  for (let sent = 0; sent < count; sent += stretch) if (!socket.write(chunk)) await once(socket, 'drain');
  await engine.waitForSocket('all messages', id, ({ counters }) => counters.received >= count, 60_000);
  return engine;
}

/** Milliseconds from asking for figures of all records, or of those that a filter finds, to the answer. */
async function counting(scope: Scope, count: number, by: StatisticsBy, filter?: string): Promise<Measurement> {
  const { connection } = await published(scope, count);
  const { view } = await connection.sendRequest(openView, filter === undefined ? {} : { filter });
  while ((await connection.sendRequest(viewRows, { view, from: 0, count: 0 })).status.unscanned > 0) await setTimeout(20);
  const started = performance.now();
  const { all } = await connection.sendRequest(viewStatistics, { view, by });
  return { value: performance.now() - started, lost: count - all.received };
}

export const bench: Bench = (smoke) => {
  const count = smoke ? 20_000 : 5_000_000;
  const of = (by: StatisticsBy, filter?: string) => ({
    bench: 'statistics',
    case: `of ${count.toLocaleString('en')} records by ${by}${filter === undefined ? '' : ', filtered'}`,
    unit: 'ms',
    ours: { name: 'engine', run: (scope: Scope) => counting(scope, count, by, filter) },
    ...atMost(2000),
  });
  return [of('topic'), of('source'), of('topic', 'topic:weather')];
};
