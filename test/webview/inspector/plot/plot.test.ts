import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { bytesOf, type Scope } from '../../../support/engineClient';
import { button } from '../../../support/inspectorPanel';
import { until } from '../../../support/processes';
import { ScriptedLog } from '../../../support/scriptedLog';
import { jsonMessage, ScriptedMessages, type ScriptedMessage } from '../../../support/scriptedMessages';
import { sharedBrowser, WebviewPage } from '../../../support/webviewPage';

const browser = sharedBrowser();

const start = Date.UTC(2026, 0, 31, 9);
const weather: ScriptedMessage = {
  frames: [{ bytes: bytesOf('weather.q'), role: 'topic' }, { bytes: bytesOf('{"temp": 21.5, "wind": 3}') }],
  row: { socketType: 'sub', topic: 'weather.q', socketName: 'station' },
  decode: (frame, chosen) =>
    frame === 0
      ? { decoder: 'text', text: 'weather.q' }
      : (jsonMessage('{"temp": 21.5, "wind": 3}').decode?.(0, chosen) ?? { decoder: 'hex' }),
};
const zip: ScriptedMessage = {
  frames: [{ bytes: bytesOf('10001 42 60') }],
  row: { socketType: 'sub', topic: '10001' },
  decode: () => ({ decoder: 'numbers', text: '10001 42 60' }),
};

interface Bench {
  log: ScriptedLog;
  messages: ScriptedMessages;
  webview: WebviewPage;
  page: Page;
  details: Locator;
  plot: Locator;
}

/** The panel on one message whose numbers go up and down. */
async function open(
  t: Scope,
  message: ScriptedMessage,
  { count = 200, height = 900, ...look }: { theme?: 'dark' | 'highContrast'; width?: number; height?: number; count?: number } = {},
): Promise<Bench> {
  const log = new ScriptedLog(0);
  const messages = new ScriptedMessages(log, [message]);
  messages.values = () => ({
    times: Array.from({ length: count }, (_, i) => start + i * 1000),
    values: Array.from({ length: count }, (_, i) => 20 + (i % 40) / 4),
  });
  const webview = await WebviewPage.open(t, browser(), messages.serve, { height, ...look });
  const { page } = webview;
  await page.locator('.record').click();
  return {
    log,
    messages,
    webview,
    page,
    details: page.getByRole('region', { name: 'Message details' }),
    plot: page.getByRole('region', { name: 'Plot' }),
  };
}

/** Plots a value of the tree of frame 2. */
async function plotValue(details: Locator, text: string, path: string): Promise<void> {
  await details.getByRole('treeitem').filter({ hasText: text }).hover();
  await button(details, `Plot ${path}`).click();
}

/** How many pixels of the drawing have a colour near this one. */
function ink(plot: Locator, [red, green, blue]: [number, number, number]): Promise<number> {
  return plot.locator('canvas').evaluate(
    (element, wanted) => {
      const canvas = element as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      let count = 0;
      for (let at = 0; at < data.length; at += 4)
        if (wanted.every((part, index) => Math.abs((data[at + index] ?? 0) - part) < 24) && (data[at + 3] ?? 0) > 200) count++;
      return count;
    },
    [red, green, blue],
  );
}
const blue: [number, number, number] = [0x37, 0x94, 0xff];
const yellow: [number, number, number] = [0xcc, 0xa7, 0x00];

