import assert from 'node:assert/strict';
import { test } from 'node:test';
import { showOpenForm, showRecord } from '../../../src/protocol/inspector';
import { Chat } from '../../support/chat';
import { EngineClient } from '../../support/engineClient';
import { InspectorHost } from '../../support/inspectorHost';
import { until } from '../../support/processes';
import { sharedBrowser, WebviewPage } from '../../support/webviewPage';

const browser = sharedBrowser();

test('the inspector shows a record that it is told of, also one that its filter or its pause hides', async (t) => {
  const engine = EngineClient.start(t);
  const left = await engine.open({ type: 'pair', name: 'left', bind: ['tcp://127.0.0.1:*'] });
  await engine.open({ type: 'pair', name: 'right', connect: [left.endpoints[0]?.resolved ?? ''] });
  await engine.waitForPeers(left.id);
  for (let i = 0; i < 300; i++) await engine.send(left.id, [`message ${i}.`]);
  const rows = await engine.waitFor('all received', async () => {
    const received = (await engine.rows()).filter(({ direction }) => direction === 'in');
    return received.length === 300 && received;
  });
  const { page, connection, complaints } = await WebviewPage.open(t, browser(), new InspectorHost(engine).serve);
  const grid = page.getByRole('grid', { name: 'Traffic log' });
  const details = page.getByRole('region', { name: 'Message details' });
  await grid.getByRole('row').nth(3).waitFor();
  const show = async (index: number): Promise<void> => {
    await connection.sendNotification(showRecord, { number: rows[index]?.number ?? 0 });
    await details.getByText(`message ${index}.`).first().waitFor();
    await grid.locator('[aria-selected=true]', { hasText: `message ${index}.` }).waitFor();
  };
  await show(5);
  await page.getByRole('searchbox', { name: 'Filter' }).fill('"message 29"');
  await page.getByText(/22 matches/).waitFor();
  await show(290);
  await page.getByText(/22 matches/).waitFor();
  await show(7);
  await until('the filter gone', async () => (await page.getByRole('searchbox', { name: 'Filter' }).inputValue()) === '');
  await page.getByRole('button', { name: 'Pause' }).click();
  await show(250);
  assert.deepEqual(complaints, []);
});

test('a socket of a chat is shown as such: nothing of it is edited there, and closing it leaves the chat', async (t) => {
  const engine = EngineClient.start(t);
  const chat = await Chat.join(engine, { pattern: 'sub', bind: ['tcp://127.0.0.1:*'], rooms: ['lab'] });
  const [socket] = (await chat.info()).sockets;
  const { page, connection, complaints } = await WebviewPage.open(t, browser(), new InspectorHost(engine).serve);
  await page.getByRole('grid', { name: 'Traffic log' }).waitFor();
  await connection.sendNotification(showOpenForm, { id: socket?.socket });
  const form = page.getByRole('form', { name: 'Open socket' });
  await form.getByText(/belongs to a chat/).waitFor();
  assert.equal(await form.getByRole('textbox').count(), 0);
  assert.equal(await form.getByRole('button').count(), 2, 'one closes the form, one the socket');
  await form.getByRole('button', { name: 'Close socket' }).click();
  await chat.waitForInfo('the chat left', ({ state }) => state === 'left');
  assert.deepEqual(complaints, []);
});
