import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { showStatistics } from '../../../../src/protocol/inspector';
import { closeView, openView } from '../../../../src/protocol/log';
import { viewStatistics } from '../../../../src/protocol/statistics';
import { EngineClient, type Scope } from '../../../support/engineClient';
import { InspectorHost } from '../../../support/inspectorHost';
import { button, openPanel, pick, type Bench } from '../../../support/inspectorPanel';
import { anyPort, pair } from '../../../support/pairing';
import { Peer } from '../../../support/peer';
import { until } from '../../../support/processes';
import { sharedBrowser, WebviewPage } from '../../../support/webviewPage';

const browser = sharedBrowser();
const pane = (page: Page) => page.getByRole('region', { name: 'Statistics' });
const table = (page: Page) => pane(page).getByRole('grid', { name: /^Figures by/ });
const says = (page: Page) => pane(page).getByRole('status');

/** What the table shows: a row as its texts, by heading. */
async function figures(page: Page): Promise<Record<string, string>[]> {
  return table(page).evaluate((grid) => {
    const names = [...grid.querySelectorAll('thead button')].map((each) => each.getAttribute('aria-label') ?? '');
    return [...grid.querySelectorAll('tbody tr')].map((row) =>
      Object.fromEntries([...row.children].map((cell, at) => [names[at] ?? '', cell.textContent.trim()])),
    );
  });
}

const column = async (page: Page, name: string) => (await figures(page)).map((row) => row[name] ?? '');

/** 30 messages of weather.oslo, 20 of weather.rome, 10 of =news, sizes 100, 200, … of each, and five requests with a reply. */
async function fill(engine: EngineClient, t: Scope): Promise<void> {
  const { socket: feed, peer } = await pair(t, engine, { type: 'sub', name: 'feed', subscribe: [new Uint8Array()] }, 'XPUB', 'engine');
  await peer.received();
  for (const [topic, count] of [
    ['weather.oslo', 30],
    ['weather.rome', 20],
    ['=news', 10],
  ] as const)
    for (let i = 1; i <= count; i++) peer.send([topic, 'x'.repeat(i * 100 - topic.length)]);
  const { socket: asker, peer: answerer } = await pair(t, engine, { type: 'req', name: 'asker' }, 'REP', 'engine');
  for (let i = 1; i <= 5; i++) {
    await engine.sendNow(asker.id, ['question']);
    await answerer.received();
    answerer.send(['answer']);
    await engine.waitForSocket('the answer', asker.id, ({ counters }) => counters.received === i);
  }
  await engine.waitForSocket('all of them', feed.id, ({ counters }) => counters.received === 60);
}

const opened = async (t: Scope): Promise<Bench> => {
  const bench = await openPanel(t, browser(), (engine) => fill(engine, t));
  await button(bench.page, 'Statistics').click();
  await table(bench.page).waitFor();
  return bench;
};

const sortedBy = (page: Page, name: string): Locator => table(page).getByRole('columnheader', { name, exact: true });

