import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf, type EngineClient, type Scope } from '../../../support/engineClient';
import { openPanel, type Bench, pair, button, holds, compose, pick } from '../../../support/inspectorPanel';
import { until } from '../../../support/processes';
import { sharedBrowser } from '../../../support/webviewPage';

const browser = sharedBrowser();
const everything = [new Uint8Array(0)];

const open = (t: Scope, prepare?: (engine: EngineClient) => Promise<unknown>): Promise<Bench> => openPanel(t, browser(), prepare);

test('a SUB shows its subscriptions where others have frames, to add and remove', async (t) => {
  const { engine, page } = await open(t);
  const sub = await engine.open({ type: 'sub', name: 'listener', bind: ['tcp://127.0.0.1:*'], subscribe: [bytesOf('weather')] });
  const form = await compose(page, 'listener (SUB)');
  await form.getByText('SUB sockets only receive.').waitFor();
  assert.equal(await form.getByRole('textbox', { name: /^Frame/ }).count(), 0);
  await form.getByRole('textbox', { name: 'New topic' }).fill('storm');
  await button(form, 'Subscribe').click();
  await form.getByText('storm', { exact: true }).waitFor();
  await button(form, 'Unsubscribe weather').click();
  await form.getByText('weather', { exact: true }).waitFor({ state: 'detached' });
  const { subscriptions } = await engine.info(sub.id);
  assert.deepEqual(subscriptions, [bytesOf('storm')]);
});

test('the form Open socket checks as one types, keeps what was typed, and offers a way out', async (t) => {
  const { engine, page } = await open(t);
  const { address } = await pair(engine, 'holder');
  await button(page, 'Open socket').click();
  const form = page.getByRole('form', { name: 'Open socket' });
  const endpoint = form.getByRole('textbox', { name: 'Endpoint', exact: true });
  await endpoint.fill('tcp://*:5555');
  await form.getByText('can only be bound').waitFor();
  await button(form, 'Use tcp://localhost:5555').click();
  await holds(endpoint, 'tcp://localhost:5555');
  await endpoint.fill('foo://x');
  await form.getByText('no transport of ZeroMQ').waitFor();

  await pick(page, form.getByRole('combobox', { name: 'Type' }), 'PULL');
  await form.getByText('no longer reach the program they were meant for').waitFor();
  await pick(page, form.getByRole('combobox', { name: 'Bind or connect' }), 'Bind');
  await endpoint.fill(address);
  await form.getByRole('textbox', { name: 'Name' }).fill('collector');
  await form.getByText('Options').click();
  await form.getByRole('textbox', { name: /^Receive high-water mark/ }).fill('-5');
  await form.getByText('must be a whole number').waitFor();
  await form.getByRole('textbox', { name: /^Receive high-water mark/ }).fill('77');
  await button(form, 'Open').click();
  await form.getByRole('alert').filter({ hasText: 'in use' }).waitFor();
  await holds(endpoint, address);
  await holds(form.getByRole('textbox', { name: 'Name' }), 'collector');
  await button(form, 'Connect instead').waitFor();
  await form.getByRole('button', { name: /^Use tcp:/ }).click();
  await button(form, 'Open').click();
  await form.getByText('Opened collector at tcp://127.0.0.1:').waitFor();
  const collector = (await engine.sockets()).find(({ name }) => name === 'collector');
  assert.equal(collector?.type, 'pull');
  assert.equal(collector.options.receiveHighWaterMark, 77);
});

test('E06, E09: several endpoints in one field are several, and what is written otherwise has a way to what is meant', async (t) => {
  const { engine, page } = await open(t);
  await pair(engine);
  await button(page, 'Open socket').click();
  const form = page.getByRole('form', { name: 'Open socket' });
  const endpoint = form.getByRole('textbox', { name: 'Endpoint', exact: true });
  for (const [given, meant] of [
    ['TCP://localhost:5601', 'tcp://localhost:5601'],
    ['localhost 5601', 'tcp://localhost:5601'],
    ['tcp://127.0.0.1;localhost:5601', 'tcp://127.0.0.1:0;localhost:5601'],
    ['tcp:localhost:5601, tcp://localhost:5602', undefined],
    ['TCP://localhost:5601 tcp://localhost:5602/', 'tcp://localhost:5601, tcp://localhost:5602'],
  ] as const) {
    await endpoint.fill(given);
    if (meant === undefined) continue;
    await button(form, `Use ${meant}`).click();
    await holds(endpoint, meant);
  }
  await pick(page, form.getByRole('combobox', { name: 'Type' }), 'PULL');
  await form.getByRole('textbox', { name: 'Name' }).fill('several');
  await button(form, 'Open').click();
  await form.getByText('Opened several').waitFor();
  const requested = async () =>
    (await engine.sockets()).find(({ name }) => name === 'several')?.endpoints.map((each) => each.requested) ?? [];
  assert.deepEqual(await requested(), ['tcp://localhost:5601', 'tcp://localhost:5602']);
  await pick(page, form.getByRole('combobox', { name: 'Socket', exact: true }), 'several (PULL)');
  await form.getByRole('textbox', { name: 'New endpoint' }).fill('tcp://localhost:5603;tcp://localhost:5604');
  await button(form, 'Add endpoint').click();
  await until('four endpoints', async () => (await requested()).length === 4);
});

