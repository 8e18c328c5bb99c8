import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyChatLink } from '../../../src/protocol/chatPage';
import { copyText } from '../../../src/protocol/inspector';
import { Chat } from '../../support/chat';
import { ChatHost } from '../../support/chatHost';
import { ChatPage } from '../../support/chatPage';
import { EngineClient, type Scope } from '../../support/engineClient';
import { until } from '../../support/processes';
import { Script } from '../../support/script';
import { sharedBrowser } from '../../support/webviewPage';

const browser = sharedBrowser();

/** The page on a real engine. */
async function open(t: Scope): Promise<{ engine: EngineClient; host: ChatHost; chat: ChatPage }> {
  const engine = EngineClient.start(t);
  const host = new ChatHost(engine);
  return { engine, host, chat: await ChatPage.open(t, browser(), host) };
}

/** A PAIR chat of the page, and its other side in an engine of its own. */
async function pair(t: Scope): Promise<{ engine: EngineClient; host: ChatHost; chat: ChatPage; here: Chat; there: Chat }> {
  const engine = EngineClient.start(t);
  const here = await Chat.join(engine, { pattern: 'pair', bind: ['tcp://127.0.0.1:*'], nick: 'ada', format: 'nick' });
  const other = EngineClient.start(t);
  const there = await Chat.join(other, { pattern: 'pair', connect: [await here.endpoint()], nick: 'bob', format: 'nick' });
  await here.waitForPeers();
  await there.waitForPeers();
  const host = new ChatHost(engine);
  return { engine, host, chat: await ChatPage.open(t, browser(), host), here, there };
}

test('a room is hosted from the form, joined by another one, and both talk', async (t) => {
  const { engine, chat } = await open(t);
  await chat.button('Host a Room').click();
  await chat.page.getByRole('checkbox', { name: 'Host the room on this computer', checked: true }).waitFor();
  await chat.page.getByRole('textbox', { name: 'Publishers are bound to' }).fill('tcp://127.0.0.1:*');
  await chat.page.getByRole('textbox', { name: 'Subscribers are bound to' }).fill('tcp://127.0.0.1:*');
  await chat.pick('Format', 'nick: text');
  await chat.button('Host Room').click();
  await chat.log.waitFor();
  const host = Chat.known(engine, 'c1001');
  const forwarder = (await host.info()).sockets
    .filter(({ part }) => part === 'forwarder')
    .map(({ endpoints }) => endpoints[0]?.resolved ?? '');
  const guest = await Chat.join(EngineClient.start(t), {
    pattern: 'room',
    publishers: forwarder[0],
    subscribers: forwarder[1],
    nick: 'bob',
    format: 'nick',
  });
  await host.waitForInfo('a guest', ({ peers }) => peers > 0);
  await host.hears('hello from the guest', () => void guest.say('hello from the guest'));
  await chat.bubble('hello from the guest').filter({ hasText: 'bob' }).first().waitFor();
  await chat.say('hello from the host');
  await guest.hears('hello from the host');
  const own = chat.bubble('hello from the host');
  await own.getByText('sent').waitFor();
  assert.equal(await own.count(), 1, 'what comes back through the room is not shown again');
  assert.deepEqual(chat.webview.complaints, []);
});

test('an address in use is refused in the form, with a free one to take', async (t) => {
  const { engine, chat } = await open(t);
  const taken = await engine.open({ type: 'rep', bind: ['tcp://127.0.0.1:*'] });
  const address = taken.endpoints[0]?.resolved ?? '';
  await chat.pick('Pattern', 'Reply (REP)');
  await chat.page.getByRole('textbox', { name: 'REP binds to' }).fill(address);
  await chat.button('Join').click();
  const alert = chat.form.getByRole('alert');
  await alert.filter({ hasText: /in use/ }).waitFor();
  await alert.getByRole('button', { name: /^Use tcp:/ }).click();
  await until('another port in the field', async () => {
    const text = await chat.page.getByRole('textbox', { name: 'REP binds to' }).inputValue();
    return text !== address && /^tcp:\/\/127\.0\.0\.1:\d+$/.test(text);
  });
  await chat.button('Join').click();
  await chat.log.waitFor();
  assert.deepEqual(chat.webview.complaints, []);
});