test('a table by source, topic and peer, sorted by any column with mouse and keyboard', async (t) => {
  const { page } = await opened(t);
  assert.match(await says(page).innerText(), /^70 messages, as of \d\d:\d\d:\d\d; without \d+ records of events$/);
  assert.deepEqual(await column(page, 'Source'), ['All messages', 'feed', 'asker']);
  const [, feed, asker] = await figures(page);
  assert.deepEqual([feed?.Messages, feed?.In, feed?.Out], ['60', '60', '0']);
  assert.deepEqual([asker?.Messages, asker?.In, asker?.Out, asker?.Unanswered], ['10', '5', '5', '0']);
  assert.match(asker?.['Latency: Median'] ?? '', /^[\d.]+ (µs|ms)$/);
  assert.equal(feed?.['Latency: Median'], '–');

  await pick(page, pane(page).getByRole('combobox', { name: 'Statistics by' }), 'By Topic');
  await until('topics', async () => (await column(page, 'Topic')).includes('weather.oslo'));
  assert.deepEqual(await column(page, 'Topic'), ['All messages', 'weather.oslo', 'weather.rome', '=news', '(no topic)']);
  assert.equal(await sortedBy(page, 'Messages').getAttribute('aria-sort'), 'descending');
  const oslo = (await figures(page))[1];
  assert.deepEqual(
    ['Bytes', 'Size: Min', 'Size: Median', 'Size: 99 %', 'Size: Max'].map((name) => oslo?.[name]),
    ['46.5 kB', '100 B', '1.50 kB', '3.00 kB', '3.00 kB'],
  );

  await sortedBy(page, 'Messages').getByRole('button').click();
  await until('the fewest first', async () => (await column(page, 'Messages'))[1] === '10');
  assert.equal(await sortedBy(page, 'Messages').getAttribute('aria-sort'), 'ascending');
  assert.equal((await column(page, 'Topic'))[0], 'All messages');
  await sortedBy(page, 'Topic').getByRole('button').focus();
  await page.keyboard.press('Enter');
  await until('by name', async () => (await column(page, 'Topic'))[1] === '(no topic)');
  assert.deepEqual((await column(page, 'Topic')).slice(1), ['(no topic)', '=news', 'weather.oslo', 'weather.rome']);
  await page.keyboard.press('Enter');
  await until('the other way round', async () => (await column(page, 'Topic'))[1] === 'weather.rome');
  assert.equal(await sortedBy(page, 'Messages').getAttribute('aria-sort'), null);
  // What has no value stands last, whichever comes first.
  for (let order = 0; order < 2; order++) {
    await sortedBy(page, 'Latency: Max').getByRole('button').click();
    await until('latencies first', async () => (await column(page, 'Topic'))[1] === '(no topic)');
  }
});

test('the distribution of a row is drawn, and told in words', async (t) => {
  const { page } = await opened(t);
  await pick(page, pane(page).getByRole('combobox', { name: 'Statistics by' }), 'By Topic');
  const all = pane(page).getByRole('group', { name: 'Distributions: All messages' });
  await all.waitFor();
  assert.equal(await all.getByRole('img').count(), 3);
  await table(page)
    .getByRole('row', { name: /^weather.oslo/ })
    .click();
  const oslo = pane(page).getByRole('group', { name: 'Distributions: weather.oslo' });
  const sizes = oslo.getByRole('img', {
    name: /^Size: median 1.50 kB, 99 % up to 3.00 kB, mean 1.55 kB, from 100 B to 3.00 kB. Most, \d+ %, are/,
  });
  await sizes.waitFor();
  assert.ok((await sizes.locator('rect').count()) > 10);
  assert.match((await sizes.locator('rect').first().textContent()) ?? '', /^100 B to .* B: \d+ \(\d+ %\)$/);
  assert.equal(await oslo.getByRole('img').count(), 2, 'no latency of a topic');
  // With the keyboard, from row to row.
  await page.keyboard.press('ArrowDown');
  await pane(page).getByRole('group', { name: 'Distributions: weather.rome' }).waitFor();
  await page.keyboard.press('Home');
  await all.waitFor();
  assert.equal(await table(page).locator('tr[aria-selected="true"]').count(), 1);
});

test('it is of what the filter finds, anew with each filter, and says so', async (t) => {
  const { page, engine } = await opened(t);
  const filter = page.getByRole('searchbox', { name: 'Filter' });
  await filter.fill('topic:weather size>1000');
  await until('what matches', async () => /^30 messages that match “topic:weather size>1000”, as of/.test(await says(page).innerText()));
  assert.equal((await figures(page))[0]?.['Size: Min'], '1.10 kB');
  await filter.fill('topic:nowhere');
  await pane(page).getByText('No message matches.').waitFor();
  await filter.fill('');
  await until('all of them', async () => (await says(page).innerText()).startsWith('70 messages'));
  // Figures are of a moment.
  const [asker] = (await engine.sockets()).filter(({ name }) => name === 'asker');
  await engine.send(asker?.id ?? '', ['question']);
  await button(pane(page), 'Refresh statistics').click();
  await until('one more', async () => (await says(page).innerText()).startsWith('71 messages'));
  assert.equal((await figures(page))[0]?.Unanswered, '1');
});