test('a number of the tree becomes a line that grows with what arrives, and a second one stands beside it', async (t) => {
  const { log, messages, plot, details, webview } = await open(t, weather);
  await plotValue(details, 'temp', '.temp');
  await until('a blue line', async () => (await ink(plot, blue)) > 300);
  assert.deepEqual(messages.series[0]?.spec, { socket: 's1', direction: 'in', topic: bytesOf('weather.q'), frame: 1, path: '.temp' });
  await plot
    .getByRole('row', { name: /^\.temp of weather\.q/ })
    .filter({ hasText: '29.75' })
    .waitFor();
  assert.equal(await ink(plot, yellow), 0);
  await plotValue(details, 'wind', '.wind');
  await plot.getByRole('row', { name: /^\.wind of weather\.q/ }).waitFor();
  await until('a yellow line', async () => (await ink(plot, yellow)) > 300);
  await messages.grow(1, start + 200_000, 99.5);
  await plot
    .getByRole('row', { name: /^\.temp/ })
    .filter({ hasText: '99.5' })
    .filter({ hasText: '201' })
    .waitFor();
  await plot.getByRole('img', { name: /\.temp of weather\.q: 201 values, last 99\.5, from 20 to 99\.5/ }).waitFor();

  await button(plot, 'Pause plot').click();
  const asked = messages.askedFor('points').length;
  await messages.grow(1, start + 201_000, 150);
  await log.tell();
  await button(plot, 'Resume plot').click();
  await plot
    .getByRole('row', { name: /^\.temp/ })
    .filter({ hasText: '150' })
    .waitFor();
  assert.equal(messages.askedFor('points').length, asked + 1, 'nothing is asked for during a pause');
  await button(plot, 'Remove .temp of weather.q').click();
  await until('the series is closed', () => messages.askedFor('closeSeries').length === 1);
  await plot.getByRole('row', { name: /^\.temp/ }).waitFor({ state: 'detached' });
  await button(plot, 'Close plot').click();
  await plot.waitFor({ state: 'detached' });
  assert.deepEqual(webview.complaints, []);
});

test('a quiet log draws nothing anew', async (t) => {
  const { log, messages, plot, details } = await open(t, weather);
  await plotValue(details, 'temp', '.temp');
  await plot
    .getByRole('row', { name: /^\.temp/ })
    .filter({ hasText: '29.75' })
    .waitFor();
  await log.tell();
  const asked = messages.askedFor('points').length;
  for (let i = 0; i < 20; i++) await log.tell();
  await messages.grow(1, start + 200_000, 99.5);
  await plot
    .getByRole('row', { name: /^\.temp/ })
    .filter({ hasText: '99.5' })
    .waitFor();
  assert.equal(messages.askedFor('points').length, asked + 1);
});

test('dragging, keys and buttons zoom, in steps that the engine is asked for', async (t) => {
  const { messages, page, plot, details } = await open(t, weather);
  await plotValue(details, 'temp', '.temp');
  await until('a line', async () => (await ink(plot, blue)) > 300);
  const spans = (): { from?: number; to?: number; pixels: number }[] =>
    messages.askedFor('points') as { from?: number; to?: number; pixels: number }[];
  assert.equal(spans()[0]?.from, undefined);
  assert.ok((spans()[0]?.pixels ?? 0) > 200);
  const over = await plot.locator('.u-over').boundingBox();
  assert.ok(over);
  await page.mouse.move(over.x + over.width * 0.25, over.y + 30);
  await page.mouse.down();
  await page.mouse.move(over.x + over.width * 0.75, over.y + 40, { steps: 4 });
  await page.mouse.up();
  await until(
    'half of the time',
    () => Math.abs((spans()[0]?.from ?? 0) - (start + 49_750)) < 2000 && Math.abs((spans()[0]?.to ?? 0) - (start + 149_250)) < 2000,
  );
  await button(plot, 'Reset zoom').click();
  await until('all of the time', () => spans()[0]?.from === undefined);
  await plot.getByRole('img').press('+');
  await until('half of it', () => Math.round((spans()[0]?.to ?? 0) - (spans()[0]?.from ?? 0)) === 99_500);
  const { from = 0 } = spans()[0] ?? {};
  await plot.getByRole('img').press('ArrowRight');
  await until('later', () => Math.round((spans()[0]?.from ?? 0) - from) === 24_875);
  await plot.getByRole('img').press('0');
  await until('all again', () => spans()[0]?.from === undefined);
});

