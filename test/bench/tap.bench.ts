import { configure } from '../../src/protocol/engine';
import { listTaps, openTap, pauseTap } from '../../src/protocol/taps';
import { EngineClient } from '../support/engineClient';
import type { Scope } from '../support/engineClient';
import { Peer } from '../support/peer';
import { processorSeconds } from '../support/processes';
import { anyPort } from '../support/pairing';
import type { Bench, Measurement } from './frame';

/** Where programs connect to reach the target, how many messages the engine has recorded there so far, and its process. */
interface Way {
  endpoint: string;
  recorded(): Promise<number>;
  pid?: number;
}
type WayTo = (target: string) => Promise<Way>;
/** Makes ready what takes long: programs at the ends wait for 10 s at most. */
type Prepare = (scope: Scope) => Promise<WayTo>;

const direct: Prepare = () => Promise.resolve((endpoint) => Promise.resolve({ endpoint, recorded: () => Promise.resolve(0) }));

/** `before`: what passes first and is not measured: memory is touched for the first time then, and code compiled, which happens once in an engine's life. */
const tapped =
  (paused: boolean, before: (scope: Scope, prepare: Prepare) => Promise<unknown>): Prepare =>
  async (scope) => {
    const engine = EngineClient.start(scope);
    const { connection } = engine;
    await connection.sendRequest(configure, { capture: { maxMegabytes: 512, maxMessages: 2_000_000 } });
    const tapTo: WayTo = async (endpoint) => {
      const { id, listen } = await connection.sendRequest(openTap, { listen: anyPort, target: endpoint });
      if (paused) await connection.sendRequest(pauseTap, { tap: id, paused });
      const recorded = async () => {
        const tap = (await connection.sendRequest(listTaps, {})).find((each) => each.id === id);
        return (tap?.counters.sent ?? 0) + (tap?.counters.received ?? 0);
      };
      return { endpoint: listen, recorded, pid: engine.pid };
    };
    await before(scope, () => Promise.resolve(tapTo));
    return tapTo;
  };

/** Messages a second from a C PUSH to a C PULL. @param kept whether the tap is to have recorded all of them */
async function pushing(scope: Scope, prepare: Prepare, size: number, count: number, kept: boolean): Promise<Measurement> {
  const wayTo = await prepare(scope);
  const sink = Peer.c(scope, 'sink.c', [anyPort, String(count)]);
  await sink.next('ready');
  const { endpoint, recorded, pid } = await wayTo(sink.endpoint);
  const flood = Peer.c(scope, 'flood.c', ['push', 'connect', endpoint, '--size', String(size), '--count', String(count)]);
  const usedBefore = pid === undefined ? 0 : processorSeconds(pid);
  const flooded = (await flood.next('sent', 120_000)) as unknown as Record<'sent' | 'processor', number>;
  const sunk = (await sink.next('received', 120_000)) as unknown as Record<'seconds' | 'received' | 'lost' | 'processor', number>;
  const { seconds, received, lost } = sunk;
  const processors = {
    sender: flooded.processor / seconds,
    ...(pid === undefined ? {} : { tap: (processorSeconds(pid) - usedBefore) / seconds }),
    receiver: sunk.processor / seconds,
  };
  return { value: (received - 1) / seconds, lost: lost + (kept ? count - (await recorded()) : 0), processors };
}

/** Seconds a round trip takes from a C REQ to a C REP. */
async function asking(scope: Scope, prepare: Prepare, count: number, kept: boolean): Promise<Measurement> {
  const wayTo = await prepare(scope);
  const rep = Peer.c(scope, 'roundTrip.c', ['answer', anyPort]);
  await rep.next('ready');
  const { endpoint, recorded } = await wayTo(rep.endpoint);
  const req = Peer.c(scope, 'roundTrip.c', [endpoint, String(count)]);
  const { seconds, asked } = (await req.next('asked', 120_000)) as unknown as Record<'seconds' | 'asked', number>;
  return { value: (seconds / asked) * 1e6, lost: kept ? 2 * (count + 1) - (await recorded()) : 0 };
}

export const bench: Bench = (smoke) => {
  const sizes: [name: string, size: number, count: number, ratio: number, paused: boolean][] = [
    ['100 B', 100, 3_000_000, 0.85, false],
    ['1 kB', 1000, 1_500_000, 0.85, false],
    ['64 kB', 64_000, 60_000, 0.7, false],
    ['100 B, paused', 100, 3_000_000, 0.95, true],
  ];
  const rounds = smoke ? 500 : 20_000;
  return [
    ...sizes.map(([name, size, all, ratio, paused]) => {
      const count = smoke ? Math.min(all, 5000) : all;
      return {
        bench: 'tap',
        case: `C PUSH to C PULL, ${name}`,
        unit: 'messages/s',
        ours: {
          name: paused ? 'tapped, not recorded' : 'tapped, all recorded',
          run: (scope: Scope) =>
            pushing(
              scope,
              tapped(paused, (inner, ready) => pushing(inner, ready, size, count / 2, false)),
              size,
              count,
              !paused,
            ),
        },
        references: [{ name: 'direct', run: (scope: Scope) => pushing(scope, direct, size, count, false) }],
        wanted: { reference: 'direct', ratio, good: 'at least' as const },
      };
    }),
    {
      bench: 'tap',
      case: 'C REQ to C REP, a round trip',
      unit: 'µs',
      ours: {
        name: 'tapped, all recorded',
        run: (scope) =>
          asking(
            scope,
            tapped(false, (inner, ready) => asking(inner, ready, rounds / 10, false)),
            rounds,
            true,
          ),
      },
      references: [{ name: 'direct', run: (scope) => asking(scope, direct, rounds, false) }],
      wanted: { reference: 'direct', ratio: 2.5, good: 'at most' },
    },
  ];
};
