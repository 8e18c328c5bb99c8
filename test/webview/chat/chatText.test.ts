import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import { cancelChatMessage, chatText, retryChatMessage, type ChatEntry } from '../../../src/protocol/chat';
import { openChatLink, showChatRecord } from '../../../src/protocol/chatPage';
import { nickColor, placesOf } from '../../../webview/chat/log/grouping';
import { isEmojiOnly, visibleLines } from '../../../webview/chat/find/textMarks';
import { ChatPage } from '../../support/chatPage';
import type { Scope } from '../../support/engineClient';
import { until } from '../../support/processes';
import { chatInfo, morning, ScriptedChat } from '../../support/scriptedChat';
import { themes, type ThemeName } from '../../support/themes';
import { sharedBrowser } from '../../support/webviewPage';

const browser = sharedBrowser();

const minute = 60_000;

async function open(t: Scope, ...entries: (Partial<ChatEntry> & { text: string })[]): Promise<{ host: ScriptedChat; chat: ChatPage }> {
  const host = new ScriptedChat(chatInfo());
  host.put(...entries);
  return { host, chat: await ChatPage.open(t, browser(), host) };
}

test('own messages stand right, those of others left with their nick, grouped until one pauses or another speaks', async (t) => {
  const { chat } = await open(
    t,
    { text: 'one', nick: 'bob', time: morning },
    { text: 'two', nick: 'bob', time: morning + minute },
    { text: 'three', nick: 'bob', time: morning + 7 * minute },
    { text: 'mine', nick: 'ada', own: true, state: 'sent', time: morning + 8 * minute },
    { text: 'four', nick: 'eve', time: morning + 8 * minute },
  );
  await chat.bubble('four').waitFor();
  const middle = (text: string) =>
    chat
      .bubble(text)
      .locator('.bubble')
      .evaluate((bubble) => (bubble.getBoundingClientRect().left + bubble.getBoundingClientRect().right) / 2);
  assert.ok((await middle('one')) < 160 && (await middle('mine')) > 160);
  const names = (text: string, nick: string) => chat.bubble(text).getByText(nick, { exact: true }).count();
  assert.deepEqual(
    [
      await names('one', 'bob'),
      await names('two', 'bob'),
      await names('three', 'bob'),
      await names('mine', 'ada'),
      await names('four', 'eve'),
    ],
    [1, 0, 1, 0, 1],
  );
  await chat.log.getByRole('article', { name: /^bob, 2026-11-20 10:01:00\.000/ }).waitFor();
  await chat.log.getByRole('article', { name: /^You, / }).waitFor();
  assert.deepEqual(chat.webview.complaints, []);
});

test('a day begins with its name, and times are exact on hover, with what the sender said where it differs', async (t) => {
  const yesterday = morning - 24 * 60 * minute;
  const { chat } = await open(
    t,
    { text: 'late', nick: 'bob', time: yesterday },
    { text: 'early', nick: 'bob', time: morning + 42, said: morning - 3 * minute },
    { text: 'same', nick: 'bob', time: morning + minute, said: morning + minute - 5 },
  );
  await chat.bubble('same').waitFor();
  const days = await chat.log
    .getByRole('separator')
    .evaluateAll((separators) => separators.map((separator) => separator.getAttribute('aria-label') ?? ''));
  assert.equal(days.length, 2);
  assert.ok(/19/.test(days[0] ?? '') && /20/.test(days[1] ?? ''), days.join());
  await chat.bubble('early').getByTitle('2026-11-20 10:00:00.042, written 2026-11-20 09:57:00.000').waitFor();
  await chat.log.getByRole('article', { name: 'bob, 2026-11-20 10:00:00.042, written 2026-11-20 09:57:00.000' }).waitFor();
  await chat.bubble('same').getByTitle('2026-11-20 10:01:00.000', { exact: true }).waitFor();
  await chat.bubble('same').getByText('10:01', { exact: true }).waitFor();
});

test('grouping follows sender, room, kind and day', () => {
  const entry = (more: Partial<ChatEntry>): ChatEntry => ({
    number: 1,
    kind: 'message',
    time: morning,
    own: false,
    text: '',
    size: 0,
    ...more,
  });
  const leads = (...entries: Partial<ChatEntry>[]) => placesOf(entries.map(entry)).map((place) => place.leads);
  assert.deepEqual(leads({ nick: 'a' }, { nick: 'a' }, { nick: 'b' }), [true, false, true]);
  assert.deepEqual(leads({ room: 'x' }, { room: 'y' }, { room: 'y', own: true }), [true, true, true]);
  assert.deepEqual(leads({}, { kind: 'system' }, {}), [true, false, true]);
  assert.deepEqual(leads({}, { time: morning + 24 * 60 * minute }), [true, true]);
});

