import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { configure } from '../../../../src/protocol/engine';
import type { SocketInfo } from '../../../../src/protocol/sockets';
import { EngineClient, type Scope } from '../../../support/engineClient';
import { InspectorHost } from '../../../support/inspectorHost';
import { button, holds, pick } from '../../../support/inspectorPanel';
import { rowsWith } from '../../../support/logRows';
import { readPng, type Colour, type Pixels } from '../../../support/png';
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
  form: Locator;
  /** Sends. */
  left: SocketInfo;
  right: SocketInfo;
}

/** The composer for one of two sockets that are connected. */
async function open(t: Scope, width?: number, theme?: ThemeName): Promise<Bench> {
  const engine = EngineClient.start(t);
  const left = await engine.open({ type: 'pair', name: 'left', bind: ['tcp://127.0.0.1:*'] });
  const right = await engine.open({ type: 'pair', name: 'right', connect: [left.endpoints[0]?.resolved ?? ''] });
  await engine.waitForPeers(left.id);
  const host = new InspectorHost(engine);
  const webview = await WebviewPage.open(t, browser(), host.serve, { width, theme, height: 800 });
  const { page } = webview;
  await button(page, 'Compose message').click();
  return {
    engine,
    host,
    webview,
    page,
    grid: page.getByRole('grid', { name: 'Traffic log' }),
    form: page.getByRole('form', { name: 'Compose message' }),
    left,
    right,
  };
}

const frame = (form: Locator, number = 1): Locator => form.getByRole('textbox', { name: `Frame ${number}`, exact: true });

const format = (page: Page, form: Locator, name: string, number = 1): Promise<void> =>
  pick(page, form.getByRole('combobox', { name: `Format of frame ${number}` }), name);

test('a frame goes out in the format that was chosen, and what cannot be encoded is not sent', async (t) => {
  const { engine, host, page, form, right } = await open(t);
  const file = path.join(temporaryFolder(t), 'picture.bin');
  writeFileSync(file, Uint8Array.of(0x89, 0x50));
  const cases: { name: string; text: string; size: string; bytes: string }[] = [
    { name: 'Text', text: 'plain', size: '5 B', bytes: 'plain' },
    { name: 'Base64', text: 'AP8=', size: '2 B', bytes: '\x00\xff' },
    { name: 'MessagePack', text: '{"a":1}', size: '4 B', bytes: '\x81\xa1a\x01' },
    { name: 'CBOR', text: '{"a":1}', size: '4 B', bytes: '\xa1\x61a\x01' },
  ];
  for (const [index, { name, text, size, bytes }] of cases.entries()) {
    if (name !== 'Text') await format(page, form, name);
    await frame(form).fill(text);
    await form.getByText(size, { exact: true }).waitFor();
    await button(form, 'Send').click();
    assert.deepEqual(await engine.received(right.id, index), [bytes]);
  }
  await frame(form).fill('{"a":');
  await form.locator('.below.problem').waitFor();
  await form.getByText('Frame 1 is not right yet.').waitFor();
  await until('aria-invalid is true', async () => (await frame(form).getAttribute('aria-invalid')) === 'true');
  await frame(form).press('Control+Enter');

  host.file = { path: file, size: 2 };
  await format(page, form, 'File');
  await form.getByText('Frame 1 is not right yet.').waitFor();
  await button(form, 'Choose file of frame 1').click();
  await form.getByText('picture.bin').waitFor();
  await form.getByText('2 B', { exact: true }).waitFor();
  await button(form, 'Send').click();
  assert.deepEqual(await engine.received(right.id, cases.length), ['\x89P'], 'nothing was sent between');
});

test('a protobuf frame takes its message type from the rules, and says how to come by one', async (t) => {
  const { engine, page, form, right } = await open(t);
  await format(page, form, 'Protobuf');
  await form.getByText(/No message type is known/).waitFor();
  await button(form, 'Open zmq.decoders').waitFor();
  const protoFile = path.join(temporaryFolder(t), 'weather.proto');
  writeFileSync(protoFile, 'syntax = "proto3"; package demo; message Weather { int32 temp = 1; string place = 2; }');
  await engine.connection.sendRequest(configure, {
    decoders: [{ topic: 'weather.', decoder: 'protobuf', protoFile, messageType: 'demo.Weather' }],
  });
  await pick(page, form.getByRole('combobox', { name: 'Message type of frame 1' }), 'demo.Weather');
  await frame(form).fill('{"temp": 21, "place": "Bern"}');
  await form.getByText('8 B', { exact: true }).waitFor();
  await button(form, 'Send').click();
  assert.deepEqual(await engine.received(right.id), ['\x08\x15\x12\x04Bern']);
  await frame(form).fill('{"temp": "hot"}');
  await form.locator('.below.problem').waitFor();
});

