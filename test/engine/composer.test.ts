import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { checkFrames, compose, draftOfRecord, sendAgain, startJob } from '../../src/protocol/composer';
import type { ComposedMessage, FrameCheck, FrameDraft } from '../../src/protocol/composer';
import { configure, ping } from '../../src/protocol/engine';
import { bytesOf, EngineClient, latin, refusal } from '../support/engineClient';
import { Formats, weatherProto } from '../support/formats';
import { anyPort, pair } from '../support/pairing';
import { Peer } from '../support/peer';
import { suiteScope } from '../support/suiteScope';

describe('the composer', () => {
  const scope = suiteScope();
  const engine = EngineClient.start(scope);
  const { connection } = engine;
  let folder: string;
  let schema: FrameDraft['schema'];
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'composer-'));
    scope.after(() => rm(folder, { recursive: true }));
    await writeFile(path.join(folder, 'weather.proto'), weatherProto);
    schema = { protoFile: path.join(folder, 'weather.proto'), messageType: 'demo.Report' };
  });

  async function send(message: ComposedMessage): Promise<void> {
    const outcome = await connection.sendRequest(compose, message);
    assert.equal(outcome.outcome, 'sent', outcome.message);
  }
  const checkOne = async (frame: FrameDraft): Promise<FrameCheck> => {
    const [check] = (await connection.sendRequest(checkFrames, { frames: [frame] })).frames;
    assert.ok(check);
    return check;
  };

  test('every format is what Python reads', async (t) => {
    await writeFile(path.join(folder, 'frame.bin'), Uint8Array.of(0, 0x7b, 0x7b, 0xff));
    const reader = Peer.python(t, 'reader.py', [folder, 'text', 'json', 'msgpack', 'cbor', 'protobuf', 'hex', 'hex', 'hex']);
    await reader.next('ready');
    const { id } = await engine.open({ type: 'push', connect: [reader.endpoint] });
    await engine.waitForPeers(id);
    const value = '{"n": 18446744073709551615, "list": [1, -2.5, null, true], "text": "grüße 🙂", "x": 1.0}';
    await send({
      socket: id,
      frames: [
        { format: 'text', text: 'grüße \\{{n}} 🙂' },
        { format: 'json', text: value },
        { format: 'msgpack', text: value },
        { format: 'cbor', text: value },
        {
          format: 'protobuf',
          text: '{"station": "Oslo", "number": "18446744073709551615", "temperature": -2.5, "sky": "CLOUDY", "raw": "AP8=", "hours": [1, 300], "wind": {"speed": 7}, "levels": {"low": -1}}',
          ...(schema ? { schema } : {}),
        },
        { format: 'hex', text: '00 ff:0A' },
        { format: 'base64', text: 'AP8KAA==' },
        { format: 'file', text: path.join(folder, 'frame.bin') },
      ],
    });
    const python = "{'n': 18446744073709551615, 'list': [1, -2.5, None, True], 'text': 'grüße 🙂', 'x': 1.0}";
    const proto =
      'station: "Oslo" number: 18446744073709551615 temperature: -2.5 sky: CLOUDY raw: "\\000\\377" hours: 1 hours: 300 wind { speed: 7 } levels { key: "low" value: -1 }';
    assert.deepEqual((await reader.next('received')).read, [
      'grüße {{n}} 🙂',
      python,
      python,
      python,
      proto,
      '00ff0a',
      '00ff0a00',
      '007b7bff',
    ]);
    await engine.close(id);
  });

  test('json goes out as it was typed', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'push' }, 'pull', 'peer');
    await send({ socket: socket.id, frames: [{ format: 'json', text: ' {"a" : 1.50,\n"b": 9007199254740993} ' }] });
    assert.deepEqual(await peer.received(), [' {"a" : 1.50,\n"b": 9007199254740993} ']);
    await engine.close(socket.id);
  });

  test('placeholders, in every format that is typed', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'push' }, 'pull', 'peer');
    await send({
      socket: socket.id,
      frames: [
        { format: 'text', text: '{{n}} {{now}} {{ uuid }} {{random 3 3}} {{random 0.5 0.75}}' },
        { format: 'msgpack', text: '[{{n}}, "{{n}}"]' },
        { format: 'hex', text: '0{{n}} ff' },
      ],
    });
    const [text = '', packed, hex] = await peer.received();
    assert.match(
      text,
      /^1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12} 3 0\.[567]\d*$/,
    );
    assert.deepEqual([packed, hex], ['\x92\x01\xa11', '\x01\xff']);
    await engine.close(socket.id);
  });

  test('an envelope before the body, a routing id, and waiting for a subscriber', async (t) => {
    const dealer = await pair(t, engine, { type: 'dealer' }, 'rep', 'peer');
    await send({ socket: dealer.socket.id, delimiter: true, frames: [{ format: 'text', text: 'to a REP' }] });
    assert.deepEqual(await dealer.peer.received(), ['to a REP']);
    const router = await pair(t, engine, { type: 'router' }, 'dealer', 'engine', { peer: ['--option', 'identity=bob'] });
    await send({ socket: router.socket.id, routingId: bytesOf('bob'), delimiter: true, frames: [{ format: 'text', text: 'to bob' }] });
    assert.deepEqual(await router.peer.received(), ['', 'to bob']);
    const outcome = await connection.sendRequest(compose, { socket: router.socket.id, frames: [{ format: 'text', text: 'to whom?' }] });
    assert.deepEqual([outcome.outcome, outcome.outcome === 'refused' && outcome.reason], ['refused', 'routing id needed']);
    const pub = await engine.open({ type: 'pub', bind: [anyPort] });
    const held = send({
      socket: pub.id,
      holdForSubscriber: 5000,
      frames: [
        { format: 'text', text: 'news' },
        { format: 'json', text: '{}' },
      ],
    });
    const sub = await Peer.zmq(t, 'sub', ['--connect', pub.endpoints[0]?.resolved ?? '', '--subscribe', 'news']);
    assert.deepEqual(await sub.received(), ['news', '{}']);
    await held;
  });

  const wrong: [frame: FrameDraft, at: number | undefined, says: RegExp][] = [
    [{ format: 'json', text: '{"a": 1,}' }, 8, /\.$/],
    [{ format: 'msgpack', text: '[1, 2' }, 4, /\.$/],
    [{ format: 'cbor', text: '{"a" 1}' }, 5, /\.$/],
    [{ format: 'hex', text: 'ab c' }, 3, /digit/],
    [{ format: 'hex', text: 'ab xy' }, 3, /\.$/],
    [{ format: 'base64', text: 'AP8!' }, 3, /\.$/],
    [{ format: 'text', text: 'ok {{later}}' }, 3, /\{\{later\}\}.*not a placeholder/],
    [{ format: 'text', text: 'ok {{n' }, 3, /no end/],
    [{ format: 'text', text: '{{random 6 1}}' }, 0, /\{\{random 1 6\}\}/],
    [{ format: 'file', text: '/nowhere/at/all' }, 0, /\/nowhere\/at\/all/],
    [{ format: 'file', text: '/dev/zero' }, 0, /\/dev\/zero/],
    [{ format: 'file', text: '' }, 0, /No file is named/],
    [{ format: 'protobuf', text: '{}' }, undefined, /schema/],
    [{ format: 'protobuf', text: '{}', schema: { protoFile: '/nowhere.proto', messageType: 'A' } }, undefined, /nowhere\.proto/],
  ];
  test('what is no frame of its format is told with its place, and not sent', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'push' }, 'pull', 'peer');
    for (const [frame, at, says] of wrong) {
      const check = await checkOne(frame);
      assert.ok('problem' in check, JSON.stringify(frame));
      assert.deepEqual([frame, check.at], [frame, at]);
      assert.match(check.problem, says);
      const message = connection.sendRequest(compose, { socket: socket.id, frames: [{ format: 'text', text: 'first' }, frame] });
      const error = await message.then(
        () => assert.fail('sent'),
        (error: Error) => error,
      );
      assert.match(error.message, /^Frame 2: /);
    }
    await refusal(connection.sendRequest(compose, { socket: socket.id, frames: [{ format: 'json', text: '{' }] }), 'invalidFrame');
    for (const [text, field] of [
      ['{"number": "x"}', 'number'],
      ['{"nothing": 1}', 'nothing'],
      ['{"sky": "GREEN"}', 'sky'],
      ['[]', ''],
    ] as const) {
      const check = await checkOne({ format: 'protobuf', text, ...(schema ? { schema } : {}) });
      assert.ok(
        'problem' in check && check.at !== undefined && check.at <= text.length && check.problem.includes(field),
        JSON.stringify(check),
      );
    }
    await send({ socket: socket.id, frames: [{ format: 'text', text: 'the only one' }] });
    assert.deepEqual(await peer.received(), ['the only one']);
    await refusal(connection.sendRequest(compose, { socket: 'never', frames: [{ format: 'text', text: '' }] }), 'noSuchSocket');
    await engine.close(socket.id);
  });

  test('a pipe in place of a file keeps nobody waiting', async () => {
    const pipe = path.join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const check = await checkOne({ format: 'file', text: pipe });
    assert.ok('problem' in check && check.problem.includes(pipe), JSON.stringify(check));
    await connection.sendRequest(ping, {});
  });

  test('a check tells the size and the first bytes', async () => {
    assert.deepEqual(await checkOne({ format: 'text', text: 'x'.repeat(100) }), { size: 100, sample: bytesOf('x'.repeat(64)) });
    const check = await checkOne({ format: 'cbor', text: '[1, {"a": null}]' });
    assert.ok('size' in check);
    assert.equal(Buffer.from(check.sample).toString('hex'), '8201a16161f6');
  });
});

