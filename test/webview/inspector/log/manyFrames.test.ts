import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exportMatches } from '../../../../src/protocol/inspector';
import { bytesOf, EngineClient } from '../../../support/engineClient';
import { InspectorHost } from '../../../support/inspectorHost';
import { record } from '../../../support/inspectorPanel';
import { until } from '../../../support/processes';
import { sharedBrowser, WebviewPage } from '../../../support/webviewPage';

const browser = sharedBrowser();

test('a message of 10,000 frames is copied and exported by its menu, and counted by keyboard', async (t) => {
  const engine = EngineClient.start(t);
  const { id } = await engine.open({ type: 'pub', name: 'feed', bind: ['tcp://127.0.0.1:*'] });
  await engine.send(
    id,
    Array.from({ length: 10_000 }, (_, at) => bytesOf(`frame-${at}.`)),
  );
  const host = new InspectorHost(engine);
  let exports = 0;
  const { page } = await WebviewPage.open(t, browser(), (connection) => {
    host.serve(connection);
    connection.onRequest(exportMatches, () => {
      exports++;
      return true;
    });
  });
  const grid = page.getByRole('grid', { name: 'Traffic log' });
  const row = record(grid, 'frame-1.', 'sent');
  for (const form of ['Text', 'JSON', 'Python That Sends It (pyzmq)']) {
    await row.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Copy As', exact: true }).click();
    await page.getByRole('menuitem', { name: form, exact: true }).click();
    await until(`a copy as ${form}`, () => host.copied.length === 1);
    assert.ok(form === 'Text' || host.copied.pop()?.includes('frame-9999.'), form);
    host.copied.length = 0;
  }
  await row.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Export…', exact: true }).click();
  await until('the question', () => exports === 1);
  const statistics = page.getByRole('button', { name: 'Statistics' }).first();
  await statistics.focus();
  await page.keyboard.press('Enter');
  await page.locator('zmq-statistics-pane').getByText('feed').first().waitFor();
  await page.keyboard.press('Escape');
  await page.locator('zmq-statistics-pane').waitFor({ state: 'detached' });
});