test('a message is repeated with what changes in it, at the rate that is shown, until it is stopped, also over a reload', async (t) => {
  const { engine, webview, page, form, right } = await open(t);
  await frame(form).fill('tick ');
  await button(form, 'Insert into frame 1 what changes with each repetition').click();
  await page.getByRole('menuitem', { name: /^\{\{n\}\}/ }).click();
  await holds(frame(form), 'tick {{n}}');
  await form.getByText('6 B', { exact: true }).waitFor();
  await form.getByText('Repeat', { exact: true }).click();
  await form.getByRole('textbox', { name: 'Every (ms)' }).fill('5');
  await form.getByRole('textbox', { name: 'Times' }).fill('three');
  await form.getByText(/Must be a whole number/).waitFor();
  await form.getByRole('textbox', { name: 'Times' }).fill('3');
  await button(form, 'Start').click();
  await form.getByText(/left: 3 of 3 sent.*done/s).waitFor();
  assert.deepEqual([await engine.received(right.id, 0), await engine.received(right.id, 2)], [['tick 1'], ['tick 3']]);

  await form.getByRole('textbox', { name: 'Times' }).fill('');
  await button(form, 'Start').click();
  await form
    .getByText(/left: [\d,]+ sent, [1-9][\d.]*\/s/)
    .first()
    .waitFor();
  await page.keyboard.press('Escape');
  await form.waitFor({ state: 'detached' });
  await page.getByText(/Repeating 1 message, [1-9][\d.]*\/s/).waitFor();
  await page.waitForFunction(() => /"showComposer":false/.test(sessionStorage.getItem('state') ?? ''));
  await webview.reload();
  await button(page, 'Compose message').click();
  await button(form, 'Stop sending from left').click();
  await form.getByText(/left: [\d,]+ sent.*stopped/s).waitFor();
  await page.getByText(/Repeating 1 message/).waitFor({ state: 'detached' });
});

test('a message of the log is sent again as it was, or edited first, and the outcome is said', async (t) => {
  const { engine, page, form, left, right } = await open(t);
  await page.keyboard.press('Escape');
  await engine.send(left.id, ['{"temp":21.5}', Uint8Array.of(0, 255)]);
  await engine.waitForMessages(right.id, 1);
  const details = page.getByRole('region', { name: 'Message details' });
  const act = async (name: string): Promise<void> => {
    await button(details, 'Actions for this message').click();
    await page.getByRole('menuitem', { name, exact: true }).click();
  };
  await rowsWith(page, 'sent', '21.5').click();
  await details.getByText(/2 frames/).waitFor();
  await act('Send Again');
  await details.getByRole('status').filter({ hasText: /sent/i }).waitFor();
  assert.deepEqual(await engine.received(right.id, 1), ['{"temp":21.5}', '\x00\xff']);

  await act('Edit and Send');
  await form.waitFor();
  await holds(frame(form, 1), '{"temp":21.5}');
  await until('hex', async () => /^00 ?ff$/.test(await frame(form, 2).inputValue()));
  await frame(form, 1).fill('{"temp":22.5}');
  await button(form, 'Send').click();
  assert.deepEqual(await engine.received(right.id, 2), ['{"temp":22.5}', '\x00\xff']);

  await engine.close(left.id);
  await act('Send Again');
  await details
    .getByRole('status')
    .filter({ hasText: /No socket .* is open/ })
    .waitFor();
});

