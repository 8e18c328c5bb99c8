import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { cancelChatMessage, retryChatMessage } from '../../src/protocol/chat';
import { closeSocket } from '../../src/protocol/sockets';
import { Chat } from '../support/chat';
import type { GivenSpec } from '../support/chat';
import { EngineClient, refusal } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { Script, freeEndpoint } from '../support/script';

describe('states of own messages', { concurrency: 3 }, () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;

  const lonely: [title: string, spec: (endpoint: string) => GivenSpec, script: string, args: (endpoint: string) => string[]][] = [
    [
      'PUSH that binds',
      (endpoint) => ({ pattern: 'pipeline', bind: [endpoint] }),
      'chatPipeline.py',
      (endpoint) => ['pull', 'connect', endpoint],
    ],
    [
      'PUSH that connects',
      (endpoint) => ({ pattern: 'pipeline', pushConnect: [endpoint] }),
      'chatPipeline.py',
      (endpoint) => ['pull', 'bind', endpoint],
    ],
    ['PAIR that binds', (endpoint) => ({ pattern: 'pair', bind: [endpoint] }), 'chatPair.py', (endpoint) => ['connect', endpoint]],
    ['PAIR that connects', (endpoint) => ({ pattern: 'pair', connect: [endpoint] }), 'chatPair.py', (endpoint) => ['bind', endpoint]],
  ];
  for (const [title, spec, file, args] of lonely) {
    test(`${title}: messages wait for somebody, with the reason, and go out in order`, async (t) => {
      const endpoint = await freeEndpoint();
      const chat = await Chat.join(engine, spec(endpoint));
      const numbers = [];
      for (const text of ['one', 'two', 'three']) numbers.push((await chat.says(text, 'waiting')).number);
      assert.match((await chat.entry(numbers[0] ?? 0)).reason ?? '', /\.$/);
      const script = Script.start(t, file, args(endpoint));
      for (const number of numbers) assert.ok((await chat.waitForState(number, 'sent')).record);
      await chat.says('four');
      await script.hears('four');
      assert.deepEqual(script.printed, ['one', 'two', 'three', 'four']);
      await chat.leave();
    });
  }

  for (const end of ['bind', 'connect'] as const) {
    test(`PUB, ${end}: messages wait for a subscriber for a while, and go out in order`, async () => {
      const endpoint = await freeEndpoint();
      const chat = await Chat.join(engine, { pattern: 'pub', [end]: [endpoint] });
      const numbers = [];
      for (const text of ['one', 'two', 'three']) numbers.push((await chat.says(text, 'waiting')).number);
      assert.match((await chat.entry(numbers[0] ?? 0)).reason ?? '', /\.$/);
      // A chat is there sooner than a script.
      const listener = await Chat.join(engine, { pattern: 'sub', [end === 'bind' ? 'connect' : 'bind']: [endpoint] });
      for (const number of numbers) await chat.waitForState(number, 'sent');
      await listener.hears('three');
      assert.deepEqual(await listener.heard(), ['one', 'two', 'three']);
      await listener.leave();
      await chat.waitForPeers(0);
      const refused = await chat.says('to nobody', 'refused');
      assert.match(refused.reason ?? '', /\.$/);
      await chat.leave();
    });
  }

  test('many at once go out in order', async (t) => {
    const chat = await Chat.join(engine, { pattern: 'pair', bind: [anyPort] });
    const script = Script.start(t, 'chatPair.py', ['connect', await chat.endpoint()]);
    await chat.waitForPeers(1);
    const texts = Array.from({ length: 90 }, (_, number) => `message ${number}`);
    const numbers = await Promise.all(texts.map((text) => chat.say(text)));
    assert.deepEqual(
      numbers,
      [...numbers].sort((a, b) => a - b),
    );
    await script.hears(texts.at(-1) ?? '');
    assert.deepEqual(script.printed, texts);
    for (const number of numbers) await chat.waitForState(number, 'sent');
    await chat.leave();
  });

  test('as many wait as there may; more are refused and do not push others out', async () => {
    const chat = await Chat.join(engine, { pattern: 'pair', bind: [anyPort] });
    let refused;
    let waiting = 0;
    for (; waiting < 1000 && !refused; waiting++)
      refused = await chat.say(`message ${waiting}`).then(
        () => undefined,
        (error: { data?: { code?: string } }) => error,
      );
    assert.equal(refused?.data?.code, 'limitReached');
    assert.equal((await chat.messages()).length, waiting - 1);
    assert.ok((await chat.messages()).every(({ state }) => state === 'waiting'));
    await chat.leave();
    assert.ok((await chat.messages()).every(({ state }) => state === 'refused'));
  });

  for (const endpoint of ['ipc://*', `inproc://chat-${process.pid}`]) {
    test(`two chats talk over ${endpoint.split(':')[0]}`, async () => {
      const ann = await Chat.join(engine, { pattern: 'pair', bind: [endpoint] });
      const bob = await Chat.join(engine, { pattern: 'pair', nick: 'bob', connect: [await ann.endpoint()] });
      await ann.says('hello');
      await bob.hears('hello');
      await bob.says('hello yourself');
      await ann.hears('hello yourself');
      await bob.leave();
      await ann.leave();
    });
  }

  test('one that waits is cancelled, and the others go out', async (t) => {
    const chat = await Chat.join(engine, { pattern: 'pair', bind: [anyPort] });
    const [one, two, three] = [await chat.says('one', 'waiting'), await chat.says('two', 'waiting'), await chat.says('three', 'waiting')];
    await connection.sendRequest(cancelChatMessage, { chat: chat.id, number: two.number });
    assert.match((await chat.waitForState(two.number, 'refused')).reason ?? '', /cancel/i);
    const script = Script.start(t, 'chatPair.py', ['connect', await chat.endpoint()]);
    for (const { number } of [one, three]) await chat.waitForState(number, 'sent');
    await script.hears('three');
    assert.deepEqual(script.printed, ['one', 'three']);
    await connection.sendRequest(retryChatMessage, { chat: chat.id, number: two.number });
    await chat.waitForState(two.number, 'sent');
    await script.hears('two');
    await chat.leave();
  });

  test('what waits when the chat is left is refused with the reason, and goes out when it was joined again and is tried again', async (t) => {
    const endpoint = await freeEndpoint();
    const chat = await Chat.join(engine, { pattern: 'pair', bind: [endpoint] });
    const { number } = await chat.says('one', 'waiting');
    await chat.leave();
    assert.match((await chat.waitForState(number, 'refused')).reason ?? '', /\.$/);
    const left = await chat.info();
    assert.equal(left.state, 'left');
    assert.match(left.cannotSend ?? '', /\.$/);
    await Chat.join(engine, { pattern: 'pair', bind: [endpoint] }, chat.id);
    const script = Script.start(t, 'chatPair.py', ['connect', endpoint]);
    await chat.waitForPeers(1);
    await connection.sendRequest(retryChatMessage, { chat: chat.id, number });
    await chat.waitForState(number, 'sent');
    await script.hears('one');
    await chat.leave();
  });

  test('who only listens cannot send, and says so', async () => {
    const listening: GivenSpec[] = [
      { pattern: 'sub', bind: [anyPort] },
      { pattern: 'pipeline', pullBind: [anyPort] },
    ];
    for (const spec of listening) {
      const chat = await Chat.join(engine, spec);
      assert.match((await chat.info()).cannotSend ?? '', /\.$/);
      const entry = await chat.says('hello', 'refused');
      assert.match(entry.reason ?? '', /\.$/);
      await chat.leave();
    }
  });

  test('a message to a room that nobody listens to does not hold up those to other rooms', async (t) => {
    const chat = await Chat.join(engine, { pattern: 'pub', rooms: ['empty', 'lab'], bind: [anyPort] });
    const script = Script.start(t, 'chatSub.py', ['connect', await chat.endpoint(), 'lab']);
    await chat.waitForPeers(1);
    const lonely = await chat.say('to nobody', 'empty');
    const heard = await chat.say('to the lab', 'lab');
    await chat.waitForState(heard, 'sent');
    await script.hears('lab | to the lab');
    assert.equal((await chat.entry(lonely)).state, 'waiting');
    await chat.leave();
  });

  test('only a refused message is tried again', async () => {
    const chat = await Chat.join(engine, { pattern: 'pair', bind: [anyPort] });
    await refusal(connection.sendRequest(retryChatMessage, { chat: chat.id, number: 99_999 }), 'noSuchEntry');
    const { number } = await chat.says('waits', 'waiting');
    await refusal(connection.sendRequest(retryChatMessage, { chat: chat.id, number }), 'noSuchEntry');
    assert.equal((await chat.entry(number)).state, 'waiting');
    await chat.leave();
  });

  test('a socket of a chat that is closed by itself is told, and the chat can be joined again', async (t) => {
    const endpoint = await freeEndpoint();
    const chat = await Chat.join(engine, { pattern: 'pair', bind: [endpoint] });
    const script = Script.start(t, 'chatPair.py', ['connect', endpoint]);
    await chat.waitForPeers(1);
    const [socket] = (await chat.info()).sockets;
    await connection.sendRequest(closeSocket, { socket: socket?.socket ?? '' });
    assert.equal((await chat.tells(/closed/i)).severity, 'warning');
    const info = await chat.waitForInfo('its end', ({ state }) => state === 'left');
    assert.deepEqual(info.sockets, []);
    await chat.says('hello', 'refused');
    await Chat.join(engine, { pattern: 'pair', bind: [endpoint] }, chat.id);
    await chat.waitForPeers(1);
    await chat.says('hello again');
    await script.hears('hello again');
    await chat.leave();
  });
});
