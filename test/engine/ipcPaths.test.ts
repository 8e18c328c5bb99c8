import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { removeEndpoint } from '../../src/protocol/sockets';
import { closeTap, openTap } from '../../src/protocol/taps';
import { EngineClient, receivers, refusal } from '../support/engineClient';
import type { Scope } from '../support/engineClient';
import { Peer } from '../support/peer';

describe('paths of ipc', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;
  const directory = mkdtempSync(path.join(tmpdir(), 'zmq-paths-'));
  after(() => rmSync(directory, { recursive: true }));

  /** Each way to listen at a path, and how it is ended. */
  const listeners: Record<string, (endpoint: string) => Promise<() => Promise<unknown>>> = {
    tap: async (listen) => {
      const tap = await connection.sendRequest(openTap, { listen, target: 'tcp://127.0.0.1:1' });
      return () => connection.sendRequest(closeTap, { tap: tap.id });
    },
  };
  for (const receiver of receivers) {
    const open = (endpoint: string) => engine.open({ type: 'pull', bind: [endpoint], options: { receiver } });
    listeners[`${receiver}, closed`] = async (endpoint) => {
      const { id } = await open(endpoint);
      return () => engine.close(id);
    };
    listeners[`${receiver}, unbound`] = async (endpoint) => {
      const { id } = await open(endpoint);
      return () => connection.sendRequest(removeEndpoint, { socket: id, role: 'bind', endpoint });
    };
  }

  async function isReachedAt(scope: Scope, endpoint: string, peer: Peer): Promise<void> {
    const sender = await Peer.zmq(scope, 'push', ['--connect', endpoint]);
    sender.send(['hello']);
    assert.deepEqual(await peer.received(), ['hello']);
  }

  for (const [name, listen] of Object.entries(listeners)) {
    test(`a program that bound the path meanwhile keeps it (${name})`, async (t) => {
      const file = path.join(directory, `taken by ${name}`);
      const endpoint = `ipc://${file}`;
      const end = await listen(endpoint);
      const own = statSync(file).ino;
      // libzmq takes the path of a live program without a word.
      const other = await Peer.zmq(t, 'pull', ['--bind', endpoint]);
      const { ino } = statSync(file);
      assert.notEqual(ino, own);
      await end();
      assert.equal(statSync(file).ino, ino);
      assert.deepEqual(
        readdirSync(directory).filter((each) => each.startsWith(path.basename(file))),
        [path.basename(file)],
      );
      await isReachedAt(t, endpoint, other);
    });

    test(`a path can be bound again, also where somebody removed it (${name})`, async () => {
      const file = path.join(directory, 'again');
      for (const isRemoved of [false, true]) {
        const end = await listen(`ipc://${file}`);
        if (isRemoved) rmSync(file);
        await end();
        if (!name.startsWith('libzmq')) assert.ok(!existsSync(file));
      }
    });

    test(`a directory that is not there is the reason why a path cannot be bound (${name})`, async () => {
      writeFileSync(path.join(directory, 'file'), '');
      for (const missing of ['missing', 'file']) {
        const endpoint = `ipc://${directory}/${missing}/x`;
        const { message, hint } = await refusal(listen(endpoint), 'addressUnavailable');
        assert.equal(message, `Cannot bind to ${endpoint}: the directory does not exist.`);
        assert.match(hint ?? '', /^Create it/);
      }
    });
  }
});
