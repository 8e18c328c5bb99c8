import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it, type TestContext } from 'node:test';
import { createMessageConnection, ErrorCodes, ResponseError, type Message, type MessageConnection } from 'vscode-jsonrpc/node';
import { chatForm } from '../../src/host/chat/chatForm';
import { ChatStore } from '../../src/host/chat/chatStore';
import { EngineSupervisor } from '../../src/host/supervision/engineSupervisor';
import { followEngine } from '../../src/host/followEngine';
import { SocketStore } from '../../src/host/sockets/socketStore';
import { ProxyStore } from '../../src/host/proxies/proxyStore';
import { TapStore } from '../../src/host/taps/tapStore';
import { actions } from '../../src/host/actions/actionTable';
import { Actions } from '../../src/host/actions/actions';
import { scriptedServices } from '../support/actionServices';
import { ChatPageConversation, type ChatServices } from '../../src/host/chat/chatPageConversation';
import { WebviewReader, WebviewWriter } from '../../src/host/pages/webviewTransport';
import {
  chatEntries,
  joinChat,
  joinChatRoom,
  leaveChat,
  removeChat,
  sendToChat,
  type ChatMention,
  type ChatSpec,
} from '../../src/protocol/chat';
import {
  chatBehindSection,
  chatsChanged,
  chatSnapshot,
  copyChatLink,
  openChatInEditor,
  openChatLink,
  saveChat,
  showChatRecord,
  showInChat,
  type ChatSnapshot,
} from '../../src/protocol/chatPage';
import { copyText, runCommand } from '../../src/protocol/inspector';
import { listSockets } from '../../src/protocol/sockets';
import { jsonMemory } from '../support/jsonMemory';
import { until } from '../support/processes';
import { succeeds, within } from '../support/within';

// An engine that is killed may leave a core dump where it ran.
const modulePath = path.resolve('dist/engine.js');
const scratch = await mkdtemp(path.join(tmpdir(), 'zmq-chat-host-'));
process.chdir(scratch);
after(() => rm(scratch, { recursive: true }));
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A workspace: its memory, and the folder of its histories. */
async function newWorkspace() {
  return { memory: jsonMemory(), historyFolder: await mkdtemp(path.join(scratch, 'history-')) };
}

/** A window without VS Code: the real supervisor and stores over the real engine. */
function openWindow(t: TestContext, { memory, historyFolder }: Awaited<ReturnType<typeof newWorkspace>>) {
  const complaints: string[] = [];
  const engine: EngineSupervisor = new EngineSupervisor({
    modulePath,
    log: quiet,
    configuration: () => ({ capture: { maxMegabytes: 64, maxMessages: 10_000 }, chat: { historyFolder } }),
    restore: async (process) => {
      await store.restore(process);
      await chats.restore(process);
    },
    reopen: async (process) => {
      await store.reopenAfterCrash(process);
      await chats.rejoinAfterCrash(process);
    },
    gaveUp: (problem) => assert.fail(problem),
  });
  const store: SocketStore = new SocketStore(engine, memory, (text) => complaints.push(text));
  const taps = new TapStore(engine, memory, store.recent, (text) => complaints.push(text));
  const proxies = new ProxyStore(engine, memory, store.recent, (text) => complaints.push(text));
  const chats: ChatStore = new ChatStore(engine, memory, store.recent, (text) => complaints.push(text));
  const following = followEngine(engine, { sockets: store, taps, proxies, chats }, quiet);
  const close = async () => {
    following.dispose();
    await engine.dispose();
  };
  t.after(close);
  /** Ends the engine the hard way, and waits for the next one. */
  const crash = async () => {
    const { generation } = engine;
    process.kill((await engine.engine()).pid as number, 'SIGKILL');
    await until('a fresh engine', () => engine.state === 'running' && engine.generation > generation, 30_000);
  };
  return { engine, store, chats, complaints, crash, close };
}

/** What arrives on a page the way VS Code hands it on: a clone. */
const posted = (message: unknown) => structuredClone(message) as Message;

