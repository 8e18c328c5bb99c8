import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startDemo } from '../../../src/protocol/engine';
import { bytesOf, EngineClient, type Scope } from '../../support/engineClient';
import { InspectorHost } from '../../support/inspectorHost';
import { openPanel, type Bench, pair, record, button, compose } from '../../support/inspectorPanel';
import { sharedBrowser, WebviewPage } from '../../support/webviewPage';
import { until } from '../../support/processes';

const browser = sharedBrowser();
const everything = [new Uint8Array(0)];

const open = (t: Scope, prepare?: (engine: EngineClient) => Promise<unknown>): Promise<Bench> => openPanel(t, browser(), prepare);

test('everything can be reached with the keyboard alone', async (t) => {
  const { engine, page, grid, details } = await open(t);
  const { left } = await pair(engine);
  for (const text of ['first', 'second', 'third']) await engine.send(left.id, [bytesOf(text)]);
  await record(grid, 'third', 'received').waitFor();
  const focused = (): Promise<string> =>
    page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element?.getAttribute('aria-label') ?? element?.getRootNode().constructor.name ?? '';
    });
  const tabTo = async (name: string): Promise<void> => {
    const passed = [];
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab');
      passed.push(await focused());
      if (passed.at(-1) === name) return;
    }
    assert.fail(`Tab did not reach ${name}, but ${passed.join(', ')}`);
  };
  await tabTo('Pause');
  await page.keyboard.press('Enter');
  await button(page, 'Resume').waitFor();
  await page.keyboard.press('Enter');
  await tabTo('Filter');
  await tabTo('Show socket');
  await tabTo('Traffic log');
  await page.keyboard.press('/');
  assert.equal(await focused(), 'Filter');
  await tabTo('Traffic log');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await details.waitFor();
  const number = (): Promise<string> => details.getByText(/^No\. /).innerText();
  const last = await number();
  await page.keyboard.press('ArrowUp');
  await details.getByText(`No. ${Number(last.slice(4)) - 1}`, { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await details.waitFor({ state: 'detached' });
  assert.equal(await focused(), 'Traffic log');

  await button(page, 'Compose message').focus();
  await page.keyboard.press('Enter');
  const form = page.getByRole('form', { name: 'Compose message' });
  await form.waitFor();
  await tabTo('Frame 1');
  await page.keyboard.type('typed');
  await page.keyboard.press('Control+Enter');
  await record(grid, 'typed', 'received').waitFor();
  await page.keyboard.press('Escape');
  await form.waitFor({ state: 'detached' });
  assert.equal(await focused(), 'Traffic log');
});

test('the panel looks after the demo peers without a complaint of its content policy, in each theme and width', async (t) => {
  const engine = EngineClient.start(t);
  const demo = await engine.connection.sendRequest(startDemo, {});
  await engine.open({ type: 'sub', name: 'weather', connect: [demo.weather], subscribe: everything });
  for (const theme of ['dark', 'light', 'highContrast'] as const) {
    for (const width of [1200, 400]) {
      const webview = await WebviewPage.open(t, browser(), new InspectorHost(engine).serve, { theme, width });
      const grid = webview.page.getByRole('grid', { name: 'Traffic log' });
      const row = record(grid, 'temp', 'received').last();
      await row.waitFor();
      // The log moves on.
      let box = await row.boundingBox();
      await until('a row that stays for a moment', async () => (box ??= await row.boundingBox()) !== null);
      assert.ok(box && box.width <= width && box.height === 22, JSON.stringify(box));
      assert.equal(await webview.page.evaluate(() => document.documentElement.scrollWidth), width, 'nothing sticks out');
      const colours = await row.evaluate((element) => [getComputedStyle(element).color, getComputedStyle(document.body).backgroundColor]);
      assert.ok(contrast(colours) >= 4.5, `${theme}: ${colours.join(' on ')}`);
      assert.deepEqual(webview.complaints, []);
      await webview.page.close();
    }
  }
});

test('in a small panel nothing is cut off: the forms take the place of the log, and details have one line for their facts', async (t) => {
  const engine = EngineClient.start(t);
  const { left } = await pair(engine);
  await engine.open({ type: 'sub', name: 'listener', bind: ['tcp://127.0.0.1:*'], subscribe: everything });
  for (let i = 0; i < 40; i++) await engine.send(left.id, [`message ${i}`]);
  for (const width of [400, 500]) {
    const { page } = await WebviewPage.open(t, browser(), new InspectorHost(engine).serve, { width, height: 500 });
    const grid = page.getByRole('grid', { name: 'Traffic log' });
    await record(grid, 'message 39', 'received').click();
    const title = await page.getByRole('region', { name: 'Message details' }).locator('.title').boundingBox();
    assert.ok(title && title.height <= 34, JSON.stringify(title));
    await page.mouse.move(width / 2, 150);
    await page.mouse.wheel(0, -440);
    const jump = await button(page, 'Jump to latest').boundingBox();
    assert.ok(jump && jump.width <= 40, JSON.stringify(jump));

    await button(page, 'Open socket').click();
    const form = page.getByRole('form', { name: 'Open socket' });
    await button(form, 'Add endpoint').click();
    await form.getByText('Options').click();
    await compose(page, 'listener (SUB)');
    assert.equal(await grid.isVisible(), false);
    const sticksOut = await page
      .locator('.forms')
      .evaluateAll((panes) => panes.filter((pane) => pane.scrollWidth > pane.clientWidth).length);
    assert.equal(sticksOut, 0);
    for (const part of await page.locator('vscode-text-field, vscode-button, zmq-choice').filter({ visible: true }).all()) {
      const box = await part.boundingBox();
      assert.ok(box && box.x >= 0 && box.x + box.width <= width, `${await part.innerText()}: ${JSON.stringify(box)}`);
    }
    await page.keyboard.press('Escape');
    await button(form, 'Close form').click();
    await grid.waitFor();
    await page.close();
  }
});

test('a secondary button has the border that VS Code gives its own', async (t) => {
  const engine = EngineClient.start(t);
  await pair(engine);
  const { page } = await WebviewPage.open(t, browser(), new InspectorHost(engine).serve, { theme: 'light' });
  await button(page, 'Open socket').click();
  const secondary = page.locator('vscode-button[appearance=secondary]').first();
  await until('the border', async () => {
    const border = await secondary.evaluate(
      (element) => getComputedStyle(element.shadowRoot?.querySelector('.control') as Element).borderColor,
    );
    // An element that was just replaced has no style.
    return border === 'rgb(234, 234, 234)';
  });
});

/** Ratio of WCAG 2.1, section 1.4.3, between two colours as computed styles give them. */
function contrast(colours: string[]): number {
  const luminance = (colour = ''): number => {
    const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
      const share = Number(part) / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light = 0, dark = 0] = colours.map(luminance).sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}
