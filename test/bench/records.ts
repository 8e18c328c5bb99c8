/** Records of JSON for benches to search and to show. */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configure } from '../../src/protocol/engine';
import { openView, viewRows } from '../../src/protocol/log';
import { EngineClient } from '../support/engineClient';
import type { Scope } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { Peer } from '../support/peer';

/** Bytes of a record. */
export const size = 100;

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
export function recordsFile(scope: Scope, count: number): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'zmq-inspector-bench-'));
  scope.after(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'records');
  writeRecords(file, count);
  return file;
}

/** An engine that a PUSH socket of another program has filled with the records, the last of which are on the screen. */
export async function filledEngine(scope: Scope, count: number): Promise<EngineClient> {
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
