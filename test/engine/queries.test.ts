import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decodeRecord } from '../../src/protocol/decoding';
import { ping } from '../../src/protocol/engine';
import { closeView, openView, viewMarks, viewRows } from '../../src/protocol/log';
import type { Row, ViewStatus } from '../../src/protocol/log';
import type { SocketInfo } from '../../src/protocol/sockets';
import { bytesOf, EngineClient, refusal } from '../support/engineClient';
import type { FrameInput } from '../support/engineClient';
import { anyPort, pair } from '../support/pairing';
import { Peer } from '../support/peer';
import { suiteScope } from '../support/suiteScope';
import { within } from '../support/within';

const base = Date.now();
/** As `time:` takes it. */
const iso = (ms: number) => new Date(ms).toISOString();

describe('the query language on live traffic', () => {
  const scope = suiteScope();
  const engine = EngineClient.start(scope);
  const { connection } = engine;

  before(async () => {
    const published = await Peer.zmq(scope, 'xpub', ['--bind', anyPort]);
    const weather = await engine.open({ type: 'sub', name: 'Weather station', connect: [published.endpoint], subscribe: [bytesOf('')] });
    await published.received();
    for (const frames of [
      ['weather.oslo', '{"temp": 21.5, "name": "Oslo", "big": 9007199254740993, "list": [3, {"deep": true}]}'],
      ['weather.rome', '{"temp": 19, "name": "Rome", "big": 9007199254740992, "none": null}'],
      ['status', 'all quiet in OSLO'],
      ['status', Uint8Array.of(0, 0xff, 7)],
      // {"temp": 30, "name": "packed"} in MessagePack.
      ['packed', Uint8Array.from([0x82, 0xa4, ...bytesOf('temp'), 30, 0xa4, ...bytesOf('name'), 0xa6, ...bytesOf('packed')])],
    ] as FrameInput[][])
      published.send(frames);
    await engine.waitForMessages(weather.id, 5);

    const { id, endpoints } = await engine.open({ type: 'router', name: 'Jobs', bind: [anyPort] });
    const worker = await Peer.zmq(scope, 'dealer', ['--connect', endpoints[0]?.resolved ?? '', '--option', 'identity=worker-7']);
    worker.send(['', 'job (a)']);
    await engine.waitForMessages(id, 1);
    await engine.sendNow(id, ['', 'x'.repeat(2000)], { routingId: bytesOf('worker-7') });
  });

  /** What rows are told apart by: topic or event, and the beginning of the preview. */
  const found = async (filter: string) => (await engine.rows({ filter })).map(nameOf);
  const messages = ['weather.oslo', 'weather.rome', 'status all', 'status 00', 'packed', 'worker-7 in', 'worker-7 out'];
  function nameOf({ event, topic, peer, preview, direction }: Row): string {
    if (event) return event;
    if (topic === 'status') return preview.includes('quiet') ? 'status all' : 'status 00';
    return peer === 'worker-7' ? `worker-7 ${direction}` : topic;
  }

  const cases: [filter: string, finds: string[]][] = [
    ['quiet', ['status all']],
    ['OSLO dir:in', ['weather.oslo', 'status all']],
    ['"quiet in oslo"', ['status all']],
    ['"in quiet"', []],
    ['/^all\\s+QUIET/i', ['status all']],
    ['/quiet$/', []],
    ['socket:"Weather station" dir:in', messages.slice(0, 5)],
    ['socket:Weather* topic:status', ['status all', 'status 00']],
    ['type:router not dir:event', ['worker-7 in', 'worker-7 out']],
    ['dir:out', ['worker-7 out']],
    ['topic:weather.', ['weather.oslo', 'weather.rome']],
    ['topic:=weather.', []],
    ['topic:=weather.rome', ['weather.rome']],
    ['peer:WORKER', ['worker-7 in', 'worker-7 out']],
    ['peer:0x2d37 dir:in', ['worker-7 in']],
    ['size>1000', ['worker-7 out']],
    ['size:<=1k size>=16 dir:in topic:s', ['status all']],
    ['frames=3', ['worker-7 in', 'worker-7 out']],
    ['frames!=2 not dir:event', ['worker-7 in', 'worker-7 out']],
    ['hex:00ff', ['status 00']],
    [`time>${iso(base - 60_000)} dir:out`, ['worker-7 out']],
    [`time<${iso(base - 60_000)}`, []],
    [`time>=${iso(base - 60_000)} time<2999-01-01 hex:00ff07`, ['status 00']],
    ['json:.temp>20', ['weather.oslo', 'packed']],
    ['json:.temp<=19.0', ['weather.rome']],
    ['json:.big=9007199254740993', ['weather.oslo']],
    ['json:.name="Rome"', ['weather.rome']],
    ['json:.name~PACK', ['packed']],
    ['json:.list[1].deep=true', ['weather.oslo']],
    ['json:.none=null', ['weather.rome']],
    ['json:.list', ['weather.oslo']],
    ['json:.temp not json:.big', ['packed']],
    ['pair:request', ['worker-7 in']],
    ['pair:reply', ['worker-7 out']],
    ['pair:answered type:router', ['worker-7 in']],
    ['pair:unanswered', []],
    ['topic:weather. not oslo', ['weather.rome']],
    ['hex:00ff or quiet or frames=3 dir:out', ['status all', 'status 00', 'worker-7 out']],
    ['(hex:00ff or frames=3) dir:in', ['status 00', 'worker-7 in']],
    ['not (dir:event or type:sub)', ['worker-7 in', 'worker-7 out']],
    ['"(a)"', ['worker-7 in']],
  ];
  for (const [filter, finds] of cases) {
    test(`${filter.replace(/20\d\d-[\d-]*T[\d:.]*Z/g, '…')} finds ${finds.join(', ') || 'nothing'}`, async () =>
      assert.deepEqual(await found(filter), finds));
  }

  test('rows have what stands at the paths that are asked for', async () => {
    const view = await engine.viewOf({});
    const paths = ['.temp', '.name', '.big', '.list', '.list[1].deep', '.none', 'toString'];
    const { rows } = await connection.sendRequest(viewRows, { view, from: 0, count: 500, values: paths });
    assert.deepEqual(
      rows.filter(({ values }) => values && Object.keys(values).length > 0).map((row) => [nameOf(row), row.values]),
      [
        ['weather.oslo', { '.temp': '21.5', '.name': 'Oslo', '.big': '9007199254740993', '.list': '[…]', '.list[1].deep': 'true' }],
        ['weather.rome', { '.temp': '19', '.name': 'Rome', '.big': '9007199254740992', '.none': 'null' }],
        ['packed', { '.temp': '30', '.name': 'packed' }],
      ],
    );
    for (const values of [['.a['], ['.list[*]']])
      await refusal(connection.sendRequest(viewRows, { view, from: 0, count: 1, values }), 'invalidQuery');
    for (const values of [Array<string>(9).fill('.a'), ['x'.repeat(301)], 7])
      await assert.rejects(connection.sendRequest(viewRows, { view, from: 0, count: 1, values } as never), /values/);
    await connection.sendRequest(closeView, { view });
  });

  test('rows tell the first of some filters that takes them', async () => {
    const view = await engine.viewOf({ filter: 'not dir:event' });
    const rules = ['json:.temp>20', 'topic:status', '/JOB/i', 'size>1000', ''];
    const { rows } = await connection.sendRequest(viewRows, { view, from: 0, count: 500, rules });
    assert.deepEqual(
      rows.map((row) => [nameOf(row), row.rule]),
      [
        ['weather.oslo', 0],
        ['weather.rome', 4],
        ['status all', 1],
        ['status 00', 1],
        ['packed', 0],
        ['worker-7 in', 2],
        ['worker-7 out', 3],
      ],
    );
    const { rows: plain } = await connection.sendRequest(viewRows, { view, from: 0, count: 500, rules: ['nothing at all'] });
    assert.ok(plain.every(({ rule }) => rule === undefined));
    await refusal(connection.sendRequest(viewRows, { view, from: 0, count: 1, rules: ['size>'] }), 'invalidQuery');
    await refusal(connection.sendRequest(viewRows, { view, from: 0, count: 1, rules: Array<string>(21).fill('a') }), 'invalidParams');
    await connection.sendRequest(closeView, { view });
  });

  test('events by their kind', async () => {
    assert.deepEqual(new Set(await found('event:handshake')), new Set(['handshake']));
    assert.deepEqual(await found('event:handshake type:router'), ['handshake']);
    assert.deepEqual(await found('event:listening'), ['listening']);
  });

  const wrong: [filter: string, from: number, to: number][] = [
    ['size>many', 5, 9],
    ['ok /(/', 3, 6],
    ['(a', 0, 1],
    ['a)', 1, 2],
    ['"open', 0, 5],
    ['nonsense:x', 0, 10],
    ['type:subscriber', 5, 15],
    ['hex:0g', 4, 6],
    ['time>25:99', 5, 10],
    ['json:.a[>3', 7, 8],
    ['event:birthday', 6, 14],
    ['a or', 2, 4],
    ['not', 0, 3],
  ];
  test('a filter that cannot be read is refused with its place', async () => {
    for (const [filter, from, to] of wrong) {
      const { at } = await refusal(connection.sendRequest(openView, { filter }), 'invalidQuery');
      assert.ok(at && at.from >= 0 && at.to <= filter.length && at.from < at.to, filter);
      assert.ok(at.from <= from && at.to >= Math.min(to, at.to), `${filter}: ${at.from} to ${at.to}`);
    }
    await refusal(connection.sendRequest(openView, { filter: 'x'.repeat(10_001) }), 'invalidQuery');
    await refusal(connection.sendRequest(openView, { filter: '('.repeat(5000) }), 'invalidQuery');
    await refusal(connection.sendRequest(openView, { filter: 'not '.repeat(2400) }), 'invalidQuery');
  });

  test('what was found is marked in rows and in texts', async () => {
    const marked = async (filter: string, texts: string[]) => {
      const { view } = await connection.sendRequest(openView, { filter });
      await engine.waitFor(
        'all matches',
        async () => (await connection.sendRequest(viewRows, { view, from: 0, count: 0 })).status.unscanned === 0,
      );
      const { rows } = await connection.sendRequest(viewRows, { view, from: 0, count: 500 });
      const { marks } = await connection.sendRequest(viewMarks, { view, texts });
      await connection.sendRequest(closeView, { view });
      const cut = (text: string, places: [number, number][] = []) => places.map(([from, to]) => text.slice(from, to));
      return {
        rows: rows.map(({ preview, marks }) => cut(preview, marks)),
        topics: rows.map(({ topic, topicMarks }) => cut(topic, topicMarks)),
        texts: marks.map((places, i) => cut(texts[i] ?? '', places)),
      };
    };
    assert.deepEqual(await marked('oslo topic:status', ['Oslo, oslo; osl']), {
      rows: [['OSLO']],
      topics: [['status']],
      texts: [['Oslo', 'oslo']],
    });
    assert.deepEqual((await marked('oslo topic:st*us', [])).topics, [['st', 'us']]);
    assert.deepEqual((await marked('oslo topic:/T.+t/i', [])).topics, [['tat']]);
    assert.deepEqual(await marked('/q\\w+t/', ['quiet quit q', 'none']), {
      rows: [['quiet']],
      topics: [[]],
      texts: [['quiet', 'quit'], []],
    });
    assert.deepEqual((await marked('not quiet topic:status', ['quiet'])).texts, [[]]);
    const { view } = await connection.sendRequest(openView, { filter: 'a' });
    await refusal(connection.sendRequest(viewMarks, { view, texts: Array.from({ length: 101 }, () => 'a') }), 'invalidParams');
    assert.equal((await connection.sendRequest(viewMarks, { view, texts: ['a.'.repeat(5000)] })).marks[0]?.length, 1000);
    await connection.sendRequest(closeView, { view });
    await refusal(connection.sendRequest(viewMarks, { view, texts: [] }), 'noSuchView');
  });
});