describe('messages of Jupyter', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;
  const key = 'a0436f6c-1916498eb8eb9661e66ab9ae';
  const parts = [
    '{"msg_id": "first", "session": "s", "username": "u", "date": "2026-01-02T03:04:05Z", "msg_type": "execute_request", "version": "5.4"}',
    '{}',
    '{}',
    '{"code": "1 + 1"}',
  ];
  const request = (signature: string) => ['<IDS|MSG>', signature, ...parts];
  const signature = createHmac('sha256', key).update(parts.join('')).digest('hex');

  async function kernel(t: TestContext) {
    const peer = Peer.python(t, 'kernel.py', [key]);
    await peer.next('ready');
    const { id } = await engine.open({ type: 'dealer', connect: [peer.endpoint] });
    await engine.waitForPeers(id);
    await engine.sendNow(id, request(signature));
    assert.equal((await peer.next('received')).verdict, 'accepted');
    const [row] = await engine.messages(id, 'out');
    return { peer, id, number: row?.number ?? 0 };
  }

  test('sent again they are signed anew, under an id of their own, so that a kernel takes them', async (t) => {
    const { peer, id, number } = await kernel(t);
    const unsigned = await refusal(connection.sendRequest(sendAgain, { number }), 'needsKey');
    assert.match(unsigned.hint ?? '', /Set Jupyter Key/);
    const ids = new Set(['first']);
    for (let i = 0; i < 2; i++) {
      assert.equal((await connection.sendRequest(sendAgain, { number, key })).outcome, 'sent');
      const { verdict, id: own, content } = await peer.next('received');
      assert.deepEqual([verdict, content], ['accepted', { code: '1 + 1' }]);
      ids.add(String(own));
    }
    assert.equal(ids.size, 3);
    await connection.sendRequest(sendAgain, { number, key: 'another' });
    assert.equal((await peer.next('received')).verdict, 'invalid signature');
    await connection.sendRequest(sendAgain, { number, key: '' });
    assert.equal((await peer.next('received')).verdict, 'duplicate signature', 'with an empty key it goes as it was');
    await engine.sendNow(id, request(''));
    await peer.next('received');
    const rows = await engine.messages(id, 'out');
    assert.equal((await connection.sendRequest(sendAgain, { number: rows.at(-1)?.number ?? 0 })).outcome, 'sent', 'what was not signed');
  });

  test('edited, each repetition has an id and a signature of its own', async (t) => {
    const { peer, number } = await kernel(t);
    const draft = await connection.sendRequest(draftOfRecord, { number });
    assert.deepEqual(draft.frames[1], { format: 'signature', text: '' });
    assert.match(draft.frames[2]?.text ?? '', /"msg_id": "\{\{uuid\}\}", "session": "s"/);
    const frames = draft.frames.map((frame, i) => (i === 5 ? { ...frame, text: '{"code": "2 + {{n}}"}' } : frame));
    await refusal(connection.sendRequest(compose, { ...draft, frames }), 'needsKey');
    await connection.sendRequest(startJob, { ...draft, frames, key, count: 3, every: 0 });
    const received = [await peer.next('received'), await peer.next('received'), await peer.next('received')];
    assert.deepEqual(
      received.map(({ verdict, content }) => [verdict, content]),
      [1, 2, 3].map((n) => ['accepted', { code: `2 + ${n}` }]),
    );
    assert.equal(new Set(received.map(({ id }) => id)).size, 3);
    const [size] = (await connection.sendRequest(checkFrames, { frames: [{ format: 'signature', text: '' }] })).frames;
    assert.equal(size && 'size' in size ? size.size : 0, 64);
    const short = await refusal(connection.sendRequest(compose, { ...draft, frames: frames.slice(0, 5), key }), 'invalidFrame');
    assert.match(short.message, /four frames behind it/);
  });
});

