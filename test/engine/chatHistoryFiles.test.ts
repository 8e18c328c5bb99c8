import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Chat } from '../support/chat';
import { ChatHome, homeSpec, talked } from '../support/chatHome';

/** Within the line of what was said last. A message that changed after it was written has a second line, which goes with it. */
function cutLastMessage(file: string): void {
  const bytes = readFileSync(file);
  truncateSync(file, bytes.indexOf(String(talked.at(-1)?.[2])) + 3);
}

describe('files of histories', { concurrency: 3 }, () => {
  const damages: [title: string, damage: (file: string) => void, kept: number][] = [
    ['cut in the middle of its last line', cutLastMessage, 2],
    [
      'followed by lines that are none',
      (file) =>
        appendFileSync(
          file,
          'nonsense\n{}\n[]\nnull\n5\n{"kind":"message","time":"now"}\n{"kind":"message","text":{"toString":1},"__proto__":{"own":true}}\n',
        ),
      3,
    ],
    [
      'followed by lines that lie',
      (file) =>
        appendFileSync(
          file,
          [{ time: 1e300 }, { said: -1 }, { nick: 'n'.repeat(100_000) }, { room: 'r'.repeat(101) }, { size: -5 }, { count: 0.5 }]
            .map((lie) => `${JSON.stringify({ kind: 'message', time: 1, own: false, text: 'x', size: 1, ...lie })}\n`)
            .join(''),
        ),
      3,
    ],
    ['followed by bytes that are no text', (file) => appendFileSync(file, Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0xc3, 0x28])), 3],
    ['nothing but zeros', (file) => writeFileSync(file, Buffer.alloc(100_000)), 0],
    ['one endless line', (file) => writeFileSync(file, `{"text":"${'x'.repeat(5_000_000)}`), 0],
    ['deeply nested', (file) => writeFileSync(file, `${'['.repeat(1_000_000)}\n`), 0],
  ];
  for (const [title, damage, kept] of damages) {
    test(`a file that is ${title} is read as far as it goes, with a word about it, and written on`, async (t) => {
      const home = new ChatHome(t);
      const { id, engine } = await home.talk();
      await engine.stop();
      damage(home.file);
      const chat = await home.restore(id);
      assert.equal((await chat.messages()).length, kept);
      assert.equal((await chat.tells(/history/i)).severity, 'warning');
      await Chat.join(chat.engine, homeSpec, id);
      await chat.saysInVain('written on');
      await chat.engine.stop();
      const next = await home.restore(id);
      assert.deepEqual(
        (await next.messages()).slice(0, kept).map(({ text }) => text),
        talked.slice(0, kept).map(([, , text]) => text),
      );
      assert.equal((await next.messages()).at(-1)?.text, 'written on');
    });
  }

  test('of a long history the newest is kept, and what had to go is counted', async (t) => {
    const home = new ChatHome(t);
    const { id, engine } = await home.talk();
    await engine.stop();
    const [first = ''] = readFileSync(home.file, 'utf8').split('\n');
    const said = JSON.parse(first) as Record<string, unknown>;
    for (let number = 1; number <= 12_000; number++)
      appendFileSync(home.file, `${JSON.stringify({ ...said, time: Number(said.time) + number * 1000, text: `old ${number}` })}\n`);
    const chat = await home.restore(id);
    const { entries } = await chat.info();
    assert.equal(entries.kept + entries.evicted, 12_003);
    assert.ok(entries.kept < 12_003);
    assert.equal((await chat.messages()).at(-1)?.text, 'old 12000');
    const [oldest] = (await chat.page({ from: 1, count: 1 })).entries;
    assert.equal(oldest?.number, entries.evicted + 1);
  });
});
