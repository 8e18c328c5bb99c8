import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { ProxyStore } from '../../src/host/proxies/proxyStore';
import { listProxies } from '../../src/protocol/proxies';
import { openInspector } from '../support/hostPage';
import { anyPort } from '../support/pairing';
import { Peer } from '../support/peer';
import { until } from '../support/processes';

/** A queue between a Python REQ and a Python REP. */
async function queue(t: TestContext) {
  const inspector = openInspector(t);
  const { services, proxies } = inspector;
  const { id, frontend, backend } = await services.actions.run('startProxy', {
    kind: 'queue',
    frontend: anyPort,
    backend: { bind: [anyPort] },
    name: 'calls',
  });
  const [front, back] = [frontend, backend].map(({ endpoints }) => endpoints[0]?.resolved ?? '') as [string, string];
  const rep = await Peer.zmq(t, 'REP', ['--connect', back]);
  const req = await Peer.zmq(t, 'REQ', ['--connect', front]);
  const ask = async (text: string) => {
    req.send([text]);
    assert.deepEqual(await rep.received(), [text]);
    rep.send([`${text}!`]);
    assert.deepEqual(await req.received(), [`${text}!`]);
  };
  await ask('one');
  await proxies.refresh();
  return { ...inspector, ask, id, front, back };
}

describe('the proxies of a workspace', () => {
  it('are started, renamed, paused, stopped and started again, and remembered', async (t) => {
    const { services, proxies, values, id } = await queue(t);
    assert.equal(id, 'p1');
    const { spec, info } = proxies.find('calls');
    const given = { frontend: { type: 'router', bind: [anyPort], connect: [] }, backend: { type: 'dealer', bind: [anyPort], connect: [] } };
    assert.deepEqual(spec, { id, name: 'calls', ...given });
    assert.deepEqual([info?.counters.sent, info?.counters.received, info?.frontend.peers, info?.backend.peers], [1, 1, 1, 1]);

    await services.actions.run('renameProxy', { proxy: 'calls', name: ' questions ' });
    await services.actions.run('pauseProxy', { proxy: 'questions', paused: true });
    await services.actions.run('stopProxy', { proxy: 'questions' });
    const remembered = new ProxyStore({ request: () => assert.fail(), state: 'not started' }, values, services.store.recent, assert.fail);
    assert.deepEqual(remembered.entries(), [
      { id, state: 'closed', spec: { id, name: 'questions', ...given, paused: true }, info: undefined },
    ]);

    // Where the same is asked for it is started again.
    const again = await services.actions.run('startProxy', { kind: 'router/dealer', frontend: [anyPort], backend: anyPort });
    assert.deepEqual([again.id, again.name, proxies.find(id).info?.paused], [id, 'questions', true]);
    await services.actions.run('removeProxy', { proxy: id });
    assert.deepEqual(proxies.entries(), []);
    assert.throws(() => proxies.find('questions'), /There is no proxy/);
  });

  it('come back at the same endpoints after the engine ended, and the person is told once what was cut', async (t) => {
    const { engine, services, proxies, complaints, id, front, back, ask } = await queue(t);
    const { generation } = engine;
    process.kill((await engine.engine()).pid as number, 'SIGKILL');
    await until('a fresh engine', () => engine.state === 'running' && engine.generation > generation, 30_000);
    const [info] = await engine.request(listProxies, {});
    assert.deepEqual(
      [info?.id, info?.name, info?.frontend.endpoints[0]?.resolved, info?.backend.endpoints[0]?.resolved],
      [id, 'calls', front, back],
    );
    assert.deepEqual(proxies.find(id).spec.frontend.bind, [anyPort], 'the port was chosen by nobody');
    assert.deepEqual(
      complaints.splice(0).map((text) => /cut 2 connections of proxies/.test(text)),
      [true],
    );
    await ask('after');
    await services.actions.run('stopProxy', { proxy: id });
    await engine.restart();
    assert.deepEqual(await engine.request(listProxies, {}), []);
  });

  it('are refused with what to do instead', async (t) => {
    const { services } = openInspector(t);
    for (const [params, code] of [
      [{ kind: 'ring', frontend: anyPort, backend: anyPort }, 'invalidParams'],
      [{ kind: 'router/router', frontend: anyPort, backend: anyPort }, 'invalidProxy'],
      [{ kind: 'queue', frontend: 'tcp://127.0.0.1', backend: anyPort }, 'invalidEndpoint'],
      [{ kind: 'queue', frontend: anyPort }, 'invalidParams'],
    ] as const)
      await assert.rejects(
        services.actions.runWith('startProxy', params, 'zmq.startProxy'),
        (error: { data?: { code: string; hint?: string } }) => {
          assert.equal(error.data?.code, code);
          assert.ok(error.data?.hint);
          return true;
        },
      );
  });
});
