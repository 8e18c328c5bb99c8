import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import type { Scope } from '../../../support/engineClient';
import { until } from '../../../support/processes';
import { ScriptedLog } from '../../../support/scriptedLog';
import { sharedBrowser, WebviewPage } from '../../../support/webviewPage';

const browser = sharedBrowser();

async function open(t: Scope, log: ScriptedLog): Promise<{ webview: WebviewPage; page: Page; grid: Locator }> {
  const webview = await WebviewPage.open(t, browser(), log.serve);
  const grid = webview.page.getByRole('grid', { name: 'Traffic log' });
  await log.tell();
  // Keys before the rows are here have nothing to act on.
  if (log.end > log.first) await grid.locator('.record').first().waitFor();
  return { webview, page: webview.page, grid };
}

const rowAt = (grid: Locator, position: number): Locator => grid.getByText(`message ${position}`, { exact: true });
const jump = (page: Page): Locator => page.getByRole('button', { name: 'Jump to latest' });

test('a log of 40 million rows can be read at both ends and in the middle', async (t) => {
  const length = 40_000_000;
  const { page, grid, webview } = await open(t, new ScriptedLog(length));
  await rowAt(grid, length - 1).waitFor();
  await until('all rows counted', async () => (await grid.getAttribute('aria-rowcount')) === String(length + 1));
  await jump(page).waitFor({ state: 'detached' });

  await grid.press('Home');
  await rowAt(grid, 0).waitFor();
  await until('aria-rowindex is 2', async () => (await grid.getByRole('row').nth(1).getAttribute('aria-rowindex')) === '2');

  // One turn of the wheel moves by rows, not by the thousands that one px of this scroll bar stands for.
  await grid.hover();
  await page.mouse.wheel(0, 44);
  await grid.getByRole('row', { name: 'message 2' }).first().waitFor();
  await rowAt(grid, 0).waitFor({ state: 'detached' });

  await grid.evaluate((element) => (element.scrollTop = (element.scrollHeight - element.clientHeight) / 2));
  await page.waitForFunction((half) => {
    const app = document.querySelector('zmq-inspector')?.shadowRoot?.querySelector('zmq-traffic-log')?.shadowRoot;
    const index = Number(app?.querySelector('.record')?.getAttribute('aria-rowindex'));
    return Math.abs(index - half) < 1000 && /message/.test(app?.querySelector('.record')?.textContent ?? '');
  }, length / 2);

  await grid.press('End');
  await rowAt(grid, length - 1).waitFor();
  await jump(page).waitFor({ state: 'detached' });
  assert.deepEqual(webview.complaints, []);
});

test('the newest rows are followed until the person scrolls, and again after Jump to latest', async (t) => {
  const log = new ScriptedLog(1000);
  const { page, grid } = await open(t, log);
  await rowAt(grid, 999).waitFor();
  log.end = 2000;
  await log.tell();
  await rowAt(grid, 1999).waitFor();

  for (let pages = 0; pages < 3; pages++) await grid.press('PageUp');
  await jump(page).waitFor();
  const firstSeen = grid.locator('.record').first();
  const seen = await firstSeen.getAttribute('aria-rowindex');
  log.end = 3000;
  await log.tell();
  await page.waitForFunction(
    () =>
      document
        .querySelector('zmq-inspector')
        ?.shadowRoot?.querySelector('zmq-traffic-log')
        ?.shadowRoot?.querySelector('.grid')
        ?.getAttribute('aria-rowcount') === '3001',
  );
  assert.equal(await firstSeen.getAttribute('aria-rowindex'), seen);

  await jump(page).click();
  await rowAt(grid, 2999).waitFor();
  await jump(page).waitFor({ state: 'detached' });
});

test('rows that were evicted are said to be, and the others stay where they are', async (t) => {
  const log = new ScriptedLog(1000);
  const { page, grid } = await open(t, log);
  await grid.press('Home');
  await rowAt(grid, 0).waitFor();
  log.first = 600;
  log.end = 1600;
  await log.tell();
  await grid.getByText('600 older records evicted').waitFor();
  await rowAt(grid, 600).waitFor();
  await page.keyboard.press('Home');
  await rowAt(grid, 600).waitFor();
});

