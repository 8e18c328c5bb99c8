import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chatBehindSection } from '../../../src/protocol/chatPage';
import { inviteToChat, joinChat, type ChatInvitations, type ChatSocket } from '../../../src/protocol/chat';
import { showInChat } from '../../../src/protocol/chatPage';
import { ChatPage } from '../../support/chatPage';
import { until } from '../../support/processes';
import { chatInfo, ScriptedChat } from '../../support/scriptedChat';
import { sharedBrowser } from '../../support/webviewPage';

const browser = sharedBrowser();

/** What VS Code leaves of the side bar, with the tree of sockets above. */
const sideBar = { width: 300, height: 480 };

const socket = (name: string, type: ChatSocket['type']): ChatSocket => ({
  socket: name,
  name,
  type,
  part: 'both',
  endpoints: [],
  peers: 0,
});

test('an editor shows its chat alone: no tabs, no form, and what happens to it', async (t) => {
  const host = new ScriptedChat(chatInfo(), chatInfo({ id: 'c2', title: 'other' }));
  host.only = 'c2';
  host.put({ text: 'of the first' });
  host.putIn('c2', { text: 'of the other' });
  const chat = await ChatPage.open(t, browser(), host);
  await chat.bubble('of the other').waitFor();
  // VS Code gives it back when the window was reloaded; by this the host knows whose page it is.
  await chat.page.waitForFunction(() => (JSON.parse(sessionStorage.getItem('state') ?? '{}') as { active?: string }).active === 'c2');
  await host.notify(showInChat.method, { chat: 'c1', form: {} });
  await host.change({ title: 'changed' }, 'c2');
  await chat.page.getByRole('heading', { name: 'changed' }).waitFor();
  assert.deepEqual(
    [await chat.tab(/.*/).count(), await chat.form.count(), await chat.page.getByRole('button', { name: 'Join another chat' }).count()],
    [0, 0, 0],
  );
  await chat.bubble('of the other').waitFor();
  await host.change({ state: 'left' }, 'c2');
  host.answers.set(joinChat.method, () =>
    ScriptedChat.refusal('tcp://127.0.0.1:5555 is in use.', { code: 'addressInUse', hint: 'Take another port.' }),
  );
  await chat.button('Rejoin').click();
  await chat.page.getByRole('alert').filter({ hasText: 'tcp://127.0.0.1:5555 is in use. Take another port.' }).waitFor();
  host.answers.clear();
  await chat.button('Rejoin').click();
  await chat.page.getByText('This chat is not joined.').waitFor({ state: 'detached' });
  assert.deepEqual(
    host.of(joinChat).map(({ id }) => id),
    ['c2', 'c2'],
  );
  await chat.page.getByRole('alert').waitFor({ state: 'detached' });
  host.chats = host.chats.filter(({ id }) => id !== 'c2');
  await host.tell();
  await chat.page.getByText('This chat was removed.').waitFor();
  assert.deepEqual([await chat.tab(/.*/).count(), await chat.form.count(), await chat.log.count()], [0, 0, 0]);
  assert.deepEqual(chat.webview.complaints, []);
});

const invitations: ChatInvitations = {
  invitations: [
    {
      address: '192.0.2.2',
      family: 'IPv4',
      network: 'eth0',
      query: 'a=b',
      script: 'import zmq\n'.repeat(30),
      endpoints: [
        { role: 'connect', endpoint: 'tcp://192.0.2.2:28851', type: 'pub' },
        { role: 'connect', endpoint: 'tcp://192.0.2.2:28852', type: 'sub' },
      ],
    },
    { address: '127.0.0.1', family: 'IPv4', network: 'lo', query: 'c=d', script: 'import zmq', endpoints: [] },
  ],
  notes: ['TCP ports 28851 and 28852 have to be allowed in the firewall.'],
};

