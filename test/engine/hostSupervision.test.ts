import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it, type TestContext } from 'node:test';
import { CancellationToken } from 'vscode-jsonrpc/node';
import { ZmqError } from '../../src/core/base/errors';
import { EngineSupervisor } from '../../src/host/supervision/engineSupervisor';
import { SocketStore } from '../../src/host/sockets/socketStore';
import { clearLog, openView, viewRows } from '../../src/protocol/log';
import { listSockets } from '../../src/protocol/sockets';
import { isAlive } from '../support/processes';
import { within } from '../support/within';

const engineModule = path.resolve('dist/engine.js');
// An engine that aborts may leave a core dump where it ran.
const scratch = await mkdtemp(path.join(tmpdir(), 'zmq-host-'));
process.chdir(scratch);
after(() => rm(scratch, { recursive: true }));

/** A host without VS Code: the real supervisor and store over the real engine. */
function startHost(t: TestContext, { modulePath = engineModule } = {}) {
  const values = new Map<string, unknown>();
  const memory = {
    get: (key: string) => values.get(key),
    update: async (key: string, value: unknown) => void values.set(key, JSON.parse(JSON.stringify(value))),
  };
  const log: string[] = [];
  const gaveUp: ZmqError[] = [];
  const complaints: string[] = [];
  const write = (text: string) => void log.push(text);
  const engine: EngineSupervisor = new EngineSupervisor({
    modulePath,
    log: { info: write, warn: write, error: write },
    configuration: () => ({ capture: { maxMegabytes: 64, maxMessages: 10_000 } }),
    restore: (process) => store.restore(process),
    reopen: (process) => store.reopenAfterCrash(process),
    gaveUp: (problem) => void gaveUp.push(problem),
  });
  const store: SocketStore = new SocketStore(engine, memory, (text) => complaints.push(text));
  t.after(() => engine.dispose());
  const pid = async () => (await engine.engine()).pid as number;
  /** Settles when a fresh engine runs. */
  const nextEngine = () => {
    const { generation } = engine;
    return within(
      30_000,
      'a fresh engine',
      new Promise<void>((resolve) => {
        engine.onDidChangeState((state) => {
          if (state === 'running' && engine.generation > generation) resolve();
        });
      }),
    );
  };
  return { engine, store, memory, log, gaveUp, complaints, pid, nextEngine };
}

