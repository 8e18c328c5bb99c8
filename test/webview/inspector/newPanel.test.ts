import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NotificationType } from 'vscode-jsonrpc';
import { askToExport, exportMatches, markRecord, showFilter, showRecord, showStatistics } from '../../../src/protocol/inspector';
import { bytesOf, EngineClient, type Scope } from '../../support/engineClient';
import { InspectorHost } from '../../support/inspectorHost';
import { until } from '../../support/processes';
import { sharedBrowser, WebviewPage } from '../../support/webviewPage';

const browser = sharedBrowser();

/** A panel that is told something before it knows anything, as by a command that opens it. */
async function openTold<P>(t: Scope, type: NotificationType<P>, params: P) {
  const engine = EngineClient.start(t);
  const { id } = await engine.open({ type: 'pub', name: 'feed', bind: ['tcp://127.0.0.1:*'] });
  for (const topic of ['a', 'b', 'b']) await engine.send(id, [bytesOf(topic), bytesOf(`message ${topic}`)]);
  const host = new InspectorHost(engine);
  host.asked = () => void host.notify(type, params);
  const asked: { matches: number; filter: string }[] = [];
  const { page } = await WebviewPage.open(t, browser(), (connection) => {
    host.serve(connection);
    connection.onRequest(exportMatches, (wish) => {
      asked.push(wish);
      return true;
    });
  });
  return { engine, page, asked };
}

test('a new panel asks what to export', async (t) => {
  const { asked, engine } = await openTold(t, askToExport, {});
  await until('the question', () => asked.length === 1);
  assert.deepEqual(
    asked.map(({ matches, filter }) => ({ matches, filter })),
    [{ matches: (await engine.rows()).length, filter: '' }],
  );
});

test('a new panel says that there is nothing to mark', async (t) => {
  const { page } = await openTold(t, markRecord, {});
  await page.getByText('Nothing was marked: no record is selected.').first().waitFor();
});

test('a new panel shows the statistics', async (t) => {
  const { page } = await openTold(t, showStatistics, {});
  await page.locator('zmq-statistics-pane').getByText('feed').first().waitFor();
});

test('a new panel shows what it is told to find', async (t) => {
  const { page } = await openTold(t, showFilter, { filter: 'topic:=b' });
  await page.getByText('2 matches', { exact: true }).first().waitFor();
});

test('a new panel shows a record', async (t) => {
  const { page } = await openTold(t, showRecord, { number: 2 });
  await page.getByRole('region', { name: 'Message details' }).waitFor();
});
