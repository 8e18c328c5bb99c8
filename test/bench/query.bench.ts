import { execFile } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { openView, viewRows } from '../../src/protocol/log';
import type { EngineClient } from '../support/engineClient';
import type { Scope } from '../support/engineClient';
import { atMost, type Bench, type Measurement } from './frame';
import { filledEngine, recordsFile, size } from './records';

const run = promisify(execFile);
/** Milliseconds from asking for a view until it has looked at all records, with the matches. */
async function searching(engine: EngineClient, filter: string): Promise<{ elapsed: number; found: number }> {
  const started = performance.now();
  let status = await engine.connection.sendRequest(openView, { filter });
  const { view } = status;
  while (status.unscanned > 0 && status.problem === undefined) {
    // Asking without a pause would keep the engine busy with answers.
    await setTimeout(2);
    ({ status } = await engine.connection.sendRequest(viewRows, { view, from: 0, count: 0 }));
  }
  if (status.problem !== undefined) throw new Error(status.problem);
  return { elapsed: performance.now() - started, found: status.end };
}

async function whole(scope: Scope, count: number, filter: string, expected: number): Promise<Measurement> {
  const { elapsed, found } = await searching(await filledEngine(scope, count), filter);
  return { value: elapsed, lost: expected - found };
}

/** Milliseconds from asking for a view to the first row of it that can be shown. */
async function firstRow(scope: Scope, count: number): Promise<Measurement> {
  const engine = await filledEngine(scope, count);
  const started = performance.now();
  const { view } = await engine.connection.sendRequest(openView, { filter: 'fox' });
  let rows: unknown[] = [];
  while (rows.length === 0) ({ rows } = await engine.connection.sendRequest(viewRows, { view, from: 0, count: 50 }));
  return { value: performance.now() - started, lost: 0 };
}

/** Records a second that a condition on a decoded value looks at. */
async function valueRate(scope: Scope, count: number): Promise<Measurement> {
  const engine = await filledEngine(scope, count);
  const expected = Math.floor(count / 500) * 99 + Math.max(0, (count % 500) - 401);
  const { elapsed, found } = await searching(engine, 'json:.temp>40');
  return { value: (count / elapsed) * 1000, lost: expected - found };
}

/** `grep -c` on the same bytes in a file that was read before. */
async function grep(scope: Scope, count: number, word: string): Promise<Measurement> {
  const file = recordsFile(scope, count);
  await run('grep', ['-c', '', file]);
  const started = performance.now();
  const { stdout } = await run('grep', ['-c', word, file]);
  return { value: performance.now() - started, lost: Number(stdout) > 0 ? 0 : count };
}

export const bench: Bench = (smoke) => {
  const count = smoke ? 20_000 : 1_000_000;
  const records = `${count.toLocaleString('en')} records of ${size} B`;
  const text = (word: string, found: string, expected: number) => ({
    bench: 'filter',
    case: `a word in ${found} of ${records}`,
    unit: 'ms',
    ours: { name: 'engine, all looked at', run: (scope: Scope) => whole(scope, count, word, expected) },
    references: [{ name: 'grep -c', run: (scope: Scope) => grep(scope, count, word) }],
    wanted: { reference: 'grep -c', ratio: 1.5, good: 'at most' as const },
  });
  return [
    text('haystack', 'one', 1),
    text('fox', 'all', count),
    {
      bench: 'query',
      case: `first rows of ${records}`,
      unit: 'ms',
      ours: { name: 'engine', run: (scope) => firstRow(scope, count) },
      ...atMost(100),
    },
    {
      bench: 'query',
      case: `json:.temp>40 on ${records}`,
      unit: 'records/s',
      ours: { name: 'engine, all looked at', run: (scope) => valueRate(scope, count) },
      references: [{ name: 'wanted', run: () => Promise.resolve({ value: 200_000, lost: 0 }) }],
      wanted: { reference: 'wanted', ratio: 1, good: 'at least' },
    },
  ];
};
