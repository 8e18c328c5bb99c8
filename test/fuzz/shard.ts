/** One reader in a thread of its own, which may hang: how far it is stands in memory that others see. */
import { parentPort, workerData } from 'node:worker_threads';
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
  /** The longest that one input took, ms, three times in a row. */
  longest: number;
}

/** An input that took longer than this is read twice more: a computer that is busy is no fault of the reader. */
const notable = 20;

if (parentPort) {
  const { name, seed, from, count, at } = workerData as ShardOrder;
  const reader = readers().find((each) => each.name === name);
  const inputs = new Mutations(reader?.seeds ?? [], seed);
  const progress = new Int32Array(at);
  const result: ShardResult = { throws: [], longest: 0 };
  const timed = (input: Uint8Array): number => {
    const started = performance.now();
    try {
      reader?.read(input);
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (result.throws.length < 5) result.throws.push({ input: Buffer.from(input).toString('hex'), error: text.slice(0, 500) });
    }
    return performance.now() - started;
  };
  for (let n = 0; n < count; n++) {
    const input = inputs.next();
    if (n < from) continue;
    Atomics.store(progress, 0, n);
    let elapsed = timed(input);
    if (elapsed > notable) elapsed = Math.min(elapsed, timed(input), timed(input));
    result.longest = Math.max(result.longest, elapsed);
  }
  parentPort.postMessage(result);
}
