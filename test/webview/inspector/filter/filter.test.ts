import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import type { Locator, Page } from 'playwright-core';
import { showFilter } from '../../../../src/protocol/inspector';
import type { SocketInfo } from '../../../../src/protocol/sockets';
import { EngineClient, type Scope } from '../../../support/engineClient';
import { InspectorHost } from '../../../support/inspectorHost';
import { button, holds } from '../../../support/inspectorPanel';
import { rowsWith } from '../../../support/logRows';
import { until } from '../../../support/processes';
import { ScriptedLog } from '../../../support/scriptedLog';
import { sharedBrowser, WebviewPage } from '../../../support/webviewPage';

const browser = sharedBrowser();

interface Bench {
  engine: EngineClient;
  host: InspectorHost;
  webview: WebviewPage;
  page: Page;
  grid: Locator;
  filter: Locator;
}

/** The panel on a real engine. */
async function open(t: Scope): Promise<Bench> {
  const engine = EngineClient.start(t);
  const host = new InspectorHost(engine);
  const webview = await WebviewPage.open(t, browser(), host.serve);
  return { engine, host, webview, ...parts(webview.page) };
}

async function openScripted(t: Scope, log: ScriptedLog): Promise<{ webview: WebviewPage; page: Page; grid: Locator; filter: Locator }> {
  const webview = await WebviewPage.open(t, browser(), log.serve);
  await log.tell();
  return { webview, ...parts(webview.page) };
}

function parts(page: Page): { page: Page; grid: Locator; filter: Locator } {
  return { page, grid: page.getByRole('grid', { name: 'Traffic log' }), filter: page.getByRole('searchbox', { name: 'Filter' }) };
}

const option = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option', { name });
const selectedRow = (grid: Locator, text: string): Locator => rowsWith(grid.page(), text).and(grid.getByRole('row', { selected: true }));

/** A publisher and its subscriber, and some weather. */
async function weather(engine: EngineClient, texts: readonly string[]): Promise<SocketInfo> {
  const pub = await engine.open({ type: 'pub', name: 'station', bind: ['tcp://127.0.0.1:*'] });
  const sub = await engine.open({
    type: 'sub',
    name: 'weather',
    connect: [pub.endpoints[0]?.resolved ?? ''],
    subscribe: [new Uint8Array(0)],
  });
  await engine.waitForPeers(sub.id);
  for (const text of texts) await engine.send(pub.id, text.split('|'), { holdForSubscriber: 5000 });
  await engine.waitForMessages(sub.id, texts.length);
  return sub;
}

test('what is no filter is underlined and explained, and the filter before stays in use', async (t) => {
  const { engine, page, grid, filter } = await open(t);
  await weather(engine, ['weather.berlin|calm', 'weather.bern|storm']);
  await filter.fill('storm');
  await page.getByText('2 matches', { exact: true }).waitFor();
  await filter.fill('storm size>much tpic:weather');
  await page.getByText('Not in use: “storm” still is').waitFor();
  await until('the wrong parts underlined', async () =>
    (await page.locator('.squiggle').allInnerTexts()).some((text) => text.includes('much')),
  );
  assert.equal(await page.locator('.squiggle').count(), 2);
  assert.equal(await filter.getAttribute('aria-invalid'), 'true');
  const tree = await page.context().newCDPSession(page);
  const { nodes } = await tree.send('Accessibility.getFullAXTree');
  const box = nodes.find(({ role, name }) => role?.value === 'searchbox' && name?.value === 'Filter');
  assert.match(String(box?.description?.value), /"much".*"tpic"/s);
  await page.getByText(/There is no key "tpic"/).waitFor();
  await until('the rows of the filter before', async () => (await grid.getAttribute('aria-rowcount')) === '3');

  await filter.fill('storm size>1');
  await page.getByText('2 matches', { exact: true }).waitFor();
  assert.equal(await filter.getAttribute('aria-invalid'), 'false');
  assert.equal(await page.locator('.squiggle').count(), 0);
});