test('with strict turns the box waits for the answer and says so; the turn can be reset', async (t) => {
  const engine = EngineClient.start(t);
  const silent = await engine.open({ type: 'router', name: 'silent', bind: ['tcp://127.0.0.1:*'] });
  const asks = await Chat.join(engine, { pattern: 'req', connect: [silent.endpoints[0]?.resolved ?? ''] });
  await asks.waitForPeers();
  const chat = await ChatPage.open(t, browser(), new ChatHost(engine));
  await chat.say('anybody?');
  const { cannotSend } = await asks.waitForInfo('its turn to wait', (info) => info.cannotSend !== undefined);
  await chat.page.getByText(cannotSend ?? '').waitFor();
  await chat.box.fill('one more');
  await until('no sending', () => chat.send.isDisabled());
  await chat.box.press('Enter');
  await chat.holds(chat.box, 'one more');
  await chat.page.getByRole('note', { name: 'Problem' }).getByRole('button', { name: 'Reset turn' }).click();
  await until('sending again', async () => !(await chat.send.isDisabled()));
  await chat.box.press('Enter');
  await chat.bubble('one more').waitFor();
  assert.deepEqual(chat.webview.complaints, []);
});

test('what is in sight counts as seen, what is in another tab or above does not', async (t) => {
  const { engine, chat, here, there } = await pair(t);
  await there.says('first');
  await chat.bubble('first').waitFor();
  await here.waitForInfo('nothing unread', ({ unread }) => unread === 0);
  const other = await Chat.join(engine, { pattern: 'pair', bind: ['tcp://127.0.0.1:*'] });
  await chat.page.getByRole('tab').nth(1).click();
  await chat.page.getByText('Nothing was said yet.').or(chat.log.getByText(/tcp:/).first()).first().waitFor();
  await there.says('unseen one');
  await there.says('unseen two');
  await chat.tab(/2 unread messages/).waitFor();
  await here.waitForInfo('two unread', ({ unread }) => unread === 2);
  await chat.tab(/2 unread messages/).click();
  await chat.bubble('unseen two').waitFor();
  await here.waitForInfo('nothing unread', ({ unread }) => unread === 0);
  await chat.tab(/unread/).waitFor({ state: 'detached' });

  for (let i = 0; i < 40; i++) await there.says(`line ${i}`);
  await chat.bubble('line 39').waitFor();
  await chat.log.hover();
  await chat.page.mouse.wheel(0, -400);
  await until('the log scrolled', () => chat.log.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight > 100));
  await there.says('below the edge');
  await chat.button('1 new message').click();
  await chat.bubble('below the edge').waitFor();
  await here.waitForInfo('nothing unread', ({ unread }) => unread === 0);
  await chat.button('1 new message').waitFor({ state: 'detached' });
  await other.leave();
  assert.deepEqual(chat.webview.complaints, []);
});

test('a message that nobody takes yet waits, and can be cancelled', async (t) => {
  const engine = EngineClient.start(t);
  await Chat.join(engine, { pattern: 'pair', bind: ['tcp://127.0.0.1:*'] });
  const chat = await ChatPage.open(t, browser(), new ChatHost(engine));
  await chat.say('is anybody there?');
  const bubble = chat.bubble('is anybody there?');
  await bubble.getByText(/Waiting/).waitFor();
  await chat.button('Cancel', bubble).click();
  await bubble.getByText(/Waiting/).waitFor({ state: 'detached' });
});

test('a chat that was left is joined again with one click, or removed after a question', async (t) => {
  const { chat, here } = await pair(t);
  await chat.say('before');
  await chat.bubble('before').waitFor();
  await chat.button(`Leave ${(await here.info()).title}`).click();
  await chat.page.getByText('This chat is not joined.').waitFor();
  await chat.bubble('before').waitFor();
  await chat.button('Rejoin').click();
  await chat.page.getByText('This chat is not joined.').waitFor({ state: 'detached' });
  await here.waitForInfo('joined again', ({ state }) => state === 'joined');
  await chat.tab(/.*/).press('Delete');
  await chat.page.getByText('This chat is not joined.').waitFor();
  await chat.tab(/.*/).press('Delete');
  await chat.button('Remove', chat.page.getByRole('alertdialog')).click();
  await chat.form.waitFor();
});

