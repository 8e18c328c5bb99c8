import { Worker } from 'node:worker_threads';
import { Mutations } from './mutations';
import { readers } from './readers';
import type { ShardOrder, ShardResult } from './shard';

/** Longest time for one input, ms, before it counts as a hang. */
const hangLimit = 10_000;
/** Inputs that hang, after which a reader is given up. */
const mostHangs = 3;

interface Figures {
  inputs: number;
  hangs: string[];
  throws: ShardResult['throws'];
  longest: number;
  seconds: number;
}

/** Gives one reader so many inputs, in threads: one that hangs is ended, and the next goes on behind that input. */
async function fuzz(name: string, count: number, seed: number): Promise<Figures> {
  const started = performance.now();
  const figures: Figures = { inputs: count, hangs: [], throws: [], longest: 0, seconds: 0 };
  for (let from = 0; from < count && figures.hangs.length < mostHangs;) {
    const at = new SharedArrayBuffer(4);
    const progress = new Int32Array(at);
    progress[0] = from;
    const order: ShardOrder = { name, seed, from, count, at };
    const worker = new Worker(new URL('./shard.mjs', import.meta.url), { workerData: order });
    const outcome = await new Promise<ShardResult | number>((resolve, reject) => {
      let seen = -1;
      let since = performance.now();
      const watch = setInterval(() => {
        const now = Atomics.load(progress, 0);
        if (now !== seen) {
          seen = now;
          since = performance.now();
        } else if (performance.now() - since > hangLimit && now > from) settle(now);
      }, 500);
      const settle = (value: ShardResult | number) => {
        clearInterval(watch);
        resolve(value);
      };
      worker.once('message', settle);
      worker.once('error', (error) => {
        clearInterval(watch);
        reject(error);
      });
    });
    await worker.terminate();
    if (typeof outcome === 'number') {
      figures.hangs.push(inputAt(name, seed, outcome));
      from = outcome + 1;
      continue;
    }
    figures.throws.push(...outcome.throws);
    figures.longest = Math.max(figures.longest, outcome.longest);
    from = count;
  }
  figures.seconds = (performance.now() - started) / 1000;
  return figures;
}

/** The input of this number, in hex. */
function inputAt(name: string, seed: number, n: number): string {
  const inputs = new Mutations(readers().find((reader) => reader.name === name)?.seeds ?? [], seed);
  for (let i = 0; i < n; i++) inputs.next();
  return Buffer.from(inputs.next()).toString('hex');
}

const { names, count, seed } = argumentsOf(process.argv.slice(2));
const known = readers().map(({ name }) => name);
const unknown = names.filter((name) => !known.includes(name));
if (unknown.length > 0 || !Number.isSafeInteger(count) || count < 1) {
  console.error(`npm run fuzz [-- NAME …] [--count N] [--seed N]; names are ${known.join(', ')}`);
  process.exit(2);
}
let isGood = true;
for (const name of names.length > 0 ? names : known) {
  const { inputs, hangs, throws, longest, seconds } = await fuzz(name, count, seed);
  isGood &&= hangs.length + throws.length === 0;
  console.log(
    `${name.padEnd(12)} ${inputs.toLocaleString('en')} inputs, ${hangs.length} hangs, ${throws.length} throws, longest ${longest.toFixed(1)} ms, ${seconds.toFixed(0)} s`,
  );
  for (const input of hangs) console.log(`  hangs: ${input.slice(0, 2000)}`);
  for (const { input, error } of throws) console.log(`  throws: ${input.slice(0, 2000)}\n    ${error}`);
}
process.exitCode = isGood ? 0 : 1;

function argumentsOf(given: readonly string[]): { names: string[]; count: number; seed: number } {
  const names: string[] = [];
  let count = 1_000_000;
  let seed = 1;
  for (let i = 0; i < given.length; i++) {
    if (given[i] === '--count') count = Number(given[++i]);
    else if (given[i] === '--seed') seed = Number(given[++i]);
    else names.push(given[i] as string);
  }
  return { names, count, seed };
}
