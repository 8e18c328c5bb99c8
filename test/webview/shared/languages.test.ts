import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { configure } from '../../../src/protocol/engine';
import type { Language } from '../../../src/protocol/language';
import { showOpenForm } from '../../../src/protocol/inspector';
import { completions } from '../../../src/core/query/complete';
import { eventKinds } from '../../../src/core/events/eventKinds';
import { socketTypeNames } from '../../../src/protocol/sockets';
import { parseQuery } from '../../../src/core/query/parse';
import { speak } from '../../../src/core/base/language';
import { decodeRecord, decoderNames, recordText } from '../../../src/protocol/decoding';
import { pick } from '../../support/inspectorPanel';
import { Chat } from '../../support/chat';
import { ChatHost } from '../../support/chatHost';
import { ChatPage } from '../../support/chatPage';
import { EngineClient } from '../../support/engineClient';
import { InspectorHost } from '../../support/inspectorHost';
import { pseudo, pseudoLocale, saidInEnglish, untranslated } from '../../support/pseudoLocale';
import { sharedBrowser, WebviewPage } from '../../support/webviewPage';

const browser = sharedBrowser();

const wrongFrames: [format: string, texts: string[]][] = [
  [pseudo('Hex'), ['1', 'zz']],
  [pseudo('MessagePack'), ['{', '1 2', '{"1" 2}', '[1,,2]', '"\\q"']],
  ['CBOR', ['[1,']],
  ['Base64', ['*']],
];
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
/** Beginnings of each format, and none at all. */
const unreadable: (string | Uint8Array)[] = [
  '',
  '{"1": ',
  '{"1": 2, "1": 3} 4',
  '[1, 2',
  '{"1": 1e999}',
  '=====',
  'MTIz',
  ...[
    ...[
      'ff',
      '00',
      'c1',
      '81a131',
      '9f01',
      'd9f7',
      'dc0010',
      'a16131',
      'ff00ff',
      '1f8b0800000000000003',
      '789c',
      '789c0300000001',
      '28b52ffd0400',
    ],
    ...[
      '28b52ffdff',
      '04224d186440',
      '04224d18ff',
      '80055d2e',
      '8004',
      '8002632e',
      '89504e470d0a1a0a',
      'ffd8ffe0',
      '474946383961',
      '0a05',
      '08ffffffffffffffffffff',
      '0b0c',
    ],
    ...['1b', '3c', 'c0', 'f97e00', '5f', 'bf', 'c249010000000000000000'],
  ].map(bytes),
];
const queryWords = 'in|out|event|any|missing|duplicate|back|late|unanswered|answered|request|reply|unpaired|and|or|not|true';
const wrongFilters = [
  ...['(', ')', '()', '"', '""', 'or', '1 or', 'and 1', 'not', '-type:pub', '((((((((((((((((((((((((((((((((((1', 'type=pub'],
  ...[
    'type:1',
    'type:',
    'dir:1',
    'gap:1',
    'pair:1',
    'event:1',
    'size>x',
    'size>',
    'frames=x',
    'time>25:00',
    'time>x',
    'hex:',
    'hex:1',
    'hex:zz',
    'topic:0x1',
    'frame0:1',
    'json:.1 in (1 2)',
  ],
  ...['json:', 'json:1', 'json:.1>', 'json:.1>>2', 'json:.1~/(/', 'json:.1>true', 'json:[', "topic:'1'", 'topic:(1', 'socket:"1'],
  ...['/(/', '/[/', '/)/', '/1**/', '/[2-1]/', '/1{2,1}/', '/(?1)/', '/\\p{1}/u', '/1/x', '/1/ii'],
];

async function engineIn(t: Parameters<typeof EngineClient.start>[0], language: Language): Promise<EngineClient> {
  const engine = EngineClient.start(t);
  await engine.connection.sendRequest(configure, { language });
  return engine;
}

