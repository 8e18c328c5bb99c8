import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import {
  addChatPeer,
  joinChat,
  joinChatRoom,
  leaveChatRoom,
  listChats,
  removeChat,
  resetChatTurn,
  updateChat,
} from '../../src/protocol/chat';
import { ping } from '../../src/protocol/engine';
import { closeSocket } from '../../src/protocol/sockets';
import { Chat, chatSpecOf } from '../support/chat';
import { EngineClient, refusal } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { Peer } from '../support/peer';
import { Script, freeEndpoint } from '../support/script';

describe('joining and leaving', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;

  test('who cannot join again keeps what was said', async () => {
    const endpoint = await freeEndpoint();
    const chat = await Chat.join(engine, { pattern: 'pair', bind: [endpoint] });
    await chat.saysInVain('first');
    await chat.leave();
    const other = await Chat.join(engine, { pattern: 'pair', bind: [endpoint] });
    const { suggestion } = await refusal(
      connection.sendRequest(joinChat, { id: chat.id, spec: chatSpecOf({ pattern: 'pair', bind: [endpoint] }) }),
      'addressInUse',
    );
    assert.equal((await chat.info()).state, 'left');
    assert.deepEqual(
      (await chat.messages()).map(({ text }) => text),
      ['first'],
    );
    await Chat.join(engine, { pattern: 'pair', bind: [suggestion ?? ''] }, chat.id);
    await chat.leave();
    await other.leave();
  });

  test('where one socket of several cannot be opened, none stays open', async () => {
    const holder = await Chat.join(engine, { pattern: 'pair', bind: [anyPort] });
    const taken = await holder.endpoint();
    const free = await freeEndpoint();
    const before = (await engine.sockets()).length;
    const id = Chat.newId();
    for (const spec of [
      chatSpecOf({ pattern: 'pipeline', bind: [free], pullBind: [taken] }),
      chatSpecOf({ pattern: 'room', host: true, publishers: free, subscribers: taken }),
      chatSpecOf({ pattern: 'pair', bind: [free, taken] }),
    ]) {
      await refusal(connection.sendRequest(joinChat, { id, spec }), 'addressInUse');
      assert.equal((await engine.sockets()).length, before);
      assert.ok(!(await connection.sendRequest(listChats, {})).some((chat) => chat.id === id), 'what was never joined is no chat');
    }
    const chat = await Chat.join(engine, { pattern: 'pair', bind: [free] }, id);
    await chat.leave();
    await holder.leave();
  });

  test('a chat that is removed leaves its address free', async () => {
    const endpoint = await freeEndpoint();
    for (let round = 0; round < 10; round++) {
      const chat = await Chat.join(engine, { pattern: 'rep', bind: [endpoint] });
      await connection.sendRequest(removeChat, { chat: chat.id });
      await refusal(connection.sendRequest(removeChat, { chat: chat.id }), 'noSuchChat');
    }
  });

  test('a room is hosted and left 40 times while scripts flood it and listen', async (t) => {
    const [publishers, subscribers] = [await freeEndpoint(), await freeEndpoint()];
    const flood = Script.start(t, 'chatFlood.py', ['PUB', 'connect', publishers, '10000000', '10000']);
    Script.start(t, 'chatSub.py', ['connect', subscribers]);
    flood.type('go');
    const id = Chat.newId();
    for (let round = 0; round < 40; round++) {
      const chat = await Chat.join(engine, { pattern: 'room', host: true, publishers, subscribers }, id);
      if (round % 10 === 0) await chat.waitForEntry('traffic', ({ text, number }) => text.startsWith('message') && number > 0);
      await chat.leave();
    }
    await connection.sendRequest(removeChat, { chat: id });
    await connection.sendRequest(ping, {});
  });

  test('everything at once: each request is answered, and the chat is left in the end', async (t) => {
    const endpoint = await freeEndpoint();
    const chat = await Chat.join(engine, { pattern: 'group', bind: [endpoint] });
    await Peer.zmq(t, 'pub', ['--bind', anyPort]);
    const [socket] = (await chat.info()).sockets;
    const params = { chat: chat.id };
    const requests = Array.from({ length: 10 }, (_, round) => [
      chat.say(`message ${round}`),
      connection.sendRequest(addChatPeer, { ...params, endpoint: `tcp://127.0.0.1:${1000 + round}` }),
      connection.sendRequest(joinChatRoom, { ...params, room: `room${round}` }),
      connection.sendRequest(leaveChatRoom, { ...params, room: `room${round - 1}` }),
      connection.sendRequest(updateChat, { ...params, nick: `ann${round}` }),
      connection.sendRequest(resetChatTurn, params),
      round === 5 ? connection.sendRequest(closeSocket, { socket: socket?.socket ?? '' }) : chat.leave(),
      connection.sendRequest(joinChat, { id: chat.id, spec: chatSpecOf({ pattern: 'group', bind: [endpoint] }) }),
    ]).flat();
    for (const outcome of await Promise.allSettled(requests)) {
      if (outcome.status === 'rejected') assert.match((outcome.reason as Error).message, /[.?!]$/);
    }
    await chat.leave();
    assert.equal((await chat.info()).state, 'left');
    assert.ok(!(await engine.sockets()).some((open) => open.chat === chat.id));
    await Chat.join(engine, { pattern: 'group', bind: [endpoint] }, chat.id);
    await chat.leave();
  });

  test('who enters and leaves a room that is hosted here is told, once each', async (t) => {
    const [publishers, subscribers] = [await freeEndpoint(), await freeEndpoint()];
    const chat = await Chat.join(engine, { pattern: 'room', host: true, publishers, subscribers });
    const lines = async (pattern: RegExp) =>
      (await chat.entries()).filter(({ kind, text }) => kind === 'system' && pattern.test(text)).length;
    for (const type of ['xsub', 'xpub', 'pub', 'sub'] as const) await chat.waitForPeersOf(type, 1);
    const alone = await lines(/entered/);
    const bob = Script.start(t, 'chatRoom.py', ['bob', publishers, subscribers]);
    await chat.waitForPeers(1);
    await chat.waitFor('a word about it', async () => (await lines(/entered/)) > alone);
    await bob.end();
    await chat.waitForPeers(0);
    await chat.tells(/left/);
    assert.equal(await lines(/entered/), alone + 1);
    assert.equal(await lines(/Somebody left/), 1);
    await chat.leave();
  });

  test('twenty chats at once, each with its script, do not mix', async (t) => {
    const chats = await Promise.all(Array.from({ length: 20 }, () => Chat.join(engine, { pattern: 'pair', bind: [anyPort] })));
    const peers = await Promise.all(chats.map(async (chat) => Peer.zmq(t, 'pair', ['--connect', await chat.endpoint()])));
    for (const [number, peer] of peers.entries()) peer.send([`message ${number}`]);
    for (const [number, chat] of chats.entries()) {
      await chat.hears(`message ${number}`);
      assert.deepEqual(await chat.heard(), [`message ${number}`]);
      assert.equal((await chat.info()).unread, 1);
    }
    for (const chat of chats) await chat.leave();
  });
});
