import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import { bytesOf, type EngineClient, type Scope } from '../../../support/engineClient';
import { openPanel, type Bench, pair, record, button, compose, pick } from '../../../support/inspectorPanel';
import { until } from '../../../support/processes';
import { sharedBrowser } from '../../../support/webviewPage';

const browser = sharedBrowser();

const open = (t: Scope, prepare?: (engine: EngineClient) => Promise<unknown>): Promise<Bench> => openPanel(t, browser(), prepare);

test('a choice of delimiter stays with its socket', async (t) => {
  const { engine, page } = await open(t);
  const first = await engine.open({ type: 'dealer', name: 'first', bind: ['tcp://127.0.0.1:*'] });
  await engine.open({ type: 'dealer', name: 'second', bind: ['tcp://127.0.0.1:*'] });
  const form = await compose(page, 'first (DEALER)');
  const delimiter = (checked: boolean): Locator => form.getByRole('checkbox', { name: 'Empty delimiter', checked });
  await delimiter(true).click();
  await delimiter(false).waitFor();
  await engine.close(first.id);
  await form.getByRole('combobox', { name: 'Send from' }).locator('.selected-value', { hasText: 'second (DEALER)' }).waitFor();
  await delimiter(true).waitFor();
});

test('the composer sends text, checked JSON and hex as several frames, with Ctrl+Enter too', async (t) => {
  const { engine, grid, page, details } = await open(t);
  await pair(engine);
  const form = await compose(page, 'left (PAIR)');
  await form.getByRole('textbox', { name: 'Frame 1' }).fill('{"a": }');
  await pick(page, form.getByRole('combobox', { name: 'Format of frame 1' }), 'JSON');
  await form.getByText('This is not JSON').waitFor();
  await until(
    'aria-invalid is true',
    async () => (await form.getByRole('textbox', { name: 'Frame 1' }).getAttribute('aria-invalid')) === 'true',
  );
  const appended = (await engine.rows()).length;
  await button(form, 'Send').click();
  await form.getByRole('textbox', { name: 'Frame 1' }).press('Control+Enter');
  await form.getByText('Frame 1 is not right yet.').waitFor();
  assert.equal((await engine.rows()).length, appended, 'what does not parse is not sent');

  await form.getByRole('textbox', { name: 'Frame 1' }).fill('{ "a" : 1 }');
  await button(form, 'Add frame').click();
  await pick(page, form.getByRole('combobox', { name: 'Format of frame 2' }), 'Hex');
  await form.getByRole('textbox', { name: 'Frame 2' }).fill('00 ff');
  await button(form, 'Add frame').click();
  await button(form, 'Remove frame 3').click();
  await form.getByRole('textbox', { name: 'Frame 3' }).waitFor({ state: 'detached' });
  assert.equal(await form.getByRole('textbox', { name: /^Frame/ }).count(), 2);
  await form.getByRole('textbox', { name: 'Frame 2' }).press('Control+Enter');
  await record(grid, '{"a":1}', 'received').click();
  await details.getByRole('treeitem').filter({ hasText: 'a: 1' }).waitFor();
  await details.getByText('00 ff', { exact: true }).waitFor();
  await form.locator('.message').filter({ hasText: /sent/i }).waitFor();
});

test('a request blocks the next one until its reply is there', async (t) => {
  const { engine, grid, page } = await open(t);
  const rep = await engine.open({ type: 'rep', name: 'server', bind: ['tcp://127.0.0.1:*'] });
  await engine.open({ type: 'req', name: 'client', connect: [rep.endpoints[0]?.resolved ?? ''] });
  const form = await compose(page, 'server (REP)');
  await form.getByText('There is no request to answer yet.').waitFor();
  await pick(page, form.getByRole('combobox', { name: 'Send from' }), 'client (REQ)');
  await form.getByRole('textbox', { name: 'Frame 1' }).fill('question');
  await button(form, 'Send').click();
  await form.getByText('Awaiting the reply to the last request.').waitFor();
  assert.equal(await button(form, 'Send').isDisabled(), true);
  await record(grid, 'question', 'received').waitFor();
  await pick(page, form.getByRole('combobox', { name: 'Send from' }), 'server (REP)');
  await form.getByRole('textbox', { name: 'Frame 1' }).fill('answer');
  await button(form, 'Send').click();
  await record(grid, 'answer', 'received').waitFor();
});