test('what the inspector and its engine say is in the bundle', async (t) => {
  const found: string[] = [];
  const engine = await engineIn(t, pseudoLocale);
  const webview = await WebviewPage.open(t, browser(), new InspectorHost(engine).serve, { language: pseudoLocale, height: 1400 });
  const { page } = webview;
  const press = (name: string) => page.getByRole('button', { name: pseudo(name), exact: true }).click();
  await page
    .getByText(pseudo('Nothing was received or sent yet.'))
    .or(page.getByText(pseudo('Open a socket, or tap an endpoint, to see traffic here.')))
    .first()
    .waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'qps-ploc');
  found.push(...(await untranslated(page, 'the empty log')));

  const left = await engine.open({ type: 'pair', name: '1', bind: ['tcp://127.0.0.1:*'] });
  await engine.open({ type: 'pair', name: '2', connect: [left.endpoints[0]?.resolved ?? ''] });
  await engine.open({ type: 'sub', name: '3', connect: ['tcp://127.0.0.1:1'] });
  await engine.waitForPeers(left.id);
  await engine.send(left.id, ['{"1": [2, 3.5]}', new Uint8Array([255, 1, 2])]);
  await page.getByRole('row').filter({ hasText: '3.5' }).first().click();
  await page
    .getByRole('region', { name: pseudo('Message details') })
    .getByText('3.5')
    .first()
    .waitFor();
  found.push(...(await untranslated(page, 'a message in the details')));
  await press('Close details');

  await press('Compose message');
  await page.getByRole('form', { name: pseudo('Compose message') }).waitFor();
  found.push(...(await untranslated(page, 'the composer')));
  const composer = page.getByRole('form', { name: pseudo('Compose message') });
  await pick(page, composer.getByRole('combobox', { name: pseudo('Send from') }), '1 (PAIR)');
  const frame = composer.getByRole('textbox', { name: pseudo('Frame') + ' 1' });
  for (const [format, texts] of wrongFrames) {
    await pick(page, composer.getByRole('combobox', { name: pseudo('Format of frame') + ' 1' }), format);
    for (const text of texts) {
      await frame.fill(text);
      await composer
        .locator('.problem')
        .first()
        .waitFor({ timeout: 5000 })
        .catch(() => found.push(`no problem: ${format} ${text}`));
      found.push(...(await untranslated(page, `a frame of ${format} with ${text}`)));
      await frame.fill('');
      await composer.locator('.problem').first().waitFor({ state: 'detached' });
    }
  }
  await pick(page, composer.getByRole('combobox', { name: pseudo('Format of frame') + ' 1' }), pseudo('Text'));
  await composer.getByText(pseudo('Repeat'), { exact: true }).click();
  await composer.getByRole('textbox', { name: pseudo('Times') }).fill('0');
  await composer.getByRole('textbox', { name: pseudo('Every (ms)') }).fill('-1');
  await composer.getByText(pseudo('Must be a whole number from')).nth(1).waitFor();
  found.push(...(await untranslated(page, 'a repetition that is wrong')));
  await frame.fill('1');
  await composer.getByText(pseudo('Saved messages'), { exact: true }).first().click();
  await composer.getByRole('textbox', { name: pseudo('Name of the message') }).fill('1');
  await composer.getByRole('button', { name: pseudo('Save'), exact: true }).click();
  await composer.getByRole('button', { name: pseudo('Load message') + ' 1' }).waitFor();
  found.push(...(await untranslated(page, 'a saved message')));
  await composer.press('Escape');

  await press('Open socket');
  const form = page.getByRole('form', { name: pseudo('Open socket') });
  await form.getByText(pseudo('Options')).first().click();
  found.push(...(await untranslated(page, 'the form for a new socket')));
  await webview.connection.sendNotification(showOpenForm, { id: left.id });
  await form.getByText('tcp://127.0.0.1').first().waitFor();
  found.push(...(await untranslated(page, 'the form of an open socket')));

  await page.getByRole('searchbox').fill('1');
  await page.getByRole('searchbox').press('Enter');
  await page.getByRole('button', { name: pseudo('Filters'), exact: true }).click();
  await page.getByRole('textbox', { name: pseudo('Name of the filter') }).fill('2');
  await page
    .getByRole('dialog', { name: pseudo('Filters') })
    .getByRole('button', { name: pseudo('Save'), exact: true })
    .click();
  await page.getByRole('button', { name: pseudo('Remove filter') + ' 2' }).waitFor();
  found.push(...(await untranslated(page, 'the menu of filters')));
  await page.keyboard.press('Escape');
  await page.getByRole('searchbox').fill('frames>');
  await page.getByRole('searchbox').press('Enter');
  await page.getByText(pseudo('Not in use: “1” still is')).first().waitFor();
  found.push(...(await untranslated(page, 'a filter that is wrong')));
  assert.deepEqual([found, webview.complaints], [[], []]);
});

