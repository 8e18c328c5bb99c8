import assert from 'node:assert/strict';
import { Inspector } from '../support/inspector';
import { describeInVsCode } from '../support/vscodeTests';

describeInVsCode(
  'trust',
  (test) => {
    test('in an untrusted workspace remembered sockets are listed, and none opens without a click', async ({ code, workbench }) => {
      const { page } = workbench;
      await page.getByText(/Restricted Mode is intended/).waitFor();
      await workbench.probe.command('zmq.openSocket', { type: 'PULL', bind: ['tcp://127.0.0.1:*'], name: 'remembered' });
      await workbench.reload();
      await page.getByRole('tab', { name: 'ZMQ' }).first().click();
      const item = page.getByRole('treeitem', { name: /^remembered, PULL · closed/ });
      await item.waitFor();
      assert.deepEqual(await code.enginePids(), [], 'no engine runs before it is needed');

      await item.hover();
      await item.getByRole('button', { name: 'Reopen Socket' }).click();
      await page.getByRole('treeitem', { name: /^remembered, PULL · open/ }).waitFor();
      await workbench.runCommand('ZMQ: Open Inspector');
      await (await Inspector.in(workbench)).sees('remembered', 'listening');
    });
  },
  { trust: true },
);
