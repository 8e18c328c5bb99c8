import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { viewRows } from '../../../../src/protocol/log';
import { bytesOf, type EngineClient, type Scope } from '../../../support/engineClient';
import { button, openPanel, pair, record } from '../../../support/inspectorPanel';
import { until } from '../../../support/processes';
import { sharedBrowser, WebviewPage } from '../../../support/webviewPage';

const browser = sharedBrowser();

const isFocused = (part: Locator) => part.evaluate((element) => element.matches(':focus'));
const partsOf = (page: Page) => ({
  page,
  grid: page.getByRole('grid', { name: 'Traffic log' }),
  bar: page.getByRole('search', { name: 'Find in the log' }),
  box: page.getByRole('searchbox', { name: 'Find' }),
  filter: page.getByRole('searchbox', { name: 'Filter' }),
});

/** The panel on a log of 60 messages, of which every tenth is wanted, and the last one. */
async function opened(t: Scope, width = 1200) {
  let left = '';
  const bench = await openPanel(t, browser(), async (engine) => {
    ({
      left: { id: left },
    } = await pair(engine));
    for (let i = 0; i < 60; i++)
      await engine.sendNow(left, [`number ${i}.${i % 10 === 4 || i === 59 ? ' wanted' : ''}${i % 20 === 4 ? ' red' : ''}`]);
  });
  await bench.page.setViewportSize({ width, height: 600 });
  await record(bench.grid, 'number 59.', 'received').waitFor();
  return { ...bench, ...partsOf(bench.page), left };
}

/** Waits for what the bar says of what it found. */
const says = (bar: Locator, text: string | RegExp) => bar.locator('.found').filter({ hasText: text }).waitFor();
/** How many views are open in the engine. */
async function views(engine: EngineClient): Promise<number> {
  const ids = Array.from({ length: 60 }, (_, i) => i + 1);
  const open = await Promise.all(
    ids.map((view) =>
      engine.connection.sendRequest(viewRows, { view, from: 0, count: 0 }).then(
        () => 1,
        () => 0,
      ),
    ),
  );
  return open.reduce<number>((sum, one) => sum + one, 0);
}
const current = (grid: Locator) => grid.locator('.record.active .preview').innerText();

test('rows that match are marked among the others, and gone through in both directions and round', async (t) => {
  const { engine, page, grid, bar, box } = await opened(t);
  await until('one view', async () => (await views(engine)) === 1);
  await grid.focus();
  await page.keyboard.press('Control+f');
  await until('the find bar', async () => (await box.count()) > 0 && isFocused(box));
  assert.equal(await views(engine), 1, 'nothing to look for, no view');
  await page.keyboard.type('dir:in wanted');
  await says(bar, /^7 matches$/);
  await until('two views', async () => (await views(engine)) === 2);
  const before = await grid.getAttribute('aria-rowcount');
  await until('a marked row', async () => (await grid.locator('.record.found').count()) > 0);
  for (const text of await grid.locator('.record.found').allInnerTexts()) assert.match(text, /wanted/);
  assert.equal(await record(grid, 'number 58.', 'received').evaluate((row) => row.classList.contains('found')), false);
  assert.equal(await grid.locator('.record.found').last().locator('mark').innerText(), 'wanted');
  await until('places in the ruler', async () => (await page.locator('.ruler .found').count()) > 3);

  // From the end of what is in sight upwards.
  await page.keyboard.press('Shift+Enter');
  await says(bar, /^7 of 7$/);
  assert.match(await current(grid), /^number 59\./);
  await page.keyboard.press('Shift+Enter');
  await says(bar, /^6 of 7$/);
  assert.match(await current(grid), /^number 54\./);
  await page.keyboard.press('Enter');
  await says(bar, /^7 of 7$/);
  await page.keyboard.press('F3');
  await says(bar, /^1 of 7$/);
  await bar.getByText('Went on from the first match.').first().waitFor();
  assert.match(await current(grid), /^number 4\./);
  await until('the row in sight, and not under the bar', async () => {
    const [row, over] = [await grid.locator('.record.active').boundingBox(), await bar.boundingBox()];
    return row !== null && over !== null && row.y >= over.y + over.height - 8;
  });
  await page.keyboard.press('F3');
  await says(bar, /^2 of 7$/);
  await until('no word of it', async () => (await bar.locator('.wrapped').count()) === 0);
  for (let i = 0; i < 2; i++) await page.keyboard.press('Shift+F3');
  await says(bar, /^7 of 7$/);
  await bar.getByText('Went on from the last match.').first().waitFor();
  assert.equal(await isFocused(box), true);

  // A row that a person goes to counts as well, and one that is none does not.
  await record(grid, 'number 54.', 'received').click();
  await says(bar, /^6 of 7$/);
  await page.keyboard.press('ArrowDown');
  await says(bar, /^7 matches$/);
  await page.keyboard.press('Shift+F3');
  await says(bar, /^6 of 7$/);
  assert.equal(await grid.getAttribute('aria-rowcount'), before, 'no row was hidden');

  await page.keyboard.press('Control+f');
  await page.keyboard.press('Escape');
  await bar.waitFor({ state: 'detached' });
  assert.equal(await isFocused(grid), true);
  await until('one view again', async () => (await views(engine)) === 1);
  await until('no marks', async () => (await grid.locator('.record.found, mark, .ruler .found').count()) === 0);
});