test('an address in use is no dead end for an open socket, nor for a closed one', async (t) => {
  const { engine, host, page } = await open(t);
  const { address } = await pair(engine, 'holder');
  const sub = await engine.open({ type: 'sub', name: 'mine', bind: ['tcp://127.0.0.1:*'], subscribe: everything });
  await button(page, 'Open socket').click();
  const form = page.getByRole('form', { name: 'Open socket' });
  await pick(page, form.getByRole('combobox', { name: 'Socket', exact: true }), 'mine (SUB)');
  await pick(page, form.getByRole('combobox', { name: 'Bind or connect' }), 'Bind');
  const endpoint = form.getByRole('textbox', { name: 'New endpoint' });
  await endpoint.fill(address);
  await button(form, 'Add endpoint').click();
  await form.getByRole('alert').filter({ hasText: 'in use' }).waitFor();
  await form.getByRole('button', { name: /^Use tcp:/ }).click();
  await until('another endpoint', async () => (await endpoint.inputValue()) !== address);
  await endpoint.fill(address);
  await button(form, 'Add endpoint').click();
  await button(form, 'Connect instead').click();
  await form.getByRole('alert').waitFor({ state: 'detached' });
  await button(form, 'Add endpoint').click();
  await engine.waitForSocket('the connection', sub.id, ({ endpoints }) =>
    endpoints.some(({ role, resolved }) => role === 'connect' && resolved === address),
  );

  host.closed.push({ id: 's77', state: 'closed', spec: { id: 's77', type: 'sub', name: 'old', bind: [address], subscribe: everything } });
  await host.tellSnapshot();
  await pick(page, form.getByRole('combobox', { name: 'Socket', exact: true }), 'old (SUB), closed');
  await button(form, 'Reopen socket').click();
  await form.getByRole('alert').filter({ hasText: 'in use' }).waitFor();
  await form.getByRole('button', { name: /^Use tcp:/ }).waitFor();
  await button(form, 'Connect instead').click();
  await engine.waitFor('the socket, connected', async () => {
    const old = (await engine.sockets()).find(({ id }) => id === 's77');
    return old?.endpoints.some(({ role, resolved }) => role === 'connect' && resolved === address);
  });
});

test('what is wrong with a field is told to assistive technology with the field', async (t) => {
  const { engine, page } = await open(t);
  await pair(engine);
  await button(page, 'Open socket').click();
  const form = page.getByRole('form', { name: 'Open socket' });
  const tree = await page.context().newCDPSession(page);
  const described = async (name: string): Promise<string> => {
    const { nodes } = await tree.send('Accessibility.getFullAXTree');
    const field = nodes.find((node) => node.role?.value === 'textbox' && String(node.name?.value).startsWith(name));
    assert.ok(field, `no textbox ${name}`);
    const invalid = field.properties?.find((property) => property.name === 'invalid')?.value.value;
    return invalid === 'true' ? String(field.description?.value ?? '') : '';
  };
  // The toolkit hands an attribute on to its control a moment later.
  const isDescribed = async (name: string, expected: string | RegExp): Promise<void> => {
    let found = '';
    const holds = async () => {
      found = await described(name);
      return typeof expected === 'string' ? found === expected : expected.test(found);
    };
    await until('the description', holds).catch(() => assert.fail(`${name} is described as "${found}", not as ${String(expected)}`));
  };
  await form.getByRole('textbox', { name: 'Endpoint', exact: true }).fill('tcp://host');
  await form.getByText('lacks a port').waitFor();
  await isDescribed('Endpoint', '"tcp://host" lacks a port. A right one looks like tcp://localhost:5555.');
  assert.equal(await form.getByRole('button', { name: /^Use/ }).count(), 0, 'no endpoint is made up');
  await form.getByRole('textbox', { name: 'Endpoint', exact: true }).fill('tcp://host:1234');
  await form.getByText('lacks a port').waitFor({ state: 'detached' });
  await isDescribed('Endpoint', '');
  await form.getByText('Options').click();
  await form.getByRole('textbox', { name: /^Receive high-water mark/ }).fill('-5');
  await form.getByText('must be a whole number').waitFor();
  await isDescribed('Receive high-water mark', /must be a whole number/);
  await form.getByRole('textbox', { name: 'Topic', exact: true }).fill('0g');
  await pick(page, form.getByRole('combobox', { name: 'Format of Topic' }), 'Hex');
  await form.getByText('hexadecimal').waitFor();
  await isDescribed('Topic', /hexadecimal/);
  const composer = await compose(page, 'left (PAIR)');
  await composer.getByRole('textbox', { name: 'Frame 1' }).fill('{');
  await pick(page, composer.getByRole('combobox', { name: 'Format of frame 1' }), 'JSON');
  await composer.getByText('This is not JSON').waitFor();
  await isDescribed('Frame 1', /^This is not JSON/);
});

