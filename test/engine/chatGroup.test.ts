import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { addChatPeer, removeChatPeer } from '../../src/protocol/chat';
import { Chat } from '../support/chat';
import { EngineClient, refusal } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { Script, freeEndpoint } from '../support/script';

describe('group', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;

  test('three of a group hear each other', async (t) => {
    const [a, b, c] = [await freeEndpoint(), await freeEndpoint(), await freeEndpoint()];
    const ann = await Chat.join(engine, { pattern: 'group', format: 'nick', bind: [a], connect: [b, c] });
    const bob = Script.start(t, 'chatGroup.py', ['bob', b, a, c]);
    const carl = Script.start(t, 'chatGroup.py', ['carl', c, a, b]);
    await ann.waitForPeers(2);
    assert.equal((await ann.hears('from Bob', () => bob.type('from Bob'))).nick, 'bob');
    assert.equal((await ann.hears('from Carl', () => carl.type('from Carl'))).nick, 'carl');
    for (const script of [bob, carl]) await script.hears('ann: from Ann', () => ann.say('from Ann'));
    await carl.hears('bob: again', () => bob.type('again'));
    await ann.leave();
  });

  test('peers are added and removed while chatting', async (t) => {
    const [a, b, c] = [await freeEndpoint(), await freeEndpoint(), await freeEndpoint()];
    const ann = await Chat.join(engine, { pattern: 'group', bind: [a], connect: [b] });
    const bob = Script.start(t, 'chatGroup.py', ['bob', b, a]);
    const carl = Script.start(t, 'chatGroup.py', ['carl', c, a]);
    await ann.waitForPeersOf('sub', 1);
    await ann.hears('here', () => bob.type('here'));
    await connection.sendRequest(addChatPeer, { chat: ann.id, endpoint: c });
    assert.deepEqual((await ann.info()).spec.connect, [b, c]);
    await ann.waitForPeersOf('sub', 2);
    await ann.hears('me too', () => carl.type('me too'));
    await refusal(connection.sendRequest(addChatPeer, { chat: ann.id, endpoint: 'nonsense' }), 'invalidEndpoint');

    await connection.sendRequest(removeChatPeer, { chat: ann.id, endpoint: b });
    assert.deepEqual((await ann.info()).spec.connect, [c]);
    await ann.waitForPeersOf('sub', 1);
    bob.type('nobody hears that');
    carl.type('still here');
    await ann.hears('still here');
    await carl.hears('heard', () => ann.say('heard'));
    await bob.hears('heard');
    assert.ok(!(await ann.heard()).includes('nobody hears that'));
    await refusal(connection.sendRequest(removeChatPeer, { chat: ann.id, endpoint: b }), 'noSuchEndpoint');
    await ann.leave();
  });

  test('publishers that one listens to are added and removed as well', async (t) => {
    const [a, b] = [await freeEndpoint(), await freeEndpoint()];
    const chat = await Chat.join(engine, { pattern: 'sub', connect: [a] });
    const first = Script.start(t, 'chatPub.py', ['bind', a]);
    const second = Script.start(t, 'chatPub.py', ['bind', b]);
    await chat.hears('one', () => first.type('one'));
    await connection.sendRequest(addChatPeer, { chat: chat.id, endpoint: b });
    await chat.hears('two', () => second.type('two'));
    await connection.sendRequest(removeChatPeer, { chat: chat.id, endpoint: a });
    await chat.waitForPeers(1);
    assert.deepEqual((await chat.info()).spec.connect, [b]);
    await chat.leave();
  });

  test('where there is nobody to add, it is refused', async () => {
    const chat = await Chat.join(engine, { pattern: 'pair', bind: [anyPort] });
    await refusal(connection.sendRequest(addChatPeer, { chat: chat.id, endpoint: 'tcp://127.0.0.1:5555' }), 'notSupportedByType');
    await chat.leave();
  });

  test('what somebody else says in the same words is his own: a group has no echo', async (t) => {
    const [a, b] = [await freeEndpoint(), await freeEndpoint()];
    const ann = await Chat.join(engine, { pattern: 'group', bind: [a], connect: [b] });
    const bob = Script.start(t, 'chatForms.py', ['text', b, a, 'bob']);
    await ann.hears('here', () => bob.type('here'));
    await bob.hears('text=ready', () => ann.say('ready'));
    await ann.says('hello');
    await bob.hears('text=hello');
    bob.type('hello');
    bob.type('end');
    await ann.hears('end');
    assert.ok((await ann.heard()).includes('hello'));
    await ann.leave();
  });

  test('where the own endpoint is among those of the peers, own messages are shown once', async (t) => {
    const [a, b] = [await freeEndpoint(), await freeEndpoint()];
    const ann = await Chat.join(engine, { pattern: 'group', bind: [a], connect: [a, b] });
    const bob = Script.start(t, 'chatForms.py', ['text', b, a, 'bob']);
    await ann.waitForPeersOf('sub', 2);
    await bob.hears('text=ready', () => ann.say('ready'));
    await ann.says('hello');
    const receives = (await ann.info()).sockets.find(({ part }) => part === 'receives')?.socket ?? '';
    await engine.waitFor('the echo', async () => (await engine.messages(receives)).some(({ preview }) => preview === 'hello'));
    await ann.hears('end', () => bob.type('end'));
    assert.deepEqual(
      (await ann.heard()).filter((text) => text !== 'end'),
      [],
    );
    await ann.leave();
  });

  test('a group begins without peers', async (t) => {
    const [a, b] = [await freeEndpoint(), await freeEndpoint()];
    const chat = await Chat.join(engine, { pattern: 'group', bind: [a] });
    const bob = Script.start(t, 'chatGroup.py', ['bob', b, a]);
    await bob.hears('anybody?', () => chat.say('anybody?'));
    await connection.sendRequest(addChatPeer, { chat: chat.id, endpoint: b });
    await chat.hears('me', () => bob.type('me'));
    await chat.leave();
  });
});