test('a filter that only the engine can refuse is explained at the box, and what was shown stays', async (t) => {
  const log = new ScriptedLog(10);
  log.refuse = ({ filter }) =>
    filter === 'calm storm' ? { message: 'The engine does not like storms.', at: { from: 5, to: 10 } } : undefined;
  const { page, grid, filter } = await openScripted(t, log);
  await filter.fill('calm storm');
  await page.getByText('The engine does not like storms.').waitFor();
  await page.locator('.squiggle', { hasText: /^storm$/ }).waitFor();
  await page.getByText('Not in use: all records are shown').waitFor();
  await grid.getByText('message 9', { exact: true }).waitFor();
});

test('keys and known values are completed by keyboard, and Escape closes the list before it clears', async (t) => {
  const { engine, page, filter } = await open(t);
  await weather(engine, ['weather.berlin|calm', 'weather.bern|storm', 'news|none']);
  await filter.pressSequentially('ty');
  await option(page, /^type/).waitFor();
  assert.equal(await filter.getAttribute('aria-expanded'), 'true');
  await filter.press('ArrowDown');
  await until('the first option is active', async () => {
    const id = await filter.getAttribute('aria-activedescendant');
    return id !== null && (await page.locator(`#${id}`).getAttribute('aria-selected')) === 'true';
  });
  await filter.press('Enter');
  await holds(filter, 'type:');
  await option(page, /^sub/).waitFor();
  await filter.pressSequentially('su');
  await option(page, /^pub/).waitFor({ state: 'detached' });
  await filter.press('Tab');
  await holds(filter, 'type:sub');
  await filter.pressSequentially(' topic:weather.b');
  await option(page, /^weather\.bern/).waitFor();
  await option(page, /^weather\.berlin/).waitFor();
  assert.equal(await option(page, /^news/).count(), 0);
  await filter.press('ArrowDown');
  await filter.press('ArrowUp');
  await filter.press('Escape');
  await option(page, /./).first().waitFor({ state: 'detached' });
  await holds(filter, 'type:sub topic:weather.b');
  await page.getByText('2 matches', { exact: true }).waitFor();

  await filter.pressSequentially(' socket:');
  await option(page, /^station/).click();
  await holds(filter, 'type:sub topic:weather.b socket:station');
  await page.getByText('0 matches', { exact: true }).waitFor();
  await filter.press('Escape');
  await holds(filter, '');
  await filter.press('Control+Space');
  await option(page, /^json/).waitFor();
});

test('what the filter found stands out in topic and preview', async (t) => {
  const { engine, page, grid, filter, webview } = await open(t);
  await weather(engine, ['weather.storm|a <b>Storm</b>\tis here']);
  await filter.fill('storm dir:in');
  await until('one row', async () => (await grid.getAttribute('aria-rowcount')) === '2');
  const row = rowsWith(page, 'is here');
  await until('the marks', async () => (await row.locator('.topic mark').allInnerTexts()).join() === 'storm');
  assert.deepEqual(await row.locator('.preview mark').allInnerTexts(), ['Storm']);
  await row.getByText('<b>Storm</b>\\tis here').waitFor();
  assert.deepEqual(webview.complaints, []);
});

test('a match far on in a long row is in sight, in narrow panels too', async (t) => {
  const { engine, page, grid, filter } = await open(t);
  await weather(engine, [`weather|{"text": "${'calm '.repeat(30)}STORM ${'calm '.repeat(20)}"}`]);
  await filter.fill('storm dir:in');
  const mark = grid.locator('.preview mark');
  await mark.waitFor();
  for (const width of [1200, 300]) {
    await page.setViewportSize({ width, height: 500 });
    await until(`the mark in a panel ${width} wide`, async () => {
      const [box, cell] = await Promise.all([mark.boundingBox(), grid.locator('.preview', { has: page.locator('mark') }).boundingBox()]);
      return box !== null && cell !== null && box.x >= cell.x && box.x + box.width <= cell.x + cell.width;
    });
  }
});