test('a message without a name is not taken for the one who spoke before; where nobody has a name, none is said', async (t) => {
  const { chat } = await open(
    t,
    { text: 'one', time: morning },
    { text: 'two', nick: 'bob', time: morning + 1000 },
    { text: 'three', time: morning + 2000 },
  );
  await chat.bubble('three').getByText('No name', { exact: true }).waitFor();
  assert.deepEqual([await chat.bubble('one').getByText('No name').count(), await chat.bubble('two').getByText('No name').count()], [0, 0]);
  const { chat: nameless } = await open(t, { text: 'one' }, { text: 'mine', own: true, nick: 'ada', state: 'sent' }, { text: 'two' });
  await nameless.bubble('two').waitFor();
  assert.equal(await nameless.log.getByText('No name').count(), 0);
});

test('an empty message says that it is one', async (t) => {
  const { chat } = await open(t, { text: '', nick: 'bob' }, { text: 'next', nick: 'bob' });
  const bubble = chat.bubble('(empty message)');
  await bubble.waitFor();
  await chat.bubble('next').waitFor();
  assert.equal(await bubble.count(), 1);
  const color = (of: string) =>
    chat
      .bubble(of)
      .locator('.text')
      .evaluate((text) => getComputedStyle(text).color);
  assert.notEqual(await color('(empty message)'), await color('next'));
});

test('in a wide editor own messages and those of others stay near to each other, above a box as wide', async (t) => {
  const host = new ScriptedChat(chatInfo());
  host.put({ text: 'theirs', nick: 'bob' }, { text: 'mine', own: true, nick: 'ada', state: 'sent' });
  const chat = await ChatPage.open(t, browser(), host, { width: 1600 });
  const box = (of: Locator) => of.evaluate((element) => element.getBoundingClientRect().toJSON() as DOMRect);
  const [theirs, mine, field] = [
    await box(chat.bubble('theirs').locator('.bubble')),
    await box(chat.bubble('mine').locator('.bubble')),
    await box(chat.page.locator('zmq-composer .box')),
  ];
  assert.ok(mine.right - theirs.left <= 900, `${theirs.left}–${mine.right}`);
  assert.ok(Math.abs((theirs.left + mine.right) / 2 - 800) <= 10);
  assert.ok(Math.abs(field.left - theirs.left) <= 10 && Math.abs(field.right - mine.right) <= 10);
});

test('markup, control and bidirectional characters are harmless text wherever they stand', async (t) => {
  const nasty = '<img src=x onerror="document.title=1">\u202eevil\u0007';
  const host = new ScriptedChat(
    chatInfo({
      title: nasty,
      rooms: [{ room: nasty, unread: 0 }],
      spec: { rooms: [nasty], nick: nasty },
      problems: [{ kind: 'other room', text: nasty, hint: nasty, room: nasty }],
    }),
  );
  host.put(
    { text: nasty, nick: nasty, room: nasty },
    { kind: 'system', text: nasty },
    { text: '**bold** [a](javascript:alert(1)) javascript:alert(2) http://a.b/\u202ec' },
    { text: 'first\u0000\nsecond\r\nthird\tend', nick: 'ada', own: true, state: 'refused', reason: nasty },
  );
  const chat = await ChatPage.open(t, browser(), host);
  await chat.bubble('\\u202eevil\\x07').first().waitFor();
  const shown = await chat.page.evaluate(() => {
    const texts: string[] = [];
    const walk = (root: ParentNode): void => {
      for (const element of root.querySelectorAll('*')) {
        texts.push(
          ...[...element.attributes].map(({ value }) => value),
          ...[...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent ?? ''),
        );
        if (element.shadowRoot) walk(element.shadowRoot);
      }
    };
    walk(document.body);
    return { text: texts.join('\n'), images: document.querySelectorAll('img').length, title: document.title };
  });
  // eslint-disable-next-line no-control-regex
  assert.doesNotMatch(shown.text, /[\u202e\u0007\u0000]/);
  assert.deepEqual([shown.images, shown.title], [0, 'Chat']);
  assert.equal(await chat.log.getByRole('link', { name: /javascript/ }).count(), 0);
  const lines = await chat.bubble('second').locator('.text').innerText();
  assert.equal(lines, 'first\\x00\nsecond\nthird\\tend');
  assert.deepEqual(chat.webview.complaints, []);
});