test('peers of a group come and go while one chats', async (t) => {
  const engine = EngineClient.start(t);
  const here = await Chat.join(engine, { pattern: 'group', bind: ['tcp://127.0.0.1:*'], nick: 'ada' });
  const there = await Chat.join(EngineClient.start(t), { pattern: 'group', bind: ['tcp://127.0.0.1:*'], nick: 'bob', format: 'nick' });
  const chat = await ChatPage.open(t, browser(), new ChatHost(engine));
  await chat.menu('Chat Settings…');
  const endpoint = await there.endpoint('pub');
  await chat.page.getByRole('textbox', { name: 'Peer' }).fill(endpoint);
  await chat.button('Add Peer').click();
  await chat.button(`Remove peer ${endpoint}`).waitFor();
  await here.waitForInfo('the peer', ({ peers }) => peers > 0);
  await there.waitForInfo('its subscriber', ({ peers }) => peers > 0);
  await here.hears('hello', () => void there.say('hello'));
  await chat.bubble('hello').first().waitFor();
  await chat.button(`Remove peer ${endpoint}`).click();
  await chat.button(`Remove peer ${endpoint}`).waitFor({ state: 'detached' });
  await here.waitForInfo('no peer', ({ spec }) => (spec.connect ?? []).length === 0);
});

test('nick, format and history change while one chats', async (t) => {
  const { chat, here, there } = await pair(t);
  await chat.menu('Chat Settings…');
  await chat.page.getByRole('textbox', { name: 'Nick' }).fill('grace hopper');
  await chat.page.getByText('A nick contains neither blanks nor colons.').waitFor();
  await chat.page.getByRole('textbox', { name: 'Nick' }).fill('grace');
  await chat.page.getByRole('textbox', { name: 'Nick' }).press('Enter');
  await here.waitForInfo('the nick', ({ spec }) => spec.nick === 'grace');
  await chat.pick('Format', 'JSON');
  await chat.page.getByRole('checkbox', { name: 'Keep history in this workspace' }).click();
  await here.waitForInfo('format and history', ({ spec }) => spec.format === 'json' && spec.history);
  await chat.button('Close form').click();
  await chat.say('as json');
  const heard = await there.hears('as json');
  assert.equal(heard.nick, 'grace');
});

test('rooms are joined and left, each with its own log', async (t) => {
  const engine = EngineClient.start(t);
  const here = await Chat.join(engine, { pattern: 'sub', bind: ['tcp://127.0.0.1:*'], rooms: ['lab', 'kitchen'] });
  const there = await Chat.join(EngineClient.start(t), {
    pattern: 'pub',
    connect: [await here.endpoint()],
    rooms: ['lab', 'kitchen', 'attic'],
    format: 'topic',
  });
  await there.waitForPeers();
  const chat = await ChatPage.open(t, browser(), new ChatHost(engine));
  const say = (room: string, text: string) =>
    until(text, async () => {
      await there.say(text, room);
      return (await here.heard()).includes(text);
    });
  await say('lab', 'in the lab');
  await say('kitchen', 'in the kitchen');
  await chat.bubble('in the kitchen').filter({ hasText: 'kitchen' }).first().waitFor();
  const rooms = chat.page.getByRole('group', { name: 'Rooms' });
  await rooms.getByRole('button', { name: /^lab/ }).click();
  await chat.bubble('in the lab').first().waitFor();
  await chat.bubble('in the kitchen').first().waitFor({ state: 'detached' });
  await chat.button('Join a room').click();
  await chat.page.getByRole('textbox', { name: 'Room to join' }).fill('attic');
  await chat.button('Join Room').click();
  await rooms.getByRole('button', { name: /^attic/ }).click();
  await say('attic', 'under the roof');
  await chat.bubble('under the roof').first().waitFor();
  await chat.button('Leave room attic').click();
  await rooms.getByRole('button', { name: /^attic/ }).waitFor({ state: 'detached' });
  await chat.bubble('in the kitchen').first().waitFor();
  assert.deepEqual(chat.webview.complaints, []);
});

test('an invitation is copied as endpoint, link or script', async (t) => {
  const { chat, host, here } = await pair(t);
  await chat.button('Invite').click();
  const form = chat.page.getByRole('form', { name: 'Invite' });
  const endpoint = await here.endpoint();
  await form.getByText(endpoint).first().waitFor();
  await chat.button('Copy Endpoint', form).click();
  await until('the endpoint copied', () => host.of(copyText).some(({ text }) => text === endpoint));
  await chat.button('Copy Python Script', form).click();
  await until('the script copied', () => host.of(copyText).some(({ text }) => text.includes('import zmq')));
  await form.getByText('Python script', { exact: true }).click();
  await form.getByText('import zmq').first().waitFor();
  await chat.button('Copy Link', form).click();
  await until('a link copied', () => host.of(copyChatLink).some(({ query }) => query.includes('pattern=pair')));
  await form
    .getByText(/loopback|this computer/i)
    .first()
    .waitFor();
});

