import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { configure } from '../../src/protocol/engine';
import { exportRecords } from '../../src/protocol/export';
import { clearLog, closeView, markRecords, markedRecords, openView, viewRows } from '../../src/protocol/log';
import { EngineClient, refusal } from '../support/engineClient';
import { folderFor, pythonReads } from '../support/exportedForms';
import { anyPort, pair } from '../support/pairing';
import { Peer } from '../support/peer';

describe('marks on records', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;
  const marked = async (view: number) => (await connection.sendRequest(markedRecords, { view })).marked;

  test('are set and taken by position, hold in every view, keep their notes, and are exported', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'pull' }, 'PUSH', 'engine');
    for (let i = 0; i < 10; i++) peer.send([`message ${i}`]);
    await engine.waitForMessages(socket.id, 10);
    const view = await engine.viewOf({ filter: 'not dir:event' });
    const numbers = (await connection.sendRequest(viewRows, { view, from: 0, count: 10 })).rows.map(({ number }) => number);
    assert.deepEqual(await marked(view), []);
    assert.equal(engine.lastChange?.log.marksRevision, undefined);
    await connection.sendRequest(markRecords, { view, stretches: [[2, 5]], marked: true });
    await connection.sendRequest(markRecords, { view, stretches: [[3, 4]], marked: true, note: '=odd "one"\n' });
    await connection.sendRequest(markRecords, { view, stretches: [[3, 4], [7, 8]], marked: true }); // prettier-ignore
    await engine.waitFor('its notice', () => engine.lastChange?.log.marksRevision === 3);
    assert.deepEqual(
      (await marked(view)).map(({ position, number, note }) => [position, number, note]),
      [
        [2, numbers[2], ''],
        [3, numbers[3], '=odd "one"\n'],
        [4, numbers[4], ''],
        [7, numbers[7], ''],
      ],
    );
    const some = await engine.viewOf({ filter: '"message 3" or "message 8"' });
    assert.deepEqual(await marked(some), [{ position: 0, number: numbers[3], note: '=odd "one"\n' }]);
    const file = path.join(await folderFor(t), 'marked.jsonl');
    await connection.sendRequest(exportRecords, { view, form: 'jsonl', file });
    const lines = (await pythonReads('jsonl', file)) as { marked?: string }[];
    assert.deepEqual(
      lines.map((line) => line.marked),
      [undefined, undefined, '', '=odd "one"\n', '', undefined, undefined, '', undefined, undefined],
    );
    await connection.sendRequest(markRecords, { view, stretches: [[0, 4]], marked: false });
    assert.deepEqual(
      (await marked(view)).map(({ position }) => position),
      [4, 7],
    );
    await refusal(connection.sendRequest(markedRecords, { view: 9999 }), 'noSuchView');
    await refusal(connection.sendRequest(markRecords, { view: 9999, stretches: [[0, 1]], marked: true }), 'noSuchView');
    for (const wrong of [
      { stretches: [[1, 1]] },
      { stretches: [] },
      { stretches: [[0, 1]], note: 'x'.repeat(2001) },
      { stretches: [[0, 1]], marked: 1 },
    ])
      await refusal(connection.sendRequest(markRecords, { view, marked: true, ...wrong } as never), 'invalidParams');
    await connection.sendRequest(clearLog, {});
    await engine.waitFor('no marks', async () => (await marked(await engine.viewOf({ filter: '' }))).length === 0);
  });

  test('at most 10,000, all or none of a selection; those of evicted records go', async (t) => {
    await connection.sendRequest(configure, { capture: { maxMegabytes: 16, maxMessages: 20_000 } });
    const { id, endpoints } = await engine.open({ type: 'pull', name: 'many', bind: [anyPort] });
    const flood = async (count: number, more: number) => {
      const peer = Peer.c(t, 'flood.c', ['push', 'connect', endpoints[0]?.resolved ?? '', '--size', '10', '--count', String(count)]);
      await peer.next('sent', 60_000);
      await engine.waitForSocket('all of them', id, ({ counters }) => counters.received === count + more);
    };
    await flood(12_000, 0);
    const { view } = await connection.sendRequest(openView, {});
    await refusal(connection.sendRequest(markRecords, { view, stretches: [[0, 12_000]], marked: true }), 'limitReached');
    assert.equal((await marked(view)).length, 0);
    await connection.sendRequest(markRecords, { view, stretches: [[1000, 11_000]], marked: true });
    await refusal(connection.sendRequest(markRecords, { view, stretches: [[0, 1]], marked: true }), 'limitReached');
    // What is marked already costs nothing.
    await connection.sendRequest(markRecords, { view, stretches: [[1000, 11_000]], marked: true, note: 'each' });
    assert.equal((await marked(view)).length, 10_000);
    await flood(14_000, 12_000);
    const { rows, status } = await connection.sendRequest(viewRows, { view, from: 0, count: 1 });
    assert.deepEqual(rows, []);
    assert.ok(status.first > 1000);
    const left = await marked(view);
    assert.equal(left[0]?.position, status.first);
    assert.ok(left.every(({ note }) => note === 'each'));
    await connection.sendRequest(closeView, { view });
  });

  test('an export goes on with its view, closed meanwhile', async (t) => {
    await connection.sendRequest(configure, { capture: { maxMegabytes: 256, maxMessages: 1_000_000 } });
    await connection.sendRequest(clearLog, {});
    const { id, endpoints } = await engine.open({ type: 'pull', name: 'long', bind: [anyPort] });
    const peer = Peer.c(t, 'flood.c', ['push', 'connect', endpoints[0]?.resolved ?? '', '--size', '10', '--count', '300000']);
    await peer.next('sent', 60_000);
    await engine.waitForSocket('all of them', id, ({ counters }) => counters.received === 300_000);
    const view = await engine.viewOf({ filter: 'not dir:event' });
    const file = path.join(await folderFor(t), 'closed.csv');
    const exporting = connection.sendRequest(exportRecords, { view, form: 'csv', file });
    await engine.waitFor('its progress', () => engine.lastChange?.exports?.some(({ records }) => records > 0));
    await connection.sendRequest(closeView, { view });
    assert.equal((await exporting).records, 300_000);
    assert.equal((await readFile(file, 'latin1')).split('\r\n').length, 300_002);
  });
});
