import assert from 'node:assert/strict';
import { Inspector } from '../support/inspector';
import { Peer } from '../support/peer';
import { describeInVsCode } from '../support/vscodeTests';

const anyPort = 'tcp://127.0.0.1:*';
const manyBytes = { hex: '00ff80' };

describeInVsCode('commands with arguments', (test) => {
  test('another extension subscribes, publishes, sends and closes without a prompt', async ({ t, workbench: { probe } }) => {
    const publisher = await Peer.zmq(t, 'XPUB', ['--bind', anyPort]);
    const id = await probe.command<string>('zmq.subscribe', { endpoint: publisher.endpoint, topics: ['news', manyBytes], name: 'reader' });
    assert.equal(typeof id, 'string');
    assert.deepEqual([await publisher.received(), await publisher.received()], [['\u0001news'], ['\u0001\u0000\u00ff\u0080']]);

    const router = await Peer.zmq(t, 'ROUTER', ['--bind', anyPort]);
    await probe.command('zmq.openSocket', { type: 'DEALER', connect: [router.endpoint], options: { routingId: 'dealer' }, name: 'dealer' });
    const outcome = await probe.command<{ outcome: string }>('zmq.send', { socket: 'dealer', frames: ['', { base64: 'AP8=' }, 'text'] });
    assert.match(outcome.outcome, /sent|queued/);
    assert.deepEqual(await router.received(), ['dealer', '', '\u0000\u00ff', 'text'], 'frames go out exactly as given');

    await probe.command('zmq.closeSocket', { socket: id });
    assert.deepEqual((await publisher.received()).map((frame) => frame[0]), ['\u0000']);
    await assert.rejects(probe.command('zmq.closeSocket', { socket: 'nobody' }), /nobody/);
    await assert.rejects(probe.command('zmq.subscribe', { endpoint: 'tcp://nowhere' }), /tcp:\/\//);
    await assert.rejects(probe.command('zmq.send', { socket: 'dealer', frames: 'not a list' }), /frames/);
    await probe.command('zmq.closeAllSockets');
  });

  test(
    'a key with arguments opens a socket',
    async ({ workbench }) => {
      await workbench.pressBinding(0);
      await workbench.runCommand('ZMQ: Open Inspector');
      const inspector = await Inspector.in(workbench);
      await inspector.sees('by key', 'listening', 'tcp://127.0.0.1:');
    },
    { bindings: [{ command: 'zmq.openSocket', args: { type: 'PULL', bind: [anyPort], name: 'by key' } }] },
  );

  test('an endpoint in use is named, and connecting instead is offered', async ({ t, workbench }) => {
    const publisher = await Peer.zmq(t, 'XPUB', ['--bind', anyPort]);
    await workbench.runCommand('ZMQ: New Socket…');
    await workbench.pick(/Type of the socket/, 'SUB');
    await workbench.pick(/Connect to another program, or bind/, 'Bind');
    await workbench.answerEndpoint(publisher.endpoint);
    await workbench.answer(/Topics to subscribe to/, '');
    const notification = workbench.notification(new RegExp(publisher.endpoint.replaceAll('.', '\\.')));
    await notification.waitFor();
    await notification.getByRole('button', { name: 'Connect Instead' }).click();
    assert.deepEqual(await publisher.received(), ['\u0001']);
  });

  test('a prompt says at once what is wrong with an endpoint, and offers the right one', async ({ workbench }) => {
    await workbench.runCommand('ZMQ: Subscribe…');
    const input = await workbench.question(/Endpoint to connect to/);
    await input.fill('tcp://host:99999');
    await workbench.quickInput.getByRole('option', { name: /99999/ }).waitFor();
    await input.press('Enter');
    assert.ok(await workbench.quickInput.isVisible(), 'a wrong endpoint is not accepted');
    await input.fill('tcp://*:5555');
    await workbench.quickInput.getByRole('option', { name: /tcp:\/\/localhost:5555/ }).first().waitFor();
    await input.press('Escape');
  });
});
