import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import type { Locator, Page } from 'playwright-core';
import type { ValueNode } from '../../../../src/protocol/decoding';
import { bytesOf, type Scope } from '../../../support/engineClient';
import { button } from '../../../support/inspectorPanel';
import { until } from '../../../support/processes';
import { ScriptedLog } from '../../../support/scriptedLog';
import { jsonMessage, ScriptedMessages, type ScriptedMessage } from '../../../support/scriptedMessages';
import { sharedBrowser, WebviewPage } from '../../../support/webviewPage';

const browser = sharedBrowser();

interface Bench {
  log: ScriptedLog;
  messages: ScriptedMessages;
  webview: WebviewPage;
  page: Page;
  details: Locator;
  tree: Locator;
}

/** The panel on a log of these messages, the last one selected. */
async function open(
  t: Scope,
  messages: ScriptedMessage[],
  look: { width?: number; height?: number } = {},
  prepare?: (messages: ScriptedMessages) => void,
): Promise<Bench> {
  const log = new ScriptedLog(0);
  const scripted = new ScriptedMessages(log, messages);
  prepare?.(scripted);
  const webview = await WebviewPage.open(t, browser(), scripted.serve, { height: 900, ...look });
  const { page } = webview;
  await select(page, messages.length);
  const details = page.getByRole('region', { name: 'Message details' });
  return { log, messages: scripted, webview, page, details, tree: details.getByRole('tree', { name: 'Values of frame 1' }) };
}

async function select(page: Page, number: number): Promise<void> {
  await page
    .locator('.record')
    .filter({ has: page.locator('.number').getByText(String(number), { exact: true }) })
    .click();
  await page.getByRole('region', { name: 'Message details' }).getByText(`No. ${number}`, { exact: true }).waitFor();
}

const item = (tree: Locator, text: string): Locator => tree.getByRole('treeitem').filter({ hasText: text });

async function chooseAction(scope: Page | Locator, menu: string, action: string): Promise<void> {
  await button(scope, menu).click();
  await scope.getByRole('menuitem', { name: action, exact: true }).click();
}

/** The digits that are marked in dumps of frames: as selected, or as found by the filter. */
function markedDigits(page: Page, as: 'selected' | 'found' = 'selected'): Promise<string> {
  return page.evaluate((as) => {
    const texts: string[] = [];
    for (const range of CSS.highlights.get(`zmq-${as}-bytes`) ?? []) {
      const { startContainer, startOffset, endOffset } = range;
      if (startContainer.parentElement?.classList.contains('hex'))
        texts.push((startContainer.textContent ?? '').slice(startOffset, endOffset));
    }
    return texts.join('|');
  }, as);
}

const weather = '{"temp": 21.5, "station": {"name": "quito", "id": 90071992547409931}, "tags": ["a", "b"], "temp": 22}';

test('values form a tree for the keyboard, with every digit and every key, and are copied as value, path and JSON', async (t) => {
  const { messages, page, tree, details, webview } = await open(t, [jsonMessage(weather)]);
  await item(tree, '90071992547409931').waitFor();
  await item(tree, 'temp: 22').getByText('duplicate').waitFor();
  await tree.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await until('the station is selected', async () => (await item(tree, 'station').getAttribute('aria-selected')) === 'true');
  await page.keyboard.press('ArrowLeft');
  await item(tree, 'quito').filter({ hasText: 'name' }).and(tree.locator('[aria-level="3"]')).waitFor({ state: 'detached' });
  assert.equal(await item(tree, 'station').getAttribute('aria-expanded'), 'false');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Control+c');
  await details.getByText('Value copied.', { exact: true }).waitFor();
  await chooseAction(details, 'Value actions, Values of frame 1', 'Copy Path');
  await details.getByText('Path .station.name copied.').waitFor();
  assert.deepEqual(messages.copied, ['quito', '.station.name']);
  await page.keyboard.press('ArrowLeft');
  await tree.focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Shift+F10');
  await details.getByRole('menuitem', { name: 'Copy as JSON' }).press('Enter');
  await details.getByText('Value copied as JSON.').waitFor();
  assert.match(messages.copied[2] ?? '', /^\{\s*"name": "quito",\s*"id": 90071992547409931\s*\}$/);
  await details.getByText('body', { exact: true }).waitFor();
  await button(details, 'Collapse all').click();
  assert.equal(await tree.getByRole('treeitem').count(), 5);
  assert.deepEqual(webview.complaints, []);
});

