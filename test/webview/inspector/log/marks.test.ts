import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markRecord } from '../../../../src/protocol/inspector';
import { ScriptedLog } from '../../../support/scriptedLog';
import { bytesOf } from '../../../support/engineClient';
import { openPanel, pair, record } from '../../../support/inspectorPanel';
import { until } from '../../../support/processes';
import { sharedBrowser, WebviewPage } from '../../../support/webviewPage';

const browser = sharedBrowser();

test('a record is marked, noted and jumped to by keyboard and by menu, and shown in its row and the ruler', async (t) => {
  const { page, grid, engine } = await openPanel(t, browser());
  await page.setViewportSize({ width: 1200, height: 600 });
  const { left } = await pair(engine);
  for (let i = 0; i < 60; i++) await engine.send(left.id, [bytesOf(`message-${i}.`)]);
  await record(grid, 'message-59.', 'received').waitFor();
  const row = (name: string) => record(grid, name, 'received').first();
  const ticks = page.locator('.ruler > *');
  await row('message-58.').click();
  await grid.focus();
  await page.keyboard.press('m');
  await row('message-58.').locator('.mark').waitFor();
  await until('one in the ruler', async () => (await ticks.count()) === 1);

  await page.keyboard.press('F2');
  await page.keyboard.type('<b>the odd one</b>');
  await page.keyboard.press('Enter');
  await row('message-58.').getByText('<b>the odd one</b>').waitFor();
  assert.equal(await ticks.getAttribute('title').then((title) => /^No\. \d+: <b>the odd one<\/b>$/.test(title ?? '')), true);
  assert.equal(await page.getByRole('dialog').count(), 0);
  // The focus is back in the log: F2 again shows the note, Escape leaves it.
  await page.keyboard.press('F2');
  assert.equal(await page.getByRole('textbox', { name: 'Note' }).inputValue(), '<b>the odd one</b>');
  await page.keyboard.type('other');
  await page.keyboard.press('Escape');

  // Several by the menu.
  await row('message-54.').click();
  await row('message-55.').click({ modifiers: ['Shift'] });
  await row('message-55.').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Mark', exact: true }).click();
  await until('more marks', async () => (await grid.locator('.record .mark').count()) >= 3);
  const many = await grid.locator('.record .mark').count();
  await grid.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+N');
  const active = async () => (await grid.locator('.record.active').innerText()).replaceAll('\n', ' ');
  await until('the last mark', async () => (await active()).includes('message-58.'));
  assert.ok((await active()).includes('the odd one'));
  await page.keyboard.press('Shift+N');
  await until('the one before', async () => (await active()).includes('message-55.'));
  await page.keyboard.press('n');
  await page.keyboard.press('n');
  await until('from the other end', async () => (await active()).includes('message-54.'));
  // With the details open they follow.
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Message details' }).getByText('message-54.').first().waitFor();
  await grid.focus();
  await page.keyboard.press('n');
  await page
    .getByRole('region', { name: 'Message details' })
    .getByText(/message-54\.|message-55\./)
    .first()
    .waitFor();

  await row('message-58.').click();
  await grid.focus();
  await page.keyboard.press('m');
  await until('one less', async () => (await grid.locator('.record .mark').count()) === many - 1);
  // In a filter that has none of them there is no ruler; marks are still there afterwards.
  const filter = page.getByRole('searchbox');
  await filter.fill('message-10.');
  await until('no ruler', async () => (await ticks.count()) === 0);
  await filter.fill('');
  await until('the ruler again', async () => (await ticks.count()) > 0);
});

test('the command marks what is selected in the panel', async (t) => {
  const { grid, engine, host } = await openPanel(t, browser());
  const { left } = await pair(engine);
  await engine.send(left.id, [bytesOf('hello')]);
  await record(grid, 'hello', 'received').click();
  await host.notify(markRecord, {});
  await record(grid, 'hello', 'received').locator('.mark').waitFor();
});

test('the number of a marked row stands beside the mark in full, also from 10,000 on', async (t) => {
  for (const width of [1200, 700]) {
    const log = new ScriptedLog(1_234_567);
    log.marked = [{ number: 1_234_566, position: 1_234_565, note: '' }];
    const { page } = await WebviewPage.open(t, browser(), log.serve);
    await page.setViewportSize({ width, height: 600 });
    await log.tell();
    const cell = page.locator('.record .number').filter({ has: page.locator('.mark') });
    await cell.waitFor();
    assert.match(await cell.innerText(), /1,234,566/);
    await until('a number with room', () => cell.evaluate((element) => element.scrollWidth <= element.clientWidth));
  }
});

test('what was evicted, or is not there, is said not to be marked', async (t) => {
  const log = new ScriptedLog(1000);
  const { page } = await WebviewPage.open(t, browser(), log.serve);
  await log.tell();
  const grid = page.getByRole('grid', { name: 'Traffic log' });
  const said = page.locator('zmq-status-line .said');
  await grid.locator('.record').first().waitFor();
  await grid.focus();
  await page.keyboard.press('m');
  await until('nothing is selected', async () => (await said.innerText()) === 'Nothing was marked: no record is selected.');
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowDown');
  log.first = 600;
  log.end = 1600;
  await log.tell();
  await page.keyboard.press('m');
  await until('said to be evicted', async () => (await said.innerText()) === 'Nothing was marked. 2 had been evicted.');
});
