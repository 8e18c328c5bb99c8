import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { openView, viewHistogram } from '../../../../src/protocol/log';
import { EngineClient, type Scope } from '../../../support/engineClient';
import { InspectorHost } from '../../../support/inspectorHost';
import { button, pair, record } from '../../../support/inspectorPanel';
import { until } from '../../../support/processes';
import type { ThemeName } from '../../../support/themes';
import { sharedBrowser, WebviewPage } from '../../../support/webviewPage';

const browser = sharedBrowser();

interface Bench {
  engine: EngineClient;
  host: InspectorHost;
  webview: WebviewPage;
  page: Page;
  grid: Locator;
  filter: Locator;
  strip: Locator;
  left: string;
  /** Requests for histograms. */
  asked: { count: number };
}

const partsOf = (page: Page) => ({
  page,
  grid: page.getByRole('grid', { name: 'Traffic log' }),
  filter: page.getByRole('searchbox', { name: 'Filter' }),
  strip: page.getByRole('slider', { name: 'Messages over time' }),
});

/** The panel, with its histogram, on a log of eight bursts of messages, 100 ms apart. */
async function opened(t: Scope, look: { theme?: ThemeName; width?: number } = {}): Promise<Bench> {
  const engine = EngineClient.start(t);
  const { left, right } = await pair(engine);
  for (let burst = 0; burst < 8; burst++) {
    for (let i = 0; i < 5; i++) await engine.sendNow(i === 0 ? right.id : left.id, [`burst ${burst}`]);
    await delay(100);
  }
  const host = new InspectorHost(engine);
  const asked = { count: 0 };
  const serve = (connection: MessageConnection) => {
    host.serve(connection);
    connection.onRequest(viewHistogram, (params) => {
      asked.count++;
      return engine.connection.sendRequest(viewHistogram, params);
    });
  };
  const webview = await WebviewPage.open(t, browser(), serve, look);
  const parts = partsOf(webview.page);
  await button(parts.page, 'Histogram').click();
  await parts.strip.waitFor();
  await reads(parts.strip, /80 messages; (left 40, right 40|right 40, left 40), Events \d+$/);
  return { engine, host, webview, left: left.id, asked, ...parts };
}

const readingOf = async (strip: Locator) => (await strip.getAttribute('aria-valuetext')) ?? '';
async function reads(strip: Locator, what: RegExp): Promise<void> {
  await until(`a strip that reads ${String(what)}`, async () => what.test(await readingOf(strip)));
}

/** Where bars are on the screen: the middle of the one that a time is in. */
async function places({ engine, strip }: Bench, filter = '') {
  const { view } = await engine.connection.sendRequest(openView, { filter });
  const box = await strip.boundingBox();
  assert.ok(box);
  const bars = Math.floor(box.width / 3);
  const { from, width, series } = await engine.waitFor('all of it', async () => {
    const shown = await engine.connection.sendRequest(viewHistogram, { view, bars });
    return shown.status.unscanned === 0 && shown;
  });
  const pixels = Math.min(24, box.width / (series[0]?.counts.length ?? 1));
  return { y: box.y + 15, x: (time: number) => box.x + (Math.floor((time - from) / width) + 0.5) * pixels, from, width };
}

/** Times of a burst: of its first record and of its last. */
async function burst(engine: EngineClient, number: number): Promise<[number, number]> {
  const times = (await engine.rows({ filter: `"burst ${number}"` })).map(({ time }) => time);
  return [Math.min(...times), Math.max(...times)];
}

test('dragging over bars filters by their times, and all times come back', async (t) => {
  const bench = await opened(t);
  const { page, engine, filter, strip } = bench;
  await filter.fill('burst time>-5d');
  await reads(strip, /80 messages; (left|right) 40, (left|right) 40$/);
  const { x, y, width } = await places(bench, 'burst');
  const [from] = await burst(engine, 2);
  const [, to] = await burst(engine, 4);
  await page.mouse.move(x(from), y);
  await page.mouse.down();
  await page.mouse.move(x(to), y, { steps: 4 });
  await reads(strip, /30 messages; (left|right) 15, (left|right) 15$/);
  await page.mouse.up();
  await until('the times', async () => /^burst time>=\S+ time<\S+$/.test(await filter.inputValue()));
  const [, begin = '', end = ''] = /time>=(\S+) time<(\S+)/.exec(await filter.inputValue()) ?? [];
  assert.equal(new Date(begin).getTime(), Math.floor(from / width) * width);
  assert.equal(new Date(end).getTime(), (Math.floor(to / width) + 1) * width);
  await page.getByText('30 matches').waitFor();
  // The strip has these times only.
  await reads(strip, /: 30 messages; (left|right) 15, (left|right) 15$/);
  await button(page, 'Show all times').click();
  await until('the filter before', async () => (await filter.inputValue()) === 'burst');
  await reads(strip, /80 messages/);
  await button(page, 'Show all times').waitFor({ state: 'detached' });
});

test('a click goes to the first record of a bar', async (t) => {
  const bench = await opened(t);
  const { page, engine, grid } = bench;
  const { x, y } = await places(bench);
  const [time] = await burst(engine, 5);
  await page.mouse.click(x(time), y);
  const selected = grid.getByRole('row', { selected: true });
  await until('its row', async () => (await selected.count()) === 1 && (await selected.innerText()).includes('burst 5'));
  // Under the pointer it tells what is there.
  await page.getByText('A click goes there').waitFor();
});

