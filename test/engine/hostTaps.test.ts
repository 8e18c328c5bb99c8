import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { TapStore } from '../../src/host/taps/tapStore';
import { TapTerminal } from '../../src/host/tasks/tapTerminal';
import { openView, viewRows } from '../../src/protocol/log';
import { openSocket } from '../../src/protocol/sockets';
import { closeTap, listTaps } from '../../src/protocol/taps';
import { openInspector, openPage, refusal } from '../support/hostPage';
import { Peer } from '../support/peer';
import { until } from '../support/processes';
import { freeEndpoint } from '../support/script';
import { anyPort } from '../support/pairing';

const port = (endpoint = '') => endpoint.slice(endpoint.lastIndexOf(':'));

/** A tap of a Python REP, and a Python REQ that is connected to it. */
async function tapped(t: TestContext) {
  const inspector = openInspector(t);
  const rep = await Peer.zmq(t, 'REP', ['--bind', anyPort]);
  const { id, listen } = await inspector.services.actions.run('tap', { listen: anyPort, target: rep.endpoint, name: 'calls' });
  const req = await Peer.zmq(t, 'REQ', ['--connect', listen]);
  const ask = async (text: string) => {
    req.send([text]);
    assert.deepEqual(await rep.received(), [text]);
    rep.send([`${text}!`]);
    assert.deepEqual(await req.received(), [`${text}!`]);
  };
  await ask('one');
  await inspector.taps.refresh();
  return { ...inspector, rep, req, ask, id, listen };
}

describe('the taps of a workspace', () => {
  it('are opened, renamed, paused, closed and opened again, and remembered', async (t) => {
    const { services, taps, values, id, ask, rep } = await tapped(t);
    assert.equal(id, 't1');
    const { info, spec } = taps.find('calls');
    assert.deepEqual(spec, { id, name: 'calls', listen: anyPort, target: rep.endpoint });
    assert.deepEqual([info?.open, info?.accepted, info?.counters.sent, info?.connections[0]?.connector.socketType], [1, 1, 1, 'REQ']);
    assert.deepEqual(Object.keys(info?.connections[0]?.rates ?? {}), ['receivedPerSecond', 'sentPerSecond', 'bytesPerSecond']);

    await services.actions.run('renameTap', { tap: 'calls', name: ' questions ' });
    await services.actions.run('pauseTap', { tap: 'questions', paused: true });
    await ask('two');
    await taps.refresh();
    assert.deepEqual([taps.find(id).spec.paused, taps.find(id).info?.counters.sent], [true, 1]);

    await services.actions.run('closeTap', { tap: 'questions' });
    assert.equal(taps.find(id).state, 'closed');
    const remembered = new TapStore({ request: () => assert.fail(), state: 'not started' }, values, services.store.recent, assert.fail);
    assert.deepEqual(remembered.entries(), [
      {
        id,
        state: 'closed',
        spec: { id, name: 'questions', listen: anyPort, target: rep.endpoint, paused: true },
        info: undefined,
      },
    ]);
    assert.deepEqual(services.store.recent.list('connect'), [rep.endpoint]);

    // Where the same is asked for it is opened again.
    const again = await services.actions.run('tap', { listen: anyPort, target: rep.endpoint });
    assert.deepEqual([again.id, again.name, taps.find(id).info?.paused], [id, 'questions', true]);
    await services.actions.run('removeTap', { tap: id });
    assert.deepEqual(taps.entries(), []);
    assert.throws(() => taps.find('questions'), /There is no tap/);
  });

  it('are listed as the engine has them, whoever closed them there', async (t) => {
    const { engine, taps, id } = await tapped(t);
    await engine.request(closeTap, { tap: id });
    await taps.refresh();
    assert.equal(taps.find(id).state, 'closed');
  });

  it('come back where they listened after the engine ended, and the person is told once what was cut', async (t) => {
    const { engine, services, taps, complaints, id, listen, ask } = await tapped(t);
    await services.actions.run('pauseTap', { tap: id, paused: true });
    const { generation } = engine;
    process.kill((await engine.engine()).pid as number, 'SIGKILL');
    await until('a fresh engine', () => engine.state === 'running' && engine.generation > generation, 30_000);
    const [info] = await engine.request(listTaps, {});
    assert.deepEqual([info?.id, info?.listen, info?.name, info?.paused], [id, listen, 'calls', true]);
    assert.equal(taps.find(id).spec.listen, anyPort, 'the port was chosen by nobody');
    assert.deepEqual(
      complaints.splice(0).map((text) => /cut 1 connection through taps/.test(text)),
      [true],
    );
    await ask('after');

    await services.actions.run('closeTap', { tap: id });
    await engine.restart();
    assert.deepEqual(await engine.request(listTaps, {}), []);
  });

  it('keep the records of their earlier connections apart when they are opened again', async (t) => {
    const { engine, services, id, listen, ask } = await tapped(t);
    await services.actions.run('closeTap', { tap: id });
    await services.actions.run('reopenTap', { tap: id, listen });
    await ask('two');
    const found = async (filter: string) => {
      const { view } = await engine.request(openView, { filter });
      return (await engine.request(viewRows, { view, from: 0, count: 10 })).rows.length;
    };
    assert.deepEqual([await found('conn:1 dir:out'), await found('conn:2 dir:out')], [1, 1]);
  });

  it('take the place of a socket of the inspector, and programs need no change', async (t) => {
    const { services, store, taps } = openInspector(t);
    const { id, endpoints } = await services.actions.run('openSocket', { type: 'pull', bind: [anyPort], name: 'jobs' });
    const place = endpoints[0]?.resolved as string;
    const push = await Peer.zmq(t, 'PUSH', ['--connect', place]);
    const received = () => store.find(id).info?.counters.received;
    push.send(['before']);
    await until('the first', async () => (await store.refresh(), received() === 1));

    const info = await services.actions.run('tapInPlace', { socket: 'jobs', endpoint: place });
    assert.equal(info.listen, place);
    const { spec } = store.find(id);
    assert.deepEqual(spec.bind, [info.target]);
    assert.notEqual(port(info.target), port(place));
    await until('the program is connected again', async () => (await taps.refresh(), taps.find(info.id).info?.open === 1));
    push.send(['after']);
    await until('the second', async () => (await store.refresh(), received() === 2));
  });

  it('are refused with what to do instead', async (t) => {
    const { services } = openInspector(t);
    const { listen } = await services.actions.run('tap', { listen: anyPort, target: 'tcp://localhost:9' });
    for (const [params, code] of [
      [{ listen, target: 'tcp://localhost:9' }, 'addressInUse'],
      [{ listen: 'tcp://127.0.0.1', target: 'tcp://localhost:9' }, 'invalidEndpoint'],
      [{ listen: 'inproc://a', target: 'tcp://localhost:9' }, 'unsupportedTransport'],
      [{ target: 'tcp://localhost:9' }, 'invalidParams'],
    ] as const)
      await assert.rejects(services.actions.runWith('tap', params, 'zmq.tap'), (error: { data?: { code: string; hint?: string } }) => {
        assert.equal(error.data?.code, code);
        assert.ok(error.data?.hint);
        return true;
      });
  });
});

