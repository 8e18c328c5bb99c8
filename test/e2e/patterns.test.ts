import assert from 'node:assert/strict';
import { startExample } from '../support/example';
import { Inspector } from '../support/inspector';
import { Peer } from '../support/peer';
import { describeInVsCode } from '../support/vscodeTests';
import type { Workbench } from '../support/workbench';

const anyPort = 'tcp://127.0.0.1:*';
const topicsQuestion = /Topics to subscribe to/;

/** Opens a socket through the prompts of `New Socket…`. */
async function newSocket(
  workbench: Workbench,
  type: string,
  role: 'Connect' | 'Bind',
  endpoint: string,
  topics?: string,
  /** The first in its window that takes part. */
  isGuarded = false,
): Promise<Inspector> {
  await workbench.runCommand('ZMQ: New Socket…');
  await workbench.pick(/Type of the socket/, type);
  await workbench.pick(/Connect to another program, or bind/, role);
  await workbench.answerEndpoint(endpoint);
  if (topics !== undefined) await workbench.answer(topicsQuestion, topics);
  if (isGuarded) await workbench.dialog.getByRole('button', { name: 'Open Socket' }).click();
  return Inspector.in(workbench);
}

describeInVsCode('patterns', (test) => {
  test('SUB, by the palette: the messages of a Python publisher are seen', async ({ t, workbench }) => {
    const { endpoint } = await startExample(t, 'publisher.py', anyPort);
    await workbench.runCommand('ZMQ: Subscribe…');
    await workbench.answerEndpoint(endpoint);
    await workbench.answer(topicsQuestion, 'weather.oslo weather.lisbon');
    const inspector = await Inspector.in(workbench);
    await inspector.sees('received', 'weather.oslo', '"celsius"');
    await inspector.sees('received', 'weather.lisbon', '"celsius"');
    assert.equal(await inspector.rows('weather.berlin').count(), 0);

    await inspector.rows('weather.oslo').last().click();
    await inspector.details.getByRole('treeitem').filter({ hasText: 'celsius' }).first().waitFor();
    await inspector.details.filter({ hasText: /weather\.oslo/ }).waitFor();
  });

  test('PUB, by the palette: a Python subscriber gets what the composer sends', async ({ t, workbench }) => {
    await workbench.runCommand('ZMQ: Publish…');
    await workbench.answerEndpoint(anyPort);
    const inspector = await Inspector.in(workbench);
    await inspector.composer.waitFor();
    const subscriber = await Peer.zmq(t, 'SUB', ['--connect', await inspector.boundEndpoint(), '--subscribe', 'news']);
    await inspector.sees('subscribe', 'news');
    await inspector.send('news.today', 'all quiet');
    assert.deepEqual(await subscriber.received(), ['news.today', 'all quiet']);
    await inspector.sees('sent', 'news.today', 'all quiet');
  });

  test('PUB: a message is held until the subscriber it is for has come', async ({ t, workbench }) => {
    await workbench.runCommand('ZMQ: Publish…');
    await workbench.answerEndpoint(anyPort);
    const inspector = await Inspector.in(workbench);
    const endpoint = await inspector.boundEndpoint();
    await inspector.composer.waitFor();
    await inspector.composer.getByRole('checkbox', { name: /^Hold until a subscriber matches/ }).click();
    await inspector.send('news.first', 'held');
    assert.equal(await inspector.rows('sent', 'news.first').count(), 0);
    const subscriber = await Peer.zmq(t, 'SUB', ['--connect', endpoint, '--subscribe', 'news']);
    assert.deepEqual(await subscriber.received(), ['news.first', 'held']);
    const [subscribed, sent] = [await inspector.sees('subscribe', 'news'), await inspector.sees('sent', 'news.first')];
    const number = async (row: typeof sent) => Number((await row.getByRole('gridcell').first().innerText()).replaceAll(',', ''));
    assert.ok((await number(subscribed)) < (await number(sent)), 'it was sent after the subscription');
  });

  test('XPUB and XSUB talk to Python', async ({ t, workbench }) => {
    const publisher = await newSocket(workbench, 'XPUB', 'Bind', anyPort);
    const subscriber = await Peer.zmq(t, 'XSUB', ['--connect', await publisher.boundEndpoint(), '--subscribe', 'a']);
    await publisher.sees('subscribe', 'a');
    await publisher.compose('');
    await publisher.send('apple', '1');
    assert.deepEqual(await subscriber.received(), ['apple', '1']);
    await workbench.runCommand('ZMQ: Close All Sockets');

    const remote = await Peer.zmq(t, 'XPUB', ['--bind', anyPort]);
    const inspector = await newSocket(workbench, 'XSUB', 'Connect', remote.endpoint, 'b');
    assert.deepEqual(await remote.received(), ['\u0001b']);
    remote.send(['banana', '2']);
    await inspector.sees('received', 'banana', '2');
  });

  test('REP: a Python REQ is answered by hand', async ({ t, workbench }) => {
    const inspector = await newSocket(workbench, 'REP', 'Bind', anyPort);
    const client = await Peer.zmq(t, 'REQ', ['--connect', await inspector.boundEndpoint()]);
    await inspector.compose('');
    assert.ok(await inspector.button('Send', inspector.composer).isDisabled(), 'nothing to answer yet');
    client.send(['how are you?']);
    await inspector.sees('received', 'how are you?');
    await inspector.send('fine');
    assert.deepEqual(await client.received(), ['fine']);
    await inspector.sees('sent', 'fine');
  });

  test('REQ: answered by the Python echo server', async ({ t, workbench }) => {
    const { endpoint } = await startExample(t, 'echo_server.py', anyPort);
    const inspector = await newSocket(workbench, 'REQ', 'Connect', endpoint);
    await inspector.compose('');
    await inspector.send('hello');
    await inspector.sees('sent', 'hello');
    await inspector.sees('received', 'HELLO');
  });

  test('PULL: takes the jobs of a Python PUSH', async ({ t, workbench }) => {
    const { endpoint } = await startExample(t, 'ventilator.py', anyPort);
    const inspector = await newSocket(workbench, 'PULL', 'Connect', endpoint, undefined, true);
    await inspector.sees('received', '"job"');
    await inspector.compose('');
    assert.equal(await inspector.button('Send', inspector.composer).count(), 0, 'a PULL offers no sending');
  });

  test('PUSH: a Python PULL gets the job', async ({ t, workbench }) => {
    const worker = await Peer.zmq(t, 'PULL', ['--bind', anyPort]);
    const inspector = await newSocket(workbench, 'PUSH', 'Connect', worker.endpoint);
    await inspector.compose('');
    await inspector.send('job 1');
    assert.deepEqual(await worker.received(), ['job 1']);
  });

  test('PAIR: both ways', async ({ t, workbench }) => {
    const inspector = await newSocket(workbench, 'PAIR', 'Bind', anyPort);
    const peer = await Peer.zmq(t, 'PAIR', ['--connect', await inspector.boundEndpoint()]);
    peer.send(['from Python']);
    await inspector.sees('received', 'from Python');
    await inspector.compose('');
    await inspector.send('from', 'VS Code');
    assert.deepEqual(await peer.received(), ['from', 'VS Code']);
  });

  test('ROUTER: answers a Python DEALER by its routing id, and a REQ with the delimiter', async ({ t, workbench }) => {
    const inspector = await newSocket(workbench, 'ROUTER', 'Bind', anyPort);
    const endpoint = await inspector.boundEndpoint();
    const dealer = await Peer.zmq(t, 'DEALER', ['--connect', endpoint, '--option', 'routing_id=dora']);
    dealer.send(['ping']);
    await inspector.sees('received', 'dora', 'ping');
    await inspector.compose('');
    await inspector.choose('Routing id', 'dora');
    await inspector.send('pong');
    assert.deepEqual(await dealer.received(), ['pong']);

    const client = await Peer.zmq(t, 'REQ', ['--connect', endpoint, '--option', 'routing_id=rex']);
    client.send(['question']);
    await inspector.sees('received', 'rex', 'question');
    await inspector.choose('Routing id', 'rex');
    await workbench.until('the delimiter follows the peer', () =>
      inspector.composer.getByRole('checkbox', { name: 'Empty delimiter' }).isChecked(),
    );
    await inspector.send('answer');
    assert.deepEqual(await client.received(), ['answer']);
  });

  test('DEALER: talks to a Python ROUTER and, with the delimiter, to a REP', async ({ t, workbench }) => {
    const router = await Peer.zmq(t, 'ROUTER', ['--bind', anyPort]);
    const inspector = await newSocket(workbench, 'DEALER', 'Connect', router.endpoint, undefined, true);
    await inspector.compose('');
    // Before anything was heard, the delimiter is on: a REP would drop what lacks it.
    await inspector.setDelimiter(false);
    await inspector.send('ping');
    const [identity = '', ...frames] = await router.received();
    assert.deepEqual(frames, ['ping']);
    router.send([Buffer.from(identity, 'latin1'), 'pong']);
    await inspector.sees('received', 'pong');
    await workbench.runCommand('ZMQ: Close All Sockets');

    const { endpoint } = await startExample(t, 'echo_server.py', anyPort);
    await newSocket(workbench, 'DEALER', 'Connect', endpoint);
    await inspector.compose('');
    await inspector.setDelimiter(true);
    await inspector.send('echo this');
    await inspector.sees('received', 'ECHO THIS');
  });

  test('STREAM: talks to a plain TCP program', async ({ t, workbench }) => {
    const inspector = await newSocket(workbench, 'STREAM', 'Bind', anyPort);
    const client = await Peer.zmq(t, 'tcp', ['--connect', await inspector.boundEndpoint()]);
    client.send(['GET /']);
    await inspector.sees('received', 'GET /');
    await inspector.compose('');
    await inspector.send('200 OK');
    assert.deepEqual(await client.received(), ['200 OK']);
  });
});
