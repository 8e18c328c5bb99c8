import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowsWith } from '../../../support/logRows';
import { ScriptedLog } from '../../../support/scriptedLog';
import { sharedBrowser, WebviewPage } from '../../../support/webviewPage';

const browser = sharedBrowser();

test('a row of the log is found by what it says, whatever its number and time', async (t) => {
  const hour = 3_600_000;
  const log = new ScriptedLog(24);
  log.shape = (row) => ({
    ...row,
    number: 220 + row.position,
    time: row.position * hour + 22 * 60_000 + 22_022,
    preview: row.position === 5 ? '{"temp":22}' : 'calm',
  });
  const { page } = await WebviewPage.open(t, browser(), log.serve);
  await log.tell();
  const row = rowsWith(page, 'received', '22');
  await row.getByText('{"temp":22}').waitFor();
  await rowsWith(page, 'calm').nth(22).waitFor();
  assert.equal(await row.count(), 1);
});