describe('the supervision of the engine', () => {
  it('starts nothing before it is asked for, and one engine however often it is asked', async (t) => {
    const { engine, pid } = startHost(t);
    assert.equal(engine.state, 'not started');
    const pids = await Promise.all([pid(), pid(), pid()]);
    assert.equal(new Set(pids).size, 1);
    assert.equal(engine.generation, 1);
  });

  for (const signal of ['SIGKILL', 'SIGABRT'] as const) {
    it(`after ${signal} brings a fresh engine with the same sockets on the same ports, and says what was lost`, async (t) => {
      const { engine, store, pid, nextEngine, complaints } = startHost(t);
      const appended = new Promise<number>((resolve) =>
        engine.onDidChange(({ log }) => {
          if (log.appended > 0) resolve(log.appended);
        }),
      );
      const opened = await store.open({ type: 'sub', name: 'feed', bind: ['tcp://127.0.0.1:*'], subscribe: [Uint8Array.of(0, 255)] });
      await store.addEndpoint({ socket: opened.id, role: 'bind', endpoint: 'tcp://127.0.0.1:*' });
      await store.subscribe({ socket: opened.id, topic: new TextEncoder().encode('late') });
      const closed = await store.open({ type: 'pull', bind: ['inproc://closed'] });
      await store.close(closed.id);
      const before = store.find('feed');
      await appended;

      const fresh = nextEngine();
      process.kill(await pid(), signal);
      await fresh;

      assert.deepEqual(complaints, []);
      const after = store.find('feed');
      assert.equal(after.id, before.id);
      assert.deepEqual(after.info?.endpoints, before.info?.endpoints, 'the same ports, requested as before');
      assert.equal(new Set(after.info?.endpoints.map(({ resolved }) => resolved)).size, 2);
      assert.deepEqual(after.info?.subscriptions, [Uint8Array.of(0, 255), new TextEncoder().encode('late')]);
      assert.deepEqual(after.spec.bind, ['tcp://127.0.0.1:*', 'tcp://127.0.0.1:*'], 'the memory keeps what the person gave');
      assert.equal(store.find(closed.id).state, 'closed');

      const view = await engine.request(openView, {});
      const { rows } = await engine.request(viewRows, { view: view.view, from: 0, count: 1 });
      assert.equal(rows[0]?.event, 'records lost');

      const [first] = after.info?.endpoints ?? [];
      await store.removeEndpoint({ socket: after.id, role: 'bind', endpoint: first?.resolved ?? '' });
      assert.deepEqual(store.find('feed').spec.bind, ['tcp://127.0.0.1:*']);
      assert.equal(store.find('feed').info?.endpoints.length, 1);
    });
  }

  it('does not count as lost what was cleared before', async (t) => {
    const { engine, store, pid, nextEngine } = startHost(t);
    const isEmpty = new Promise<void>((resolve) =>
      engine.onDidChange(({ log }) => {
        if (log.appended > 0 && log.kept === 0) resolve();
      }),
    );
    await store.open({ type: 'pull', bind: ['inproc://cleared'] });
    await engine.request(clearLog, {});
    await within(10_000, 'a notice of the empty log', isEmpty);
    const fresh = nextEngine();
    process.kill(await pid(), 'SIGKILL');
    await fresh;
    const { view } = await engine.request(openView, {});
    const { rows } = await engine.request(viewRows, { view, from: 0, count: 1 });
    assert.match(rows[0]?.preview ?? '', /The log was empty/);
  });

  it('rejects what was pending when the engine ended, with what to do', async (t) => {
    const { engine, pid } = startHost(t);
    const running = await engine.engine();
    process.kill(await pid(), 'SIGSTOP'); // so that it cannot answer
    const pending = running.request(openView, {});
    const passed = running.pass(openView, {}, CancellationToken.None);
    process.kill(await pid(), 'SIGKILL');
    await assert.rejects(
      pending,
      (error) => error instanceof ZmqError && error.data.code === 'engineStopped' && error.data.hint !== undefined,
    );
    await assert.rejects(passed);
  });

  it('replaces an engine that hangs', async (t) => {
    const { pid, nextEngine, log } = startHost(t);
    const hung = await pid();
    const fresh = nextEngine();
    process.kill(hung, 'SIGSTOP');
    await fresh;
    assert.ok(!isAlive(hung));
    assert.ok(log.some((line) => line.includes('hung')));
  });

  it('gives up after the fifth end within three minutes, and starts again when asked to', async (t) => {
    const { engine, store, pid, nextEngine, gaveUp } = startHost(t);
    const opened = await store.open({ type: 'rep', bind: ['tcp://127.0.0.1:*'] });
    for (let restart = 1; restart <= 4; restart++) {
      const fresh = nextEngine();
      process.kill(await pid(), 'SIGKILL');
      await fresh;
    }
    const stopped = new Promise<void>((resolve) =>
      engine.onDidChangeState((state) => {
        if (state === 'stopped') resolve();
      }),
    );
    process.kill(await pid(), 'SIGKILL');
    await within(10_000, 'the state `stopped`', stopped);
    assert.equal(gaveUp.length, 1);
    await assert.rejects(engine.engine(), (error) => error === gaveUp[0]);
    assert.equal(store.find(opened.id).info, undefined);

    await engine.restart();
    assert.equal(engine.state, 'running');
    assert.deepEqual(store.find(opened.id).info?.endpoints, opened.endpoints);
  });

  it('says on which platform an engine does not start, and does not try again by itself', async (t) => {
    const modulePath = path.join(scratch, 'engine.js');
    await writeFile(modulePath, "throw new Error('Cannot load the addon: no build for this platform')");
    const { engine, gaveUp } = startHost(t, { modulePath });
    await assert.rejects(engine.engine(), (error) => {
      assert.ok(error instanceof ZmqError);
      assert.match(error.message, new RegExp(`${process.platform}-${process.arch}.*Cannot load the addon`));
      assert.match(error.data.hint ?? '', /Install the package/);
      return true;
    });
    assert.equal(engine.state, 'stopped');
    assert.equal(engine.generation, 1);
    assert.deepEqual(gaveUp, []);
  });

  it('ends the engine with the host', async (t) => {
    const { engine, pid } = startHost(t);
    const running = await pid();
    await engine.dispose();
    assert.ok(!isAlive(running));
    await assert.rejects(engine.engine(), /shutting down/);
  });
});

