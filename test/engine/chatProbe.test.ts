import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { probeEndpoint } from '../../src/protocol/chat';
import type { Probe } from '../../src/protocol/chat';
import { Chat } from '../support/chat';
import { EngineClient, refusal } from '../support/engineClient';
import { foreignServer } from '../support/foreignServer';
import { anyPort } from '../support/pairing';
import { Peer } from '../support/peer';
import { freeEndpoint } from '../support/script';

describe('what is at an endpoint', { concurrency: 4 }, () => {
  const engine = EngineClient.start({ after });
  const folder = mkdtempSync(path.join(tmpdir(), 'zmq-probe-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function probe(endpoint: string): Promise<Probe> {
    const found = await engine.connection.sendRequest(probeEndpoint, { endpoint });
    assert.equal(found.endpoint, endpoint);
    assert.match(found.text, /\.$/);
    return found;
  }

  for (const type of ['rep', 'pub', 'pull', 'pair', 'router', 'xpub']) {
    test(`a ${type} is named`, async (t) => {
      const peer = await Peer.zmq(t, type, ['--bind', anyPort]);
      const { found, socketType, mechanism, text } = await probe(peer.endpoint);
      assert.deepEqual([found, socketType?.toLowerCase(), mechanism], ['zmtp', type, 'NULL']);
      assert.match(text, new RegExp(type, 'i'));
    });
  }

  test('a bound script still works after it was probed', async (t) => {
    const peer = await Peer.zmq(t, 'pull', ['--bind', anyPort]);
    await probe(peer.endpoint);
    const push = await Peer.zmq(t, 'push', ['--connect', peer.endpoint]);
    push.send(['after the probe']);
    assert.deepEqual(await peer.received(), ['after the probe']);
  });

  test('of a chat that is checked itself nothing is told as trouble', async () => {
    const chat = await Chat.join(engine, { pattern: 'pair', bind: [anyPort] });
    const endpoint = await chat.endpoint();
    assert.deepEqual([(await probe(endpoint)).found, (await probe(endpoint)).socketType?.toLowerCase()], ['zmtp', 'pair']);
    // What comes after the probes is told after them.
    const other = await Chat.join(engine, { pattern: 'pair', connect: [endpoint] });
    await chat.waitForPeers(1);
    await other.leave();
    await chat.waitForPeers(0);
    await chat.tells(/left/);
    assert.deepEqual(
      (await chat.entries()).filter(({ severity }) => severity === 'warning'),
      [],
    );
    assert.deepEqual(
      (await chat.info()).problems.filter(({ kind }) => kind !== 'nobody connected'),
      [],
    );
    await chat.leave();
  });

  test('over ipc', async (t) => {
    const endpoint = `ipc://${path.join(folder, 'socket')}`;
    assert.equal((await probe(endpoint)).found, 'nobody');
    await Peer.zmq(t, 'rep', ['--bind', endpoint]);
    assert.deepEqual([(await probe(endpoint)).found, (await probe(endpoint)).socketType?.toLowerCase()], ['zmtp', 'rep']);
  });

  test('nobody', async () => {
    const endpoint = await freeEndpoint();
    const { found, text } = await probe(endpoint);
    assert.equal(found, 'nobody');
    assert.ok(text.includes(endpoint.replace('tcp://', '')), text);
  });

  test('a name that does not resolve', async () => {
    const { found, text } = await probe('tcp://no-such-host.invalid:5555');
    assert.equal(found, 'not resolved');
    assert.match(text, /no-such-host\.invalid/);
  });

  test('another protocol', async (t) => {
    const http = await foreignServer(
      t,
      createHttpServer((_, response) => response.end('hello')),
    );
    assert.equal((await probe(http)).found, 'other protocol');
    const talkative = await foreignServer(
      t,
      createServer((connection) => connection.write('220 mail.example ESMTP\r\n')),
    );
    assert.equal((await probe(talkative)).found, 'other protocol');
    const endless = await foreignServer(
      t,
      createServer((connection) => connection.write(Buffer.alloc(1024 * 1024, 0xff))),
    );
    assert.equal((await probe(endless)).found, 'other protocol');
  });

  test('one that is silent, and one that hangs up', async (t) => {
    const silent = await foreignServer(t, createServer());
    assert.equal((await probe(silent)).found, 'silent');
    const abrupt = await foreignServer(
      t,
      createServer((connection) => connection.destroy()),
    );
    assert.notEqual((await probe(abrupt)).found, 'zmtp');
  });

  test('only what can be talked to is probed', async () => {
    for (const endpoint of ['', 'nonsense', 'tcp://127.0.0.1', 'tcp://127.0.0.1:99999', 'inproc://name']) {
      const error = await engine.connection.sendRequest(probeEndpoint, { endpoint }).then(
        () => undefined,
        (reason: Error) => reason,
      );
      assert.match(error?.message ?? '', /\.$/, endpoint);
    }
    await refusal(engine.connection.sendRequest('endpoint/probe', { endpoint: 5 }), 'invalidParams');
  });
});
