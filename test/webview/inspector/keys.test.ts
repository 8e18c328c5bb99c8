import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPanel, pair, record, button } from '../../support/inspectorPanel';
import { until } from '../../support/processes';
import { sharedBrowser, WebviewPage } from '../../support/webviewPage';

const browser = sharedBrowser();

test('a question mark lists all keys, and they go as they came', async (t) => {
  const { engine, page, grid, details } = await openPanel(t, browser());
  const { left } = await pair(engine);
  await engine.send(left.id, ['hello']);
  await record(grid, 'hello', 'received').click();
  await details.waitFor();
  const keys = page.getByRole('dialog', { name: 'Keys' });
  await grid.focus();
  await page.keyboard.press('?');
  await keys.waitFor();
  for (const part of ['Everywhere', 'Log', 'Filter', 'Frames in the details', 'Tree of values', 'Hex dump', 'Plot', 'Forms'])
    await keys.getByRole('heading', { name: part, exact: true }).waitFor();
  await keys.getByText('marks the selected records').waitFor();
  await page.keyboard.press('Escape');
  await keys.waitFor({ state: 'hidden' });
  assert.equal(await details.isVisible(), true, 'Escape closed the dialog alone');
  await page.keyboard.press('m');
  await until('a mark: the log has the focus again', async () => (await page.locator('.ruler').count()) > 0);

  // Where text is typed it is one.
  const filter = page.getByRole('searchbox', { name: 'Filter' });
  await filter.focus();
  await page.keyboard.type('a?');
  assert.equal(await filter.inputValue(), 'a?');
  assert.equal(await keys.isVisible(), false);

  await button(page, 'Keys').click();
  await keys.waitFor();
  await button(keys, 'Close').click();
  await keys.waitFor({ state: 'hidden' });
});

test('the list of keys has room in each theme and width', async (t) => {
  const { host } = await openPanel(t, browser());
  for (const theme of ['dark', 'light', 'highContrast'] as const) {
    for (const width of [1200, 420]) {
      const { page } = await WebviewPage.open(t, browser(), host.serve, { theme, width, height: 700 });
      await button(page, 'Keys').click();
      const keys = page.getByRole('dialog', { name: 'Keys' });
      await keys.waitFor();
      const box = await keys.boundingBox();
      assert.ok(box && box.x >= 0 && box.x + box.width <= width && box.y >= 0 && box.y + box.height <= 700, JSON.stringify(box));
      assert.equal(await keys.evaluate((element) => element.scrollWidth > element.clientWidth), false);
      await page.keyboard.press('End');
      await page.close();
    }
  }
});
