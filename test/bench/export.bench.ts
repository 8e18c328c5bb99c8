import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exportRecords, type ExportForm } from '../../src/protocol/export';
import { openView } from '../../src/protocol/log';
import type { Scope } from '../support/engineClient';
import type { Bench, Measurement } from './frame';
import { filledEngine, size } from './records';

/** Records a second that go into a file. */
async function rate(scope: Scope, count: number, form: ExportForm): Promise<Measurement> {
  const engine = await filledEngine(scope, count);
  const folder = mkdtempSync(path.join(tmpdir(), 'zmq-inspector-bench-'));
  scope.after(() => rmSync(folder, { recursive: true }));
  const { view } = await engine.connection.sendRequest(openView, {});
  const started = performance.now();
  const { records } = await engine.connection.sendRequest(exportRecords, { view, form, file: path.join(folder, `log.${form}`) });
  return { value: (records / (performance.now() - started)) * 1000, lost: Math.max(0, count - records) };
}

export const bench: Bench = (smoke) => {
  const count = smoke ? 20_000 : 1_000_000;
  const of = (form: ExportForm, wanted: number) => ({
    bench: 'export',
    case: `${form} of ${count.toLocaleString('en')} records of ${size} B`,
    unit: 'records/s',
    ours: { name: 'engine, into a file', run: (scope: Scope) => rate(scope, count, form) },
    references: [{ name: 'wanted', run: () => Promise.resolve({ value: wanted, lost: 0 }) }],
    wanted: { reference: 'wanted', ratio: 1, good: 'at least' as const },
  });
  return [of('jsonl', 300_000), of('mcap', 300_000)];
};