test('as JSON every value is copied in a way that parsers take, as a value exactly', async (t) => {
  const value: ValueNode = {
    kind: 'map',
    entries: [
      { key: { kind: 'integer', text: '7' }, value: { kind: 'bytes', text: '00ff' } },
      { key: 'f', value: { kind: 'float', text: 'NaN' } },
      { key: 'list', value: { kind: 'array', type: 'set', whole: 3, entries: [{ value: { kind: 'integer', text: '1' } }] } },
    ],
  };
  const { messages, details, tree } = await open(t, [{ frames: [{ bytes: bytesOf('x') }], decode: () => ({ decoder: 'msgpack', value }) }]);
  await item(tree, 'NaN').waitFor();
  await chooseAction(details, 'Actions for frame 1', 'Copy as JSON');
  await details.getByText('Frame 1 copied as JSON, without what was cut.').waitFor();
  await chooseAction(details, 'Value actions, Values of frame 1', 'Copy Value');
  await details.getByText('Value copied.', { exact: true }).waitFor();
  assert.deepEqual(JSON.parse(messages.copied[0] ?? ''), { 7: '0x00ff', f: 'NaN', list: [1] });
  assert.equal((messages.copied[1] ?? '').replace(/\s+/g, ' '), '{ 7: 0x00ff, "f": NaN, "list": set[ 1 … 2 more ] }');
});

test('a hundred frames are decoded and drawn as one comes to them', async (t) => {
  const text = '{"a": {"b": 1}}';
  const { details } = await open(t, [
    {
      frames: Array.from({ length: 100 }, () => ({ bytes: bytesOf(text) })),
      decode: (_frame, chosen) => jsonMessage(text).decode?.(0, chosen) ?? { decoder: 'hex' },
    },
  ]);
  await details.getByRole('tree', { name: 'Values of frame 1', exact: true }).waitFor();
  assert.ok((await details.getByRole('tree').count()) < 20);
  await details.getByRole('heading', { name: 'Frame 100' }).scrollIntoViewIfNeeded();
  await details.getByRole('tree', { name: 'Values of frame 100' }).waitFor();
});

test('ten thousand values are a few lines on the screen, and the last one is a key press away', async (t) => {
  const { page, tree } = await open(t, [jsonMessage(JSON.stringify({ list: Array.from({ length: 9_990 }, (_, i) => i) }))]);
  await tree.focus();
  await page.keyboard.press('*');
  await page.keyboard.press('End');
  await item(tree, '9989: 9989').waitFor();
  assert.ok((await tree.getByRole('treeitem').count()) < 60);
  assert.equal(await item(tree, '9989: 9989').getAttribute('aria-posinset'), '9990');
});

test('the selected value is marked in the dump, and a byte of the dump selects the innermost value that covers it', async (t) => {
  const { page, tree, details } = await open(t, [jsonMessage(weather)]);
  await item(tree, 'name: "quito"').click();
  await until('the bytes of "quito"', async () => (await markedDigits(page)).replace(/\s+/g, ' ') === '22 71 75 69 74 6f 22');
  const hex = details.locator('.hex pre.hex, pre.hex').first();
  const box = await hex.boundingBox();
  assert.ok(box);
  // The tenth byte: the first digit of 21.5.
  const column = box.width / 48;
  await page.mouse.click(box.x + 28.5 * column, box.y + 8);
  await until('temp is selected', async () => (await item(tree, 'temp: 21.5').getAttribute('aria-selected')) === 'true');
  assert.equal((await markedDigits(page)).replace(/\s+/g, ' '), '32 31 2e 35');
  await details.getByText('Byte 9 is 0x32, of .temp.').waitFor();
  await details.getByRole('group', { name: 'Hex dump of frame 1' }).focus();
  await page.keyboard.press('End');
  await until('the whole is selected', async () => (await tree.getByRole('treeitem').first().getAttribute('aria-selected')) === 'true');
});