test('a count goes on for the matches it began with, while late replies open the view of a `pair:` again and again', async (t) => {
  const engine = EngineClient.start(t);
  const { socket: rep, peer: client } = await pair(t, engine, { type: 'rep', name: 'slow' }, 'REQ', 'engine');
  client.send(['question']);
  await engine.waitForSocket('the question', rep.id, ({ counters }) => counters.received === 1);
  await engine.sendNow(rep.id, ['answer']);
  await client.received();
  /** Answers so late that the request counted as unanswered before. */
  const answerLate = async () => {
    client.send(['question']);
    await engine.waitFor(
      'the request that counts as unanswered',
      async () => (await engine.rows({ filter: 'pair:unanswered' })).length === 1,
    );
    await engine.sendNow(rep.id, ['answer']);
    await client.received();
  };
  const host = new InspectorHost(engine);
  const opened: number[] = [];
  const closed: number[] = [];
  let counts = 0;
  let letGo = (): void => undefined;
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const { page } = await WebviewPage.open(t, browser(), (connection) => {
    host.serve(connection);
    connection.onRequest(openView, async (query) => {
      const status = await engine.connection.sendRequest(openView, query);
      if (query.filter === 'pair:answered') opened.push(status.view);
      return status;
    });
    connection.onRequest(closeView, ({ view }) => {
      closed.push(view);
      return engine.connection.sendRequest(closeView, { view });
    });
    connection.onRequest(viewStatistics, async (params) => {
      if (++counts === 1) return engine.connection.sendRequest(viewStatistics, params);
      await gate;
      return engine.connection.sendRequest(viewStatistics, params);
    });
  });
  await button(page, 'Statistics').click();
  await table(page).waitFor();
  await page.getByRole('searchbox', { name: 'Filter' }).fill('pair:answered');
  await until('the count of what matches', () => counts === 2);
  for (let renewals = 1; renewals <= 2; renewals++) {
    await answerLate();
    await until('the view opened anew', () => opened.length === renewals + 1);
  }
  // A page closes the view it had once it has the next one.
  await until('the view between them closed', () => closed.includes(opened[1] ?? 0));
  assert.deepEqual(
    opened.map((view) => closed.includes(view)),
    [false, true, false],
  );
  letGo();
  await until('its figures', async () => (await says(page).innerText()).includes('“pair:answered”, as of'));
  assert.equal(counts, 2);
  await until('the view that was counted closed', () => closed.includes(opened[0] ?? 0));
  // Another count is of what is there now.
  await button(pane(page), 'Refresh statistics').click();
  await until('all answers', async () => (await says(page).innerText()).startsWith('3 messages'));
});

test('it is copied as text, CSV and Markdown, and no topic becomes a formula', async (t) => {
  const { page, host } = await opened(t);
  await pick(page, pane(page).getByRole('combobox', { name: 'Statistics by' }), 'By Topic');
  await until('topics', async () => (await column(page, 'Topic')).includes('=news'));
  const copy = async (name: string): Promise<string[]> => {
    const before = host.copied.length;
    await button(pane(page), 'Copy statistics').click();
    await page.getByRole('menuitem', { name, exact: true }).click();
    await until('a copy', () => host.copied.length === before + 1);
    await pane(page).getByText('The table was copied.').waitFor();
    return (host.copied.at(-1) ?? '').trimEnd().split(/\r?\n/);
  };
  const text = await copy('Text, Parted by Tabs');
  assert.equal(text[0]?.split('\t').slice(0, 6).join(), 'Topic,Messages,In,Out,Rate [1/s],Bytes [B]');
  assert.ok(text.some((line) => line.startsWith("'=news\t10\t10\t0\t")));
  assert.ok(text.some((line) => line.startsWith('weather.oslo\t30\t30\t0\t') && line.includes('\t46500\t100\t1')));
  const csv = await copy('CSV');
  assert.equal(csv[0]?.split(',').slice(0, 8).join(), 'label,messages,in,out,rate,bytes,sizes.min,sizes.median');
  assert.ok(csv.some((line) => line.startsWith("'=news,10,10,0,")));
  assert.equal(new Set(csv.map((line) => line.split(',').length)).size, 1);
  const markdown = await copy('Markdown Table');
  assert.match(markdown[0] ?? '', /^\| Topic \| Messages \| In \| Out \| Rate \\\[1\/s\\\] \|/);
  assert.match(markdown[1] ?? '', /^\| --- \| ---: \| ---: \|/);
  // The row that has the focus takes the key as well.
  await table(page)
    .getByRole('row', { name: /^weather.oslo/ })
    .click();
  const before = host.copied.length;
  await page.keyboard.press('Control+c');
  await until('a copy by the key', () => host.copied.length === before + 1);
  assert.equal(host.copied.at(-1)?.trimEnd().split('\n').length, text.length);
});

