import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chatSeen, findInChat } from '../../../src/protocol/chat';
import { ChatPage } from '../../support/chatPage';
import type { Scope } from '../../support/engineClient';
import { until } from '../../support/processes';
import { chatInfo, ScriptedChat } from '../../support/scriptedChat';
import { sharedBrowser } from '../../support/webviewPage';

const browser = sharedBrowser();

const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({ text: `line ${from + index}.`, nick: 'bob' }));

async function open(t: Scope, count: number, given: Parameters<typeof chatInfo>[0] = {}): Promise<{ host: ScriptedChat; chat: ChatPage }> {
  const host = new ScriptedChat(chatInfo({ entries: { kept: count, evicted: 0 }, ...given }));
  host.put(...lines(0, count));
  return { host, chat: await ChatPage.open(t, browser(), host) };
}

const scrollUp = async (chat: ChatPage, by = 600): Promise<void> => {
  await chat.log.hover();
  await chat.page.mouse.wheel(0, -by);
};

test('a long chat shows its end; scrolling up brings all of it, with few entries on the page at a time', async (t) => {
  const { host, chat } = await open(t, 2000);
  await chat.bubble('line 1999.').waitFor();
  await chat.isAtEnd();
  await chat.log.focus();
  let most = 0;
  for (let i = 0; i < 600 && (await chat.bubble('line 0.').count()) === 0; i++) {
    await chat.log.press('Home');
    most = Math.max(most, await chat.log.locator('.entry').count());
  }
  await chat.bubble('line 0.').first().waitFor();
  assert.ok(most <= 600, `${most} entries at a time`);
  assert.equal(host.mostAtOnce, 1, 'one request at a time');
  await chat.button('Newest messages').click();
  await chat.bubble('line 1999.').waitFor();
  await chat.isAtEnd();
  assert.deepEqual(chat.webview.complaints, []);
});

test('what is read stays in its place while older and newer messages come', async (t) => {
  const { host, chat } = await open(t, 150);
  await chat.isAtEnd();
  await scrollUp(chat);
  const top = () => chat.bubble('line 140.').evaluate((article) => Math.round(article.getBoundingClientRect().top));
  await chat.button('Newest messages').waitFor();
  let before = await top();
  await until('the log at rest', async () => before === (before = await top()));
  await host.say(...lines(150, 160));
  await host.change({ unread: 10 });
  await chat.button('10 new messages').waitFor();
  assert.ok(Math.abs((await top()) - before) <= 1);
  await until('line 0 on the page', async () => {
    await chat.page.mouse.wheel(0, -2000);
    return (await chat.bubble('line 0.').count()) === 1;
  });
  await chat.button('10 new messages').click();
  await chat.bubble('line 159.').waitFor();
  await chat.isAtEnd();
});

test('the newest is told as seen when it is in sight, not while a filter hides others or one is further up', async (t) => {
  const { host, chat } = await open(t, 100, { unread: 3 });
  await until('seen', () => host.of(chatSeen).length === 1);
  assert.deepEqual(host.of(chatSeen), [{ chat: 'c1', upTo: 100 }]);
  await host.change({ unread: 0 });
  await scrollUp(chat);
  await chat.button('Newest messages').waitFor();
  await host.say(...lines(100, 101));
  await host.change({ unread: 1 });
  await chat.button('1 new message').waitFor();
  assert.equal(host.of(chatSeen).length, 1);
  await chat.button('1 new message').click();
  await until('seen', () => host.of(chatSeen).length === 2);
  assert.deepEqual(host.of(chatSeen)[1], { chat: 'c1', upTo: 101 });
  await host.change({ unread: 0 });
  await chat.button('Filter').click();
  await chat.page.getByRole('searchbox', { name: 'Filter messages' }).fill('line 10');
  await chat.bubble('line 99.').waitFor({ state: 'detached' });
  await host.say(...lines(101, 102));
  await host.change({ unread: 1 });
  await chat.bubble('line 101.').waitFor();
  assert.equal(host.of(chatSeen).length, 2);
  await chat.button('Clear filter').click();
  await until('seen', () => host.of(chatSeen).length === 3);
});

