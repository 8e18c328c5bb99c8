import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { Inspector } from '../support/inspector';
import { Peer } from '../support/peer';
import { press, unfoldClosed } from '../support/socketsTree';
import { describeInVsCode } from '../support/vscodeTests';

const folder = await mkdtemp(path.join(tmpdir(), 'zmq-trust-'));
await mkdir(path.join(folder, '.vscode'));
await writeFile(path.join(folder, '.vscode', 'settings.json'), JSON.stringify({ 'zmq.capture.maxMessages': 1000 }));
after(() => rm(folder, { recursive: true }));

describeInVsCode(
  'trust',
  (test) => {
    test('in an untrusted workspace remembered sockets and taps are listed, and none opens without a click', async ({
      code,
      workbench,
    }) => {
      const { page } = workbench;
      await page.getByText(/Restricted Mode is intended/).waitFor();
      await workbench.probe.command('zmq.openSocket', { type: 'PULL', bind: ['tcp://127.0.0.1:*'], name: 'remembered' });
      await workbench.probe.command('zmq.tap', { listen: 'tcp://127.0.0.1:*', target: 'tcp://localhost:9', name: 'relay' });
      await workbench.reload();
      await page.getByRole('tab', { name: 'ZMQ' }).first().click();
      await unfoldClosed(workbench);
      const item = page.getByRole('treeitem', { name: /^remembered, PULL · closed/ });
      await item.waitFor();
      await page.getByRole('treeitem', { name: /^relay, tap · closed/ }).waitFor();
      // That of the window before may take a moment to end; one that was started would stay.
      await workbench.until('no engine runs before it is needed', async () => (await code.enginePids()).length === 0);

      await press(workbench, item, 'Reopen Socket');
      await page.getByRole('treeitem', { name: /^remembered, PULL · open/ }).waitFor();
      await workbench.runCommand('ZMQ: Open Inspector');
      await (await Inspector.in(workbench)).sees('remembered', 'listening');
    });

    test(
      'settings of a workspace count only once it is trusted',
      async ({ t, workbench }) => {
        const { page } = workbench;
        await page.getByText(/Restricted Mode is intended/).waitFor();
        await workbench.probe.command('zmq.openInspector');
        await workbench.probe.command('zmq.openSocket', { type: 'PULL', bind: ['tcp://127.0.0.1:*'], name: 'jobs' });
        const inspector = await Inspector.in(workbench);
        const push = await Peer.zmq(t, 'PUSH', ['--connect', await inspector.boundEndpoint()]);
        for (let number = 0; number < 2000; number++) push.send([`number ${number}`]);
        await inspector.sees('number 1999');
        await inspector.status.filter({ hasText: /Kept 2,0\d\d.*Evicted 0/s }).waitFor();

        await workbench.runCommand('Workspaces: Manage Workspace Trust');
        await page.getByRole('button', { name: 'Trust', exact: true }).click();
        await (await Inspector.in(workbench)).status.filter({ hasText: /Kept (1,000|\d{3})\b/ }).waitFor();
      },
      { folder },
    );
  },
  { trust: true },
);
