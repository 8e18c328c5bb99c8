import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { hello, ping } from '../../src/protocol/engine';
import { errorCodes } from '../../src/protocol/errors';
import { recordBytes, recordDetails } from '../../src/protocol/log';
import { EngineClient, latin, refusal } from '../support/engineClient';
import { anyPort, pair } from '../support/pairing';
import { Peer } from '../support/peer';
import { until } from '../support/processes';
import { within } from '../support/within';

const mebibyte = 1024 * 1024;

describe('hostile and unusual messages', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;

  test('a message of 60 MB is kept, shown by its size and previewed', async (t) => {
    const { socket } = await pair(t, engine, { type: 'pull' }, 'push', 'engine');
    const flood = Peer.c(t, 'flood.c', [
      'push',
      'connect',
      socket.endpoints[0]?.resolved ?? '',
      '--size',
      String(60 * mebibyte),
      '--count',
      '1',
    ]);
    const [row] = await engine.waitForMessages(socket.id, 1);
    assert.ok(row);
    assert.equal(row.size, 60 * mebibyte);
    assert.ok(row.preview.length <= 300, `${row.preview.length} characters`);
    const details = await connection.sendRequest(recordDetails, { number: row.number });
    assert.equal(details.frames[0]?.size, 60 * mebibyte);
    assert.ok((details.frames[0]?.bytes.length ?? 0) <= 65_536);
    const end = await connection.sendRequest(recordBytes, { number: row.number, frame: 0, from: 60 * mebibyte - 26, to: 60 * mebibyte });
    assert.equal(latin(end).length, 26);
    assert.match(latin(end), /^[a-z]+$/);
    assert.deepEqual(await flood.exit(), { code: 0, signal: null });
    await engine.close(socket.id);
  });

  test('a message above maxMessageSize ends its connection, whose record names the limit; the engine lives', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'pull', options: { maxMessageSize: 1000 } }, 'push', 'engine');
    peer.send([new Uint8Array(1000)]);
    await engine.waitForMessages(socket.id, 1);
    peer.send([new Uint8Array(1001)]);
    const row = await engine.waitForEvent('the disconnect', socket.id, ({ event }) => event === 'disconnected');
    assert.match(row.preview, /maxMessageSize/);
    assert.match(row.preview, /1000/);
    await engine.waitForPeers(socket.id);
    peer.send(['small']);
    const rows = await engine.waitForMessages(socket.id, 2);
    assert.deepEqual(
      rows.map(({ size }) => size),
      [1000, 5],
    );
    await engine.close(socket.id);
  });

  test('bytes that are no UTF-8, empty messages, empty frames and 1,000 frames are kept exactly', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'pull' }, 'push', 'engine');
    const messages = [
      [Uint8Array.of(0xff, 0xfe, 0x00, 0xc3, 0x28, 0xed, 0xa0, 0x80)],
      [''],
      ['', '', ''],
      Array.from({ length: 1000 }, (_, i) => `frame ${i}`),
      ['\u0000\u001b[31mred\u202e\r\n\u2028'],
    ];
    for (const frames of messages) peer.send(frames);
    const rows = await engine.waitForMessages(socket.id, messages.length);
    assert.deepEqual(
      rows.map(({ frames }) => frames),
      [1, 1, 3, 1000, 1],
    );
    for (const [i, frames] of messages.entries()) {
      const expected = frames.map((frame) => latin(typeof frame === 'string' ? Buffer.from(frame) : frame));
      assert.deepEqual((await engine.frames(rows[i]?.number ?? 0)).map(latin), expected);
    }
    for (const { preview } of rows) {
      assert.ok(preview.length <= 300);
      // eslint-disable-next-line no-control-regex
      assert.doesNotMatch(preview, /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
    }
    const page = await connection.sendRequest(recordDetails, { number: rows[3]?.number ?? 0, fromFrame: 990 });
    assert.deepEqual(
      page.frames.map(({ bytes }) => latin(bytes)),
      Array.from({ length: 10 }, (_, i) => `frame ${990 + i}`),
    );
    await engine.close(socket.id);
  });

  test('markup in payload, topic and socket name stays the text it is', async (t) => {
    const markup = '<img src=x onerror="alert(1)">';
    const { socket } = await pair(t, engine, { type: 'xpub', name: markup }, 'sub', 'engine', { peer: ['--subscribe', markup] });
    assert.equal(socket.name, markup);
    await engine.waitForSocket('the subscription', socket.id, (info) => info.peerSubscriptions?.length === 1);
    await engine.sendNow(socket.id, [markup, markup]);
    const [row] = await engine.messages(socket.id, 'out');
    assert.equal(row?.socketName, markup);
    assert.equal(row?.topic, markup);
    assert.equal(row?.preview, markup);
    await engine.close(socket.id);
  });

  test('garbage at a bound port is an event, not the end', async (t) => {
    const { id, endpoints } = await engine.open({ type: 'rep', bind: [anyPort] });
    const resolved = endpoints[0]?.resolved ?? '';
    for (const garbage of [
      'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
      Uint8Array.from({ length: 64 }, () => 0xff),
      Uint8Array.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0, ...new Uint8Array(52).fill(0x41), 2, ...new Uint8Array(8).fill(0xff)]),
    ]) {
      const tcp = await Peer.zmq(t, 'tcp', ['--connect', resolved]);
      tcp.send([garbage]);
      await tcp.does({ do: 'pause' });
      await tcp.stop();
    }
    const req = await Peer.zmq(t, 'req', ['--connect', resolved]);
    req.send(['after the garbage']);
    assert.deepEqual(await engine.received(id), ['after the garbage']);
    await engine.close(id);
  });
});

