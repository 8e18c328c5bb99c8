import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Inspector } from '../support/inspector';
import { Peer } from '../support/peer';
import { describeInVsCode } from '../support/vscodeTests';

const unseen = /(\d+) unseen records?/;

describeInVsCode('panel', (test) => {
  test('hidden behind another editor and shown again it keeps its pause and the details', async ({ t, workbench }) => {
    await workbench.probe.command('zmq.openInspector');
    await workbench.probe.command('zmq.openSocket', { type: 'PULL', bind: ['tcp://127.0.0.1:*'], name: 'jobs' });
    let inspector = await Inspector.in(workbench);
    const push = await Peer.zmq(t, 'PUSH', ['--connect', await inspector.boundEndpoint()]);
    push.send(['looked at', 'second frame']);
    await (await inspector.sees('received', 'looked at')).click();
    await inspector.details.getByText('second frame').first().waitFor();
    const kept = await inspector.watchKeptState('"pausedAt"');
    await inspector.button('Pause').click();
    push.send(['while paused']);
    await inspector.frame.getByText(unseen).waitFor();
    await kept();

    const page = inspector.frame;
    await workbench.probe.command('workbench.action.files.newUntitledFile');
    await workbench.until('the page is gone', async () => page.isDetached());
    push.send(['while hidden']);
    await workbench.page.getByRole('tab', { name: 'ZMQ Inspector' }).click();

    inspector = await Inspector.in(workbench);
    await inspector.button('Resume').waitFor();
    await inspector.details.getByText('second frame').first().waitFor();
    await workbench.until(
      'both messages are counted as unseen',
      async () => Number(unseen.exec(await inspector.frame.getByText(unseen).innerText())?.[1]) >= 2,
    );
    assert.equal(await inspector.rows(/while (paused|hidden)/).count(), 0, 'the view is still paused');
    await inspector.button('Resume').click();
    await inspector.sees('received', 'while paused');
    await inspector.sees('received', 'while hidden');
  });

  test('a lower bound takes effect at once, and the newest records stay', async ({ t, workbench }) => {
    await workbench.probe.command('zmq.openInspector');
    await workbench.probe.command('zmq.openSocket', { type: 'PULL', bind: ['tcp://127.0.0.1:*'], name: 'jobs' });
    const inspector = await Inspector.in(workbench);
    const push = await Peer.zmq(t, 'PUSH', ['--connect', await inspector.boundEndpoint()]);
    for (let number = 10_000; number < 13_000; number++) push.send([`number ${number}`]);
    await inspector.sees('number 12999');
    const kept = async () => Number((/Kept ([\d,]+)/.exec(await inspector.status.innerText())?.[1] ?? 'NaN').replaceAll(',', ''));
    await workbench.until('all are kept', async () => (await kept()) >= 3000);

    await mkdir(path.join(workbench.folder, '.vscode'));
    await writeFile(path.join(workbench.folder, '.vscode', 'settings.json'), JSON.stringify({ 'zmq.capture.maxMessages': 1000 }));
    await workbench.until('at most 1,000 are kept', async () => (await kept()) <= 1000);
    assert.ok((await kept()) >= 500, 'no more go than have to');
    await inspector.sees('number 12999');
    const filter = inspector.frame.getByRole('searchbox', { name: 'Filter' });
    for (const [text, shown] of [
      ['number 12501', 1],
      ['number 11000', 0],
    ] as const) {
      await filter.fill(text);
      await inspector.status.filter({ hasText: new RegExp(`Shown ${shown}\\b`) }).waitFor();
    }
  });
});
