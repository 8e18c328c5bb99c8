import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { EngineClient, Scope } from '../../support/engineClient';
import { button, compose, openPanel, pick, record, type Bench } from '../../support/inspectorPanel';
import { backgroundOf, contrast, distance, overlaps, over, shownTexts } from '../../support/looks';
import { pair } from '../../support/pairing';
import { readPng, type Colour, type Pixels } from '../../support/png';
import { until } from '../../support/processes';
import { themes, type ThemeName } from '../../support/themes';
import { sharedBrowser } from '../../support/webviewPage';

const browser = sharedBrowser();
const sizes = [
  [1200, 900],
  [420, 900],
] as const;
/** What two colours of sources are apart at least, as CIE L*a*b* has it. */
const leastApart = 20;

/** Readings of two places with numbers of which some are missing, orders with their answers, jobs, and what connects. */
async function fill(engine: EngineClient, t: Scope): Promise<void> {
  const { socket: sensors, peer: stations } = await pair(
    t,
    engine,
    { type: 'sub', name: 'sensors', subscribe: [new Uint8Array()] },
    'XPUB',
    'engine',
  );
  await stations.received();
  const { socket: orders, peer: shop } = await pair(t, engine, { type: 'req', name: 'orders' }, 'REP', 'engine');
  const { socket: jobs, peer: source } = await pair(t, engine, { type: 'pull', name: 'jobs' }, 'PUSH', 'engine');
  let seq = 0;
  for (let i = 0; i < 12; i++) {
    for (const place of ['oslo', 'quito'])
      stations.send([
        `weather.${place}`,
        JSON.stringify({ seq: (seq += i === 7 ? 3 : 1), temp: place === 'oslo' ? 4 + i / 4 : 21 - i / 4 }),
      ]);
    await engine.sendNow(orders.id, [JSON.stringify({ order: 700 + i, item: 'lamp', count: 1 + (i % 3) })]);
    await shop.received();
    shop.send([JSON.stringify({ order: 700 + i, ok: i % 5 !== 0 })]);
    source.send([`resize picture-${i}.png to 640 by 480`]);
    await engine.waitForSocket('the answer', orders.id, ({ counters }) => counters.received === i + 1);
    await engine.waitForSocket('the job', jobs.id, ({ counters }) => counters.received === i + 1);
  }
  await engine.waitForSocket('the readings', sensors.id, ({ counters }) => counters.received === 24);
}

async function opened(t: Scope): Promise<Bench> {
  const bench = await openPanel(t, browser(), (engine) => fill(engine, t));
  const { page, grid, host, details } = bench;
  host.columns = {
    order: ['number', 'time', 'direction', 'socket', 'topic', 'json:.temp', 'preview', 'frames', 'size'],
    hidden: [],
    widths: {},
  };
  host.colours = { rules: [{ filter: 'json:.ok=false', colour: 'charts.red' }], bySource: true };
  await host.tellSnapshot();
  await button(page, 'Histogram').click();
  await record(grid, '"order":711', 'sent').click();
  await grid.focus();
  await page.keyboard.press('m');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('F2');
  await page.keyboard.type('the last one was slow');
  await page.keyboard.press('Enter');
  await record(grid, 'the last one was slow', 'received').waitFor();
  await until('the keys back in the log', () => grid.evaluate((element) => element.matches(':focus-within')));
  await page.keyboard.press('Escape');
  await details.waitFor({ state: 'detached' });
  return bench;
}

/** Looks for what is wrong with the page, in each theme and width. */
async function inEachTheme({ webview, page }: Bench, scene: string, look: (pixels: Pixels, theme: ThemeName) => Promise<string[]>) {
  const folder = process.env.PICTURES;
  if (folder) mkdirSync(folder, { recursive: true });
  const problems: string[] = [];
  for (const theme of Object.keys(themes) as ThemeName[])
    for (const [width, height] of sizes) {
      await page.setViewportSize({ width, height });
      await webview.wear(theme);
      await page.mouse.move(0, 0);
      await settled(page);
      const png = await page.screenshot(folder ? { path: `${folder}/${scene}-${theme}-${width}.png` } : {});
      problems.push(...(await look(readPng(png), theme)).map((problem) => `${theme}, ${width} px: ${problem}`));
    }
  assert.deepEqual([...problems, ...webview.complaints], [], scene);
}

