import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { bytesOf, type Scope } from '../../../support/engineClient';
import { openPanel, pair, record } from '../../../support/inspectorPanel';
import { until } from '../../../support/processes';
import { ScriptedLog } from '../../../support/scriptedLog';
import { sharedBrowser, WebviewPage } from '../../../support/webviewPage';

const browser = sharedBrowser();
const selected = (grid: Locator) => grid.locator('.record[aria-selected="true"]');
const rowOf = (grid: Locator, preview: string) =>
  grid.getByRole('row').filter({ has: grid.page().locator('.preview', { hasText: new RegExp(`^\\s*${preview}\\s*$`) }) });
const said = (page: Page) => page.locator('zmq-status-line .said');

async function longLog(t: Scope, length: number) {
  const log = new ScriptedLog(length);
  const { page } = await WebviewPage.open(t, browser(), log.serve);
  await page.setViewportSize({ width: 1200, height: 1200 });
  await log.tell();
  const grid = page.getByRole('grid', { name: 'Traffic log' });
  await rowOf(grid, `message ${length - 1}`).waitFor();
  return { log, page, grid };
}

async function pick(page: Page, ...path: string[]): Promise<void> {
  for (const name of path) await page.getByRole('menuitem', { name, exact: true }).click();
}

test('by mouse: a range with Shift, single rows with Ctrl, and one row again', async (t) => {
  const { log, page, grid } = await longLog(t, 1000);
  await rowOf(grid, 'message 970').click();
  await rowOf(grid, 'message 974').click({ modifiers: ['Shift'] });
  assert.equal(await selected(grid).count(), 5);
  await rowOf(grid, 'message 972').click({ modifiers: ['Control'] });
  await rowOf(grid, 'message 977').click({ modifiers: ['Control'] });
  await page.getByText('Selected 5').waitFor();
  await page.keyboard.press('Control+c');
  await said(page).filter({ hasText: '5 records copied: Text.' }).waitFor();
  assert.deepEqual(log.copies.at(-1), {
    form: 'text',
    stretches: [
      [970, 972],
      [973, 975],
      [977, 978],
    ],
  });
  await rowOf(grid, 'message 971').click();
  assert.equal(await selected(grid).count(), 1);
});

test('by keyboard: Shift with arrows and pages, Ctrl+Space, Ctrl+A; Escape gives it up, then closes the details', async (t) => {
  const { log, page, grid } = await longLog(t, 5_000_000);
  const { keyboard } = page;
  await rowOf(grid, 'message 4999990').click();
  await page.getByRole('region', { name: 'Message details' }).waitFor();
  await grid.focus();
  for (let i = 0; i < 3; i++) await keyboard.press('Shift+ArrowUp');
  await page.getByText('Selected 4').waitFor();
  await keyboard.press('Control+a');
  await page.getByText('Selected 5,000,000').waitFor();
  assert.equal(await page.evaluate(() => String(getSelection())), '', 'text of the page is selected');
  // It follows while it grows; what comes is not selected.
  log.end += 10;
  await log.tell();
  await keyboard.press('Control+c');
  await until('the copy', () => log.copies.length === 1);
  assert.deepEqual(log.copies[0], { form: 'text', stretches: [[0, 5_000_000]] });
  await keyboard.press('Escape');
  await page.getByText('Selected').waitFor({ state: 'detached' });
  await page.getByRole('region', { name: 'Message details' }).waitFor();
  await keyboard.press('Escape');
  await page.getByRole('region', { name: 'Message details' }).waitFor({ state: 'detached' });
  await keyboard.press('End');
  await keyboard.press('Shift+Home');
  await page.getByText('Selected 5,000,010').waitFor();
});