/** A page without a browser: its end of the conversation, with the real session at the other. */
function openPage(t: TestContext, { engine, chats, store }: ReturnType<typeof openWindow>) {
  const asked: unknown[][] = [];
  const services: ChatServices = {
    engine,
    chats,
    actions: new Actions(
      scriptedServices({
        engine: { restart: async () => void asked.push(['restartEngine']) },
        chats: {
          join: (params) => chats.join(params),
          leave: (id) => chats.leave(id),
          remove: (id) => chats.remove(id),
          find: (id) => chats.find(id),
          infos: () => chats.infos(),
          defaults: () => ({ nick: 'ada', history: true }),
        },
        show: { record: (record) => void asked.push(['showRecord', record]) },
      }),
      () => Promise.resolve(actions),
    ),
    log: quiet,
    form: () => chatForm({ nick: '', userName: 'ada', last: chats.lastSpec, recent: store.recent }),
    remote: 'ssh-remote',
    copyText: async (text) => void asked.push(['copyText', text]),
    copyLink: async (query) => void asked.push(['copyLink', query]),
    openLink: async (url) => asked.push(['openLink', url]),
    save: async (chat) => void asked.push(['save', chat]),
    openInEditor: (chat) => void asked.push(['openInEditor', chat]),
    isBehindSection: (_page, chat) => void asked.push(['isBehindSection', chat]),
    report: (error) => assert.fail(String(error)),
  };
  const reader = new WebviewReader();
  const session = new ChatPageConversation(services, async (message) => {
    reader.accept(posted(message));
    return true;
  });
  const page: MessageConnection = createMessageConnection(
    reader,
    new WebviewWriter(async (message) => {
      session.accept(posted(message));
      return true;
    }),
  );
  const told: { last?: ChatSnapshot } = {};
  page.onRequest(chatsChanged, (snapshot) => {
    told.last = snapshot;
    return null;
  });
  page.listen();
  t.after(() => {
    session.dispose();
    page.dispose();
  });
  return { page, session, asked, told };
}

const pair = (ends: Pick<ChatSpec, 'bind' | 'connect'>, nick = 'ada'): ChatSpec => ({
  pattern: 'pair',
  nick,
  format: 'text',
  rooms: [],
  history: true,
  ...ends,
});

const refusal = (code: number, message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof ResponseError);
  assert.equal(error.code, code, error.message);
  assert.match(error.message, message);
  return true;
};

