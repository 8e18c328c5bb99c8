import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Inspector } from '../support/inspector';
import { describeInVsCode } from '../support/vscodeTests';

describeInVsCode('exporting', (test) => {
  test('rows are copied and exported from their menu, and by the palette; a command exports without a question', async ({ workbench }) => {
    const { probe } = workbench;
    await probe.command('zmq.openInspector');
    const pub = await probe.command<string>('zmq.publish', { endpoint: 'tcp://127.0.0.1:*', name: 'station' });
    for (const temp of [21, 22, 23]) await probe.command('zmq.send', { socket: pub, frames: ['weather', `{"temp":${temp}}`] });
    const inspector = await Inspector.in(workbench);
    const menu = async (row: string, ...entries: string[]) => {
      await (await inspector.sees(row, 'sent')).click({ button: 'right' });
      for (const name of entries) await inspector.frame.getByRole('menuitem', { name, exact: true }).click();
    };

    await menu('"temp":22', 'Copy As', 'Python That Sends It (pyzmq)');
    await workbench.until('the program', async () => (await workbench.copied()).includes(String.raw`b"{\"temp\":22}"`));
    // VS Code's own menu stays away, and Ctrl+C copies the row.
    await (await inspector.sees('"temp":23', 'sent')).click();
    await workbench.page.keyboard.press('Control+c');
    await workbench.until('the row', async () => /station\tweather\t\{"temp":23\}/.test(await workbench.copied()));
    await workbench.page.keyboard.press('Escape');

    await inspector.filter.fill('temp not dir:event');
    await inspector.finds('3 matches');
    const csv = await workbench.saveAs(
      'log.csv',
      async () => {
        await menu('"temp":22', 'Export…');
        await workbench.pick(/What to export/, 'What the Filter Finds');
        await workbench.pick(/The form/, 'CSV');
      },
      /Export Records/,
    );
    const lines = csv.toString().trimEnd().split('\r\n');
    assert.equal(lines.length, 4);
    assert.match(lines[0] ?? '', /^number,time,direction,/);
    assert.match(lines[3] ?? '', /,out,,station,pub,,weather,2,18,18,"\{""temp"":23\}"$/);
    await workbench
      .notification(/3 records exported to log\.csv/)
      .first()
      .waitFor();

    const all = await workbench.saveAs(
      'all.jsonl',
      async () => {
        await probe.command('zmq.export');
        await workbench.pick(/What to export/, 'All Records');
        await workbench.pick(/The form/, 'JSON Lines');
      },
      /Export Records/,
    );
    const records = all
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { direction: string; frames?: string[] });
    assert.deepEqual(
      records.filter(({ direction }) => direction === 'out').map(({ frames }) => frames?.[1]),
      [21, 22, 23].map((temp) => `{"temp":${temp}}`),
    );
    assert.ok(records.some(({ direction }) => direction === 'event'));

    const file = path.join(workbench.folder, 'quiet.mcap');
    const outcome = await probe.command<{ records: number; bytes: number }>('zmq.export', { file, filter: 'json:.temp>21' });
    assert.equal(outcome.records, 2);
    assert.equal(outcome.bytes, (await readFile(file)).length);
    await assert.rejects(probe.command('zmq.export', { file: path.join(workbench.folder, 'what') }), /cannot be told by its ending/);
    await assert.rejects(probe.command('zmq.export', { file: 'relative.csv' }), /is not an absolute path/);
  });

  test('records are marked, gaps counted, a value has a column, and figures and times are shown', async ({ workbench }) => {
    const { probe, page } = workbench;
    await probe.command('zmq.openInspector');
    const pub = await probe.command<string>('zmq.publish', { endpoint: 'tcp://127.0.0.1:*', name: 'station' });
    for (const seq of [1, 2, 5]) await probe.command('zmq.send', { socket: pub, frames: ['weather', `{"seq":${seq}}`] });
    const inspector = await Inspector.in(workbench);
    const row = () => inspector.sees('"seq":5', 'sent');
    await inspector.open('"seq":5', 'sent');
    const ofValue = async (entry: string) => {
      const tree = inspector.frame.getByRole('tree', { name: 'Values of frame 2' });
      await tree.getByRole('treeitem').filter({ hasText: 'seq: 5' }).click({ button: 'right' });
      await inspector.frame.getByRole('menuitem', { name: entry }).click();
    };
    await ofValue('Count Gaps of .seq, Each Topic by Itself');
    await (await row()).getByText('2 missing').waitFor();
    await inspector.plot.getByText('2 missing in 1 gap').waitFor();
    await ofValue('Show as Column');
    await (await row()).locator('.value', { hasText: '5' }).waitFor();

    await (await row()).click();
    await workbench.runCommand('ZMQ: Mark Record');
    await (await row()).locator('.mark').waitFor();
    await inspector.log.focus();
    await page.keyboard.press('F2');
    await page.keyboard.type('the odd one');
    await page.keyboard.press('Enter');
    await (await row()).getByText('the odd one').waitFor();

    await inspector.frame.getByRole('button', { name: 'Histogram' }).click();
    await inspector.frame.getByRole('slider').waitFor();
    await workbench.runCommand('ZMQ: Show Statistics');
    await inspector.frame.locator('zmq-statistics-pane').getByText('station').first().waitFor();
    await inspector.filter.fill('gap:missing');
    await inspector.finds('1 match');
  });
});
