import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { freeBehind, freeListen, insteadOf, ownPlace, reachedAt } from '../../../../src/host/taps/tapEndpoints';
import { TakingGuard, type Taking, type TakingAnswer } from '../../../../src/host/taps/takingGuard';
import { tapInPlace } from '../../../../src/host/taps/tapInPlace';
import type { SocketEntry } from '../../../../src/protocol/inspector';
import type { EndpointInfo, SocketSpec } from '../../../../src/protocol/sockets';
import { jsonMemory } from '../../../support/jsonMemory';

const bound = (resolved: string, id = 's1'): SocketEntry =>
  ({ id, state: 'open', spec: { type: 'router' }, info: { endpoints: [{ role: 'bind', resolved }] } }) as unknown as SocketEntry;

describe('endpoints of taps', () => {
  for (const [target, listen, instead] of [
    ['tcp://localhost:5555', 'tcp://127.0.0.1:5556', 'tcp://localhost:5556'],
    ['tcp://127.0.0.1:5555', 'tcp://127.0.0.1:5556', 'tcp://127.0.0.1:5556'],
    ['tcp://server:5555', 'tcp://127.0.0.1:5556', 'tcp://localhost:5556'],
    ['tcp://server:5555', 'tcp://0.0.0.0:5556', 'tcp://localhost:5556'],
    ['tcp://localhost:5555', 'tcp://[::]:5556', 'tcp://localhost:5556'],
    ['tcp://server:5555', 'tcp://192.168.1.5:5556', 'tcp://192.168.1.5:5556'],
    ['tcp://[::1]:5555', 'tcp://[::1]:5556', 'tcp://[::1]:5556'],
    ['tcp://192.168.1.17:0;server:5555', 'tcp://127.0.0.1:5556', 'tcp://localhost:5556'],
    ['ipc:///tmp/a', 'ipc:///tmp/a-tap', 'ipc:///tmp/a-tap'],
    ['tcp://localhost:5555', 'ipc:///tmp/a-tap', 'ipc:///tmp/a-tap'],
  ] as const)
    it(`a program leaves ${target} for ${instead}, where ${listen} is listened at`, () => assert.equal(insteadOf(target, listen), instead));

  it('what is bound everywhere is reached here', () => {
    assert.equal(reachedAt('tcp://0.0.0.0:5555'), 'tcp://localhost:5555');
    assert.equal(reachedAt('tcp://*:5555'), 'tcp://localhost:5555');
    assert.equal(reachedAt('tcp://127.0.0.1:5555'), 'tcp://127.0.0.1:5555');
    assert.equal(reachedAt('ipc:///tmp/a'), 'ipc:///tmp/a');
  });

  it('the next port that is free is proposed, on this computer', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const proposed = Number(/^tcp:\/\/127\.0\.0\.1:(\d+)$/.exec(await freeListen(`tcp://server:${port - 1}`))?.[1]);
    assert.ok(proposed > port && proposed < port + 50, `${proposed} is above ${port}`);
    server.close();
    assert.match(await freeListen('tcp://[::1]:5555'), /^tcp:\/\/\[::1\]:\d+$/);
    assert.match(await freeBehind('tcp://0.0.0.0:5555'), /^tcp:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(await freeListen('tcp://localhost:65535'), 'tcp://127.0.0.1:*');
  });

  it('a name beside the path is proposed that nothing has', async (t) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'zmq-taps-'));
    t.after(() => rm(folder, { recursive: true }));
    const target = `ipc://${folder}/a`;
    assert.equal(await freeListen(target), `${target}-tap`);
    await writeFile(`${folder}/a-tap`, '');
    assert.equal(await freeListen(target), `${target}-tap2`);
    assert.equal(await freeListen('ipc://@name'), 'ipc://@name-tap');
  });

  it('a socket of the inspector is found where it is bound, however that is written', () => {
    const sockets = [bound('tcp://0.0.0.0:5555'), bound('tcp://127.0.0.1:6000', 's2'), bound('inproc://a', 's3')];
    assert.equal(ownPlace('tcp://localhost:5555', sockets)?.endpoint, 'tcp://0.0.0.0:5555');
    assert.equal(ownPlace('tcp://localhost:6000', sockets)?.socket.id, 's2');
    assert.equal(ownPlace('tcp://server:5555', sockets), undefined);
  });
});

