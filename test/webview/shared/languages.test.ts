import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { configure } from '../../../src/protocol/engine';
import type { Language } from '../../../src/protocol/language';
import { showOpenForm } from '../../../src/protocol/inspector';
import { Chat } from '../../support/chat';
import { ChatHost } from '../../support/chatHost';
import { ChatPage } from '../../support/chatPage';
import { EngineClient } from '../../support/engineClient';
import { InspectorHost } from '../../support/inspectorHost';
import { pseudo, pseudoLocale, untranslated } from '../../support/pseudoLocale';
import { sharedBrowser, WebviewPage } from '../../support/webviewPage';

const browser = sharedBrowser();

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
    .or(page.getByText(pseudo('Open a socket to see its traffic here.')))
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
  await page.getByRole('form', { name: pseudo('Compose message') }).press('Escape');

  await press('Open socket');
  const form = page.getByRole('form', { name: pseudo('Open socket') });
  await form.getByText(pseudo('Options')).first().click();
  found.push(...(await untranslated(page, 'the form for a new socket')));
  await webview.connection.sendNotification(showOpenForm, { id: left.id });
  await form.getByText('tcp://127.0.0.1').first().waitFor();
  found.push(...(await untranslated(page, 'the form of an open socket')));

  await page.getByRole('button', { name: pseudo('Filters'), exact: true }).click();
  found.push(...(await untranslated(page, 'the menu of filters')));
  await page.keyboard.press('Escape');
  await page.getByRole('searchbox').fill('frames>');
  await page.getByRole('searchbox').press('Enter');
  await page.getByText(pseudo('Not in use: all records are shown')).first().waitFor();
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