test('what lies beyond the dump, or out of its sight, is scrolled to, and a click takes the byte under it', async (t) => {
  const content = `{"fill": "${'x'.repeat(2500)}", "late": 12345, "end": "${'y'.repeat(1000)}"}`;
  const { page, tree, details } = await open(t, [jsonMessage(content)]);
  const dump = details.getByRole('group', { name: 'Hex dump of frame 1' });
  await item(tree, 'late').click();
  await until('the digits of 12345', async () => (await markedDigits(page)).replace(/\s+/g, ' ') === '31 32 33 34 35');
  const offset = content.indexOf('12345');
  const line = async (): Promise<{ height: number; top: number }> => {
    const [digits, box] = [await dump.locator('.hex').boundingBox(), await dump.boundingBox()];
    assert.ok(digits && box);
    const height = digits.height / Math.ceil(Math.min(content.length, 3072) / 16);
    return { height, top: digits.y + Math.floor(offset / 16) * height - box.y };
  };
  await until('they are in sight', async () => {
    const { top } = await line();
    return top > 0 && top < ((await dump.boundingBox())?.height ?? 0);
  });
  const { height, top } = await line();
  const [digits, box] = [await dump.locator('.hex').boundingBox(), await dump.boundingBox()];
  assert.ok(digits && box);
  // The next line, first byte.
  const next = Math.floor(offset / 16) * 16 + 16;
  await page.mouse.click(digits.x + 4, box.y + top + 1.5 * height);
  await details.getByText(`Byte ${next.toLocaleString('en-US')} is 0x${content.charCodeAt(next).toString(16)}`).waitFor();
});

test('the decoder stands beside the frame with its reason, and another one is for this frame alone', async (t) => {
  const two: ScriptedMessage = {
    frames: [{ bytes: bytesOf('weather.q'), role: 'topic' }, { bytes: bytesOf('{"a": 1}') }],
    row: { socketType: 'sub', topic: 'weather.q', socketName: 'station' },
    decode: (frame, chosen) =>
      frame === 0
        ? { decoder: 'text', text: 'weather.q', why: 'valid UTF-8' }
        : (jsonMessage('{"a": 1}').decode?.(0, chosen) ?? { decoder: 'hex' }),
  };
  const { details, messages, page } = await open(t, [two, two]);
  const tree = details.getByRole('tree', { name: 'Values of frame 2' });
  await item(tree, 'a: 1').waitFor();
  await details.getByText('topic', { exact: true }).waitFor();
  await details.getByText('valid JSON').waitFor();
  const choice = details.getByRole('combobox', { name: 'Decoder of frame 2' });
  await choice.locator('.selected-value', { hasText: 'Auto (JSON)' }).waitFor();
  await choice.click();
  await details.getByRole('option', { name: 'Text', exact: true }).filter({ visible: true }).click();
  await tree.waitFor({ state: 'detached' });
  await details.getByText('chosen for this frame').waitFor();
  await button(details, 'Frame 1').click();
  await details.getByRole('combobox', { name: 'Decoder of frame 1' }).locator('.selected-value', { hasText: 'Auto (Text)' }).waitFor();
  assert.deepEqual((messages.askedFor('decode')[0] as { decoders: unknown }).decoders, { 1: { decoder: 'text' } });
  await chooseAction(details, 'Actions for frame 2', 'Decode This Topic as…');
  await until('the request', () => messages.askedFor('decodeAs').length === 1);
  assert.deepEqual(messages.askedFor('decodeAs')[0], { topic: 'weather.q', frame: 2, decoder: 'text' });
  await select(page, 1);
  await item(tree, 'a: 1').waitFor();
  await select(page, 2);
  await details.getByText('chosen for this frame').waitFor();
});

