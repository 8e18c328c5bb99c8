import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { createMessageConnection, ErrorCodes, ResponseError, type Message, type MessageConnection } from 'vscode-jsonrpc/node';
import { EngineSupervisor } from '../../src/host/engineSupervisor';
import { SocketStore } from '../../src/host/socketStore';
import { InspectorSession, type CommandOfPage } from '../../src/host/views/inspectorSession';
import { WebviewReader, WebviewWriter } from '../../src/host/views/webviewTransport';
import type { Change } from '../../src/protocol/engine';
import type { ErrorData } from '../../src/protocol/errors';
import { copyText, inspectorChanged, inspectorSnapshot, removeSocket, reopenSocket, runCommand, showComposer, type InspectorSnapshot } from '../../src/protocol/inspector';
import { openView, recordBytes, viewRows } from '../../src/protocol/log';
import { addEndpoint, closeSocket, listSockets, openSocket, send, subscribe } from '../../src/protocol/sockets';
import { within } from '../support/within';

const bytes = (text: string) => new TextEncoder().encode(text);

/** What arrives on a page the way VS Code hands it on: a clone, in which each array of bytes has brought its whole buffer. */
function posted(message: unknown): Message {
  return structuredClone(message) as Message;
}

/** A page without a browser: its end of the conversation, with the real session, store and engine at the other. */
function openPage(t: TestContext) {
  const values = new Map<string, unknown>();
  const engine: EngineSupervisor = new EngineSupervisor({
    modulePath: path.resolve('dist/engine.js'),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    configuration: () => ({ capture: { maxMegabytes: 64, maxMessages: 10_000 } }),
    restore: async () => undefined,
    reopen: (process) => store.reopenAfterCrash(process),
    gaveUp: (problem) => assert.fail(problem),
  });
  const store: SocketStore = new SocketStore(engine, { get: (key) => values.get(key), update: async (key, value) => void values.set(key, value) }, (text) => assert.fail(text));
  const commands: CommandOfPage[] = [];
  const copied: string[] = [];
  const services = {
    engine,
    store,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    copyText: async (text: string) => void copied.push(text),
    runCommand: (command: CommandOfPage) => void commands.push(command),
    report: (error: unknown) => assert.fail(String(error)),
  };
  const reader = new WebviewReader();
  const received: Message[] = [];
  const session = new InspectorSession(services, async (message) => {
    received.push(posted(message));
    reader.accept(posted(message));
    return true;
  });
  const page: MessageConnection = createMessageConnection(reader, new WebviewWriter(async (message) => {
    session.accept(posted(message));
    return true;
  }));
  page.listen();
  t.after(async () => {
    session.dispose();
    page.dispose();
    await engine.dispose();
  });
  return { engine, store, page, session, received, commands, copied };
}

/** Resolves with the first notice that fits. */
function notice(page: MessageConnection, fits: (notice: { change?: Change; snapshot?: InspectorSnapshot }) => boolean): Promise<void> {
  return within(10_000, 'a fitting notice', new Promise((resolve) => {
    page.onRequest(inspectorChanged, (params) => {
      if (fits(params)) resolve();
      return null;
    });
  }));
}

const refusal = (code: number, message: RegExp, data?: Partial<ErrorData>) => (error: unknown) => {
  assert.ok(error instanceof ResponseError);
  assert.equal(error.code, code);
  assert.match(error.message, message);
  if (data) assert.deepEqual({ ...error.data, ...data }, error.data);
  return true;
};

