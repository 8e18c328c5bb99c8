import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendToChat } from '../../../src/protocol/chat';
import { ChatPage } from '../../support/chatPage';
import type { Scope } from '../../support/engineClient';
import { until } from '../../support/processes';
import { chatInfo, ScriptedChat } from '../../support/scriptedChat';
import { sharedBrowser } from '../../support/webviewPage';

const browser = sharedBrowser();

async function open(t: Scope, ...chats: ReturnType<typeof chatInfo>[]): Promise<{ host: ScriptedChat; chat: ChatPage }> {
  const host = new ScriptedChat(...(chats.length > 0 ? chats : [chatInfo()]));
  return { host, chat: await ChatPage.open(t, browser(), host) };
}

const texts = (host: ScriptedChat): unknown[] => host.of(sendToChat).map(({ text }) => text);

test('Enter sends, Shift+Enter breaks the line, Up and Down go through what was sent', async (t) => {
  const { host, chat } = await open(t);
  await chat.say('first');
  await chat.box.pressSequentially('two');
  await chat.box.press('Shift+Enter');
  await chat.box.pressSequentially('lines');
  await chat.box.press('Enter');
  await chat.holds(chat.box, '');
  assert.deepEqual(texts(host), ['first', 'two\nlines']);
  await chat.box.press('Enter');
  await chat.box.press('ArrowUp');
  await chat.holds(chat.box, 'two\nlines');
  await chat.box.press('ArrowUp');
  await chat.holds(chat.box, 'first');
  await chat.box.press('ArrowDown');
  await chat.holds(chat.box, 'two\nlines');
  await chat.box.press('ArrowDown');
  await chat.holds(chat.box, '');
  await chat.box.fill('typed');
  await chat.box.press('ArrowUp');
  await chat.holds(chat.box, 'typed');
  await chat.send.click();
  await chat.holds(chat.box, '');
  assert.deepEqual(texts(host), ['first', 'two\nlines', 'typed']);
  assert.deepEqual(chat.webview.complaints, []);
});

test('the key that ends a composition does not send', async (t) => {
  const { host, chat } = await open(t);
  await chat.box.fill('こんにち');
  const enter = (init: object) =>
    chat.box.evaluate(
      (box, given) =>
        box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true, cancelable: true, ...given })),
      init,
    );
  await enter({ isComposing: true });
  await enter({ keyCode: 229 });
  await chat.say('after');
  assert.deepEqual(texts(host), ['after'], 'the text was still in the box when it was written anew');
});

test('where nothing can be sent the box says why and keeps what is typed', async (t) => {
  const { host, chat } = await open(t, chatInfo({ cannotSend: 'Wait for the answer to your last message.' }));
  await chat.page.getByRole('status').filter({ hasText: 'Wait for the answer to your last message.' }).waitFor();
  await chat.box.fill('next question');
  assert.ok(await chat.send.isDisabled());
  await chat.box.press('Enter');
  await host.change({ cannotSend: undefined });
  await until('sending', async () => !(await chat.send.isDisabled()));
  await chat.holds(chat.box, 'next question');
  assert.deepEqual(texts(host), []);
});

test('a message that is not even taken stays in the box, with the reason', async (t) => {
  const { host, chat } = await open(t);
  host.answers.set(sendToChat.method, () => ScriptedChat.refusal('The engine is busy.', { code: 'engineStopped', hint: 'Try again.' }));
  await chat.box.fill('hello');
  await chat.box.press('Enter');
  await chat.page.getByRole('alert').filter({ hasText: 'The engine is busy. Try again.' }).waitFor();
  await chat.holds(chat.box, 'hello');
});

test('each chat keeps its draft, also while the page is away', async (t) => {
  const { chat } = await open(t, chatInfo(), chatInfo({ id: 'c2', title: 'other' }));
  await chat.box.fill('half a thou');
  await chat.tab('other').click();
  await chat.holds(chat.box, '');
  await chat.box.fill('another');
  await chat.tab(/Room/).click();
  await chat.holds(chat.box, 'half a thou');
  await chat.page.waitForFunction(
    () =>
      /half a thou.*another/s.test(sessionStorage.getItem('state') ?? '') && /"active":"c1"/.test(sessionStorage.getItem('state') ?? ''),
  );
  await chat.webview.reload();
  await chat.holds(chat.box, 'half a thou');
});

