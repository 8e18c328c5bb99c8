import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { joinChatRoom } from '../../src/protocol/chat';
import { Chat } from '../support/chat';
import { EngineClient } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { freeEndpoint, Script } from '../support/script';

describe('chats with programs as the guide to ZeroMQ has them', { concurrency: 4 }, () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;

  test('a topic that is part of the only frame: its room has the message, with its unread count', async (t) => {
    const endpoint = await freeEndpoint();
    const chat = await Chat.join(engine, { pattern: 'sub', rooms: ['10001', '1-Update!'], connect: [endpoint] });
    const publisher = Script.start(t, 'chatZguide.py', ['publish', 'bind', endpoint]);
    await chat.hears('10001 5 21', () => publisher.type('10001 5 21'));
    publisher.type('1-Update!00042');
    publisher.type('10001 6 22');
    const last = await chat.hears('10001 6 22');
    assert.equal(last.room, '10001');
    assert.ok((await chat.messages({ room: '10001' })).every(({ text }) => text.startsWith('10001 ')));
    assert.deepEqual(
      (await chat.messages({ room: '1-Update!' })).map(({ text }) => text),
      ['1-Update!00042'],
    );
    const { rooms, unread } = await chat.info();
    assert.equal(rooms.find(({ room }) => room === '1-Update!')?.unread, 1);
    assert.equal(
      rooms.reduce((sum, room) => sum + room.unread, 0),
      unread,
    );
    await chat.leave();
  });

  test('a room with a colon at its end, and topics that go on below a room', async (t) => {
    const endpoint = await freeEndpoint();
    const chat = await Chat.join(engine, { pattern: 'sub', rooms: ['room1:'], connect: [endpoint] });
    const publisher = Script.start(t, 'chatZguide.py', ['publish', 'bind', endpoint]);
    assert.equal((await chat.hears('Hello', () => publisher.type('room1:Hello'))).room, 'room1:');
    await connection.sendRequest(joinChatRoom, { chat: chat.id, room: 'weather' });
    await chat.leave();
    const parts = await Chat.join(engine, { pattern: 'sub', rooms: ['weather', 'room1'], bind: [anyPort] });
    const berlin = Script.start(t, 'chatPub.py', ['connect', await parts.endpoint(), 'weather.berlin']);
    const other = Script.start(t, 'chatPub.py', ['connect', await parts.endpoint(), 'room10']);
    await parts.hears('21', () => berlin.type('21'));
    await parts.hears('elsewhere', () => other.type('elsewhere'));
    const [below] = await parts.messages({ room: 'weather' });
    assert.deepEqual([below?.text, below?.room], ['21', 'weather.berlin']);
    assert.deepEqual(await parts.messages({ room: 'room1' }), [], 'room10 is another room');
    await parts.leave();
  });

  test('the answers of a server are its answers, not somebody called Echo', async (t) => {
    const endpoint = await freeEndpoint();
    const chat = await Chat.join(engine, { pattern: 'req', connect: [endpoint] });
    Script.start(t, 'chatZguide.py', ['echo', 'bind', endpoint]);
    await chat.says('hello');
    assert.equal((await chat.hears('Echo: hello')).nick, undefined);
    await chat.leave();
  });

  test('who pulls is told that he may get a share only; whose rivals are known is told of them', async (t) => {
    const endpoint = await freeEndpoint();
    const chat = await Chat.join(engine, { pattern: 'pipeline', connect: [endpoint] });
    const tasks = Script.start(t, 'chatZguide.py', ['tasks', 'bind', endpoint]);
    await chat.waitForPeers(1);
    const line = await chat.tells(/one receiver/);
    assert.equal(line.severity, 'info');
    await chat.hears('mine', () => tasks.type('mine'));
    const rival = await engine.open({ type: 'pull', name: 'the rival', connect: [endpoint] });
    assert.match((await chat.problem('crowd')).text, /"the rival".*one of the two/);
    await engine.close(rival.id);
    await chat.noProblem('crowd');
    // The same place by another name.
    const again = await engine.open({ type: 'pull', name: 'the rival', connect: [endpoint.replace('127.0.0.1', 'localhost')] });
    assert.match((await chat.problem('crowd')).text, /"the rival".*one of the two/);
    await engine.close(again.id);
    await chat.noProblem('crowd');
    await chat.leave();
  });

  test('who pushes or asks is told when several are there: each message goes to one of them', async (t) => {
    const pushes = await Chat.join(engine, { pattern: 'pipeline', bind: [anyPort] });
    for (let count = 0; count < 2; count++) Script.start(t, 'chatZguide.py', ['worker', 'connect', await pushes.endpoint()]);
    await pushes.waitForPeers(2);
    assert.match((await pushes.problem('crowd')).text, /^2 programs .* in turn/);
    await pushes.leave();
    const asks = await Chat.join(engine, { pattern: 'req', bind: [anyPort] });
    for (let count = 0; count < 2; count++) Script.start(t, 'chatZguide.py', ['echo', 'connect', await asks.endpoint()]);
    await asks.waitForPeers(2);
    await asks.problem('crowd');
    await asks.leave();
  });

  for (const [transport, endpoint, compared] of [
    ['tcp', '', /compare host and port/],
    ['IPv6', 'tcp://[::1]:9', /compare host and port/],
    ['a path', 'ipc:///tmp/zmq-chat-nobody', /compare the path/],
  ] as const) {
    test(`where nobody listens, what is to be compared fits the endpoint: ${transport}`, async () => {
      const chat = await Chat.join(engine, { pattern: 'pair', connect: [endpoint || (await freeEndpoint())] });
      const { hint } = await chat.problem('nobody listens');
      assert.match(hint, compared);
      if (endpoint.startsWith('ipc')) assert.ok(!/port|host/.test(hint), hint);
      await chat.leave();
    });
  }
});
