import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf } from '../../../support/engineClient';
import { anyPort } from '../../../support/pairing';
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

test('where nothing was counted nothing is said to be there; who comes in anew begins anew, and the table says so', async (t) => {
  const { page, grid, engine } = await openPanel(t, browser());
  await page.setViewportSize({ width: 1200, height: 900 });
  const { id, endpoints } = await engine.open({ type: 'pull', name: 'in', bind: [anyPort] });
  let received = 0;
  const send = async (...messages: string[]) => {
    const push = await engine.open({ type: 'push', connect: [endpoints[0]?.resolved ?? ''] });
    await engine.waitForPeers(push.id);
    for (const message of messages) await engine.sendNow(push.id, [message]);
    received += messages.length;
    await engine.waitForMessages(id, received);
    await engine.close(push.id);
    await engine.waitForPeers(id, 0);
  };
  await send('{"seq": 1e300, "at": "no-0."}');
  await record(grid, 'no-0.', 'received').click();
  const tree = page.getByRole('tree', { name: 'Values of frame 1' });
  await tree.getByRole('treeitem').filter({ hasText: 'seq:' }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Count Gaps of .seq', exact: true }).click();
  const plot = page.getByRole('region', { name: 'Plot' });
  await plot.getByText('Nothing was counted yet.').waitFor();
  await plot.getByText('1 record without an exact integer there').waitFor();
  assert.equal(await plot.getByText('Nothing is missing').count(), 0);
  await send('{"seq": 9007199254740993, "at": "no-1."}', '{"seq": 9007199254740996, "at": "no-2."}');
  await send('{"seq": 7, "at": "no-3."}');
  await plot.getByText('2 missing in 1 gap').click();
  const groups = plot.locator('zmq-gap-table tbody').getByRole('row');
  await until('two groups', async () => (await groups.count()) === 2);
  assert.deepEqual(await groups.getByRole('cell').last().innerText(), '7');
  assert.match(await groups.first().innerText(), /begins with a new connection[^]*9007199254740996/);
});

test('a click on a point of a plot shows its message, and so does Enter', async (t) => {
  const { page, grid, engine } = await openPanel(t, browser());
  await page.setViewportSize({ width: 1200, height: 900 });
  const { left } = await pair(engine);
  for (const temp of [1, 1, 1, 50, 1, 1, 2]) {
    await engine.send(left.id, [bytesOf(JSON.stringify({ temp, at: `temp-${temp}.` }))]);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  await record(grid, 'temp-2.', 'received').click();
  await page.getByRole('tree', { name: 'Values of frame 1' }).getByRole('treeitem').filter({ hasText: 'temp: 2' }).hover();
  await page.getByRole('button', { name: 'Plot .temp' }).click();
  const chart = page.getByRole('region', { name: 'Plot' }).locator('zmq-chart');
  const details = page.getByRole('region', { name: 'Message details' });
  const canvas = chart.locator('canvas');
  await canvas.waitFor();
  // The highest point of the line.
  const peak = async () =>
    canvas.evaluate((element) => {
      const drawn = element as HTMLCanvasElement;
      const { data } = drawn.getContext('2d')?.getImageData(0, 0, drawn.width, drawn.height) ?? { data: [] };
      for (let y = 0; y < drawn.height; y++)
        for (let x = 0; x < drawn.width; x++) {
          const at = 4 * (y * drawn.width + x);
          if ((data[at + 3] ?? 0) > 200 && Math.abs((data[at] ?? 0) - (data[at + 2] ?? 0)) > 60)
            return { x: x / devicePixelRatio, y: y / devicePixelRatio };
        }
      return undefined;
    });
  // Values come in portions, and each makes the drawing anew.
  await page.getByRole('region', { name: 'Plot' }).getByRole('cell', { name: '7', exact: true }).waitFor();
  let place: { x: number; y: number } | undefined;
  await until('a line that stays where it is', async () => {
    const before = place;
    place = await peak();
    return place !== undefined && place.x === before?.x && place.y === before.y;
  });
  assert.ok(place);
  await canvas.hover({ position: { x: place.x, y: place.y + 1 }, force: true });
  await page.mouse.down();
  await page.mouse.up();
  await details.getByText('temp-50.').first().waitFor();
  await page.mouse.move(10, 10);
  await page.getByRole('img', { name: /^Line chart/ }).press('Enter');
  await details.getByText('temp-2.').first().waitFor();
});
