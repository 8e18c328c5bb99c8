import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf } from '../../../support/engineClient';
import { openPanel, pair, record } from '../../../support/inspectorPanel';
import { until } from '../../../support/processes';
import { sharedBrowser } from '../../../support/webviewPage';

const browser = sharedBrowser();

test('rows have the colour of the first rule that takes them, others that of their source; a rule that cannot be read is named', async (t) => {
  const { page, grid, engine, host } = await openPanel(t, browser());
  await page.setViewportSize({ width: 1200, height: 700 });
  const { left } = await pair(engine);
  for (const temp of [20, 40]) await engine.send(left.id, [bytesOf(JSON.stringify({ temp, at: `t-${temp}.` }))]);
  const colourOf = (text: string) =>
    record(grid, text, 'received')
      .first()
      .evaluate((row) => getComputedStyle(row).getPropertyValue('--row-colour').trim());
  const red = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--vscode-charts-red').trim());
  await record(grid, 't-40.', 'received').waitFor();
  assert.equal(await colourOf('t-40.'), '');

  host.colours = { rules: [{ filter: 'json:.temp>30', colour: 'charts.red' }], bySource: false };
  await host.tellSnapshot();
  await until('a red row', async () => (await colourOf('t-40.')) === red);
  assert.equal(await colourOf('t-20.'), '');

  host.colours = {
    rules: [
      { filter: 'json:.temp>', colour: 'charts.blue' },
      { filter: 'hex:0', colour: 'charts.blue' },
      { filter: 'plain or t-20.', colour: 'red' },
      { filter: 'plain or t-20.', colour: 'no.such' },
      { filter: 't-40. or t-20.', colour: 'charts.red' },
    ],
    bySource: true,
  };
  await host.tellSnapshot();
  await page.getByText(/The filter "json:\.temp>" of zmq\.log\.colours cannot be used/).waitFor();
  await page.getByText(/The filter "hex:0" of zmq\.log\.colours cannot be used/).waitFor();
  for (const colour of ['red', 'no.such']) await page.getByText(new RegExp(`The theme has no colour "${colour}"`)).waitFor();
  await until('both red', async () => (await colourOf('t-20.')) === red && (await colourOf('t-40.')) === red);
  await engine.send(left.id, [bytesOf('plain')]);
  await until('a colour of the source', async () => !['', red].includes(await colourOf('plain')));

  host.colours = undefined;
  await host.tellSnapshot();
  await until('no colours', async () => (await colourOf('t-40.')) === '' && (await colourOf('plain')) === '');
});
