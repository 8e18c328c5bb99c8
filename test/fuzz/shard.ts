/** One reader in a thread of its own, which may hang: how far it is stands in memory that others see. */
import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { attempt } from './attempt';
import { Mutations } from './mutations';
import { readers } from './readers';

/** What a shard is told. */
export interface ShardOrder {
  name: string;
  seed: number;
  from: number;
  count: number;
  /** The number of the input at work. */
  at: SharedArrayBuffer;
}
export interface ShardResult {
  throws: { input: string; error: string }[];
  /** The longest that one input took, ms; of those that are read again, their shortest time. */
  longest: number;
}

/** Inputs after which Node gives back what its decompressors held, which it does between turns of its loop. */
const inputsATurn = 1000;

async function read({ name, seed, from, count, at }: ShardOrder): Promise<ShardResult> {
  const reader = readers().find((each) => each.name === name);
  const inputs = new Mutations(reader?.seeds ?? [], seed);
  const progress = new Int32Array(at);
  const result: ShardResult = { throws: [], longest: 0 };
  for (let n = 0; n < count; n++) {
    const input = inputs.next();
    if (n < from) continue;
    if (n % inputsATurn === 0) await setImmediate();
    Atomics.store(progress, 0, n);
    const { elapsed, ...outcome } = attempt((bytes) => reader?.read(bytes), input);
    if ('error' in outcome && result.throws.length < 5) {
      const { error } = outcome;
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      result.throws.push({ input: Buffer.from(input).toString('hex'), error: text.slice(0, 500) });
    }
    result.longest = Math.max(result.longest, elapsed);
  }
  return result;
}

if (parentPort) void read(workerData as ShardOrder).then((result) => parentPort?.postMessage(result));
