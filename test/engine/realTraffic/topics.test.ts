import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { configure } from '../../../src/protocol/engine';
import { recordDetails } from '../../../src/protocol/log';
import { openSeries } from '../../../src/protocol/plot';
import { listTopics, resetTopics } from '../../../src/protocol/topics';
import { bytesOf, EngineClient } from '../../support/engineClient';
import { decoded } from '../../support/formats';
import { anyPort } from '../../support/pairing';
import { Peer } from '../../support/peer';
import { until } from '../../support/processes';
import { suiteScope } from '../../support/suiteScope';

describe('K02: a JSON header before raw values is no topic', () => {
  const scope = suiteScope();
  const engine = EngineClient.start(scope);
  const { connection } = engine;
  let socket = '';
  const raw = Uint8Array.of(0, 1, 2, 0xff);

  before(async () => {
    const published = await Peer.zmq(scope, 'xpub', ['--bind', anyPort]);
    socket = (await engine.open({ type: 'sub', name: 'detector', connect: [published.endpoint], subscribe: [bytesOf('')] })).id;
    await published.received();
    for (let n = 0; n < 5; n++) published.send([`{"htype": "image", "frame": ${n}}`, raw]);
    published.send(['[1, "a"]', 'text']);
    published.send(['{room}', 'text']);
    await engine.waitForMessages(socket, 7);
  });

  test('the rows have it in the preview, decoded or not', async () => {
    const rows = await engine.messages(socket);
    assert.deepEqual(
      rows.map(({ topic }) => topic),
      ['', '', '', '', '', '', '{room}'],
    );
    assert.match(rows[3]?.preview ?? '', /^\{"htype": ?"image", ?"frame": ?3\} │ 0x000102ff/);
    assert.match(rows[5]?.preview ?? '', /^\[1, ?"a"\] │ text$/);
    assert.equal(rows[6]?.preview, 'text');
  });

  test('filters ask it for values, and not for a topic', async () => {
    assert.deepEqual(
      (await engine.rows({ filter: 'json:.frame=3 dir:in' })).map(({ number }) => number),
      (await engine.messages(socket)).slice(3, 4).map(({ number }) => number),
    );
    for (const filter of ['topic:{', 'topic:*image*', 'topic~image', 'topic:/htype/', 'topic:[1'])
      assert.deepEqual(
        (await engine.rows({ filter: `(${filter}) dir:in` })).map(({ topic }) => topic),
        filter === 'topic:{' ? ['{room}'] : [],
        filter,
      );
  });

  test('details, rules, plots and the topics agree', async () => {
    const [first] = await engine.messages(socket);
    assert.ok(first);
    const { frames } = await connection.sendRequest(recordDetails, { number: first.number, fromFrame: 0 });
    assert.deepEqual(
      frames.map(({ role }) => role),
      ['header', 'body'],
    );
    await connection.sendRequest(configure, {
      decoders: [
        { topic: '{', decoder: 'text' },
        { socket: 'detector', decoder: 'numbers' },
      ],
    });
    const reads = await decoded(engine, first.number);
    assert.deepEqual(
      reads.map(({ decoder, chosenBy }) => [decoder, chosenBy]),
      [
        ['json', 'content'],
        ['numbers', 'rule'],
      ],
    );
    await connection.sendRequest(configure, { decoders: [] });
    const plotted = await connection.sendRequest(openSeries, { path: '.frame', frame: 0 });
    const byTopic = await connection.sendRequest(openSeries, {
      path: '.frame',
      frame: 0,
      topic: bytesOf('{"htype": "image", "frame": 1}'),
    });
    await until('the values', () =>
      Boolean(
        engine.lastChange?.series.some(({ series, count }) => series === plotted.series && count === 5) &&
        engine.lastChange.series.some(({ series, unscanned }) => series === byTopic.series && unscanned === 0),
      ),
    );
    assert.equal(engine.lastChange?.series.find(({ series }) => series === byTopic.series)?.count, 0);
    const { nodes } = await connection.sendRequest(listTopics, { from: 0, count: 10 });
    assert.deepEqual(
      nodes.map(({ label }) => label),
      ['{room}'],
    );
  });
});

