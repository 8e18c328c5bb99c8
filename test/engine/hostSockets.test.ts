import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openView, viewRows } from '../../src/protocol/log';
import { addEndpoint, listSockets, renameSocket, subscribe } from '../../src/protocol/sockets';
import { openPage } from '../support/hostPage';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('the sockets of a workspace', () => {
  it('a closed one is opened again where the same is asked for, and another one where it is open', async (t) => {
    const { services, store } = openPage(t);
    const argument = { endpoint: 'tcp://127.0.0.1:45999', topics: ['news'] };
    const { id } = await services.actions.run('subscribe', argument);
    for (let i = 0; i < 3; i++) {
      await services.actions.run('closeSocket', { socket: id });
      assert.equal((await services.actions.run('subscribe', argument)).id, id);
    }
    assert.deepEqual(
      store.entries().map(({ state }) => state),
      ['open'],
    );
    assert.notEqual((await services.actions.run('subscribe', argument)).id, id);
    await services.actions.run('closeSocket', { socket: id });
    await services.actions.run('publish', { endpoint: 'inproc://other' });
    assert.deepEqual(
      store.entries().map(({ state }) => state),
      ['closed', 'open', 'open'],
    );
    await services.actions.run('removeAllClosed', {});
    assert.equal(store.entries().length, 2);
  });

  it('are renamed, open and closed, and their records with them; a copy has the same spec', async (t) => {
    const { services, store, page, engine } = openPage(t);
    const { id } = await services.actions.run('openSocket', { type: 'pull', bind: ['inproc://jobs'], name: 'jobs' });
    await services.actions.run('renameSocket', { socket: 'jobs', name: ' tasks ' });
    assert.deepEqual(
      (await engine.request(listSockets, {})).map(({ name }) => name),
      ['tasks'],
    );
    const { view } = await page.sendRequest(openView, {});
    const { rows } = await page.sendRequest(viewRows, { view, from: 0, count: 1 });
    assert.equal(rows[0]?.socketName, 'tasks');
    await services.actions.run('closeSocket', { socket: 'tasks' });
    await services.actions.run('renameSocket', { socket: 'tasks', name: 'work' });
    assert.equal((await services.actions.run('reopenSocket', { socket: 'work' })).name, 'work');

    const push = await services.actions.run('openSocket', { type: 'push', connect: ['inproc://jobs'], options: { sendHighWaterMark: 5 } });
    const copy = await services.actions.run('duplicateSocket', { socket: push.id });
    const { spec } = store.find(copy.id);
    assert.deepEqual(
      [spec.type, spec.connect, spec.options, copy.name],
      ['push', ['inproc://jobs'], { sendHighWaterMark: 5 }, `PUSH ${copy.id}`],
    );
    await services.actions.run('renameSocket', { socket: copy.id, name: 'sender' });
    assert.equal((await services.actions.run('duplicateSocket', { socket: 'sender' })).name, 'sender 2');
    assert.notEqual(copy.id, id);
  });

  it('are made of what the engine says, whoever changed them there', async (t) => {
    const { services, store, engine } = openPage(t);
    const { id } = await services.actions.run('openSocket', { type: 'sub', connect: ['inproc://a'], subscribe: ['news'] });
    // The engine subscribes once, however often it is asked to.
    for (let i = 0; i < 2; i++) await services.actions.run('addSubscription', { socket: id, topic: 'sport' });
    await services.actions.run('removeSubscription', { socket: id, topic: 'sport' });
    assert.deepEqual(store.find(id).spec.subscribe, [bytes('news')]);
    await engine.request(addEndpoint, { socket: id, role: 'connect', endpoint: 'inproc://b' });
    await engine.request(subscribe, { socket: id, topic: bytes('tide') });
    await engine.request(renameSocket, { socket: id, name: 'feed' });
    await store.refresh();
    const { spec } = store.find(id);
    assert.deepEqual([spec.name, spec.connect, spec.subscribe], ['feed', ['inproc://a', 'inproc://b'], [bytes('news'), bytes('tide')]]);
    await services.actions.run('closeSocket', { socket: id });
    assert.deepEqual((await services.actions.run('reopenSocket', { socket: id })).subscriptions, [bytes('news'), bytes('tide')]);
  });

  it('are remembered as the engine says, and so is a wildcard', async (t) => {
    const { services, store, engine, values } = openPage(t);
    const { id } = await services.actions.run('openSocket', { type: 'pull', bind: ['tcp://127.0.0.1:*'] });
    await engine.request(renameSocket, { socket: id, name: 'jobs' });
    await store.refresh();
    const kept = JSON.stringify(values.get('sockets'));
    assert.match(kept, /"name":"jobs"/);
    assert.match(kept, /"bind":\["tcp:\/\/127\.0\.0\.1:\*"\]/);
    const bound = store.find(id).info?.endpoints[0]?.resolved;
    await engine.restart();
    assert.deepEqual(store.find(id).spec.bind, ['tcp://127.0.0.1:*']);
    assert.equal(store.find(id).info?.endpoints[0]?.resolved, bound);
    await store.refresh();
    assert.deepEqual(store.find(id).spec.bind, ['tcp://127.0.0.1:*'], 'the port was chosen by nobody');
  });
});
