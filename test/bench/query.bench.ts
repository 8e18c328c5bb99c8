import { execFile } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { configure } from '../../src/protocol/engine';
import { openView, viewRows } from '../../src/protocol/log';
import { EngineClient } from '../support/engineClient';
import type { Scope } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { Peer } from '../support/peer';
import type { Bench, Measurement } from './frame';

const run = promisify(execFile);
const size = 100;

/** Lines of JSON of 100 B, one record each: what both sides search. The word `haystack` is in one of them, `fox` in all. */
function writeRecords(file: string, count: number): void {
  const descriptor = openSync(file, 'w');
  for (let from = 0; from < count; from += 10_000) {
    let lines = '';
    for (let i = from; i < Math.min(from + 10_000, count); i++) {
      const text = `{"seq":${i},"temp":${(i % 500) / 10},"note":"${i === Math.floor(count * 0.7) ? 'needle in a haystack' : 'the quick brown'} fox`;
      lines += `${text.padEnd(size - 2, '.')}"}\n`;
    }
    writeSync(descriptor, lines);
  }
  closeSync(descriptor);
}

/** Records in a file of their own for as long as the scope lasts. */
function recordsFile(scope: Scope, count: number): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'zmq-inspector-bench-'));
  scope.after(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'records');
  writeRecords(file, count);
  return file;
}

/** An engine that a PUSH socket of another program has filled with the records, the last of which are on the screen. */
async function filledEngine(scope: Scope, count: number): Promise<EngineClient> {
  const engine = EngineClient.start(scope);
  await engine.connection.sendRequest(configure, { capture: { maxMegabytes: 2048, maxMessages: count * 2 } });
  const { id, endpoints } = await engine.open({ type: 'pull', bind: [anyPort] });
  const peer = Peer.python(scope, 'lines.py', [endpoints[0]?.resolved ?? '', recordsFile(scope, count)]);
  await peer.next('sent', 60_000);
  await engine.waitForSocket('all messages', id, ({ counters }) => counters.received >= count, 60_000);
  const { view } = await engine.connection.sendRequest(openView, {});
  await engine.connection.sendRequest(viewRows, { view, from: count - 50, count: 50 });
  return engine;
}

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

const limit = (name: string, value: number) => ({ name, run: () => Promise.resolve({ value, lost: 0 }) });

export const bench: Bench = (smoke) => {
  const count = smoke ? 20_000 : 1_000_000;
  const records = `${count.toLocaleString('en')} records of ${size} B`;
  const text = (word: string, found: string, expected: number) => ({
    bench: 'query',
    case: `a word in ${found} of ${records}`,
    unit: 'ms',
    ours: { name: 'engine, all looked at', run: (scope: Scope) => whole(scope, count, word, expected) },
    references: [{ name: 'grep -c', run: (scope: Scope) => grep(scope, count, word) }],
    wanted: { reference: 'grep -c', ratio: 3, good: 'at most' as const },
  });
  return [
    text('haystack', 'one', 1),
    text('fox', 'all', count),
    {
      bench: 'query',
      case: `first rows of ${records}`,
      unit: 'ms',
      ours: { name: 'engine', run: (scope) => firstRow(scope, count) },
      references: [limit('allowed', 100)],
      wanted: { reference: 'allowed', ratio: 1, good: 'at most' },
    },
    {
      bench: 'query',
      case: `json:.temp>40 on ${records}`,
      unit: 'records/s',
      ours: { name: 'engine, all looked at', run: (scope) => valueRate(scope, count) },
      references: [limit('wanted', 200_000)],
      wanted: { reference: 'wanted', ratio: 1, good: 'at least' },
    },
  ];
};