test('a first frame that is another one each time fills no list of topics', async (t) => {
  const engine = EngineClient.start(t);
  const published = await Peer.zmq(t, 'xpub', ['--bind', anyPort]);
  const { id } = await engine.open({ type: 'sub', name: 'frames', connect: [published.endpoint], subscribe: [bytesOf('')] });
  await published.received();
  const list = () => engine.connection.sendRequest(listTopics, { from: 0, count: 500 });
  published.send(['status', 'ok']);
  await engine.waitForMessages(id, 1);
  await engine.connection.sendRequest(resetTopics, {});
  for (let n = 0; n < 300; n++) published.send([`${1_764_432_245 + n / 8}`, `value ${n}`]);
  await engine.waitForMessages(id, 301);
  await until('no topics', async () => {
    const { nodes, changing, uncounted } = await list();
    return uncounted === 0 && nodes.length === 0 && changing?.[0]?.messages === 300;
  });
  const [{ socket, socketName, last } = assert.fail()] = (await list()).changing ?? [];
  assert.deepEqual([socket, socketName, last.preview], [id, 'frames', 'value 299']);
  for (let n = 0; n < 20; n++) published.send([`${1_764_432_245 + n / 8}`, 'again']);
  await until('topics', async () => {
    const { total, changing, uncounted } = await list();
    return uncounted === 0 && total > 0 && changing === undefined;
  });
  const { nodes } = await list();
  assert.equal(
    nodes.reduce((sum, { messages }) => sum + messages, 0),
    320,
  );
});

test('where a rule says what ends a topic, rows, filters, plots, rules and the topics go by it', async (t) => {
  const engine = EngineClient.start(t);
  const { connection } = engine;
  const separator = { topic: 'met', after: ';', socket: 'meters' };
  await connection.sendRequest(configure, { decoders: [{ ...separator, topic: 'meter.2', decoder: 'hex' }, separator] });
  const published = await Peer.zmq(t, 'xpub', ['--bind', anyPort]);
  const { id } = await engine.open({ type: 'sub', name: 'meters', connect: [published.endpoint], subscribe: [bytesOf('')] });
  const other = await engine.open({ type: 'sub', name: 'others', connect: [published.endpoint], subscribe: [bytesOf(''), bytesOf('no')] });
  await published.received();
  await published.received();
  for (const text of ['meter.1;21.5;x', 'meter.2;22.5', 'meter.1;23.5;x', 'other;1', 'meter.1']) published.send([text]);
  await engine.waitForMessages(other.id, 5);
  const rows = await engine.waitForMessages(id, 5);
  assert.deepEqual(
    rows.map(({ topic, preview }) => [topic, preview]),
    [
      ['meter.1', '21.5;x'],
      ['meter.2', '0x32322e35'],
      ['meter.1', '23.5;x'],
      ['', 'other;1'],
      ['', 'meter.1'],
    ],
  );
  assert.deepEqual([...new Set((await engine.messages(other.id)).map(({ topic }) => topic))], [''], 'of other sockets it says nothing');
  const numbers = async (filter: string) => (await engine.rows({ filter })).map(({ number }) => number);
  const first = rows.map(({ number }) => number);
  assert.deepEqual(await numbers('topic:=meter.1 dir:in'), [first[0], first[2]]);
  assert.deepEqual(await numbers('topic:/\\.2$/ dir:in'), [first[1]]);
  assert.deepEqual(await numbers('json:#1>22 topic:meter. dir:in'), [first[2]]);
  const { topicLength } = await connection.sendRequest(recordDetails, { number: first[0] ?? 0 });
  assert.equal(topicLength, 7);
  const { series } = await connection.sendRequest(openSeries, { path: '#1', frame: 0, topic: bytesOf('meter.1') });
  await until('the values', () => engine.lastChange?.series.some((status) => status.series === series && status.count === 2) === true);
  const { nodes } = await connection.sendRequest(listTopics, { from: 0, count: 10 });
  assert.deepEqual(
    nodes.map(({ label }) => label),
    ['meter.'],
  );
  await connection.sendRequest(configure, { decoders: [] });
  assert.deepEqual([...new Set((await engine.messages(id)).map(({ topic }) => topic))], ['']);
});
