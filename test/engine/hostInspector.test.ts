import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { TopicBranches } from '../../src/host/views/topicBranches';
import { checkFrames, compose, draftOfRecord, sendAgain, startJob, stopJob } from '../../src/protocol/composer';
import { decodeRecord, decoderStatus, recordText } from '../../src/protocol/decoding';
import {
  compareRecords,
  decodeAs,
  inspectorSnapshot,
  openDocument,
  pickFile,
  rememberFilter,
  saveFile,
  saveFilter,
  saveFrame,
  saveMessage,
  showDecoders,
} from '../../src/protocol/inspector';
import { openView, recordDetails, viewMarks, viewRows } from '../../src/protocol/log';
import { openSeries, seriesPoints } from '../../src/protocol/plot';
import { closeSocket, openSocket, send } from '../../src/protocol/sockets';
import { findTopics, listTopics } from '../../src/protocol/topics';
import { notice, openInspector, openPage, refusal } from '../support/hostPage';
import { until } from '../support/processes';

const bytes = (text: string) => new TextEncoder().encode(text);

/** What is there at last. */
async function eventually<T>(what: string, probe: () => Promise<T | undefined>): Promise<T> {
  let found: T | undefined;
  await until(what, async () => (found = await probe()) !== undefined);
  return found as T;
}

/** A PUB and a SUB of the inspector with one message between them. @returns the number of the received record */
async function weather(
  page: MessageConnection,
  frames = [bytes('weather.oslo'), bytes('{"temp": 21.5}')],
): Promise<{ pub: string; sub: string; number: number }> {
  await page.sendRequest(inspectorSnapshot, {});
  const pub = await page.sendRequest(openSocket, { type: 'pub', name: 'station', bind: ['tcp://127.0.0.1:*'] });
  const sub = await page.sendRequest(openSocket, {
    type: 'sub',
    connect: [pub.endpoints[0]?.resolved ?? ''],
    subscribe: [new Uint8Array(0)],
  });
  const { view } = await page.sendRequest(openView, { filter: 'type:sub dir:in' });
  assert.equal((await page.sendRequest(send, { socket: pub.id, frames, holdForSubscriber: 5000 })).outcome, 'sent');
  const number = await eventually(
    'the message',
    async () => (await page.sendRequest(viewRows, { view, from: 0, count: 1 })).rows[0]?.number,
  );
  return { pub: pub.id, sub: sub.id, number };
}

async function fileWith(t: TestContext, text: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'zmq-host-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'frame.bin');
  await writeFile(file, text);
  return file;
}

