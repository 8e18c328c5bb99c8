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
    assert.deepEqual(
      (await publisher.received()).map((frame) => frame[0]),
      ['\u0000'],
    );
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

  test(
    'a key whose message is refused says why',
    async ({ workbench }) => {
      await workbench.probe.command('zmq.openSocket', { type: 'PUSH', bind: [anyPort], name: 'lonely' });
      await workbench.pressBinding(0);
      await workbench.notification(/peer/i).waitFor();
      const outcome = await workbench.probe.command<{ outcome: string }>('zmq.send', { socket: 'lonely', frames: ['nobody there'] });
      assert.equal(outcome.outcome, 'refused');
    },
    { bindings: [{ command: 'zmq.send', args: { socket: 'lonely', frames: ['nobody there'] } }] },
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

  test('a prompt says at once what is wrong with an endpoint, and takes nothing else for it', async ({ workbench }) => {
    await workbench.runCommand('ZMQ: Subscribe…');
    const input = await workbench.question(/Endpoint to connect to/);
    const options = workbench.quickInput.getByRole('option');
    for (const [typed, problem] of [
      ['tcp://host:99999', /99999/],
      ['tcp://localhost', /lacks a port/],
      ['tcp://*:5555', /only be bound/],
    ] as const) {
      await input.fill(typed);
      await options.first().filter({ hasText: problem }).waitFor();
      await input.press('Enter');
      assert.match(await workbench.quickInput.innerText(), problem, `${typed} is not accepted`);
      assert.equal(await input.inputValue(), typed);
    }
    await options.nth(1).filter({ hasText: 'tcp://localhost:5555' }).waitFor();
    await input.fill('localhost:5555');
    await options.first().filter({ hasText: 'has no transport' }).waitFor();
    await options.nth(1).filter({ hasText: 'tcp://localhost:5555' }).click();
    await workbench.question(/Topics to subscribe to/);
    await workbench.page.keyboard.press('Escape');
  });

  test('Enter on an endpoint without transport takes the one that is meant', async ({ workbench }) => {
    await workbench.showContainer();
    for (const [typed, meant] of [
      ['5556', 'tcp://localhost:5556'],
      ['somewhere.example:5556', 'tcp://somewhere.example:5556'],
      ['http://somewhere.example:8080', 'tcp://somewhere.example:8080'],
    ] as const) {
      const opened = workbench.page.getByRole('treeitem', { name: new RegExp(`^${meant.replaceAll('.', '\\.')}, `) });
      await workbench.runCommand('ZMQ: Subscribe…');
      await workbench.answerEndpoint(typed);
      await workbench.answer(/Topics to subscribe to/, '');
      await opened.waitFor();
    }
    await workbench.probe.command('zmq.closeAllSockets');
  });

  test('prompts offer the endpoints that were used, however they were opened', async ({ workbench }) => {
    await workbench.probe.command('zmq.openInspector');
    const inspector = await Inspector.in(workbench);
    await inspector.button('Open socket', inspector.frame.getByRole('toolbar')).click();
    await inspector.openForm.getByRole('textbox', { name: 'Endpoint', exact: true }).fill('tcp://127.0.0.1:45454');
    await inspector.button('Open', inspector.openForm).click();
    await inspector.sees('connecting', 'tcp://127.0.0.1:45454');
    await workbench.runCommand('ZMQ: Subscribe…');
    await workbench.question(/Endpoint to connect to/);
    await workbench.quickInput.getByRole('option', { name: /tcp:\/\/127\.0\.0\.1:45454.*last used/ }).waitFor();
    await workbench.page.keyboard.press('Escape');
    await workbench.probe.command('zmq.closeAllSockets');
  });
});