test('a line of 200 KB is broken to the width of the view', async (t) => {
  const { chat } = await open(
    t,
    { text: 'x'.repeat(200_000), nick: 'y'.repeat(5000), room: 'z'.repeat(5000) },
    { text: `https://example.org/${'p'.repeat(1900)}` },
    { text: 'end' },
  );
  await chat.bubble('end').waitFor();
  await chat.isAtEnd();
  assert.equal(await chat.log.evaluate((log) => log.scrollWidth <= log.clientWidth), true);
  assert.equal(await chat.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true);
});

test('links go through VS Code, and code is set as code', async (t) => {
  const { host, chat } = await open(t, { text: 'see https://example.org/a?b=1, or `x < y`:\n```python\nfor i in "ab":\n  print(i)\n```' });
  const link = chat.bubble('see').getByRole('link', { name: 'https://example.org/a?b=1' });
  await link.click();
  await until('the link asked for', () => host.of(openChatLink).length === 1);
  assert.equal(await link.getAttribute('href'), null, 'VS Code would follow an address by itself');
  await link.press('Enter');
  await until('the link asked for again', () => host.of(openChatLink).length === 2);
  assert.deepEqual(host.of(openChatLink)[0], { url: 'https://example.org/a?b=1' });
  assert.equal(await chat.bubble('see').getByRole('code').innerText(), 'x < y');
  assert.equal(await chat.bubble('see').locator('pre').innerText(), 'for i in "ab":\n  print(i)');
});

test('a folded message says its size and shows all of it when asked', async (t) => {
  const { host, chat } = await open(
    t,
    { text: 'the beginning', folded: true, size: 70_000 },
    { text: 'huge', folded: true, size: 5_000_000, record: 4 },
  );
  host.answers.set(chatText.method, ({ number }: { number: number }) =>
    number === 1 ? { text: 'the beginning and the end', cut: false } : { text: 'huge, but cut', cut: true },
  );
  await chat.bubble('the beginning').getByText('70.0 kB').waitFor();
  await chat.button('Show all', chat.bubble('the beginning')).click();
  await chat.bubble('the beginning and the end').waitFor();
  await chat.button('Show all', chat.bubble('huge')).click();
  await chat.button('Show in inspector', chat.bubble('huge, but cut')).click();
  await until('the record asked for', () => host.of(showChatRecord).length === 1);
  assert.deepEqual(host.of(showChatRecord), [{ record: 4 }]);
});

test('whole texts are held only as long as their entries are', async (t) => {
  const folded = { folded: true, size: 70_000, nick: 'bob' };
  const { host, chat } = await open(
    t,
    { text: 'early', ...folded },
    ...Array.from({ length: 900 }, (_, index) => ({ text: `line ${index}.` })),
  );
  host.answers.set(chatText.method, ({ number }: { number: number }) => ({ text: `all of ${number}`, cut: false }));
  const goTo = async (key: 'Home' | 'End', text: string): Promise<void> => {
    await chat.log.focus();
    await until(text, async () => {
      await chat.log.press(key);
      return (await chat.bubble(text).count()) > 0;
    });
  };
  await goTo('Home', 'early');
  await chat.button('Show all', chat.bubble('early')).click();
  await chat.bubble('all of 1').waitFor();
  await goTo('End', 'line 899.');
  await chat.bubble('all of 1').waitFor({ state: 'detached' });
  await goTo('Home', 'early');
  await chat.button('Show all', chat.bubble('early')).waitFor();
  await host.change({ entries: { kept: 901, evicted: 0 } });
  host.entries.clear();
  host.put({ text: 'anew', ...folded });
  await host.change({ entries: { kept: 1, evicted: 0 } });
  await chat.button('Show all', chat.bubble('anew')).click();
  await chat.bubble('all of 1').waitFor();
  host.entries.clear();
  host.put({ text: 'of another engine', ...folded });
  host.generation = 2;
  await host.tell();
  await chat.button('Show all', chat.bubble('of another engine')).waitFor();
  assert.deepEqual(chat.webview.complaints, []);
});

