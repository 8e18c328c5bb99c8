import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stretchesOf } from '../../../../src/host/chat/chatExport';
import { placesOf, withEndpoint } from '../../../../src/host/chat/chatEndpoints';
import { chatForm } from '../../../../src/host/chat/chatForm';
import { recallLastSpec, rememberedChats, rememberLastSpec } from '../../../../src/host/chat/chatMemory';
import { folderWithoutWorkspace, logFileOf } from '../../../../src/host/settings/chatLogFile';
import { RecentEndpoints } from '../../../../src/host/memory/recentEndpoints';
import { recall, remember } from '../../../../src/host/memory/workspaceMemory';
import type { ChatSpec } from '../../../../src/protocol/chat';
import { jsonMemory } from '../../../support/jsonMemory';

const neverComplains = (text: string) => assert.fail(text);
const pair: ChatSpec = { pattern: 'pair', nick: 'ada', format: 'nick', rooms: [], history: true, bind: ['tcp://127.0.0.1:5555'] };
const room: ChatSpec = {
  pattern: 'room',
  nick: 'ada',
  format: 'topic',
  rooms: ['lab'],
  history: false,
  host: true,
  publishers: 'tcp://*:1',
  subscribers: 'tcp://*:2',
};

describe('chats in the memory of a workspace', () => {
  it('come back as they were', async () => {
    const memory = jsonMemory();
    await remember(rememberedChats, memory, {
      next: 9,
      items: [
        { id: 'c1', spec: pair },
        { id: 'c8', spec: room },
      ],
    });
    assert.deepEqual(recall(rememberedChats, memory, neverComplains), {
      next: 9,
      items: [
        { id: 'c1', spec: pair },
        { id: 'c8', spec: room },
      ],
    });
  });

  it('are left out where they do not hold together, which is told; the rest is kept', () => {
    const complaints: string[] = [];
    const bad = [
      null,
      { id: 'c1' },
      { id: 's1', spec: pair },
      { id: 'c2', spec: { ...pair, nick: 'a b' } },
      { id: 'c3', spec: { ...pair, bind: ['tcp://*'] } },
      { id: '../c4', spec: pair },
      { id: 'c5', spec: { ...pair, run: 'rm' } },
    ];
    const memory = jsonMemory({ chats: { next: 1, chats: [...bad, { id: 'c7', spec: pair }] } });
    const { next, items } = recall(rememberedChats, memory, (text) => complaints.push(text));
    assert.deepEqual(items, [{ id: 'c7', spec: pair }]);
    assert.equal(next, 8, 'an id is never given twice');
    assert.equal(complaints.length, bad.length);
  });

  it('have a last one, unless that is unreadable', async () => {
    const memory = jsonMemory();
    assert.equal(recallLastSpec(memory, neverComplains), undefined);
    await rememberLastSpec(memory, room);
    assert.deepEqual(recallLastSpec(memory, neverComplains), room);
    const complaints: string[] = [];
    assert.equal(
      recallLastSpec(jsonMemory({ lastChat: { ...room, nick: 'a\u202eb' } }), (text) => complaints.push(text)),
      undefined,
    );
    assert.equal(complaints.length, 1);
  });
});

describe('endpoints of a chat', () => {
  it('stand with what is done with them, those bound first', () => {
    assert.deepEqual(placesOf({ ...pair, pattern: 'group', connect: ['tcp://b:1'] }), [
      { field: 'bind', role: 'bind', endpoint: 'tcp://127.0.0.1:5555' },
      { field: 'connect', role: 'connect', endpoint: 'tcp://b:1' },
    ]);
    assert.deepEqual(
      placesOf(room).map(({ role }) => role),
      ['bind', 'bind'],
    );
    assert.deepEqual(
      placesOf({ ...room, host: undefined, publishers: 'tcp://a:1', subscribers: 'tcp://a:2' }).map(({ role }) => role),
      ['connect', 'connect'],
    );
  });

  it('are given for others one by one', () => {
    assert.deepEqual(withEndpoint(room, { field: 'subscribers', role: 'bind', endpoint: 'tcp://*:2' }, 'tcp://*:3'), {
      ...room,
      subscribers: 'tcp://*:3',
    });
    assert.deepEqual(
      withEndpoint({ ...pair, bind: ['tcp://a:1', 'tcp://a:2'] }, { field: 'bind', role: 'bind', endpoint: 'tcp://a:2' }, 'tcp://a:3').bind,
      ['tcp://a:1', 'tcp://a:3'],
    );
  });
});

