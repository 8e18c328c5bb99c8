import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf, type EngineClient, type Scope } from '../../../support/engineClient';
import { openPanel, type Bench, pair, record, button, holds, pick } from '../../../support/inspectorPanel';
import { until } from '../../../support/processes';
import { sharedBrowser } from '../../../support/webviewPage';

const browser = sharedBrowser();

const open = (t: Scope, prepare?: (engine: EngineClient) => Promise<unknown>): Promise<Bench> => openPanel(t, browser(), prepare);

test('messages and events appear as they come, each with its facts', async (t) => {
  const { engine, grid, page, webview } = await open(t);
  const { left, right } = await pair(engine);
  await record(grid, 'listening', 'event').first().waitFor();
  await engine.send(left.id, [bytesOf('hello'), bytesOf('world!')]);
  const received = record(grid, 'hello │ world!', 'received');
  await received.waitFor();
  assert.match(await received.innerText(), /\d\d:\d\d:\d\d\.\d{3}/);
  assert.match(await received.innerText(), /right/);
  assert.match(await received.innerText(), /2\s+11 B/);
  await record(grid, 'hello │ world!', 'sent').waitFor();
  assert.ok((await received.getAttribute('class')) !== (await record(grid, 'listening', 'event').first().getAttribute('class')));
  await page
    .getByRole('status')
    .filter({ hasText: /Shown [1-9]\d*\s+Kept [1-9]\d*\s+Evicted 0\s+[\d.]+ messages?\/s\s+[\d.]+ [kM]?B\/s/ })
    .waitFor();
  assert.equal(right.type, 'pair');
  assert.deepEqual(webview.complaints, []);
});

test('a panel that opens on a quiet log has its counts', async (t) => {
  const { page } = await open(t, async (engine) => {
    await pair(engine);
    await engine.waitFor('a notice of all records', () => engine.lastChange && engine.lastChange.log.kept >= 8);
  });
  await page
    .getByRole('status')
    .filter({ hasText: /Shown [1-9]\d*\s+Kept [1-9]\d*/ })
    .waitFor();
});

test('the filter finds text in all kept records, in either case, and goes again', async (t) => {
  const { engine, grid, page } = await open(t);
  const { left } = await pair(engine);
  for (let i = 0; i < 300; i++) await engine.send(left.id, [bytesOf(i === 7 ? 'a Needle in hay' : `straw ${i}`)]);
  await record(grid, 'straw 299', 'received').waitFor();
  const filter = page.getByRole('searchbox', { name: 'Filter' });
  await filter.fill('nEEDLE');
  await record(grid, 'a Needle in hay', 'received').waitFor();
  await page.getByText('2 matches', { exact: true }).waitFor();
  await until('aria-rowcount is 3', async () => (await grid.getAttribute('aria-rowcount')) === '3');
  await filter.fill('no such thing');
  await page.getByText('No kept record matches.').waitFor();
  await button(page, 'Show All Records').click();
  await record(grid, 'straw 299', 'received').waitFor();
  await holds(filter, '');
});

test('one socket can be looked at alone', async (t) => {
  const { engine, grid, page } = await open(t);
  const { left } = await pair(engine);
  await engine.send(left.id, [bytesOf('ping')]);
  await record(grid, 'ping', 'received').waitFor();
  await pick(page, page.getByRole('combobox', { name: 'Show socket' }), 'left (PAIR)');
  await record(grid, 'ping', 'received').waitFor({ state: 'detached' });
  await record(grid, 'ping', 'sent').waitFor();
});

test('a remembered socket that is not open yet has an empty log, and its own once it opens', async (t) => {
  const { engine, grid, page, webview } = await open(t, (engine) =>
    engine.open({ type: 'pair', name: 'other', bind: ['tcp://127.0.0.1:*'] }),
  );
  await record(grid, 'listening', 'event').waitFor();
  await page.evaluate(() => sessionStorage.setItem('state', JSON.stringify({ version: 1, socket: 's77' })));
  await webview.reload();
  await page.getByText('No socket "s77" has records in this log.').waitFor();
  assert.equal(await grid.getByRole('row').count(), 1, 'the header alone');
  await engine.open({ id: 's77', type: 'pair', name: 'mine', bind: ['tcp://127.0.0.1:*'] });
  await record(grid, 'listening', 'event').filter({ hasText: 'mine' }).waitFor();
  assert.equal(await record(grid, 'other', 'event').count(), 0);
});

test('a pause under a filter goes on after the panel was hidden, the unseen counted among what matches', async (t) => {
  const { engine, grid, page, webview } = await open(t);
  const { left } = await pair(engine);
  const sendBoth = async (from: number, to: number): Promise<void> => {
    for (let i = from; i < to; i++) for (const word of ['wheat', 'chaff']) await engine.send(left.id, [`${word} ${i}`]);
  };
  await sendBoth(0, 40);
  await page.getByRole('searchbox', { name: 'Filter' }).fill('wheat');
  await page.getByText('80 matches', { exact: true }).waitFor();
  await record(grid, 'wheat 39', 'received').waitFor();
  await button(page, 'Pause').click();
  await page.waitForFunction(() => /"pausedAt":[1-9]/.test(sessionStorage.getItem('state') ?? ''));
  await sendBoth(40, 45);
  await page.getByText('10 unseen records').waitFor();
  await webview.reload();
  await page.getByText('10 unseen records').waitFor();
  await record(grid, 'wheat 39', 'received').waitFor();
  assert.equal(await record(grid, 'wheat 40', 'received').count(), 0);
  await button(page, 'Resume').click();
  await record(grid, 'wheat 44', 'received').waitFor();
});

test('clearing leaves an empty log that goes on', async (t) => {
  const { engine, grid, page } = await open(t);
  const { left } = await pair(engine);
  await engine.send(left.id, [bytesOf('before')]);
  await record(grid, 'before', 'received').waitFor();
  await button(page, 'Clear log').click();
  await page.getByText('Nothing was received or sent yet.').waitFor();
  await engine.send(left.id, [bytesOf('after')]);
  await record(grid, 'after', 'received').waitFor();
  assert.equal(await record(grid, 'before', 'received').count(), 0);
});
