import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { startDemo } from '../../src/protocol/engine';
import type { SocketInfo } from '../../src/protocol/sockets';
import { bytesOf, EngineClient, type Scope } from '../support/engineClient';
import { InspectorHost } from '../support/inspectorHost';
import { rowsWith } from '../support/logRows';
import { until } from '../support/processes';
import { sharedBrowser, WebviewPage } from '../support/webviewPage';

const browser = sharedBrowser();

const everything = [new Uint8Array(0)];

interface Bench {
  engine: EngineClient;
  host: InspectorHost;
  webview: WebviewPage;
  page: Page;
  grid: Locator;
  details: Locator;
}

/** The panel on a real engine; `prepare` runs before the page is there. */
async function open(t: Scope, prepare?: (engine: EngineClient) => Promise<unknown>): Promise<Bench> {
  const engine = EngineClient.start(t);
  await prepare?.(engine);
  const host = new InspectorHost(engine);
  const webview = await WebviewPage.open(t, browser(), host.serve);
  const { page } = webview;
  return {
    engine,
    host,
    webview,
    page,
    grid: page.getByRole('grid', { name: 'Traffic log' }),
    details: page.getByRole('region', { name: 'Message details' }),
  };
}

/** A PAIR on each side of a connection, both connected. */
async function pair(engine: EngineClient, name = 'left'): Promise<{ left: SocketInfo; right: SocketInfo; address: string }> {
  const left = await engine.open({ type: 'pair', name, bind: ['tcp://127.0.0.1:*'] });
  const address = left.endpoints[0]?.resolved ?? '';
  const right = await engine.open({ type: 'pair', name: 'right', connect: [address] });
  await engine.waitForPeers(left.id);
  return { left, right, address };
}

const record = (grid: Locator, text: string, direction: 'received' | 'sent' | 'event'): Locator => rowsWith(grid.page(), text, direction);
const button = (scope: Page | Locator, name: string): Locator => scope.getByRole('button', { name, exact: true });

/** Waits until a text field holds the text: the toolkit draws a change a moment later. */
async function holds(field: Locator, text: string): Promise<void> {
  await until(`a field with ${text}`, async () => (await field.inputValue()) === text);
}

async function compose(page: Page, from?: string): Promise<Locator> {
  await button(page, 'Compose message').click();
  const form = page.getByRole('form', { name: 'Compose message' });
  if (from) await pick(page, form.getByRole('combobox', { name: 'Send from' }), from);
  return form;
}

async function frameAction(details: Locator, frame: number, action: string): Promise<void> {
  await button(details, `Actions for frame ${frame}`).click();
  await details.getByRole('menuitem', { name: action, exact: true }).click();
}

async function pick(page: Page, list: Locator, option: string): Promise<void> {
  await list.click();
  await page.getByRole('option', { name: option, exact: true }).filter({ visible: true }).click();
  await list.locator('.selected-value', { hasText: option }).waitFor();
}

test('messages and events appear as they come, each with its facts', async (t) => {
  const { engine, grid, page, webview } = await open(t);
  const { left, right } = await pair(engine);
  await record(grid, 'listening', 'event').first().waitFor();
  await engine.send(left.id, [bytesOf('hello'), bytesOf('world!')]);
  const received = record(grid, 'hello │ world!', 'received');
  await received.waitFor();
  assert.match(await received.innerText(), /\d\d:\d\d:\d\d\.\d{3}/);
  assert.match(await received.innerText(), /right/);
  assert.match(await received.innerText(), /2\s+11 B/);
  await record(grid, 'hello │ world!', 'sent').waitFor();
  assert.ok((await received.getAttribute('class')) !== (await record(grid, 'listening', 'event').first().getAttribute('class')));
  await page
    .getByRole('status')
    .filter({ hasText: /Shown [1-9]\d*\s+Kept [1-9]\d*\s+Evicted 0\s+\d+ messages\/s\s+[\d.]+ [KM]B\/s/ })
    .waitFor();
  assert.equal(right.type, 'pair');
  assert.deepEqual(webview.complaints, []);
});

test('a panel that opens on a quiet log has its counts', async (t) => {
  const { page } = await open(t, async (engine) => {
    await pair(engine);
    await engine.waitFor('a notice of all records', () => engine.lastChange && engine.lastChange.log.kept >= 8);
  });
  await page
    .getByRole('status')
    .filter({ hasText: /Shown [1-9]\d*\s+Kept [1-9]\d*/ })
    .waitFor();
});

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