test('a frame is read from where a person says, and in the encoding of their choice', async (t) => {
  const { details, messages } = await open(t, [
    {
      frames: [{ bytes: bytesOf('id;{"a": 1}') }],
      decode: (_, __, choice) =>
        choice?.skip === 3
          ? { decoder: 'prefix', text: 'id;', inner: { ...jsonMessage('{"a": 1}').decode?.(0, undefined), decoder: 'json', size: 8 } }
          : choice?.encoding
            ? { decoder: 'text', encoding: choice.encoding, text: 'Привет' }
            : { decoder: 'text', text: 'id;{"a": 1}' },
    },
  ]);
  const asked = () => (messages.askedFor('decode')[0] as { decoders: unknown }).decoders;
  const reading = details.getByRole('group', { name: 'How frame 1 is read' });
  assert.equal(await reading.count(), 0);
  await button(details, 'Where the content of frame 1 begins, and its encoding').click();
  await reading.getByRole('textbox', { name: 'Skip bytes' }).fill('3');
  await reading.getByRole('textbox', { name: 'Skip bytes' }).press('Enter');
  await details.getByText('Prefix "id;", 11 bytes › JSON, 8 bytes').waitFor();
  assert.deepEqual(asked(), { 0: { skip: 3 } });
  await chooseAction(details, 'Actions for frame 1', 'Decode This Socket as…');
  await until('the request', () => messages.askedFor('decodeAs').length === 1);
  assert.deepEqual(messages.askedFor('decodeAs')[0], { socket: 'flood', frame: 1, skip: 3 });
  await reading.getByRole('textbox', { name: 'Begin after' }).fill(';');
  await reading.getByRole('textbox', { name: 'Begin after' }).press('Enter');
  await until('both are asked for', () => JSON.stringify(asked()) === '{"0":{"skip":3,"after":";"}}');
  await reading.getByRole('textbox', { name: 'Skip bytes' }).fill('');
  await reading.getByRole('textbox', { name: 'Skip bytes' }).press('Tab');
  const encoding = reading.getByRole('combobox', { name: 'Encoding of texts' });
  await encoding.click();
  await reading.getByRole('option', { name: 'koi8-r', exact: true }).filter({ visible: true }).click();
  await details.getByText('Text in KOI8-R, 11 bytes').waitFor();
  await button(details, 'Where the content of frame 1 begins, and its encoding').click();
  await until('it is found out again', () => JSON.stringify(asked()) === '{"0":{"decoder":"text"}}');
});

