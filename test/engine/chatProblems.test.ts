import assert from 'node:assert/strict';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { after, describe, test } from 'node:test';
import { joinChatRoom } from '../../src/protocol/chat';
import { Chat } from '../support/chat';
import { EngineClient } from '../support/engineClient';
import { foreignServer } from '../support/foreignServer';
import { anyPort } from '../support/pairing';
import { Script, freeEndpoint } from '../support/script';

describe('why a chat does not work', { concurrency: 8 }, () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;

  test('nobody has connected: the endpoint, who can reach it and how; gone once somebody is there', async (t) => {
    const chat = await Chat.join(engine, { pattern: 'pair', bind: [anyPort] });
    const endpoint = await chat.endpoint();
    assert.deepEqual((await chat.info()).problems, [], 'not before somebody had time to come');
    const problem = await chat.problem('nobody connected');
    assert.ok(problem.text.includes(endpoint), problem.text);
    assert.ok(problem.hint.includes(endpoint.replace(/^.*:/, '')), problem.hint);
    assert.match(problem.hint, /loopback/);
    assert.equal(problem.endpoint, endpoint);
    Script.start(t, 'chatPair.py', ['connect', endpoint]);
    await chat.noProblem('nobody connected');
    await chat.leave();
  });

  test('nobody has connected to a hosted room: both of its endpoints', async () => {
    const chat = await Chat.join(engine, { pattern: 'room', host: true, publishers: anyPort, subscribers: anyPort });
    await chat.problem('nobody connected');
    const { problems, sockets } = await chat.info();
    const bound = sockets.filter(({ part }) => part === 'forwarder').map(({ endpoints }) => endpoints[0]?.resolved ?? '?');
    for (const endpoint of bound)
      assert.ok(
        problems.some(({ text }) => text.includes(endpoint)),
        endpoint,
      );
    await chat.leave();
  });

  test('nobody listens: told at once and as a system line, gone once somebody does', async (t) => {
    const endpoint = await freeEndpoint();
    const chat = await Chat.join(engine, { pattern: 'req', connect: [endpoint] });
    const problem = await chat.problem('nobody listens');
    assert.ok(problem.text.includes(endpoint));
    assert.equal(problem.endpoint, endpoint);
    const line = await chat.tells(/nothing listens|nobody listens|refused/i);
    assert.ok(line.text.includes(endpoint), line.text);
    assert.equal(line.severity, 'warning');
    Script.start(t, 'chatRep.py', ['bind', endpoint]);
    await chat.noProblem('nobody listens');
    await chat.waitForPeers(1);
    await chat.leave();
  });

  test('a name that does not resolve', async () => {
    const endpoint = 'tcp://no-such-host.invalid:5555';
    const chat = await Chat.join(engine, { pattern: 'sub', connect: [endpoint] });
    const problem = await chat.problem('not resolved');
    assert.ok(problem.text.includes('no-such-host.invalid'));
    const line = await chat.tells(/does not resolve/);
    assert.ok(line.text.includes('no-such-host.invalid'));
    await chat.leave();
  });

  test('a room that talks is not the one joined: it is named, and joining it helps', async (t) => {
    const [publishers, subscribers] = [await freeEndpoint(), await freeEndpoint()];
    const chat = await Chat.join(engine, { pattern: 'room', host: true, format: 'topic', rooms: ['room1'], publishers, subscribers });
    const script = Script.start(t, 'chatRoom.py', ['bob', publishers, subscribers, 'topic', 'room2']);
    const typing = setInterval(() => script.type('hello'), 200);
    t.after(() => clearInterval(typing));
    const problem = await chat.problem('other room');
    assert.equal(problem.room, 'room2');
    assert.match(`${problem.text} ${problem.hint}`, /room2/);
    assert.deepEqual(await chat.messages(), [], 'what was heard while looking is not part of the chat');
    await connection.sendRequest(joinChatRoom, { chat: chat.id, room: 'room2' });
    await chat.noProblem('other room');
    assert.equal((await chat.hears('hello')).room, 'room2');
    await chat.leave();
  });

  test('a room that talks with a prefix is named, too', async (t) => {
    const endpoint = await freeEndpoint();
    const chat = await Chat.join(engine, { pattern: 'sub', rooms: ['room1'], connect: [endpoint] });
    const script = Script.start(t, 'chatPub.py', ['bind', endpoint]);
    const typing = setInterval(() => script.type('room2:hello'), 200);
    t.after(() => clearInterval(typing));
    assert.equal((await chat.problem('other room')).room, 'room2');
    await chat.leave();
  });

  test('the other side has another pattern; the chat connects', async (t) => {
    const endpoint = await freeEndpoint();
    Script.start(t, 'chatPub.py', ['bind', endpoint]);
    const chat = await Chat.join(engine, { pattern: 'req', connect: [endpoint] });
    const problem = await chat.problem('wrong pattern');
    assert.ok(problem.text.includes(endpoint), problem.text);
    assert.match(problem.hint, /REP/);
    assert.equal(problem.endpoint, endpoint);
    assert.ok((await chat.tells(/handshake/i)).text.includes(endpoint));
    await chat.leave();
  });

  test('the other side has another pattern; the chat binds', async (t) => {
    const chat = await Chat.join(engine, { pattern: 'rep', bind: [anyPort] });
    Script.start(t, 'chatPair.py', ['connect', await chat.endpoint()]);
    assert.match((await chat.problem('wrong pattern')).hint, /REQ/);
    await chat.leave();
  });

  test('the endpoints of a room were swapped', async (t) => {
    const [publishers, subscribers] = [await freeEndpoint(), await freeEndpoint()];
    Script.start(t, 'chatForwarder.py', [publishers, subscribers]);
    const chat = await Chat.join(engine, { pattern: 'room', publishers: subscribers, subscribers: publishers });
    assert.match((await chat.problem('wrong pattern')).hint, /swapped/);
    await chat.leave();
  });

  test('a second one at a PAIR is not heard, which is said, and over when he leaves', async (t) => {
    const chat = await Chat.join(engine, { pattern: 'pair', bind: [anyPort] });
    const first = Script.start(t, 'chatPair.py', ['connect', await chat.endpoint()]);
    await chat.waitForPeers(1);
    const second = Script.start(t, 'chatPair.py', ['connect', await chat.endpoint()]);
    await chat.waitForPeers(2);
    await chat.problem('crowd');
    await second.kill();
    await chat.noProblem('crowd');
    first.type('still here');
    await chat.hears('still here');
    await chat.leave();
  });

  test('what is there does not speak ZMTP', async (t) => {
    const endpoint = await foreignServer(
      t,
      createHttpServer((_, response) => response.end('hello')),
    );
    const chat = await Chat.join(engine, { pattern: 'pair', connect: [endpoint] });
    const { problems } = await chat.waitForInfo('a problem', (info) => info.problems.length > 0);
    assert.ok(problems[0]?.text.includes(endpoint), problems[0]?.text);
    assert.equal((await chat.tells(/./)).severity, 'warning');
    await chat.leave();
  });

  test('a listener that subscribed to another room is told to who talks', async (t) => {
    const endpoint = await freeEndpoint();
    const chat = await Chat.join(engine, { pattern: 'pub', format: 'topic', rooms: ['room1'], bind: [endpoint] });
    Script.start(t, 'chatSub.py', ['connect', endpoint, 'room2']);
    const problem = await chat.problem('nobody in room');
    assert.match(problem.text, /room1/);
    assert.match(problem.hint, /room2/);
    await chat.leave();
  });

  test('an answer that does not come', async (t) => {
    const endpoint = await freeEndpoint();
    const chat = await Chat.join(engine, { pattern: 'req', connect: [endpoint] });
    const script = Script.start(t, 'chatRep.py', ['bind', endpoint]);
    await chat.waitForPeers(1);
    await chat.says('question');
    await script.hears('question');
    assert.match((await chat.problem('turn')).hint, /reset/i);
    script.type('answer');
    await chat.noProblem('turn');
    await chat.hears('answer');
    await chat.leave();
  });

  test('people who come and go are told, once each', async (t) => {
    const chat = await Chat.join(engine, { pattern: 'pair', bind: [anyPort] });
    const endpoint = await chat.endpoint();
    const script = Script.start(t, 'chatPair.py', ['connect', endpoint]);
    await chat.waitForPeers(1);
    assert.equal((await chat.tells(/connected/i)).severity, 'info');
    await script.end();
    await chat.waitForPeers(0);
    await chat.tells(/left|disconnected/i);
    const lines = (await chat.entries()).filter(({ kind }) => kind === 'system').map(({ text }) => text);
    assert.equal(new Set(lines).size, lines.length, lines.join('\n'));
    for (const line of lines) assert.ok(line.includes(endpoint), line);
    await chat.leave();
  });

  test('trying again and again is told once', async (t) => {
    const endpoint = await freeEndpoint();
    const chat = await Chat.join(engine, { pattern: 'pair', connect: [endpoint] });
    const socket = (await chat.info()).sockets[0]?.socket ?? '';
    await engine.waitFor(
      'several tries',
      async () =>
        (await engine.events(socket)).filter(({ event }) => event === 'retry').length >= 2 ||
        (await engine.events(socket)).some(({ event }) => event === 'repeated'),
    );
    const warnings = (await chat.entries()).filter(({ severity }) => severity === 'warning');
    assert.equal(warnings.length, 1, JSON.stringify(warnings));
    Script.start(t, 'chatPair.py', ['bind', endpoint]);
    await chat.waitForPeers(1);
    await chat.leave();
  });

  test('what silently takes connections', async (t) => {
    const endpoint = await foreignServer(t, createServer());
    const chat = await Chat.join(engine, { pattern: 'pair', connect: [endpoint] });
    const { problems } = await chat.waitForInfo('a problem', (info) => info.problems.length > 0);
    assert.match(problems[0]?.hint ?? '', /\.$/);
    await chat.leave();
  });
});