test('a context menu by mouse and keyboard, with menus of its own, copies in each form', async (t) => {
  const bench = await openPanel(t, browser());
  const { engine, host, page, grid } = bench;
  const { left } = await pair(engine);
  for (let i = 0; i < 3; i++) await engine.send(left.id, [bytesOf(`{"temp": ${20 + i}}`)]);
  const row = record(grid, '{"temp": 21}', 'received');
  await row.click({ button: 'right' });
  // No menu of the browser comes, and the row is selected without its details.
  assert.equal(await row.getAttribute('aria-selected'), 'true');
  assert.equal(await page.getByRole('region', { name: 'Message details' }).count(), 0);
  await pick(page, 'Copy As', 'JSON');
  await until('the clipboard', () => host.copied.length === 1);
  const [copied] = JSON.parse(host.copied[0] ?? '') as { frames: string[] }[];
  assert.deepEqual(copied?.frames, ['{"temp": 21}']);
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'ZMQ-INSPECTOR');

  for (const [i, form] of ['Text', 'Hex', 'CSV', 'Markdown Table', 'Python That Sends It (pyzmq)', 'C That Sends It (libzmq)'].entries()) {
    await row.click({ button: 'right' });
    await pick(page, 'Copy As', form);
    await until(form, () => host.copied.length === i + 2);
    assert.match(host.copied.at(-1) ?? '', form === 'Hex' ? /7b 22 74 65/ : /temp/);
  }

  // By keyboard alone.
  await grid.focus();
  await page.keyboard.press('Shift+F10');
  const menu = page.getByRole('menu', { name: 'Actions for these records' });
  await menu.waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.getByRole('menu', { name: 'Copy As' }).waitFor();
  await page.keyboard.press('h');
  await page.keyboard.press('ArrowLeft');
  await page.getByRole('menu', { name: 'Copy As' }).waitFor({ state: 'hidden' });
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('c');
  await page.keyboard.press('Enter');
  await until('CSV', () => (host.copied.at(-1) ?? '').startsWith('number,time,'));
  await page.keyboard.press('Shift+F10');
  await page.keyboard.press('Escape');
  await menu.waitFor({ state: 'hidden' });
  assert.equal(await grid.evaluate((element) => element.matches(':focus')), true);
});

test('a row is filtered by, and excluded, from its menu', async (t) => {
  const { engine, page, grid } = await openPanel(t, browser());
  const { left, right } = await pair(engine, 'one (left)');
  await engine.send(left.id, [bytesOf('to the right')]);
  await engine.send(right.id, [bytesOf('to the left')]);
  await record(grid, 'to the left', 'received').click({ button: 'right' });
  await pick(page, 'Filter by', 'Socket “one (left)”');
  const filter = page
    .getByRole('searchbox', { name: 'Filter' })
    .or(page.getByRole('combobox', { name: 'Filter' }))
    .first();
  await until('the filter', async () => (await filter.inputValue()) === 'socket:"one (left)"');
  await record(grid, 'to the right', 'received').waitFor({ state: 'detached' });
  await record(grid, 'to the left', 'received').waitFor();
  await grid.getByRole('row').filter({ hasText: 'handshake' }).first().click({ button: 'right' });
  await pick(page, 'Exclude', 'Events “handshake”');
  await until('the filter', async () => (await filter.inputValue()) === 'socket:"one (left)" not event:handshake');
  await grid.getByRole('row').filter({ hasText: 'handshake' }).first().waitFor({ state: 'detached' });
});

test('a selection is given up with another filter', async (t) => {
  const { engine, page, grid } = await openPanel(t, browser());
  await page.setViewportSize({ width: 1200, height: 1200 });
  const { left } = await pair(engine);
  for (let i = 0; i < 5; i++) await engine.send(left.id, [bytesOf(`number ${i}`)]);
  await record(grid, 'number 1', 'received').click();
  await record(grid, 'number 3', 'received').click({ modifiers: ['Control'] });
  await page.getByText('Selected 2').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('number');
  await page.getByText('Selected 2').waitFor({ state: 'detached' });
});

