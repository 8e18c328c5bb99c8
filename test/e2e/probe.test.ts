import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { Probe } from '../../src/protocol/probe';
import { foreignServer } from '../support/foreignServer';
import { Inspector } from '../support/inspector';
import { Peer } from '../support/peer';
import { freeEndpoint } from '../support/script';
import { press } from '../support/socketsTree';
import { describeInVsCode } from '../support/vscodeTests';

const anyPort = 'tcp://127.0.0.1:*';
const asPattern = (text: string) => text.replaceAll('.', '\\.');

describeInVsCode('what listens there', (test) => {
  test('by the palette: a type that fits opens the form with the endpoint', async ({ t, workbench }) => {
    const publisher = await Peer.zmq(t, 'PUB', ['--bind', anyPort]);
    await workbench.runCommand('ZMQ: Probe Endpoint…');
    await workbench.answer(/Endpoint to probe/, publisher.endpoint);
    const notification = workbench.notification(new RegExp(`A PUB socket listens at ${asPattern(publisher.endpoint)}`));
    await notification.waitFor();
    await notification.getByRole('button', { name: 'Open XSUB' }).waitFor();
    await notification.getByRole('button', { name: 'Open SUB', exact: true }).click();
    const inspector = await Inspector.in(workbench);
    const field = inspector.openForm.getByRole('textbox', { name: 'Endpoint', exact: true });
    await workbench.until('the endpoint in the form', async () => (await field.inputValue()) === publisher.endpoint);
    await inspector.button('Open', inspector.openForm).click();
    await inspector.sees('handshake', publisher.endpoint);
    await inspector.sees('probed', publisher.endpoint);
  });

  test('with an argument the finding comes back', async ({ t, workbench: { probe } }) => {
    const web = await foreignServer(
      t,
      createServer((_, response) => response.end('hello')),
    );
    const { found, protocol, fits } = await probe.command<Probe>('zmq.probe', { endpoint: web });
    assert.deepEqual([found, protocol, fits], ['other protocol', 'HTTP', ['stream']]);
    const port = Number(web.split(':').at(-1));
    const range = await probe.command<Probe[]>('zmq.probe', { endpoint: `tcp://127.0.0.1:${port}-${port}` });
    assert.deepEqual(
      range.map(({ endpoint, protocol }) => [endpoint, protocol]),
      [[web, 'HTTP']],
    );
    await assert.rejects(probe.command('zmq.probe', { endpoint: 'nonsense' }), /transport/);
    await assert.rejects(probe.command('zmq.probe', {}), /endpoint/);
  });

  test('a range of ports is probed after a question, and what was found is listed', async ({ t, workbench }) => {
    const peer = await Peer.zmq(t, 'REP', ['--bind', await freeEndpoint()]);
    const port = Number(peer.endpoint.split(':').at(-1));
    await workbench.runCommand('ZMQ: Probe Endpoint…');
    await workbench.answer(/Endpoint to probe/, `tcp://127.0.0.1:${port - 20}-${port + 20}`);
    await workbench.dialog.filter({ hasText: 'Probe 41 ports of this computer?' }).waitFor();
    await workbench.dialog.getByRole('button', { name: 'Probe', exact: true }).click();
    await workbench.pick(/What listens at/, peer.endpoint);
    const notification = workbench.notification(/A REP socket listens at/);
    await notification.getByRole('button', { name: 'Open REQ' }).waitFor();
  });

  test('an endpoint that nobody answers at offers it in the tree, and in the prompt', async ({ workbench }) => {
    const endpoint = await freeEndpoint();
    await workbench.showContainer();
    await workbench.probe.command('zmq.openSocket', { type: 'DEALER', connect: [endpoint], name: 'lonely' });
    const item = workbench.page.getByRole('treeitem', { name: new RegExp(`^${asPattern(endpoint)}, retrying`) });
    await item.waitFor();
    await press(workbench, item, 'Probe Endpoint');
    await workbench.notification(new RegExp(`Nothing listens at ${asPattern(endpoint)}`)).waitFor();
    await workbench.runCommand('ZMQ: Probe Endpoint…');
    await workbench.question(/Endpoint to probe/);
    await workbench.quickInput.getByRole('option', { name: new RegExp(`${asPattern(endpoint)}.*not connected`) }).waitFor();
    await workbench.page.keyboard.press('Escape');
    await workbench.probe.command('zmq.closeAllSockets');
  });
});