describe('the conversation with the inspector', () => {
  it('begins with a snapshot, for which the engine is started', async (t) => {
    const { page, engine } = openPage(t);
    assert.equal(engine.state, 'not started');
    assert.deepEqual(await page.sendRequest(inspectorSnapshot, {}), { engine: 'running', generation: 1, sockets: [] });
  });

  it('opens, changes, closes, reopens and removes sockets, which the workspace remembers', async (t) => {
    const { page, store } = openPage(t);
    const info = await page.sendRequest(openSocket, { type: 'sub', name: 'feed', bind: ['tcp://127.0.0.1:*'], subscribe: [bytes('a')] });
    await page.sendRequest(subscribe, { socket: info.id, topic: Uint8Array.of(255) });
    await page.sendRequest(addEndpoint, { socket: info.id, role: 'bind', endpoint: 'inproc://b' });
    assert.deepEqual(store.find('feed').spec, { id: info.id, type: 'sub', name: 'feed', bind: ['tcp://127.0.0.1:*', 'inproc://b'], subscribe: [bytes('a'), Uint8Array.of(255)], options: {} });
    await page.sendRequest(closeSocket, { socket: info.id });
    assert.equal(store.find('feed').state, 'closed');
    assert.deepEqual(await page.sendRequest(listSockets, {}), []);
    const again = await page.sendRequest(reopenSocket, { socket: info.id });
    assert.equal(again.endpoints.length, 2);
    await page.sendRequest(closeSocket, { socket: info.id });
    const elsewhere = await page.sendRequest(reopenSocket, { socket: info.id, endpoints: { connect: ['inproc://c'] } });
    assert.deepEqual(elsewhere.endpoints.map(({ role, requested }) => [role, requested]), [['connect', 'inproc://c']]);
    await assert.rejects(page.sendRequest(reopenSocket.method, { socket: info.id, endpoints: ['inproc://c'] }), refusal(-32602, /endpoints/));
    await page.sendRequest(removeSocket, { socket: info.id });
    assert.deepEqual(store.entries(), []);
  });

  it('lists a socket as closed that the engine closed by itself', async (t) => {
    const { engine, store } = openPage(t);
    const { id } = await store.open({ type: 'pull', bind: ['inproc://closed-there'] });
    await engine.request(closeSocket, { socket: id });
    await store.refresh();
    const [entry] = store.entries();
    assert.equal(entry?.state, 'closed');
    assert.equal(entry?.info, undefined);
    assert.equal((await store.reopen(id)).id, id);
  });

  it('tells of changes only from the first snapshot on, one notice at a time', async (t) => {
    const { page, store } = openPage(t);
    let underWay = 0;
    let most = 0;
    let told = 0;
    const enough = new Promise<void>((resolve) => {
      page.onRequest(inspectorChanged, async () => {
        most = Math.max(most, ++underWay);
        await new Promise(setImmediate);
        underWay--;
        if (++told === 5) resolve();
        return null;
      });
    });
    await store.open({ type: 'pair', bind: ['inproc://early'] });
    assert.equal(told, 0);
    await page.sendRequest(inspectorSnapshot, {});
    for (let i = 0; i < 10; i++) await store.open({ type: 'pair', bind: [`inproc://x${i}`] });
    await within(10_000, 'five notices', enough);
    assert.equal(most, 1);
  });

  it('shows rows and exact bytes of the log, each array of bytes on a buffer of its own', async (t) => {
    const { page, received } = openPage(t);
    await page.sendRequest(inspectorSnapshot, {});
    const pull = await page.sendRequest(openSocket, { type: 'pull', bind: ['tcp://127.0.0.1:*'] });
    const push = await page.sendRequest(openSocket, { type: 'push', connect: [pull.endpoints[0]?.resolved ?? ''] });
    const view = await page.sendRequest(openView, { socket: pull.id, text: 'needle' });
    const arrived = notice(page, ({ change }) => change?.views.some(({ view: id, end }) => id === view.view && end > 0) ?? false);
    const outcome = await page.sendRequest(send, { socket: push.id, frames: [bytes('needle'), Uint8Array.of(0, 255)] });
    assert.notEqual(outcome.outcome, 'refused');
    await arrived;
    const { rows } = await page.sendRequest(viewRows, { view: view.view, from: 0, count: 10 });
    assert.deepEqual(rows.map(({ direction, frames, size }) => ({ direction, frames, size })), [{ direction: 'in', frames: 2, size: 8 }]);
    const frame = await page.sendRequest(recordBytes, { number: rows[0]?.number ?? 0, frame: 1, from: 0, to: 2 });
    assert.deepEqual(frame, Uint8Array.of(0, 255));
    const answer = received.find((message) => (message as { result?: unknown }).result instanceof Uint8Array) as { result?: Uint8Array } | undefined;
    assert.equal(answer?.result?.buffer.byteLength, 2);
  });

  it('passes refusals of the engine on with their data, and refuses what does not fit', async (t) => {
    const { page } = openPage(t);
    await assert.rejects(page.sendRequest(openSocket, { type: 'sub', connect: ['tcp://*:5555'] }), refusal(-32001, /only be bound/, { code: 'invalidEndpoint', suggestion: 'tcp://localhost:5555' }));
    await assert.rejects(page.sendRequest(viewRows, { view: 99, from: 0, count: 1 }), refusal(-32008, /view/i, { code: 'noSuchView' }));
    await assert.rejects(page.sendRequest(openView.method, { text: 7 }), refusal(-32602, /text/, { code: 'invalidParams' }));
    await assert.rejects(page.sendRequest(openSocket.method, { type: 'sub', unknown: 1 }), refusal(-32602, /unknown/));
    await assert.rejects(page.sendRequest(runCommand.method, { command: 'workbench.action.quit' }), refusal(-32602, /command/));
    await assert.rejects(page.sendRequest('engine/configure', { capture: { maxMegabytes: 1, maxMessages: 100 } }), refusal(ErrorCodes.MethodNotFound, /engine\/configure/));
  });

  it('runs the commands of its buttons and copies text', async (t) => {
    const { page, commands, copied } = openPage(t);
    await page.sendRequest(runCommand, { command: 'startDemo' });
    await page.sendRequest(copyText, { text: '<b>ü' });
    assert.deepEqual([commands, copied], [['startDemo'], ['<b>ü']]);
  });

  it('holds what it has to show until the page is there', async (t) => {
    const { page, session } = openPage(t);
    const shown = new Promise<unknown>((resolve) => page.onNotification(showComposer, resolve));
    session.notify(showComposer, { socket: 's9' });
    await page.sendRequest(inspectorSnapshot, {});
    assert.deepEqual(await within(10_000, 'the composer', shown), { socket: 's9' });
  });

  it('closes the views of its page at its end', async (t) => {
    const { page, session, engine, store } = openPage(t);
    await page.sendRequest(openView, {});
    await page.sendRequest(openView, { text: 'x' });
    session.dispose();
    const empty = new Promise<void>((resolve) => engine.onDidChange(({ views }) => { if (views.length === 0) resolve(); }));
    await store.open({ type: 'pair', bind: ['inproc://y'] });
    await within(10_000, 'a change without views', empty);
  });
});
