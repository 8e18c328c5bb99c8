import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compose as composeMessage } from '../../../../src/protocol/composer';
import { showFilter } from '../../../../src/protocol/inspector';
import { clearLog } from '../../../../src/protocol/log';
import { bytesOf, type EngineClient, type Scope } from '../../../support/engineClient';
import { button, compose, holds, openPanel, pair, record, type Bench } from '../../../support/inspectorPanel';
import { until } from '../../../support/processes';
import { ScriptedLog } from '../../../support/scriptedLog';
import { sharedBrowser, WebviewPage } from '../../../support/webviewPage';

const browser = sharedBrowser();

const open = (t: Scope): Promise<Bench> => openPanel(t, browser());

async function send(engine: EngineClient, socket: string, what: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await engine.send(socket, [bytesOf(`${what} ${i}`)]);
}

for (const [how, clear] of [
  ['here', ({ page }: Bench) => button(page, 'Clear log').click()],
  ['elsewhere', ({ engine }: Bench) => engine.connection.sendRequest(clearLog, {})],
] as const) {
  test(`a log that was cleared ${how} follows the newest again`, async (t) => {
    const bench = await open(t);
    const { engine, grid, page, details } = bench;
    const { left } = await pair(engine);
    await send(engine, left.id, 'before', 60);
    const row = record(grid, 'before 59', 'received');
    await row.click();
    await details.waitFor();
    await button(page, 'Close details').click();
    await details.waitFor({ state: 'detached' });
    await clear(bench);
    await row.waitFor({ state: 'detached' });
    await send(engine, left.id, 'after', 60);
    await record(grid, 'after 59', 'received').waitFor();
    assert.equal(await button(page, 'Jump to latest').count(), 0);
  });
}

for (const records of [0, 5])
  test(`after a restart of the engine the log follows the newest again, which begins with ${records} records`, async (t) => {
    const log = new ScriptedLog(300);
    const { page } = await WebviewPage.open(t, browser(), log.serve);
    await log.tell();
    const grid = page.getByRole('grid', { name: 'Traffic log' });
    const rowAt = (index: number) => grid.locator(`.record[aria-rowindex="${index}"]`);
    await rowAt(301).click();
    const details = page.getByRole('region', { name: 'Message details' });
    await details.waitFor();
    await button(page, 'Close details').click();
    await details.waitFor({ state: 'detached' });
    log.engine = 'restarting';
    await log.tellSnapshot();
    Object.assign(log, { engine: 'running', generation: 2, end: records });
    await log.tellSnapshot();
    await log.tell();
    await rowAt(301).waitFor({ state: 'detached' });
    for (const end of [10, 60, 200]) {
      log.end = end;
      await log.tell();
      await rowAt(end + 1).waitFor();
    }
    assert.equal(await button(page, 'Jump to latest').count(), 0);
  });

test('a click selects the record that is on the screen, though the view is another one by then', async (t) => {
  const { engine, grid, page, details } = await open(t);
  const { left } = await pair(engine);
  await send(engine, left.id, 'apple', 3);
  await send(engine, left.id, 'pear', 3);
  const row = record(grid, 'apple 1', 'received');
  await row.waitFor();
  // From here on nothing new is drawn, as on a busy computer.
  await page.evaluate(() => {
    const log = document.querySelector('zmq-inspector')?.shadowRoot?.querySelector('zmq-traffic-log');
    Object.assign(log ?? {}, { performUpdate: () => undefined });
  });
  await page.getByRole('searchbox', { name: 'Filter' }).fill('pear');
  await page.getByText('6 matches', { exact: true }).waitFor();
  await page.waitForFunction(() => {
    const log = document.querySelector('zmq-inspector')?.shadowRoot?.querySelector('zmq-traffic-log') as unknown as {
      view: { row(position: number): { preview: string } | undefined };
    };
    return log.view.row(0)?.preview.includes('pear');
  });
  await row.click();
  await details.getByText('apple 1').first().waitFor();
});

test('what a socket with conflate received is marked as what may be a part', async (t) => {
  const { engine, grid, page, details } = await open(t);
  const pub = await engine.open({ type: 'pub', name: 'station', bind: ['tcp://127.0.0.1:*'] });
  const sub = await engine.open({
    type: 'sub',
    name: 'latest',
    connect: [pub.endpoints[0]?.resolved ?? ''],
    subscribe: [new Uint8Array(0)],
    options: { conflate: true },
  });
  await engine.waitForPeers(sub.id);
  await engine.connection.sendRequest(composeMessage, {
    socket: pub.id,
    frames: [
      { format: 'text', text: 'head' },
      { format: 'text', text: 'tail' },
    ],
    holdForSubscriber: 5000,
  });
  const row = record(grid, 'tail', 'received');
  await row.waitFor();
  assert.equal((await row.locator('.frames').innerText()).trim(), '1?');
  await row.click();
  await details.getByText('maybe the last frame alone').waitFor();
  await page.getByTitle('The option conflate is set: this may be the last frame of a message of several.').first().waitFor();
  assert.equal(await record(grid, 'tail', 'sent').locator('.frames').innerText(), '2');
});

