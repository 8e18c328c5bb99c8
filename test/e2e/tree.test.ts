import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { Inspector } from '../support/inspector';
import { Peer } from '../support/peer';
import { freeEndpoint } from '../support/script';
import { describeInVsCode } from '../support/vscodeTests';
import { press, unfold, unfoldClosed } from '../support/socketsTree';
import type { Workbench } from '../support/workbench';

const item = (workbench: Workbench, name: RegExp): Locator => workbench.page.getByRole('treeitem', { name });

describeInVsCode('tree', (test) => {
  test('endpoints and subscriptions come and go, and a socket is closed, reopened and removed', async ({ t, workbench }) => {
    const first = await Peer.zmq(t, 'PUB', ['--bind', 'tcp://127.0.0.1:*']);
    const second = await Peer.zmq(t, 'PUB', ['--bind', 'tcp://127.0.0.1:*']);
    await workbench.probe.command('zmq.openInspector');
    const inspector = await Inspector.in(workbench);
    await workbench.probe.command('zmq.subscribe', { endpoint: first.endpoint, topics: ['news'], name: 'reader' });
    await workbench.page.getByRole('tab', { name: 'ZMQ' }).first().click();
    const socket = item(workbench, /^reader, SUB · open/);
    await unfold(workbench, socket);
    await item(workbench, new RegExp(`${first.endpoint}.*connected`)).waitFor();

    await press(workbench, socket, 'Add Endpoint');
    await workbench.pick(/Connect to another program/, 'Connect');
    await workbench.answerEndpoint(second.endpoint);
    await item(workbench, new RegExp(`${second.endpoint}.*connected`)).waitFor();

    await press(workbench, socket, 'Add Subscription');
    await workbench.answer(/Topics to subscribe to/, 'sport');
    await item(workbench, /^sport, subscribed/).waitFor();
    second.send(['sport', 'goal']);
    await inspector.sees('received', 'sport', 'goal');

    await press(workbench, item(workbench, /^sport, subscribed/), 'Unsubscribe');
    await item(workbench, /^sport, subscribed/).waitFor({ state: 'detached' });
    await press(workbench, item(workbench, new RegExp(second.endpoint)), 'Remove Endpoint');
    await item(workbench, new RegExp(second.endpoint)).waitFor({ state: 'detached' });
    await inspector.sees('closed', second.endpoint);

    await press(workbench, socket, 'Close Socket');
    await unfoldClosed(workbench);
    await press(workbench, item(workbench, /^reader, SUB · closed/), 'Reopen Socket');
    await item(workbench, /^reader, SUB · open/).waitFor();
    await press(workbench, item(workbench, /^reader, SUB · open/), 'Close Socket');
    await unfoldClosed(workbench);
    await press(workbench, item(workbench, /^reader, SUB · closed/), 'Remove Socket');
    await item(workbench, /^reader/).waitFor({ state: 'detached' });
    assert.deepEqual(await workbench.notifications(), []);
  });

  test('a new socket comes into sight, wherever one had scrolled to, and takes no focus', async ({ workbench }) => {
    await workbench.probe.command('zmq.openInspector');
    await workbench.showContainer();
    for (let i = 10; i < 50; i++)
      await workbench.probe.command('zmq.openSocket', { type: 'PULL', name: `jobs ${i}`, bind: [`inproc://${i}`] });
    await item(workbench, /^jobs 49, /).waitFor();
    const tree = workbench.page.getByRole('tree', { name: 'Sockets' });
    await tree.press('Home');
    await item(workbench, /^jobs 10, /).waitFor();
    await item(workbench, /^jobs 49, /).waitFor({ state: 'detached' });
    await (await Inspector.in(workbench)).filter.focus();
    await workbench.probe.command('zmq.openSocket', { type: 'PULL', name: 'newest', bind: ['inproc://newest'] });
    await item(workbench, /^newest, /).waitFor();
    await workbench.page.keyboard.type('size>3');
    const { filter } = await Inspector.in(workbench);
    await workbench.until('what is typed goes into the filter', async () => (await filter.inputValue()) === 'size>3');
    await workbench.probe.command('zmq.closeAllSockets');
  });

  test('an endpoint in use can be given for another one, where it is added and where it is reopened', async ({ t, workbench }) => {
    const holder = await Peer.zmq(t, 'XPUB', ['--bind', 'tcp://127.0.0.1:*']);
    const inUse = workbench.notification(new RegExp(`${holder.endpoint.replaceAll('.', '\\.')} is in use`));
    await workbench.probe.command('zmq.openInspector');
    const inspector = await Inspector.in(workbench);
    await workbench.probe.command('zmq.subscribe', { endpoint: 'inproc://first', bind: true, name: 'late' });
    await workbench.page.getByRole('tab', { name: 'ZMQ' }).first().click();
    const socket = item(workbench, /^late, SUB · open/);
    await press(workbench, socket, 'Add Endpoint');
    await workbench.pick(/Connect to another program/, 'Bind');
    await workbench.answerEndpoint(holder.endpoint);
    await inUse.getByRole('button', { name: 'Connect Instead' }).click();
    assert.deepEqual(await holder.received(), ['\u0001']);
    await item(workbench, new RegExp(`${holder.endpoint}.*connected`)).waitFor();
    await workbench.probe.command('zmq.closeAllSockets');

    const endpoint = await freeEndpoint();
    await workbench.probe.command('zmq.openSocket', { type: 'PULL', bind: [endpoint], name: 'owner' });
    await workbench.probe.command('zmq.closeSocket', { socket: 'owner' });
    await Peer.zmq(t, 'XPUB', ['--bind', endpoint]);
    await unfoldClosed(workbench);
    await press(workbench, item(workbench, /^owner, PULL · closed/), 'Reopen Socket');
    const taken = workbench.notification(new RegExp(`${endpoint.replaceAll('.', '\\.')} is in use`));
    await taken.getByRole('button', { name: /^Use tcp:/ }).click();
    await item(workbench, /^owner, PULL · open/).waitFor();
    await inspector.sees('owner', 'listening');
    await workbench.probe.command('zmq.closeAllSockets');
  });
});
