import assert from 'node:assert/strict';
import { test } from 'node:test';
import { showFilter } from '../../../../src/protocol/inspector';
import { clearLog } from '../../../../src/protocol/log';
import { bytesOf, type EngineClient, type Scope } from '../../../support/engineClient';
import { button, compose, holds, openPanel, pair, record, type Bench } from '../../../support/inspectorPanel';
import { until } from '../../../support/processes';
import { sharedBrowser } from '../../../support/webviewPage';

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

test('an event says all it has to say where columns beside its text are empty', async (t) => {
  const { engine, grid, page } = await open(t);
  await page.setViewportSize({ width: 900, height: 700 });
  await pair(engine);
  const row = record(grid, 'listening', 'event').first();
  await row.waitFor();
  const [whole, preview] = await Promise.all([row.boundingBox(), row.locator('.preview').boundingBox()]);
  assert.ok(whole && preview && preview.x + preview.width >= whole.x + whole.width - 12, 'it takes the room of frames and size');
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

test('at 520 px of height with details and composer the log keeps eight rows', async (t) => {
  const { engine, grid, page, details } = await open(t);
  const { left } = await pair(engine);
  await send(engine, left.id, 'row', 20);
  await record(grid, 'row 19', 'received').click();
  await details.waitFor();
  await compose(page);
  await page.setViewportSize({ width: 1200, height: 520 });
  await until('eight rows and the header', async () => ((await grid.boundingBox())?.height ?? 0) >= 9 * 22);
});