describe('a tap in the place of a socket', () => {
  /** Fails where `failsAt` says. */
  function parts(failsAt?: string) {
    const done: string[] = [];
    const note = (what: string) => {
      done.push(what);
      if (what.startsWith(failsAt ?? 'never')) throw new Error(what);
    };
    const sockets = {
      addEndpoint: async ({ endpoint }: { endpoint: string }) => {
        note(`add ${endpoint}`);
        return { resolved: endpoint } as EndpointInfo;
      },
      removeEndpoint: async ({ endpoint }: { endpoint: string }) => note(`remove ${endpoint}`),
    };
    const taps = { open: async ({ listen, target }: { listen: string; target: string }) => note(`tap ${listen} ${target}`) };
    return { done, put: () => tapInPlace(sockets as never, taps as never, { socket: 's1', endpoint: 'ipc:///nowhere/a' }) };
  }

  it('listens where the socket was, which is bound behind it', async () => {
    const { done, put } = parts();
    await put();
    assert.deepEqual(done, ['add ipc:///nowhere/a-behind', 'remove ipc:///nowhere/a', 'tap ipc:///nowhere/a ipc:///nowhere/a-behind']);
  });

  it('leaves all as it was where it cannot be opened', async () => {
    const { done, put } = parts('tap');
    await assert.rejects(put());
    assert.deepEqual(done.slice(3), ['add ipc:///nowhere/a', 'remove ipc:///nowhere/a-behind']);
  });
});

describe('the guard before sockets that take part', () => {
  const program = 'tcp://localhost:5555';

  function guard(answer: TakingAnswer, sockets: SocketEntry[] = [], everywhere = jsonMemory()) {
    const asked: Taking[] = [];
    const offered: string[] = [];
    const made = new TakingGuard({
      workspace: jsonMemory(),
      everywhere,
      sockets: { entries: () => sockets },
      demoPeers: () => ['tcp://127.0.0.1:7000'],
      ask: async (taking) => {
        asked.push(taking);
        return answer;
      },
      offerTap: (target) => void offered.push(target),
    });
    return { admits: (spec: SocketSpec) => made.admits(spec), asked, offered, everywhere };
  }

  it('tells once of what connects to a program, and opens what a person wants open', async () => {
    for (const type of ['pull', 'rep', 'dealer', 'router', 'pair'] as const) {
      const { admits, asked } = guard('open');
      assert.equal(await admits({ type, connect: [program] }), true);
      assert.deepEqual(asked, [{ type, endpoint: program }]);
      assert.equal(await admits({ type, connect: [program] }), true);
      assert.equal(asked.length, 1);
    }
  });

  it('offers a tap of the same endpoint instead', async () => {
    const { admits, offered } = guard('tap');
    assert.equal(await admits({ type: 'pull', connect: ['inproc://a', program] }), false);
    assert.deepEqual(offered, [program]);
  });

  it('asks again where nothing was decided, and never where a person said so', async () => {
    const undecided = guard(undefined);
    for (const times of [1, 2]) {
      assert.equal(await undecided.admits({ type: 'rep', connect: [program] }), false);
      assert.equal(undecided.asked.length, times);
    }
    const { admits, everywhere } = guard('open and never ask');
    assert.equal(await admits({ type: 'rep', connect: [program] }), true);
    const elsewhere = guard('open', [], everywhere);
    await elsewhere.admits({ type: 'rep', connect: [program] });
    assert.deepEqual(elsewhere.asked, []);
  });

  for (const [what, spec] of Object.entries({
    'a socket that waits for others': { type: 'pull', bind: ['tcp://127.0.0.1:*'] },
    'a type that takes nothing': { type: 'sub', connect: [program] },
    'what is inside the inspector': { type: 'pull', connect: ['inproc://a'] },
    'a socket of the inspector': { type: 'dealer', connect: ['tcp://localhost:6000'] },
    'a demo peer': { type: 'pull', connect: ['tcp://localhost:7000'] },
  } satisfies Record<string, SocketSpec>))
    it(`says nothing of ${what}`, async () => {
      const { admits, asked } = guard('tap', [bound('tcp://0.0.0.0:6000')]);
      assert.equal(await admits(spec), true);
      assert.deepEqual(asked, []);
    });
});
