import { openView, viewRows } from '../../src/protocol/log';
import type { Scope } from '../support/engineClient';
import { atMost, type Bench, type Measurement } from './frame';
import { filledEngine } from './records';

/** ms for a page of rows anywhere in the log, of a hundred the slowest but the worst one in each. */
async function pages(scope: Scope, count: number, asked: number): Promise<Measurement> {
  const { connection } = await filledEngine(scope, count);
  const { view } = await connection.sendRequest(openView, {});
  const times: number[] = [];
  // The first ones wait for the compiler.
  for (let i = -50; i < asked; i++) {
    const from = Math.floor(Math.random() * (count - 60));
    const started = performance.now();
    const { rows } = await connection.sendRequest(viewRows, { view, from, count: 60 });
    if (rows.length !== 60) throw new Error(`${rows.length} rows came.`);
    if (i >= 0) times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return { value: times[Math.floor(times.length * 0.99)] ?? NaN, lost: 0 };
}

export const bench: Bench = (smoke) => {
  const count = smoke ? 20_000 : 2_000_000;
  return [
    {
      bench: 'rows',
      case: `60 rows anywhere in ${count.toLocaleString('en')} records, 99th percentile`,
      unit: 'ms',
      ours: { name: 'engine, asked over stdio', run: (scope) => pages(scope, count, smoke ? 100 : 1000) },
      ...atMost(5),
    },
  ];
};