test('what a socket that only receives has received goes out by one that fits it, or by none before it is chosen', async (t) => {
  const { engine, page, form } = await open(t);
  await page.keyboard.press('Escape');
  const jobs = await engine.open({ type: 'push', name: 'jobs', bind: ['tcp://127.0.0.1:*'] });
  const worker = await engine.open({ type: 'pull', name: 'worker', connect: [jobs.endpoints[0]?.resolved ?? ''] });
  await engine.waitForPeers(jobs.id);
  await engine.send(jobs.id, ['dig']);
  await engine.waitForMessages(worker.id, 1);
  const details = page.getByRole('region', { name: 'Message details' });
  const act = async (name: string): Promise<void> => {
    await button(details, 'Actions for this message').click();
    await page.getByRole('menuitem', { name, exact: true }).click();
  };
  await rowsWith(page, 'received', 'dig').click();
  await details.getByText('worker (PULL)').waitFor();
  await act('Send Again by jobs (PUSH)');
  assert.deepEqual(await engine.received(worker.id, 1), ['dig']);
  // What is said of it comes after the message may.
  await details.getByRole('status').filter({ hasText: /\S/ }).waitFor();
  const from = form.getByRole('combobox', { name: 'Send from' });
  await act('Edit and Send');
  await from.locator('.selected-value', { hasText: 'jobs (PUSH)' }).waitFor();
  await details.getByText('A PULL only receives: jobs (PUSH) will send it.').waitFor();
  await engine.close(jobs.id);
  // The page knows it when it offers another one.
  await from.locator('.selected-value', { hasText: 'left (PAIR)' }).waitFor();
  await act('Edit and Send');
  await form.getByText('Choose the socket to send the message from.').waitFor();
  await details.getByText('A PULL only receives, and no PUSH is open.').waitFor();
  await pick(page, from, 'left (PAIR)');
  await holds(frame(form), 'dig');
});

test('messages are saved, loaded and removed by name', async (t) => {
  const { host, page, form } = await open(t);
  await format(page, form, 'Hex');
  await frame(form).fill('00ff');
  await form.getByText('Saved messages').click();
  await form.getByRole('textbox', { name: 'Name of the message' }).fill('reset');
  await button(form, 'Save').click();
  await button(form, 'Load message reset').waitFor();
  assert.deepEqual(host.messages, [{ name: 'reset', frames: [{ format: 'hex', text: '00ff' }] }]);
  await frame(form).fill('11');
  await button(form, 'Add frame').click();
  await button(form, 'Load message reset').click();
  await holds(frame(form), '00ff');
  await frame(form, 2).waitFor({ state: 'detached' });
  await button(form, 'Remove message reset').click();
  await button(form, 'Load message reset').waitFor({ state: 'detached' });
});

test('what an earlier version remembered of the composer is still understood, and all of it fits a narrow panel', async (t) => {
  const { page, form, webview } = await open(t, 300);
  // Before the page runs: the one that is open would write its own state over it.
  await page.addInitScript(() =>
    sessionStorage.setItem(
      'state',
      JSON.stringify({ version: 1, showComposer: true, composeDraft: { frames: [{ format: 'json', text: '{"old":true}' }], hold: false } }),
    ),
  );
  await webview.reload();
  await holds(frame(form), '{"old":true}');
  await form.getByText('Repeat', { exact: true }).click();
  await form.getByText('Saved messages').click();
  for (const part of await form.locator('vscode-text-field, vscode-text-area, vscode-button, zmq-choice').filter({ visible: true }).all()) {
    const box = await part.boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= 300, `${await part.innerText()}: ${JSON.stringify(box)}`);
  }
  assert.deepEqual(webview.complaints, []);
});

function temporaryFolder(t: Scope): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'zmq-composer-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('frames are moved and removed anywhere, by buttons and keys, and the keyboard stays with them', async (t) => {
  const { form, page, grid } = await open(t);
  const frame = (number: number) => form.getByRole('textbox', { name: `Frame ${number}` });
  const texts = async () => Promise.all((await form.getByRole('textbox', { name: /^Frame/ }).all()).map((field) => field.inputValue()));
  const order = (wanted: string) => until(wanted, async () => (await texts()).join() === wanted);
  const focused = () =>
    page.evaluate(() => {
      let element = document.activeElement;
      let name = '';
      while (element) {
        name = element.getAttribute('aria-label') ?? name;
        element = element.shadowRoot?.activeElement ?? null;
      }
      return name;
    });
  // One frame has no place to go to.
  assert.equal(await button(form, 'Remove frame 1').count(), 0);
  await frame(1).fill('one');
  for (const [number, text] of [
    [2, 'two'],
    [3, 'three'],
    [4, 'four'],
  ] as const) {
    await button(form, 'Add frame').click();
    await frame(number).fill(text);
  }
  await frame(3).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Alt+ArrowUp');
  await order('one,three,two,four');
  // Where it was in the text, too.
  await page.keyboard.type('!');
  await order('one,t!hree,two,four');
  await page.keyboard.press('Alt+ArrowUp');
  await order('t!hree,one,two,four');
  await page.keyboard.press('Alt+ArrowUp');
  await page.keyboard.press('Alt+ArrowDown');
  await order('one,t!hree,two,four');
  assert.equal(await button(form, 'Move frame 1 up').isDisabled(), true);
  assert.equal(await button(form, 'Move frame 4 down').isDisabled(), true);
  await button(form, 'Move frame 3 down').focus();
  await page.keyboard.press('Enter');
  await order('one,t!hree,four,two');
  // At the end it cannot go on.
  await until('the button that is left', async () => (await focused()) === 'Move frame 4 up');
  await page.keyboard.press('Enter');
  await order('one,t!hree,two,four');
  await until('its button', async () => (await focused()) === 'Move frame 3 up');
  await button(form, 'Remove frame 2').focus();
  await page.keyboard.press('Enter');
  await order('one,two,four');
  await until('the next one', async () => (await focused()) === 'Remove frame 2');
  await button(form, 'Remove frame 3').click();
  await order('one,two');
  await button(form, 'Send').click();
  await rowsWith(page, 'one', 'received').waitFor();
  assert.equal(await grid.isVisible(), true);
});

