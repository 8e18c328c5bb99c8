import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineClient } from '../../../support/engineClient';
import { InspectorHost } from '../../../support/inspectorHost';
import { Peer } from '../../../support/peer';
import { startBrowser, WebviewPage } from '../../../support/webviewPage';

test('under 200,000 messages a second the panel follows, scrolls, filters and shows details', async (t) => {
  const browser = await startBrowser(t);
  const engine = EngineClient.start(t);
  const pull = await engine.open({ type: 'pull', name: 'work', bind: ['tcp://127.0.0.1:*'] });
  const webview = await WebviewPage.open(t, browser, new InspectorHost(engine).serve);
  const { page } = webview;
  const grid = page.getByRole('grid', { name: 'Traffic log' });
  const details = page.getByRole('region', { name: 'Message details' });
  const count = 1_200_000;
  const peer = Peer.c(t, 'flood.c', ['push', 'connect', pull.endpoints[0]?.resolved ?? '', '--rate', '200000', '--count', String(count)]);
  await page
    .getByRole('status')
    .filter({ hasText: /Shown [\d,]{6,}/ })
    .waitFor();

  await grid.getByRole('row').nth(5).click();
  await details.getByRole('heading', { name: 'Frame 1' }).waitFor();
  await page.getByRole('button', { name: 'Jump to latest' }).click();
  await page.getByRole('button', { name: 'Jump to latest' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText(/[\d,]{5,} unseen records/).waitFor();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('searchbox', { name: 'Filter' }).fill('listening');
  await page.getByText('1 match', { exact: true }).waitFor();
  await page.getByRole('searchbox', { name: 'Filter' }).fill('');
  const sent = await peer.next('sent', 120_000);
  assert.equal(sent['sent'], count);
  await engine.waitForSocket('all of the flood', pull.id, ({ counters }) => counters.received === count);
  await grid.press('End');
  await page.waitForFunction(() => {
    const log = document.querySelector('zmq-inspector')?.shadowRoot?.querySelector('zmq-traffic-log')?.shadowRoot;
    const rows = Number(log?.querySelector('.grid')?.getAttribute('aria-rowcount'));
    const last = [...(log?.querySelectorAll('.record') ?? [])].at(-1);
    return rows > 1_200_000 && Number(last?.getAttribute('aria-rowindex')) === rows;
  });
  assert.deepEqual(webview.complaints, []);
});