test('the filter finds text in all kept records, in either case, and goes again', async (t) => {
  const { engine, grid, page } = await open(t);
  const { left } = await pair(engine);
  for (let i = 0; i < 300; i++) await engine.send(left.id, [bytesOf(i === 7 ? 'a Needle in hay' : `straw ${i}`)]);
  await record(grid, 'straw 299', 'received').waitFor();
  const filter = page.getByRole('searchbox', { name: 'Filter' });
  await filter.fill('nEEDLE');
  await record(grid, 'a Needle in hay', 'received').waitFor();
  await page.getByText('2 matches', { exact: true }).waitFor();
  await until('aria-rowcount is 3', async () => (await grid.getAttribute('aria-rowcount')) === '3');
  await filter.fill('no such thing');
  await page.getByText('No kept record matches.').waitFor();
  await button(page, 'Show All Records').click();
  await record(grid, 'straw 299', 'received').waitFor();
  await holds(filter, '');
});

test('one socket can be looked at alone', async (t) => {
  const { engine, grid, page } = await open(t);
  const { left } = await pair(engine);
  await engine.send(left.id, [bytesOf('ping')]);
  await record(grid, 'ping', 'received').waitFor();
  await pick(page, page.getByRole('combobox', { name: 'Show socket' }), 'left (PAIR)');
  await record(grid, 'ping', 'received').waitFor({ state: 'detached' });
  await record(grid, 'ping', 'sent').waitFor();
});

test('a remembered socket that is not open yet has an empty log, and its own once it opens', async (t) => {
  const { engine, grid, page, webview } = await open(t, (engine) =>
    engine.open({ type: 'pair', name: 'other', bind: ['tcp://127.0.0.1:*'] }),
  );
  await record(grid, 'listening', 'event').waitFor();
  await page.evaluate(() => sessionStorage.setItem('state', JSON.stringify({ version: 1, socket: 's77' })));
  await webview.reload();
  await page.getByText('No socket "s77" was opened in this engine.').waitFor();
  assert.equal(await grid.getByRole('row').count(), 1, 'the header alone');
  await engine.open({ id: 's77', type: 'pair', name: 'mine', bind: ['tcp://127.0.0.1:*'] });
  await record(grid, 'listening', 'event').filter({ hasText: 'mine' }).waitFor();
  assert.equal(await record(grid, 'other', 'event').count(), 0);
});

test('a pause under a filter goes on after the panel was hidden, the unseen counted among what matches', async (t) => {
  const { engine, grid, page, webview } = await open(t);
  const { left } = await pair(engine);
  const sendBoth = async (from: number, to: number): Promise<void> => {
    for (let i = from; i < to; i++) for (const word of ['wheat', 'chaff']) await engine.send(left.id, [`${word} ${i}`]);
  };
  await sendBoth(0, 40);
  await page.getByRole('searchbox', { name: 'Filter' }).fill('wheat');
  await page.getByText('80 matches', { exact: true }).waitFor();
  await record(grid, 'wheat 39', 'received').waitFor();
  await button(page, 'Pause').click();
  await page.waitForFunction(() => /"pausedAt":[1-9]/.test(sessionStorage.getItem('state') ?? ''));
  await sendBoth(40, 45);
  await page.getByText('10 unseen records').waitFor();
  await webview.reload();
  await page.getByText('10 unseen records').waitFor();
  await record(grid, 'wheat 39', 'received').waitFor();
  assert.equal(await record(grid, 'wheat 40', 'received').count(), 0);
  await button(page, 'Resume').click();
  await record(grid, 'wheat 44', 'received').waitFor();
});

test('clearing leaves an empty log that goes on', async (t) => {
  const { engine, grid, page } = await open(t);
  const { left } = await pair(engine);
  await engine.send(left.id, [bytesOf('before')]);
  await record(grid, 'before', 'received').waitFor();
  await button(page, 'Clear log').click();
  await page.getByText('Nothing was received or sent yet.').waitFor();
  await engine.send(left.id, [bytesOf('after')]);
  await record(grid, 'after', 'received').waitFor();
  assert.equal(await record(grid, 'before', 'received').count(), 0);
});

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