test('picture and values are saved', async (t) => {
  const { messages, page, plot, details } = await open(t, weather, { count: 60_000 });
  await plotValue(details, 'temp', '.temp');
  await until('a line', async () => (await ink(plot, blue)) > 300);
  const save = async (what: string): Promise<Uint8Array> => {
    const before = messages.saved.length;
    await button(plot, 'Export plot').click();
    await page.getByRole('menuitem', { name: what }).click();
    await until('the file', () => messages.saved.length > before);
    return messages.saved.at(-1)?.content ?? new Uint8Array(0);
  };
  const png = Buffer.from(await save('Export as PNG…'));
  assert.equal(png.subarray(1, 4).toString(), 'PNG');
  assert.ok(png.readUInt32BE(16) > 300 && png.readUInt32BE(20) > 100 && png.length > 2000);
  const lines = Buffer.from(await save('Export as CSV…'))
    .toString()
    .split('\r\n');
  assert.deepEqual(
    [lines[0], lines[1], lines[60_000], lines.length],
    [
      'time,series,value',
      '2026-01-31T09:00:00.000000Z,".temp of weather.q",20',
      '2026-02-01T01:39:59.000000Z,".temp of weather.q",29.75',
      60_002,
    ],
  );
});

test('a number of a text is offered by its place', async (t) => {
  const { messages, plot, details } = await open(t, zip);
  await button(details, 'Plot second number of the text').click();
  await plot.getByRole('row', { name: /^#2 of 10001/ }).waitFor();
  assert.deepEqual(messages.series[0]?.spec, { socket: 's1', direction: 'in', topic: bytesOf('10001'), frame: 0, path: '#2' });
});

test('what a series lacks is said, and it is opened again after a reload and in another engine', async (t) => {
  const { log, messages, plot, details, webview, page } = await open(t, weather);
  messages.values = () => ({ times: [], values: [], unscanned: 1200 });
  await plotValue(details, 'temp', '.temp');
  const row = plot.getByRole('row', { name: /^\.temp/ });
  await row.getByText('1,200 records to look through').waitFor();
  const tell = async (change: Partial<(typeof messages.series)[number]['status']>): Promise<void> => {
    const one = messages.series.at(-1);
    assert.ok(one);
    one.status = { ...one.status, unscanned: 0, ...change };
    log.series = [one.status];
    await log.tell();
  };
  await tell({});
  await row.getByText('no values yet').waitFor();
  await tell({ without: 7, dropped: 5 });
  await row.getByText('7 records without a number there, the oldest 5 values given up').waitFor();
  await tell({ without: 0, dropped: 0, problem: 'The decoder took too long.' });
  await row.getByText('The decoder took too long.').waitFor();
  await page.waitForFunction(() => /"path":"\.temp"/.test(sessionStorage.getItem('state') ?? ''));
  await webview.reload();
  await until('the series', () => messages.series.length === 2);
  assert.deepEqual(messages.series[1]?.spec, messages.series[0]?.spec);
  log.generation++;
  await log.tellSnapshot();
  await until('the series, in another engine', () => messages.series.length === 3);
  assert.deepEqual(webview.complaints, []);
});

test('with high contrast lines differ by their dashes too', async (t) => {
  const { plot, details } = await open(t, weather, { theme: 'highContrast' });
  await plotValue(details, 'temp', '.temp');
  await plotValue(details, 'wind', '.wind');
  await plot.getByRole('row', { name: /^\.wind/ }).waitFor();
  const dashes = await plot.locator('tbody line').evaluateAll((lines) => lines.map((line) => line.getAttribute('stroke-dasharray')));
  assert.equal(new Set(dashes).size, 2, dashes.join(' / '));
});

test('lines of different size: one is hidden, or each has its own scale, also after a reload', async (t) => {
  const { messages, plot, details, webview, page } = await open(t, weather);
  messages.values = ({ path }) => ({
    times: Array.from({ length: 200 }, (_, i) => start + i * 1000),
    values: Array.from({ length: 200 }, (_, i) => (path === '.temp' ? Math.sin(i / 9) : i * 1_500_000)),
  });
  await plotValue(details, 'temp', '.temp');
  await until('a blue line', async () => (await ink(plot, blue)) > 1000);
  assert.equal(await button(plot, 'Own scales').count(), 0);
  await plotValue(details, 'wind', '.wind');
  const [temp, wind] = [plot.getByRole('row', { name: /^\.temp/ }), plot.getByRole('row', { name: /^\.wind/ })];
  await temp.getByText('flat on a scale for all').waitFor();
  const flat = await ink(plot, blue);
  /** Labels of the axis end within the drawing. */
  const clipped = (): Promise<boolean> =>
    plot.locator('canvas').evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      return (
        canvas
          .getContext('2d')
          ?.getImageData(0, 0, 2, canvas.height)
          .data.some((part) => part > 0) ?? true
      );
    });
  assert.equal(await clipped(), false);

  await button(plot, 'Own scales').click();
  await until('a blue line that goes up and down', async () => (await ink(plot, blue)) > flat * 1.3);
  await temp.getByText('axis on the left').waitFor();
  await wind.getByText('axis on the right').waitFor();
  assert.equal(await clipped(), false);
  await button(plot, 'Own scales').click();
  const hide = button(temp, '.temp of weather.q');
  await hide.press('Enter');
  await temp.getByText('hidden').waitFor();
  await until('no blue line', async () => (await ink(plot, blue)) === 0);
  assert.equal(await hide.getAttribute('aria-pressed'), 'false');
  await page.waitForFunction(() => /"hidden":true/.test(sessionStorage.getItem('state') ?? ''));
  await webview.reload();
  await temp.getByText('hidden').waitFor();
  await until('a yellow line alone', async () => (await ink(plot, yellow)) > 300 && (await ink(plot, blue)) === 0);
  await hide.press('Enter');
  await until('both lines', async () => (await ink(plot, blue)) > 0);
  assert.deepEqual(webview.complaints, []);
});

