import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import type { Scope } from '../../../support/engineClient';
import { button, openPanel, pair, record, type Bench } from '../../../support/inspectorPanel';
import { until } from '../../../support/processes';
import { sharedBrowser, WebviewPage } from '../../../support/webviewPage';

const browser = sharedBrowser();
const open = (t: Scope): Promise<Bench> => openPanel(t, browser());
const head = (details: Locator, frame: number) => button(details, `Frame ${frame}`);
const isOpen = async (details: Locator, frame: number) => (await head(details, frame).getAttribute('aria-expanded')) === 'true';

test('frames fold by click and keys, and stay folded from record to record', async (t) => {
  const { engine, grid, details, page } = await open(t);
  const { left } = await pair(engine);
  for (const number of [1, 2]) await engine.send(left.id, [`first of ${number}`, `second of ${number}`, `third of ${number}`]);
  await record(grid, 'first of 1', 'received').click();
  const text = (frame: number) => details.getByRole('group', { name: `Text of frame ${frame}` });
  await text(1).waitFor();
  await head(details, 1).click();
  await text(1).waitFor({ state: 'detached' });
  assert.equal(await isOpen(details, 1), false);
  // What it says stands in its line.
  await details.locator('header').getByText('first of 1').waitFor();
  await page.keyboard.press('Enter');
  await text(1).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowLeft');
  await text(2).waitFor({ state: 'detached' });
  await page.keyboard.press('ArrowRight');
  await text(2).waitFor();
  await page.keyboard.press(' ');
  await text(2).waitFor({ state: 'detached' });
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await text(3).waitFor({ state: 'detached' });
  await record(grid, 'first of 2', 'received').click();
  await details.locator('header').getByText('second of 2').waitFor();
  assert.deepEqual([await isOpen(details, 1), await isOpen(details, 2), await isOpen(details, 3)], [true, false, false]);
  // The line folds, too, but not what is to be pressed in it.
  await details.locator('header').nth(0).locator('.size').click();
  await text(1).waitFor({ state: 'detached' });
  await head(details, 3).click();
  await button(details.getByRole('group', { name: 'Show frame 3 as' }), 'Hex').click();
  assert.equal(await isOpen(details, 3), true);
});

test('a short topic takes one line, so that what is told under it is in sight', async (t) => {
  const { engine, grid, details, page } = await open(t);
  await page.setViewportSize({ width: 1200, height: 900 });
  const pub = await engine.open({ type: 'pub', bind: ['tcp://127.0.0.1:*'] });
  const sub = await engine.open({ type: 'sub', connect: [pub.endpoints[0]?.resolved ?? ''], subscribe: [new Uint8Array(0)] });
  await engine.waitForPeers(sub.id);
  const values = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`key${i}`, i]));
  await engine.send(pub.id, ['oslo', JSON.stringify(values)], { holdForSubscriber: 5000 });
  await record(grid, 'oslo', 'received').click();
  const tree = details.getByRole('tree', { name: 'Values of frame 2' });
  await tree.waitFor();
  assert.equal(await isOpen(details, 1), false);
  await details.locator('header').getByText('oslo').waitFor();
  const [body, first] = [await details.boundingBox(), await tree.boundingBox()];
  assert.ok(body && first && (body.y + body.height - first.y) / 22 >= 9, JSON.stringify({ body, first }));
  await head(details, 1).click();
  await details.getByText('6f 73 6c 6f').waitFor();
});

test('a JSON text has the colours of JSON in each theme, also in what the filter marks', async (t) => {
  const { engine, grid, page, host } = await open(t);
  const { left } = await pair(engine);
  await engine.send(left.id, ['{"temp": -21.5, "on": true, "at": "quay", "none": null}']);
  await record(grid, 'quay', 'received').waitFor();
  await page.close();
  for (const theme of ['dark', 'light', 'highContrast'] as const) {
    const webview = await WebviewPage.open(t, browser(), host.serve, { theme });
    const panel = webview.page;
    await record(panel.getByRole('grid', { name: 'Traffic log' }), 'quay', 'received').click();
    await panel.getByRole('tree', { name: 'Values of frame 1' }).waitFor();
    await button(panel.getByRole('group', { name: 'Show frame 1 as' }), 'Text').click();
    const text = panel.getByRole('group', { name: 'Text of frame 1' });
    await text.waitFor();
    for (const [kind, word, token] of [
      ['key', '"temp"', 'name'],
      ['number', '-21.5', 'number'],
      ['word', 'true', 'boolean'],
      ['string', '"quay"', 'string'],
      ['word', 'null', 'boolean'],
    ] as const) {
      const part = text.locator(`.json-${kind}`).getByText(word, { exact: true });
      const [shown, wanted] = await part.evaluate((element, name) => {
        const probe = element.ownerDocument.createElement('i');
        probe.style.color = `var(--vscode-debugTokenExpression-${name})`;
        element.append(probe);
        const colours = [getComputedStyle(element).color, getComputedStyle(probe).color];
        probe.remove();
        return colours;
      }, token);
      assert.equal(shown, wanted, `${theme}: ${word}`);
    }
    await panel.getByRole('searchbox', { name: 'Filter' }).fill('"quay"');
    await panel.keyboard.press('Enter');
    await until('a marked word with its colour', async () =>
      (await text.locator('mark .json-string').allInnerTexts()).join().includes('quay'),
    );
    assert.equal(await text.innerText(), '{"temp": -21.5, "on": true, "at": "quay", "none": null}');
    await panel.close();
  }
});