test('the composer sends text, checked JSON and hex as several frames, with Ctrl+Enter too', async (t) => {
  const { engine, grid, page, details } = await open(t);
  await pair(engine);
  const form = await compose(page, 'left (PAIR)');
  await form.getByRole('textbox', { name: 'Frame 1' }).fill('{"a": }');
  await pick(page, form.getByRole('combobox', { name: 'Format of frame 1' }), 'JSON');
  await form.getByText('This is no JSON').waitFor();
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
  await form.getByRole('textbox', { name: 'Frame 3' }).focus();
  await button(form, 'Remove frame').click();
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

test('a SUB shows its subscriptions where others have frames, to add and remove', async (t) => {
  const { engine, page } = await open(t);
  const sub = await engine.open({ type: 'sub', name: 'listener', bind: ['tcp://127.0.0.1:*'], subscribe: [bytesOf('weather')] });
  const form = await compose(page, 'listener (SUB)');
  await form.getByText('SUB sockets only receive.').waitFor();
  assert.equal(await form.getByRole('textbox', { name: /^Frame/ }).count(), 0);
  await form.getByRole('textbox', { name: 'New topic' }).fill('storm');
  await button(form, 'Subscribe').click();
  await form.getByText('storm', { exact: true }).waitFor();
  await button(form, 'Unsubscribe weather').click();
  await form.getByText('weather', { exact: true }).waitFor({ state: 'detached' });
  const { subscriptions } = await engine.info(sub.id);
  assert.deepEqual(subscriptions, [bytesOf('storm')]);
});

test('the form Open socket checks as one types, keeps what was typed, and offers a way out', async (t) => {
  const { engine, page } = await open(t);
  const { address } = await pair(engine, 'holder');
  await button(page, 'Open socket').click();
  const form = page.getByRole('form', { name: 'Open socket' });
  const endpoint = form.getByRole('textbox', { name: 'Endpoint', exact: true });
  await endpoint.fill('tcp://*:5555');
  await form.getByText('can only be bound').waitFor();
  await button(form, 'Use tcp://localhost:5555').click();
  await holds(endpoint, 'tcp://localhost:5555');
  await endpoint.fill('foo://x');
  await form.getByText('no transport of ZeroMQ').waitFor();

  await pick(page, form.getByRole('combobox', { name: 'Type' }), 'PULL');
  await form.getByText('no longer reach the program they were meant for').waitFor();
  await pick(page, form.getByRole('combobox', { name: 'Bind or connect' }), 'Bind');
  await endpoint.fill(address);
  await form.getByRole('textbox', { name: 'Name' }).fill('collector');
  await form.getByText('Options').click();
  await form.getByRole('textbox', { name: /^Receive high-water mark/ }).fill('-5');
  await form.getByText('must be a whole number').waitFor();
  await form.getByRole('textbox', { name: /^Receive high-water mark/ }).fill('77');
  await button(form, 'Open').click();
  await form.getByRole('alert').filter({ hasText: 'in use' }).waitFor();
  await holds(endpoint, address);
  await holds(form.getByRole('textbox', { name: 'Name' }), 'collector');
  await button(form, 'Connect instead').waitFor();
  await form.getByRole('button', { name: /^Use tcp:/ }).click();
  await button(form, 'Open').click();
  await form.getByText('Opened collector at tcp://127.0.0.1:').waitFor();
  const collector = (await engine.sockets()).find(({ name }) => name === 'collector');
  assert.equal(collector?.type, 'pull');
  assert.equal(collector.options.receiveHighWaterMark, 77);
});

test('an address in use is no dead end for an open socket, nor for a closed one', async (t) => {
  const { engine, host, page } = await open(t);
  const { address } = await pair(engine, 'holder');
  const sub = await engine.open({ type: 'sub', name: 'mine', bind: ['tcp://127.0.0.1:*'], subscribe: everything });
  await button(page, 'Open socket').click();
  const form = page.getByRole('form', { name: 'Open socket' });
  await pick(page, form.getByRole('combobox', { name: 'Socket', exact: true }), 'mine (SUB)');
  await pick(page, form.getByRole('combobox', { name: 'Bind or connect' }), 'Bind');
  const endpoint = form.getByRole('textbox', { name: 'New endpoint' });
  await endpoint.fill(address);
  await button(form, 'Add endpoint').click();
  await form.getByRole('alert').filter({ hasText: 'in use' }).waitFor();
  await form.getByRole('button', { name: /^Use tcp:/ }).click();
  await until('another endpoint', async () => (await endpoint.inputValue()) !== address);
  await endpoint.fill(address);
  await button(form, 'Add endpoint').click();
  await button(form, 'Connect instead').click();
  await form.getByRole('alert').waitFor({ state: 'detached' });
  await button(form, 'Add endpoint').click();
  await engine.waitForSocket('the connection', sub.id, ({ endpoints }) =>
    endpoints.some(({ role, resolved }) => role === 'connect' && resolved === address),
  );

  host.closed.push({ id: 's77', state: 'closed', spec: { id: 's77', type: 'sub', name: 'old', bind: [address], subscribe: everything } });
  await host.tellSnapshot();
  await pick(page, form.getByRole('combobox', { name: 'Socket', exact: true }), 'old (SUB), closed');
  await button(form, 'Reopen socket').click();
  await form.getByRole('alert').filter({ hasText: 'in use' }).waitFor();
  await form.getByRole('button', { name: /^Use tcp:/ }).waitFor();
  await button(form, 'Connect instead').click();
  await engine.waitFor('the socket, connected', async () => {
    const old = (await engine.sockets()).find(({ id }) => id === 's77');
    return old?.endpoints.some(({ role, resolved }) => role === 'connect' && resolved === address);
  });
});

test('what is wrong with a field is told to assistive technology with the field', async (t) => {
  const { engine, page } = await open(t);
  await pair(engine);
  await button(page, 'Open socket').click();
  const form = page.getByRole('form', { name: 'Open socket' });
  const tree = await page.context().newCDPSession(page);
  const described = async (name: string): Promise<string> => {
    const { nodes } = await tree.send('Accessibility.getFullAXTree');
    const field = nodes.find((node) => node.role?.value === 'textbox' && String(node.name?.value).startsWith(name));
    assert.ok(field, `no textbox ${name}`);
    const invalid = field.properties?.find((property) => property.name === 'invalid')?.value.value;
    return invalid === 'true' ? String(field.description?.value ?? '') : '';
  };
  // The toolkit hands an attribute on to its control a moment later.
  const isDescribed = async (name: string, expected: string | RegExp): Promise<void> => {
    let found = '';
    const holds = async () => {
      found = await described(name);
      return typeof expected === 'string' ? found === expected : expected.test(found);
    };
    await until('the description', holds).catch(() => assert.fail(`${name} is described as "${found}", not as ${String(expected)}`));
  };
  await form.getByRole('textbox', { name: 'Endpoint', exact: true }).fill('tcp://host');
  await form.getByText('lacks a port').waitFor();
  await isDescribed('Endpoint', '"tcp://host" lacks a port. A right one looks like tcp://localhost:5555.');
  assert.equal(await form.getByRole('button', { name: /^Use/ }).count(), 0, 'no endpoint is made up');
  await form.getByRole('textbox', { name: 'Endpoint', exact: true }).fill('tcp://host:1234');
  await form.getByText('lacks a port').waitFor({ state: 'detached' });
  await isDescribed('Endpoint', '');
  await form.getByText('Options').click();
  await form.getByRole('textbox', { name: /^Receive high-water mark/ }).fill('-5');
  await form.getByText('must be a whole number').waitFor();
  await isDescribed('Receive high-water mark', /must be a whole number/);
  await form.getByRole('textbox', { name: 'Topic', exact: true }).fill('0g');
  await pick(page, form.getByRole('combobox', { name: 'Format of Topic' }), 'Hex');
  await form.getByText('hexadecimal').waitFor();
  await isDescribed('Topic', /hexadecimal/);
  const composer = await compose(page, 'left (PAIR)');
  await composer.getByRole('textbox', { name: 'Frame 1' }).fill('{');
  await pick(page, composer.getByRole('combobox', { name: 'Format of frame 1' }), 'JSON');
  await composer.getByText('This is no JSON').waitFor();
  await isDescribed('Frame 1', /^This is no JSON/);
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

test('endpoints of an open socket are added and removed in the form', async (t) => {
  const { engine, page } = await open(t);
  const sub = await engine.open({ type: 'sub', name: 'mine', connect: ['tcp://127.0.0.1:9'], subscribe: everything });
  await button(page, 'Open socket').click();
  const form = page.getByRole('form', { name: 'Open socket' });
  await pick(page, form.getByRole('combobox', { name: 'Socket', exact: true }), 'mine (SUB)');
  await form.getByText('retrying').waitFor();
  await pick(page, form.getByRole('combobox', { name: 'Bind or connect' }), 'Bind');
  await form.getByRole('textbox', { name: 'New endpoint' }).fill('tcp://127.0.0.1:*');
  await button(form, 'Add endpoint').click();
  await form.getByText('listening').waitFor();
  await button(form, 'Remove endpoint tcp://127.0.0.1:9').click();
  await form.getByText('retrying').waitFor({ state: 'detached' });
  assert.deepEqual(
    (await engine.info(sub.id)).endpoints.map(({ role }) => role),
    ['bind'],
  );
  await button(form, 'Close socket').click();
  await form.getByRole('textbox', { name: 'Endpoint', exact: true }).waitFor();
  assert.deepEqual(await engine.sockets(), []);
});

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
  await page.keyboard.press('Control+f');
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
      const box = await row.boundingBox();
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
  const border = await page
    .locator('vscode-button[appearance=secondary]')
    .first()
    .evaluate((element) => getComputedStyle(element.shadowRoot?.querySelector('.control') as Element).borderColor);
  assert.equal(border, 'rgb(234, 234, 234)');
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
