import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { updateChat } from '../../src/protocol/chat';
import type { ChatFormat } from '../../src/protocol/chat';
import { Chat } from '../support/chat';
import { EngineClient } from '../support/engineClient';
import type { FrameInput, Scope } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { Peer } from '../support/peer';
import { Script, freeEndpoint } from '../support/script';

/** When chatForms.py says that its messages were written. */
const said = Date.UTC(2024, 4, 6, 7, 8, 9);

/** What a message of each form carries besides its text, where it is sent to the room `lab`, or to none. */
const forms: [format: ChatFormat, rooms: string[], carries: { nick?: true; room?: true; time?: true }][] = [
  ['text', [], {}],
  ['nick', [], { nick: true }],
  ['json', [], { nick: true, time: true }],
  ['msgpack', [], { nick: true, time: true }],
  ['text', ['lab'], { room: true }],
  ['nick', ['lab'], { nick: true, room: true }],
  ['topic', ['lab'], { room: true }],
  ['prefix', ['lab'], { room: true }],
  ['json', ['lab'], { nick: true, room: true, time: true }],
  ['msgpack', ['lab'], { nick: true, room: true, time: true }],
];

describe('forms of messages', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;

  for (const [format, rooms, carries] of forms) {
    test(`${format}${rooms.length > 0 ? ' in a room' : ''}: from a script and to one`, async (t) => {
      const [a, b] = [await freeEndpoint(), await freeEndpoint()];
      const chat = await Chat.join(engine, { pattern: 'group', format, rooms, bind: [a], connect: [b] });
      const script = Script.start(t, 'chatForms.py', [format, b, a, 'bob', ...rooms]);
      const heard = await chat.hears('grüß dich: 👋', () => script.type('grüß dich: 👋'));
      assert.equal(heard.nick, carries.nick && 'bob');
      assert.equal(heard.room, carries.room && 'lab');
      assert.equal(heard.said, carries.time && said);
      const line = await script.hears('text=hallo: bob', () => chat.say('hallo: bob'));
      assert.equal(line.includes('nick=ann'), carries.nick === true);
      assert.equal(line.includes('room=lab'), carries.room === true);
      const [, time] = / time=(\S+)$/.exec(line) ?? [];
      assert.equal(time !== undefined, carries.time === true);
      if (time) assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
      await chat.leave();
    });
  }

  /** A chat that listens, and a peer that sends it frames. */
  async function listening(
    scope: Scope,
    rooms: string[],
  ): Promise<{ chat: Chat; publishes(frames: FrameInput[], text: string): ReturnType<Chat['hears']> }> {
    const chat = await Chat.join(engine, { pattern: 'sub', rooms, bind: [anyPort] });
    const peer = await Peer.zmq(scope, 'pub', ['--connect', await chat.endpoint()]);
    return { chat, publishes: (frames, text) => chat.hears(text, () => peer.send(frames)) };
  }

  test('what arrives is shown whatever its form', async (t) => {
    const { chat, publishes } = await listening(t, []);
    const plain = await publishes(['hello'], 'hello');
    assert.deepEqual([plain.nick, plain.room, plain.said], [undefined, undefined, undefined]);
    assert.equal((await publishes(['bob: with a nick'], 'with a nick')).nick, 'bob');
    const json = await publishes([JSON.stringify({ nick: 'bob', text: 'as JSON', time: '2024-05-06T07:08:09Z' })], 'as JSON');
    assert.deepEqual([json.nick, json.said], ['bob', said]);
    const packed = await publishes(
      [
        Uint8Array.of(
          0x82,
          0xa4,
          ...Buffer.from('nick'),
          0xa3,
          ...Buffer.from('bob'),
          0xa4,
          ...Buffer.from('text'),
          0xa6,
          ...Buffer.from('packed'),
        ),
      ],
      'packed',
    );
    assert.equal(packed.nick, 'bob');
    const inRoom = await publishes(['lab', 'bob: in a frame'], 'in a frame');
    assert.deepEqual([inRoom.room, inRoom.nick], ['lab', 'bob']);
    for (const { nick, room, text } of [
      { text: '12:30 lunch' },
      { text: 'http://127.0.0.1:80/x' },
      { text: 'a:b' },
      { text: ': nobody' },
      { text: '{"temperature": 20}' },
      { text: '[1, 2]' },
      { text: 'line one\nline two' },
      { text: '  blanks  ' },
    ] as { nick?: string; room?: string; text: string }[]) {
      const entry = await publishes([text], text);
      assert.deepEqual([entry.nick, entry.room], [nick, room], text);
    }
    await chat.leave();
  });

  test('a prefix is a room only where that room is joined, and a nick only before a blank', async (t) => {
    const { chat, publishes } = await listening(t, ['lab', 'yard']);
    const prefixed = await publishes(['lab:Hello'], 'Hello');
    assert.deepEqual([prefixed.room, prefixed.nick], ['lab', undefined]);
    const both = await publishes(['lab:bob: Hello you'], 'Hello you');
    assert.deepEqual([both.room, both.nick], ['lab', 'bob']);
    const framed = await publishes(['yard', 'yard work'], 'yard work');
    assert.equal(framed.room, 'yard');
    // Subscriptions match the beginning: this one comes though nobody joined that room.
    const other = await publishes(['laboratory:Hello there'], 'laboratory:Hello there');
    assert.deepEqual([other.room, other.nick], [undefined, undefined]);
    await chat.leave();
  });

  test('form and nick are changed while chatting', async (t) => {
    const chat = await Chat.join(engine, { pattern: 'pair', bind: [anyPort] });
    const peer = await Peer.zmq(t, 'pair', ['--connect', await chat.endpoint()]);
    await chat.waitForPeers(1);
    await chat.says('one');
    assert.deepEqual(await peer.received(), ['one']);
    await connection.sendRequest(updateChat, { chat: chat.id, format: 'nick', nick: 'anna' });
    const { spec } = await chat.info();
    assert.deepEqual([spec.format, spec.nick], ['nick', 'anna']);
    await chat.says('two');
    assert.deepEqual(await peer.received(), ['anna: two']);
    await connection.sendRequest(updateChat, { chat: chat.id, format: 'json' });
    await chat.says('three');
    const [json = ''] = await peer.received();
    const { time, ...rest } = JSON.parse(json) as Record<string, string>;
    assert.deepEqual(rest, { nick: 'anna', text: 'three' });
    assert.ok(Math.abs(Date.parse(time ?? '') - Date.now()) < 600_000);
    await chat.leave();
  });

  test('several lines, blanks and every kind of character go through as they are', async (t) => {
    const chat = await Chat.join(engine, { pattern: 'pair', bind: [anyPort] });
    const peer = await Peer.zmq(t, 'pair', ['--connect', await chat.endpoint()]);
    await chat.waitForPeers(1);
    for (const text of ['one\ntwo\n\nthree', '  `code` <b>bold</b>  ', '👩‍👩‍👧 e\u0301 \u202eesrever', '\u0000\u001b[31m']) {
      await chat.says(text);
      assert.equal(Buffer.from((await peer.received())[0] ?? '', 'latin1').toString('utf8'), text);
      peer.send([text]);
      assert.equal((await chat.hears(text)).size, Buffer.byteLength(text));
    }
    await chat.leave();
  });
});