describe('sending again', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;
  const again = (number: number, socket?: string) =>
    connection.sendRequest(sendAgain, { number, ...(socket === undefined ? {} : { socket }) });
  const strange = [Uint8Array.of(0, 0xff, 0x7b, 0x7b), '', '{{n}}'];

  test('the very bytes, by the same socket and by another one', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'push' }, 'pull', 'peer');
    await engine.sendNow(socket.id, strange);
    const expected = await peer.received();
    assert.deepEqual(expected, ['\x00\xff{{', '', '{{n}}']);
    const [sent] = await engine.messages(socket.id, 'out');
    assert.equal((await again(sent?.number ?? 0)).outcome, 'sent');
    assert.deepEqual(await peer.received(), expected);
    const other = await pair(t, engine, { type: 'pair' }, 'pair', 'peer');
    assert.equal((await again(sent?.number ?? 0, other.socket.id)).outcome, 'sent');
    assert.deepEqual(await other.peer.received(), expected);
    const received = await pair(t, engine, { type: 'pull' }, 'push', 'engine');
    received.peer.send(strange);
    const [row] = await engine.waitForMessages(received.socket.id, 1);
    assert.equal((await again(row?.number ?? 0, socket.id)).outcome, 'sent');
    assert.deepEqual(await peer.received(), expected);
    assert.equal((await again(row?.number ?? 0)).outcome, 'refused');
  });

  test('what a ROUTER received goes back to whom it came from, and its bare body to another socket', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'router' }, 'dealer', 'engine', { peer: ['--option', 'identity=ann'] });
    peer.send(['', 'question']);
    const [row] = await engine.waitForMessages(socket.id, 1);
    assert.equal((await again(row?.number ?? 0)).outcome, 'sent');
    assert.deepEqual(await peer.received(), ['', 'question']);
    const push = await pair(t, engine, { type: 'push' }, 'pull', 'peer');
    await again(row?.number ?? 0, push.socket.id);
    assert.deepEqual(await push.peer.received(), ['', 'question']);
  });

  test('events, records cut short and those that went are refused', async (t) => {
    const { socket } = await pair(t, engine, { type: 'pull' }, 'push', 'engine');
    const [event] = await engine.events(socket.id);
    assert.match((await refusal(again(event?.number ?? 0), 'invalidFrame')).message, /event/);
    assert.match((await refusal(connection.sendRequest(draftOfRecord, { number: event?.number ?? 0 }), 'invalidFrame')).message, /event/);
    await refusal(again(10_000_000), 'noSuchRecord');
    await connection.sendRequest(configure, { capture: { maxMegabytes: 1, maxMessages: 1000 } });
    const flood = Peer.c(t, 'flood.c', ['push', 'connect', socket.endpoints[0]?.resolved ?? '', '--count', '1', '--size', '2000000']);
    await flood.next('sent');
    const cut = await engine.waitFor('it', async () => (await engine.messages(socket.id)).find((row) => row.cut));
    assert.match((await refusal(again(cut.number), 'invalidFrame')).message, /kept in part/);
    await refusal(connection.sendRequest(draftOfRecord, { number: cut.number }), 'invalidFrame');
  });
});