test('notices wait for the rows they cause, one request at a time', async (t) => {
  const log = new ScriptedLog(1000);
  const { grid } = await open(t, log);
  await rowAt(grid, 999).waitFor();
  let release = (): void => undefined;
  log.gate = new Promise((resolve) => (release = resolve));
  let told = false;
  log.end = 5000;
  const telling = log.tell().then(() => (told = true));
  // Scrolling meanwhile wants other rows; these are asked for afterwards.
  const before = log.requests;
  await grid.press('PageUp');
  await grid.press('PageUp');
  assert.equal(told, false);
  assert.ok(log.requests <= before + 1);
  release();
  await telling;
  assert.equal(log.mostAtOnce, 1);
});

test('while paused the log stands still and says how much was not seen', async (t) => {
  const log = new ScriptedLog(1000);
  const { page, grid } = await open(t, log);
  await rowAt(grid, 999).waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  log.first = 1500;
  log.end = 2234;
  await log.tell();
  await page.getByText('1,234 unseen records').waitFor();
  await rowAt(grid, 999).waitFor();
  // What is asked for now is gone.
  await grid.press('Home');
  await grid.getByText('evicted', { exact: true }).first().waitFor();
  await page.getByRole('button', { name: 'Resume' }).click();
  await jump(page).click();
  await rowAt(grid, 2233).waitFor();
});

test('a pause that comes before the first rows of a filter stands still with them', async (t) => {
  const log = new ScriptedLog(300);
  const { page } = await WebviewPage.open(t, browser(), log.serve);
  await log.tell();
  const grid = page.getByRole('grid', { name: 'Traffic log' });
  await grid.getByText('message 299', { exact: true }).waitFor();
  let open = () => undefined as void;
  log.gate = new Promise((resolve) => (open = resolve));
  await page.getByRole('searchbox', { name: 'Filter' }).fill('message');
  await page.getByText('300 matches').waitFor();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  open();
  await page.waitForFunction(() => /"pausedAt":300\b/.test(sessionStorage.getItem('state') ?? ''));
  await grid.getByText('message 299', { exact: true }).waitFor();
  log.end = 310;
  await log.tell();
  await page.getByText('10 unseen records').waitFor();
});

test('a new engine process gets a new view, and a stopped one a button', async (t) => {
  const log = new ScriptedLog(10);
  const { page, grid } = await open(t, log);
  await rowAt(grid, 9).waitFor();
  log.engine = 'restarting';
  await log.tellSnapshot();
  await page.getByText('The engine is being restarted…', { exact: true }).waitFor();
  Object.assign(log, { engine: 'running', generation: 2, end: 3 });
  await log.tellSnapshot();
  await log.tell();
  await rowAt(grid, 9).waitFor({ state: 'detached' });
  await rowAt(grid, 2).waitFor();
  assert.deepEqual(log.closed, [], 'views of an engine that is gone are not closed');

  log.engine = 'stopped';
  await log.tellSnapshot();
  await page.getByRole('button', { name: 'Restart Engine' }).click();
  await until('the command', () => log.commands.includes('restartEngine'));
});

test('an empty log offers what to do', async (t) => {
  const log = new ScriptedLog(0);
  log.sockets = [{ id: 's1', state: 'closed', spec: { type: 'sub', name: 'weather' } }];
  const { page } = await open(t, log);
  for (const name of ['Reopen All', 'Start Demo Peers', 'Subscribe…', 'New Socket…']) await page.getByRole('button', { name }).click();
  await until('four commands', () => log.commands.length === 4);
  assert.deepEqual(log.commands, ['reopenAll', 'startDemo', 'subscribe', 'newSocket']);
});

test('filter, socket, time and open forms survive a reload', async (t) => {
  const log = new ScriptedLog(10);
  log.sockets = [{ id: 's1', state: 'closed', spec: { type: 'sub', name: 'weather' } }];
  const { page, webview } = await open(t, log);
  await page.getByRole('searchbox', { name: 'Filter' }).fill('storm');
  await page.getByRole('combobox', { name: 'Show socket' }).click();
  await page.getByRole('option', { name: 'weather (SUB)' }).click();
  await page.getByRole('button', { name: 'Time since previous' }).click();
  await page.getByRole('button', { name: 'Open socket' }).click();
  await page.getByRole('form', { name: 'Open socket' }).getByRole('textbox', { name: 'Endpoint' }).fill('tcp://localhost:7000');
  await page.waitForFunction(
    () => /7000/.test(sessionStorage.getItem('state') ?? '') && /storm/.test(sessionStorage.getItem('state') ?? ''),
  );
  await webview.reload();
  await page.getByRole('columnheader', { name: 'Since previous' }).waitFor();
  await until('the field as it was', async () => (await page.getByRole('searchbox', { name: 'Filter' }).inputValue()) === 'storm');
  await until(
    'the field as it was',
    async () =>
      (await page.getByRole('form', { name: 'Open socket' }).getByRole('textbox', { name: 'Endpoint' }).inputValue()) ===
      'tcp://localhost:7000',
  );
  await page.getByRole('combobox', { name: 'Show socket' }).locator('.selected-value', { hasText: 'weather (SUB)' }).waitFor();
  assert.deepEqual(log.opened.at(-1), { filter: 'storm', socket: 's1' });
});