test('numbers in bytes are read by the layout that a person writes, which is remembered', async (t) => {
  const { details, tree, messages, page } = await open(t, [
    {
      frames: [{ bytes: Uint8Array.from([1, 0, 0, 0, 0, 0, 0xc0, 0x3f]) }],
      decode: (_, __, choice) =>
        choice?.layout === 'seq:u4 temp:f4'
          ? {
              decoder: 'numbers',
              value: {
                kind: 'map',
                entries: [
                  { key: 'seq', value: { kind: 'integer', text: '1', type: 'uint32' } },
                  { key: 'temp', value: { kind: 'float', text: '1.5', type: 'float32' } },
                ],
              },
            }
          : choice?.layout === 'seq:u4 temp'
            ? { decoder: 'numbers', problem: { message: '"temp" is no type.' } }
            : { decoder: 'hex', value: { kind: 'bytes', text: '010000000000c03f' } },
    },
  ]);
  const asked = () => (messages.askedFor('decode')[0] as { decoders: unknown }).decoders;
  const layout = details.getByRole('group', { name: 'Layout of the numbers in frame 1' });
  assert.equal(await layout.count(), 0);
  await details.getByRole('combobox', { name: 'Decoder of frame 1' }).click();
  await details.getByRole('option', { name: 'Numbers', exact: true }).filter({ visible: true }).click();
  const field = layout.getByRole('textbox', { name: 'Layout' });
  await field.fill('seq:u4 temp');
  await field.press('Enter');
  await details.getByText('"temp" is no type', { exact: false }).waitFor();
  await field.fill('seq:u4 temp:f4');
  await field.press('Enter');
  await item(tree, 'temp: 1.5').getByText('float32').waitFor();
  assert.deepEqual(asked(), { 0: { decoder: 'numbers', layout: 'seq:u4 temp:f4' } });
  await chooseAction(details, 'Actions for frame 1', 'Decode This Socket as…');
  await until('the request', () => messages.askedFor('decodeAs').length === 1);
  assert.deepEqual(messages.askedFor('decodeAs')[0], { socket: 'flood', frame: 1, decoder: 'numbers', layout: 'seq:u4 temp:f4' });
  await field.fill('<If');
  await field.press('Enter');
  await until('the other layout', () => JSON.stringify(asked()) === '{"0":{"decoder":"numbers","layout":"<If"}}');
  // The last ones are at hand, by keyboard too.
  await layout.getByRole('combobox', { name: 'Earlier layouts' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await until('the first layout again', () => JSON.stringify(asked()) === '{"0":{"decoder":"numbers","layout":"seq:u4 temp:f4"}}');
  await field.fill('');
  await field.press('Enter');
  await until('numbers in a text', () => JSON.stringify(asked()) === '{"0":{"decoder":"numbers"}}');
});

test('a value that holds something else is opened in its place, and a rule is made of that', async (t) => {
  const text = '{"payload": "{\\"x\\": 5}", "raw": 1}';
  const value = (inner: boolean): ValueNode => ({
    kind: 'map',
    entries: [
      {
        key: 'payload',
        value: {
          kind: 'string',
          text: '{"x": 5}',
          ...(inner
            ? {
                inner: { decoder: 'json', size: 8, value: { kind: 'map', entries: [{ key: 'x', value: { kind: 'integer', text: '5' } }] } },
              }
            : {}),
        },
      },
      { key: 'raw', value: { kind: 'bytes', text: Buffer.from(pixel).toString('hex') } },
    ],
  });
  const { details, tree, messages } = await open(t, [
    {
      frames: [{ bytes: bytesOf(text) }],
      decode: (_, __, choice) => ({ decoder: 'json', value: value(choice?.values?.[0]?.decoder === 'json') }),
    },
  ]);
  await item(tree, 'payload:').click();
  await chooseAction(details, 'Value actions, Values of frame 1', 'Decode as JSON');
  await item(tree, 'x: 5').waitFor();
  assert.deepEqual((messages.askedFor('decode')[0] as { decoders: unknown }).decoders, {
    0: { values: [{ path: '.payload', decoder: 'json' }] },
  });
  const chosen = details.getByRole('group', { name: 'Value .payload' });
  await button(chosen, 'Make a Rule').click();
  await until('the request', () => messages.askedFor('decodeAs').length === 1);
  assert.deepEqual(messages.askedFor('decodeAs')[0], { socket: 'flood', frame: 1, path: '.payload', decoder: 'json' });
  await button(chosen, 'Read .payload as before').click();
  await item(tree, 'x: 5').waitFor({ state: 'detached' });
  await item(tree, 'raw:').click();
  await chooseAction(details, 'Value actions, Values of frame 1', 'Decode this value as…');
  await details.getByRole('combobox', { name: 'Decoder of .raw' }).waitFor();
});

test('rules and schemas that were read anew decode what is shown anew', async (t) => {
  let name = 'before';
  const { details, log } = await open(t, [
    { frames: [{ bytes: bytesOf('x') }], decode: () => ({ decoder: 'protobuf', value: { kind: 'map', type: name, entries: [] } }) },
  ]);
  await details.getByText('before').waitFor();
  name = 'after';
  log.decodersRevision++;
  await log.tell();
  await details.getByText('after').waitFor();
});

test('a problem says where, and its byte is shown; the cause of a rule that cannot be followed is opened', async (t) => {
  const bytes = new Uint8Array(5000).fill(0x61);
  const message = 'weather.proto, line 3: "strin" is no type.';
  const { details, messages, page } = await open(
    t,
    [
      {
        frames: [{ bytes }],
        decode: () => ({
          decoder: 'msgpack',
          problem: { message: 'The map ends before its 3rd value.', at: 4000 },
          ruleProblem: `Rule 1: ${message}`,
          brokenRule: 1,
          notes: ['first 1 MiB decoded'],
        }),
      },
    ],
    {},
    (messages) => (messages.rules = [{ rule: 1, problem: { message, file: '/protos/weather.proto', line: 3 } }]),
  );
  await details.getByText('The map ends before its 3rd value.').waitFor();
  await details.getByText('first 1 MiB decoded').waitFor();
  await button(details, 'Show byte 4,000').click();
  await until('the byte is marked', async () => (await markedDigits(page)) === '61');
  await details.getByText('First 4,096 of 5,000 bytes shown.').waitFor();
  await button(details, 'Show Cause').click();
  await until('the request', () => messages.askedFor('showDecoders').length === 1);
  assert.deepEqual(messages.askedFor('showDecoders')[0], { file: '/protos/weather.proto', line: 3 });
});

test('what is packed in a frame is looked into, with bytes of its own', async (t) => {
  const inner = '{"a": [1, 2]}';
  const { details, page, tree } = await open(t, [
    {
      frames: [{ bytes: new Uint8Array([0x1f, 0x8b, 8, 0]), content: bytesOf(inner) }],
      decode: () => ({ decoder: 'gzip', inner: { ...jsonMessage(inner).decode?.(0, undefined), decoder: 'json', size: inner.length } }),
    },
  ]);
  await details.getByText('gzip, 4 bytes › JSON, 13 bytes').waitFor();
  await details.getByText('1f 8b 08 00').waitFor();
  await item(tree, '1: 2').click();
  await until('the byte of 2 in what was unpacked', async () => (await markedDigits(page)) === '32');
  await button(details, 'As sent').click();
  await details.getByText('1f 8b 08 00').waitFor();
});

test('what was unpacked in part says how much it is at least', async (t) => {
  const { details } = await open(t, [
    {
      frames: [{ bytes: new Uint8Array([0x1f, 0x8b, 8, 0]) }],
      decode: () => ({ decoder: 'gzip', inner: { decoder: 'hex', size: 1_048_576, atLeast: true } }),
    },
  ]);
  await details.getByText('gzip, 4 bytes › Hex, at least 1,048,576 bytes').waitFor();
});

/** A PNG of grey rows, whose header claims a size. */
function png(width: number, height: number, data: Uint8Array): Buffer {
  const chunk = (kind: string, content: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(kind), content]);
    const frame = Buffer.alloc(body.length + 8);
    frame.writeUInt32BE(content.length);
    body.copy(frame, 4);
    frame.writeUInt32BE(crc32(body), body.length + 4);
    return frame;
  };
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', new Uint8Array(0)),
  ]);
}
const rows = (width: number, height: number): Buffer =>
  deflateSync(Buffer.from(Array.from({ length: (width + 1) * height }, (_, i) => (i % (width + 1) === 0 ? 0 : (i * 7) % 251))));