test('clearing asks first, and leaves an empty chat that goes on', async (t) => {
  const { chat, there } = await pair(t);
  await there.says('to be forgotten');
  await chat.bubble('to be forgotten').waitFor();
  await chat.menu('Clear…');
  await chat.button('Cancel').click();
  await chat.bubble('to be forgotten').waitFor();
  await chat.menu('Clear…');
  await chat.button('Clear').click();
  await chat.bubble('to be forgotten').waitFor({ state: 'detached' });
  await there.says('afterwards');
  await chat.bubble('afterwards').waitFor();
  assert.deepEqual(chat.webview.complaints, []);
});

test('nobody at the other end: the chat says so, checks when asked, and says when somebody is there', async (t) => {
  const engine = EngineClient.start(t);
  const taken = await engine.open({ type: 'pair', bind: ['tcp://127.0.0.1:*'] });
  const endpoint = taken.endpoints[0]?.resolved ?? '';
  await engine.close(taken.id);
  const here = await Chat.join(engine, { pattern: 'pair', connect: [endpoint] });
  const chat = await ChatPage.open(t, browser(), new ChatHost(engine));
  const { text } = await here.problem('nobody listens');
  const problem = chat.page.getByRole('note', { name: 'Problem' }).filter({ hasText: text });
  await chat.button('Probe', problem).click();
  await problem.getByRole('status').filter({ hasText: /\w/ }).waitFor();
  await engine.open({ type: 'pair', bind: [endpoint] });
  await problem.waitFor({ state: 'detached' });
  assert.deepEqual(chat.webview.complaints, []);
});

test('find and filter ask the engine, also for what is no longer on the page', async (t) => {
  const { chat, there } = await pair(t);
  for (let i = 0; i < 250; i++) await there.says(i === 3 ? 'a Needle in hay' : `straw ${i}`);
  await chat.bubble('straw 249').waitFor();
  await chat.page.keyboard.press('Control+f');
  await chat.page.getByRole('searchbox', { name: 'Find' }).fill('nEEDLE');
  await chat.page.getByText('1 of 1', { exact: true }).waitFor();
  await chat.log.locator('.current mark', { hasText: 'Needle' }).waitFor();
  await chat.page.keyboard.press('Escape');
  await chat.button('Filter').click();
  await chat.page.getByRole('searchbox', { name: 'Filter messages' }).fill('straw 1');
  await chat.bubble('straw 249').waitFor({ state: 'detached' });
  await chat.bubble('straw 199').waitFor();
  assert.deepEqual(chat.webview.complaints, []);
});

test('10,000 messages a second from a script leave the page usable: the newest shown, the rest counted', async (t) => {
  const engine = EngineClient.start(t);
  const here = await Chat.join(engine, { pattern: 'sub', bind: ['tcp://127.0.0.1:*'] });
  const chat = await ChatPage.open(t, browser(), new ChatHost(engine));
  const flood = Script.start(t, 'chatFlood.py', ['PUB', 'connect', await here.endpoint(), '60000', '10000']);
  await here.hears('ready', () => flood.type('ready'));
  flood.type('go');
  await chat
    .bubble(/message \d{4}/)
    .first()
    .waitFor();
  await chat.box.fill('typed meanwhile');
  await chat.log.hover();
  const newest = chat.page.getByRole('button', { name: /new message|Newest/ });
  // As long as all fits on the screen, there is nothing to scroll.
  await until('a way back to the newest', async () => {
    await chat.page.mouse.wheel(0, -800);
    return newest.isVisible();
  });
  await newest.click();
  await flood.hears('sent 60000');
  await chat.bubble('message 59999').waitFor();
  await chat.isAtEnd();
  await chat.holds(chat.box, 'typed meanwhile');
  assert.ok((await chat.log.locator('.entry').count()) <= 600);
  await here.waitForInfo('nothing unread', ({ unread }) => unread === 0);
  await chat.log.focus();
  await until('the count of the rest', async () => {
    await chat.log.press('Home');
    return (await chat.entry('messages came too fast').count()) > 0;
  });
  await flood.end();
  assert.deepEqual(chat.webview.complaints, []);
});