test('what a chat and its engine say is in the bundle', async (t) => {
  const found: string[] = [];
  const engine = await engineIn(t, pseudoLocale);
  const host = new ChatHost(engine);
  host.form = { nick: '1', recentEndpoints: [] };
  const chat = await ChatPage.open(t, browser(), host, { language: pseudoLocale });
  const { page } = chat;
  await page.getByRole('form', { name: pseudo('Join chat') }).waitFor();
  found.push(...(await untranslated(page, 'the form to join')));
  const joined = await Chat.join(engine, { pattern: 'pub', nick: '1', bind: ['tcp://127.0.0.1:*'] });
  await chat.tab(/./).first().click();
  await page.getByRole('log').waitFor();
  await page
    .getByRole('button', { name: pseudo('Problem') })
    .or(page.getByLabel(pseudo('Problem')))
    .first()
    .waitFor();
  found.push(...(await untranslated(page, 'a chat that nobody hears')));
  await page.getByRole('button', { name: pseudo('Invite'), exact: true }).click();
  await page.getByRole('button', { name: pseudo('Copy Link'), exact: true }).waitFor();
  found.push(...(await untranslated(page, 'the invitation')));
  await page.getByRole('button', { name: pseudo('More actions'), exact: true }).click();
  found.push(...(await untranslated(page, 'the menu of a chat')));
  await page.getByRole('menuitem', { name: pseudo('Chat Settings…'), exact: true }).click();
  found.push(...(await untranslated(page, 'the settings of a chat')));
  assert.ok(joined);
  assert.deepEqual([found, chat.webview.complaints], [[], []]);
});

test('what a plot says is in the bundle', async (t) => {
  const found: string[] = [];
  const engine = await engineIn(t, pseudoLocale);
  const { page } = await WebviewPage.open(t, browser(), new InspectorHost(engine).serve, { language: pseudoLocale, height: 1400 });
  const left = await engine.open({ type: 'pair', name: '1', bind: ['tcp://127.0.0.1:*'] });
  await engine.open({ type: 'pair', name: '2', connect: [left.endpoints[0]?.resolved ?? ''] });
  await engine.waitForPeers(left.id);
  for (const value of ['2.5', '3.5', '1e300']) await engine.send(left.id, [`{"1": ${value}, "2": "3 4"}`]);
  await page.getByRole('row').filter({ hasText: '3.5' }).first().click();
  const details = page.getByRole('region', { name: pseudo('Message details') });
  await details.getByRole('treeitem').filter({ hasText: '3.5' }).hover();
  await details
    .getByRole('button', { name: pseudo('Plot') })
    .first()
    .click();
  const plot = page.getByRole('region', { name: pseudo('Plot') });
  await plot.getByRole('row').nth(1).waitFor();
  found.push(...(await untranslated(page, 'a plot')));
  await plot.getByRole('button', { name: pseudo('Pause plot') }).click();
  await engine.close(left.id);
  await plot.getByText(pseudo('its socket is closed')).waitFor();
  await plot.getByRole('button', { name: pseudo('Export plot') }).click();
  found.push(...(await untranslated(page, 'a plot of a closed socket')));
  assert.deepEqual(found, []);
});

test('what decoders say of frames that they cannot read is in the bundle', async (t) => {
  const found = new Set<string>();
  const engine = await engineIn(t, pseudoLocale);
  const { id } = await engine.open({ type: 'pub', name: '1', bind: ['tcp://127.0.0.1:*'] });
  for (const frame of unreadable) await engine.send(id, ['1', frame]);
  for (const { number, frames } of await engine.rows({ filter: 'dir:out' }))
    for (const decoder of decoderNames) {
      const decoded = await engine.connection.sendRequest(decodeRecord, { number, decoders: { 1: decoder } });
      const text = await engine.connection.sendRequest(recordText, { number, frame: 1, decoder });
      for (const said of sayings([decoded, text.cut])) for (const each of saidInEnglish([said], `${decoder} of ${frames}`)) found.add(each);
    }
  assert.deepEqual([...found], []);
});

/** What sentences are in, within what was decoded. */
function sayings(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' && /^(message|why|ruleProblem|cut|detail|note|type|label|problem)$/.test(key)
      ? [inner]
      : key === 'notes'
        ? (inner as string[])
        : sayings(inner),
  );
}

test('what is said of wrong filters, and to complete one, is in the bundle', (t) => {
  speak(pseudoLocale);
  t.after(() => speak(undefined));
  const found: string[] = [];
  // Words of the query language stay as they are.
  const words = new RegExp(
    `\\b(${[...socketTypeNames, ...eventKinds, ...eventKinds.flatMap((kind) => kind.split(' '))].join('|')}|${queryWords})\\b`,
    'g',
  );
  for (const filter of wrongFilters) {
    const { problems } = parseQuery(filter);
    assert.ok(problems.length > 0, filter);
    const said = problems.map(({ message }) => message.replace(words, ' '));
    found.push(...saidInEnglish(said, filter));
  }
  for (const text of ['', 't', 'type:', 'dir:', 'pair:', 'gap:', 'event:', 'socket:', 'topic:', 'json:', 'size:', 'time:']) {
    const { items } = completions(text, text.length, { sockets: ['1'], topics: ['2'] });
    found.push(
      ...saidInEnglish(
        items.map(({ detail }) => detail),
        `to complete ${text}`,
      ),
    );
  }
  assert.deepEqual(found, []);
});

