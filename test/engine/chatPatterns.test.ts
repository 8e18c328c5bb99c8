import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { Chat } from '../support/chat';
import type { GivenSpec } from '../support/chat';
import { EngineClient } from '../support/engineClient';
import { Script, freeEndpoint } from '../support/script';

/** One way in which this side and a script talk. `a` and `b` are free endpoints. */
interface Way {
  title: string;
  spec(a: string, b: string): GivenSpec;
  script: string;
  args(a: string, b: string): string[];
  /** Says things that contain `word`, in every direction there is. */
  talk(chat: Chat, script: Script, word: string): Promise<void>;
}

async function asks(chat: Chat, script: Script, word: string): Promise<void> {
  await chat.says(`question ${word}`);
  await script.hears(`question ${word}`);
  script.type(`answer ${word}`);
  await chat.hears(`answer ${word}`);
  await chat.waitForInfo('its turn', ({ turn }) => turn === 'ready to send');
}
async function answers(chat: Chat, script: Script, word: string): Promise<void> {
  script.type(`question ${word}`);
  await chat.hears(`question ${word}`);
  await chat.says(`answer ${word}`);
  await script.hears(`answer ${word}`);
}
async function says(chat: Chat, script: Script, word: string): Promise<void> {
  await script.hears(`from here ${word}`, () => chat.say(`from here ${word}`));
}
async function listens(chat: Chat, script: Script, word: string): Promise<void> {
  await chat.hears(`from there ${word}`, () => script.type(`from there ${word}`));
}
async function bothWays(chat: Chat, script: Script, word: string): Promise<void> {
  await says(chat, script, word);
  await listens(chat, script, word);
}
/** Where nothing is lost, once is enough, and the order holds. */
async function delivers(chat: Chat, script: Script, word: string): Promise<void> {
  for (const number of [1, 2, 3]) await chat.say(`from here ${word} ${number}`);
  for (const number of [1, 2, 3]) await script.hears(`from here ${word} ${number}`);
}
async function isDelivered(chat: Chat, script: Script, word: string): Promise<void> {
  for (const number of [1, 2, 3]) script.type(`from there ${word} ${number}`);
  await chat.hears(`from there ${word} 3`);
  assert.deepEqual(
    (await chat.heard()).slice(-3),
    [1, 2, 3].map((number) => `from there ${word} ${number}`),
  );
}
async function deliverBoth(chat: Chat, script: Script, word: string): Promise<void> {
  await delivers(chat, script, word);
  await isDelivered(chat, script, word);
}

/** A pattern with one socket: this side binds and the script connects, and the other way around. */
function eitherBinds(pattern: 'req' | 'rep' | 'pub' | 'sub' | 'pair', script: string, talk: Way['talk'], rooms: string[] = []): Way[] {
  const format = rooms.length > 0 ? 'topic' : 'text';
  const inRoom = rooms.length > 0 ? ` on topic ${rooms.join()}` : '';
  return [
    {
      title: `${pattern} binds${inRoom}, ${script} connects`,
      spec: (a) => ({ pattern, format, rooms, bind: [a] }),
      script,
      args: (a) => ['connect', a, ...rooms],
      talk,
    },
    {
      title: `${pattern} connects${inRoom}, ${script} binds`,
      spec: (a) => ({ pattern, format, rooms, connect: [a] }),
      script,
      args: (a) => ['bind', a, ...rooms],
      talk,
    },
  ];
}

const pipeline = 'chatPipeline.py';
const ways: Way[] = [
  ...eitherBinds('req', 'chatRep.py', asks),
  ...eitherBinds('rep', 'chatReq.py', answers),
  ...eitherBinds('pub', 'chatSub.py', says),
  ...eitherBinds('pub', 'chatSub.py', says, ['lab']),
  ...eitherBinds('sub', 'chatPub.py', listens),
  ...eitherBinds('sub', 'chatPub.py', listens, ['lab']),
  ...eitherBinds('pair', 'chatPair.py', deliverBoth),
  {
    title: 'group with a script that has a publisher and a subscriber',
    spec: (a, b) => ({ pattern: 'group', bind: [a], connect: [b] }),
    script: 'chatGroup.py',
    args: (a, b) => ['bob', b, a],
    talk: bothWays,
  },
  {
    title: 'pipeline: PUSH binds, PULL connects',
    spec: (a, b) => ({ pattern: 'pipeline', bind: [a], connect: [b] }),
    script: pipeline,
    args: (a, b) => ['pull', 'connect', a, 'push', 'bind', b],
    talk: deliverBoth,
  },
  {
    title: 'pipeline: PUSH connects, PULL binds',
    spec: (a, b) => ({ pattern: 'pipeline', pushConnect: [a], pullBind: [b] }),
    script: pipeline,
    args: (a, b) => ['pull', 'bind', a, 'push', 'connect', b],
    talk: deliverBoth,
  },
  {
    title: 'pipeline: only a PUSH, binds',
    spec: (a) => ({ pattern: 'pipeline', bind: [a] }),
    script: pipeline,
    args: (a) => ['pull', 'connect', a],
    talk: delivers,
  },
  {
    title: 'pipeline: only a PUSH, connects',
    spec: (a) => ({ pattern: 'pipeline', pushConnect: [a] }),
    script: pipeline,
    args: (a) => ['pull', 'bind', a],
    talk: delivers,
  },
  {
    title: 'pipeline: only a PULL, connects',
    spec: (a) => ({ pattern: 'pipeline', connect: [a] }),
    script: pipeline,
    args: (a) => ['push', 'bind', a],
    talk: isDelivered,
  },
  {
    title: 'pipeline: only a PULL, binds',
    spec: (a) => ({ pattern: 'pipeline', pullBind: [a] }),
    script: pipeline,
    args: (a) => ['push', 'connect', a],
    talk: isDelivered,
  },
  {
    title: 'room hosted here, without topics',
    spec: (a, b) => ({ pattern: 'room', host: true, publishers: a, subscribers: b }),
    script: 'chatRoom.py',
    args: (a, b) => ['bob', a, b],
    talk: bothWays,
  },
];
/** What a script that says who speaks puts before what is typed. */
const saysNick = ['chatGroup.py', 'chatRoom.py'];