test('the filter shows what contains or begins with a keyword, says so, and is cleared', async (t) => {
  const host = new ScriptedChat(chatInfo());
  host.put({ text: 'Temperature 21' }, { text: 'the temperature rises' }, { text: 'humidity 40' });
  const chat = await ChatPage.open(t, browser(), host);
  await chat.bubble('humidity').waitFor();
  await chat.button('Filter').click();
  const field = chat.page.getByRole('searchbox', { name: 'Filter messages' });
  await field.fill('temperature');
  await chat.page.getByText('Only messages containing “temperature” are shown.').waitFor();
  await chat.bubble('humidity').waitFor({ state: 'detached' });
  assert.equal(await chat.log.getByRole('article').count(), 2);
  await chat.pick('How to filter', 'begins with');
  await chat.page.getByText('Only messages beginning with “temperature” are shown.').waitFor();
  await chat.bubble('rises').waitFor({ state: 'detached' });
  await chat.bubble('Temperature 21').waitFor();
  await chat.page.waitForFunction(() => /begins with/.test(sessionStorage.getItem('state') ?? ''));
  await chat.webview.reload();
  await chat.page.getByText('Only messages beginning with “temperature” are shown.').waitFor();
  await field.fill('nothing like it');
  await chat.page.getByText('No message matches the filter.').waitFor();
  await field.press('Escape');
  await chat.bubble('humidity').waitFor();
  assert.deepEqual(chat.webview.complaints, []);
});

test('find counts, marks and goes to matches, also to those that are not on the page', async (t) => {
  const { host, chat } = await open(t, 1500);
  await chat.bubble('line 1499.').waitFor();
  await chat.button('Find').click();
  const field = chat.page.getByRole('searchbox', { name: 'Find' });
  await field.fill('LINE 7.');
  await chat.page.getByText('1 of 1', { exact: true }).waitFor();
  const match = chat.bubble('line 7.').first();
  await match.waitFor();
  await until('the match in sight', () =>
    match.evaluate((article) => article.getBoundingClientRect().top > 0 && article.getBoundingClientRect().bottom < window.innerHeight),
  );
  assert.equal(await match.locator('mark').innerText(), 'line 7.');
  await field.fill('ne 149');
  await chat.page.getByText('11 of 11', { exact: true }).waitFor();
  await field.press('Enter');
  await chat.page.getByText('1 of 11', { exact: true }).waitFor();
  await chat.log.locator('.current', { hasText: 'line 149.' }).waitFor();
  await field.press('Shift+Enter');
  await chat.log.locator('.current', { hasText: 'line 1499.' }).waitFor();
  await chat.page.keyboard.press('F3');
  await chat.log.locator('.current', { hasText: 'line 149.' }).waitFor();
  await chat.button('Previous match').click();
  await chat.log.locator('.current', { hasText: 'line 1499.' }).waitFor();
  await field.fill('no such');
  await chat.page.getByText('No results').waitFor();
  host.answers.set(findInChat.method, () => ScriptedChat.refusal('The chat is gone.', { code: 'noSuchChat' }));
  await field.fill('no such thing');
  await chat.page.getByText('The chat is gone.').waitFor();
  await field.press('Escape');
  await field.waitFor({ state: 'detached' });
  assert.equal(await chat.log.locator('mark').count(), 0);
  assert.deepEqual(chat.webview.complaints, []);
});

