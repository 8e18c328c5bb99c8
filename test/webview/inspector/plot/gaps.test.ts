import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf } from '../../../support/engineClient';
import { openPanel, pair, record } from '../../../support/inspectorPanel';
import { until } from '../../../support/processes';
import { sharedBrowser } from '../../../support/webviewPage';

const browser = sharedBrowser();

test('a number of the tree of values counts the messages: gaps are plotted, listed, marked in rows and found', async (t) => {
  const { page, grid, engine, webview } = await openPanel(t, browser());
  await page.setViewportSize({ width: 1200, height: 900 });
  const { left } = await pair(engine);
  for (const seq of [1, 2, 5, 5, 6]) await engine.send(left.id, [bytesOf(JSON.stringify({ seq, at: `no-${seq}.` }))]);
  const row = (name: string) => record(grid, name, 'received');
  await row('no-6.').click();
  const count = async () => {
    const tree = page.getByRole('tree', { name: 'Values of frame 1' });
    await tree.getByRole('treeitem').filter({ hasText: 'seq: 6' }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Count Gaps of .seq', exact: true }).click();
  };
  await count();
  const plot = page.getByRole('region', { name: 'Plot' });
  await plot.getByText('2 missing in 1 gap, 1 duplicate, 0 back, 0 late').waitFor();
  await plot.getByText(/^Missing by \.seq of/).waitFor();
  await row('no-5.').first().getByText('2 missing').waitFor();
  await row('no-5.').nth(1).getByText('duplicate').waitFor();

  await plot.getByText('2 missing in 1 gap').click();
  const group = plot.locator('zmq-gap-table tbody').getByRole('row');
  await group.waitFor();
  assert.deepEqual((await group.getByRole('cell').allInnerTexts()).slice(0, 7), ['5', '2', '1', '1', '0', '0', '6']);

  await plot.getByRole('button', { name: 'Show Them in the Log' }).click();
  assert.equal(await page.getByRole('searchbox').inputValue(), 'gap:any');
  await until('two rows', async () => (await grid.locator('.record').count()) === 2);
  await engine.send(left.id, [bytesOf(JSON.stringify({ seq: 9, at: 'no-9.' }))]);
  await row('no-9.').getByText('2 missing').waitFor();

  await page.getByRole('button', { name: /^Remove Missing by/ }).click();
  await page.getByText(/No value counts messages yet/).waitFor();
  await count();
  await row('no-9.').getByText('2 missing').waitFor();

  // After a reload the number still counts.
  await webview.reload();
  await page.getByRole('region', { name: 'Plot' }).getByText('4 missing in 2 gaps').waitFor();
  await until('three rows', async () => (await page.getByRole('grid', { name: 'Traffic log' }).locator('.record').count()) === 3);
});
