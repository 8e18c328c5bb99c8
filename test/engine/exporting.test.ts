import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { encodeMessage } from '../../src/core/zmtp/frames';
import { configure, ping } from '../../src/protocol/engine';
import { exportRecords, type ExportForm } from '../../src/protocol/export';
import { clearLog, openView } from '../../src/protocol/log';
import { bytesOf, EngineClient, latin, refusal } from '../support/engineClient';
import type { FrameInput } from '../support/engineClient';
import { folderFor, pythonReads } from '../support/exportedForms';
import { anyPort, pair } from '../support/pairing';
import { Peer } from '../support/peer';
import { residentBytes } from '../support/processes';

const run = promisify(execFile);
const mebibyte = 1024 * 1024;
const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i);
const messages: FrameInput[][] = [
  ['weather.oslo', '{"temp": 20.5, "note": "grüße 😀"}'],
  ['weather.oslo', 'no JSON'],
  ['weather.oslo', everyByte, 'tail', ''],
  [everyByte, 'a topic that is no text'],
  ['x'.repeat(2000), '{"long": "topic"}'],
  ['=1+1,"quoted"\r\nline'],
  [''],
];
const latins = messages.map((frames) => frames.map((frame) => latin(bytesOf(frame))));
const bytesIn = (frame: unknown) =>
  latin(typeof frame === 'string' ? bytesOf(frame) : Buffer.from((frame as { $base64: string }).$base64, 'base64'));

interface McapMessage {
  topic: string;
  encoding: string;
  metadata: Record<string, string>;
  sequence: number;
  time: number;
  data: string;
}