test('bytes that are no text, and messages that were missed, lead to the inspector', async (t) => {
  const { host, chat } = await open(
    t,
    { text: 'ff 00 41', binary: true, size: 3, record: 7 },
    { kind: 'missed', text: '1,234 messages came too fast to be shown.', count: 1234, record: 8 },
  );
  await chat.bubble('Not UTF-8, 3 bytes').getByText('ff 00 41').waitFor();
  await chat.button('Show in inspector', chat.bubble('Not UTF-8')).click();
  await chat.button('Show in inspector', chat.entry('1,234 messages')).click();
  await until('both records asked for', () => host.of(showChatRecord).length === 2);
  assert.deepEqual(host.of(showChatRecord), [{ record: 7 }, { record: 8 }]);
});

test('own messages say what became of them; a refused one can be tried again, a waiting one cancelled', async (t) => {
  const own = { nick: 'ada', own: true };
  const { host, chat } = await open(
    t,
    { text: 'gone', state: 'sent', reason: 'Sent to 2 subscribers.', ...own },
    { text: 'stuck', state: 'waiting', reason: 'Nobody has connected yet.', ...own },
    { text: 'broken', state: 'refused', reason: 'The queue is full.', ...own },
  );
  await chat.bubble('gone').getByTitle('Sent to 2 subscribers.').getByText('sent', { exact: true }).waitFor();
  await chat.bubble('stuck').getByText('Waiting: Nobody has connected yet.').waitFor();
  await chat.bubble('broken').getByText('Refused: The queue is full.').waitFor();
  await chat.button('Cancel', chat.bubble('stuck')).click();
  await chat.button('Retry', chat.bubble('broken')).click();
  await until('both asked for', () => host.asked.length >= 2);
  assert.deepEqual([host.of(cancelChatMessage), host.of(retryChatMessage)], [[{ chat: 'c1', number: 2 }], [{ chat: 'c1', number: 3 }]]);
  const [entry] = (host.entries.get('c1') ?? []).slice(-1);
  if (entry) host.entries.set('c1', [...(host.entries.get('c1') ?? []).slice(0, -1), { ...entry, state: 'sent', reason: undefined }]);
  await host.change({});
  await chat.bubble('broken').getByText('Refused').waitFor({ state: 'detached' });
});

test('emoji alone are larger, and joined ones stay whole', async (t) => {
  assert.ok(isEmojiOnly('🎉👍🏽 👨‍👩‍👧') && isEmojiOnly('🇩🇪😀') && !isEmojiOnly('12') && !isEmojiOnly('ok 👍') && !isEmojiOnly(''));
  assert.equal(visibleLines('👨‍👩‍👧 a\u200db'), '👨‍👩‍👧 a\\u200db');
  const { chat } = await open(t, { text: '🎉' }, { text: 'text 🎉' });
  const size = (text: string | RegExp) =>
    chat
      .bubble(text)
      .locator('.text')
      .evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
  await chat.bubble('text').waitFor();
  assert.ok((await size(/^\s*🎉/)) > (await size('text')));
});

test('a nick has one colour, which can be read in every theme', async (t) => {
  assert.equal(nickColor('ada'), nickColor('ada'));
  const nicks = Array.from({ length: 60 }, (_, index) => `nick${index}`);
  const picked = [0, 1, 2, 3, 4, 5].map((color) => nicks.find((nick) => nickColor(nick) === color) ?? '');
  assert.ok(!picked.includes(''), 'all colours are used');
  for (const theme of Object.keys(themes) as ThemeName[]) {
    const host = new ScriptedChat(chatInfo());
    host.put(...picked.map((nick) => ({ text: 'hello', nick })));
    const chat = await ChatPage.open(t, browser(), host, { theme });
    await chat.bubble('hello').last().waitFor();
    const contrasts = await chat.log.locator('.nick').evaluateAll((elements) => {
      const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
      const luminance = (color: string): number => {
        if (!canvas) return NaN;
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        const [r = 0, g = 0, b = 0] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) =>
          value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
        );
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const page = luminance(getComputedStyle(document.documentElement).getPropertyValue('--vscode-sideBar-background'));
      return elements
        .map((element) => luminance(getComputedStyle(element).color))
        .map((nick) => (Math.max(nick, page) + 0.05) / (Math.min(nick, page) + 0.05));
    });
    assert.equal(contrasts.length, 6);
    // WCAG 2.1, 1.4.3
    for (const contrast of contrasts) assert.ok(contrast >= 4.5, `${theme}: ${contrasts.join()}`);
  }
});