describe('the conversation with a page of the chat', () => {
  it('begins with a snapshot, for which the engine is started, and what waited comes after it', async (t) => {
    const window = openWindow(t, await newWorkspace());
    const { page, session } = openPage(t, window);
    const shown = new Promise<unknown>((resolve) => page.onNotification(showInChat, resolve));
    session.notify(showInChat, { form: { pattern: 'room', host: true } });
    assert.equal(window.engine.state, 'not started');
    assert.deepEqual(await page.sendRequest(chatSnapshot, {}), {
      engine: 'running',
      generation: 1,
      chats: [],
      remote: 'ssh-remote',
      form: { nick: 'ada', last: undefined, recentEndpoints: [] },
    });
    assert.deepEqual(await within(10_000, 'the form', shown), { form: { pattern: 'room', host: true } });
  });

  it('says which chat it has in sight behind a section, and that it has none when it ends', async (t) => {
    const { page, session, asked } = openPage(t, openWindow(t, await newWorkspace()));
    await page.sendRequest(chatBehindSection, { chat: 'c1' });
    await page.sendRequest(chatBehindSection, {});
    await page.sendRequest(chatBehindSection, { chat: 'c2' });
    await assert.rejects(page.sendRequest(chatBehindSection.method, { chat: 7 }));
    session.dispose();
    assert.deepEqual(
      asked.map(([, chat]) => chat),
      ['c1', undefined, 'c2', undefined],
    );
  });

  it('joins, talks and leaves, and tells of what came', async (t) => {
    const window = openWindow(t, await newWorkspace());
    const { page, told } = openPage(t, window);
    await page.sendRequest(chatSnapshot, {});
    const one = await page.sendRequest(joinChat, { spec: pair({ bind: ['tcp://127.0.0.1:*'] }) });
    const at = one.spec.bind?.[0] ?? '';
    const two = await page.sendRequest(joinChat, { spec: pair({ connect: [at] }, 'bob') });
    assert.deepEqual([one.id, two.id], ['c1', 'c2']);
    await page.sendRequest(sendToChat, { chat: two.id, text: 'Hello, ada' });
    await until('the notice of what came', () => told.last?.chats[0]?.unread === 1 && told.last.chats[0].mentions === 1);
    const { entries } = await page.sendRequest(chatEntries, { chat: one.id, count: 10 });
    assert.deepEqual(
      entries.filter(({ kind }) => kind === 'message').map(({ text, own }) => [text, own]),
      [['Hello, ada', false]],
    );
    await page.sendRequest(leaveChat, { chat: one.id });
    await until('the notice of the left chat', () => told.last?.chats[0]?.state === 'left' && told.last.chats[1]?.state === 'joined');
    assert.deepEqual([told.last?.form.last?.nick, told.last?.form.recentEndpoints], ['bob', [at]]);
    await page.sendRequest(removeChat, { chat: one.id });
    await until('the notice without it', () => told.last?.chats.map(({ id }) => id).join() === 'c2');
  });

  it('asks VS Code for what a page cannot do', async (t) => {
    const window = openWindow(t, await newWorkspace());
    const { page, asked } = openPage(t, window);
    await page.sendRequest(openChatLink, { url: 'https://example.org/?a=1' });
    await page.sendRequest(saveChat, { chat: 'c1' });
    await page.sendRequest(openChatInEditor, { chat: 'c1' });
    await page.sendRequest(showChatRecord, { record: 7 });
    await page.sendRequest(copyChatLink, { query: 'pattern=pair' });
    await page.sendRequest(copyText, { text: '<b>ü' });
    await page.sendRequest(runCommand, { command: 'restartEngine' });
    assert.deepEqual(asked, [
      ['openLink', 'https://example.org/?a=1'],
      ['save', 'c1'],
      ['openInEditor', 'c1'],
      ['showRecord', 7],
      ['copyLink', 'pattern=pair'],
      ['copyText', '<b>ü'],
      ['restartEngine'],
    ]);
  });

  it('refuses what does not fit, and passes refusals of the engine on', async (t) => {
    const window = openWindow(t, await newWorkspace());
    const { page, asked } = openPage(t, window);
    for (const url of ['javascript:alert(1)', 'command:zmq.closeAllSockets', 'file:///etc/passwd', 'vscode://x', 'no link']) {
      await assert.rejects(page.sendRequest(openChatLink, { url }), refusal(-32602, /url/));
    }
    await assert.rejects(page.sendRequest(joinChat.method, { id: '../c1', spec: pair({ bind: ['inproc://a'] }) }), refusal(-32602, /id/));
    await assert.rejects(page.sendRequest(joinChat, { spec: pair({ connect: ['tcp://*:1'] }) }), refusal(-32001, /only be bound/));
    await assert.rejects(page.sendRequest(joinChat, { id: 'c9', spec: pair({ bind: ['inproc://a'] }) }), refusal(-32013, /c9/));
    await assert.rejects(page.sendRequest(showChatRecord.method, { record: '1' }), refusal(-32602, /record/));
    await assert.rejects(page.sendRequest(runCommand, { command: 'startDemo' }), refusal(-32602, /command/));
    await assert.rejects(page.sendRequest(chatEntries, { chat: 'c9', count: 1 }), refusal(-32013, /c9/));
    await assert.rejects(page.sendRequest('chat/restore', { chats: [] }), refusal(ErrorCodes.MethodNotFound, /chat\/restore/));
    await assert.rejects(
      page.sendRequest('engine/configure', { chat: { logFile: '/tmp/x' } }),
      refusal(ErrorCodes.MethodNotFound, /engine\/configure/),
    );
    assert.deepEqual(asked, []);
  });
});

