import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { endpointProblem } from '../../src/core/socket/endpoint';
import { addEndpoint, removeEndpoint } from '../../src/protocol/sockets';
import type { SocketInfo } from '../../src/protocol/sockets';
import { EngineClient, bytesOf, refusal } from '../support/engineClient';
import { anyPort, pair } from '../support/pairing';
import { Peer } from '../support/peer';

const resolvedOf = (info: SocketInfo): string => info.endpoints[0]?.resolved ?? '';

describe('endpoints', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;
  const directory = mkdtempSync(path.join(tmpdir(), 'zmq-endpoints-'));
  after(() => rmSync(directory, { recursive: true }));

  test('a wildcard port is told as what it became', async (t) => {
    const info = await engine.open({ type: 'pull', bind: ['tcp://127.0.0.1:*', 'tcp://127.0.0.1:0', 'ipc://*'] });
    const [star, zero, ipc] = info.endpoints;
    for (const endpoint of [star, zero]) {
      assert.match(endpoint?.resolved ?? '', /^tcp:\/\/127\.0\.0\.1:[1-9]\d*$/);
      assert.equal(endpoint?.state, 'listening');
      assert.equal(endpoint?.role, 'bind');
    }
    assert.equal(star?.requested, 'tcp://127.0.0.1:*');
    assert.notEqual(star?.resolved, zero?.resolved);
    assert.ok(ipc?.resolved.startsWith('ipc:///'), ipc?.resolved);
    for (const { resolved } of info.endpoints) {
      const peer = await Peer.zmq(t, 'push', ['--connect', resolved]);
      peer.send([resolved]);
    }
    await engine.waitForMessages(info.id, 3);
    await engine.close(info.id);
  });

  test('many endpoints come and go while traffic flows', async (t) => {
    const info = await engine.open({ type: 'pull', bind: [anyPort] });
    const peers: Peer[] = [];
    for (let i = 0; i < 6; i++) {
      const added = await connection.sendRequest(addEndpoint, { socket: info.id, role: 'bind', endpoint: anyPort });
      const peer = await Peer.zmq(t, 'push', ['--connect', added.resolved]);
      peers.push(peer);
      const bound = await Peer.zmq(t, 'push', ['--bind', anyPort]);
      await connection.sendRequest(addEndpoint, { socket: info.id, role: 'connect', endpoint: bound.endpoint });
      peers.push(bound);
    }
    await engine.waitForPeers(info.id, 12);
    for (const [i, peer] of peers.entries()) peer.send([`peer ${i}`]);
    await engine.waitForMessages(info.id, 12);
    const { endpoints } = await engine.info(info.id);
    assert.equal(endpoints.length, 13);
    for (const { role, resolved } of endpoints.slice(1))
      await connection.sendRequest(removeEndpoint, { socket: info.id, role, endpoint: resolved });
    const left = await engine.waitForSocket('one endpoint', info.id, (now) => now.endpoints.length === 1);
    assert.equal(resolvedOf(left), resolvedOf(info));
    const last = await Peer.zmq(t, 'push', ['--connect', resolvedOf(info)]);
    last.send(['still here']);
    await engine.waitForMessages(info.id, 13);
    await engine.close(info.id);
  });

  test('a socket is opened and closed 400 times while several programs connect to it and send', async (t) => {
    const first = await engine.open({ type: 'pull', bind: [anyPort, anyPort, `ipc://${directory}/amid`] });
    const bind = first.endpoints.map(({ resolved }) => resolved);
    for (const endpoint of bind) Peer.c(t, 'flood.c', ['push', 'connect', endpoint, '--rate', '5000']);
    await engine.close(first.id);
    for (let round = 0; round < 400; round++) {
      const { id } = await engine.open({ type: 'pull', bind });
      // Mostly at once: peers that are just connecting were what once made libzmq abort.
      if (round % 20 === 0) await engine.waitForSocket('traffic', id, ({ counters }) => counters.received > 0);
      await engine.close(id);
    }
  });

  test('an endpoint that was removed is free for others', async (t) => {
    const info = await engine.open({ type: 'rep', bind: [anyPort, anyPort] });
    await connection.sendRequest(removeEndpoint, { socket: info.id, role: 'bind', endpoint: resolvedOf(info) });
    const peer = await Peer.zmq(t, 'req', ['--bind', resolvedOf(info)]);
    assert.equal(peer.endpoint, resolvedOf(info));
    await engine.close(info.id);
  });

  test('a connection that was removed is not taken up again', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'pull' }, 'push', 'peer');
    await connection.sendRequest(removeEndpoint, { socket: socket.id, role: 'connect', endpoint: peer.endpoint });
    assert.deepEqual((await engine.info(socket.id)).endpoints, []);
    await refusal(
      connection.sendRequest(removeEndpoint, { socket: socket.id, role: 'connect', endpoint: peer.endpoint }),
      'noSuchEndpoint',
    );
    await connection.sendRequest(addEndpoint, { socket: socket.id, role: 'connect', endpoint: peer.endpoint });
    await engine.waitForPeers(socket.id);
    peer.send(['again']);
    assert.deepEqual(await engine.received(socket.id), ['again']);
    await engine.close(socket.id);
  });

  test("an address in use is refused, names the owner's endpoint and offers a free one", async (t) => {
    const owner = await Peer.zmq(t, 'pull', ['--bind', anyPort]);
    const before = (await engine.sockets()).length;
    const error = await refusal(engine.open({ type: 'pull', bind: [owner.endpoint] }), 'addressInUse');
    assert.equal(error.endpoint, owner.endpoint);
    assert.ok(error.message.includes(owner.endpoint), error.message);
    assert.match(error.hint ?? '', /connect/i);
    assert.ok(error.suggestion && error.suggestion !== owner.endpoint);
    assert.equal(endpointProblem(error.suggestion, 'bind'), undefined);
    assert.equal((await engine.sockets()).length, before);
    const instead = await engine.open({ type: 'pull', bind: [error.suggestion] });
    const again = await refusal(
      connection.sendRequest(addEndpoint, { socket: instead.id, role: 'bind', endpoint: owner.endpoint }),
      'addressInUse',
    );
    assert.equal(again.endpoint, owner.endpoint);
    assert.equal((await engine.info(instead.id)).endpoints.length, 1);
    await engine.close(instead.id);
  });

  test('an address in use by a socket of this engine is refused as well, over every transport', async () => {
    for (const endpoint of [anyPort, `ipc://${directory}/twice`, 'inproc://twice']) {
      const info = await engine.open({ type: 'pull', bind: [endpoint] });
      const error = await refusal(engine.open({ type: 'pull', bind: [resolvedOf(info)] }), 'addressInUse');
      assert.equal(error.endpoint, resolvedOf(info));
      await engine.close(info.id);
    }
  });

  test('every refusal tells that the address is in use, however often libzmq is asked', async (t) => {
    const owner = await Peer.zmq(t, 'pull', ['--bind', anyPort]);
    for (let i = 0; i < 25; i++)
      for (const type of ['pair', 'push', 'rep', 'pub'] as const)
        await refusal(engine.open({ type, bind: [owner.endpoint] }), 'addressInUse');
  });

  test('an ipc path that a live program holds is not stolen; one left behind is taken', async (t) => {
    const endpoint = `ipc://${directory}/held`;
    const owner = await Peer.zmq(t, 'pull', ['--bind', endpoint]);
    const error = await refusal(engine.open({ type: 'pull', bind: [endpoint] }), 'addressInUse');
    assert.equal(error.endpoint, endpoint);
    const push = await engine.open({ type: 'push', connect: [endpoint] });
    await engine.waitForPeers(push.id);
    await engine.sendNow(push.id, ['still yours']);
    assert.deepEqual(await owner.received(), ['still yours']);
    await engine.close(push.id);
    await owner.stop();
    assert.ok(existsSync(path.join(directory, 'held')), 'a killed program leaves its path behind');
    const taken = await engine.open({ type: 'pull', bind: [endpoint] });
    const peer = await Peer.zmq(t, 'push', ['--connect', endpoint]);
    peer.send(['hello']);
    assert.deepEqual(await engine.received(taken.id), ['hello']);
    await engine.close(taken.id);
  });

  test('a path in a directory that is not there cannot be bound, with the reason', async () => {
    const error = await refusal(engine.open({ type: 'pull', bind: [`ipc://${directory}/missing/x`] }), 'addressUnavailable');
    assert.equal(error.endpoint, `ipc://${directory}/missing/x`);
    assert.match(`${error.message} ${error.hint}`, /directory/i);
  });

  test('an address this computer does not have cannot be bound', async () => {
    const error = await refusal(engine.open({ type: 'pull', bind: ['tcp://192.0.2.1:5555'] }), 'addressUnavailable');
    assert.equal(error.endpoint, 'tcp://192.0.2.1:5555');
  });

  for (const given of [
    '',
    'tcp://',
    'tcp://host',
    'tcp://host:abc',
    'tcp://127.0.0.1:99999',
    'foo://x',
    'ipc://',
    'tcp://*:5555',
    'tcp://127.0.0.1:0',
  ]) {
    test(`refuses to connect to ${JSON.stringify(given)}`, async () => {
      const error = await refusal(engine.open({ type: 'sub', connect: [given] }), 'invalidEndpoint');
      assert.equal(error.endpoint, given);
      assert.ok(error.hint, 'says what to try');
    });
  }
  for (const given of ['pgm://127.0.0.1;239.0.0.1:5555', 'epgm://eth0;239.0.0.1:5555', 'norm://x:1', 'vmci://1:1', 'wss://127.0.0.1:1']) {
    test(`says that this build lacks the transport of ${given}`, async () => {
      const error = await refusal(engine.open({ type: 'sub', connect: [given] }), 'unsupportedTransport');
      assert.match(error.message, /lacks/);
    });
  }

  test('one endpoint that fails opens no socket at all and frees the others', async () => {
    const info = await engine.open({ type: 'pull', bind: [anyPort] });
    const free = await engine.open({ type: 'pull', bind: [anyPort] });
    const port = resolvedOf(free);
    await engine.close(free.id);
    const before = (await engine.sockets()).length;
    await refusal(engine.open({ type: 'pull', bind: [port, resolvedOf(info)] }), 'addressInUse');
    assert.equal((await engine.sockets()).length, before);
    const again = await engine.open({ type: 'pull', bind: [port] });
    await engine.close(again.id);
    await engine.close(info.id);
  });

  test('ids and names are kept where they are given and told apart where not', async () => {
    const named = await engine.open({ id: 'remembered-1', name: 'Prices', type: 'sub', bind: [anyPort], subscribe: [bytesOf('')] });
    assert.equal(named.id, 'remembered-1');
    assert.equal(named.name, 'Prices');
    await refusal(engine.open({ id: 'remembered-1', type: 'sub', bind: [anyPort] }), 'invalidParams');
    const [a, b] = [await engine.open({ type: 'sub', bind: [anyPort] }), await engine.open({ type: 'sub', bind: [anyPort] })];
    assert.notEqual(a.id, b.id);
    assert.notEqual(a.name, b.name);
    for (const { id } of [named, a, b]) await engine.close(id);
    const again = await engine.open({ id: 'remembered-1', type: 'sub', bind: [resolvedOf(named)] });
    assert.equal(again.id, 'remembered-1');
    await engine.close(again.id);
    await refusal(engine.close(again.id), 'noSuchSocket');
  });

  for (const endpoint of [anyPort, `ipc://${directory}/loop`, 'inproc://loop']) {
    for (const withPeer of [false, true]) {
      test(`bind, close and bind again works 100 times on ${endpoint.split(':')[0]}${withPeer ? ' with a peer' : ''}`, async (t) => {
        const first = await engine.open({ type: 'pull', bind: [endpoint] });
        const address = resolvedOf(first);
        let peer: Peer | undefined;
        let push: SocketInfo | undefined;
        if (withPeer && address.startsWith('inproc:')) push = await engine.open({ type: 'push', connect: [address] });
        else if (withPeer) peer = await Peer.zmq(t, 'push', ['--connect', address, '--option', 'reconnect_ivl=5']);
        if (peer) await engine.waitForPeers(first.id);
        await engine.close(first.id);
        for (let round = 1; round <= 100; round++) {
          const { id } = await engine.open({ type: 'pull', bind: [address] });
          // The first and the last round also show that the address still leads here.
          if (peer && round % 99 === 1) {
            await engine.waitForPeers(id);
            peer.send([`round ${round}`]);
            assert.deepEqual(await engine.received(id), [`round ${round}`]);
          }
          await engine.close(id);
        }
        if (push) await engine.close(push.id);
      });
    }
  }

  test('E01: an IPv6 address needs no option, and leaves other endpoints of the socket as they are', async (t) => {
    const info = await engine.open({ type: 'pull', bind: ['tcp://[::1]:*', 'tcp://*:*'] });
    assert.match(resolvedOf(info), /^tcp:\/\/\[::1\]:\d+$/);
    assert.match(info.endpoints[1]?.resolved ?? '', /^tcp:\/\/0\.0\.0\.0:\d+$/);
    const peer = await Peer.zmq(t, 'push', ['--option', 'ipv6=1', '--connect', resolvedOf(info)]);
    peer.send(['by IPv6']);
    assert.deepEqual(await engine.received(info.id), ['by IPv6']);
    await engine.close(info.id);
  });

  test('E02: so does one that is connected to, also when it is added later', async (t) => {
    const peer = await Peer.zmq(t, 'pub', ['--option', 'ipv6=1', '--bind', 'tcp://[::1]:*']);
    const { id } = await engine.open({ type: 'sub', connect: [peer.endpoint], subscribe: [bytesOf('')] });
    await engine.waitForPeers(id);
    await engine.close(id);
    const later = await engine.open({ type: 'sub', bind: [anyPort], subscribe: [bytesOf('')] });
    await connection.sendRequest(addEndpoint, { socket: later.id, role: 'connect', endpoint: peer.endpoint });
    await engine.waitForPeers(later.id);
    await engine.close(later.id);
  });

  test('who switched IPv6 off is told so', async () => {
    for (const ends of [{ bind: ['tcp://[::1]:*'] }, { connect: ['tcp://[::1]:5555'] }, { connect: ['tcp://[::1]:0;[::1]:5555'] }]) {
      const error = await refusal(engine.open({ type: 'pull', ...ends, options: { ipv6: false } }), 'invalidOption');
      assert.match(error.message, /option ipv6 of ".*" is off/);
    }
    const info = await engine.open({ type: 'pull', bind: [anyPort], options: { ipv6: false } });
    await engine.close(info.id);
  });

  test('E06: several endpoints in one text are opened as several', async () => {
    const info = await engine.open({
      type: 'pull',
      bind: [`${anyPort}, ${anyPort}`, `${anyPort}\n${anyPort}`],
      connect: ['tcp://127.0.0.1:5601;tcp://127.0.0.1:5602'],
    });
    assert.deepEqual(
      info.endpoints.map(({ role, requested }) => `${role} ${requested}`),
      [...Array<string>(4).fill(`bind ${anyPort}`), 'connect tcp://127.0.0.1:5601', 'connect tcp://127.0.0.1:5602'],
    );
    await engine.close(info.id);
  });

  test('E04: a source without a port is refused, one with it connects, and so does an interface', async (t) => {
    const peer = await Peer.zmq(t, 'push', ['--bind', anyPort]);
    const address = peer.endpoint.replace('tcp://', '');
    const error = await refusal(engine.open({ type: 'pull', connect: [`tcp://127.0.0.1;${address}`] }), 'invalidEndpoint');
    assert.equal(error.suggestion, `tcp://127.0.0.1:0;${address}`);
    for (const source of ['127.0.0.1:0', 'lo:0']) {
      const { id } = await engine.open({ type: 'pull', connect: [`tcp://${source};${address}`] });
      await engine.waitForPeers(id);
      await engine.close(id);
    }
    const unknown = await refusal(engine.open({ type: 'pull', connect: [`tcp://nosuch9:0;${address}`] }), 'addressUnavailable');
    assert.match(unknown.message, /no interface nosuch9/);
  });

  test('E08: an interface without an address says so', async (t) => {
    const addressed = networkInterfaces();
    const name = readdirSync('/sys/class/net').find((one) => !(one in addressed));
    if (name === undefined) {
      t.diagnostic('every interface of this computer has an address');
      return;
    }
    const error = await refusal(engine.open({ type: 'pull', bind: [`tcp://${name}:*`] }), 'addressUnavailable');
    assert.match(error.message, new RegExp(`the interface ${name} has no address`));
    const source = await refusal(engine.open({ type: 'pull', connect: [`tcp://${name}:0;127.0.0.1:5555`] }), 'addressUnavailable');
    assert.match(source.message, new RegExp(`interface ${name} has no address`));
  });

  test('E09, E15: what is meant is suggested, what is no address said, before libzmq is asked', async () => {
    for (const given of [
      '@tcp://127.0.0.1:5599',
      '>tcp://127.0.0.1:5599',
      'TCP://127.0.0.1:5599',
      'tcp:127.0.0.1:5599',
      '"tcp://127.0.0.1:5599"',
    ])
      assert.equal(
        (await refusal(engine.open({ type: 'sub', connect: [given] }), 'invalidEndpoint')).suggestion,
        'tcp://127.0.0.1:5599',
        given,
      );
    assert.match(
      (await refusal(engine.open({ type: 'sub', connect: ['tcp://256.1.1.1:5599'] }), 'invalidEndpoint')).message,
      /not an IPv4 address/,
    );
  });
});