test('what cannot be read is said as in the filter, completed likewise, and marks nothing', async (t) => {
  const { engine, page, grid, bar, box } = await opened(t);
  await button(page, 'Find').click();
  await until('the find bar', async () => (await box.count()) > 0 && isFocused(box));
  await page.keyboard.type('size>many or wanted');
  await says(bar, 'Cannot be read');
  await bar.locator('.fault').first().waitFor();
  assert.equal(await box.getAttribute('aria-invalid'), 'true');
  assert.equal(await grid.locator('.record.found').count(), 0);
  await until('one view', async () => (await views(engine)) === 1);
  // F3 has nothing to go to, and no error comes of it.
  await page.keyboard.press('F3');
  await box.fill('');
  await page.keyboard.type('soc');
  await bar.getByRole('option', { name: /^socket/ }).waitFor();
  await page.keyboard.press('Escape');
  await bar.getByRole('option').first().waitFor({ state: 'hidden' });
  await box.fill('nothing like this');
  await says(bar, /^0 matches$/);
  await page.keyboard.press('Enter');
  await bar.getByText('There is no match.').waitFor({ state: 'attached' });
  assert.equal(await page.getByRole('alert').count(), 0);
  await page.keyboard.press('Escape');
  await bar.waitFor({ state: 'detached' });
});

test('it looks among the rows that the filter leaves, and follows it', async (t) => {
  const { engine, page, grid, bar, box, filter } = await opened(t);
  await page.keyboard.press('Control+f');
  await until('the find bar', async () => (await box.count()) > 0 && isFocused(box));
  await page.keyboard.type('dir:in');
  await says(bar, /^60 matches$/);
  await grid.focus();
  await page.keyboard.press('/');
  assert.equal(await isFocused(filter), true);
  await page.keyboard.type('red or wanted');
  await says(bar, /^7 matches$/);
  await box.fill('red dir:in or "59." dir:in');
  await says(bar, /^4 matches$/);
  await until('marks among the rows of the filter', async () => (await grid.locator('.record.found').count()) === 4);
  assert.ok((await grid.locator('.record').count()) >= 14);
  for (const [place, text] of [
    [1, 4],
    [2, 24],
    [3, 44],
    [4, 59],
    [1, 4],
  ]) {
    // prettier-ignore
    await page.keyboard.press('Enter');
    await says(bar, new RegExp(`^${place} of 4$`));
    assert.match(await current(grid), new RegExp(`^number ${text}\\.`));
  }
  await filter.fill('red');
  await says(bar, / 3$|^3 matches$/);
  await until('no more than two views', async () => (await views(engine)) === 2);
  await filter.fill('');
  await says(bar, /4/);
});