describe('the join form', () => {
  const sources = () => ({
    nick: '' as unknown,
    userName: 'DOMAIN\\Ada L',
    last: undefined as ChatSpec | undefined,
    recent: new RecentEndpoints(jsonMemory()),
  });

  it('begins with the nick of the setting, or the last one, or the name of the user', () => {
    assert.equal(chatForm(sources()).nick, 'Ada_L');
    assert.equal(chatForm({ ...sources(), last: { ...pair, nick: 'bob' } }).nick, 'bob');
    assert.equal(chatForm({ ...sources(), last: pair, nick: ' eve ' }).nick, 'eve');
    assert.equal(chatForm({ ...sources(), nick: 'a: \u202eb' }).nick, 'a_b', 'a setting may hold anything');
    assert.equal(chatForm({ ...sources(), nick: 7 }).nick, 'Ada_L');
  });

  it('offers the endpoints used last, each once', async () => {
    const given = sources();
    for (const role of ['bind', 'connect'] as const) await given.recent.note('tcp://localhost:1', role);
    await given.recent.note('inproc://a', 'connect');
    const form = chatForm({ ...given, last: room });
    assert.deepEqual(form.recentEndpoints, ['inproc://a', 'tcp://localhost:1']);
    assert.deepEqual([form.last?.format, form.last], ['topic', room]);
  });
});

describe('the log file of chats', () => {
  const places = { home: '/home/ada', folder: '/project' };

  it('is absolute, below the home directory, or relative to the folder', () => {
    assert.equal(logFileOf('/var/log/../chat.log', places), '/var/chat.log');
    assert.equal(logFileOf(' ~/chat.log ', places), '/home/ada/chat.log');
    assert.equal(logFileOf('logs/chat.log', places), '/project/logs/chat.log');
  });

  it('is none where the setting says none, and unknown where there is no folder', () => {
    for (const nothing of ['', '  ', undefined, 7, null]) assert.equal(logFileOf(nothing, places), undefined);
    assert.equal(logFileOf('chat.log', { home: '/home/ada', folder: undefined }), null);
    for (const bad of ['/tmp/a\0b', `/tmp/${'x'.repeat(5000)}`]) assert.equal(logFileOf(bad, places), null);
    assert.equal(logFileOf('~chat.log', places), '/project/~chat.log');
  });
});

describe('the folder for histories of a window without a workspace', () => {
  it('is the same each time, whatever else the memory holds', () => {
    const memory = jsonMemory();
    const name = '00000000-0000-4000-8000-000000000000';
    assert.equal(
      folderWithoutWorkspace(memory, () => name),
      name,
    );
    assert.equal(
      folderWithoutWorkspace(memory, () => assert.fail('it has one')),
      name,
    );
    assert.equal(
      folderWithoutWorkspace(jsonMemory({ chatHistory: '../../etc' }), () => name),
      name,
    );
  });
});

describe('saving a chat', () => {
  it('writes stretch by stretch', async () => {
    const asked: unknown[] = [];
    const stretches = [{ text: 'a', next: 501 }, { text: 'b', next: 1001 }, { text: 'c' }];
    const written: string[] = [];
    for await (const text of stretchesOf(async (from) => {
      asked.push(from);
      return stretches[asked.length - 1] ?? assert.fail('asked too often');
    }))
      written.push(text);
    assert.deepEqual(
      [written, asked],
      [
        ['a', 'b', 'c'],
        [undefined, 501, 1001],
      ],
    );
  });

  it('ends where the answers go around in circles', async () => {
    await assert.rejects(async () => {
      for await (const text of stretchesOf(async () => ({ text: 'a', next: 5 }))) assert.equal(text, 'a');
    }, /repeats/);
  });
});