test('a paste that makes the message longer than 1 MB asks first', async (t) => {
  const { host, chat } = await open(t);
  await chat.box.fill('before');
  await chat.page.evaluate(() => {
    const area = document.createElement('textarea');
    area.value = 'é'.repeat(1_000_000);
    document.body.append(area);
    area.focus();
    area.select();
  });
  await chat.page.keyboard.press('Control+x');
  await chat.page.evaluate(() => document.querySelector('textarea')?.remove());
  await chat.box.focus();
  await chat.page.keyboard.press('Control+v');
  const question = chat.page.getByRole('alertdialog', { name: /2\.00 MB/ });
  await until('the question has the focus', async () => (await chat.focused()) === 'Paste Anyway');
  await chat.page.keyboard.press('Escape');
  await question.waitFor({ state: 'detached' });
  await chat.holds(chat.box, 'before');
  await until('the box has the focus', () => chat.box.evaluate((box) => box.matches(':focus')));
  await chat.page.keyboard.press('Control+v');
  await until('the question has the focus', async () => (await chat.focused()) === 'Paste Anyway');
  await chat.page.keyboard.press('Enter');
  await question.waitFor({ state: 'detached' });
  await until('the text in the box', async () => (await chat.box.evaluate((box: HTMLTextAreaElement) => box.value.length)) === 1_000_006);
  await chat.box.press('Enter');
  await chat.holds(chat.box, '');
  assert.equal(String(texts(host)[0]).length, 1_000_006);
  assert.deepEqual(chat.webview.complaints, []);
});

test('a message in a room goes to that room', async (t) => {
  const { host, chat } = await open(
    t,
    chatInfo({
      rooms: [
        { room: 'lab', unread: 0 },
        { room: 'attic', unread: 4 },
      ],
      spec: { rooms: ['lab', 'attic'] },
    }),
  );
  await chat.page.getByRole('button', { name: 'attic', exact: true }).click();
  await chat.box.fill('up here');
  await chat.box.press('Enter');
  await chat.holds(chat.box, '');
  assert.deepEqual(host.of(sendToChat), [{ chat: 'c1', text: 'up here', room: 'attic' }]);
});

test('everything is reached and done by keyboard', async (t) => {
  const { host, chat } = await open(t, chatInfo(), chatInfo({ id: 'c2', title: 'other' }));
  await chat.tab(/Room/).focus();
  await chat.page.keyboard.press('ArrowRight');
  await until('the other tab', async () => (await chat.focused()) === 'other');
  await chat.page.keyboard.press('Home');
  await until('the first tab', async () => /^Room/.test(await chat.focused()));
  const reached: string[] = [];
  for (let i = 0; i < 14 && reached.at(-1) !== 'Message'; i++) {
    await chat.page.keyboard.press('Tab');
    reached.push(await chat.focused());
  }
  for (const name of ['Join another chat', 'Invite', 'Find', 'Filter', 'More actions', 'Chat messages', 'Message'])
    assert.ok(reached.includes(name), `${name} is not among ${reached.join()}`);
  await chat.page.keyboard.type('by keys');
  await chat.page.keyboard.press('Enter');
  await chat.bubble('by keys').waitFor();
  await chat.page.keyboard.press('Control+f');
  await until('the field', async () => (await chat.focused()).includes('Find'));
  await chat.page.keyboard.type('keys');
  await chat.page.getByText('1 of 1').waitFor();
  await chat.page.keyboard.press('Escape');
  await until('back in the box', async () => (await chat.focused()) === 'Message');
  await chat.button('More actions').focus();
  await chat.page.keyboard.press('Enter');
  await until('the menu', async () => (await chat.focused()) === 'Chat Settings…');
  await chat.page.keyboard.press('ArrowUp');
  await chat.page.keyboard.press('ArrowUp');
  await until('an item', async () => (await chat.focused()) === 'Clear…');
  await chat.page.keyboard.press('Enter');
  await until('the question', async () => (await chat.focused()) === 'Clear');
  await chat.page.keyboard.press('Escape');
  await until('back in the box', async () => (await chat.focused()) === 'Message');
  assert.deepEqual(
    host.asked.map(({ method }) => method).filter((method) => method === 'chat/clear'),
    [],
  );
  assert.deepEqual(chat.webview.complaints, []);
});