/** How far up, in px, the first and the last ink of a colour stand. */
function ends(plot: Locator, colour: [number, number, number]): Promise<[first: number, last: number]> {
  return plot.locator('canvas').evaluate((element, [red, green, blue]) => {
    const canvas = element as HTMLCanvasElement;
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    const found: number[] = [];
    for (let x = 0; x < canvas.width; x++) {
      for (let y = 0; y < canvas.height; y++) {
        const at = 4 * (y * canvas.width + x);
        if (
          Math.abs((data[at] ?? 0) - red) < 24 &&
          Math.abs((data[at + 1] ?? 0) - green) < 24 &&
          Math.abs((data[at + 2] ?? 0) - blue) < 24 &&
          (data[at + 3] ?? 0) > 200
        )
          found.push(canvas.height - y);
      }
    }
    return [found[0] ?? NaN, found.at(-1) ?? NaN];
  }, colour);
}

test('beside or below the details, and beside forms, what rises goes up in a drawing of a height one can read', async (t) => {
  for (const [width, height] of [
    [1300, 700],
    [800, 700],
    [520, 800],
    [700, 420],
  ] as const) {
    const { messages, plot, details, page } = await open(t, weather, { width, height });
    messages.values = () => ({
      times: Array.from({ length: 30 }, (_, i) => start + i * 1000),
      values: Array.from({ length: 30 }, (_, i) => i),
    });
    await plotValue(details, 'temp', '.temp');
    await until(`a line that goes up at ${width}`, async () => {
      const [first, last] = await ends(plot, blue);
      return last - first > 40;
    });
    await plotValue(details, 'wind', '.wind');
    await plot.getByRole('row', { name: /^\.wind/ }).waitFor();
    await until(`the drawing at ${width}`, async () => ((await plot.getByRole('img').boundingBox())?.height ?? 0) >= 110);
    const [pane, legend] = [await plot.boundingBox(), await plot.getByRole('row', { name: /^\.temp/ }).boundingBox()];
    if (height > 500)
      assert.ok(pane && legend && legend.y + legend.height <= pane.y + pane.height, `the first series is in sight at ${width}`);
    await page.close();
  }
});

test('numbers have all their digits, and what cannot be drawn is said', async (t) => {
  const { messages, plot, details } = await open(t, weather);
  messages.values = ({ path }) => ({
    times: [start, start + 1000],
    values: path === '.temp' ? [9007199254740991, 0.1 + 0.2] : [-1e308, 1e308],
  });
  await plotValue(details, 'temp', '.temp');
  const temp = plot.getByRole('row', { name: /^\.temp/ });
  await temp.getByText('9,007,199,254,740,991').waitFor();
  await temp
    .getByTitle('0.30000000000000004')
    .filter({ hasText: /^0\.3$/ })
    .first()
    .waitFor();
  await plotValue(details, 'wind', '.wind');
  await plot
    .getByRole('row', { name: /^\.wind/ })
    .getByText('values too far apart to be drawn')
    .waitFor();
});
