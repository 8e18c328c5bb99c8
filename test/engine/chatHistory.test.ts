import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { clearChat, joinChat, leaveChat, removeChat, restoreChats, retryChatMessage, updateChat } from '../../src/protocol/chat';
import { configure } from '../../src/protocol/engine';
import { Chat, chatSpecOf } from '../support/chat';
import { ChatHome, homeSpec, talked } from '../support/chatHome';
import { EngineClient } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { Peer } from '../support/peer';
import { until } from '../support/processes';

const brief = async (chat: Chat) => (await chat.messages()).map(({ own, nick, text, state }) => [own, own ? undefined : nick, text, state]);

describe('history', { concurrency: 3 }, () => {
  for (const end of ['stopped', 'killed']) {
    test(`what was said is there after the engine was ${end}, and the chat is joined again`, async (t) => {
      const home = new ChatHome(t);
      const before = await home.talk();
      const times = (await before.messages()).map(({ time }) => time);
      await until('the history is on the disk', () => home.contains('not taken'));
      if (end === 'stopped') await before.engine.stop();
      else await before.engine.kill('SIGKILL');
      const after = await home.restore(before.id);
      assert.deepEqual(await brief(after), talked);
      assert.deepEqual(
        (await after.messages()).map(({ time }) => time),
        times,
      );
      assert.ok((await after.messages()).every(({ record }) => record === undefined));
      const info = await after.info();
      assert.deepEqual([info.state, info.unread, info.mentions, info.sockets.length], ['left', 0, 0, 0]);
      await Chat.join(after.engine, homeSpec, after.id);
      await after.says('joined again', 'waiting');
      assert.deepEqual(
        (await after.messages()).map(({ text }) => text),
        [...talked.map(([, , text]) => text), 'joined again'],
      );
      const numbers = (await after.entries()).map(({ number }) => number);
      assert.deepEqual(
        [...new Set(numbers)].sort((a, b) => a - b),
        numbers,
      );
    });
  }

  test('a message on its way when the engine ended is in the history at once', async (t) => {
    const home = new ChatHome(t);
    const chat = await Chat.join(await home.engine(), homeSpec);
    await chat.says('the last words', 'waiting');
    await chat.engine.stop();
    assert.deepEqual(await brief(await home.restore(chat.id)), [[true, undefined, 'the last words', 'refused']]);
  });

  test('whenever the engine ends, what was said until then is in the history, in order', async (t) => {
    const home = new ChatHome(t);
    const texts: string[] = [];
    const first = await Chat.join(await home.engine(), homeSpec);
    await first.engine.stop();
    for (let round = 1; round <= 5; round++) {
      const chat = await home.restore(first.id);
      await Chat.join(chat.engine, homeSpec, chat.id);
      for (let number = 0; number < 15 * round; number++) {
        texts.push(`message ${round}.${number} ${'x'.repeat(20_000)}`);
        await chat.say(texts.at(-1) ?? '');
        await chat.info();
      }
      assert.deepEqual(await chat.engine.stop(), { code: 0, signal: null });
    }
    const chat = await home.restore(first.id);
    const kept = [];
    for (let page = await chat.page(); ; page = await chat.page({ before: page.entries[0]?.number ?? 1 })) {
      kept.unshift(...page.entries.filter(({ kind }) => kind === 'message').map(({ text }) => text));
      if (!page.before) break;
    }
    assert.deepEqual(
      kept.map((text) => text.slice(0, 20)),
      texts.map((text) => text.slice(0, 20)),
    );
  });

  test('without history nothing is on the disk', async (t) => {
    const home = new ChatHome(t);
    const chat = await Chat.join(await home.engine(), { ...homeSpec, history: false });
    await chat.saysInVain('unheard of');
    await chat.leave();
    await chat.engine.stop();
    assert.equal(home.contains('unheard of'), false);
    assert.deepEqual(home.files, []);
  });

  test('history is switched off and on while chatting', async (t) => {
    const home = new ChatHome(t);
    const chat = await Chat.join(await home.engine(), homeSpec);
    const keep = (history: boolean) => chat.engine.connection.sendRequest(updateChat, { chat: chat.id, history });
    await chat.saysInVain('before');
    await until('it is kept', () => home.contains('before'));
    await keep(false);
    await until('nothing is kept', () => !home.contains('before'));
    await chat.saysInVain('between');
    await keep(true);
    await chat.saysInVain('after');
    await until('it is kept again', () => home.contains('after'));
  });

  test('clearing deletes what was said, here and on the disk', async (t) => {
    const home = new ChatHome(t);
    const chat = await home.talk();
    await until('the history is on the disk', () => home.contains('not taken'));
    const lastNumber = (await chat.says('still waits', 'waiting')).number;
    await chat.engine.connection.sendRequest(clearChat, { chat: chat.id });
    assert.deepEqual(await chat.messages(), []);
    assert.equal((await chat.info()).unread, 0);
    await until('nothing is left on the disk', () => !home.contains('heard'));
    const next = await chat.saysInVain('afterwards');
    assert.ok(next.number > lastNumber, 'numbers are never used twice');
    // What waited does not go out behind the person's back when somebody comes.
    const peer = await Peer.zmq(t, 'pair', ['--connect', await chat.endpoint()]);
    await chat.waitForPeers(1);
    await chat.says('seen');
    assert.deepEqual(await peer.received(), ['ann: seen']);
    await chat.engine.stop();
    assert.deepEqual(
      (await (await home.restore(chat.id)).messages()).map(({ text }) => text),
      ['afterwards', 'seen'],
    );
  });

  test('removing deletes the file', async (t) => {
    const home = new ChatHome(t);
    const chat = await home.talk();
    await until('the history is on the disk', () => home.contains('said'));
    await chat.engine.connection.sendRequest(removeChat, { chat: chat.id });
    await until('the file is gone', () => home.files.length === 0);
    const gone = await chat.engine.connection.sendRequest(leaveChat, { chat: chat.id }).then(
      () => undefined,
      (error: Error) => error,
    );
    assert.match(gone?.message ?? '', /\.$/);
    await chat.engine.stop();
    assert.deepEqual(home.files, []);
  });

  test('a chat that is known already stays as it is when it is restored', async (t) => {
    const home = new ChatHome(t);
    const chat = await Chat.join(await home.engine(), homeSpec);
    await chat.says('here', 'waiting');
    await chat.engine.connection.sendRequest(restoreChats, {
      chats: [{ id: chat.id, spec: chatSpecOf({ pattern: 'sub', connect: [anyPort.replace('*', '5555')] }) }],
    });
    const info = await chat.info();
    assert.deepEqual([info.state, info.spec.pattern], ['joined', 'pair']);
    assert.deepEqual(
      (await chat.messages()).map(({ text }) => text),
      ['here'],
    );
  });

  test('two requests to join the same chat at once make one', async (t) => {
    const home = new ChatHome(t);
    const { id, engine: before } = await home.talk();
    await before.stop();
    // Long enough that the first one still reads when the second one comes.
    appendFileSync(home.file, `${' '.repeat(20_000_000)}\n`);
    const engine = await home.engine();
    const joining = () => engine.connection.sendRequest(joinChat, { id, spec: chatSpecOf(homeSpec) });
    const outcomes = await Promise.allSettled([joining(), joining(), joining()]);
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    const chat = Chat.known(engine, id);
    assert.equal((await engine.sockets()).length, 1);
    await chat.saysInVain('one of us');
    await chat.leave();
    assert.deepEqual(await engine.sockets(), []);
    await Chat.join(engine, homeSpec, id);
    await engine.connection.sendRequest(removeChat, { chat: id });
    assert.deepEqual(await engine.sockets(), [], 'removing leaves');
  });

  test('a folder that cannot be written is told, and the chat goes on', async (t) => {
    const home = new ChatHome(t);
    const engine = EngineClient.start(t);
    const file = path.join(home.folder, 'a file');
    writeFileSync(file, '');
    await engine.connection.sendRequest(configure, { chat: { historyFolder: path.join(file, 'below') } });
    const chat = await Chat.join(engine, homeSpec);
    const { number } = await chat.says('hello', 'waiting');
    assert.equal((await chat.tells(/history/i)).severity, 'warning');
    const peer = await Peer.zmq(t, 'pair', ['--connect', await chat.endpoint()]);
    await chat.waitForState(number, 'sent');
    assert.deepEqual(await peer.received(), ['ann: hello']);
  });

  test('a refused message of an earlier engine cannot be tried again by mistake', async (t) => {
    const home = new ChatHome(t);
    const { id, engine } = await home.talk();
    await engine.stop();
    const chat = await home.restore(id);
    const last = (await chat.messages()).at(-1);
    const error = await chat.engine.connection.sendRequest(retryChatMessage, { chat: id, number: last?.number ?? 0 }).then(
      () => undefined,
      (reason: Error) => reason,
    );
    if (error) assert.match(error.message, /\.$/);
    else assert.equal((await chat.entry(last?.number ?? 0)).state, 'refused');
  });
});