test('a frame is dragged by its grip to where a line says it will stand', async (t) => {
  const { form, page } = await open(t);
  const frames = form.locator('zmq-frame-editor');
  const texts = async () => Promise.all((await form.getByRole('textbox', { name: /^Frame/ }).all()).map((field) => field.inputValue()));
  const order = (wanted: string) => until(wanted, async () => (await texts()).join() === wanted);
  assert.equal(await form.locator('.grip').count(), 0, 'one frame has no place to go to');
  await frame(form, 1).fill('one');
  for (const [number, text] of [
    [2, 'two'],
    [3, 'three'],
  ] as const) {
    await button(form, 'Add frame').click();
    await frame(form, number).fill(text);
  }
  /** Takes a frame to a share of the height of another one. */
  const carry = async (from: number, to: number, share: number) => {
    await frames
      .nth(from - 1)
      .locator('.grip')
      .hover();
    await page.mouse.down();
    const box = await frames.nth(to - 1).boundingBox();
    assert.ok(box);
    // The first move begins it.
    for (let i = 0; i < 2; i++) await page.mouse.move(box.x + 60, box.y + box.height * share + i, { steps: 3 });
  };
  const line = (place: 'before' | 'behind') => form.locator(`zmq-frame-editor.${place}`);
  await carry(1, 3, 0.8);
  await line('behind').waitFor();
  assert.deepEqual(await frames.evaluateAll((all) => all.map(({ className }) => className.trim())), ['lifted', '', 'behind']);
  await page.mouse.up();
  await order('two,three,one');
  assert.equal(await form.locator('.lifted, .before, .behind').count(), 0);

  await carry(3, 1, 0.2);
  await line('before').waitFor();
  await page.mouse.up();
  await order('one,two,three');
  // Beside where it stands there is nothing to show, and nothing happens.
  await carry(2, 3, 0.2);
  await form.locator('zmq-frame-editor.lifted').waitFor();
  assert.equal(await line('before').count(), 0);
  await page.mouse.up();
  await until('it is let go', async () => (await form.locator('.lifted').count()) === 0);
  assert.equal((await texts()).join(), 'one,two,three');
  // A frame that is let go outside stays.
  await carry(1, 3, 0.8);
  await line('behind').waitFor();
  await page.getByRole('grid', { name: 'Traffic log' }).hover();
  await until('no line', async () => (await line('behind').count()) === 0);
  await page.mouse.up();
  await until('it is let go', async () => (await form.locator('.lifted').count()) === 0);
  assert.equal((await texts()).join(), 'one,two,three');
  // A text that is dragged is no frame.
  await frame(form, 2).selectText();
  await frame(form, 2).hover();
  assert.equal(await form.locator('.lifted').count(), 0);
});

