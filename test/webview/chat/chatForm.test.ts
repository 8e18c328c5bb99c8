import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import { chatPatterns } from '../../../src/core/chat/patterns';
import { chatPatternNames, joinChat, resetChatTurn, type ChatProblem, type ChatSpec } from '../../../src/protocol/chat';
import { probeEndpoint } from '../../../src/protocol/probe';
import { showInChat } from '../../../src/protocol/chatPage';
import { ChatPage } from '../../support/chatPage';
import type { Scope } from '../../support/engineClient';
import { until } from '../../support/processes';
import { chatInfo, ScriptedChat } from '../../support/scriptedChat';
import type { ThemeName } from '../../support/themes';
import { sharedBrowser } from '../../support/webviewPage';

const browser = sharedBrowser();

async function open(t: Scope, ...chats: ReturnType<typeof chatInfo>[]): Promise<{ host: ScriptedChat; chat: ChatPage }> {
  const host = new ScriptedChat(...chats);
  return { host, chat: await ChatPage.open(t, browser(), host, { height: 900 }) };
}

const joined = async (host: ScriptedChat, count = 1): Promise<ChatSpec> => {
  await until('a request to join', () => host.of(joinChat).length === count);
  return host.of(joinChat).at(-1)?.['spec'] as ChatSpec;
};

for (const pattern of chatPatternNames) {
  test(`${chatPatterns[pattern].label}: the form begins with what can be joined, and says what is wrong as one types`, async (t) => {
    const { host, chat } = await open(t);
    await chat.pick('Pattern', chatPatterns[pattern].label);
    await chat.form.getByText(chatPatterns[pattern].summary).waitFor();
    for (const { label, proposal } of chatPatterns[pattern].endpoints) {
      const field = chat.form.getByRole('textbox', { name: label, exact: true });
      assert.equal(await field.inputValue(), proposal);
      await field.fill('tcp://nowhere');
      await chat.form.getByText('"tcp://nowhere" lacks a port.').waitFor();
      await until('the field marked', async () => (await field.getAttribute('aria-description'))?.includes('lacks a port') ?? false);
      await chat.button('Join').click();
      await field.fill(proposal);
      await chat.form.getByText('lacks a port').waitFor({ state: 'detached' });
    }
    await chat.form.getByRole('textbox', { name: 'Nick' }).fill('two words');
    await chat.form.getByText('A nick contains neither blanks nor colons.').waitFor();
    await chat.button('Join').click();
    await chat.form.getByRole('textbox', { name: 'Nick' }).fill('grace');
    if (chatPatterns[pattern].hasRooms) {
      const rooms = chat.form.getByRole('textbox', { name: /Rooms|Topics/ });
      await chat.pick('Format', 'room:text');
      await rooms.fill('a:b');
      await chat.form.getByText('The room "a:b" contains a colon').waitFor();
      await rooms.fill('');
      await chat.form.getByText('The format "room:text" needs a room.').waitFor();
      await chat.button('Join').click();
      await rooms.fill('lab, attic');
    }
    assert.equal(host.of(joinChat).length, 0, 'nothing that is wrong is asked for');
    await chat.button('Join').click();
    const spec = await joined(host);
    assert.deepEqual([spec.pattern, spec.nick, spec.rooms], [pattern, 'grace', chatPatterns[pattern].hasRooms ? ['lab', 'attic'] : []]);
    await chat.log.waitFor();
    assert.deepEqual(chat.webview.complaints, []);
  });
}

test('recent endpoints are offered, and several can be given', async (t) => {
  const host = new ScriptedChat();
  host.form = { nick: 'ada', recentEndpoints: ['tcp://10.0.0.5:5555'] };
  const chat = await ChatPage.open(t, browser(), host);
  await chat.pick('Pattern', 'Listen (SUB)');
  await chat.button('Add endpoint: SUB connects to').click();
  await chat.button('Recent endpoints for SUB connects to (2)').click();
  await chat.page.getByRole('menuitem', { name: 'tcp://10.0.0.5:5555' }).click();
  await chat.holds(chat.form.getByRole('textbox', { name: 'SUB connects to (2)' }), 'tcp://10.0.0.5:5555');
  await chat.button('Join').click();
  assert.deepEqual((await joined(host)).connect, ['tcp://127.0.0.1:5555', 'tcp://10.0.0.5:5555']);
});

