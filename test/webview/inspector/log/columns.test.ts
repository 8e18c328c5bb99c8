import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { bytesOf, type Scope } from '../../../support/engineClient';
import { button, openOnHello, record, type Bench } from '../../../support/inspectorPanel';
import { until } from '../../../support/processes';
import { sharedBrowser } from '../../../support/webviewPage';

const browser = sharedBrowser();

const opened = (t: Scope, width = 1200): Promise<Bench> => openOnHello(t, browser(), width);

const headers = (grid: Locator) =>
  grid
    .getByRole('columnheader')
    .evaluateAll((all) =>
      all.filter((each) => each.getBoundingClientRect().width > 0).map((each) => (each as HTMLElement).dataset['column']),
    );
const header = (grid: Locator, id: string) => grid.locator(`[data-column="${id}"]`);
const widthOf = async (grid: Locator, id: string) => (await header(grid, id).boundingBox())?.width ?? 0;
const cellsOf = (grid: Locator) =>
  record(grid, 'hello', 'received')
    .first()
    .getByRole('gridcell')
    .evaluateAll((all) => all.filter((each) => getComputedStyle(each).display !== 'none').map((each) => each.className.split(' ')[0]));

async function choose(page: Page, ...path: string[]): Promise<void> {
  await button(page, 'Columns').click();
  for (const name of path)
    await page
      .getByRole('menuitem', { name, exact: true })
      .or(page.getByRole('menuitemcheckbox', { name, exact: true }))
      .click();
}

const all = ['number', 'time', 'direction', 'socket', 'topic', 'preview', 'frames', 'size'];

test('columns are hidden, shown, moved and made as they come again, by a menu', async (t) => {
  const { page, grid, host } = await opened(t);
  // Peers have a column once one is known.
  const withPeers = (await headers(grid)).includes('peer')
    ? ['number', 'time', 'direction', 'socket', 'peer', 'topic', 'preview', 'frames', 'size']
    : all;
  assert.deepEqual(await headers(grid), withPeers);
  await choose(page, 'Socket');
  const without = withPeers.filter((id) => id !== 'socket');
  await until('no sockets', async () => !(await headers(grid)).includes('socket'));
  assert.deepEqual(await headers(grid), without);
  assert.deepEqual(await cellsOf(grid), without);
  assert.deepEqual(host.columns?.hidden, ['socket']);
  await choose(page, 'Arrange Size', 'Move Left');
  await until('size before frames', async () => (await headers(grid)).slice(-2).join() === 'size,frames');
  assert.deepEqual(await cellsOf(grid), await headers(grid));
  await choose(page, 'Socket');
  await until('sockets again', async () => (await headers(grid)).includes('socket'));
  await choose(page, 'Reset Columns');
  await until('as they come', async () => (await headers(grid)).join() === withPeers.join());
  assert.equal(host.columns, undefined);
});

test('a column is resized by its edge and by the menu, and outlives a reload', async (t) => {
  const { page, grid, webview } = await opened(t);
  const before = await widthOf(grid, 'topic');
  const edge = await header(grid, 'topic').locator('.edge').boundingBox();
  assert.ok(edge);
  await page.mouse.move(edge.x + 3, edge.y + 8);
  await page.mouse.down();
  await page.mouse.move(edge.x + 43, edge.y + 8, { steps: 4 });
  await page.mouse.up();
  await until('a wider topic', async () => Math.abs((await widthOf(grid, 'topic')) - before - 40) < 3);
  await choose(page, 'Arrange Topic', 'Narrower');
  await until('a narrower one', async () => Math.abs((await widthOf(grid, 'topic')) - before - 16) < 3);
  const kept = await widthOf(grid, 'topic');
  await webview.reload();
  const again = page.getByRole('grid', { name: 'Traffic log' });
  await record(again, 'hello', 'received').waitFor();
  await until('the same width', async () => Math.abs((await widthOf(again, 'topic')) - kept) < 3);
  await header(again, 'topic').locator('.edge').dblclick();
  await until('its own width', async () => Math.abs((await widthOf(again, 'topic')) - kept) > 3);
});

