import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ErrorCodes } from 'vscode-jsonrpc/node';
import {
  inspectorChanged,
  inspectorSnapshot,
  copyText,
  removeSocket,
  reopenSocket,
  runCommand,
  showComposer,
} from '../../src/protocol/inspector';
import { openView, recordBytes, viewRows } from '../../src/protocol/log';
import { addEndpoint, closeSocket, listSockets, openSocket, send, subscribe } from '../../src/protocol/sockets';
import { notice, openPage, refusal } from '../support/hostPage';
import { within } from '../support/within';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('the conversation with the inspector', () => {
  it('begins with a snapshot, for which the engine is started', async (t) => {
    const { page, engine } = openPage(t);
    assert.equal(engine.state, 'not started');
    assert.deepEqual(await page.sendRequest(inspectorSnapshot, {}), {
      engine: 'running',
      generation: 1,
      sockets: [],
      filters: { recent: [], saved: [] },
      messages: [],
    });
  });

  it('opens, changes, closes, reopens and removes sockets, which the workspace remembers', async (t) => {
    const { page, store } = openPage(t);
    const info = await page.sendRequest(openSocket, { type: 'sub', name: 'feed', bind: ['tcp://127.0.0.1:*'], subscribe: [bytes('a')] });
    await page.sendRequest(subscribe, { socket: info.id, topic: Uint8Array.of(255) });
    await page.sendRequest(addEndpoint, { socket: info.id, role: 'bind', endpoint: 'inproc://b' });
    assert.deepEqual(store.find('feed').spec, {
      id: info.id,
      type: 'sub',
      name: 'feed',
      bind: ['tcp://127.0.0.1:*', 'inproc://b'],
      subscribe: [bytes('a'), Uint8Array.of(255)],
      options: {},
    });
    await page.sendRequest(closeSocket, { socket: info.id });
    assert.equal(store.find('feed').state, 'closed');
    assert.deepEqual(await page.sendRequest(listSockets, {}), []);
    const again = await page.sendRequest(reopenSocket, { socket: info.id });
    assert.equal(again.endpoints.length, 2);
    await page.sendRequest(closeSocket, { socket: info.id });
    const elsewhere = await page.sendRequest(reopenSocket, { socket: info.id, endpoints: { connect: ['inproc://c'] } });
    assert.deepEqual(
      elsewhere.endpoints.map(({ role, requested }) => [role, requested]),
      [['connect', 'inproc://c']],
    );
    await assert.rejects(
      page.sendRequest(reopenSocket.method, { socket: info.id, endpoints: ['inproc://c'] }),
      refusal(-32602, /endpoints/),
    );
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
    const view = await page.sendRequest(openView, { socket: pull.id, filter: 'needle' });
    const arrived = notice(page, ({ change }) => change?.views.some(({ view: id, end }) => id === view.view && end > 0) ?? false);
    const outcome = await page.sendRequest(send, { socket: push.id, frames: [bytes('needle'), Uint8Array.of(0, 255)] });
    assert.notEqual(outcome.outcome, 'refused');
    await arrived;
    const { rows } = await page.sendRequest(viewRows, { view: view.view, from: 0, count: 10 });
    assert.deepEqual(
      rows.map(({ direction, frames, size }) => ({ direction, frames, size })),
      [{ direction: 'in', frames: 2, size: 8 }],
    );
    const frame = await page.sendRequest(recordBytes, { number: rows[0]?.number ?? 0, frame: 1, from: 0, to: 2 });
    assert.deepEqual(frame, Uint8Array.of(0, 255));
    const answer = received.find((message) => (message as { result?: unknown }).result instanceof Uint8Array) as
      { result?: Uint8Array } | undefined;
    assert.equal(answer?.result?.buffer.byteLength, 2);
  });

  it('passes refusals of the engine on with their data, and refuses what does not fit', async (t) => {
    const { page } = openPage(t);
    await assert.rejects(
      page.sendRequest(openSocket, { type: 'sub', connect: ['tcp://*:5555'] }),
      refusal(-32001, /only be bound/, { code: 'invalidEndpoint', suggestion: 'tcp://localhost:5555' }),
    );
    await assert.rejects(page.sendRequest(viewRows, { view: 99, from: 0, count: 1 }), refusal(-32008, /view/i, { code: 'noSuchView' }));
    await assert.rejects(page.sendRequest(openView.method, { filter: 7 }), refusal(-32602, /filter/, { code: 'invalidParams' }));
    await assert.rejects(page.sendRequest(openSocket.method, { type: 'sub', unknown: 1 }), refusal(-32602, /unknown/));
    await assert.rejects(page.sendRequest(runCommand.method, { command: 'workbench.action.quit' }), refusal(-32602, /command/));
    await assert.rejects(
      page.sendRequest('engine/configure', { capture: { maxMegabytes: 1, maxMessages: 100 } }),
      refusal(ErrorCodes.MethodNotFound, /engine\/configure/),
    );
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
});