test('endpoints of an open socket are added and removed in the form', async (t) => {
  const { engine, page } = await open(t);
  const sub = await engine.open({ type: 'sub', name: 'mine', connect: ['tcp://127.0.0.1:9'], subscribe: everything });
  await button(page, 'Open socket').click();
  const form = page.getByRole('form', { name: 'Open socket' });
  await pick(page, form.getByRole('combobox', { name: 'Socket', exact: true }), 'mine (SUB)');
  await form.getByText('retrying').waitFor();
  await pick(page, form.getByRole('combobox', { name: 'Bind or connect' }), 'Bind');
  await form.getByRole('textbox', { name: 'New endpoint' }).fill('tcp://127.0.0.1:*');
  await button(form, 'Add endpoint').click();
  await form.getByText('listening').waitFor();
  await button(form, 'Remove endpoint tcp://127.0.0.1:9').click();
  await form.getByText('retrying').waitFor({ state: 'detached' });
  assert.deepEqual(
    (await engine.info(sub.id)).endpoints.map(({ role }) => role),
    ['bind'],
  );
  await button(form, 'Close socket').click();
  await form.getByRole('textbox', { name: 'Endpoint', exact: true }).waitFor();
  assert.deepEqual(await engine.sockets(), []);
});

test('the form Open socket finds out what listens, and takes a type that fits', async (t) => {
  const { engine, page } = await open(t);
  const { endpoints } = await engine.open({ type: 'pub', name: 'station', bind: ['tcp://127.0.0.1:*'] });
  const address = endpoints[0]?.resolved ?? '';
  await button(page, 'Open socket').click();
  const form = page.getByRole('form', { name: 'Open socket' });
  const endpoint = form.getByRole('textbox', { name: 'Endpoint', exact: true });
  await pick(page, form.getByRole('combobox', { name: 'Type' }), 'PULL');
  await endpoint.fill('tcp://localhost');
  await form.getByText('lacks a port').waitFor();
  assert.equal(await button(form, 'Probe').count(), 0, 'nothing to probe yet');
  await endpoint.fill(address);
  await button(form, 'Probe').click();
  await form
    .getByRole('status')
    .filter({ hasText: `The PUB socket "station" of this window listens at ${address}` })
    .waitFor();
  await button(form, 'Use XSUB').waitFor();
  await button(form, 'Use SUB').click();
  await form.getByText('Subscribe to topics of publishers').waitFor();
  await button(form, 'Use SUB').waitFor({ state: 'detached' });
  await endpoint.fill('inproc://name');
  await button(form, 'Probe').waitFor({ state: 'detached' });
  await endpoint.fill('tcp://127.0.0.1:1');
  await button(form, 'Probe').click();
  await form.getByText('Nothing listens at tcp://127.0.0.1:1.').waitFor();
  await pick(page, form.getByRole('combobox', { name: 'Bind or connect' }), 'Bind');
  await button(form, 'Probe').waitFor({ state: 'detached' });
});

test('an endpoint that nobody answers at can be probed where its socket is shown', async (t) => {
  const { engine, page } = await open(t);
  const address = 'tcp://127.0.0.1:1';
  await engine.open({ type: 'push', name: 'lonely', connect: [address] });
  await button(page, 'Open socket').click();
  const form = page.getByRole('form', { name: 'Open socket' });
  await pick(page, form.getByRole('combobox', { name: 'Socket' }), 'lonely (PUSH)');
  await button(form, 'Probe').first().click();
  await form.getByText(`Nothing listens at ${address}.`).waitFor();
});