test('JSON has its colours while it is written, letter on letter, in each theme; and none where it is long', async (t) => {
  for (const theme of ['dark', 'light', 'highContrast'] as const) {
    const { form, page, webview } = await open(t, 700, theme);
    await format(page, form, 'JSON');
    const copy = form.locator('zmq-json-copy');
    const field = frame(form);
    const lines = Array.from(
      { length: 12 },
      (_, i) => `  "key ${i}": [${i}.5, true, null, "a text that goes on until it has to be wrapped ${'x'.repeat(i * 9)}"],`,
    );
    for (const text of ['{"temp": 21.5, "ok": true}', `{\n${lines.join('\n')}\n  "last": 1}\n\n`, '{"open', `[${' '.repeat(300)}1]`]) {
      await field.fill(text);
      await until('the same text', async () => (await copy.evaluate((element) => element.shadowRoot?.textContent ?? '')) === `${text}\n`);
      // At its end, too.
      await page.keyboard.press('Control+End');
      const [own, others] = [await field.evaluate(placed), await copy.evaluate(placed)];
      assert.deepEqual(others, own, `${theme}: ${text.slice(0, 20)}`);
    }
    assert.equal(await field.evaluate((element) => getComputedStyle(element).color), 'rgba(0, 0, 0, 0)');
    await field.fill('{"temp": 21.5, "place": "Bern", "ok": true}');
    const colours = await copy.evaluate((element) =>
      [...(element.shadowRoot?.querySelectorAll('span') ?? [])].map((span) => [span.className, getComputedStyle(span).color]),
    );
    assert.deepEqual([...new Set(colours.map(([kind]) => kind))], ['json-key', 'json-number', 'json-string', 'json-word']);
    assert.ok(new Set(colours.map(([, colour]) => colour)).size >= 3, JSON.stringify(colours));

    // The letters of the copy cover those that the field would draw.
    await page.keyboard.press('Tab');
    const inked = (shown: 'field' | 'copy') =>
      form.locator('zmq-frame-editor').evaluate((editor, shown) => {
        const copy = editor.shadowRoot?.querySelector('zmq-json-copy') as HTMLElement;
        const field = editor.shadowRoot?.querySelector('vscode-text-area')?.shadowRoot?.querySelector('textarea') as HTMLElement;
        copy.style.opacity = shown === 'copy' ? '1' : '0';
        field.style.setProperty('color', shown === 'field' ? 'var(--vscode-input-foreground)' : 'transparent', 'important');
        for (const span of copy.shadowRoot?.querySelectorAll('span') ?? []) span.style.color = 'var(--vscode-input-foreground)';
      }, shown);
    await inked('field');
    const written = readPng(await field.screenshot());
    await inked('copy');
    const copied = readPng(await field.screenshot());
    const background = written.at(4, 4);
    const ink = furthest(written, () => background);
    assert.ok(ink > 100, `${theme}: a text that can be seen`);
    // Letters may begin between two pixels.
    assert.ok(furthest(written, (x, y) => copied.at(x, y)) < ink / 2, `${theme}: the copy is not where the text is`);
    await field.evaluate((element) => (element as HTMLElement).style.removeProperty('color'));

    await field.fill(JSON.stringify('x'.repeat(20_000)));
    await copy.waitFor({ state: 'detached' });
    assert.notEqual(await field.evaluate((element) => getComputedStyle(element).color), 'rgba(0, 0, 0, 0)');
    await field.fill('1');
    await copy.waitFor();
    await format(page, form, 'Hex');
    await copy.waitFor({ state: 'detached' });
    if (theme === 'dark') {
      await format(page, form, 'JSON');
      await page.emulateMedia({ forcedColors: 'active' });
      assert.equal(await copy.isVisible(), false);
      assert.notEqual(await field.evaluate((element) => getComputedStyle(element).color), 'rgba(0, 0, 0, 0)');
    }
    assert.deepEqual(webview.complaints, []);
    await page.close();
  }
});

/** How far the pixel that is furthest from another colour is from it, in one of the channels. */
function furthest({ width, height, at }: Pixels, from: (x: number, y: number) => Colour): number {
  let most = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const other = from(x, y);
      at(x, y).forEach((part, channel) => (most = Math.max(most, Math.abs(part - (other[channel] ?? 0)))));
    }
  return most;
}

/** Where an element's text is drawn. */
function placed(element: Element): unknown {
  const { left, top } = element.getBoundingClientRect();
  const { paddingLeft, paddingTop, borderLeftWidth, borderTopWidth, lineHeight, fontFamily, fontSize } = getComputedStyle(element);
  const { clientWidth, scrollHeight, scrollTop } = element;
  return { left, top, paddingLeft, paddingTop, borderLeftWidth, borderTopWidth, lineHeight, fontFamily, fontSize, clientWidth, scrollHeight, scrollTop };
} // prettier-ignore