describe('searching while messages come', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;

  async function pulling(): Promise<{ socket: SocketInfo; endpoint: string }> {
    const socket = await engine.open({ type: 'pull', bind: [anyPort] });
    return { socket, endpoint: socket.endpoints[0]?.resolved ?? '' };
  }
  const statusOf = async (view: number): Promise<ViewStatus> =>
    (await connection.sendRequest(viewRows, { view, from: 0, count: 0 })).status;

  test('each filter sees each record once as it arrives', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'pull' }, 'push', 'engine');
    const filters = ['"\\"n\\": 7"', '/"n": \\d*7\\b/', 'json:.n=7', 'json:.n>=990', 'size<10 dir:in'];
    const views = await Promise.all(filters.map((filter) => connection.sendRequest(openView, { filter, socket: socket.id })));
    for (let n = 0; n < 1000; n++) peer.send([`{"n": ${n}}`]);
    await engine.waitForMessages(socket.id, 1000);
    const counts = await Promise.all(
      views.map(async ({ view }) => {
        await engine.waitFor('all seen', async () => (await statusOf(view)).unscanned === 0);
        const { first, end } = await statusOf(view);
        await connection.sendRequest(closeView, { view });
        return end - first;
      }),
    );
    assert.deepEqual(counts, [111, 100, 1, 10, 100]);
    await engine.close(socket.id);
  });

  test('one message among 300,000 is found by its text, its bytes, a regex, and a value in it', async (t) => {
    const { socket, endpoint } = await pulling();
    const flood = Peer.c(t, 'flood.c', ['push', 'connect', endpoint, '--count', '300000', '--size', '60', '--wait']);
    await flood.next('ready');
    const { view } = await connection.sendRequest(openView, { filter: 'needle', socket: socket.id });
    flood.tell({});
    await engine.waitForSocket('half of it', socket.id, ({ counters }) => counters.received > 150_000);
    const peer = await Peer.zmq(t, 'push', ['--connect', endpoint]);
    peer.send(['{"what": "a needle", "n": 18446744073709551617}']);
    await flood.next('sent');
    await engine.waitForSocket('all', socket.id, ({ counters }) => counters.received === 300_001);
    const status = await engine.waitFor('the live view', async () => {
      const status = await statusOf(view);
      return status.unscanned === 0 && status;
    });
    assert.equal(status.end, 1);
    for (const filter of ['Needle', 'hex:6e6565646c65', '/a n[e]{2}dle/', 'NEEDLE json:.n=18446744073709551617']) {
      const rows = await engine.rows({ filter, socket: socket.id });
      assert.deepEqual([filter, rows.map(({ preview }) => preview)], [filter, ['{"what": "a needle", "n": 18446744073709551617}']]);
    }
    await connection.sendRequest(closeView, { view });
  });

  test('a new filter does not wait for the old one', async () => {
    const { view } = await connection.sendRequest(openView, { filter: 'json:.never.there>1' });
    assert.ok((await statusOf(view)).unscanned > 0);
    await connection.sendRequest(closeView, { view });
    const next = await connection.sendRequest(openView, { filter: 'json:.n=18446744073709551617 needle' });
    await engine.waitFor('the match', async () => (await statusOf(next.view)).end === 1);
    await connection.sendRequest(closeView, { view: next.view });
    assert.equal(engine.lastChange?.views.some((status) => status.view === view) ?? false, false);
  });

  test('a filter that takes for ever is gone with its view, and the next one is answered', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'pull' }, 'push', 'engine');
    for (let i = 0; i < 300; i++) peer.send([`${'a'.repeat(5000)}!`]);
    peer.send(['at last']);
    await engine.waitForMessages(socket.id, 301);
    const { view } = await connection.sendRequest(openView, { filter: '/^(a+)+$/', socket: socket.id });
    await connection.sendRequest(closeView, { view });
    const next = await connection.sendRequest(openView, { filter: '/^at last$/', socket: socket.id });
    await engine.waitFor('the match', async () => (await statusOf(next.view)).end === 1);
    await connection.sendRequest(closeView, { view: next.view });
    await engine.close(socket.id);
  });

  test('rows come soon where the regex explodes on each of them, and so do details', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'pull' }, 'push', 'engine');
    for (let i = 0; i < 100; i++) peer.send([`${'a'.repeat(200)}!`]);
    await engine.waitForMessages(socket.id, 100);
    const { view } = await connection.sendRequest(openView, { filter: 'aaa or /^(a+)+$/', socket: socket.id });
    await engine.waitFor('the matches', async () => (await statusOf(view)).end === 100);
    const { rows } = await within(15_000, 'rows', connection.sendRequest(viewRows, { view, from: 0, count: 100 }));
    assert.equal(rows.length, 100);
    const marks = connection.sendRequest(viewMarks, { view, texts: Array.from({ length: 100 }, () => `${'a'.repeat(200)}!`) });
    const details = connection.sendRequest(decodeRecord, { number: rows[0]?.number ?? 0 });
    assert.equal((await within(15_000, 'details', details)).frames[0]?.decoder, 'text');
    assert.equal((await within(15_000, 'marks', marks)).marks.length, 100);
    await connection.sendRequest(closeView, { view });
    await engine.close(socket.id);
  });

  test('a regex that explodes is given up with a sentence, and everything else goes on', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'pull' }, 'push', 'engine');
    const evil = `${'a'.repeat(5000)}!`;
    for (const text of [evil, 'harmless aaa']) peer.send([text]);
    await engine.waitForMessages(socket.id, 2);
    const filter = '/^(a+)+$|harmless/';
    const { view } = await connection.sendRequest(openView, { filter, socket: socket.id });
    const looks = async <T>(promise: Promise<T>) => {
      await connection.sendRequest(ping, {});
      return promise;
    };
    const one = await engine.waitFor(
      'the one that cannot be decided',
      async () => {
        const status = await looks(statusOf(view));
        return status.unscanned === 0 && status;
      },
      60_000,
    );
    assert.deepEqual([one.end, one.undecided, one.problem], [1, 1, undefined]);
    for (let i = 0; i < 300; i++) peer.send([evil]);
    const given = await engine.waitFor(
      'the end of the search',
      async () => {
        const status = await looks(statusOf(view));
        return status.problem !== undefined && status;
      },
      120_000,
    );
    assert.match(
      given.problem ?? '',
      /^The regex \/.*\/ took longer than 200 ms on 10 records; the search was stopped\. Write it without nested repetitions/s,
    );
    peer.send(['after it']);
    assert.equal((await engine.rows({ filter: '/after [it]+/', socket: socket.id })).length, 1);
    assert.deepEqual((await connection.sendRequest(viewMarks, { view, texts: ['harmless'] })).marks, [[[0, 8]]]);
    assert.deepEqual((await connection.sendRequest(viewMarks, { view, texts: [evil] })).marks, [[]]);
    await connection.sendRequest(closeView, { view });
    await engine.close(socket.id);
  });

  for (const [kind, filter] of [
    ['optional letters', `/${'a?'.repeat(60)}${'a'.repeat(60)}/`],
    ['more of them', `/^${'(?:a|b)?'.repeat(300)}${'a'.repeat(300)}$/`],
    ['counted ones', '/^(a?){80}a{80}$/'],
  ] as const)
    test(`a regex that V8 itself would be busy with for ever is given up, and the engine ends when it is asked to (${kind})`, async (t) => {
      const other = EngineClient.start(t);
      const { socket, peer } = await pair(t, other, { type: 'pull' }, 'push', 'engine');
      for (let i = 0; i < 3; i++) peer.send(['a'.repeat(20_000)]);
      await other.waitForMessages(socket.id, 3);
      const { view } = await other.connection.sendRequest(openView, { filter, socket: socket.id });
      await other.waitFor(
        'all looked at, or the end of the search',
        async () => {
          const { status } = await other.connection.sendRequest(viewRows, { view, from: 0, count: 0 });
          return status.unscanned === 0 || status.problem !== undefined;
        },
        60_000,
      );
      assert.equal((await other.stop()).signal, null, 'no thread has to be left behind');
    });
});