/** Waits until what the panel remembers holds all these texts. */
async function remembers(page: Page, ...texts: string[]): Promise<void> {
  await page.waitForFunction((parts) => parts.every((part) => sessionStorage.getItem('state')?.includes(part)), texts);
}

const firstInSight = (grid: Locator): Locator => grid.locator('.record').first();

test('a panel that was hidden comes back to the record, the details and the place it showed', async (t) => {
  const log = new ScriptedLog(1000);
  const { page, grid, webview } = await open(t, log);
  await rowAt(grid, 999).waitFor();
  for (let pages = 0; pages < 5; pages++) await grid.press('PageUp');
  await firstInSight(grid)
    .filter({ hasText: /message [1-8]/ })
    .waitFor();
  await grid.locator('.record').nth(3).click();
  const details = page.getByRole('region', { name: 'Message details' });
  await details.waitFor();
  const selected = await grid.getByRole('row', { selected: true }).innerText();
  const number = Number(/message (\d+)/.exec(selected)?.[1]) + 1;
  const top = await firstInSight(grid).innerText();
  await remembers(page, `"selected":${number}`, `"top":${number - 3}`);

  // Meanwhile records come, and old ones go: positions differ in the view of the new page, numbers do not.
  Object.assign(log, { first: 300, end: 5000 });
  await webview.reload();
  await grid
    .getByRole('row', { selected: true })
    .filter({ hasText: `message ${number - 1}` })
    .waitFor();
  await until('the place as it was', async () => (await firstInSight(grid).innerText()) === top);
  await details.getByText(`No. ${number}`, { exact: true }).waitFor();
  await jump(page).waitFor();
  await grid.press('ArrowDown');
  await details.getByText(`No. ${number + 1}`, { exact: true }).waitFor();
  assert.deepEqual(webview.complaints, []);
});

test('a paused panel that was hidden is still paused, with what came since counted', async (t) => {
  const log = new ScriptedLog(1000);
  const { page, grid, webview } = await open(t, log);
  await rowAt(grid, 999).waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await remembers(page, '"pausedAt":1000');
  log.end = 1100;
  await log.tell();
  await page.getByText('100 unseen records').waitFor();
  log.end = 1234;
  await webview.reload();
  await page.getByText('234 unseen records').waitFor();
  await rowAt(grid, 999).waitFor();
  log.end = 1300;
  await log.tell();
  await page.getByText('300 unseen records').waitFor();
  await until('aria-rowcount is 1001', async () => (await grid.getAttribute('aria-rowcount')) === '1001');
  // Hidden a second time.
  await webview.reload();
  await page.getByText('300 unseen records').waitFor();
  await page.getByRole('button', { name: 'Resume' }).click();
  await rowAt(grid, 1299).waitFor();
});

test('to a new engine nothing of the place in the old log is carried over', async (t) => {
  const log = new ScriptedLog(1000);
  const { page, grid, webview } = await open(t, log);
  await rowAt(grid, 999).waitFor();
  await grid.press('PageUp');
  await grid.press('Enter');
  await page.getByRole('button', { name: 'Pause' }).click();
  await remembers(page, '"pausedAt":1000', '"selected"', '"top"');
  Object.assign(log, { generation: 2, end: 2000 });
  await webview.reload();
  await rowAt(grid, 1999).waitFor();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  assert.equal(await page.getByRole('region', { name: 'Message details' }).count(), 0);
  await jump(page).waitFor({ state: 'detached' });
});

test('the row that was clicked stays in sight when its details take the room', async (t) => {
  const { page, grid } = await open(t, new ScriptedLog(1000));
  await rowAt(grid, 999).click();
  await page.getByRole('region', { name: 'Message details' }).waitFor();
  await until('the row above the details', async () => {
    const row = await grid.getByRole('row', { selected: true }).boundingBox();
    const details = await page.getByRole('region', { name: 'Message details' }).boundingBox();
    return row !== null && details !== null && row.y + row.height <= details.y + 1;
  });
});