test('a command opens it, it comes back with the page, and Escape or its button closes it', async (t) => {
  const { page, host, webview } = await openPanel(t, browser(), (engine) => fill(engine, t));
  await page.getByRole('grid', { name: 'Traffic log' }).getByRole('row').nth(3).waitFor();
  await host.notify(showStatistics, {});
  await table(page).waitFor();
  await pick(page, pane(page).getByRole('combobox', { name: 'Statistics by' }), 'By Peer');
  await until('peers', async () => (await column(page, 'Source')).includes('feed'));
  await sortedBy(page, 'Bytes').getByRole('button').click();
  await until('what is kept', () => page.evaluate(() => sessionStorage.getItem('state')?.includes('"sortBy":"bytes"') ?? false));
  await webview.reload();
  await table(page).waitFor();
  assert.equal(await sortedBy(page, 'Bytes').getAttribute('aria-sort'), 'descending');
  assert.equal(await button(page, 'Statistics').getAttribute('aria-pressed'), 'true');
  await table(page).getByRole('row').nth(3).click();
  await page.keyboard.press('Escape');
  await pane(page).waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.localName), 'zmq-traffic-log');
  await button(page, 'Statistics').click();
  await table(page).waitFor();
  await button(pane(page), 'Close statistics').click();
  await pane(page).waitFor({ state: 'detached' });
  assert.deepEqual(webview.complaints, []);
});

test('of many it tells how far it is, and cancelled it says what the figures are of', async (t) => {
  const count = 1_500_000;
  const { page } = await openPanel(t, browser(), async (engine) => {
    const { id, endpoints } = await engine.open({ type: 'pull', name: 'many', bind: [anyPort] });
    const flood = Peer.c(t, 'flood.c', ['push', 'connect', endpoints[0]?.resolved ?? '', '--size', '40', '--count', String(count)]);
    await flood.next('sent', 120_000);
    await engine.waitForSocket('all of them', id, ({ counters }) => counters.received === count, 60_000);
  });
  await page.getByRole('grid', { name: 'Traffic log' }).getByRole('row').nth(3).waitFor();
  const progress = until('progress', async () => /^Looked at [1-9]\d? % …$/.test(await says(page).innerText()));
  await button(page, 'Statistics').click();
  await progress;
  await button(pane(page), 'Cancel').click();
  await until('what it is of', async () =>
    /cancelled: only the oldest [\d,]+ of 1,500,\d+ records were looked at/.test(await says(page).innerText()),
  );
  await button(pane(page), 'Refresh statistics').click();
  await until('all', async () => /^1,500,000 messages, as of/.test(await says(page).innerText()));
});

test('in each theme, wide and narrow, it can be read and nothing sticks out', async (t) => {
  const engine = EngineClient.start(t);
  await fill(engine, t);
  const folder = process.env.PICTURES;
  if (folder) mkdirSync(folder, { recursive: true });
  for (const theme of ['dark', 'light', 'highContrast'] as const) {
    for (const [width, height] of [
      [1200, 800],
      [420, 700],
    ] as const) {
      const webview = await WebviewPage.open(t, browser(), new InspectorHost(engine).serve, { theme, width, height });
      const { page } = webview;
      await button(page, 'Statistics').click();
      await table(page).waitFor();
      if (folder) await page.screenshot({ path: `${folder}/${theme}-${width}.png` });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, 'nothing sticks out');
      for (const part of [table(page).locator('tbody tr').first(), ...(await pane(page).locator('vscode-button, zmq-choice').all())]) {
        const box = await part.boundingBox();
        assert.ok(box && box.x >= 0 && box.y + box.height <= height, `${theme}, ${width}: ${JSON.stringify(box)}`);
      }
      for (const part of await pane(page).locator('vscode-button, zmq-choice').all()) {
        const box = await part.boundingBox();
        assert.ok(box && box.x + box.width <= width, `${theme}, ${width}: ${JSON.stringify(box)}`);
      }
      assert.deepEqual(webview.complaints, []);
      await page.close();
    }
  }
});
