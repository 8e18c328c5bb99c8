import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { chatText, joinChat, joinChatRoom, restoreChats, updateChat } from '../../src/protocol/chat';
import { ping } from '../../src/protocol/engine';
import { Chat, chatSpecOf } from '../support/chat';
import type { GivenSpec } from '../support/chat';
import { EngineClient, refusal } from '../support/engineClient';
import type { Scope } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { Peer } from '../support/peer';
import { Script, freeEndpoint } from '../support/script';

describe('hostile and unusual messages', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;

  async function withPeer(scope: Scope, given: Partial<GivenSpec> = {}): Promise<{ chat: Chat; peer: Peer }> {
    const chat = await Chat.join(engine, { pattern: 'pair', bind: [anyPort], ...given });
    const peer = await Peer.zmq(scope, 'pair', ['--connect', await chat.endpoint()]);
    await chat.waitForPeers(1);
    return { chat, peer };
  }

  test('bytes that are no UTF-8 are shown as such, with their record', async (t) => {
    const { chat, peer } = await withPeer(t);
    peer.send([Uint8Array.of(0xff, 0x00, 0xab)]);
    const entry = await chat.waitForEntry('the bytes', ({ binary }) => binary === true);
    assert.match(entry.text.replaceAll(' ', ''), /^ff00ab$/i);
    assert.equal(entry.size, 3);
    assert.deepEqual(await engine.frames(entry.record ?? 0), [Uint8Array.of(0xff, 0x00, 0xab)]);
    peer.send([Uint8Array.from({ length: 200_000 }, () => 0xfe)]);
    const large = await chat.waitForEntry('more of them', ({ size }) => size === 200_000);
    assert.deepEqual([large.binary, large.folded], [true, true]);
    assert.ok(large.text.length < 64 * 1024);
    await chat.leave();
  });

  test('a message over 64 KiB is folded with its size, and unfolded on demand', async (t) => {
    const { chat, peer } = await withPeer(t);
    const text = `${'ä'.repeat(35_000)} end`;
    peer.send([text]);
    const entry = await chat.waitForEntry('the long one', ({ size }) => size === Buffer.byteLength(text));
    assert.equal(entry.folded, true);
    assert.ok(entry.text.length > 0 && entry.text.length < text.length && text.startsWith(entry.text));
    assert.deepEqual(await connection.sendRequest(chatText, { chat: chat.id, number: entry.number }), { text, cut: false });
    const short = 'x'.repeat(64 * 1024);
    peer.send([short]);
    assert.notEqual((await chat.hears(short)).folded, true);
    await refusal(connection.sendRequest(chatText, { chat: chat.id, number: 99_999 }), 'noSuchEntry');
    await chat.leave();
  });

  test('a message of several MB goes both ways; its text is cut at 1 MiB', async (t) => {
    const { chat, peer } = await withPeer(t);
    const text = '0123456789'.repeat(500_000);
    peer.send([text]);
    const entry = await chat.waitForEntry('the huge one', ({ size, own }) => size === text.length && !own);
    assert.equal(entry.folded, true);
    const whole = await connection.sendRequest(chatText, { chat: chat.id, number: entry.number });
    assert.equal(whole.cut, true);
    assert.equal(whole.text.length, 1024 * 1024);
    assert.ok(text.startsWith(whole.text));
    const own = await chat.says(text);
    assert.deepEqual([own.folded, own.size], [true, text.length]);
    assert.equal((await peer.received())[0]?.length, text.length);
    await chat.leave();
  });

  test('markup, control and bidirectional characters are kept exactly, wherever they stand', async (t) => {
    const { chat, peer } = await withPeer(t);
    for (const nick of ['<img src=x onerror=alert(1)>', '\u202eann', '\u0000', '__proto__', 'ann\u200b']) {
      const text = `from ${JSON.stringify(nick)}`;
      peer.send([JSON.stringify({ nick, text, time: 'yesterday' })]);
      const entry = await chat.hears(text);
      assert.ok(entry.nick === nick || entry.nick === undefined, JSON.stringify(entry.nick));
      assert.equal(entry.said, undefined);
    }
    peer.send(['{"__proto__": {"own": true}, "text": "polluted", "nick": {"toString": 1}}']);
    await chat.waitForEntry('the object', ({ text }) => text.includes('polluted'));
    assert.ok((await chat.messages()).every(({ own }) => !own));
    await chat.leave();
  });

  test('messages that are no messages: empty, many frames, nested and broken MessagePack and JSON', async (t) => {
    const { chat, peer } = await withPeer(t);
    const nested = Uint8Array.from({ length: 50_000 }, () => 0x91);
    const bomb = Uint8Array.of(0x82, 0xa4, ...Buffer.from('text'), 0xdb, 0xff, 0xff, 0xff, 0xff);
    const strange = [
      [''],
      ['', ''],
      Array.from({ length: 1000 }, () => 'frame'),
      [nested],
      [bomb],
      [Uint8Array.of(0xdf, 0xff, 0xff, 0xff, 0xff)],
      ['['.repeat(60_000)],
      [`{"text":"${'x'.repeat(60_000)}`],
      ['{"text":"a","nick":["b"]}'],
    ];
    for (const frames of strange) peer.send(frames);
    peer.send(['end']);
    await chat.hears('end');
    assert.equal((await chat.heard()).length, strange.length + 1);
    await chat.leave();
  });

  test('a second host on the same port is told that the address is in use, with one that works', async () => {
    const [publishers, subscribers] = [await freeEndpoint(), await freeEndpoint()];
    const first = await Chat.join(engine, { pattern: 'room', host: true, publishers, subscribers });
    const second = EngineClient.start({ after });
    const spec = chatSpecOf({ pattern: 'room', host: true, publishers, subscribers });
    const about = [];
    for (let tries = 0; tries < 2; tries++) {
      const { endpoint, suggestion, hint } = await refusal(second.connection.sendRequest(joinChat, { spec }), 'addressInUse');
      assert.match(hint ?? '', /\.$/);
      about.push(endpoint);
      if (endpoint === publishers) spec.publishers = suggestion;
      else spec.subscribers = suggestion;
    }
    assert.deepEqual(about.sort(), [publishers, subscribers].sort());
    assert.deepEqual(await second.sockets(), [], 'a refused room leaves nothing open');
    const info = await second.connection.sendRequest(joinChat, { spec });
    assert.equal(info.state, 'joined');
    await first.leave();
    await second.stop();
  });

  test('the same for a chat of one socket, in one engine', async (t) => {
    const { chat } = await withPeer(t);
    const endpoint = await chat.endpoint();
    const { suggestion, endpoint: about } = await refusal(Chat.join(engine, { pattern: 'rep', bind: [endpoint] }), 'addressInUse');
    assert.equal(about, endpoint);
    const other = await Chat.join(engine, { pattern: 'rep', bind: [suggestion ?? ''] });
    const script = Script.start(t, 'chatReq.py', ['connect', suggestion ?? '']);
    script.type('hello');
    await other.hears('hello');
    await other.leave();
    await chat.leave();
  });
});