/** The same twice: lists and canvases draw a moment after the page has changed. */
async function settled(page: Page): Promise<void> {
  let before = '';
  await until('a page that rests', async () => {
    const now = (await page.screenshot()).toString('base64');
    const isSame = now === before;
    before = now;
    return isSame;
  });
}

/** What keeps texts from being read: one that is not whole, under another one, or in a colour like that behind it. */
async function unreadable(page: Page, pixels: Pixels, theme: ThemeName, isSelected = (_where: string) => false): Promise<string[]> {
  const texts = await shownTexts(page);
  const problems = texts.length > 40 ? [] : [`only ${texts.length} texts`];
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  if (width !== pixels.width) problems.push(`the page is ${width} px wide`);
  problems.push(...texts.filter(({ isCut }) => isCut).map(({ text, where }) => `cut: “${text}” (${where})`));
  problems.push(...overlaps(texts).map((pair) => `one over the other: ${pair}`));
  for (const shown of texts) {
    const { text, where, colour } = shown;
    const behind = backgroundOf(pixels, shown);
    const ratio = contrast(over(colour, shown.opacity, behind), behind);
    const least = isGraphic(text) || isSelected(where) ? 3 : Math.min(4.5, ratioOfTheme(colour, theme));
    if (shown.isDisabled || /, 0\)$/.test(colour) || ratio >= least) continue;
    problems.push(`faint: “${text}” (${where}): ${ratio.toFixed(2)}, ${colour} on ${behind.join()}`);
  }
  return [...new Set(problems)];
}

/** An arrow is no text: section 1.4.11. */
function isGraphic(text: string): boolean {
  return /^[←→•⇅]$/.test(text);
}

/** Colours of different sources that look the same. */
function alike(colours: Map<string, Colour>): string[] {
  const all = [...colours];
  return all.flatMap(([name, colour], i) =>
    all.slice(i + 1).flatMap(([other, others]) => {
      const apart = distance(colour, others);
      return apart >= leastApart
        ? []
        : [`${name} and ${other} look alike: ${colour.join()} and ${others.join()}, ${apart.toFixed(1)} apart`];
    }),
  );
}

/** The colour at the middle of the left edge of each of these that is in sight, by what it is of. */
async function coloursOf(page: Page, selector: string, pixels: Pixels, x: number): Promise<Map<string, Colour>> {
  const places = await page.locator(selector).evaluateAll(
    (all, x) =>
      all.flatMap((element) => {
        const { left, top, height } = element.getBoundingClientRect();
        const middle = { left: left + x, top: top + height / 2 };
        const hit = (element.getRootNode() as ShadowRoot).elementFromPoint(middle.left, middle.top);
        const name = element.querySelector('.socket')?.textContent ?? element.textContent;
        return element.contains(hit) ? [{ name: name.trim(), ...middle }] : [];
      }),
    x,
  );
  return new Map(places.map(({ name, left, top }) => [name, pixels.at(Math.floor(left), Math.floor(top))]));
}

test('the log with its histogram, columns, colours, marks and statistics can be read in each theme, wide and narrow', async (t) => {
  const bench = await opened(t);
  const { page } = bench;
  await button(page, 'Statistics').click();
  await pick(page, page.getByRole('combobox', { name: 'Statistics by' }), 'By Topic');
  await page.getByRole('region', { name: 'Statistics' }).getByText('weather.oslo').first().waitFor();
  await inEachTheme(bench, 'statistics', async (pixels, theme) => {
    const swatches = await coloursOf(page, '.legend > li', pixels, 4);
    const problems = [...(await unreadable(page, pixels, theme)), ...alike(swatches)];
    // What the legend names is drawn in the bars.
    const strip = await page.getByRole('slider', { name: 'Messages over time' }).boundingBox();
    assert.ok(strip);
    for (const [name, colour] of swatches) {
      let nearest = Infinity;
      for (let y = Math.ceil(strip.y); y < strip.y + strip.height; y++)
        for (let x = Math.ceil(strip.x); x < strip.x + strip.width; x++) nearest = Math.min(nearest, distance(pixels.at(x, y), colour));
      if (nearest > 3) problems.push(`no bar has the colour of ${name}`);
    }
    return problems;
  });
});