test('in a small side bar an open section has the room of problems and log, its buttons wholly in sight', async (t) => {
  const host = new ScriptedChat(
    chatInfo({
      rooms: [{ room: 'lab', unread: 0 }],
      problems: [{ kind: 'nobody connected', text: 'Nobody has connected yet.', hint: 'Wait.' }],
    }),
    chatInfo({ id: 'c2', title: 'other' }),
  );
  host.put(...Array.from({ length: 40 }, (_, index) => ({ text: `line ${index}.` })));
  host.answers.set(inviteToChat.method, () => invitations);
  const chat = await ChatPage.open(t, browser(), host, sideBar);
  await chat.bubble('line 39.').waitFor();
  await chat.button('Invite').click();
  const form = chat.page.getByRole('form', { name: 'Invite' });
  await form.getByText('tcp://192.0.2.2:28852').waitFor();
  const composer = await chat.box.evaluate((box) => box.getBoundingClientRect().top);
  const bottoms = await Promise.all(
    ['Copy Link', 'Copy Endpoints', 'Copy Python Script'].map((name) =>
      chat.button(name, form).evaluate((button) => button.getBoundingClientRect().bottom),
    ),
  );
  assert.ok(Math.max(...bottoms) < composer, `${bottoms.join()} below ${composer}`);
  const endpoints = await form.getByRole('list', { name: 'Endpoints' }).evaluate((list) => list.getBoundingClientRect());
  assert.ok(endpoints.top >= Math.max(...bottoms) && endpoints.bottom <= composer);
  assert.equal(await chat.page.getByRole('note', { name: 'Problem' }).filter({ visible: true }).count(), 0);
  assert.equal(await chat.log.filter({ visible: true }).count(), 0);
  await chat.button('Close form').click();
  await chat.page.getByRole('note', { name: 'Problem' }).filter({ visible: true }).waitFor();
  await chat.bubble('line 39.').waitFor();
  await chat.isAtEnd();
  await chat.button('Invite').click();
  await form.waitFor();
  await chat.page.keyboard.press('Control+f');
  await form.waitFor({ state: 'detached' });
  await chat.page.getByRole('searchbox', { name: 'Find' }).fill('line 3.');
  await chat.log.locator('.current', { hasText: 'line 3.' }).waitFor();
  assert.deepEqual(chat.webview.complaints, []);
});

test('what one reads is in its place again after a section that hid the log', async (t) => {
  const host = new ScriptedChat(chatInfo());
  host.put(...Array.from({ length: 90 }, (_, index) => ({ text: `line ${index}.` })));
  host.answers.set(inviteToChat.method, () => invitations);
  const chat = await ChatPage.open(t, browser(), host, sideBar);
  await chat.bubble('line 89.').waitFor();
  await chat.isAtEnd();
  await chat.log.hover();
  await chat.page.mouse.wheel(0, -500);
  await chat.button('Newest messages').waitFor();
  const scrolled = () => chat.log.evaluate((log) => Math.round(log.scrollTop));
  let before = -1;
  await until('the log at rest', async () => before === (before = await scrolled()));
  await chat.button('Invite').click();
  await until('the log hidden', async () => (await chat.log.filter({ visible: true }).count()) === 0);
  await host.say({ text: 'one more' });
  await chat.button('Close form').click();
  await chat.button('Newest messages').waitFor();
  await until('the same place', async () => Math.abs((await scrolled()) - before) <= 2);
});

test('a section that covers the messages tells of new ones, and the host is told that the chat is in sight', async (t) => {
  const host = new ScriptedChat(chatInfo(), chatInfo({ id: 'c2', title: 'other' }));
  host.put({ text: 'hello' });
  host.answers.set(inviteToChat.method, () => invitations);
  const chat = await ChatPage.open(t, browser(), host, sideBar);
  await chat.bubble('hello').waitFor();
  const told = () => host.of(chatBehindSection).map(({ chat: behind }) => behind);
  assert.deepEqual(told(), []);
  await chat.button('Invite').click();
  await until('the log hidden', async () => (await chat.log.filter({ visible: true }).count()) === 0);
  await until('told so', () => told().at(-1) === 'c1');
  await host.say({ text: 'ada, are you there?' });
  await host.change({ unread: 1, mentions: 1 });
  await chat.tab('other').click();
  await until('the other one is in sight', () => told().at(-1) === undefined);
  await chat.tab(/^Room at/).click();
  await until('told again', () => told().at(-1) === 'c1');
  await chat.button('1 new message').click();
  await chat.bubble('ada, are you there?').waitFor();
  await until('not covered any more', () => told().at(-1) === undefined);
  assert.deepEqual(told(), ['c1', undefined, 'c1', undefined]);
});