describe('every pattern with a script, which is killed and started again', { concurrency: 3 }, () => {
  const engine = EngineClient.start({ after });

  for (const { title, spec, script: file, args, talk } of ways) {
    for (const first of ['chat', 'script']) {
      test(`${title}; the ${first} is there first`, async (t) => {
        const [a, b] = [await freeEndpoint(), await freeEndpoint()];
        const start = () => Script.start(t, file, args(a, b));
        let script = first === 'script' ? start() : undefined;
        const chat = await Chat.join(engine, spec(a, b));
        script ??= start();
        await chat.waitForInfo('a peer', ({ peers }) => peers > 0);
        await talk(chat, script, 'first');
        await script.kill();
        await chat.waitForInfo('no peer', ({ peers }) => peers === 0);
        const again = start();
        await chat.waitForInfo('a peer again', ({ peers }) => peers > 0);
        await talk(chat, again, 'second');
        if (saysNick.includes(file)) assert.ok((await chat.messages()).filter(({ own }) => !own).every(({ nick }) => nick === 'bob'));
        await chat.leave();
        assert.deepEqual((await chat.info()).sockets, []);
      });
    }
  }

  test('a script that ends in the usual way is told as gone', async (t) => {
    const chat = await Chat.join(engine, { pattern: 'pair', bind: ['tcp://127.0.0.1:*'] });
    const script = Script.start(t, 'chatPair.py', ['connect', await chat.endpoint()]);
    await chat.waitForPeers(1);
    assert.deepEqual(await script.end(), { code: 0, signal: null });
    await chat.waitForPeers(0);
    await chat.leave();
  });

  test('what is said is in the log too, under the names of the sockets of the chat', async (t) => {
    const chat = await Chat.join(engine, { pattern: 'pair', bind: ['tcp://127.0.0.1:*'] });
    const script = Script.start(t, 'chatPair.py', ['connect', await chat.endpoint()]);
    await chat.waitForPeers(1);
    script.type('hello');
    const heard = await chat.hears('hello');
    const said = await chat.says('hello yourself');
    const { sockets } = await chat.info();
    const [socket] = sockets;
    assert.ok(socket);
    assert.equal(sockets.length, 1);
    assert.equal(socket.part, 'both');
    assert.equal((await engine.info(socket.socket)).chat, chat.id);
    const rows = await engine.rows({ socket: socket.socket });
    for (const { record, text } of [heard, said]) {
      const row = rows.find(({ number }) => number === record);
      assert.equal(row?.preview, text);
      assert.equal(row?.socketName, socket.name);
    }
    await chat.leave();
  });
});

describe('several at once', () => {
  const engine = EngineClient.start({ after });

  test('one who listens hears several publishers, each on its topics only', async (t) => {
    const [a, b, c] = [await freeEndpoint(), await freeEndpoint(), await freeEndpoint()];
    const chat = await Chat.join(engine, { pattern: 'sub', rooms: ['lab', 'yard'], connect: [a, b, c] });
    const lab = Script.start(t, 'chatPub.py', ['bind', a, 'lab']);
    const yard = Script.start(t, 'chatPub.py', ['bind', b, 'yard']);
    const cellar = Script.start(t, 'chatPub.py', ['bind', c, 'cellar']);
    await chat.waitForPeers(3);
    assert.equal((await chat.hears('from the lab', () => lab.type('from the lab'))).room, 'lab');
    for (let times = 0; times < 3; times++) cellar.type('from the cellar');
    assert.equal((await chat.hears('from the yard', () => yard.type('from the yard'))).room, 'yard');
    assert.equal((await chat.heard()).includes('from the cellar'), false);
    await chat.leave();
  });

  test('a broadcast reaches all who listen, those on its topic only where it has one', async (t) => {
    const chat = await Chat.join(engine, { pattern: 'pub', format: 'topic', rooms: ['lab', 'yard'], bind: ['tcp://127.0.0.1:*'] });
    const endpoint = await chat.endpoint();
    const everything = Script.start(t, 'chatSub.py', ['connect', endpoint]);
    const lab = Script.start(t, 'chatSub.py', ['connect', endpoint, 'lab']);
    const yard = Script.start(t, 'chatSub.py', ['connect', endpoint, 'yard']);
    await chat.waitForPeers(3);
    await lab.hears('lab | one', () => chat.say('one', 'lab'));
    await yard.hears('yard | two', () => chat.say('two', 'yard'));
    await everything.hears('three', () => chat.say('three'));
    assert.equal(
      lab.printed.some((line) => line.includes('two')),
      false,
    );
    assert.equal(
      yard.printed.some((line) => line.includes('one')),
      false,
    );
    assert.ok(everything.printed.includes('lab | three'), 'without a room it goes to the first one');
    await chat.leave();
  });
});