describe('the chats of a workspace', () => {
  it('go on under their id, with what was said, when the same one is joined again', async (t) => {
    const { chats, engine } = openWindow(t, await newWorkspace());
    const { id, spec } = await chats.join({ spec: pair({ bind: ['tcp://127.0.0.1:*'] }) });
    await engine.request(sendToChat, { chat: id, text: 'still here' });
    await chats.leave(id);
    assert.equal(chats.find(id).state, 'left');
    const again = await chats.join({ spec: { ...spec, nick: 'bob' } });
    assert.deepEqual([again.id, again.state, again.spec.nick], [id, 'joined', 'bob']);
    const { entries } = await engine.request(chatEntries, { chat: id, count: 50 });
    assert.ok(entries.some(({ text }) => text === 'still here'));
    const other = await chats.join({ spec: pair({ bind: ['tcp://127.0.0.1:*'] }) });
    assert.equal(other.id, 'c2');
  });

  it('are left after a reload, with their history, and open no socket by themselves', async (t) => {
    const workspace = await newWorkspace();
    const before = openWindow(t, workspace);
    const { id, spec } = await before.chats.join({ spec: pair({ bind: ['tcp://127.0.0.1:*'] }) });
    const other = await before.chats.join({ spec: pair({ connect: spec.bind }, 'bob') });
    await before.engine.request(sendToChat, { chat: other.id, text: 'remember me' });
    await until('what was said', () => before.chats.find(id).unread === 1);
    await before.close();

    const reloaded = openWindow(t, workspace);
    assert.deepEqual(
      reloaded.chats.infos().map(({ state }) => state),
      ['left', 'left'],
    );
    await reloaded.chats.leave(id);
    assert.equal(reloaded.engine.state, 'not started');
    const { page } = openPage(t, reloaded);
    const { chats } = await page.sendRequest(chatSnapshot, {});
    assert.deepEqual(
      chats.map(({ id, state }) => [id, state]),
      [
        [id, 'left'],
        [other.id, 'left'],
      ],
    );
    await until('what was said counts', async () => ((await page.sendRequest(chatSnapshot, {})).chats[0]?.entries.kept ?? 0) > 0);
    const { entries } = await page.sendRequest(chatEntries, { chat: id, count: 50 });
    assert.ok(entries.some(({ text }) => text === 'remember me'));
    assert.deepEqual(await reloaded.engine.request(listSockets, {}), []);
    assert.deepEqual(reloaded.complaints, []);
    assert.equal((await reloaded.chats.join({ spec: pair({ bind: ['inproc://new'] }) })).id, 'c3', 'no id is used twice');
  });

  it('are joined again after a crash where they were, with what was said; left ones stay left', async (t) => {
    const workspace = await newWorkspace();
    const window = openWindow(t, workspace);
    const { chats, engine, crash, complaints } = window;
    const one = await chats.join({ spec: pair({ bind: ['tcp://127.0.0.1:*'] }) });
    const two = await chats.join({ spec: pair({ connect: one.spec.bind }, 'bob') });
    const left = await chats.join({ spec: pair({ bind: ['inproc://left'] }) });
    await chats.leave(left.id);
    await engine.request(sendToChat, { chat: two.id, text: 'before' });
    await until('what was said', () => chats.find(one.id).unread === 1);
    await crash();
    assert.deepEqual(complaints, []);
    assert.deepEqual(
      chats.infos().map(({ id, state, spec }) => [id, state, spec.bind]),
      [
        [one.id, 'joined', one.spec.bind],
        [two.id, 'joined', undefined],
        [left.id, 'left', ['inproc://left']],
      ],
    );
    await engine.request(sendToChat, { chat: two.id, text: 'after' });
    await until('what is said now', async () => {
      const { entries } = await engine.request(chatEntries, { chat: one.id, count: 50 });
      return entries.filter(({ kind }) => kind === 'message').at(-1)?.text === 'after';
    });
    await until('the sockets in the list', () => window.store.entries().filter(({ chat, info }) => chat === one.id && info).length === 1);
    const { entries } = await engine.request(chatEntries, { chat: one.id, count: 50 });
    assert.ok(
      entries.some(({ kind, severity, text }) => kind === 'system' && severity === 'warning' && /started again/.test(text)),
      'the chat says that something may be lost',
    );
  });

  it('are told, and left, where they cannot be joined again', async (t) => {
    const window = openWindow(t, await newWorkspace());
    const { id } = await window.chats.join({ spec: pair({ bind: ['tcp://127.0.0.1:*'] }) });
    const other = openWindow(t, await newWorkspace());
    const endpoint = window.chats.find(id).spec.bind ?? [];
    await other.engine.engine();
    // The port is taken while the engine is gone.
    const { generation } = window.engine;
    process.kill((await window.engine.engine()).pid as number, 'SIGKILL');
    await until('the port to be free', () => succeeds(other.store.open({ type: 'pull', bind: endpoint })));
    await until('a fresh engine', () => window.engine.state === 'running' && window.engine.generation > generation, 30_000);
    assert.match(window.complaints.join(), /could not be joined again: .*in use/);
    assert.equal(window.chats.find(id).state, 'left');
  });

  it('are remembered with what is changed while chatting', async (t) => {
    const workspace = await newWorkspace();
    const window = openWindow(t, workspace);
    const { id } = await window.chats.join({
      spec: { pattern: 'pub', nick: 'ada', format: 'topic', rooms: ['lab'], history: false, bind: ['tcp://127.0.0.1:*'] },
    });
    await window.engine.request(joinChatRoom, { chat: id, room: 'hall' });
    await until('the change in the memory', () => JSON.stringify(workspace.memory.get('chats')).includes('hall'));
    assert.deepEqual(openWindow(t, workspace).chats.find(id).spec.rooms, ['lab', 'hall']);
  });

  it('that cannot be joined are not remembered, but their id is gone', async (t) => {
    const workspace = await newWorkspace();
    const { chats } = openWindow(t, workspace);
    await assert.rejects(chats.join({ spec: pair({ bind: ['ipc:///no/such/folder/x'] }) }));
    assert.deepEqual([chats.infos(), chats.lastSpec], [[], undefined]);
    assert.equal((await chats.join({ spec: pair({ bind: ['inproc://b'] }) })).id, 'c2');
  });

  it('tell of those who name a nick', async (t) => {
    const { chats, engine } = openWindow(t, await newWorkspace());
    const mentioned = new Promise<ChatMention>((resolve) => engine.onDidMention(resolve));
    const one = await chats.join({ spec: pair({ bind: ['tcp://127.0.0.1:*'] }) });
    const two = await chats.join({ spec: { ...pair({ connect: one.spec.bind }, 'bob'), format: 'nick' } });
    await engine.request(sendToChat, { chat: two.id, text: 'are you there, Ada?' });
    const { chat, nick, text, more } = await within(10_000, 'the mention', mentioned);
    assert.deepEqual({ chat, nick, text, more }, { chat: one.id, nick: 'bob', text: 'are you there, Ada?', more: 0 });
  });
});