test('a room is hosted with two endpoints; in use, a free one is put in place', async (t) => {
  const { host, chat } = await open(t);
  host.answers.set(joinChat.method, () =>
    ScriptedChat.refusal('tcp://127.0.0.1:5556 is in use by another program.', {
      code: 'addressInUse',
      endpoint: 'tcp://127.0.0.1:5556',
      hint: 'Take a free port.',
      suggestion: 'tcp://127.0.0.1:40123',
    }),
  );
  await chat.button('Host a Room').click();
  await chat.form.getByRole('checkbox', { name: 'Host the room on this computer', checked: true }).waitFor();
  await chat.button('Host Room').click();
  await chat.form.getByRole('alert').filter({ hasText: 'in use by another program. Take a free port.' }).waitFor();
  await chat.button('Use tcp://127.0.0.1:40123').click();
  await chat.holds(chat.form.getByRole('textbox', { name: 'Subscribers are bound to' }), 'tcp://127.0.0.1:40123');
  await chat.holds(chat.form.getByRole('textbox', { name: 'Publishers are bound to' }), 'tcp://127.0.0.1:5555');
  host.answers.clear();
  await chat.button('Host Room').click();
  const spec = await joined(host, 2);
  assert.deepEqual([spec.host, spec.publishers, spec.subscribers], [true, 'tcp://127.0.0.1:5555', 'tcp://127.0.0.1:40123']);
});

test('hosting a room is said where one looks: the box in sight, and on the button', async (t) => {
  const host = new ScriptedChat();
  const chat = await ChatPage.open(t, browser(), host, { width: 300, height: 480 });
  await chat.button('Host a Room').click();
  const box = chat.form.getByRole('checkbox', { name: 'Host the room on this computer', checked: true });
  await until('the box in sight and with the focus', () =>
    box.evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight && element.matches(':focus');
    }),
  );
  await chat.button('Host Room').waitFor();
  assert.equal(await chat.button('Join').count(), 0);
  await box.click();
  await chat.button('Join').waitFor();
  assert.equal(await chat.button('Host Room').count(), 0);
});

test('rooms and groups begin with the nick before the text; what was chosen stays', async (t) => {
  const { host, chat } = await open(t);
  await chat.form.getByText('ada: Hello').waitFor();
  await chat.pick('Pattern', 'Pair (PAIR)');
  await chat.form.getByText('others do not see your nick').waitFor();
  await chat.pick('Pattern', 'Group (PUB + SUB)');
  await chat.form.getByText('ada: Hello').waitFor();
  await chat.pick('Format', 'JSON');
  await chat.pick('Pattern', 'Pair (PAIR)');
  await chat.button('Join').click();
  assert.equal((await joined(host)).format, 'json');
});

test('the last chat is joined again with one click that says which', async (t) => {
  const host = new ScriptedChat();
  const last = chatInfo({
    spec: { pattern: 'pair', connect: ['tcp://10.0.0.9:7000'], publishers: undefined, subscribers: undefined },
  }).spec;
  host.form = { nick: 'ada', last, recentEndpoints: [] };
  const chat = await ChatPage.open(t, browser(), host);
  await chat.page.getByRole('button', { name: /^Rejoin last: .*tcp:\/\/10\.0\.0\.9:7000/ }).click();
  assert.deepEqual((await joined(host)).connect, ['tcp://10.0.0.9:7000']);
  await chat.log.waitFor();
});

test('the last chat is not offered while it is joined, and keeps its tab when it was left', async (t) => {
  const host = new ScriptedChat(chatInfo());
  host.form = { nick: 'ada', last: chatInfo().spec, recentEndpoints: [] };
  const chat = await ChatPage.open(t, browser(), host);
  await chat.button('Join another chat').click();
  await chat.button('Join').waitFor();
  const last = chat.page.getByRole('button', { name: /^Rejoin last/ });
  assert.equal(await last.count(), 0);
  await host.change({ state: 'left' });
  await last.click();
  await joined(host);
  assert.equal(host.of(joinChat)[0]?.['id'], 'c1');
});

test('the form is filled by who opens it, and closes without joining', async (t) => {
  const { host, chat } = await open(t, chatInfo());
  await chat.log.waitFor();
  await host.notify(showInChat.method, { form: { pattern: 'req', connect: ['tcp://10.1.1.1:4000'], nick: 'eve' } });
  await chat.holds(chat.form.getByRole('textbox', { name: 'REQ connects to' }), 'tcp://10.1.1.1:4000');
  await chat.holds(chat.form.getByRole('textbox', { name: 'Nick' }), 'eve');
  assert.equal(host.of(joinChat).length, 0);
  await chat.page.keyboard.press('Escape');
  await chat.log.waitFor();
  await host.notify(showInChat.method, { form: {} });
  await chat.form.waitFor();
  await host.notify(showInChat.method, { chat: 'c1' });
  await chat.log.waitFor();
});