test('the keyboard goes over the bars, reads them, selects ranges and takes them back', async (t) => {
  const { page, engine, filter, strip, grid } = await opened(t);
  const all = await readingOf(strip);
  await filter.fill('burst');
  await reads(strip, /40$/);
  const [first, last] = [await burst(engine, 0), await burst(engine, 7)];
  await strip.focus();
  await page.keyboard.press('Home');
  await reads(strip, /\d message/);
  const home = await readingOf(strip);
  assert.notEqual(home, all);
  await page.keyboard.press('ArrowRight');
  await until('another bar', async () => (await readingOf(strip)) !== home);
  assert.equal(await strip.getAttribute('aria-valuenow'), '1');
  await page.keyboard.press('ArrowLeft');
  assert.equal(await readingOf(strip), home);
  await page.keyboard.press('Shift+End');
  await reads(strip, /80 messages/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  const selected = grid.getByRole('row', { selected: true });
  await until('the last burst', async () => (await selected.count()) === 1 && (await selected.innerText()).includes('burst 7'));
  for (const key of ['Home', 'Shift+PageUp', 'Escape', 'Escape']) await page.keyboard.press(key);
  await reads(strip, /80 messages/);
  assert.equal(await filter.inputValue(), 'burst');
  for (const key of ['Home', 'Shift+End', 'Enter']) await page.keyboard.press(key);
  await until('the times', async () => (await filter.inputValue()).startsWith('burst time>='));
  const [, begin = '', end = ''] = /time>=(\S+) time<(\S+)/.exec(await filter.inputValue()) ?? [];
  assert.ok(new Date(begin).getTime() <= first[0] && new Date(end).getTime() > last[1]);
});

test('it comes back with the page, and where it is not shown nothing is asked for', async (t) => {
  const { page, webview, engine, asked, left } = await opened(t);
  await delay(300);
  await webview.reload();
  const { strip, grid } = partsOf(page);
  await reads(strip, /80 messages/);
  assert.equal(await button(page, 'Histogram').getAttribute('aria-pressed'), 'true');
  await engine.sendNow(left, ['one more']);
  await reads(strip, /82 messages/);
  await button(page, 'Pause').click();
  await reads(strip, /82 messages/);
  await engine.sendNow(left, ['unseen']);
  await page.getByText('2 unseen records').waitFor();
  assert.match(await readingOf(strip), /82 messages/);
  await button(page, 'Resume').click();
  await reads(strip, /84 messages/);
  await button(page, 'Histogram').click();
  await strip.waitFor({ state: 'detached' });
  assert.equal(await button(page, 'Histogram').getAttribute('aria-pressed'), 'false');
  const { count } = asked;
  await engine.sendNow(left, ['the last']);
  await record(grid, 'the last', 'received').waitFor();
  await delay(300);
  assert.equal(asked.count, count);
});

test('where it is narrow nothing sticks out, and there are fewer bars', async (t) => {
  const { page, strip } = await opened(t, { width: 360 });
  const box = await strip.boundingBox();
  assert.ok(box && box.x >= 0 && box.x + box.width <= 360);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  assert.ok(Number(await strip.getAttribute('aria-valuemax')) < box.width / 3);
});

test('bars have outlines in high contrast, and no more than their colours elsewhere', async (t) => {
  for (const [theme, outlined] of [
    ['dark', false],
    ['highContrast', true],
  ] as const) {
    const { strip } = await opened(t, { theme });
    // The colour of text of both themes is a grey that no bar has.
    const greys = await strip.locator('canvas').evaluate(
      (canvas, level) => {
        const { data } = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, (canvas as HTMLCanvasElement).width, 24) ?? {};
        let found = 0;
        for (let i = 0; data && i < data.length; i += 4) if (data[i] === level && data[i + 1] === level && data[i + 2] === level) found++;
        return found;
      },
      theme === 'dark' ? 0xcc : 0xff,
    );
    assert.equal(greys > 0, outlined, `${theme}: ${greys}`);
  }
});

test('a source has one colour, in the bars and in rows; F6 goes from the bars to the log', async (t) => {
  const { host, page, grid, strip } = await opened(t);
  host.colours = { rules: [], bySource: true };
  await host.tellSnapshot();
  const ofBars = (name: string) =>
    page
      .getByRole('list', { name: 'Colours' })
      .getByRole('listitem')
      .filter({ hasText: name })
      .locator('.swatch')
      .evaluate((swatch) => getComputedStyle(swatch).backgroundColor);
  const ofRows = (name: string) =>
    grid
      .locator('.record.in')
      .filter({ has: page.locator('.socket', { hasText: name }) })
      .first()
      .evaluate((row) => {
        const probe = row.appendChild(document.createElement('i'));
        probe.style.color = 'var(--row-colour)';
        const { color } = getComputedStyle(probe);
        probe.remove();
        return color;
      });
  await until('coloured rows', async () => (await grid.locator('.record.coloured').count()) > 0);
  for (const name of ['left', 'right']) assert.equal(await ofRows(name), await ofBars(name), name);
  assert.notEqual(await ofRows('left'), await ofRows('right'));

  const has = (part: Locator) => part.evaluate((element) => element.matches(':focus'));
  await strip.focus();
  await page.keyboard.press('F6');
  await until('the log', () => has(grid));
  await button(page, 'Histogram').focus();
  await page.keyboard.press('F6');
  await until('the histogram', () => has(strip));
});