const pixel = png(1, 1, rows(1, 1));

test('a picture is drawn, and one that lies, is broken or claims too much is told of', async (t) => {
  const picture = (bytes: Uint8Array, width: number, height: number): ScriptedMessage => ({
    frames: [{ bytes }],
    decode: () => ({ decoder: 'picture', picture: { type: 'image/png', width, height } }),
  });
  const small = rows(48, 32);
  const broken = [pixel.subarray(0, 33), png(4000, 3000, small), png(48, 32, small.subarray(0, small.length / 2))];
  const messages = [
    picture(pixel, 1, 1),
    picture(pixel, 640, 480),
    picture(broken[0] ?? pixel, 1, 1),
    picture(broken[1] ?? pixel, 4000, 3000),
    picture(broken[2] ?? pixel, 48, 32),
    picture(pixel, 100_000, 100_000),
  ];
  const { details, page, webview } = await open(t, messages);
  await details.getByText('at most 67,108,864 are drawn').waitFor();
  assert.equal(await details.getByRole('img').count(), 0);
  for (const [number, size] of [
    [3, '1 × 1 pixels'],
    [4, '4,000 × 3,000 pixels'],
    [5, '48 × 32 pixels'],
  ] as const) {
    await select(page, number);
    await details.getByText(size).waitFor();
    await details.getByText('The picture cannot be drawn').waitFor();
    assert.equal(await details.getByRole('img').count(), 0);
  }
  await select(page, 2);
  await details.getByText('the picture itself has 1 × 1 pixels').waitFor();
  await select(page, 1);
  const image = details.getByRole('img', { name: 'Frame 1, 1 × 1 pixels' });
  await until('the picture', async () => (await image.evaluate((element) => (element as HTMLImageElement).naturalWidth)) === 1);
  assert.equal(await details.getByText('the picture itself').count(), 0);
  assert.deepEqual(webview.complaints, []);
});