describe('the sockets of a workspace', () => {
  it('are listed as closed by the next host, and reopen only when asked to, under the same id', async (t) => {
    const first = startHost(t);
    const { id } = await first.store.open({ type: 'router', bind: ['tcp://127.0.0.1:*'], options: { mandatory: false } });
    await first.engine.dispose();

    const second = startHost(t);
    const store = new SocketStore(second.engine, first.memory, (text) => assert.fail(text));
    assert.deepEqual(
      store.entries().map(({ id, state }) => [id, state]),
      [[id, 'closed']],
    );
    assert.equal(second.engine.state, 'not started');
    const [one, two] = await Promise.all([store.reopen(id), store.reopen(id)]);
    assert.equal(one.id, id);
    assert.equal(two.id, id);
    assert.equal((await store.open({ type: 'pair', bind: ['inproc://p'] })).id, 's2');
  });

  it('keep their ids to themselves, also those of sockets that are gone or never opened', async (t) => {
    const { store } = startHost(t);
    const { id } = await store.open({ type: 'pull', bind: ['inproc://a'] });
    await store.remove(id);
    await assert.rejects(store.open({ type: 'pull', bind: ['ipc:///no/such/folder/x'] }));
    assert.deepEqual(store.entries(), []);
    assert.equal((await store.open({ type: 'pull', bind: ['inproc://a'] })).id, 's3');
  });

  it('leave nothing behind where they cannot be opened', async (t) => {
    const { engine, store, memory } = startHost(t);
    await store.open({ type: 'pull', name: 'owner', bind: ['inproc://taken'] });
    await assert.rejects(store.open({ type: 'pull', bind: ['inproc://free', 'inproc://taken'], connect: ['inproc://third'] }), /taken/);
    assert.deepEqual(
      store.entries().map(({ spec }) => spec.name),
      ['owner'],
    );
    assert.deepEqual(
      (await engine.request(listSockets, {})).map(({ name }) => name),
      ['owner'],
    );
    assert.deepEqual(
      new SocketStore(engine, memory, (text) => assert.fail(text)).entries().map(({ spec }) => spec.name),
      ['owner'],
    );
    assert.deepEqual([store.recent.list('bind'), store.recent.list('connect')], [['inproc://taken'], []]);
    await store.open({ type: 'pull', bind: ['inproc://free'] });
  });

  it('have their endpoints noted, whoever opens or adds them', async (t) => {
    const { store } = startHost(t);
    const { id } = await store.open({ type: 'pull', bind: ['inproc://one'], connect: ['inproc://two'] });
    await store.addEndpoint({ socket: id, role: 'connect', endpoint: 'inproc://three' });
    await assert.rejects(store.addEndpoint({ socket: id, role: 'bind', endpoint: 'ipc:///no/such/folder/x' }));
    assert.deepEqual([store.recent.list('bind'), store.recent.list('connect')], [['inproc://one'], ['inproc://three', 'inproc://two']]);
  });

  it('reopen at another endpoint, which is remembered only where it will do', async (t) => {
    const { store } = startHost(t);
    const { id } = await store.open({ type: 'pull', bind: ['inproc://before'] });
    await store.close(id);
    await assert.rejects(store.reopen(id, { bind: ['ipc:///no/such/folder/x'] }));
    assert.deepEqual(store.find(id).spec.bind, ['inproc://before']);
    const info = await store.reopen(id, { connect: ['inproc://after'] });
    assert.deepEqual(
      info.endpoints.map(({ role, requested }) => [role, requested]),
      [['connect', 'inproc://after']],
    );
    assert.deepEqual([store.find(id).spec.bind, store.find(id).spec.connect], [undefined, ['inproc://after']]);
  });

  it('are not remembered where they are transient, but come back after a crash', async (t) => {
    const { engine, store, memory, pid, nextEngine } = startHost(t);
    const { id } = await store.open({ type: 'sub', name: 'passing', connect: ['inproc://demo'] }, { transient: true });
    await store.open({ type: 'pair', name: 'lasting', bind: ['inproc://lasting'] });
    await store.addEndpoint({ socket: id, role: 'connect', endpoint: 'inproc://demo2' });
    assert.deepEqual(store.recent.list('connect'), []);
    const fresh = nextEngine();
    process.kill(await pid(), 'SIGKILL');
    await fresh;
    assert.equal(store.find('passing').info?.endpoints.length, 2);
    assert.deepEqual(
      new SocketStore(engine, memory, (text) => assert.fail(text)).entries().map(({ spec }) => spec.name),
      ['lasting'],
    );
  });

  it('are found by id or by a name that only one has', async (t) => {
    const { store } = startHost(t);
    for (const name of ['twin', 'twin', 'only']) await store.open({ type: 'pull', name, bind: [`inproc://${Math.random()}`] });
    assert.equal(store.find('only').id, 's3');
    assert.equal(store.find('s1').spec.name, 'twin');
    assert.throws(() => store.find('twin'), /2 sockets are named "twin"/);
    assert.throws(() => store.find('none'), /no socket "none"/);
  });

  it('refuse changes while they are closed, and tell of changes while they are open', async (t) => {
    const { store } = startHost(t);
    const { id } = await store.open({ type: 'sub', bind: ['inproc://b'] });
    let changes = 0;
    store.onDidChange(() => changes++);
    await store.subscribe({ socket: id, topic: Uint8Array.of(1) });
    assert.ok(changes > 0);
    await store.close(id);
    await assert.rejects(store.subscribe({ socket: id, topic: Uint8Array.of(2) }), /is closed/);
    await assert.rejects(store.send({ socket: id, frames: [Uint8Array.of(2)] }), /is closed/);
    assert.deepEqual(store.find(id).spec.subscribe, [Uint8Array.of(1)]);
  });
});