describe('bad requests', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;

  test('an unknown method is an error answer', async () => {
    const { message } = await refusal(connection.sendRequest('engine/format', {}), 'methodNotFound');
    assert.match(message, /engine\/format/);
  });

  const wrong: [string, unknown][] = [
    ['socket/open', {}],
    ['socket/open', null],
    ['socket/open', []],
    ['socket/open', 'sub'],
    ['socket/open', { type: 'SUBSCRIBER' }],
    ['socket/open', { type: '__proto__' }],
    ['socket/open', { type: 'sub', bind: 'tcp://127.0.0.1:*' }],
    ['socket/open', { type: 'sub', bind: [5555] }],
    ['socket/open', { type: 'sub', subscribe: ['text'] }],
    ['socket/open', { type: 'sub', name: '' }],
    ['socket/open', { type: 'sub', id: '../../etc' }],
    ['socket/open', { type: 'sub', options: [] }],
    ['socket/open', { type: 'sub', surprise: true }],
    ['socket/close', {}],
    ['socket/rename', { socket: 's1', name: ' ' }],
    ['socket/close', { socket: 5 }],
    ['socket/addEndpoint', { socket: 's1', role: 'both', endpoint: 'tcp://127.0.0.1:*' }],
    ['socket/subscribe', { socket: 's1', topic: 'text' }],
    ['socket/send', { socket: 's1', frames: [] }],
    ['socket/send', { socket: 's1', frames: ['text'] }],
    ['socket/send', { socket: 's1', frames: [{ $base64: '*' }] }],
    ['view/open', { filter: 5 }],
    ['view/rows', { view: 1, from: -501, count: 5 }],
    ['view/rows', { view: 1, from: 0, count: 501 }],
    ['view/rows', { view: 1, from: 0.5, count: 1 }],
    ['record/details', { number: 'x' }],
    ['record/bytes', { number: 1, frame: 0, from: 0 }],
    ['engine/configure', { capture: { maxMegabytes: 0, maxMessages: 1000 } }],
    ['engine/configure', { capture: { maxMegabytes: 512 } }],
    ['engine/configure', { decoders: { decoder: 'json' } }],
    ['engine/configure', { topics: { separators: './' } }],
    ['engine/configure', { language: { tag: 'no such language', texts: {} } }],
    ['engine/configure', { language: { tag: 'de' } }],
    ['engine/configure', { language: { tag: 'de', texts: { Closed: 1 } } }],
    ['view/marks', { view: 1, texts: 'text' }],
    ['record/decode', { number: 1, decoders: { first: 'json' } }],
    ['record/decode', { number: 1, count: 101 }],
    ['record/content', { number: 1, frame: 0, depth: 17, from: 0, to: 1 }],
    ['record/text', { number: 1, frame: -1 }],
    ['decoders/readSchema', { protoFile: '' }],
    ['topics/list', { from: 0 }],
    ['topics/list', { from: 0, count: 10, sort: 'size' }],
    ['topics/find', { prefix: 'a', count: 51 }],
    ['plot/open', { frame: 100, path: '.a' }],
    ['plot/open', { frame: 0, path: '.a', direction: 'event' }],
    ['plot/points', { series: 1, pixels: 10, from: 'now' }],
    ['composer/send', { socket: 's1', frames: [] }],
    ['composer/send', { socket: 's1', frames: [{ format: 'xml', text: '' }] }],
    ['composer/repeat', { socket: 's1', frames: [{ format: 'text', text: '' }], every: 1 }],
    ['composer/draft', {}],
  ];
  for (const [method, params] of wrong) {
    test(`${method} refuses ${JSON.stringify(params)}`, async () => {
      const { hint } = await refusal(connection.sendRequest(method, params), 'invalidParams');
      assert.ok(hint);
      await connection.sendRequest(ping, {});
    });
  }

  test('options that a type does not have, and values out of range, are refused by name', async () => {
    const options = [{ mandatory: true }, { linger: -2 }, { receiveHighWaterMark: 1.5 }, { conflate: 'yes' }, { nonsense: 1 }];
    for (const option of options) {
      const { message } = await refusal(
        connection.sendRequest('socket/open', { type: 'sub', bind: [anyPort], options: option }),
        'invalidOption',
      );
      assert.ok(message.includes(Object.keys(option)[0] ?? ''), message);
    }
    assert.deepEqual(await engine.sockets(), []);
  });

  test('what is not there is named as such', async () => {
    await refusal(engine.close('s999'), 'noSuchSocket');
    await refusal(engine.send('s999', ['x']), 'noSuchSocket');
    await refusal(connection.sendRequest('view/rows', { view: 999, from: 0, count: 1 }), 'noSuchView');
    await refusal(connection.sendRequest('view/close', { view: 999 }), 'noSuchView');
    await refusal(connection.sendRequest('record/details', { number: 999_999 }), 'noSuchRecord');
    await refusal(connection.sendRequest('record/bytes', { number: 999_999, frame: 0, from: 0, to: 1 }), 'noSuchRecord');
  });

  test('a body that does not parse is logged, and the next request is answered', async () => {
    for (const body of ['{"jsonrpc":"2.0","id":1,"method":', 'nonsense', '[]', '5', 'null', '{"jsonrpc":"2.0"}']) {
      engine.child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      assert.equal((await connection.sendRequest(hello, {})).protocol, 1);
    }
    assert.notEqual(engine.stderr, '');
  });

  test('a method without params takes none, an empty list or an empty object', async () => {
    for (const params of ['', ',"params":{}', ',"params":[]']) {
      for (const method of ['engine/ping', 'socket/list', 'log/clear']) {
        const answer = await raw(engine, `{"jsonrpc":"2.0","id":"ID","method":"${method}"${params}}`);
        assert.ok('result' in answer, JSON.stringify(answer));
      }
    }
  });

  test('a request that is none is logged', async () => {
    for (const body of ['{"jsonrpc":"2.0","id":7}', '{"jsonrpc":"2.0","id":8,"method":5}', 'null', '"a"']) {
      const before = engine.stderr.length;
      engine.child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      await connection.sendRequest(ping, {});
      await until(`a line about ${body}`, () => engine.stderr.length > before);
    }
  });

  test('refusals are sentences', async () => {
    for (const [params, sentence] of [
      [{ type: 'sub', surprise: true }, '"surprise" is not known here.'],
      [{}, '"type" is missing.'],
      [{ type: 'sub', bind: 'tcp://*:*' }, '"bind" must be Array, and is "tcp://*:*".'],
      [{ type: 'sub', id: '../etc' }, '"id" must be 1 to 40 letters, digits, "_" or "-".'],
    ] as const) {
      const { message } = await refusal(connection.sendRequest('socket/open', params), 'invalidParams');
      assert.equal(message, sentence);
    }
  });

  test('answers carry codes that stand for their names', () => {
    assert.equal(new Set(Object.values(errorCodes)).size, Object.keys(errorCodes).length);
  });
});

let rawRequests = 0;

/** The answer to a request that is written as it stands, but for `ID`. */
async function raw(engine: EngineClient, request: string): Promise<Record<string, unknown>> {
  const id = `raw-${++rawRequests}`;
  const body = request.replace('ID', id);
  const answer = new Promise<Record<string, unknown>>((resolve) => {
    let text = '';
    const look = (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const found = text.split(/Content-Length: \d+\r\n\r\n/).find((message) => message.includes(`"${id}"`) && message.endsWith('}'));
      if (!found) return;
      engine.child.stdout.off('data', look);
      resolve(JSON.parse(found));
    };
    engine.child.stdout.on('data', look);
  });
  engine.child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  return within(10_000, `an answer to ${body}`, answer);
}

describe('garbage instead of frames', () => {
  test('headers that make no sense do not hang the engine for ever: it logs or ends, and leaves no process', async (t) => {
    const engine = EngineClient.start(t);
    await engine.connection.sendRequest(ping, {});
    engine.child.stdin.write('this is no header\r\nnor this\r\n\r\n');
    engine.child.stdin.write('Content-Length: not a number\r\n\r\n');
    const exit = await engine.stop();
    assert.equal(exit.signal, null);
  });
});
