import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { chatEntries, chatMention, chatSeen, findInChat } from '../../src/protocol/chat';
import type { ChatMention, ChatQuery } from '../../src/protocol/chat';
import { Chat } from '../support/chat';
import { EngineClient, refusal } from '../support/engineClient';
import type { Scope } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { Peer } from '../support/peer';
import { until } from '../support/processes';

describe('reading a chat', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;
  const told: ChatMention[] = [];
  connection.onNotification(chatMention, (mention) => void told.push(mention));

  /** A chat that listens, with what was said there in this order; the last of it is `end`. */
  async function heard(scope: Scope, said: string[][], rooms: string[] = []): Promise<{ chat: Chat; peer: Peer }> {
    const chat = await Chat.join(engine, { pattern: 'sub', bind: [anyPort], rooms });
    const peer = await Peer.zmq(scope, 'pub', ['--connect', await chat.endpoint()]);
    const warmUp = rooms.length > 0 ? [rooms[0] ?? '', 'warm up'] : ['warm up'];
    await chat.hears('warm up', () => peer.send(warmUp));
    peer.send([...warmUp.slice(0, -1), 'begin']);
    await chat.hears('begin');
    for (const frames of said) peer.send(frames);
    await chat.hears('end');
    return { chat, peer };
  }

  const tail = async (chat: Chat, query?: ChatQuery) =>
    (await chat.messages(query)).map(({ text }) => text).filter((text) => !['warm up', 'begin'].includes(text));

  test('in pages, backwards and forwards, without a gap', async (t) => {
    const said = [...Array.from({ length: 450 }, (_, number) => [`message ${number}`]), ['end']];
    const { chat } = await heard(t, said);
    const numbers: number[] = [];
    let page = await chat.page();
    assert.equal(page.entries.length, 200);
    assert.deepEqual([page.before, page.after], [true, false]);
    for (;;) {
      numbers.unshift(...page.entries.map(({ number }) => number));
      if (!page.before) break;
      page = await chat.page({ before: numbers[0] });
      assert.equal(page.after, true);
    }
    const forwards: number[] = [];
    for (let from = 1; ;) {
      const next = await chat.page({ from, count: 150 });
      forwards.push(...next.entries.map(({ number }) => number));
      assert.equal(next.before, from > 1 && forwards.length > next.entries.length);
      if (!next.after) break;
      from = (forwards.at(-1) ?? 0) + 1;
    }
    assert.deepEqual(forwards, numbers);
    assert.deepEqual(
      numbers,
      [...numbers].sort((a, b) => a - b),
    );
    assert.equal((await chat.info()).entries.kept, numbers.length);
    await refusal(connection.sendRequest(chatEntries, { chat: chat.id, count: 201 }), 'invalidParams');
    await chat.leave();
  });

  test('filtered by room and by keyword', async (t) => {
    const said = [
      ['lab', 'Alarm: water'],
      ['yard', 'no alarm'],
      ['lab', 'bob: all good'],
      ['yard', 'alarm again'],
      ['yard', 'end'],
    ];
    const { chat } = await heard(t, said, ['lab', 'yard']);
    assert.deepEqual(await tail(chat, { room: 'lab' }), ['water', 'all good']);
    assert.deepEqual(await tail(chat, { filter: { how: 'begins with', text: 'ALARM' } }), ['alarm again']);
    assert.deepEqual(await tail(chat, { filter: { how: 'contains', text: 'alarm' } }), ['no alarm', 'alarm again']);
    assert.deepEqual(await tail(chat, { room: 'yard', filter: { how: 'contains', text: 'no' } }), ['no alarm']);
    assert.deepEqual(await tail(chat, { room: 'nowhere' }), []);
    const systemLines = async (query: ChatQuery) => (await chat.entries(query)).filter(({ kind }) => kind === 'system').length;
    assert.ok((await systemLines({ room: 'lab' })) > 0);
    assert.equal(await systemLines({ filter: { how: 'contains', text: '' } }), 0);
    await chat.leave();
  });

  test('found in text, nick and room, in either case', async (t) => {
    const said = [
      ['lab', 'Bobby: Hello World'],
      ['yard', 'hello bob'],
      ['lab', 'nothing of it'],
      ['yard', 'end'],
    ];
    const { chat } = await heard(t, said, ['lab', 'yard']);
    const texts = async (text: string, query?: ChatQuery) => {
      const { matches } = await connection.sendRequest(findInChat, { chat: chat.id, text, ...(query ? { query } : {}) });
      const found = [];
      for (const number of matches) found.push((await chat.entry(number)).text);
      return found;
    };
    assert.deepEqual(await texts('HELLO'), ['Hello World', 'hello bob']);
    assert.deepEqual(await texts('bob'), ['Hello World', 'hello bob']);
    assert.deepEqual(await texts('yard', { room: 'yard' }), ['hello bob', 'end']);
    assert.deepEqual(await texts('hello', { room: 'lab' }), ['Hello World']);
    assert.deepEqual(await texts('.*'), []);
    await chat.leave();
  });

  test('every change is told by a notice, with a revision that grows', async (t) => {
    const { chat, peer } = await heard(t, [['end']]);
    const before = (await chat.info()).revision;
    peer.send(['news']);
    await engine.waitFor('the notice', () => (engine.lastChange?.chats.find(({ chat: id }) => id === chat.id)?.revision ?? 0) > before);
    const page = await chat.page();
    assert.ok(page.revision > before);
    const number = page.entries.at(-1)?.number ?? 0;
    await connection.sendRequest(chatSeen, { chat: chat.id, upTo: number });
    await engine.waitFor(
      'the notice about what was seen',
      () => (engine.lastChange?.chats.find(({ chat: id }) => id === chat.id)?.revision ?? 0) > page.revision,
    );
    await chat.leave();
  });

  test('who names this nick is told at once, and not again and again', async (t) => {
    const { chat, peer } = await heard(t, [['end']]);
    const mine = () => told.filter((mention) => mention.chat === chat.id);
    peer.send([`bob: hello ann, ${'x'.repeat(1000)}`]);
    await until('the mention', async () => (await chat.info()).mentions === 1 && mine().length === 1);
    assert.equal(mine()[0]?.nick, 'bob');
    assert.ok(mine()[0]?.text.startsWith('hello ann'));
    assert.ok((mine()[0]?.text.length ?? 0) <= 200);
    assert.equal(mine()[0]?.title, (await chat.info()).title);
    for (const text of ['ann?', 'Ann!', '@ann', 'annex', 'joann', 'hannah']) peer.send([text]);
    await chat.hears('hannah');
    assert.equal((await chat.info()).mentions, 4);
    await until('those held back are told', () => mine().length === 2);
    assert.equal(mine()[1]?.more, 2);
    await chat.leave();
  });
});