test('an array has its shape, type and statistics', async (t) => {
  const { details } = await open(t, [
    {
      frames: [{ bytes: new Uint8Array(24) }],
      decode: () => ({
        decoder: 'numpy',
        array: { dtype: 'float64', shape: [480, 640], first: ['1', '2.5', 'nan'], min: '1', max: '2.5', mean: '1.75', counted: 131_072 },
      }),
    },
  ]);
  const array = details.getByRole('group', { name: 'Array in frame 1' });
  for (const text of ['float64', '480 × 640', '1.75', 'First 3 of 307,200 values', 'mean and maximum of 131,072 values'])
    await array.getByText(text).waitFor();
});

test('a request leads to its reply, also to one that comes while it is looked at, and the subscription that matched is told', async (t) => {
  const waiting = jsonMessage('{"q": 2}', { direction: 'out', exchange: { role: 'request' } });
  const { details, page } = await open(t, [
    jsonMessage('{"q": 1}', { direction: 'out', exchange: { role: 'request', other: 2, elapsed: 3.21 } }),
    jsonMessage('{"a": 1}', { exchange: { role: 'reply', other: 1, elapsed: 3.21 } }),
    waiting,
    { ...jsonMessage('{"w": 1}'), subscription: { topic: bytesOf('weather.'), exact: false } },
  ]);
  await details.getByText('matched weather. (prefix only)').waitFor();
  await select(page, 3);
  await details.getByText(/unanswered since \d\d:\d\d:\d\d\.\d{3}/).waitFor();
  waiting.row = { direction: 'out', exchange: { role: 'request', other: 4, elapsed: 2000 } };
  await details.getByText('answered after 2.00 s by').waitFor();
  await select(page, 1);
  await details.getByText('answered after 3.2 ms by').waitFor();
  await button(details, 'No. 2').click();
  await details.getByText('Reply after 3.2 ms to').waitFor();
});

test('two records are compared in an editor', async (t) => {
  const { details, messages, page } = await open(t, [jsonMessage('{"a": 1}'), jsonMessage('{"a": 2}')]);
  await chooseAction(details, 'Actions for this message', 'Select for Compare');
  await select(page, 1);
  await chooseAction(details, 'Actions for this message', 'Compare with No. 2');
  await until('the request', () => messages.askedFor('compare').length === 1);
  assert.deepEqual(messages.askedFor('compare')[0], { left: 2, right: 1 });
  await chooseAction(details, 'Actions for frame 1', 'Open in Editor');
  await chooseAction(details, 'Actions for frame 1', 'Save Frame…');
  await details.getByText('Frame 1 saved.').waitFor();
  assert.deepEqual(messages.askedFor('openDocument')[0], { number: 1, frame: 0 });
  assert.deepEqual(messages.askedFor('saveFrame')[0], { number: 1, frame: 0 });
});