test('who asks for a chat, by a notification say, gets what is said there and no section before it', async (t) => {
  const host = new ScriptedChat(chatInfo(), chatInfo({ id: 'c2', title: 'other' }));
  host.put({ text: 'hello' });
  host.answers.set(inviteToChat.method, () => invitations);
  const chat = await ChatPage.open(t, browser(), host, sideBar);
  await chat.bubble('hello').waitFor();
  await chat.button('Invite').click();
  await until('the log hidden', async () => (await chat.log.filter({ visible: true }).count()) === 0);
  await chat.tab('other').click();
  await host.notify(showInChat.method, { chat: 'c1' });
  await chat.bubble('hello').waitFor();
  assert.equal(await chat.button('Copy Link').count(), 0);
});

test('the chat whose newest messages are in sight has no count in its tab, nor has its room', async (t) => {
  const rooms = (lab: number, attic: number) => [
    { room: 'lab', unread: lab },
    { room: 'attic', unread: attic },
  ];
  const host = new ScriptedChat(
    chatInfo({ unread: 3, rooms: rooms(2, 1), spec: { rooms: ['lab', 'attic'] } }),
    chatInfo({ id: 'c2', title: 'other', unread: 4 }),
  );
  host.put(...Array.from({ length: 60 }, (_, index) => ({ text: `line ${index}.`, room: 'lab' })));
  const chat = await ChatPage.open(t, browser(), host);
  const name = (tab: number): Promise<string | null> => chat.page.getByRole('tab').nth(tab).getAttribute('aria-label');
  await chat.bubble('line 59.').waitFor();
  await chat.tab('other, 4 unread messages').waitFor();
  assert.doesNotMatch((await name(0)) ?? '', /unread/);
  const strip = chat.page.getByRole('group', { name: 'Rooms' });
  assert.equal(await strip.getByRole('button', { name: /unread/ }).count(), 0);
  await strip.getByRole('button', { name: 'lab', exact: true }).click();
  await until('the count of the other room', async () => /, 1 unread message$/.test((await name(0)) ?? ''));
  await strip.getByRole('button', { name: 'attic, 1 unread message' }).waitFor();
  await chat.isAtEnd();
  await chat.log.hover();
  await chat.page.mouse.wheel(0, -500);
  await until('the count of all', async () => /, 3 unread messages$/.test((await name(0)) ?? ''));
  await chat.page.getByRole('button', { name: /new messages|Newest/ }).click();
  await until('the count of the other room again', async () => /, 1 unread message$/.test((await name(0)) ?? ''));
  await chat.tab('other').click();
  await until('counts change places', async () => /3 unread/.test((await name(0)) ?? '') && !/unread/.test((await name(1)) ?? ''));
});

test('a chat says the names of its sockets in the inspector', async (t) => {
  const host = new ScriptedChat(chatInfo({ sockets: [socket('Chat c1 PUB', 'pub'), socket('Chat c1 SUB', 'sub')] }));
  const chat = await ChatPage.open(t, browser(), host);
  await chat.page.getByTitle(/^Room at .*\nIn the inspector: Chat c1 PUB, Chat c1 SUB$/).waitFor();
  await chat.menu('Chat Settings…');
  await chat.page.getByRole('form', { name: 'Chat settings' }).getByText('In the inspector: Chat c1 PUB, Chat c1 SUB').waitFor();
  await host.change({ state: 'left', sockets: [] });
  await chat.page.getByText('In the inspector').waitFor({ state: 'detached' });
});

test('the focus goes where one types: filter, find with Caps Lock, the box that says to whom', async (t) => {
  const host = new ScriptedChat(
    chatInfo({
      rooms: [
        { room: 'lab', unread: 0 },
        { room: 'attic', unread: 0 },
      ],
      spec: { rooms: ['lab', 'attic'] },
    }),
  );
  const chat = await ChatPage.open(t, browser(), host);
  const placeholder = (text: string) => until(text, async () => (await chat.box.getAttribute('placeholder')) === text);
  await placeholder('Message to lab');
  await chat.button('attic', chat.page.getByRole('group', { name: 'Rooms' })).click();
  await placeholder('Message to attic');
  await chat.button('Filter').click();
  const keyword = chat.page.getByRole('searchbox', { name: 'Filter messages' });
  await until('the focus on the keyword', () => keyword.evaluate((input) => input.matches(':focus')));
  await chat.log.focus();
  // As a keyboard with Caps Lock on says it.
  await chat.log.evaluate((log) =>
    log.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'F', code: 'KeyF', ctrlKey: true, bubbles: true, composed: true, cancelable: true }),
    ),
  );
  const find = chat.page.getByRole('searchbox', { name: 'Find' });
  await find.waitFor();
  await until('the focus on Find', () => find.evaluate((input) => input.matches(':focus')));
});