describe('bad requests', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;

  const good = chatSpecOf({ pattern: 'pair', bind: [anyPort] });
  const badSpecs: [title: string, spec: Record<string, unknown>][] = [
    ['an empty nick', { nick: '' }],
    ['a nick with a line break', { nick: 'a\nb' }],
    ['a nick that turns the text around', { nick: '\u202enna' }],
    ['a huge nick', { nick: 'x'.repeat(100_000) }],
    ['a nick with a colon', { nick: 'a:b' }],
    ['an unknown pattern', { pattern: 'dealer' }],
    ['a pattern of the prototype', { pattern: 'constructor' }],
    ['an unknown format', { format: '__proto__' }],
    ['a room with a control character', { pattern: 'pub', rooms: ['a\u0000b'] }],
    ['a room with a colon, where a colon ends it', { pattern: 'pub', format: 'prefix', rooms: ['a:b'] }],
    ['an empty room', { pattern: 'pub', rooms: [''] }],
    ['ten thousand rooms', { pattern: 'pub', rooms: Array.from({ length: 10_000 }, (_, number) => `r${number}`) }],
    ['a form that needs a room', { pattern: 'pub', format: 'topic' }],
    ['no endpoint', { bind: undefined }],
    ['endpoints that are one text', { bind: anyPort }],
    ['endpoints that are numbers', { bind: [5555] }],
    ['a room without endpoints', { pattern: 'room', bind: undefined, host: true }],
    ['a host that is none', { host: 'yes' }],
    ['a surprise', { surprise: true }],
  ];
  for (const [title, change] of badSpecs) {
    test(`chat/join refuses ${title}`, async () => {
      const error = await connection.sendRequest('chat/join', { spec: { ...good, ...change } }).then(
        () => undefined,
        (reason: { data?: { code?: string; hint?: string }; message: string }) => reason,
      );
      assert.ok(['invalidChat', 'invalidParams', 'invalidEndpoint'].includes(error?.data?.code ?? ''), JSON.stringify(error?.data));
      assert.match(error?.message ?? '', /[.?!]$/);
      assert.ok((error?.message.length ?? 0) < 1000);
      assert.ok(error?.data?.hint);
      assert.deepEqual(await engine.sockets(), []);
    });
  }

  for (const endpoint of [
    '',
    'nonsense',
    'tcp://127.0.0.1:99999',
    'http://127.0.0.1:80',
    `tcp://${'x'.repeat(5000)}:1`,
    'tcp://127.0.0.1:5555\u0000',
  ]) {
    test(`chat/join refuses the endpoint ${JSON.stringify(endpoint.slice(0, 40))}`, async () => {
      for (const spec of [
        { ...good, bind: [endpoint] },
        { ...good, bind: undefined, connect: [endpoint] },
      ]) {
        const error = await connection.sendRequest('chat/join', { spec }).then(
          () => undefined,
          (reason: { data?: { code?: string } }) => reason,
        );
        assert.ok(
          ['invalidEndpoint', 'unsupportedTransport', 'invalidChat', 'invalidParams'].includes(error?.data?.code ?? ''),
          JSON.stringify(error?.data),
        );
      }
      assert.deepEqual(await engine.sockets(), []);
    });
  }

  const methods: [method: string, params: Record<string, unknown>][] = [
    ['chat/leave', {}],
    ['chat/remove', {}],
    ['chat/entries', { count: 1 }],
    ['chat/text', { number: 1 }],
    ['chat/find', { text: 'x' }],
    ['chat/send', { text: 'x' }],
    ['chat/retry', { number: 1 }],
    ['chat/cancel', { number: 1 }],
    ['chat/resetTurn', {}],
    ['chat/addPeer', { endpoint: 'tcp://127.0.0.1:5555' }],
    ['chat/removePeer', { endpoint: 'tcp://127.0.0.1:5555' }],
    ['chat/joinRoom', { room: 'lab' }],
    ['chat/leaveRoom', { room: 'lab' }],
    ['chat/update', { nick: 'ann' }],
    ['chat/seen', { upTo: 1 }],
    ['chat/clear', {}],
    ['chat/invite', {}],
    ['chat/export', { form: 'text' }],
  ];
  for (const [method, params] of methods) {
    test(`${method} refuses an unknown chat and params that do not fit`, async () => {
      const { message } = await refusal(connection.sendRequest(method, { chat: 'c999', ...params }), 'noSuchChat');
      assert.match(message, /c999/);
      const wrong = [
        null,
        [],
        'c1',
        {},
        { ...params },
        { chat: 5, ...params },
        { chat: '../../etc', ...params },
        { chat: 'c'.repeat(1000), ...params },
        { chat: 'c999', ...params, surprise: true },
        ...Object.keys(params).map((name) => ({ chat: 'c999', ...params, [name]: { toString: 1 } })),
      ];
      for (const bad of wrong) await refusal(connection.sendRequest(method, bad), 'invalidParams');
      await connection.sendRequest(ping, {});
    });
  }

  test('other params that do not fit', async () => {
    for (const [method, params] of [
      ['chat/entries', { chat: 'c999', count: -1 }],
      ['chat/entries', { chat: 'c999', count: 1.5 }],
      ['chat/entries', { chat: 'c999', count: 1, before: -5 }],
      ['chat/entries', { chat: 'c999', count: 1, query: { filter: { how: 'ends with', text: 'x' } } }],
      ['chat/export', { chat: 'c999', form: 'pdf' }],
      ['chat/restore', { chats: {} }],
      ['chat/restore', { chats: [{ id: '../../etc/passwd', spec: good }] }],
      ['chat/join', { id: '../c1', spec: good }],
      ['chat/join', { id: 5, spec: good }],
      ['chat/join', {}],
      ['chat/list', 'all'],
      ['engine/configure', { chat: { historyFolder: 5 } }],
      ['engine/configure', { chat: { logFile: [] } }],
    ] as const) {
      await refusal(connection.sendRequest(method, params), 'invalidParams').catch((error: Error) =>
        assert.fail(`${method} ${JSON.stringify(params)}: ${error.message}`),
      );
    }
  });

  test('nick, rooms and messages that do not fit are refused while chatting', async () => {
    const chat = await Chat.join(engine, { pattern: 'pub', format: 'prefix', rooms: ['lab'], bind: [anyPort] });
    const { spec } = await chat.info();
    for (const nick of ['', '\u202e', 'a b\nc']) await refusal(connection.sendRequest(updateChat, { chat: chat.id, nick }), 'invalidChat');
    for (const room of ['', 'a:b', '\u0000']) await refusal(connection.sendRequest(joinChatRoom, { chat: chat.id, room }), 'invalidChat');
    for (const room of ['', 'a:b', '\u0000', 'x'.repeat(1000)]) await refusal(chat.say('hello', room), 'invalidChat');
    await refusal(chat.say(''), 'invalidParams');
    assert.deepEqual(await chat.messages(), []);
    assert.deepEqual((await chat.info()).spec, spec);
    await chat.leave();
    const paired = await Chat.join(engine, { pattern: 'pair', bind: [anyPort] });
    await refusal(connection.sendRequest(updateChat, { chat: paired.id, format: 'topic' }), 'invalidChat');
    await paired.leave();
  });

  test('a chat that is joined already is not joined again', async () => {
    const chat = await Chat.join(engine, { pattern: 'pair', bind: [anyPort] });
    await refusal(connection.sendRequest(joinChat, { id: chat.id, spec: good }), 'invalidChat');
    await chat.leave();
  });

  test('a restored chat whose spec does not fit does not keep the others away', async () => {
    const broken = { ...good, nick: '' };
    const id = Chat.newId();
    await connection
      .sendRequest(restoreChats, {
        chats: [
          { id: Chat.newId(), spec: broken },
          { id, spec: good },
        ],
      })
      .catch((error: Error) => assert.match(error.message, /\.$/));
    await connection.sendRequest(restoreChats, { chats: [{ id, spec: good }] });
    assert.equal((await Chat.known(engine, id).info()).state, 'left');
  });
});
