import { configure } from '../../src/protocol/engine';
import { EngineClient } from '../support/engineClient';
import type { Scope } from '../support/engineClient';
import { Peer } from '../support/peer';
import { anyPort } from '../support/pairing';
import { residentBytes } from '../support/processes';
import { atMost, type Bench, type Measurement } from './frame';

const size = 100;
/** What the capture may cost for each message beyond its payload. */
const allowed = 36;

/**
 * Resident memory of an engine that keeps `count` messages, less that of the same engine before the first, per message and
 * without the payload. The rate is one the engine keeps up with, so that nothing waits in libzmq's queue.
 */
async function overhead(scope: Scope, count: number): Promise<Measurement> {
  const engine = EngineClient.start(scope);
  await engine.connection.sendRequest(configure, { capture: { maxMegabytes: 4096, maxMessages: count * 4 } });
  const { id, endpoints } = await engine.open({ type: 'pull', bind: [anyPort] });
  const empty = residentBytes(engine.pid);
  const flood = Peer.c(scope, 'flood.c', [
    'push',
    'connect',
    endpoints[0]?.resolved ?? '',
    '--size',
    String(size),
    '--count',
    String(count),
    '--rate',
    '200000',
  ]);
  await flood.next('sent', 120_000);
  const { counters } = await engine.waitForSocket('all messages', id, (info) => info.counters.received >= count, 60_000);
  const used = residentBytes(engine.pid) - empty;
  return { value: used / count - size, lost: count - (counters.kept - counters.events) };
}

export const bench: Bench = (smoke) => {
  const count = smoke ? 20_000 : 2_000_000;
  return [
    {
      bench: 'memory',
      case: `${count.toLocaleString('en')} messages of ${size} B kept`,
      unit: 'B/message beyond the payload',
      ours: { name: 'engine', run: (scope) => overhead(scope, count) },
      ...atMost(allowed),
    },
  ];
};