test('Join with faults puts the focus on the first wrong field, which says what is wrong', async (t) => {
  const { host, chat } = await open(t);
  await chat.pick('Pattern', 'Listen (SUB)');
  const nick = chat.form.getByRole('textbox', { name: 'Nick' });
  const endpoint = chat.form.getByRole('textbox', { name: 'SUB connects to' });
  const rooms = chat.form.getByRole('textbox', { name: 'Topics' });
  const isWrong = async (field: Locator, why: RegExp): Promise<void> => {
    await chat.button('Join').click();
    await until(`the focus on what is wrong: ${why}`, () => field.evaluate((input) => input.matches(':focus')));
    await until(
      'said',
      async () => why.test((await field.getAttribute('aria-description')) ?? '') && (await field.getAttribute('aria-invalid')) === 'true',
    );
  };
  await chat.pick('Format', 'room:text');
  await rooms.fill('a:b');
  await isWrong(rooms, /contains a colon/);
  await endpoint.fill('tcp://x');
  await isWrong(endpoint, /lacks a port/);
  await endpoint.fill('');
  await isWrong(endpoint, /\w/);
  await nick.fill('two words');
  await isWrong(nick, /neither blanks nor colons/);
  assert.equal(host.of(joinChat).length, 0);
});

test('the form opens with the focus on the nick, and says which formats do not carry it', async (t) => {
  const { host, chat } = await open(t, chatInfo());
  await chat.log.waitFor();
  await host.notify(showInChat.method, { form: { format: 'nick' } });
  const nick = chat.form.getByRole('textbox', { name: 'Nick' });
  await until('the focus on the nick', () => nick.evaluate((input) => input.matches(':focus')));
  const hint = chat.form.getByText('others do not see your nick');
  await chat.form.getByText('On the wire').waitFor();
  assert.equal(await hint.count(), 0);
  await chat.pick('Format', 'Plain text');
  await hint.waitFor();
});

test('a chat that cannot be joined again shows why in the form', async (t) => {
  const { host, chat } = await open(t, chatInfo({ state: 'left', cannotSend: 'You left this chat.' }));
  host.answers.set(joinChat.method, () =>
    ScriptedChat.refusal('tcp://127.0.0.1:5555 is in use.', { code: 'addressInUse', endpoint: 'tcp://127.0.0.1:5555' }),
  );
  await chat.button('Rejoin').click();
  await chat.form.getByRole('alert').filter({ hasText: 'tcp://127.0.0.1:5555 is in use.' }).waitFor();
  await chat.tab(/left/).click();
  await chat.button('Join another chat').click();
  await chat.form.getByRole('alert').waitFor({ state: 'detached' });
  await chat.button('Join').click();
  await until('asked for as another chat', () => host.of(joinChat).length === 2);
  assert.equal(host.of(joinChat)[1]?.['id'], undefined);
  await chat.tab(/left/).click();
  await chat.button('Rejoin').click();
  await chat.form.getByRole('alert').waitFor();
  host.answers.clear();
  await chat.button('Join').click();
  await until('joined under its id', () => host.of(joinChat).at(-1)?.['id'] === 'c1');
});

test('problems say what to do, and do it', async (t) => {
  const problems: ChatProblem[] = [
    {
      kind: 'nobody listens',
      text: 'Nothing listens at tcp://10.0.0.5:5555.',
      hint: 'Start the other program.',
      endpoint: 'tcp://10.0.0.5:5555',
    },
    { kind: 'other room', text: 'Messages arrive in "attic".', hint: 'Join it.', room: 'attic' },
    { kind: 'turn', text: 'No answer for 9 seconds.', hint: 'Wait, or reset the turn.' },
  ];
  const { host, chat } = await open(t, chatInfo({ problems }));
  host.answers.set(probeEndpoint.method, () => ({
    endpoint: 'tcp://10.0.0.5:5555',
    found: 'nobody',
    fits: [],
    text: 'Nobody listens there.',
  }));
  const problem = (text: string) => chat.page.getByRole('note', { name: 'Problem' }).filter({ hasText: text });
  await chat.button('Probe', problem('Nothing listens')).click();
  await problem('Nothing listens').getByText('Nobody listens there.').waitFor();
  await chat.button('Join attic', problem('attic')).click();
  await chat.button('Reset turn', problem('No answer')).click();
  await until(
    'both asked for',
    () =>
      host.of(resetChatTurn).length === 1 &&
      host.asked.some(({ method, params }) => method === 'chat/joinRoom' && params['room'] === 'attic'),
  );
});