describe('a page of the inspector', () => {
  it('reads, plots and finds what the engine has', async (t) => {
    const { page } = openPage(t, { decoders: [{ decoder: 'telepathy' }], topics: { separators: ['.'] } });
    const { sub, number } = await weather(page);
    const { frames } = await page.sendRequest(decodeRecord, { number });
    assert.deepEqual(
      frames.map(({ decoder }) => decoder),
      ['text', 'json'],
    );
    assert.match((await page.sendRequest(recordText, { number, frame: 1 })).text, /"temp": 21\.5/);
    assert.match((await page.sendRequest(decoderStatus, {})).rules[0]?.problem?.message ?? '', /telepathy/);
    const { view } = await page.sendRequest(openView, { filter: 'temp' });
    assert.deepEqual((await page.sendRequest(viewMarks, { view, texts: ['a temp'] })).marks, [[[2, 6]]]);
    const { series } = await page.sendRequest(openSeries, { socket: sub, frame: 1, path: '.temp' });
    const points = await eventually('a point', async () => {
      const found = await page.sendRequest(seriesPoints, { series, pixels: 100 });
      return found.low.length > 0 ? found : undefined;
    });
    assert.deepEqual(points.low, [21.5]);
    const found = await eventually('the topic', async () => {
      const { nodes } = await page.sendRequest(listTopics, { from: 0, count: 500 });
      return nodes.length > 0 ? nodes : undefined;
    });
    assert.deepEqual(
      found.map(({ label }) => label),
      ['weather.'],
    );
    assert.deepEqual((await page.sendRequest(findTopics, { prefix: 'wea', count: 5 })).topics, ['weather.oslo']);
  });

  it('sends what is composed, again and again, from sockets that are open', async (t) => {
    const { page, store } = openPage(t);
    const { pub, number } = await weather(page);
    assert.deepEqual(
      (await page.sendRequest(draftOfRecord, { number })).frames.map(({ text }) => text),
      ['weather.oslo', '{"temp": 21.5}'],
    );
    const message = { socket: pub, frames: [{ format: 'text' as const, text: 'n {{n}}' }] };
    assert.deepEqual((await page.sendRequest(checkFrames, { frames: message.frames })).frames, [{ size: 3, sample: bytes('n 1') }]);
    assert.equal((await page.sendRequest(compose, message)).outcome, 'sent');
    assert.equal((await page.sendRequest(sendAgain, { number, socket: pub })).outcome, 'sent');
    const { job } = await page.sendRequest(startJob, { ...message, every: 60_000, count: 0 });
    assert.equal((await page.sendRequest(stopJob, { job })).state, 'stopped');
    await page.sendRequest(closeSocket, { socket: pub });
    assert.equal(store.find(pub).state, 'closed');
    await assert.rejects(page.sendRequest(compose, message), refusal(-32005, /station is closed/));
    await assert.rejects(page.sendRequest(startJob, { ...message, every: 0, count: 1 }), refusal(-32005, /station is closed/));
    await assert.rejects(page.sendRequest(sendAgain, { number, socket: pub }), refusal(-32005, /station is closed/));
  });

  it('has messages of Jupyter signed by a key that it never sees', async (t) => {
    const { page, asked } = openPage(t);
    const { pub } = await weather(page);
    const frames = ['<IDS|MSG>', '', '{"msg_id": "{{uuid}}", "msg_type": "a"}', '{}', '{}', '{}'].map((text) => ({
      format: text === '' ? ('signature' as const) : ('text' as const),
      text,
    }));
    assert.equal((await page.sendRequest(compose, { socket: pub, frames })).outcome, 'sent');
    const { view } = await page.sendRequest(openView, { filter: 'dir:out IDS' });
    const sent = await eventually(
      'the message',
      async () => (await page.sendRequest(viewRows, { view, from: 0, count: 1 })).rows[0]?.number,
    );
    const details = await page.sendRequest(recordDetails, { number: sent });
    const [, signature, ...parts] = details.frames.map(({ bytes }) => Buffer.from(bytes));
    assert.equal(String(signature), createHmac('sha256', 'the key').update(Buffer.concat(parts)).digest('hex'));
    assert.equal((await page.sendRequest(sendAgain, { number: sent })).outcome, 'sent');
    assert.deepEqual(asked, [
      ['signingKey', {}],
      ['signingKey', {}],
    ]);
  });

  it('sends files only that a person chose for it, or that stand in saved messages', async (t) => {
    const { page, services, load } = openPage(t);
    const file = await fileWith(t, 'exact');
    const frames = [{ format: 'file' as const, text: file }];
    const isRefused = refusal(-32019, /^Frame 1 would send a file that was not chosen here/, { code: 'invalidFrame' });
    const { pub } = await weather(page);
    await assert.rejects(page.sendRequest(checkFrames, { frames }), isRefused);
    await assert.rejects(page.sendRequest(compose, { socket: pub, frames }), isRefused);
    await assert.rejects(page.sendRequest(startJob, { socket: pub, frames, every: 1, count: 1 }), isRefused);
    await assert.rejects(page.sendRequest(saveMessage, { name: 'mine', frames }), isRefused);

    assert.equal(await page.sendRequest(pickFile, {}), null);
    services.pickFile = async () => ({ path: file, size: 5 });
    assert.deepEqual(await page.sendRequest(pickFile, {}), { path: file, size: 5 });
    assert.deepEqual((await page.sendRequest(checkFrames, { frames })).frames, [{ size: 5, sample: bytes('exact') }]);

    const { page: other } = load();
    await assert.rejects(other.sendRequest(checkFrames, { frames }), isRefused, 'it was chosen for another page');
    await page.sendRequest(saveMessage, { name: 'mine', frames });
    assert.equal((await other.sendRequest(checkFrames, { frames })).frames.length, 1);
  });

  it('shares its filters and messages with the other pages of the window', async (t) => {
    const { load } = openInspector(t);
    const [{ page }, { page: other }] = [load(), load()];
    for (const each of [page, other]) await each.sendRequest(inspectorSnapshot, {});
    const told = notice(
      other,
      ({ snapshot }) =>
        snapshot?.filters.saved[0]?.name === 'hot' && snapshot.filters.recent[0] === 'size>3' && snapshot.messages[0]?.name === 'ping',
    );
    await page.sendRequest(rememberFilter, { filter: 'size>3' });
    await page.sendRequest(saveFilter, { name: 'hot', filter: 'json:.temp>30' });
    await page.sendRequest(saveMessage, { name: 'ping', frames: [{ format: 'text', text: 'ping' }] });
    await told;
    const { filters, messages } = await load().page.sendRequest(inspectorSnapshot, {});
    assert.deepEqual([filters.recent, messages], [['size>3'], [{ name: 'ping', frames: [{ format: 'text', text: 'ping' }] }]]);
    await assert.rejects(page.sendRequest(saveFilter.method, { name: 'x'.repeat(300), filter: 'a' }), refusal(-32602, /name/));
  });

  it('asks VS Code for documents, files and rules, with params that fit', async (t) => {
    const { page, asked } = openPage(t);
    const content = Uint8Array.of(0, 255);
    assert.equal(await page.sendRequest(decodeAs, { topic: 'weather.', frame: 2, decoder: 'msgpack' }), true);
    assert.equal(await page.sendRequest(showDecoders, { file: '/a.proto', line: 3 }), null);
    assert.equal(await page.sendRequest(openDocument, { number: 12, frame: 1 }), null);
    assert.equal(await page.sendRequest(compareRecords, { left: 1, right: 2 }), null);
    assert.equal(await page.sendRequest(saveFrame, { number: 12, frame: 0 }), false);
    assert.equal(await page.sendRequest(saveFile, { name: 'chart.png', content }), true);
    assert.deepEqual(asked, [
      ['decodeAs', { topic: 'weather.', frame: 2, decoder: 'msgpack' }],
      ['showDecoders', { file: '/a.proto', line: 3 }],
      ['openDocument', { number: 12, frame: 1 }],
      ['compareRecords', { left: 1, right: 2 }],
      ['saveFrame', { number: 12, frame: 0 }],
      ['saveFile', { name: 'chart.png', content }],
    ]);
    for (const [method, params] of [
      [decodeAs.method, { frame: 0 }],
      [decodeAs.method, { decoder: 'telepathy' }],
      [openDocument.method, { number: -1 }],
      [compareRecords.method, { left: 1 }],
      [saveFrame.method, { number: 1, frame: 1.5 }],
      [saveFile.method, { name: 'a', content: 'text' }],
      [showDecoders.method, { line: 'x' }],
    ] as const)
      await assert.rejects(page.sendRequest(method, params), refusal(-32602, /./));
    assert.equal(asked.length, 6);
  });

  it('takes its views and series with it', async (t) => {
    const { page, session, engine, store } = openPage(t);
    const { sub } = await weather(page);
    await page.sendRequest(openView, { filter: 'x' });
    await page.sendRequest(openSeries, { socket: sub, frame: 1, path: '.temp' });
    await until('two views and a series', () => engine.lastChange?.views.length === 2 && engine.lastChange.series.length === 1);
    session.dispose();
    await store.open({ type: 'pair', bind: ['inproc://y'] });
    await until('neither views nor series', () => engine.lastChange?.views.length === 0 && engine.lastChange.series.length === 0);
  });
});

describe('the tree of topics', () => {
  it('lists ten thousand of them a page at a time, as the engine counts them', async (t) => {
    const { page, engine } = openPage(t, { capture: { maxMegabytes: 64, maxMessages: 1000 } });
    const { pub } = await weather(page);
    await page.sendRequest(startJob, {
      socket: pub,
      frames: [
        { format: 'text', text: 'sensor.{{n}}' },
        { format: 'text', text: 'x' },
      ],
      every: 0,
      count: 10_000,
    });
    const branches = new TopicBranches((params) => engine.request(listTopics, params));
    const sensor = await eventually('all topics', async () => {
      await branches.refresh('messages');
      const [first] = await branches.children(undefined, 'messages');
      return first?.kind === 'topic' && first.topic.topics >= 10_000 ? first : undefined;
    });
    const children = await branches.children(sensor, 'label');
    assert.equal(children.length, 501);
    assert.deepEqual(children.at(-1)?.kind === 'moreTopics' && children.at(-1), {
      kind: 'moreTopics',
      id: `${sensor.id}/more`,
      parent: sensor,
      shown: 500,
      total: 10_000,
    });
    assert.ok((await page.sendRequest(recordDetails, { number: sensor.topic.last.number })).frames.length === 2);
  });
});
