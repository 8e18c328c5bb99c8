import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf, type EngineClient, type Scope } from '../../../support/engineClient';
import { openPanel, type Bench, pair, record, button, compose, frameAction } from '../../../support/inspectorPanel';
import { rowsWith } from '../../../support/logRows';
import { sharedBrowser } from '../../../support/webviewPage';

const browser = sharedBrowser();
const everything = [new Uint8Array(0)];

const open = (t: Scope, prepare?: (engine: EngineClient) => Promise<unknown>): Promise<Bench> => openPanel(t, browser(), prepare);

test('details show each frame as text and hex with its exact size, and copy them', async (t) => {
  const { engine, grid, host, details } = await open(t);
  const { left } = await pair(engine);
  await engine.send(left.id, [bytesOf('tab\there\u202e'), new Uint8Array([0xff, 0x00, 0x41]), new Uint8Array(0)]);
  await record(grid, 'here', 'received').click();
  await details.getByText('3 frames, 14 bytes').waitFor();
  await details.getByText('tab\\there\\u202e').waitFor();
  await details.getByText('74 61 62 09 68 65 72 65  e2 80 ae').waitFor();
  await details.getByText('ff 00 41').waitFor();
  await button(details.getByRole('group', { name: 'Show frame 2 as' }), 'Text').click();
  await details.getByText('⟨FF⟩\\x00A').waitFor();
  await details.getByText('Empty frame').waitFor();
  await frameAction(details, 1, 'Copy as Text');
  await details.getByText('Frame 1 copied as text.').waitFor();
  await frameAction(details, 2, 'Copy as Hex');
  await details.getByText('Frame 2 copied as hex.').waitFor();
  assert.deepEqual(host.copied, ['tab\there\u202e', 'ff0041']);
  await button(details, 'Close details').click();
  await details.waitFor({ state: 'detached' });
});

test('an event has its text and endpoint in the details', async (t) => {
  const { engine, grid, details } = await open(t);
  const { address } = await pair(engine);
  await record(grid, 'listening', 'event').first().click();
  await details.getByText(`Endpoint: ${address}`).waitFor();
});

test('of large and many frames the first are shown, the rest on request, and copies say what they lack', async (t) => {
  const { engine, grid, host, details } = await open(t);
  const { left } = await pair(engine);
  await engine.send(
    left.id,
    Array.from({ length: 1000 }, (_, i) => bytesOf(`part ${i + 1}`)),
  );
  await record(grid, 'part 1 ', 'received').click();
  await details.getByText('100 of 1,000 frames shown.').waitFor();
  await details.getByRole('heading', { name: 'Frame 100', exact: true }).waitFor();
  await button(details, 'Show more frames').click();
  await details.getByRole('heading', { name: 'Frame 200', exact: true }).scrollIntoViewIfNeeded();
  await details.getByText('70 61 72 74 20 32 30 30').waitFor();

  await engine.send(left.id, [new Uint8Array(3_000_000).fill(0x78)]);
  await record(grid, '3.00 MB', 'received').click();
  await details.getByText('First 1,024 of 3,000,000 bytes shown.').waitFor();
  await button(details, 'Show more').click();
  await details.getByText('First 8,192 of 3,000,000 bytes shown.').waitFor();
  await frameAction(details, 1, 'Copy as Text');
  await details.getByText('Frame 1, its first 1,048,576 of 3,000,000 bytes, copied as text.').waitFor();
  assert.equal(host.copied[0], 'x'.repeat(1_048_576));
});

test('markup in payload, topic and socket name is text', async (t) => {
  const markup = '<img src=x onerror="document.title=\'pwned\'"><b>bold</b>';
  const { engine, details, page, webview } = await open(t);
  const pub = await engine.open({ type: 'pub', name: markup, bind: ['tcp://127.0.0.1:*'] });
  const sub = await engine.open({ type: 'sub', name: markup, connect: [pub.endpoints[0]?.resolved ?? ''], subscribe: everything });
  await engine.waitForPeers(sub.id);
  await engine.send(pub.id, [bytesOf(markup), bytesOf(markup)], { holdForSubscriber: 5000 });
  const row = rowsWith(page, 'received', markup);
  await row.click();
  await details.getByText(markup).first().waitFor();
  await page.getByRole('combobox', { name: 'Show socket' }).click();
  await page.getByRole('option', { name: `${markup} (SUB)` }).waitFor();
  await page.keyboard.press('Escape');
  const form = await compose(page);
  await form.locator('.selected-value', { hasText: markup }).waitFor();
  assert.equal(await page.locator('img, b').count(), 0);
  assert.equal(await page.title(), 'ZMQ Inspector');
  assert.deepEqual(webview.complaints, []);
});

test('the ASCII of a short frame stands right behind its hex digits', async (t) => {
  const { engine, grid, details } = await open(t);
  const { left } = await pair(engine);
  await engine.send(left.id, ['abc']);
  await record(grid, 'abc', 'received').click();
  const hex = await details.locator('pre.hex').boundingBox();
  const ascii = await details.locator('pre.ascii').boundingBox();
  assert.ok(hex && ascii && hex.width < 100 && ascii.x - (hex.x + hex.width) < 20, JSON.stringify({ hex, ascii }));
});