test('a header is dragged before another one, and its menu is about it first', async (t) => {
  const { page, grid } = await opened(t);
  await header(grid, 'preview').dragTo(header(grid, 'socket'), { targetPosition: { x: 10, y: 8 } });
  await until('the preview before the socket', async () => {
    const ids = await headers(grid);
    return ids.indexOf('preview') + 1 === ids.indexOf('socket');
  });
  await header(grid, 'frames').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Hide Frames' }).click();
  await until('no frames', async () => !(await headers(grid)).includes('frames'));
});

test('where it is narrow, hidden columns come back by choice', async (t) => {
  const { page, grid } = await opened(t, 560);
  await until('fewer columns', async () => !(await headers(grid)).includes('socket'));
  await choose(page, 'Socket');
  await until('the socket', async () => (await headers(grid)).includes('socket'));
  assert.ok((await widthOf(grid, 'socket')) > 20);
  // All of it stays within the log.
  const last = await grid.getByRole('columnheader').last().boundingBox();
  const box = await grid.boundingBox();
  assert.ok(last && box && last.x + last.width <= box.x + box.width + 1);
});

test('times in UTC', async (t) => {
  const { page, grid, engine } = await opened(t);
  await choose(page, 'Times in UTC');
  await grid.getByRole('columnheader', { name: 'Time (UTC)' }).waitFor();
  const sockets = await engine.sockets();
  const [row] = await engine.messages(sockets[1]?.id ?? '');
  const utc = new Date(row?.time ?? 0).toISOString().slice(11, 23);
  assert.equal(await record(grid, 'hello', 'received').locator('.time').innerText(), utc);
});

test('a value of messages has a column of its own, which outlives a reload and goes by its menu', async (t) => {
  const { page, grid, engine, webview } = await opened(t);
  const sender = (await engine.sockets())[0]?.id ?? '';
  for (const temp of [20.5, 21]) await engine.send(sender, [bytesOf(JSON.stringify({ temp, at: { x: 'here' } }))]);
  const row = (text: string) => record(grid, text, 'received').first();
  await row('"temp":21').click();
  const tree = page.getByRole('tree', { name: 'Values of frame 1' });
  const add = async (value: string) => {
    await tree.getByRole('treeitem').filter({ hasText: value }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Show as Column' }).click();
  };
  await add('temp: 21');
  await header(grid, 'json:.temp').waitFor();
  assert.equal((await headers(grid)).indexOf('json:.temp') + 1, (await headers(grid)).indexOf('preview'));
  await until(
    'values',
    async () => (await grid.locator('.record .value').allInnerTexts()).filter(Boolean).sort().join() === '20.5,20.5,21,21',
  );
  // No value where a message has none.
  assert.equal(await row('hello').locator('.value').innerText(), '');
  await add('temp: 21');
  await page.getByText('.temp has a column already.').first().waitFor();
  await webview.reload();
  const again = page.getByRole('grid', { name: 'Traffic log' });
  await record(again, '"temp":20.5', 'received').locator('.value', { hasText: '20.5' }).first().waitFor();
  await header(again, 'json:.temp').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Hide .temp' }).click();
  await until('no column', async () => (await header(again, 'json:.temp').count()) === 0);
});

test('a column says where no message in sight has its value', async (t) => {
  const { page, grid, host } = await opened(t);
  host.columns = { order: ['number', 'json:.nowhere'], hidden: [], widths: {} };
  await host.tellSnapshot();
  await header(grid, 'json:.nowhere').waitFor();
  assert.equal(await header(grid, 'json:.nowhere').getAttribute('title'), '.nowhere: no message in sight has it');
  assert.equal(await page.getByRole('alert').count(), 0);
});

test('times since a chosen record', async (t) => {
  const { page, grid, engine } = await opened(t);
  const sender = (await engine.sockets())[0]?.id ?? '';
  await engine.send(sender, [bytesOf('later')]);
  await record(grid, 'later', 'received').waitFor();
  await record(grid, 'hello', 'received').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Count Times from Here' }).click();
  const number = await record(grid, 'hello', 'received').locator('.number').innerText();
  await grid.getByRole('columnheader', { name: `Since No. ${number}` }).waitFor();
  assert.equal(await record(grid, 'hello', 'received').locator('.time').innerText(), '+0.000');
  assert.match(await record(grid, 'later', 'received').locator('.time').innerText(), /^\+\d+\.\d{3}$/);
  await record(grid, 'hello', 'received').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Count Times No Longer from Here' }).click();
  await grid.getByRole('columnheader', { name: 'Time', exact: true }).waitFor();
});