describe('sockets of chats', () => {
  it('are listed while their chat is joined, not remembered, and changed through it only', async (t) => {
    const workspace = await newWorkspace();
    const { chats, store, engine } = openWindow(t, workspace);
    const { id } = await chats.join({
      spec: { pattern: 'group', nick: 'ada', format: 'text', rooms: [], history: false, bind: ['tcp://127.0.0.1:*'] },
    });
    const ofChat = () => store.entries().filter(({ chat }) => chat === id);
    await until('both sockets', () => ofChat().length === 2);
    assert.deepEqual(
      ofChat()
        .map(({ state, spec }) => [state, spec.type])
        .sort(),
      [
        ['open', 'pub'],
        ['open', 'sub'],
      ],
    );
    const [first] = ofChat();
    await assert.rejects(store.addEndpoint({ socket: first?.id ?? '', role: 'connect', endpoint: 'inproc://a' }), /belongs to a chat/);
    await assert.rejects(store.subscribe({ socket: first?.id ?? '', topic: Uint8Array.of(1) }), /belongs to a chat/);
    assert.doesNotMatch(JSON.stringify(workspace.memory.get('sockets') ?? {}), /c1-/);
    await store.close(first?.id ?? '');
    assert.deepEqual(ofChat(), []);
    await until('the left chat', () => chats.find(id).state === 'left');
    assert.deepEqual(await engine.request(listSockets, {}), []);
  });

  it('are gone from the list when their chat is left', async (t) => {
    const { chats, store } = openWindow(t, await newWorkspace());
    const { id } = await chats.join({ spec: pair({ bind: ['inproc://gone'] }) });
    await until('its socket', () => store.entries().length === 1);
    await chats.leave(id);
    await until('none', () => store.entries().length === 0);
  });
});
