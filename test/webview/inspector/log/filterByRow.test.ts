import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { bytesOf, type FrameInput } from '../../../support/engineClient';
import { openPanel, record } from '../../../support/inspectorPanel';
import { until } from '../../../support/processes';
import { sharedBrowser } from '../../../support/webviewPage';

const browser = sharedBrowser();
const long = 'x'.repeat(300);
const longer = 'y'.repeat(1500);
/** Some look alike in the log, some begin alike. */
const topics: readonly FrameInput[] = [
  '\0nul',
  'tab\there',
  '\u202ertl',
  'a\nb',
  'a\\nb',
  'a\nbc',
  '…',
  '"quoted" \\',
  '0x00ff',
  Uint8Array.of(0x00, 0xff),
  Uint8Array.of(0x00, 0xff, 0x01),
  `${long}1`,
  `${long}2`,
];

const filterOf = (page: Page) =>
  page
    .getByRole('searchbox', { name: 'Filter' })
    .or(page.getByRole('combobox', { name: 'Filter' }))
    .first();

/** Right-clicks the row and takes the first item of a submenu whose name begins so. */
async function take(page: Page, row: string, action: 'Filter by' | 'Exclude', subject: string): Promise<string> {
  const filter = filterOf(page);
  await filter.fill('');
  await until('no filter', async () => (await page.getByText(/\d match/).count()) === 0);
  const grid = page.getByRole('grid', { name: 'Traffic log' });
  await grid.press('Home');
  await record(grid, row, 'sent').click({ button: 'right' });
  await page.getByRole('menuitem', { name: action, exact: true }).click();
  await page.getByRole('menuitem', { name: new RegExp(`^${subject} “`) }).click();
  await until('a filter', async () => (await filter.inputValue()) !== '');
  // As it stands once a person types in it.
  await filter.press('End');
  await page.keyboard.type(' ');
  return filter.inputValue();
}

test('a topic is filtered by, and excluded, by its bytes, however it is shown', async (t) => {
  const { engine, page } = await openPanel(t, browser());
  await page.setViewportSize({ width: 1200, height: 900 });
  const { id } = await engine.open({ type: 'pub', name: 'a "b"\t\\n', bind: ['tcp://127.0.0.1:*'] });
  for (const [at, topic] of topics.entries()) await engine.send(id, [bytesOf(topic), bytesOf(`message-${at}.`)]);
  for (const at of topics.keys()) {
    const written = await take(page, `message-${at}.`, 'Filter by', 'Topic');
    await page.getByText('1 match', { exact: true }).first().waitFor();
    assert.ok((await engine.rows({ filter: written })).map(({ preview }) => preview).join() === `message-${at}.`, written);
  }
  const written = await take(page, 'message-3.', 'Exclude', 'Topic');
  const left = (await engine.rows({ filter: written })).filter(({ direction }) => direction === 'out');
  assert.equal(left.length, topics.length - 1);

  const bySocket = await take(page, 'message-0.', 'Filter by', 'Socket');
  assert.equal((await engine.rows({ filter: bySocket })).filter(({ direction }) => direction === 'out').length, topics.length);

  // So long a topic is found by its beginning, which the menu says.
  await engine.send(id, [bytesOf(longer), bytesOf('message-long.')]);
  const begins = await take(page, 'message-long.', 'Filter by', 'Topics that begin with');
  assert.equal((await engine.rows({ filter: begins })).length, 1);
});

test('a peer is filtered by its routing id, however it is shown', async (t) => {
  const { engine, page, grid } = await openPanel(t, browser());
  await page.setViewportSize({ width: 1200, height: 900 });
  const router = await engine.open({ type: 'router', name: 'router', bind: ['tcp://127.0.0.1:*'] });
  const ids: readonly FrameInput[] = ['a\nb', 'a\\nb', '#3 x', '0x12', Uint8Array.of(0x12), Uint8Array.of(0xff, 0x01), 'quo"te'];
  await filterOf(page).fill('dir:in');
  for (const [at, routingId] of ids.entries()) {
    const { id } = await engine.open({
      type: 'dealer',
      name: `dealer ${at}`,
      connect: [router.endpoints[0]?.resolved ?? ''],
      options: { routingId: bytesOf(routingId) },
    });
    await engine.send(id, [bytesOf(`peer-${at}.`)]);
    await record(grid, `peer-${at}.`, 'received').waitFor();
  }
  for (const at of ids.keys()) {
    const filter = filterOf(page);
    await filter.fill('dir:in');
    await record(grid, `peer-${at}.`, 'received').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Filter by', exact: true }).click();
    await page.getByRole('menuitem', { name: /^Peer “/ }).click();
    await until('a filter', async () => (await filter.inputValue()).startsWith('dir:in peer='));
    const rows = await engine.rows({ filter: await filter.inputValue() });
    assert.deepEqual(
      rows.map(({ preview }) => preview),
      [`peer-${at}.`],
    );
  }
});

test('a value with line breaks, tabs and quotes is found by a filter that can be typed on', async (t) => {
  const { engine, page, grid, details } = await openPanel(t, browser());
  await page.setViewportSize({ width: 1200, height: 900 });
  const { id } = await engine.open({ type: 'push', name: 'push', bind: ['tcp://127.0.0.1:*'] });
  await engine.open({ type: 'pull', name: 'pull', connect: [(await engine.info(id)).endpoints[0]?.resolved ?? ''] });
  await engine.waitForPeers(id);
  const value = 'a\nb\t"c"\\\u2028\u0001';
  for (const message of [
    { 'k\n"y': value, at: 1 },
    { 'k\n"y': 'other', at: 2 },
  ])
    await engine.send(id, [bytesOf(JSON.stringify(message))]);
  await record(grid, '"at":1', 'received').click();
  const tree = details.getByRole('tree', { name: 'Values of frame 1' });
  await tree.getByRole('treeitem').filter({ hasText: 'k' }).last().click({ button: 'right' });
  await details.getByRole('menuitem', { name: 'Filter by This Value', exact: true }).click();
  const filter = filterOf(page);
  await until('a filter', async () => (await filter.inputValue()) !== '');
  assert.equal(await filter.inputValue(), String.raw`json:."k\n\"y"="a\u000ab\u0009\"c\"\\\u2028\u0001"`);
  await page.getByText('2 of 2 matches', { exact: true }).first().waitFor();
  await filter.press('End');
  await page.keyboard.type(' ');
  assert.equal((await engine.rows({ filter: await filter.inputValue() })).length, 2);
});