test('a REQ whose reply never comes is reset, and sends again', async (t) => {
  const { engine, grid, page } = await open(t);
  const router = await engine.open({ type: 'router', name: 'silent', bind: ['tcp://127.0.0.1:*'] });
  await engine.open({ type: 'req', name: 'client', connect: [router.endpoints[0]?.resolved ?? ''] });
  const form = await compose(page, 'client (REQ)');
  await form.getByRole('textbox', { name: 'Frame 1' }).fill('first question');
  assert.equal(await button(form, 'Reset turn').count(), 0);
  await button(form, 'Send').click();
  await form.getByText('Awaiting the reply to the last request.').waitFor();
  await form.getByText('gives up the request: the socket is opened anew, and a reply that still comes is lost.').waitFor();
  await button(form, 'Reset turn').focus();
  await page.keyboard.press('Enter');
  await form.getByText('The turn was reset; an answer that still comes is lost.').waitFor();
  await button(form, 'Reset turn').waitFor({ state: 'detached' });
  await form.getByRole('textbox', { name: 'Frame 1' }).fill('second question');
  await form.getByRole('textbox', { name: 'Frame 1' }).press('Control+Enter');
  await record(grid, 'second question', 'received').waitFor();
});

test('a ROUTER answers the peer it heard, with the delimiter as that peer sent it', async (t) => {
  const { engine, grid, page } = await open(t);
  const router = await engine.open({ type: 'router', name: 'router', bind: ['tcp://127.0.0.1:*'] });
  const address = router.endpoints[0]?.resolved ?? '';
  const req = await engine.open({ type: 'req', name: 'req', connect: [address], options: { routingId: bytesOf('client-7') } });
  await engine.send(req.id, [bytesOf('question')]);
  const form = await compose(page, 'router (ROUTER)');
  await pick(page, form.getByRole('combobox', { name: 'Routing id' }), 'client-7');
  const delimiter = form.getByRole('checkbox', { name: 'Empty delimiter' });
  await form.getByText('routing id + empty delimiter + 1 frame').waitFor();
  await until('aria-checked is true', async () => (await delimiter.getAttribute('aria-checked')) === 'true');
  await form.getByRole('textbox', { name: 'Frame 1' }).fill('answer');
  await button(form, 'Send').click();
  await record(grid, 'answer', 'received').waitFor();

  // Another peer of the same socket sends none.
  const dealer = await engine.open({ type: 'dealer', name: 'dealer', connect: [address], options: { routingId: bytesOf('client-8') } });
  await engine.send(dealer.id, [bytesOf('news')]);
  await record(grid, 'news', 'received').waitFor();
  await form.getByText('routing id + empty delimiter + 1 frame').waitFor();
  await pick(page, form.getByRole('combobox', { name: 'Routing id' }), 'Latest heard');
  await form.getByText('Now client-8').waitFor();
  await form.getByText('routing id + 1 frame').waitFor();
  await pick(page, form.getByRole('combobox', { name: 'Routing id' }), 'client-7');
  await form.getByText('routing id + empty delimiter + 1 frame').waitFor();
  await pick(page, form.getByRole('combobox', { name: 'Routing id' }), 'client-8');
  await form.getByText('routing id + 1 frame').waitFor();
  await form.getByRole('combobox', { name: 'Routing id' }).click();
  const ids = form.getByRole('combobox', { name: 'Routing id' }).getByRole('option');
  // The list opens a moment after the click.
  await ids.last().waitFor();
  assert.deepEqual(
    (await ids.allInnerTexts()).map((text) => text.trim()),
    ['Latest heard', 'client-8', 'client-7', 'Other…'],
  );
  await page.keyboard.press('Escape');
  await form.getByRole('textbox', { name: 'Frame 1' }).fill('plain');
  await button(form, 'Send').click();
  const plain = record(grid, 'plain', 'received');
  await plain.waitFor();
  assert.match(await plain.innerText(), /dealer/);
});

test('before a peer was heard a ROUTER leaves the delimiter out, and a DEALER puts it in', async (t) => {
  const { engine, page } = await open(t);
  await engine.open({ type: 'router', name: 'router', bind: ['tcp://127.0.0.1:*'] });
  await engine.open({ type: 'dealer', name: 'dealer', bind: ['tcp://127.0.0.1:*'] });
  const form = await compose(page, 'router (ROUTER)');
  await form.getByRole('textbox', { name: 'Other routing id' }).fill('client');
  await form.getByText('routing id + 1 frame').waitFor();
  await pick(page, form.getByRole('combobox', { name: 'Send from' }), 'dealer (DEALER)');
  await form.getByText('empty delimiter + 1 frame').waitFor();
});