describe('the form', () => {
  it('opens no socket that the person thought better of', async (t) => {
    const { services, page, store } = openPage(t);
    services.admits = async ({ type }) => type !== 'pull';
    const spec = (type: 'pull' | 'sub') => ({ type, connect: ['tcp://127.0.0.1:45999'] });
    await assert.rejects(page.sendRequest(openSocket, spec('pull')), refusal(-32800, /not opened/));
    await page.sendRequest(openSocket, spec('sub'));
    assert.deepEqual(
      store.entries().map(({ spec: { type } }) => type),
      ['sub'],
    );
  });
});

describe('the terminal of a task', () => {
  function start(taps: TapStore, definition: object) {
    const terminal = new TapTerminal(taps, { type: 'zmq-tap', ...definition });
    const lines: string[] = [];
    const ended = new Promise<number>((resolve) => terminal.onDidClose(resolve));
    terminal.onDidWrite((text) => void lines.push(...text.split('\r\n').filter(Boolean)));
    terminal.open();
    const says = (pattern: RegExp) => until(String(pattern), () => lines.some((line) => pattern.test(line)));
    return { terminal, lines, ended, says };
  }

  it('opens the tap, says when it is ready, and closes it at its end', async (t) => {
    const { taps, values } = openInspector(t);
    const listen = await freeEndpoint();
    const { terminal, says, lines } = start(taps, { listen, target: 'tcp://localhost:9', name: 'broker' });
    await says(/^ready$/);
    assert.match(lines[0] ?? '', /^opening /);
    assert.ok(lines.some((line) => /Let your program connect to tcp:\/\/localhost:\d+ instead of tcp:\/\/localhost:9/.test(line)));
    assert.deepEqual(
      taps.entries().map(({ state, spec: { name } }) => [state, name]),
      [['open', 'broker']],
    );
    assert.doesNotMatch(JSON.stringify(values.get('taps')), /broker/, 'the workspace remembers none of a task');

    // The same is open already, and not this one's to close.
    const other = start(taps, { listen, target: 'tcp://localhost:9' });
    await other.says(/^ready$/);
    other.terminal.close();
    assert.equal(taps.entries().length, 1);

    terminal.close();
    await until('it is closed', () => taps.entries().length === 0);
  });

  it('ends when somebody closes the tap, and by Ctrl+C', async (t) => {
    const { taps, services } = openInspector(t);
    const first = start(taps, { listen: anyPort, target: 'tcp://localhost:9', name: 'broker' });
    await first.says(/^ready$/);
    await services.actions.run('closeTap', { tap: 'broker' });
    assert.equal(await first.ended, 0);
    const second = start(taps, { listen: anyPort, target: 'tcp://localhost:9' });
    await second.says(/^ready$/);
    second.terminal.handleInput('\x03');
    assert.equal(await second.ended, 0);
    await until('it is closed', () => taps.entries().length === 0);
  });

  it('ends with what is wrong, as its problem matcher reads it', async (t) => {
    const { taps } = openInspector(t);
    for (const [definition, problem] of [
      [{ listen: 'tcp://127.0.0.1', target: 'tcp://localhost:9' }, /lacks a port/],
      [{ listen: anyPort }, /"target"/],
      [{ listen: anyPort, target: 'inproc://a' }, /Only tcp and ipc/],
    ] as const) {
      const { ended, lines } = start(taps, definition);
      assert.equal(await ended, 1);
      assert.match(lines.at(-1) ?? '', /^\.vscode\/tasks\.json: error: /);
      assert.match(lines.at(-1) ?? '', problem);
    }
    assert.deepEqual(taps.entries(), []);
  });
});
