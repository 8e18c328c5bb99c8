import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { configure, ping } from '../../src/protocol/engine';
import { exportRecords } from '../../src/protocol/export';
import { clearLog, markRecords, openView, recordDetails, viewRows, type Row } from '../../src/protocol/log';
import { startProxy } from '../../src/protocol/proxies';
import { closeRecording, openRecording, type RecordingStatus } from '../../src/protocol/recordings';
import { openTap } from '../../src/protocol/taps';
import { listTopics } from '../../src/protocol/topics';
import { EngineClient, refusal } from '../support/engineClient';
import { folderFor } from '../support/exportedForms';
import { anyPort, pair } from '../support/pairing';
import { Peer } from '../support/peer';

const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i);

describe('recordings that are opened', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;
  let opened = 0;

  const viewOf = async (capture?: string, filter = '') => {
    const { view } = await connection.sendRequest(openView, { capture, filter });
    await engine.waitFor(
      'the view',
      async () => (await connection.sendRequest(viewRows, { capture, view, from: 0, count: 0 })).status.unscanned === 0,
    );
    return view;
  };
  const rowsOf = async (capture?: string, filter = ''): Promise<Row[]> => {
    const view = await viewOf(capture, filter);
    return (await connection.sendRequest(viewRows, { capture, view, from: 0, count: 500 })).rows;
  };
  const exported = async (file: string, capture?: string) => {
    const view = await viewOf(capture);
    await connection.sendRequest(exportRecords, { capture, view, form: 'jsonl', file });
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    return lines.map((line) => {
      const { number: _its, ...rest } = JSON.parse(line) as Record<string, unknown>;
      return rest;
    });
  };
  const open = async (file: string) => connection.sendRequest(openRecording, { capture: `file-${++opened}`, file });
  const close = ({ capture }: RecordingStatus) => connection.sendRequest(closeRecording, { capture });
  const fileWith = async (t: Parameters<typeof folderFor>[0], text: string | Uint8Array) => {
    const file = path.join(await folderFor(t), 'some.jsonl');
    await writeFile(file, text);
    return file;
  };
  const line = (more: object = {}) =>
    JSON.stringify({
      number: 7,
      time: '2026-12-01T02:03:04.000567Z',
      direction: 'in',
      socket: 'feed',
      type: 'sub',
      frames: ['a.b', 'text'],
      size: 7,
      ...more,
    });

  test('have all that was exported: sockets, taps, proxies, peers, events, pairs, marks', async (t) => {
    const { peer: publisher, socket: sub } = await pair(
      t,
      engine,
      { type: 'sub', name: 'feed', subscribe: [new Uint8Array()] },
      'XPUB',
      'engine',
    );
    await publisher.received();
    publisher.send(['weather.oslo', '{"temp": 20.5, "note": "grüße 😀"}']);
    publisher.send([everyByte, everyByte, '']);
    publisher.send(['']);
    await engine.waitForMessages(sub.id, 3);

    // REQ and ROUTER through a tap, DEALERs with ids on a ROUTER of ours.
    const target = await Peer.zmq(t, 'ROUTER', ['--bind', anyPort]);
    const tap = await connection.sendRequest(openTap, { listen: anyPort, target: target.endpoint, name: 'wire' });
    const asking = await Peer.zmq(t, 'REQ', ['--connect', tap.listen]);
    asking.send(['what?']);
    const [id = '', , question] = await target.received();
    assert.equal(question, 'what?');
    target.send([Buffer.from(id, 'latin1'), '', 'that']);
    await asking.received();
    const { peer: dealer, socket: router } = await pair(t, engine, { type: 'router', name: 'broker' }, 'DEALER', 'engine');
    dealer.send(['', 'work']);
    await engine.waitForMessages(router.id, 1);

    const proxy = await connection.sendRequest(startProxy, {
      name: 'middle',
      frontend: { type: 'pull', bind: [anyPort] },
      backend: { type: 'push', bind: [anyPort] },
    });
    const worker = await Peer.zmq(t, 'PULL', ['--connect', proxy.backend.endpoints[0]?.resolved ?? '']);
    const giver = await Peer.zmq(t, 'PUSH', ['--connect', proxy.frontend.endpoints[0]?.resolved ?? '']);
    giver.send(['passed', 'on']);
    await worker.received();

    const live = await viewOf(undefined, 'not dir:event');
    await connection.sendRequest(markRecords, { view: live, stretches: [[0, 1]], marked: true, note: 'the "first"\n=1' });
    await connection.sendRequest(markRecords, { view: live, stretches: [[1, 2]], marked: true });
    await engine.waitFor('the tap has all', async () => (await rowsOf(undefined, 'socket:wire not dir:event')).length === 2);

    const folder = await folderFor(t);
    const first = await exported(path.join(folder, 'first.jsonl'));
    const status = await open(path.join(folder, 'first.jsonl'));
    assert.deepEqual([status.records, status.unread, status.isWhole, status.read], [first.length, 0, true, status.size]);
    const { capture } = status;
    assert.deepEqual(await exported(path.join(folder, 'again.jsonl'), capture), first);

    const shape = (rows: Row[]) => {
      const places = new Map(rows.map(({ number }, at) => [number, at]));
      return rows.map(({ socketName, socketType, topic, peer, preview, exchange, marked, fields }) => ({
        ...{ socketName, socketType, topic, peer, preview, marked, fields },
        ...(exchange ? { role: exchange.role, other: places.get(exchange.other ?? 0) } : {}),
      }));
    };
    assert.deepEqual(shape(await rowsOf(capture)), shape((await rowsOf()).slice(0, first.length)));
    assert.ok((await rowsOf(capture)).some(({ exchange }) => exchange?.role === 'reply'));
    assert.deepEqual(
      (await rowsOf(capture, 'socket:feed json:.temp>20')).map(({ topic }) => topic),
      ['weather.oslo'],
    );
    await engine.waitFor('its topics', async () => (await connection.sendRequest(listTopics, { capture, from: 0, count: 10 })).total > 0);
    await refusal(connection.sendRequest(clearLog, { capture }), 'readOnlyCapture');
    assert.equal(engine.lastChange?.captures?.find((each) => each.capture === capture)?.log.recording?.file, status.file);
    await close(status);
    await refusal(connection.sendRequest(openView, { capture }), 'noSuchCapture');
    await refusal(close(status), 'noSuchCapture');
  });

  test('lines that are no records are counted, and the first of them is told', async (t) => {
    const bad: [string, RegExp][] = [
      ['{"cut off', /not JSON/],
      ['[1]', /no JSON object/],
      ['null', /no JSON object/],
      [line({ direction: 'sideways' }), /"direction"/],
      [line({ time: 'yesterday' }), /"time"/],
      [line({ time: 5 }), /"time"/],
      [line({ time: '2026-13-99T02:03:04Z' }), /"time"/],
      [line({ socket: null }), /"socket"/],
      [line({ type: 'constructor' }), /"type"/],
      [line({ peer: {} }), /"peer"/],
      [line({ frames: 'text' }), /"frames"/],
      [line({ frames: [null] }), /"frames"/],
      [line({ frames: [{ $base64: '!' }] }), /Base64/],
      [line({ cut: { of: -1 } }), /"cut"/],
      [line({ cut: { of: 2 }, size: 1 }), /"size"/],
      [line({ direction: 'event', event: 'constructor', text: 'x' }), /"event"/],
      [line({ direction: 'event', event: 'opened' }), /"text"/],
    ];
    for (const [wrong, reason] of bad) {
      const status = await open(await fileWith(t, `\ufeff${line()}\r\n\n${wrong}\n${line()}`));
      assert.deepEqual([status.records, status.unread, status.firstUnread?.line], [2, 1, 3], wrong);
      assert.match(status.firstUnread?.reason ?? '', reason);
      const [row] = await rowsOf(status.capture);
      assert.deepEqual([row?.topic, row?.preview, row?.time], ['a.b', 'text', Date.parse('2026-12-01T02:03:04Z') + 0.567]);
      await close(status);
    }
  });

  test('hostile lines do no harm', async (t) => {
    const lines = [
      line({ frames: [] }),
      line({ frames: Array.from({ length: 5000 }, () => '') }),
      line({ socket: 'x'.repeat(100_000), peer: 'y'.repeat(100_000), type: undefined }),
      line({ socket: '__proto__', peer: '#1 ROUTER → ', type: 'router' }),
      line({ peer: '#999999999 DEALER a → b → c', direction: 'out' }),
      line({ marked: 'z'.repeat(100_000) }),
      line({ marked: { a: 1 } }),
      line({ cut: { bytes: 7, frames: 2, of: 3 }, size: 4_000_000_000 }),
      line({ direction: 'event', event: 'warning', text: 'said by hand', endpoint: '<b>', facts: null }),
      line({ direction: 'event', event: 'warning', text: 'of another engine', facts: { code: '__proto__' } }),
      line({ direction: 'event', event: 'opened', text: 'x', facts: { code: 'handshake failed', fault: 5, type: 'nope', peer: [{}] } }),
      line({ direction: 'event', event: 'opened', text: 'x', facts: { code: 'side refused', side: 'constructor' } }),
      line({ frames: ['\ud800'], decoded: [{ decoder: 'json', value: { a: 1 } }] }),
    ];
    const status = await open(await fileWith(t, lines.join('\n')));
    assert.deepEqual([status.records, status.unread], [lines.length, 0]);
    const rows = await rowsOf(status.capture);
    assert.equal(rows.length, lines.length);
    for (const { number } of rows) await connection.sendRequest(recordDetails, { capture: status.capture, number });
    assert.equal(rows[8]?.preview, 'said by hand');
    assert.equal(rows[7]?.size, 4_000_000_000);
    assert.equal(rows[5]?.marked?.length, 2000);
    await close(status);
  });

  test('thousands of peers are told apart, and more are one', async (t) => {
    const many = Array.from({ length: 25_000 }, (_, i) => line({ peer: `10.0.0.1:${i}` }));
    const status = await open(await fileWith(t, many.join('\n')));
    const [first] = await rowsOf(status.capture, 'peer:"10.0.0.1:5"');
    assert.equal(first?.socketName, 'feed');
    const [last] = await rowsOf(status.capture, 'peer:"10.0.0.1:19999"');
    assert.equal(last?.topic, 'a.b');
    assert.deepEqual(await rowsOf(status.capture, 'peer:"10.0.0.1:20000"'), []);
    const { view } = await connection.sendRequest(openView, { capture: status.capture, filter: 'socket:feed topic:a.b' });
    await engine.waitFor(
      'all of them, as messages of their socket',
      async () => (await connection.sendRequest(viewRows, { capture: status.capture, view, from: 0, count: 0 })).status.end === 25_000,
    );
    await close(status);
  });

  test('files that are none are refused with the reason', async (t) => {
    const folder = await folderFor(t);
    const at = (name: string) => path.join(folder, name);
    await mkdir(at('folder'));
    await writeFile(at('closed'), line());
    await chmod(at('closed'), 0);
    await writeFile(at('binary'), everyByte);
    await writeFile(at('foreign'), '{"a": 1}\n'.repeat(100_000));
    await writeFile(at('few'), '{"a": 1}\n{"a": 2}');
    await writeFile(at('empty'), '');
    for (const [name, reason] of [
      ['absent', /no such file/],
      ['folder', /a folder/],
      ...(process.getuid?.() === 0 ? [] : [['closed', /no right/] as const]),
      ['binary', /Line 1: It is not JSON/],
      ['foreign', /Line 1: It has no "direction"/],
      ['few', /Line 1: It has no "direction"/],
    ] as const)
      assert.match((await refusal(open(at(name)), 'recordingUnreadable')).message, reason);
    assert.match((await refusal(open('/dev/zero'), 'recordingUnreadable')).message, /no file/);
    const empty = await open(at('empty'));
    assert.deepEqual([empty.records, empty.isWhole], [0, true]);
    await close(empty);
    await refusal(connection.sendRequest(openRecording, { capture: 'live', file: at('few') }), 'invalidParams');
  });

  test('they take as much room as the log may, together, and say what was left', async (t) => {
    await connection.sendRequest(configure, { capture: { maxMegabytes: 16, maxMessages: 10_000 } });
    const file = await fileWith(t, `${line()}\n`.repeat(8000));
    const first = await open(file);
    assert.deepEqual([first.records, first.isWhole], [8000, true]);
    const second = await open(file);
    assert.deepEqual([second.records, second.isWhole], [2000, false]);
    assert.ok(second.read < second.size);
    await close(first);
    const large = await open(await fileWith(t, `${line({ frames: ['x'.repeat(1_000_000)], size: 1_000_000 })}\n`.repeat(30)));
    assert.equal(large.isWhole, false);
    assert.ok(large.records >= 8 && large.records <= 16, `${large.records}`);
    await close(large);
    await close(second);
    await connection.sendRequest(configure, { capture: { maxMegabytes: 512, maxMessages: 2_000_000 } });
    const all = [];
    for (let i = 0; i < 8; i++) all.push(await open(file));
    await refusal(open(file), 'limitReached');
    for (const each of all) await close(each);
  });

  test('reading tells of its progress, lets others in, and can be cancelled', async (t) => {
    const file = await fileWith(t, `${line()}\n`.repeat(300_000));
    const source = new CancellationTokenSource();
    const reading = connection.sendRequest(openRecording, { capture: 'stopped', file }, source.token);
    await engine.waitFor('progress', () => (engine.lastChange?.recordings?.[0]?.records ?? 0) > 0);
    await connection.sendRequest(ping, {});
    source.cancel();
    await reading.catch(() => undefined);
    await refusal(connection.sendRequest(openView, { capture: 'stopped' }), 'noSuchCapture');
    await engine.waitFor('no more', () => engine.lastChange?.recordings === undefined);
    const status = await open(file);
    assert.equal(status.records, 300_000);
    const found = await rowsOf(status.capture, 'topic:a.b');
    assert.equal(found[0]?.preview, 'text');
    await close(status);
  });
});