test('rows of different sources have colours of their own, and their texts stay as readable on them', async (t) => {
  const bench = await opened(t);
  const { page } = bench;
  await page.getByRole('searchbox', { name: 'Filter' }).fill('not dir:event not json:.ok=false');
  await page.getByText(/^5\d matches$/).waitFor();
  await inEachTheme(bench, 'rows', async (pixels, theme) => {
    const rows = await coloursOf(page, '.record.coloured', pixels, 1);
    assert.deepEqual([...rows.keys()].sort(), ['jobs', 'orders', 'sensors']);
    return [...(await unreadable(page, pixels, theme)), ...alike(rows)];
  });
});

test('details, a plot and a table of gaps can be read in each theme, wide and narrow', async (t) => {
  const bench = await opened(t);
  const { page, grid, details } = bench;
  await record(grid, '"seq":', 'received').last().click();
  const seq = details.getByRole('treeitem').filter({ hasText: 'seq:' });
  await seq.click({ button: 'right' });
  await page
    .getByRole('menuitem', { name: /^Count Gaps of .seq/ })
    .last()
    .click();
  const plot = page.getByRole('region', { name: 'Plot' });
  await plot
    .getByText(/missing in \d gaps?/)
    .first()
    .click();
  await plot.locator('zmq-gap-table tbody').getByRole('row').first().waitFor();
  await inEachTheme(bench, 'gaps', (pixels, theme) => unreadable(page, pixels, theme));
});

test('a JSON draft can be read in each theme, wide and narrow, also where it is selected', async (t) => {
  const bench = await opened(t);
  const { page } = bench;
  const form = await compose(page, 'orders (REQ)');
  await pick(page, form.getByRole('combobox', { name: 'Format of frame 1' }), 'JSON');
  const field = form.getByRole('textbox', { name: 'Frame 1' });
  await field.fill('{"order": 712, "item": "lamp", "gift": true}');
  await button(form, 'Add frame').click();
  await form.getByRole('textbox', { name: 'Frame 2' }).fill('{"note": null}');
  await inEachTheme(bench, 'draft', (pixels, theme) => unreadable(page, pixels, theme));
  await field.selectText();
  await inEachTheme(bench, 'selected', async (pixels, theme) => {
    // As much as VS Code's own selection leaves to the colours of code.
    const problems = await unreadable(page, pixels, theme, (where) => where.includes('zmq-json-copy'));
    const box = await field.boundingBox();
    assert.ok(box);
    const line = (from: number, to: number) =>
      backgroundOf(pixels, { left: box.x + 8, right: box.x + 100, top: box.y + from, bottom: box.y + to });
    const [letters, rest] = [line(6, 18), line(26, box.height - 4)];
    return distance(letters, rest) >= 10
      ? problems
      : [...problems, `the selection cannot be seen: ${letters.join()} beside ${rest.join()}`];
  });
});

/** How a theme's colour for descriptions or for values stands out from its own backgrounds, where a text has that: what it is there is the theme's affair. */
function ratioOfTheme(css: string, theme: ThemeName): number {
  const variables = new Map<string, string>(Object.entries(themes[theme].variables));
  const worn = (name: string, behind: Colour): Colour => over(rgb(variables.get(name) ?? ''), 1, behind);
  const own = [...variables.keys()].filter((name) => /descriptionForeground|debugTokenExpression/.test(name));
  const black: Colour = [0, 0, 0];
  const found = own.find((name) => worn(name, [255, 0, 255]).join() === over(css, 1, [255, 0, 255]).join());
  if (found === undefined) return Infinity;
  const backgrounds = ['--vscode-panel-background', '--vscode-editor-background'].map((name) => worn(name, black));
  return Math.min(...backgrounds.map((behind) => contrast(worn(found, behind), behind))) - 0.02;
}

/** A colour of a theme as computed styles have it. */
function rgb(colour: string): string {
  const digits = /^#(..)(..)(..)(..)?$/.exec(colour)?.slice(1);
  if (!digits) return colour;
  const [red, green, blue, alpha = 255] = digits.flatMap((pair?: string) => (pair === undefined ? [] : [parseInt(pair, 16)]));
  return `rgba(${red}, ${green}, ${blue}, ${(alpha / 255).toFixed(2)})`;
}
