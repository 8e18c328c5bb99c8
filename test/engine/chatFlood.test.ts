import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { configure, ping } from '../../src/protocol/engine';
import type { ChatEntry, ChatSocket } from '../../src/protocol/chat';
import { Chat } from '../support/chat';
import { EngineClient } from '../support/engineClient';
import type { Scope } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { Peer } from '../support/peer';
import { until } from '../support/processes';
import { Script } from '../support/script';
import { within } from '../support/within';

const count = 30_000;
const rate = 10_000;

/** Every entry kept, the oldest first. */
async function allEntries(chat: Chat): Promise<ChatEntry[]> {
  const entries: ChatEntry[] = [];
  for (let page = await chat.page(); ; page = await chat.page({ before: entries[0]?.number ?? 1 })) {
    entries.unshift(...page.entries);
    if (!page.before || page.entries.length === 0) return entries;
  }
}

/** Shown and missed together; the oldest ones may have had to make room. */
async function accounted(chat: Chat): Promise<{ shown: number; missed: number }> {
  const entries = await allEntries(chat);
  const missed = entries.reduce((sum, entry) => sum + (entry.kind === 'missed' ? (entry.count ?? 0) : 0), 0);
  return { shown: entries.filter(({ kind }) => kind === 'message').length, missed };
}

/** The flood script, once what it sends is heard; a publisher's first messages come before the subscription has reached it. */
async function floodInto(scope: Scope, chat: Chat, endpoint: string, type: 'PUSH' | 'PUB', messages: number): Promise<Script> {
  const flood = Script.start(scope, 'chatFlood.py', [type, 'connect', endpoint, String(messages), String(rate)]);
  await chat.hears('warm up', () => flood.type('warm up'));
  flood.type('ready');
  await chat.hears('ready');
  return flood;
}

const receivedBy = async (chat: Chat, part: ChatSocket['part']) => {
  const { sockets } = await chat.info();
  return (await chat.engine.info(sockets.find((socket) => socket.part === part)?.socket ?? '')).counters.received;
};

describe('a flood of 10,000 messages a second', () => {
  for (const [type, pattern] of [
    ['PUSH', 'pipeline'],
    ['PUB', 'sub'],
    ['PUB', 'room'],
  ] as const) {
    test(`from a ${type} to a ${pattern}: newest shown, the rest counted, all in the log, and everything still answered`, async (t) => {
      const engine = EngineClient.start(t);
      const specs = {
        pipeline: { pullBind: [anyPort] },
        sub: { bind: [anyPort] },
        room: { host: true, publishers: anyPort, subscribers: anyPort },
      };
      const chat = await Chat.join(engine, { pattern, ...specs[pattern] });
      const other = await Chat.join(engine, { pattern: 'pair', bind: [anyPort] });
      const peer = await Peer.zmq(t, 'pair', ['--connect', await other.endpoint()]);
      const { spec } = await chat.info();
      const listener = pattern === 'room' ? Script.start(t, 'chatSub.py', ['connect', spec.subscribers ?? '']) : undefined;
      const flood = await floodInto(t, chat, spec.publishers ?? (await chat.endpoint()), type, count);
      await listener?.hears('subscribed', () => flood.type('subscribed'));
      flood.type('all ready');
      await chat.hears('all ready');
      // As many as may always come at once and all be shown; how many of the flood are is the machine's affair.
      for (let line = 0; line < 500; line++) flood.type(`line ${line}`);
      await chat.waitForEntry('the lines', ({ text }) => text === 'line 499');
      const before = await receivedBy(chat, 'receives');
      const revision = (await chat.info()).revision;
      flood.type('go');
      await chat.waitForEntry('the first ones', ({ text }) => text.startsWith('message'));
      // In the middle of it, other chats go on, and requests are answered.
      for (const text of ['one', 'two', 'three']) {
        await within(5000, 'an answer', engine.connection.sendRequest(ping, {}));
        await other.says(text);
        assert.deepEqual(await peer.received(), [text]);
      }
      await flood.hears(`sent ${count}`);
      await chat.waitForEntry('the newest one', ({ text }) => text === `message ${count - 1}`);
      assert.equal(await receivedBy(chat, 'receives'), before + count);
      const { shown, missed } = await accounted(chat);
      assert.equal(shown + missed, before + count);
      assert.equal((await chat.info()).unread, before + count);
      assert.ok(shown >= 500, `${shown} shown`);
      assert.ok(missed > 0, `nobody reads ${count} messages`);
      for (const entry of await allEntries(chat)) {
        if (entry.kind !== 'missed') continue;
        assert.ok(entry.text.includes((entry.count ?? 0).toLocaleString('en')), entry.text);
        assert.match(entry.text, /\.$/);
      }
      const revisions = (await chat.info()).revision - revision;
      assert.ok(revisions < 1000, `${revisions} notices for ${count} messages`);
      await listener?.hears(`message ${count - 1}`);
      if (listener)
        assert.equal(listener.printed.filter((line) => line.startsWith('message')).length, count, 'nobody in the room missed any');
      await chat.leave();
    });
  }

  test('what is shown is in order, and each has its record in the log', async (t) => {
    const engine = EngineClient.start(t);
    const chat = await Chat.join(engine, { pattern: 'pipeline', pullBind: [anyPort] });
    const flood = await floodInto(t, chat, await chat.endpoint(), 'PUSH', 12_000);
    flood.type('go');
    await chat.waitForEntry('the newest one', ({ text }) => text === 'message 11999');
    const entries = await allEntries(chat);
    let next = 0;
    for (const { kind, text, count: missed = 0 } of entries.slice(entries.findIndex(({ text }) => text === 'ready') + 1)) {
      if (kind === 'missed') next += missed;
      else if (kind === 'message') assert.equal(text, `message ${next++}`);
    }
    assert.equal(next, 12_000);
    const [last] = (await chat.messages()).slice(-1);
    const frames = await engine.frames(last?.record ?? 0);
    assert.deepEqual(
      frames.map((frame) => Buffer.from(frame).toString()),
      ['message 11999'],
    );
  });

  test('a log that keeps almost nothing: what was gone before it could be shown is counted too', async (t) => {
    const engine = EngineClient.start(t);
    await engine.connection.sendRequest(configure, { capture: { maxMegabytes: 1, maxMessages: 100 } });
    const chat = await Chat.join(engine, { pattern: 'pipeline', pullBind: [anyPort] });
    const flood = await floodInto(t, chat, await chat.endpoint(), 'PUSH', 12_000);
    flood.type('go');
    await chat.waitForEntry('the newest one', ({ text }) => text === 'message 11999');
    const { shown, missed } = await accounted(chat);
    assert.equal(shown + missed, await receivedBy(chat, 'receives'));
  });

  test('the text file gets what is shown and how many are not', async (t) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'zmq-flood-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const logFile = path.join(folder, 'chat.log');
    const engine = EngineClient.start(t);
    await engine.connection.sendRequest(configure, { chat: { historyFolder: path.join(folder, 'history'), logFile } });
    const chat = await Chat.join(engine, { pattern: 'pipeline', history: true, pullBind: [anyPort] });
    const flood = await floodInto(t, chat, await chat.endpoint(), 'PUSH', 12_000);
    flood.type('go');
    await chat.waitForEntry('the newest one', ({ text }) => text === 'message 11999');
    await until('the newest one is in the file', () => existsSync(logFile) && readFileSync(logFile, 'utf8').includes('message 11999'));
  });
});