test('next and previous select match after match, go on at the other end and say so; a cleared filter leaves the selected record in sight', async (t) => {
  const { engine, page, grid, filter } = await open(t);
  const texts = Array.from({ length: 300 }, (_, i) => `weather|${i % 100 === 7 ? 'storm' : 'calm'} ${i}`);
  await weather(engine, texts);
  await filter.fill('storm dir:in');
  await page.getByText('3 matches', { exact: true }).waitFor();
  await filter.press('Enter');
  await selectedRow(grid, 'storm 7').waitFor();
  await page.getByText('1 of 3 matches', { exact: true }).waitFor();
  await button(page, 'Next match').click();
  await selectedRow(grid, 'storm 107').waitFor();
  await page.keyboard.press('F3');
  await selectedRow(grid, 'storm 207').waitFor();
  await filter.press('Enter');
  await selectedRow(grid, 'storm 7').waitFor();
  await page.getByRole('status').filter({ hasText: 'Went on from the first match.' }).waitFor();
  await filter.press('Shift+Enter');
  await selectedRow(grid, 'storm 207').waitFor();
  await page.getByRole('status').filter({ hasText: 'Went on from the last match.' }).waitFor();
  await page.keyboard.press('Shift+F3');
  await selectedRow(grid, 'storm 107').waitFor();
  await page.getByText('2 of 3 matches', { exact: true }).waitFor();

  await filter.press('Escape');
  await rowsWith(page, 'calm 106').first().waitFor();
  await selectedRow(grid, 'storm 107').waitFor();
});

test('filters that were in use come back, and filters are saved, used and removed by name', async (t) => {
  const { engine, host, page, filter, webview } = await open(t);
  await weather(engine, ['weather.berlin|calm', 'weather.bern|storm']);
  await filter.fill('storm dir:in');
  await filter.press('Enter');
  await until('remembered', () => host.filters.recent[0] === 'storm dir:in');
  await filter.fill('size>much');
  await filter.press('Enter');
  await page.getByText(/"much"/).waitFor();
  await filter.fill('calm dir:in');
  await page.getByText('1 match', { exact: true }).waitFor();
  await rowsWith(page, 'calm').click();
  await until('remembered when it is left', () => host.filters.recent[0] === 'calm dir:in');
  await webview.connection.sendNotification(showFilter, { filter: 'topic:weather.' });
  await until('remembered when it is shown', () => host.filters.recent[0] === 'topic:weather.');
  assert.deepEqual(host.filters.recent, ['topic:weather.', 'calm dir:in', 'storm dir:in']);
  await filter.fill('storm dir:in');
  await button(page, 'Filters').click();
  const menu = page.getByRole('dialog', { name: 'Filters' });
  await menu.getByRole('textbox', { name: 'Name of the filter' }).fill('bad weather');
  await button(menu, 'Save').click();
  await menu.getByRole('list', { name: 'Saved filters' }).getByText('bad weather').waitFor();
  assert.deepEqual(host.filters.saved, [{ name: 'bad weather', filter: 'storm dir:in' }]);
  await page.keyboard.press('Escape');
  await filter.press('Escape');
  await holds(filter, '');

  await filter.press('ArrowDown');
  await option(page, /storm dir:in.*saved as bad weather/).waitFor();
  await filter.press('ArrowDown');
  await filter.press('Enter');
  await holds(filter, 'storm dir:in');
  await page.getByText('1 match', { exact: true }).waitFor();
  await filter.fill('calm');
  await button(page, 'Filters').click();
  await menu
    .getByRole('list', { name: 'Saved filters' })
    .getByRole('button', { name: /^bad weather/ })
    .click();
  await holds(filter, 'storm dir:in');
  await button(page, 'Filters').click();
  await button(menu, 'Remove filter bad weather').click();
  await until('removed', () => host.filters.saved.length === 0);
  await menu.getByText('json:.temp>20').waitFor();
});

test('the view says how much is left to search, what stays undecided, and why it was given up', async (t) => {
  const log = new ScriptedLog(1200);
  const { page, filter } = await openScripted(t, log);
  await filter.fill('/x+y/');
  await page.getByText('1,200 matches', { exact: true }).waitFor();
  log.facts = { unscanned: 34_000, undecided: 2 };
  await log.tell();
  await page.getByText('1,200 matches, 2 undecided, 34,000 to search', { exact: true }).waitFor();
  log.facts = { undecided: 2, problem: 'The expression takes too long.' };
  await log.tell();
  await page.getByRole('alert').filter({ hasText: 'The expression takes too long.' }).waitFor();
});

