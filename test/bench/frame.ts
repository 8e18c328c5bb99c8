import type { Scope } from '../support/engineClient';

/** What one run of one side gave. */
export interface Measurement {
  value: number;
  /** Messages that were sent and did not arrive, or were not kept. */
  lost: number;
  /** What each process used of a processor meanwhile, where that tells why. */
  processors?: Readonly<Record<string, number>>;
}

/** One of the things compared. What `run` starts it registers with the scope, which ends it after the run. */
export interface Side {
  name: string;
  run(scope: Scope): Promise<Measurement>;
}

export interface BenchCase {
  bench: string;
  case: string;
  unit: string;
  ours: Side;
  references: Side[];
  /** The ratio that is wanted against the reference of this name, and on which side of it good lies. */
  wanted?: { reference: string; ratio: number; good: 'at least' | 'at most' };
}

/** A bench makes its cases for a full run or for a small one that only shows that it works. */
export type Bench = (smoke: boolean) => BenchCase[];

/** A line of `--json`. */
export interface Figure {
  bench: string;
  case: string;
  ours: number;
  reference: number;
  unit: string;
  /** ours / reference, each the median of its runs. */
  ratio: number;
  runs: number;
  /** Over all runs of our side. */
  lost: number;
}

interface Result {
  side: Side;
  values: number[];
  lost: number;
  processors?: Record<string, number[]>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle) - 1] ?? NaN)) / 2;
}

/** Runs one side and ends whatever it started, the last thing first. */
async function runOnce(side: Side): Promise<Measurement> {
  const ends: (() => Promise<void> | void)[] = [];
  try {
    return await side.run({ after: (end) => void ends.push(end) });
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

/** Runs all sides in turn, `runs` times, so that what disturbs the machine disturbs each of them. */
export async function measure(bench: BenchCase, runs: number, progress: (text: string) => void): Promise<Result[]> {
  const results: Result[] = [bench.ours, ...bench.references].map((side) => ({ side, values: [], lost: 0 }));
  for (let run = 1; run <= runs; run++) {
    for (const result of results) {
      progress(`${bench.bench}, ${bench.case}: run ${run} of ${runs}, ${result.side.name}`);
      const { value, lost, processors = {} } = await runOnce(result.side);
      result.values.push(value);
      result.lost += lost;
      for (const [name, used] of Object.entries(processors)) ((result.processors ??= {})[name] ??= []).push(used);
    }
  }
  return results;
}

/** For a case that has a limit of its own, in its unit, in the place of a reference. */
export function atMost(limit: number): Pick<BenchCase, 'references' | 'wanted'> {
  return {
    references: [{ name: 'allowed', run: () => Promise.resolve({ value: limit, lost: 0 }) }],
    wanted: { reference: 'allowed', ratio: 1, good: 'at most' },
  };
}

/** Runs of which several cases take a figure each: the n-th run of every case is the same one. */
export function sharedRuns<T>(run: (scope: Scope) => Promise<T>): () => (scope: Scope) => Promise<T> {
  const results: T[] = [];
  return () => {
    let next = 0;
    return async (scope) => {
      const result = results[next] ?? (results[next] = await run(scope));
      next++;
      return result;
    };
  };
}

/** One figure for each reference. */
export function figures(bench: BenchCase, [ours, ...references]: Result[]): Figure[] {
  if (!ours) return [];
  return references.map((reference) => ({
    bench: bench.bench,
    case: `${bench.case}, against ${reference.side.name}`,
    ours: median(ours.values),
    reference: median(reference.values),
    unit: bench.unit,
    ratio: median(ours.values) / median(reference.values),
    runs: ours.values.length,
    lost: ours.lost,
  }));
}

/** Medians with their spread, ratios, and whether what is wanted was reached, for a person. */
export function report(bench: BenchCase, results: Result[]): string {
  const number = (value: number) => value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 });
  const ours = results[0];
  const lines = [`${bench.bench}: ${bench.case} (${bench.unit})`];
  for (const { side, values, lost, processors = {} } of results) {
    const ratio = ours && side !== ours.side ? `  ratio ${(median(ours.values) / median(values)).toFixed(2)}` : '';
    lines.push(
      `  ${side.name.padEnd(34)} median ${number(median(values)).padStart(10)}  ${number(Math.min(...values))} to ${number(Math.max(...values))}  lost ${lost}${ratio}`,
    );
    const used = Object.entries(processors).map(([name, shares]) => `${name} ${median(shares).toFixed(2)}`);
    if (used.length > 0) lines.push(`    of a processor: ${used.join(', ')}`);
  }
  const { wanted } = bench;
  const against = wanted && results.find(({ side }) => side.name === wanted.reference);
  if (wanted && ours && against) {
    const ratio = median(ours.values) / median(against.values);
    const reached = wanted.good === 'at least' ? ratio >= wanted.ratio : ratio <= wanted.ratio;
    lines.push(`  wanted: ${wanted.good} ${wanted.ratio} times ${wanted.reference}: ${reached ? 'reached' : 'NOT reached'}`);
  }
  return lines.join('\n');
}
