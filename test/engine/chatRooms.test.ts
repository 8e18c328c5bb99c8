import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { ChatEntry } from '../../src/protocol/chat';
import { chatSeen, joinChatRoom, leaveChatRoom } from '../../src/protocol/chat';
import { Chat } from '../support/chat';
import { EngineClient, latin, refusal } from '../support/engineClient';
import type { Scope } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { Script, freeEndpoint } from '../support/script';

/** Endpoints of a room: for publishers and for subscribers. */
async function roomEndpoints(): Promise<{ publishers: string; subscribers: string }> {
  return { publishers: await freeEndpoint(), subscribers: await freeEndpoint() };
}

let lasts = 0;
const lastWords = () => `last words ${lasts}`;

/** What the script had typed before was heard, too, once this is. */
async function hearsLast(chat: Chat, script: Script): Promise<ChatEntry> {
  lasts++;
  script.type(lastWords());
  return chat.hears(lastWords());
}

describe('rooms', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;

  const guest = (scope: Scope, nick: string, { publishers, subscribers }: { publishers: string; subscribers: string }, ...more: string[]) =>
    Script.start(scope, 'chatRoom.py', [nick, publishers, subscribers, ...more]);

  for (const first of ['chat', 'forwarder']) {
    test(`as guest of a script that hosts, with a script; the ${first} is there first; the host leaves and comes back`, async (t) => {
      const at = await roomEndpoints();
      const host = () => Script.start(t, 'chatForwarder.py', [at.publishers, at.subscribers]);
      let forwarder = first === 'forwarder' ? host() : undefined;
      const chat = await Chat.join(engine, { pattern: 'room', ...at });
      forwarder ??= host();
      const bob = guest(t, 'bob', at);
      for (const type of ['pub', 'sub'] as const) await chat.waitForPeersOf(type, 1);
      await chat.hears('hello ann', () => bob.type('hello ann'));
      await bob.hears('hello bob', () => chat.say('hello bob'));
      await forwarder.kill();
      await chat.waitForPeers(0);
      const { number } = await chat.says('nobody there?', 'waiting');
      host();
      await chat.waitForState(number, 'sent');
      await chat.hears('there again', () => bob.type('there again'));
      await bob.hears('so am I', () => chat.say('so am I'));
      await chat.leave();
    });
  }

  test('two chats of one engine and a script in one room that is hosted here; the host leaves and comes back', async (t) => {
    const at = await roomEndpoints();
    const hosting = { pattern: 'room', host: true, ...at } as const;
    const ann = await Chat.join(engine, hosting);
    const carl = await Chat.join(engine, { pattern: 'room', nick: 'carl', format: 'nick', ...at });
    const bob = guest(t, 'bob', at);
    await ann.waitForPeers(2);
    assert.equal((await ann.hears('I am Carl', () => void carl.say('I am Carl'))).nick, 'carl');
    await bob.hears('carl: I am Carl', () => carl.say('I am Carl'));
    await carl.hears('I am Ann', () => void ann.say('I am Ann'));
    for (const chat of [ann, carl]) assert.equal((await chat.hears('I am Bob', () => bob.type('I am Bob'))).nick, 'bob');

    await ann.leave();
    await carl.waitForPeers(0);
    await Chat.join(engine, hosting, ann.id);
    await ann.waitForPeers(2);
    await carl.hears('back', () => void ann.say('back'));
    await bob.hears('good to see you', () => carl.say('good to see you'));
    await ann.hears('hello again', () => bob.type('hello again'));
    await carl.leave();
    await ann.leave();
  });

  test('a hosted room: its forwarder is not what this side says with, and its traffic is not shown as sent by it', async () => {
    const at = await roomEndpoints();
    const chat = await Chat.join(engine, { pattern: 'room', host: true, ...at });
    const { sockets } = await chat.info();
    assert.deepEqual(sockets.map(({ type, part }) => `${type} ${part}`).sort(), [
      'pub sends',
      'sub receives',
      'xpub forwarder',
      'xsub forwarder',
    ]);
    for (const { socket } of sockets) assert.equal((await engine.info(socket)).chat, chat.id);
    const bound = sockets.filter(({ part }) => part === 'forwarder').map(({ endpoints }) => endpoints[0]?.resolved);
    assert.deepEqual(bound.sort(), [at.publishers, at.subscribers].sort());
    await chat.leave();
    for (const { socket } of sockets) await refusal(engine.close(socket), 'noSuchSocket');
  });

  test('ports that the system chose stay the same when the host comes back', async (t) => {
    const chat = await Chat.join(engine, { pattern: 'room', host: true, publishers: anyPort, subscribers: anyPort });
    const { spec } = await chat.info();
    const { publishers = '', subscribers = '' } = spec;
    const bob = guest(t, 'bob', { publishers, subscribers });
    await chat.hears('hello', () => bob.type('hello'));
    await chat.leave();
    await Chat.join(engine, spec, chat.id);
    await chat.hears('hello again', () => bob.type('hello again'));
    await chat.leave();
  });

  for (const shape of ['topic', 'prefix'] as const) {
    test(`several rooms at once, room as ${shape}, each with its unread count`, async (t) => {
      const at = await roomEndpoints();
      const chat = await Chat.join(engine, { pattern: 'room', host: true, format: shape, rooms: ['lab', 'yard'], ...at });
      const lab = guest(t, 'bob', at, shape, 'lab');
      const yard = guest(t, 'carl', at, shape, 'yard');
      const shown = (room: string, text: string) => (shape === 'topic' ? `${room} | ${text}` : `${room}:${text}`);
      await lab.hears(shown('lab', 'one'), () => chat.say('one', 'lab'));
      await yard.hears(shown('yard', 'two'), () => chat.say('two', 'yard'));
      assert.ok(!lab.printed.some((line) => line.includes('two')) && !yard.printed.some((line) => line.includes('one')));

      const inLab = await chat.hears('from the lab', () => lab.type('from the lab'));
      const inYard = await chat.hears('from the yard', () => yard.type('from the yard'));
      assert.deepEqual([inLab.room, inYard.room], ['lab', 'yard']);
      if (shape === 'topic') assert.deepEqual([inLab.nick, inYard.nick], ['bob', 'carl']);
      const inRoom = async (room: string) => (await chat.messages({ room })).filter(({ own }) => !own);
      assert.ok((await inRoom('lab')).every(({ room, text }) => room === 'lab' && text === 'from the lab'));
      assert.ok((await inRoom('yard')).every(({ room, text }) => room === 'yard' && text === 'from the yard'));
      await hearsLast(chat, lab);
      await hearsLast(chat, yard);
      const { unread, rooms } = await chat.info();
      assert.deepEqual(
        rooms.map(({ room }) => room),
        ['lab', 'yard'],
      );
      assert.equal(
        unread,
        rooms.reduce((sum, room) => sum + room.unread, 0),
      );
      for (const { room, unread: ofRoom } of rooms) assert.equal(ofRoom, (await inRoom(room)).length);
      await chat.leave();
    });
  }

  test('what was seen is not unread: of one room, of all, up to a number', async (t) => {
    const at = await roomEndpoints();
    const chat = await Chat.join(engine, { pattern: 'room', host: true, format: 'topic', rooms: ['lab', 'yard'], ...at });
    const lab = guest(t, 'bob', at, 'topic', 'lab');
    const yard = guest(t, 'carl', at, 'topic', 'yard');
    const first = await chat.hears('first', () => lab.type('first'));
    await chat.hears('there', () => yard.type('there'));
    await hearsLast(chat, yard);
    lab.type('second');
    const second = await chat.hears('second');
    lab.type('third, @ann');
    const third = await chat.hears('third, @ann');
    const unreadOf = async (room: string) => (await chat.info()).rooms.find((candidate) => candidate.room === room)?.unread;
    const since = async (room: string, upTo: number) =>
      (await chat.messages({ room })).filter(({ own, number }) => !own && number > upTo).length;
    assert.equal((await chat.info()).mentions, 1);
    assert.equal(third.mention, true);

    await connection.sendRequest(chatSeen, { chat: chat.id, room: 'lab', upTo: second.number });
    assert.equal(await unreadOf('lab'), await since('lab', second.number));
    assert.equal(await unreadOf('lab'), 1);
    assert.equal(await unreadOf('yard'), await since('yard', 0));
    // Going back makes nothing unread again.
    await connection.sendRequest(chatSeen, { chat: chat.id, room: 'lab', upTo: first.number });
    assert.equal(await unreadOf('lab'), 1);
    await connection.sendRequest(chatSeen, { chat: chat.id, upTo: third.number });
    const { unread, mentions, rooms } = await chat.info();
    assert.deepEqual([unread, mentions, ...rooms.map((room) => room.unread)], [0, 0, 0, 0]);
    lab.type('fourth');
    await chat.hears('fourth');
    assert.equal((await chat.info()).unread, 1);
    await chat.leave();
  });

  test('a host is told when those in his room subscribed to another one', async (t) => {
    const at = await roomEndpoints();
    const chat = await Chat.join(engine, { pattern: 'room', host: true, rooms: ['lab'], ...at });
    const script = Script.start(t, 'chatSub.py', ['connect', at.subscribers, 'kitchen']);
    await chat.waitForPeers(1);
    const problem = await chat.problem('nobody in room');
    assert.match(problem.text, /"lab"/);
    assert.equal(problem.room, 'kitchen');
    const second = Script.start(t, 'chatSub.py', ['connect', at.subscribers, 'lab']);
    await second.hears('for the lab', () => chat.say('for the lab', 'lab'));
    await chat.noProblem('nobody in room');
    assert.ok(!script.printed.some((line) => line.includes('for the lab')));
    await chat.leave();
  });

  test('own messages are not unread, and none of them is shown twice', async (t) => {
    const at = await roomEndpoints();
    const chat = await Chat.join(engine, { pattern: 'room', host: true, ...at });
    const bob = guest(t, 'bob', at);
    await chat.hears('hello', () => bob.type('hello'));
    const last = await hearsLast(chat, bob);
    await connection.sendRequest(chatSeen, { chat: chat.id, upTo: last.number });
    // More than a chat looks at of a message.
    const long = 'long '.repeat(250_000);
    for (const text of ['one', 'two', 'three', long]) await chat.says(text);
    // What comes back through the room is in the log before it is known as an echo.
    const receives = (await chat.info()).sockets.find(({ part }) => part === 'receives')?.socket ?? '';
    await engine.waitFor(
      'the echoes',
      async () =>
        (await engine.messages(receives)).filter(
          ({ preview }) => ['one', 'two', 'three'].includes(preview) || preview.startsWith('long long'),
        ).length === 4,
    );
    await hearsLast(chat, bob);
    assert.equal((await chat.info()).unread, 1);
    assert.deepEqual(
      (await chat.messages()).filter(({ number }) => number > last.number).map(({ text }) => text.slice(0, 100)),
      ['one', 'two', 'three', long.slice(0, 100), lastWords()],
    );
    await chat.leave();
  });

  test('a room is joined and left while chatting', async (t) => {
    const at = await roomEndpoints();
    const chat = await Chat.join(engine, { pattern: 'room', host: true, format: 'topic', rooms: ['lab'], ...at });
    const lab = guest(t, 'bob', at, 'topic', 'lab');
    const yard = guest(t, 'carl', at, 'topic', 'yard');
    await chat.hears('here', () => lab.type('here'));
    await connection.sendRequest(joinChatRoom, { chat: chat.id, room: 'yard' });
    assert.deepEqual((await chat.info()).spec.rooms, ['lab', 'yard']);
    assert.equal((await chat.hears('there', () => yard.type('there'))).room, 'yard');
    await yard.hears('yard | hello yard', () => chat.say('hello yard', 'yard'));
    await connection.sendRequest(joinChatRoom, { chat: chat.id, room: 'yard' }).catch(() => undefined);
    assert.deepEqual(
      (await chat.info()).rooms.map(({ room }) => room),
      ['lab', 'yard'],
      'joined once',
    );

    await connection.sendRequest(leaveChatRoom, { chat: chat.id, room: 'yard' });
    assert.deepEqual((await chat.info()).spec.rooms, ['lab']);
    // Of two who subscribed, one is left: the forwarder knows it now.
    await engine.waitForSocket('the end of a subscription', `${chat.id}-xpub`, ({ peerSubscriptions = [] }) =>
      peerSubscriptions.some(({ topic, count }) => latin(topic) === 'yard' && count === 1),
    );
    yard.type('nobody hears that');
    lab.type('still here');
    await chat.hears('still here');
    assert.ok(!(await chat.heard()).includes('nobody hears that'));
    await chat.leave();
  });

  test('one identical copy of an own message is not shown again, a second one by somebody else is', async (t) => {
    const at = await roomEndpoints();
    const chat = await Chat.join(engine, { pattern: 'room', host: true, format: 'nick', ...at });
    // Says exactly what the chat says, as a program might that repeats what it hears.
    const parrot = guest(t, 'ann', at);
    await parrot.hears('ann: warm up', () => chat.say('warm up'));
    await chat.says('hello');
    await parrot.hears('ann: hello');
    parrot.type('hello');
    const copy = await chat.hears('hello');
    assert.equal(copy.nick, 'ann');
    const hellos = (await chat.messages()).filter(({ text }) => text === 'hello');
    assert.deepEqual(
      hellos.map(({ own }) => own),
      [true, false],
    );
    await chat.leave();
  });
});