test('requests without a reply are marked, and replies say how long they took', async (t) => {
  const { engine, page } = await open(t);
  const rep = await engine.open({ type: 'rep', name: 'server', bind: ['tcp://127.0.0.1:*'] });
  const req = await engine.open({ type: 'req', name: 'client', connect: [rep.endpoints[0]?.resolved ?? ''] });
  await engine.waitForPeers(req.id);
  await engine.sendNow(req.id, ['first question']);
  await engine.waitForMessages(rep.id, 1);
  await engine.sendNow(rep.id, ['first answer']);
  await engine.waitForMessages(req.id, 1);
  await engine.sendNow(req.id, ['second question']);
  const row = (text: string, direction: string): Locator => rowsWith(page, text, direction);
  await row('first answer', 'received')
    .getByTitle(/Since the request, No\. \d+/)
    .waitFor();
  await row('second question', 'sent').getByTitle('No reply yet').waitFor();
  assert.equal(await row('first question', 'sent').getByTitle('No reply yet').count(), 0);
});

test('the host puts a filter into the box', async (t) => {
  const log = new ScriptedLog(5);
  const { page, filter, webview } = await openScripted(t, log);
  await webview.connection.sendNotification(showFilter, { filter: 'topic:weather.' });
  await holds(filter, 'topic:weather.');
  await page.getByText('5 matches', { exact: true }).waitFor();
  await until('asked for', () => log.opened.at(-1)?.filter === 'topic:weather.');
});

test('in narrow panels the box, its list and its explanations have room, in each theme', async (t) => {
  for (const theme of ['dark', 'light', 'highContrast'] as const) {
    const webview = await WebviewPage.open(t, browser(), new ScriptedLog(50).serve, { theme, width: 300, height: 500 });
    const { page, filter } = parts(webview.page);
    await filter.fill('size>much');
    const explained = page.getByText(/"much"/);
    await explained.waitFor();
    const field = await filter.boundingBox();
    assert.ok(field && field.width >= 180, JSON.stringify(field));
    await filter.fill('');
    await filter.press('Control+Space');
    const list = await page.getByRole('listbox', { name: 'Suggestions' }).boundingBox();
    assert.ok(list && list.x >= 0 && list.x + list.width <= 300, JSON.stringify(list));
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 300);
    assert.deepEqual(webview.complaints, []);
    await page.close();
  }
});

test('Q06: a word that stands in no bytes is looked for in decoded text by one click', async (t) => {
  const { engine, page, filter } = await open(t);
  const push = await engine.open({ type: 'push', name: 'packer', bind: ['tcp://127.0.0.1:*'] });
  const pull = await engine.open({ type: 'pull', name: 'reader', connect: [push.endpoints[0]?.resolved ?? ''] });
  // A PUSH has nobody to send to before.
  await engine.waitForPeers(push.id);
  await engine.sendNow(push.id, ['hay']);
  await engine.sendNow(push.id, [deflateSync('{"name": "needle"}')]);
  await engine.waitForMessages(pull.id, 2);
  const offer = page.getByRole('button', { name: 'Search decoded text' });
  await filter.fill('hay');
  await rowsWith(page, 'hay').first().waitFor();
  assert.equal(await offer.count(), 0, 'where something was found');
  await filter.fill('needle');
  await offer.waitFor();
  await offer.click();
  assert.equal(await filter.inputValue(), 'text:needle');
  await rowsWith(page, 'needle').first().waitFor();
  assert.equal(await offer.count(), 0, 'once decoded text is searched');
});

test('an exact topic with a star that finds nothing is searched as a pattern by one click', async (t) => {
  const { engine, page, filter } = await open(t);
  const pub = await engine.open({ type: 'pub', name: 'station', bind: ['tcp://127.0.0.1:*'] });
  await engine.send(pub.id, ['weather.oslo', '21.5']);
  await engine.waitForMessages(pub.id, 1, 'out');
  const offer = page.getByRole('button', { name: 'Search as a pattern' });
  await filter.fill('topic=weather*');
  await offer.click();
  assert.equal(await filter.inputValue(), 'topic:weather*');
  await rowsWith(page, 'weather.oslo').first().waitFor();
  assert.equal(await offer.count(), 0);
});