describe('a record to be edited', () => {
  const scope = suiteScope();
  const engine = EngineClient.start(scope);
  const { connection } = engine;
  const draftOf = (number: number) => connection.sendRequest(draftOfRecord, { number });

  test('what every format of Python sends comes back as it was, readable where it can be', async (t) => {
    const formats = await Formats.start(scope, engine);
    const { socket, peer } = await pair(t, engine, { type: 'push' }, 'pull', 'peer');
    const expected: Record<string, string[]> = {
      text: ['text'],
      no_utf8: ['hex'],
      send_json: ['json'],
      json_odd: ['text'],
      send_pyobj: ['hex'],
      numbers: ['text'],
      numpy_recipe: ['json', 'hex'],
      protobuf: ['hex'],
    };
    for (const [name, kinds] of Object.entries(expected)) {
      const row = await formats.sendOne(name);
      const draft = await draftOf(row.number);
      assert.deepEqual([name, draft.frames.map(({ format }) => format), draft.socket], [name, kinds, formats.socket.id]);
      await connection.sendRequest(compose, { ...draft, socket: socket.id });
      assert.deepEqual(await peer.received(), (await engine.frames(row.number)).map(latin));
    }
    for (const [format, text] of [
      ['msgpack', '{"a": [1, -2.5, null], "b": "{{"}'],
      ['cbor', '{"a": [1, -2.5, null], "b": "{{"}'],
    ] as const) {
      await connection.sendRequest(compose, { socket: socket.id, frames: [{ format, text: text.replace('{{', '\\{{') }] });
      const bytes = await peer.received();
      const [sent] = (await engine.messages(socket.id, 'out')).slice(-1);
      const draft = await draftOf(sent?.number ?? 0);
      assert.deepEqual(draft.frames, [{ format, text: text.replace('{{', '\\{{') }]);
      await connection.sendRequest(compose, draft);
      assert.deepEqual(await peer.received(), bytes);
    }
  });

  test('its envelope is told apart', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'router' }, 'req', 'engine', { peer: ['--option', 'identity=ann'] });
    peer.send(['{"ask": 1}']);
    const [row] = await engine.waitForMessages(socket.id, 1);
    const draft = await draftOf(row?.number ?? 0);
    assert.deepEqual(draft, {
      socket: socket.id,
      routingId: bytesOf('ann'),
      delimiter: true,
      frames: [{ format: 'json', text: '{"ask": 1}' }],
    });
    await connection.sendRequest(compose, draft);
    assert.deepEqual(await peer.received(), ['{"ask": 1}']);
  });
});
