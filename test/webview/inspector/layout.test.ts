import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { bytesOf, type Scope } from '../../support/engineClient';
import { button, openOnHello, record, type Bench } from '../../support/inspectorPanel';
import { until } from '../../support/processes';
import { sharedBrowser } from '../../support/webviewPage';

const browser = sharedBrowser();

const opened = (t: Scope, width = 1300): Promise<Bench> => openOnHello(t, browser(), width);

const box = async (part: Locator) => {
  const found = await part.boundingBox();
  assert.ok(found);
  return found;
};

/** The page has told what it remembers. */
const kept = (page: Page, what: string, px: number) =>
  until(`${what} told`, async () => {
    const state = JSON.parse((await page.evaluate(() => sessionStorage.getItem('state'))) ?? '{}') as Record<string, number>;
    return Math.abs((state[what] ?? 0) - px) < 2;
  });

async function drag(page: Page, bar: Locator, by: { x: number; y: number }): Promise<void> {
  const { x, y, width, height } = await box(bar);
  const from = { x: x + width / 2, y: y + height / 2 };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + by.x, from.y + by.y, { steps: 4 });
  await page.mouse.up();
}

test('the forms have a splitter, by mouse and keyboard, and their width comes back with the page', async (t) => {
  const { page, webview } = await opened(t);
  await button(page, 'Compose message').click();
  const forms = page.locator('div.forms');
  const bar = page.getByRole('separator', { name: 'Resize forms' });
  assert.equal(await bar.getAttribute('aria-orientation'), 'vertical');
  const before = (await box(forms)).width;
  await drag(page, bar, { x: -100, y: 0 });
  await until('wider forms', async () => Math.abs((await box(forms)).width - before - 100) < 3);
  await bar.focus();
  await page.keyboard.press('ArrowRight');
  await until('narrower ones', async () => Math.abs((await box(forms)).width - before - 78) < 3);
  assert.equal(Number(await bar.getAttribute('aria-valuenow')), Math.round((await box(forms)).width));
  await page.keyboard.press('ArrowUp');
  await kept(page, 'formsWidth', (await box(forms)).width);
  await webview.reload();
  await until('the same width', async () => Math.abs((await box(page.locator('div.forms'))).width - before - 78) < 3);
  // The log keeps room, however far it is dragged.
  await drag(page, page.getByRole('separator', { name: 'Resize forms' }), { x: -1200, y: 0 });
  assert.ok((await box(page.getByRole('grid', { name: 'Traffic log' }))).width >= 235);
  await page.setViewportSize({ width: 600, height: 800 });
  await until('no splitter where forms are below', async () => !(await page.getByRole('separator', { name: 'Resize forms' }).isVisible()));
  assert.equal((await box(page.locator('div.forms'))).width, 600);
});

test('details are docked at the right by choice, and below where it is narrow', async (t) => {
  const { page, grid, details, webview } = await opened(t);
  await record(grid, 'hello', 'received').click();
  await details.waitFor();
  assert.ok((await box(details)).y > (await box(grid)).y + 100);
  await button(details, 'Details at the right').click();
  const beside = async () => {
    const [log, part] = [await box(page.getByRole('grid', { name: 'Traffic log' })), await box(details)];
    return part.x >= log.x + log.width - 3 && Math.abs(part.y - log.y) < 3;
  };
  await until('details at the right', beside);
  const bar = page.getByRole('separator', { name: 'Resize details' });
  const before = (await box(details)).width;
  await drag(page, bar, { x: 80, y: 0 });
  await until('narrower details', async () => Math.abs((await box(details)).width - before + 80) < 3);
  await bar.focus();
  await page.keyboard.press('ArrowLeft');
  await until('a little wider', async () => Math.abs((await box(details)).width - before + 58) < 3);
  await kept(page, 'detailsWidth', (await box(details)).width);
  await webview.reload();
  await details.waitFor();
  await until('at the right again', beside);
  assert.ok(Math.abs((await box(details)).width - before + 58) < 3);
  await page.setViewportSize({ width: 600, height: 800 });
  await until('below', async () => (await box(details)).y > (await box(page.getByRole('grid', { name: 'Traffic log' }))).y + 100);
  await details.getByTitle('Details at the right, once the log is wide enough').first().waitFor();
  await page.setViewportSize({ width: 1300, height: 800 });
  await until('at the right once more', beside);
  await button(details, 'Actions for this message').click();
  await page.getByRole('menuitemcheckbox', { name: 'Details at the right' }).click();
  await until('below by the menu', async () => !(await beside()));
});

test('details at the right have the plot below them', async (t) => {
  const { page, grid, details, engine } = await opened(t);
  const sender = (await engine.sockets())[0]?.id ?? '';
  for (const temp of [20, 21]) await engine.send(sender, [bytesOf(JSON.stringify({ temp }))]);
  await record(grid, '"temp":21', 'received').click();
  await details.getByRole('treeitem').filter({ hasText: 'temp: 21' }).hover();
  await button(details, 'Plot .temp').click();
  const plot = page.getByRole('region', { name: 'Plot' });
  await plot.waitFor();
  await button(details, 'Details at the right').click();
  await until('the plot below the details', async () => {
    const [upper, lower] = [await box(details), await box(plot)];
    return upper.x === lower.x && lower.y >= upper.y + upper.height - 1 && lower.x > (await box(grid)).x + 100;
  });
});

test('the reason of a decoder can be read, however narrow it is', async (t) => {
  const { page, grid, details } = await opened(t);
  await record(grid, 'hello', 'received').click();
  const reason = details.locator('.reason');
  for (const width of [1300, 900, 700, 420, 320]) {
    await page.setViewportSize({ width, height: 800 });
    await until(`a reason at ${width} px`, async () => {
      const [text, part] = [await reason.boundingBox(), await box(details)];
      return text !== null && text.width > 90 && text.x >= part.x && text.x + text.width <= part.x + part.width;
    });
    assert.equal(await reason.evaluate((element) => element.scrollWidth > element.clientWidth + 1), false, 'nothing is cut');
    for (const control of await details.locator('vscode-button, zmq-choice').filter({ visible: true }).all()) {
      const { x, width: own } = await box(control);
      assert.ok(x >= 0 && x + own <= width, `${(await control.getAttribute('aria-label')) ?? ''} at ${width} px`);
    }
  }
});