test('what the filter found stands out in values and texts', async (t) => {
  const { details, page, messages, tree } = await open(t, [jsonMessage(weather)]);
  messages.found = 'quito';
  await page.getByRole('searchbox', { name: 'Filter' }).fill('quito');
  await tree.locator('mark', { hasText: 'quito' }).first().waitFor();
  await button(details, 'Text').click();
  await details.getByRole('group', { name: 'Text of frame 1' }).locator('mark', { hasText: 'quito' }).waitFor();
  await until('its bytes in the dump', async () => (await markedDigits(page, 'found')).replace(/\s+/g, ' ') === '71 75 69 74 6f');
});

test('bytes that the filter looks for stand out in the dump, and words of several bytes a letter at their place', async (t) => {
  const text = 'Größe 21 cm';
  const { page, messages } = await open(t, [
    {
      frames: [{ bytes: bytesOf(text) }, { bytes: Uint8Array.of(0xff, 0x00, 0x32, 0x31) }],
      decode: (frame) => (frame === 0 ? { decoder: 'text', text } : { decoder: 'hex' }),
    },
  ]);
  const filter = page.getByRole('searchbox', { name: 'Filter' });
  await filter.fill('hex:ff00');
  await until('ff 00', async () => (await markedDigits(page, 'found')) === 'ff 00');
  messages.found = 'öße';
  await filter.fill('öße');
  await until('its five bytes', async () => (await markedDigits(page, 'found')).replace(/\s+/g, ' ') === 'c3 b6 c3 9f 65');
});

test('a record is not drawn twice while it is decoded, unless that takes long', async (t) => {
  const { details, page, messages, tree } = await open(t, [jsonMessage('{"a": 1}'), jsonMessage('{"b": 2}')]);
  await item(tree, 'b: 2').waitFor();
  let go: () => void = () => undefined;
  messages.gate = new Promise((resolve) => (go = resolve));
  await select(page, 1);
  await details.getByText('decoding…').waitFor();
  await details.getByRole('group', { name: 'Text of frame 1' }).getByText('{"a": 1}').waitFor();
  go();
  await item(tree, 'a: 1').waitFor();
});

test('markup in keys, values and types is text', async (t) => {
  const markup = '<img src=x onerror="document.title=1"><b>x</b>';
  const { details, page, tree, webview } = await open(t, [
    {
      frames: [{ bytes: bytesOf('x') }],
      decode: () => ({
        decoder: 'pickle',
        value: {
          kind: 'object',
          text: markup,
          type: markup,
          entries: [
            { key: markup, value: { kind: 'string', text: markup } },
            { key: { kind: 'integer', text: '7' }, value: { kind: 'reference', text: markup } },
          ],
        },
        why: markup,
        notes: [markup],
      }),
    },
  ]);
  await item(tree, markup).first().waitFor();
  assert.equal(await details.locator('img, b').count(), 0);
  assert.equal(await page.title(), 'ZMQ Inspector');
  assert.deepEqual(webview.complaints, []);
});

test('in a narrow panel everything has room, and nothing sticks out', async (t) => {
  for (const width of [300, 420]) {
    const { details, page, tree } = await open(t, [jsonMessage(weather)], { width });
    await item(tree, 'name: "quito"').click();
    await button(details, 'Hex').click();
    await details.getByRole('group', { name: 'Hex dump of frame 1' }).waitFor();
    for (const part of await details.locator('vscode-button, zmq-choice, [role=tree], .dump').filter({ visible: true }).all()) {
      const box = await part.boundingBox();
      assert.ok(box && box.x >= 0 && box.x + box.width <= width, `${await part.innerText()} at ${width}: ${JSON.stringify(box)}`);
    }
    await page.close();
  }
});