test('problems of one kind are folded under the first, which is whole in a small side bar, with the answer to Probe', async (t) => {
  const nobody = (port: number): ChatProblem => ({
    kind: 'nobody connected',
    text: `Nobody has connected to tcp://192.0.2.2:${port} yet.`,
    hint: 'Others connect to tcp://192.0.2.2 (eth0); a firewall on this computer has to let that TCP port in.',
    endpoint: `tcp://192.0.2.2:${port}`,
  });
  const host = new ScriptedChat(
    chatInfo({ problems: [nobody(1), nobody(2), { kind: 'turn', text: 'No answer for 9 seconds.', hint: 'Wait.' }, nobody(3)] }),
    chatInfo({ id: 'c2', title: 'other' }),
  );
  host.answers.set(probeEndpoint.method, () => ({
    endpoint: '',
    found: 'zmtp',
    fits: ['sub'],
    text: 'The PUB socket of this window listens there. Whether a firewall keeps others out, only another computer can tell.',
  }));
  const chat = await ChatPage.open(t, browser(), host, { width: 300, height: 480 });
  const problems = chat.page.getByRole('note', { name: 'Problem' });
  const area = chat.page.locator('zmq-chat-problems');
  await problems.first().waitFor();
  assert.equal(await problems.count(), 2);
  const isWhole = (part: Locator) =>
    until('all of it in sight', async () => {
      const { top, bottom } = await area.evaluate((element) => element.getBoundingClientRect().toJSON() as DOMRect);
      return part.evaluate(
        (element, edge) => element.getBoundingClientRect().top >= edge.top - 1 && element.getBoundingClientRect().bottom <= edge.bottom + 1,
        { top, bottom },
      );
    });
  await isWhole(problems.first());
  await chat.button('Probe', problems.first()).click();
  await problems.first().getByText('only another computer can tell.').waitFor();
  await isWhole(problems.first().getByRole('status'));
  await chat.button('2 more problems').click();
  await problems.nth(3).waitFor();
  assert.match(await problems.nth(2).innerText(), /:3 yet/);
  assert.ok(
    await area.evaluate(
      (element) => element.scrollHeight > element.clientHeight && /auto|scroll/.test(getComputedStyle(element).overflowY),
    ),
  );
  // Its colour depends on where the pointer is.
  assert.match(
    await area.evaluate((element) => getComputedStyle(element, '::-webkit-scrollbar-thumb').backgroundColor),
    /^rgba\(1\d\d, 1\d\d, 1\d\d, 0\.\d+\)$/,
  );
  assert.ok(await chat.box.isVisible());
  await chat.button('Fewer problems').click();
  await problems.nth(2).waitFor({ state: 'detached' });
});

test('an engine that is stopped or restarting is said', async (t) => {
  const { host, chat } = await open(t, chatInfo());
  await chat.log.waitFor();
  host.engine = 'stopped';
  await host.tell();
  await chat.page.getByRole('alert').filter({ hasText: 'The engine is stopped.' }).waitFor();
  await chat.button('Restart Engine').click();
  await until('the engine asked for', () => host.asked.some(({ method }) => method === 'inspector/runCommand'));
  host.engine = 'restarting';
  await host.tell();
  await chat.page.getByRole('alert').filter({ hasText: 'being restarted' }).waitFor();
});

for (const theme of ['dark', 'light', 'highContrast'] as ThemeName[]) {
  for (const width of [170, 320, 900]) {
    test(`everything fits in ${width} px, ${theme}`, async (t) => {
      const host = new ScriptedChat(
        chatInfo({
          title: 'Room a, b at tcp://192.168.100.200:55555',
          unread: 1200,
          rooms: [{ room: 'a-room-with-a-long-name', unread: 1200 }],
          spec: { rooms: ['a-room-with-a-long-name'] },
          problems: [
            {
              kind: 'nobody connected',
              text: 'Nobody has connected to tcp://192.168.100.200:55555 yet.',
              hint: 'Wait.',
              endpoint: 'tcp://192.168.100.200:55555',
            },
          ],
        }),
        chatInfo({ id: 'c2', title: 'another one' }),
      );
      host.put(
        { text: 'hello there', nick: 'bob' },
        {
          text: 'https://example.org/a/long/address/without/any/blank',
          own: true,
          nick: 'ada',
          state: 'refused',
          reason: 'The queue is full.',
        },
      );
      const chat = await ChatPage.open(t, browser(), host, { theme, width, height: 700 });
      await chat.bubble('hello there').waitFor();
      const fits = async (what: string): Promise<void> => {
        const wide = await chat.page.evaluate(() => {
          const found: string[] = [];
          const walk = (root: ParentNode): void => {
            for (const element of root.querySelectorAll('*')) {
              const box = element.getBoundingClientRect();
              // The strip of tabs scrolls.
              if (element.closest('[role=tablist]')) continue;
              if (box.width > 0 && (box.right > window.innerWidth + 1 || box.left < -1) && !element.closest('.unseen'))
                found.push(`${element.tagName}.${element.className} ${Math.round(box.left)}–${Math.round(box.right)}`);
              if (element.shadowRoot) walk(element.shadowRoot);
            }
          };
          walk(document.body);
          return found;
        });
        assert.deepEqual(wide, [], what);
      };
      await fits('the chat');
      await chat.button('Join another chat').click();
      await chat.button('Join').waitFor();
      await fits('the form');
      assert.deepEqual(chat.webview.complaints, []);
    });
  }
}