test('an event says all it has to say where columns beside its text are empty', async (t) => {
  const { engine, grid, page } = await open(t);
  await page.setViewportSize({ width: 900, height: 700 });
  await pair(engine);
  const row = record(grid, 'listening', 'event').first();
  await row.waitFor();
  const [whole, preview] = await Promise.all([row.boundingBox(), row.locator('.preview').boundingBox()]);
  assert.ok(whole && preview && preview.x + preview.width >= whole.x + whole.width - 12, 'it takes the room of frames and size');
  for (const width of [340, 520, 700, 900, 1400]) {
    await page.setViewportSize({ width, height: 700 });
    await page.waitForFunction((wanted) => window.innerWidth === wanted, width);
    const places = await row.evaluate((element) =>
      ['.direction', '.socket', '.topic', '.preview'].map((cell) => element.querySelector(cell)?.getBoundingClientRect()),
    );
    const left = places.at(-1)?.left ?? 0;
    const before = Math.max(...places.slice(0, -1).map((place) => place?.right ?? 0));
    assert.ok(left >= before && left - before < 20, `at ${width} px it begins beside the endpoint: ${left}, ${before}`);
  }
});

test('a topic that is clicked replaces the condition for the topic alone, and leaves the focus', async (t) => {
  const { engine, host, page } = await open(t);
  await pair(engine);
  const filter = page.getByRole('searchbox', { name: 'Filter' });
  await filter.fill('dir:in topic:old');
  await filter.press('Enter');
  const other = button(page, 'Pause');
  await other.focus();
  await host.notify(showFilter, { topic: 'topic:weather.' });
  await holds(filter, 'dir:in topic:weather.');
  assert.equal(await filter.evaluate((input) => (input.getRootNode() as ShadowRoot).activeElement === input), false);
});

test('a condition that one is typing is no error, and an error leaves the list of completions as it is', async (t) => {
  const { engine, page } = await open(t);
  await pair(engine);
  const filter = page.getByRole('searchbox', { name: 'Filter' });
  await filter.pressSequentially('type:');
  await page.getByRole('option').first().waitFor();
  await page.getByText(/^Not in use/).waitFor();
  assert.equal(await filter.getAttribute('aria-invalid'), 'false');
  assert.equal(await page.locator('.fault').filter({ visible: true }).count(), 0);
  const list = page.getByRole('listbox', { name: 'Suggestions' });
  const colour = (): Promise<string> => list.locator('..').evaluate((menu) => getComputedStyle(menu).backgroundColor);
  const before = await colour();
  await filter.fill('size>x type:');
  await page.locator('.fault').filter({ visible: true }).waitFor();
  assert.equal(await page.locator('.fault').filter({ visible: true }).count(), 1, 'one line');
  assert.equal(await colour(), before);
  await filter.fill('type:');
  await until('no error again', async () => (await filter.getAttribute('aria-invalid')) === 'false');
  await button(page, 'Pause').focus();
  await until('left so, it is one', async () => (await filter.getAttribute('aria-invalid')) === 'true');
});

test('what was said of a message that was sent goes when another is written', async (t) => {
  const { engine, page } = await open(t);
  await engine.open({ type: 'pub', name: 'news', bind: ['tcp://127.0.0.1:*'] });
  const form = await compose(page);
  const text = form.getByRole('textbox', { name: 'Frame 1' });
  await text.fill('one');
  await button(form, 'Send').click();
  const said = form.getByText(/no subscription matches/);
  await said.waitFor();
  assert.ok(!(await said.getAttribute('class'))?.includes('good'), 'nobody received it');
  await text.fill('another');
  await said.waitFor({ state: 'detached' });
});

test('a draft whose place a message of the log takes can be had back', async (t) => {
  const { engine, grid, page, details } = await open(t);
  const { left } = await pair(engine);
  await send(engine, left.id, 'message', 1);
  const form = await compose(page, 'left (PAIR)');
  const text = form.getByRole('textbox', { name: 'Frame 1' });
  await text.fill('my draft');
  await record(grid, 'message 0', 'sent').click();
  await button(details, 'Actions for this message').click();
  await page.getByRole('menuitem', { name: 'Edit and Send' }).click();
  await holds(text, 'message 0');
  await button(form, 'Restore Draft').click();
  await holds(text, 'my draft');
});

for (const [what, width, height] of [
  ['height', 1200, 520],
  ['width', 520, 780],
] as const) {
  test(`at 520 px of ${what} with details and composer the log keeps eight rows`, async (t) => {
    const { engine, grid, page, details } = await open(t);
    const { left } = await pair(engine);
    await send(engine, left.id, 'row', 20);
    await record(grid, 'row 19', 'received').click();
    await details.waitFor();
    await compose(page);
    await page.setViewportSize({ width, height });
    await until('eight rows and the header', async () => ((await grid.boundingBox())?.height ?? 0) >= 9 * 22);
    assert.ok(((await details.boundingBox())?.height ?? 0) >= 60);
  });
}