describe('exporting records', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;

  /** A SUB that has received all of them. */
  async function subscribed(t: Parameters<typeof pair>[0]): Promise<{ id: string; view: number }> {
    await connection.sendRequest(clearLog, {});
    const { socket, peer } = await pair(t, engine, { type: 'sub', name: 'feed', subscribe: [new Uint8Array()] }, 'XPUB', 'engine');
    await peer.received();
    for (const frames of messages) peer.send(frames);
    await engine.waitForMessages(socket.id, messages.length);
    return { id: socket.id, view: await engine.viewOf({ socket: socket.id, filter: 'not dir:event' }) };
  }

  test('JSON Lines, CSV and text hold each message, as Python reads them', async (t) => {
    const { id, view } = await subscribed(t);
    const folder = await folderFor(t);
    const to = async (form: ExportForm) => {
      const file = path.join(folder, `log.${form}`);
      const { bytes, ...counts } = await connection.sendRequest(exportRecords, { view, form, file });
      assert.deepEqual(counts, { records: messages.length, evicted: 0, passedOver: 0 });
      assert.equal(bytes, (await readFile(file)).length);
      return file;
    };
    const lines = await pythonReads('jsonl', await to('jsonl'));
    assert.deepEqual(
      lines.map(({ frames }) => (frames as unknown[]).map(bytesIn)),
      latins,
    );
    assert.equal(lines[0]?.topic, 'weather.oslo');
    const rows = await pythonReads('csv', await to('csv'));
    assert.deepEqual(rows.map(({ topic, payload }) => [topic, payload]).slice(0, 2), [
      ['weather.oslo', '{"temp": 20.5, "note": "grüße 😀"}'],
      ['weather.oslo', 'no JSON'],
    ]);
    assert.equal(rows[5]?.payload, `'=1+1,"quoted"\r\nline`);
    assert.equal((await readFile(await to('text'), 'utf8')).trimEnd().split('\n').length, messages.length);

    // A part, and what a selection leaves out.
    const file = path.join(folder, 'part.jsonl');
    const part = await connection.sendRequest(exportRecords, {
      view,
      form: 'jsonl',
      file,
      stretches: [
        [1, 2],
        [4, 6],
      ],
    });
    assert.equal(part.records, 3);
    const numbers = (await engine.messages(id)).map(({ number }) => number);
    assert.deepEqual(
      (await pythonReads('jsonl', file)).map(({ number }) => number),
      [numbers[1], numbers[4], numbers[5]],
    );
    // Nothing is a file without records.
    const none = await engine.viewOf({ filter: 'text:"not there at all"' });
    for (const form of ['jsonl', 'csv', 'text', 'mcap'] as const) {
      const empty = path.join(folder, `empty.${form}`);
      assert.equal((await connection.sendRequest(exportRecords, { view: none, form, file: empty })).records, 0);
      if (form === 'jsonl' || form === 'csv') assert.deepEqual(await pythonReads(form, empty), []);
    }
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.endsWith('.part')),
      [],
    );
  });

  test('MCAP gives back every frame to a reader that follows its specification', async (t) => {
    const { id, view } = await subscribed(t);
    const folder = await folderFor(t);
    const file = path.join(folder, 'log.mcap');
    await connection.sendRequest(exportRecords, { view, form: 'mcap', file });
    const { stdout } = await run('/usr/bin/python3', [path.resolve('test/peers/readMcap.py'), file]);
    const read = JSON.parse(stdout) as McapMessage[];
    const rows = await engine.messages(id);
    assert.deepEqual(
      read.map(({ sequence }) => sequence),
      rows.map(({ number }) => number),
    );
    for (const [i, { time }] of read.entries()) assert.ok(Math.abs(time / 1e6 - (rows[i]?.time ?? 0)) < 0.01);
    for (const [i, { encoding, metadata, data }] of read.entries()) {
      const bytes = Buffer.from(data, 'base64');
      const first = metadata['first frame'];
      if (encoding === 'zmtp') assert.equal(latin(bytes), latin(encodeMessage((messages[i] ?? []).map(bytesOf))));
      else assert.deepEqual([...(first === undefined ? [] : [latin(Buffer.from(first, 'base64'))]), latin(bytes)], latins[i]);
    }
    assert.deepEqual(read.map(({ topic, encoding }) => [topic.slice(0, 18), encoding]).slice(0, 3), [
      ['/feed/weather.oslo', 'json'],
      ['/feed/weather.oslo', 'octet-stream'],
      ['/feed/weather.oslo', 'zmtp'],
    ]);
    // Events are JSON.
    const events = path.join(folder, 'events.mcap');
    await connection.sendRequest(exportRecords, {
      view: await engine.viewOf({ socket: id, filter: 'event:listening' }),
      form: 'mcap',
      file: events,
    });
    const [event] = JSON.parse((await run('/usr/bin/python3', [path.resolve('test/peers/readMcap.py'), events])).stdout) as McapMessage[];
    assert.equal(event?.topic, '/feed/events');
    assert.equal((JSON.parse(Buffer.from(event.data, 'base64').toString()) as { event: string }).event, 'listening');
  });

  test('on wish with what decoders read', async (t) => {
    const { view } = await subscribed(t);
    const file = path.join(await folderFor(t), 'log.jsonl');
    await connection.sendRequest(exportRecords, { view, form: 'jsonl', file, decoded: true, stretches: [[0, 2]] });
    const [json, text] = await pythonReads('jsonl', file);
    assert.deepEqual(json?.decoded, [
      { decoder: 'text', value: 'weather.oslo' },
      { decoder: 'json', value: { temp: 20.5, note: 'grüße 😀' } },
    ]);
    assert.deepEqual((text?.decoded as { value: unknown }[])[1]?.value, 'no JSON');
  });

  test('a full disk, a folder that is not there or may not be written, a folder in its place: a sentence, and the file of before is whole', async (t) => {
    const { view } = await subscribed(t);
    const folder = await folderFor(t);
    const before = path.join(folder, 'before.csv');
    await writeFile(before, 'as it was');
    await mkdir(path.join(folder, 'a folder'));
    const closed = path.join(folder, 'closed');
    await mkdir(closed);
    await chmod(closed, 0o500);
    for (const [file, reason] of [
      ['/dev/full', /the disk is full/],
      [path.join(folder, 'no', 'such', 'folder.csv'), /there is no such file or folder/],
      [path.join(folder, 'a folder'), /it is a folder/],
      [path.join(before, 'below.csv'), /there is no such file or folder/],
      ...(process.getuid?.() === 0 ? [] : ([[path.join(closed, 'log.csv'), /you have no right to/]] as const)),
    ] as const) {
      const { message, hint } = await refusal(connection.sendRequest(exportRecords, { view, form: 'csv', file }), 'exportFailed');
      assert.match(message, reason);
      assert.ok(hint);
    }
    assert.equal(await readFile(before, 'utf8'), 'as it was');
    await refusal(connection.sendRequest(exportRecords, { view: 9999, form: 'csv', file: before }), 'noSuchView');
    assert.equal(await readFile(before, 'utf8'), 'as it was');
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.endsWith('.part')),
      [],
    );
  });

  test('a file keeps its rights and its links, may have a name as long as names may be, and is written by one export at a time', async (t) => {
    const { view } = await subscribed(t);
    const folder = await folderFor(t);
    const to = (file: string) => connection.sendRequest(exportRecords, { view, form: 'csv', file });
    const [file, link] = [path.join(folder, 'file.csv'), path.join(folder, 'link.csv')];
    await writeFile(file, 'as it was', { mode: 0o640 });
    await chmod(file, 0o640);
    await symlink('file.csv', link);
    await to(link);
    assert.equal(await readlink(link), 'file.csv');
    assert.match(await readFile(file, 'utf8'), /^number,/);
    assert.equal((await stat(file)).mode & 0o777, 0o640);
    const long = path.join(folder, `${'ü'.repeat(125)}.csv`);
    await to(long);
    await to(long);
    assert.match((await refusal(to(path.join(folder, `${'x'.repeat(300)}.csv`)), 'exportFailed')).message, /its name is too long/);

    const pipe = path.join(folder, 'pipe');
    await run('mkfifo', [pipe]);
    assert.match((await refusal(to(pipe), 'exportFailed')).message, /nobody reads from it/);
    const reading = run('cat', [pipe]);
    await engine.waitFor('a reader', () => to(pipe).then(() => true, () => false)); // prettier-ignore
    assert.match((await reading).stdout, /^number,/);

    const both = await Promise.allSettled([to(file), to(link)]);
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.endsWith('.part')),
      [],
    );
  });

  test('the end of the engine leaves no half of a file', async (t) => {
    const other = EngineClient.start(t);
    const { id, endpoints } = await other.open({ type: 'pull', bind: [anyPort] });
    const flood = Peer.c(t, 'flood.c', ['push', 'connect', endpoints[0]?.resolved ?? '', '--size', '100', '--count', '200000']);
    await flood.next('sent', 120_000);
    await other.waitForSocket('all of them', id, ({ counters }) => counters.received === 200_000, 60_000);
    const folder = await folderFor(t);
    const { view } = await other.connection.sendRequest(openView, {});
    const exporting = other.connection.sendRequest(exportRecords, {
      view,
      form: 'jsonl',
      file: path.join(folder, 'half.jsonl'),
      decoded: true,
    });
    const failed = assert.rejects(exporting);
    await other.waitFor('a half', async () => (await readdir(folder)).length === 1);
    await other.stop();
    await failed;
    assert.deepEqual(await readdir(folder), []);
  });

  test('a million records in bounded memory, with progress, answers beside it, and a cancel that leaves nothing', async (t) => {
    await connection.sendRequest(clearLog, {});
    const count = 1_000_000;
    const { id, endpoints } = await engine.open({ type: 'pull', name: 'many', bind: [anyPort] });
    const flood = Peer.c(t, 'flood.c', ['push', 'connect', endpoints[0]?.resolved ?? '', '--size', '100', '--count', String(count)]);
    await flood.next('sent', 120_000);
    await engine.waitForSocket('all of them', id, ({ counters }) => counters.received === count, 60_000);
    const folder = await folderFor(t);
    const view = await engine.viewOf({ socket: id, filter: 'not dir:event' });
    const before = residentBytes(engine.pid);
    let most = 0;
    let slowest = 0;
    let seen = 0;
    let isOver = false;
    const file = path.join(folder, 'many.jsonl');
    const watching = (async () => {
      while (!isOver) {
        const asked = performance.now();
        await connection.sendRequest(ping, {});
        slowest = Math.max(slowest, performance.now() - asked);
        most = Math.max(most, residentBytes(engine.pid));
        const status = engine.lastChange?.exports?.find((each) => each.file === file);
        if (status && status.records > 0 && status.records < status.wanted) seen++;
      }
    })();
    const started = performance.now();
    const done = await connection.sendRequest(exportRecords, { view, form: 'jsonl', file });
    isOver = true;
    await watching;
    const rate = Math.round(count / ((performance.now() - started) / 1000));
    t.diagnostic(`${rate} records/s, ${Math.round((most - before) / mebibyte)} MiB more, slowest answer ${Math.round(slowest)} ms`);
    assert.equal(done.records, count);
    assert.ok(seen > 0, 'no progress was told');
    assert.ok(most - before < 128 * mebibyte, `${Math.round((most - before) / mebibyte)} MiB more`);
    assert.equal((await readFile(file, 'latin1')).split('\n').length, count + 1);

    const source = new CancellationTokenSource();
    const cancelled = path.join(folder, 'cancelled.mcap');
    const under = connection.sendRequest(exportRecords, { view, form: 'mcap', file: cancelled }, source.token);
    await engine.waitFor('its progress', () => engine.lastChange?.exports?.some((each) => each.file === cancelled && each.records > 1000));
    source.cancel();
    const { cancelled: isCancelled, records } = await under;
    assert.ok(isCancelled && records < count);
    assert.deepEqual((await readdir(folder)).sort(), ['many.jsonl']);
    await engine.close(id);
    await connection.sendRequest(clearLog, {});
  });

  test('records that are evicted meanwhile are counted', async (t) => {
    await connection.sendRequest(clearLog, {});
    await connection.sendRequest(configure, { capture: { maxMegabytes: 16, maxMessages: 100_000 } });
    const { socket, peer } = await pair(t, engine, { type: 'pull' }, 'PUSH', 'engine');
    const { view } = await connection.sendRequest(openView, { socket: socket.id });
    for (let i = 0; i < 30; i++) peer.send(['x'.repeat(mebibyte)]);
    await engine.waitForSocket('all of them', socket.id, ({ counters }) => counters.received === 30);
    const file = path.join(await folderFor(t), 'some.jsonl');
    const { records, evicted } = await connection.sendRequest(exportRecords, { view, form: 'jsonl', file, stretches: [[0, 1000]] });
    assert.ok(evicted > 10, `${evicted} evicted`);
    assert.equal((await pythonReads('jsonl', file)).length, records);
  });
});