test('under traffic it counts on, and stands still with a pause', async (t) => {
  const { engine, page, grid, bar, box, left } = await opened(t);
  await page.keyboard.press('Control+f');
  await until('the find bar', async () => (await box.count()) > 0 && isFocused(box));
  await page.keyboard.type('wanted dir:in');
  await says(bar, /^7 matches$/);
  await page.keyboard.press('Shift+Enter');
  await says(bar, /^7 of 7$/);
  for (let i = 0; i < 30; i++) await engine.sendNow(left, [`later ${i}. ${i % 3 ? 'other' : 'wanted'}`]);
  await says(bar, /^7 of 17$/);
  await button(page, 'Pause').click();
  for (let i = 0; i < 3; i++) await engine.sendNow(left, ['while paused, wanted']);
  await page.getByText('6 unseen records').waitFor();
  await says(bar, /^7 of 17$/);
  // What came since is not shown, so it is not gone to.
  await box.focus();
  for (let i = 0; i < 10; i++) await page.keyboard.press('Enter');
  await says(bar, /^17 of 17$/);
  await page.keyboard.press('Enter');
  await says(bar, /^1 of 17$/);
  await page.keyboard.press('Shift+Enter');
  await says(bar, /^17 of 17$/);
  assert.match(await current(grid), /^later 27\./);
  await button(page, 'Resume').click();
  await says(bar, /^17 of 20$/);
});

test('it comes back with the page', async (t) => {
  const { webview, host, page } = await opened(t);
  await page.keyboard.press('Control+f');
  const { bar, box } = partsOf(page);
  await box.waitFor();
  await page.keyboard.type('wanted dir:in');
  await says(bar, /^7 matches$/);
  await webview.reload();
  await says(bar, /^7 matches$/);
  assert.equal(await box.inputValue(), 'wanted dir:in');
  await host.tellSnapshot();
  await says(bar, /^7 matches$/);
});

test('the bar has room in each theme and width, and its rows can be read', async (t) => {
  const { engine, host, left } = await opened(t);
  await engine.send(left, [bytesOf('wanted once more')]);
  for (const theme of ['dark', 'light', 'highContrast'] as const) {
    for (const width of [1200, 420]) {
      const { page } = await WebviewPage.open(t, browser(), host.serve, { theme, width, height: 600 });
      const { grid, bar, box } = partsOf(page);
      await record(grid, 'wanted once more', 'received').waitFor();
      await page.keyboard.press('Control+f');
      await box.waitFor();
      await page.keyboard.type('wanted dir:in');
      await says(bar, /^8 matches$/);
      await page.keyboard.press('Shift+Enter');
      await says(bar, /^8 of 8$/);
      const [outer, inner, log] = [await bar.boundingBox(), await box.boundingBox(), await grid.boundingBox()];
      assert.ok(outer && inner && log);
      assert.ok(outer.x >= log.x && outer.x + outer.width <= log.x + log.width, `${theme} ${width}: ${JSON.stringify(outer)}`);
      assert.ok(inner.width > 100, `${theme} ${width}: ${JSON.stringify(inner)}`);
      assert.equal(await bar.evaluate((element) => element.scrollWidth > element.clientWidth), false);
      assert.ok(outer.height < 44, `${theme} ${width}: on one line`);
      const looks = (row: Locator) =>
        row.evaluate((element) => {
          const { backgroundColor, outlineColor, outlineStyle } = getComputedStyle(element);
          return `${backgroundColor} ${outlineStyle === 'none' ? '' : outlineColor.replace(/^rgba\(.*, 0\)$/, '')}`;
        });
      const plain = record(grid, 'number 58.', 'received');
      await until('a row that stands out', async () => (await looks(grid.locator('.record.found').first())) !== (await looks(plain)));
      await page.close();
    }
  }
});
