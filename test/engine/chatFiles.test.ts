import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { exportChat } from '../../src/protocol/chat';
import { configure } from '../../src/protocol/engine';
import { Chat } from '../support/chat';
import { EngineClient } from '../support/engineClient';
import type { Scope } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { Peer } from '../support/peer';
import { until } from '../support/processes';

/** A chat with a peer, logged to a file in a folder of its own. */
async function logged(
  scope: Scope,
  prepare: (file: string) => void = () => undefined,
): Promise<{ chat: Chat; peer: Peer; file: string; reads(): string }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'zmq-log-'));
  scope.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'chats', 'chat.log');
  prepare(file);
  const engine = EngineClient.start(scope);
  await engine.connection.sendRequest(configure, { chat: { logFile: file } });
  const chat = await Chat.join(engine, { pattern: 'pair', nick: 'ann', bind: [anyPort] });
  const peer = await Peer.zmq(scope, 'pair', ['--connect', await chat.endpoint()]);
  await chat.waitForPeers(1);
  return { chat, peer, file, reads: () => (existsSync(file) ? readFileSync(file, 'utf8') : '') };
}

describe('log file', () => {
  test('what is said is appended, a line each, and stays when another engine goes on', async (t) => {
    const { chat, peer, file, reads } = await logged(t);
    await chat.says('from Ann');
    peer.send(['from Bob <b>\u202e']);
    await until('both are in the file', () => reads().includes('from Ann') && reads().includes('from Bob'));
    assert.ok(!reads().includes('\u202e'), 'nothing in it changes the order of what stands beside it');
    const lines = reads().trimEnd().split('\n');
    assert.ok(
      lines.every((line) => /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.test(line)),
      reads(),
    );
    assert.match(lines.find((line) => line.includes('from Ann')) ?? '', /ann/);
    await chat.engine.stop();

    const next = EngineClient.start(t);
    await next.connection.sendRequest(configure, { chat: { logFile: file } });
    const again = await Chat.join(next, { pattern: 'pair', bind: [anyPort] });
    await again.saysInVain('later');
    await next.stop();
    assert.ok(reads().startsWith(`${lines[0]}\n`) && reads().includes('later'));
  });

  test('at 10 MB it is renamed, and a new one begun', async (t) => {
    const { chat, file, reads } = await logged(t, (name) => {
      mkdirSync(path.dirname(name));
      writeFileSync(name, 'old\n'.repeat(2_499_990));
    });
    await chat.says('one');
    await chat.says('a longer one that does not fit any more '.repeat(10));
    await until(
      'the new file has it',
      () => statSync(file, { throwIfNoEntry: false })?.size !== undefined && reads().length < 100_000 && reads().includes('does not fit'),
    );
    assert.ok(readFileSync(`${file}.1`, 'utf8').startsWith('old\n'));
    assert.ok(statSync(`${file}.1`).size <= 10_000_000);
  });

  test('a path that cannot be written is told, and the chat goes on', async (t) => {
    const { chat, peer, file } = await logged(t, (name) => mkdirSync(name, { recursive: true }));
    await chat.says('hello');
    assert.deepEqual(await peer.received(), ['hello']);
    const told = () => chat.engine.log.some((line) => line.includes(file));
    await chat.engine.waitFor(
      'a word about it',
      async () => told() || (await chat.entries()).some(({ kind, text }) => kind === 'system' && text.includes(file)),
    );
    await chat.says('hello again');
    assert.deepEqual(await peer.received(), ['hello again']);
  });

  test('the file is changed and switched off while chatting', async (t) => {
    const { chat, file, reads } = await logged(t);
    const { connection } = chat.engine;
    await chat.says('one');
    await until('it is there', () => reads().includes('one'));
    const other = `${file}.other`;
    await connection.sendRequest(configure, { chat: { logFile: other } });
    await chat.says('two');
    await until('it is in the other one', () => existsSync(other) && readFileSync(other, 'utf8').includes('two'));
    await connection.sendRequest(configure, { chat: {} });
    await chat.says('three');
    await chat.engine.stop();
    assert.ok(!reads().includes('two') && !reads().includes('three') && !readFileSync(other, 'utf8').includes('three'));
  });
});

describe('what is saved', () => {
  /** All stretches together. */
  async function exported(chat: Chat, form: 'text' | 'jsonl'): Promise<string> {
    let all = '';
    for (let from: number | undefined, rounds = 0; rounds < 1000; rounds++) {
      const { text, next } = await chat.engine.connection.sendRequest(exportChat, {
        chat: chat.id,
        form,
        ...(from === undefined ? {} : { from }),
      });
      all += text;
      if (next === undefined) return all;
      assert.ok(next > (from ?? 0), 'each stretch begins after the one before');
      from = next;
    }
    throw new Error('the export has no end');
  }

  test('text with times, and JSON lines, both whole', async (t) => {
    const { chat, peer } = await logged(t);
    await chat.says('from Ann');
    peer.send(['bob: two\nlines']);
    await chat.hears('two\nlines');
    peer.send([Uint8Array.of(0xff, 0xfe)]);
    await chat.waitForEntry('the bytes', ({ binary }) => binary === true);
    const long = `${'ä'.repeat(100_000)} end`;
    peer.send([long]);
    await chat.waitForEntry('the long one', ({ folded }) => folded === true);

    const lines = (await exported(chat, 'jsonl'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const messages = lines.filter(({ kind }) => kind === 'message');
    assert.deepEqual(
      messages.map(({ own }) => own),
      [true, false, false, false],
    );
    assert.deepEqual(
      messages.slice(0, 2).map(({ text }) => text),
      ['from Ann', 'two\nlines'],
    );
    assert.equal(messages[1]?.nick, 'bob');
    assert.equal(messages[3]?.text, long);
    for (const { time } of lines) assert.match(String(time), /^\d{4}-\d\d-\d\dT.*Z$/);

    const text = await exported(chat, 'text');
    assert.match(text, /\d\d:\d\d:\d\d.*from Ann/);
    assert.match(text, /bob: two\n\s+lines/);
    assert.ok(text.includes(long));
  });

  test('many messages are saved in stretches', async (t) => {
    const { chat, peer } = await logged(t);
    const count = 900;
    for (let number = 0; number < count; number++) peer.send([`message ${number}`]);
    await chat.hears(`message ${count - 1}`);
    const texts = (await exported(chat, 'jsonl'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; text: string })
      .filter(({ kind }) => kind === 'message')
      .map(({ text }) => text);
    assert.deepEqual(
      texts,
      Array.from({ length: count }, (_, number) => `message ${number}`),
    );
  });
});