test('under a flood of nothing but new messages the page shows the newest, is typed into and scrolled', async (t) => {
  const { host, chat } = await open(t, 100);
  await chat.bubble('line 99.').waitFor();
  let count = 100;
  const flood = async (rounds: number): Promise<void> => {
    for (let i = 0; i < rounds; i++) {
      await host.say(...lines(count, count + 500), { kind: 'missed', text: '9,500 messages came too fast to be shown.', count: 9500 });
      count += 500;
    }
  };
  const running = flood(60);
  await chat.box.pressSequentially('I can still type');
  await chat.box.press('Enter');
  await chat.holds(chat.box, '');
  await scrollUp(chat, 300);
  await chat.button('Newest messages').waitFor();
  await running;
  assert.ok((await chat.log.locator('.entry').count()) <= 600);
  await chat.button('Newest messages').click();
  await chat.bubble(`line ${count - 1}.`).waitFor();
  await chat.entry('9,500 messages came too fast').last().waitFor();
  await flood(20);
  await chat.bubble(`line ${count - 1}.`).waitFor();
  await chat.isAtEnd();
  assert.equal(host.mostAtOnce, 1);
  assert.deepEqual(chat.webview.complaints, []);
});

test('newest entries that were on their way when one scrolls up do not take away what one reads', async (t) => {
  const { host, chat } = await open(t, 300);
  await chat.bubble('line 299.').waitFor();
  await chat.isAtEnd();
  let release = (): void => undefined;
  host.gate = new Promise((resolve) => (release = resolve));
  const said = host.say(...lines(300, 1300));
  await until('the newest are asked for', () => host.waiting === 1);
  await scrollUp(chat, 300);
  await chat.button('Newest messages').waitFor();
  release();
  await said;
  await chat.bubble('line 290.').waitFor();
  await chat.button('Newest messages').waitFor();
  await host.say(...lines(1300, 1400));
  await chat.bubble('line 290.').waitFor();
  await chat.button('Newest messages').click();
  await chat.bubble('line 1399.').waitFor();
  await chat.isAtEnd();
});

test('a hidden page asks for nothing, and catches up when it shows again', async (t) => {
  const { host, chat } = await open(t, 10, { unread: 0 });
  await chat.bubble('line 9.').waitFor();
  const hide = (state: string) =>
    chat.page.evaluate((given) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => given });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  await hide('hidden');
  await host.say(...lines(10, 12));
  await host.change({ unread: 2 });
  assert.equal(await chat.bubble('line 11.').count(), 0);
  assert.equal(host.of(chatSeen).length, 0);
  await hide('visible');
  await chat.bubble('line 11.').waitFor();
  await until('seen', () => host.of(chatSeen).at(-1)?.['upTo'] === 12);
});

test('a page that was away is where it was; cleared chats and new engines begin anew', async (t) => {
  const { host, chat } = await open(t, 1000);
  await chat.bubble('line 999.').waitFor();
  for (let i = 0; i < 3; i++) await scrollUp(chat, 1500);
  await chat.page.waitForFunction(() => /"top":\d+/.test(sessionStorage.getItem('state') ?? ''));
  const first = () =>
    chat.log.evaluate((log) => {
      const { top } = log.getBoundingClientRect();
      return Number(
        [...log.querySelectorAll<HTMLElement>('.entry')].find((entry) => entry.getBoundingClientRect().bottom > top)?.dataset['number'] ??
          0,
      );
    });
  let before = 0;
  await until('the log at rest', async () =>
    before > 0 && before === (before = await first()) ? true : ((before = await first()), false),
  );
  await chat.page.waitForFunction((top) => (sessionStorage.getItem('state') ?? '').includes(`"top":${top}`), before);
  await chat.webview.reload();
  await until('the same place', async () => (await chat.log.count()) === 1 && Math.abs((await first()) - before) <= 1);
  host.entries.clear();
  host.put({ text: 'a new beginning' });
  await host.change({ entries: { kept: 1, evicted: 0 } });
  await chat.bubble('a new beginning').waitFor();
  assert.equal(await chat.log.locator('.entry').count(), 1);
  host.entries.clear();
  host.put({ text: 'from another engine' });
  host.generation = 2;
  await host.tell();
  await chat.bubble('from another engine').waitFor();
});