test('a value of a message is filtered by, and excluded', async (t) => {
  const { engine, page, grid, details } = await openPanel(t, browser());
  const { left } = await pair(engine);
  for (const name of ['a "b"', 'c', 'c'])
    await engine.send(left.id, [bytesOf(JSON.stringify({ station: { name }, on: true, none: null, n: 2.5 }))]);
  await record(grid, 'a \\"b', 'received').click();
  const filter = page
    .getByRole('searchbox', { name: 'Filter' })
    .or(page.getByRole('combobox', { name: 'Filter' }))
    .first();
  for (const [value, action, condition, matches] of [
    ['name', 'Filter by This Value', 'json:.station.name="a \\"b\\""', '2 matches'],
    ['on', 'Filter by This Value', 'json:.on=true', '6 matches'],
    ['none', 'Filter by This Value', 'json:.none=null', '6 matches'],
    ['n', 'Exclude This Value', 'not json:.n=2.5', /^\d+ matches/],
  ] as const) {
    await filter.fill('');
    const tree = details.getByRole('tree', { name: 'Values of frame 1' });
    await tree.getByRole('treeitem', { name: new RegExp(`^${value}\\b`) }).click({ button: 'right' });
    await details.getByRole('menuitem', { name: action, exact: true }).click();
    await until(condition, async () => (await filter.inputValue()) === condition);
    await page.getByText(matches).first().waitFor();
  }
});

test('Ctrl+G goes to a number or a time, in the log as it is filtered', async (t) => {
  const { log, page, grid } = await longLog(t, 5_000_000);
  await page.keyboard.press('Control+g');
  const box = page.getByRole('textbox', { name: 'Number or time' });
  await box.fill('2,500,000');
  await page.keyboard.press('Enter');
  await rowOf(grid, 'message 2499999').waitFor();
  assert.equal(await rowOf(grid, 'message 2499999').getAttribute('aria-selected'), 'true');
  await box.waitFor({ state: 'detached' });
  assert.equal(await grid.evaluate((element) => element.matches(':focus')), true);
  // What came meanwhile is counted where it is jumped to.
  log.end += 12;
  await log.tell();
  await page.getByText('Jump to latest (12 new records)').waitFor();
  for (const [typed, problem] of [
    ['nowhere', 'This is neither a number nor a time.'],
    ['90,000,000', 'No record that is shown is there or later.'],
  ] as const) {
    await page.keyboard.press('Control+g');
    await box.fill(typed);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: problem }).waitFor();
  }
  await page.keyboard.press('Escape');
  await box.waitFor({ state: 'detached' });
});

test('a time is gone to as the clock of the log shows it', async (t) => {
  const { engine, page, grid } = await openPanel(t, browser());
  const { left } = await pair(engine);
  for (let i = 0; i < 3; i++) {
    await engine.send(left.id, [bytesOf(`number ${i}`)]);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  const rows = await engine.messages(left.id, 'out');
  const time = rows[1]?.time ?? 0;
  await record(grid, 'number 2', 'received').waitFor();
  await page.keyboard.press('Control+g');
  // Seconds since 1970, to the ms before it.
  await page.getByRole('textbox', { name: 'Number or time' }).fill((Math.floor(time) / 1000).toFixed(3));
  await page.keyboard.press('Enter');
  await until('its row', async () => (await selected(grid).count()) === 1 && (await selected(grid).innerText()).includes('number 1'));
});

test('a request is replied to, with its routing id and envelope filled in', async (t) => {
  const { engine, page, grid } = await openPanel(t, browser());
  const router = await engine.open({ type: 'router', name: 'broker', bind: ['tcp://127.0.0.1:*'] });
  const address = router.endpoints[0]?.resolved ?? '';
  const req = await engine.open({ type: 'req', name: 'asking', connect: [address], options: { routingId: bytesOf('client-1') } });
  await engine.waitForPeers(req.id);
  await engine.sendNow(req.id, [bytesOf('what time is it')]);
  await record(grid, 'what time is it', 'received').click({ button: 'right' });
  await pick(page, 'Reply');
  const form = page.getByRole('form', { name: 'Compose message' });
  await form.waitFor();
  await form.getByRole('textbox', { name: /Frame 1/ }).fill('noon');
  await form.getByRole('button', { name: 'Send', exact: true }).click();
  assert.deepEqual(await engine.received(req.id), ['noon']);
});