test('what stands in a chat is in the bundle', async (t) => {
  const found: string[] = [];
  const engine = await engineIn(t, pseudoLocale);
  const host = new ChatHost(engine);
  const chat = await ChatPage.open(t, browser(), host, { language: pseudoLocale, width: 600 });
  const { page } = chat;
  const hear = async (where: string, text: string) => {
    await page.getByRole('log').getByText(text).last().waitFor();
    found.push(...(await untranslated(page, where)));
  };
  const left = await Chat.join(engine, { pattern: 'pair', nick: '1', bind: ['tcp://127.0.0.1:*'], format: 'nick' });
  await chat.tab(/./).last().click();
  await page.getByRole('log').waitFor();
  await left.say('1234');
  await hear('a message that waits', '1234');
  const right = await engine.open({ type: 'pair', name: '9', connect: [await left.endpoint()] });
  await engine.waitForPeers(right.id);
  await engine.sendNow(right.id, ['2: 5678']);
  await engine.sendNow(right.id, [new Uint8Array([255, 0, 1])]);
  await engine.sendNow(right.id, ['3', '9012']);
  await hear('messages of others', '9012');
  await engine.close(right.id);
  await page.getByText(pseudo('Somebody left')).or(page.locator('.system').nth(2)).first().waitFor();
  found.push(...(await untranslated(page, 'who came and went')));
  const rep = await Chat.join(engine, { pattern: 'rep', nick: '1', bind: ['tcp://127.0.0.1:*'] });
  const req = await Chat.join(engine, { pattern: 'req', nick: '2', connect: [await rep.endpoint()] });
  await req.says('3456');
  await rep.waitFor('the question', async () => (await rep.heard()).length > 0);
  for (const number of [1, 2]) {
    await chat.tab(/./).nth(number).click();
    await hear('turns', '3456');
  }
  const room = await Chat.join(engine, {
    pattern: 'room',
    host: true,
    nick: '1',
    publishers: 'tcp://127.0.0.1:*',
    subscribers: 'tcp://127.0.0.1:*',
    rooms: ['1'],
  });
  await chat.tab(new RegExp(pseudo('Room'))).click();
  await room.say('7890', '1');
  await hear('a hosted room', '7890');
  await left.leave();
  await chat.tab(/./).first().click();
  await page.getByRole('button', { name: pseudo('Rejoin') }).waitFor();
  found.push(...(await untranslated(page, 'a chat that was left')));
  assert.deepEqual([[...new Set(found)], chat.webview.complaints], [[], []]);
});

test('events are found by the words in which they are shown', async (t) => {
  const engine = await engineIn(t, pseudoLocale);
  await engine.open({ type: 'pair', name: '1', bind: ['tcp://127.0.0.1:*'] });
  const rows = await engine.waitFor('the event', async () => (await engine.rows({ filter: `"${pseudo('socket opened')}"` })).length === 1);
  assert.ok(rows);
  assert.deepEqual(await engine.rows({ filter: '"socket opened"' }), []);
});

test('in German long words do not make a narrow page wider', async (t) => {
  const german: Language = { tag: 'de', texts: JSON.parse(readFileSync('l10n/bundle.l10n.de.json', 'utf8')) as Record<string, string> };
  const engine = await engineIn(t, german);
  const left = await engine.open({ type: 'sub', name: '1', connect: ['tcp://127.0.0.1:1'] });
  const webview = await WebviewPage.open(t, browser(), new InspectorHost(engine).serve, { language: german, width: 420 });
  await webview.page.getByText('SUB-Socket geöffnet.').first().waitFor();
  await webview.page.getByRole('button', { name: 'Socket öffnen', exact: true }).click();
  await webview.page.getByRole('form', { name: 'Socket öffnen' }).waitFor();
  await webview.connection.sendNotification(showOpenForm, { id: left.id });
  await webview.page.getByRole('button', { name: 'Socket schließen' }).waitFor();
  const chat = await ChatPage.open(t, browser(), new ChatHost(engine), { language: german, width: 260 });
  await chat.page.getByRole('form', { name: 'Chat beitreten' }).waitFor();
  for (const page of [webview.page, chat.page]) {
    if (process.env['PICTURES'])
      await page.screenshot({ path: `${process.env['PICTURES']}/${page === chat.page ? 'chat' : 'inspector'}.png` });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth), false);
  }
});
