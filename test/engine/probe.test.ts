import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { after, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { encodeCommand } from '../../src/core/zmtp/commands';
import { encodeFrame, COMMAND } from '../../src/core/zmtp/frames';
import { encodeGreeting } from '../../src/core/zmtp/greeting';
import { encodeMetadata } from '../../src/core/zmtp/metadata';
import { openView, viewRows } from '../../src/protocol/log';
import { probeEndpoint, probePorts, type ForeignProtocol, type Probe } from '../../src/protocol/probe';
import { Chat } from '../support/chat';
import { EngineClient, refusal, type Scope } from '../support/engineClient';
import { foreignServer } from '../support/foreignServer';
import { anyPort } from '../support/pairing';
import { Peer } from '../support/peer';
import { freeEndpoint } from '../support/script';

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

/** A listener that does this with each connection and counts them. */
async function listener(scope: Scope, serve: (connection: Socket) => void): Promise<{ endpoint: string; connections(): number }> {
  let connections = 0;
  const server = createServer((connection) => {
    connections++;
    serve(connection);
  });
  return { endpoint: await foreignServer(scope, server), connections: () => connections };
}

/** All that came on a connection, whenever there is more. */
function onReceived(connection: Socket, take: (received: Buffer) => void): void {
  let received = Buffer.alloc(0);
  connection.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    take(received);
  });
}

describe('what is at an endpoint', { concurrency: 4 }, () => {
  const engine = EngineClient.start({ after });
  const folder = mkdtempSync(path.join(tmpdir(), 'zmq-probe-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function probe(endpoint: string): Promise<Probe> {
    const begun = performance.now();
    const found = await engine.connection.sendRequest(probeEndpoint, { endpoint });
    const took = performance.now() - begun;
    // 3 s and what a busy computer adds.
    assert.ok(took < 10_000, `${took} ms`);
    assert.equal(found.endpoint, endpoint);
    assert.match(found.text, /\.$/);
    return found;
  }

  describe('a ZeroMQ socket', () => {
    for (const [type, fits] of [
      ['rep', ['req', 'dealer']],
      ['req', ['rep', 'router']],
      ['pub', ['sub', 'xsub']],
      ['sub', ['pub', 'xpub']],
      ['pull', ['push']],
      ['push', ['pull']],
      ['pair', ['pair']],
      ['router', ['req', 'dealer', 'router']],
      ['dealer', ['rep', 'router', 'dealer']],
      ['xpub', ['sub', 'xsub']],
      ['xsub', ['pub', 'xpub']],
    ] as const) {
      test(`a ${type} is named, with the types that fit it`, async (t) => {
        const peer = await Peer.zmq(t, type, ['--bind', anyPort]);
        const { text, ...finding } = await probe(peer.endpoint);
        assert.deepEqual(finding, {
          endpoint: peer.endpoint,
          found: 'zmtp',
          version: '3.1',
          mechanism: 'NULL',
          socketType: type.toUpperCase(),
          fits,
        });
        assert.match(text, new RegExp(`A ${type} socket`, 'i'));
      });
    }

    test('with a routing id', async (t) => {
      for (const [routingId, shown] of [
        ['worker-1', 'worker-1'],
        ['\u0007\u0001', '0x0701'],
      ] as const) {
        const peer = await Peer.zmq(t, 'router', ['--bind', anyPort, '--option', `routing_id=${routingId}`]);
        const { identity, text } = await probe(peer.endpoint);
        assert.equal(Buffer.from(identity ?? []).toString(), routingId);
        assert.ok(text.includes(shown), text);
      }
    });

    test('PLAIN and CURVE servers are told by their mechanism, and no type fits', async (t) => {
      for (const [mechanism, options] of [
        ['PLAIN', ['plain_server=1']],
        ['CURVE', ['curve_server=1', 'curve_secretkey=JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6']],
      ] as const) {
        for (const type of ['rep', 'pub']) {
          const peer = await Peer.zmq(t, type, ['--bind', anyPort, ...options.flatMap((option) => ['--option', option])]);
          const { found, mechanism: told, socketType, fits, text } = await probe(peer.endpoint);
          assert.deepEqual([found, told, socketType, fits], ['zmtp', mechanism, undefined, []]);
          assert.match(text, new RegExp(mechanism));
        }
      }
    });

    test('a bound script still works after it was probed, and no message of its was taken', async (t) => {
      const pull = await Peer.zmq(t, 'pull', ['--bind', anyPort]);
      await probe(pull.endpoint);
      const toPull = await Peer.zmq(t, 'push', ['--connect', pull.endpoint]);
      toPull.send(['after the probe']);
      assert.deepEqual(await pull.received(), ['after the probe']);

      const push = await Peer.zmq(t, 'push', ['--bind', anyPort]);
      push.send(['for somebody who takes part']);
      await probe(push.endpoint);
      const taker = await Peer.zmq(t, 'pull', ['--connect', push.endpoint]);
      assert.deepEqual(await taker.received(), ['for somebody who takes part']);
    });

    test('one whose program is stopped is silent, and reads no message of the questions when it goes on', async (t) => {
      for (const type of ['pull', 'router', 'rep', 'sub']) {
        const peer = await Peer.zmq(t, type, ['--bind', anyPort, ...(type === 'sub' ? ['--subscribe', ''] : [])]);
        process.kill(peer.pid, 'SIGSTOP');
        assert.equal((await probe(peer.endpoint)).found, 'silent');
        process.kill(peer.pid, 'SIGCONT');
        const types = { pull: 'push', router: 'dealer', rep: 'req', sub: 'pub' } as const;
        const partner = await Peer.zmq(t, types[type as keyof typeof types], ['--connect', peer.endpoint]);
        // What a publisher sends before it knows its subscribers is lost.
        const again = setInterval(() => partner.send(['the first']), 200);
        t.after(() => clearInterval(again));
        if (type !== 'sub') clearInterval(again);
        if (type !== 'sub') partner.send(['the first']);
        assert.equal((await peer.received()).at(-1), 'the first', type);
        clearInterval(again);
      }
    });

    test('that speaks ZMTP 2.0', async (t) => {
      const { endpoint } = await listener(t, (connection) => {
        connection.write(bytes('ff 00 00 00 00 00 00 00 01 7f'));
        onReceived(connection, ({ length }) => length === 11 && connection.write(bytes('01 04')));
      });
      const { found, version, mechanism, socketType, fits } = await probe(endpoint);
      assert.deepEqual([found, version, mechanism, socketType, fits], ['zmtp', '2.0', undefined, 'REP', ['req', 'dealer']]);
      const named = await listener(t, (connection) => connection.write(bytes('ff 00 00 00 00 00 00 00 05 7f 01 06 00 04 6e 61 6d 65')));
      const finding = await probe(named.endpoint);
      assert.deepEqual([finding.version, finding.socketType, Buffer.from(finding.identity ?? []).toString()], ['2.0', 'ROUTER', 'name']);
    });

    test('that speaks ZMTP 1.0', async (t) => {
      for (const [identity, name] of [
        ['01 00', ''],
        ['05 00 6e 61 6d 65', 'name'],
      ] as const) {
        const { endpoint } = await listener(t, (connection) => connection.write(bytes(identity)));
        const { found, version, socketType, identity: told, fits } = await probe(endpoint);
        assert.deepEqual([found, version, socketType, Buffer.from(told ?? []).toString()], ['zmtp', '1.0', undefined, name]);
        assert.ok(fits.length > 3);
      }
    });

    test('that speaks 3.0, a later version, waits for our whole greeting, or sends its own byte by byte', async (t) => {
      const ready = (type: string) => encodeFrame(encodeCommand('READY', encodeMetadata([['Socket-Type', Buffer.from(type)]])), COMMAND);
      const old = await listener(t, (connection) => {
        connection.write(encodeGreeting({ minor: 0 }));
        onReceived(connection, ({ length }) => length === 64 && connection.write(ready('PUB')));
      });
      const later = await listener(t, (connection) => {
        const greeting = encodeGreeting({ minor: 2 });
        greeting[10] = 4;
        connection.write(greeting);
        onReceived(connection, ({ length }) => length === 64 && connection.write(ready('RADIO')));
      });
      const patient = await listener(t, (connection) => {
        onReceived(connection, ({ length }) => length === 64 && connection.write(Buffer.concat([encodeGreeting(), ready('PULL')])));
      });
      const slow = await listener(t, (connection) => {
        const all = Buffer.concat([encodeGreeting(), ready('PUSH')]);
        let at = 0;
        const timer = setInterval(() => (at < all.length ? connection.write(all.subarray(at, ++at)) : clearInterval(timer)), 5);
        connection.once('close', () => clearInterval(timer));
      });
      const told = await Promise.all([old, later, patient, slow].map(({ endpoint }) => probe(endpoint)));
      assert.deepEqual(
        told.map(({ found, version, socketType, fits }) => [found, version, socketType, fits]),
        [
          ['zmtp', '3.0', 'PUB', ['sub', 'xsub']],
          ['zmtp', '4.2', 'RADIO', []],
          ['zmtp', '3.1', 'PULL', ['push']],
          ['zmtp', '3.1', 'PUSH', ['pull']],
        ],
      );
      assert.equal(old.connections(), 1, 'who answers is not asked anything else');
    });

    test('our greeting is a valid one, and never a peer', async (t) => {
      let all: Buffer = Buffer.alloc(0);
      const { endpoint } = await listener(t, (connection) => {
        connection.write(encodeGreeting());
        onReceived(connection, (received) => {
          all = received;
          if (received.length === 64)
            connection.write(encodeFrame(encodeCommand('READY', encodeMetadata([['Socket-Type', Buffer.from('REP')]])), COMMAND));
        });
      });
      await probe(endpoint);
      assert.equal(all.length, 64, 'no READY');
      assert.deepEqual([all[0], all[9], all[10], all.toString('latin1', 12, 32)], [0xff, 0x7f, 3, `NULL${'\0'.repeat(16)}`]);
    });

    test('over ipc', async (t) => {
      const endpoint = `ipc://${path.join(folder, 'socket')}`;
      assert.equal((await probe(endpoint)).found, 'nobody');
      await Peer.zmq(t, 'rep', ['--bind', endpoint]);
      const { found, socketType, fits } = await probe(endpoint);
      assert.deepEqual([found, socketType, fits], ['zmtp', 'REP', ['req', 'dealer']]);
      await Peer.zmq(t, 'pub', ['--bind', `ipc://@${path.basename(folder)}`]);
      // Not every version of Node connects to it, but that it is there is told.
      const abstract = await probe(`ipc://@${path.basename(folder)}`);
      assert.ok(abstract.socketType === 'PUB' || abstract.found === 'unreachable', abstract.text);
      assert.equal((await probe(`ipc://@${path.basename(folder)}-other`)).found, 'nobody');
    });
  });

  describe('own sockets', () => {
    test('are known without a connection', async () => {
      const { id, endpoints } = await engine.open({
        type: 'rep',
        bind: [anyPort],
        name: 'mine',
        options: { routingId: Buffer.from('me') },
      });
      const endpoint = endpoints[0]?.resolved ?? '';
      const { own, socketType, fits, identity, text } = await probe(endpoint);
      assert.deepEqual([own, socketType, fits, Buffer.from(identity ?? []).toString()], [id, 'REP', ['req', 'dealer'], 'me']);
      assert.match(text, /"mine"/);
      assert.equal((await engine.info(id)).endpoints[0]?.reason, undefined);
      await engine.close(id);
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
  });

  describe('something else', () => {
    async function speaks(endpoint: string, protocol: ForeignProtocol | undefined): Promise<void> {
      const finding = await probe(endpoint);
      assert.deepEqual([finding.found, finding.protocol, finding.fits], ['other protocol', protocol, ['stream']], finding.text);
      if (protocol) assert.ok(finding.text.includes(protocol), finding.text);
    }

    test('HTTP: of Node, and of Python, which waits for a line', async (t) => {
      await speaks(
        await foreignServer(
          t,
          createHttpServer((_, response) => response.end('hello')),
        ),
        'HTTP',
      );
      const port = (await freeEndpoint()).split(':').at(-1) ?? '';
      const server = Peer.python(t, 'httpServer.py', [port]);
      await server.next('ready');
      await speaks(`tcp://127.0.0.1:${port}`, 'HTTP');
    });

    test('a WebSocket server', async (t) => {
      const server = createHttpServer((_, response) => response.writeHead(404).end());
      server.on('upgrade', ({ headers }, socket) => {
        const key = createHash('sha1').update(`${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
        socket.write(
          `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`,
        );
      });
      await speaks(await foreignServer(t, server), 'WebSocket');
    });

    test('TLS, with HTTP in it and without', async (t) => {
      const [key, cert] = ['key.pem', 'cert.pem'].map((file) => path.join(folder, file)) as [string, string];
      const subject = ['-subj', '/CN=localhost', '-days', '1'];
      await promisify(execFile)('openssl', [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-keyout',
        key,
        '-out',
        cert,
        ...subject,
      ]);
      for (const versions of [{}, { maxVersion: 'TLSv1.2' } as const, { minVersion: 'TLSv1.3' } as const]) {
        const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert), ...versions }, (socket) => socket.end('hello'));
        server.on('tlsClientError', () => undefined);
        await speaks(await foreignServer(t, server), 'TLS');
      }
      // As nginx does: what is no TLS is answered in plain HTTP.
      const { endpoint } = await listener(t, (connection) => {
        connection.on('data', (chunk) => {
          if (chunk[0] === 0x16) connection.end(bytes('15 03 03 00 02 02 28'));
          else if (chunk.includes('\r\n\r\n'))
            connection.end('HTTP/1.1 400 Bad Request\r\n\r\n<center>The plain HTTP request was sent to HTTPS port</center>');
        });
      });
      await speaks(endpoint, 'TLS');
    });

    test('SSH, which speaks first and is asked nothing', async (t) => {
      const { endpoint, connections } = await listener(t, (connection) => connection.write('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'));
      await speaks(endpoint, 'SSH');
      assert.equal(connections(), 1);
    });

    test('SSH whose first line comes in two pieces', async (t) => {
      const { endpoint } = await listener(t, (connection) => {
        connection.write('SS');
        setTimeout(() => connection.write('H-2.0-dropbear\r\n'), 100);
      });
      await speaks(endpoint, 'SSH');
    });

    test('Redis', async (t) => {
      for (const answer of ['+PONG\r\n', '-NOAUTH Authentication required.\r\n']) {
        const { endpoint } = await listener(t, (connection) =>
          onReceived(
            connection,
            (received) =>
              received.includes('\r\n') && connection.write(received.toString() === 'PING\r\n' ? answer : "-ERR unknown command 'GET'\r\n"),
          ),
        );
        await speaks(endpoint, 'Redis');
      }
    });

    test('PostgreSQL, which hangs up on what is no packet of its', async (t) => {
      for (const answer of ['N', 'S']) {
        const { endpoint } = await listener(t, (connection) =>
          onReceived(connection, (received) => {
            if (received.length < 4) return;
            if (received.equals(bytes('00 00 00 08 04 d2 16 2f'))) connection.write(answer);
            else connection.end();
          }),
        );
        await speaks(endpoint, 'PostgreSQL');
      }
    });

    test('MQTT, which hangs up likewise, and is left politely', async (t) => {
      for (const code of [0, 5]) {
        const asked: Buffer[] = [];
        const { endpoint } = await listener(t, (connection) => {
          onReceived(connection, (received) => {
            if (received[0] !== 0x10) return connection.destroy();
            asked[0] = received;
            if (received.length === 14) connection.write(Uint8Array.of(0x20, 2, 0, code));
          });
        });
        await speaks(endpoint, 'MQTT');
        assert.equal(asked[0]?.subarray(-2).toString('hex'), 'e000', 'DISCONNECT');
      }
    });

    test('AMQP: a broker that says its own header to any other, and one that waits for the right one', async (t) => {
      const strict = await listener(t, (connection) =>
        onReceived(connection, ({ length }) => length >= 8 && connection.end(bytes('41 4d 51 50 00 00 09 01'))),
      );
      await speaks(strict.endpoint, 'AMQP');
      assert.equal(strict.connections(), 1);
      const patient = await listener(t, (connection) =>
        onReceived(connection, (received) => {
          if (received.equals(bytes('41 4d 51 50 00 00 09 01')))
            connection.write(bytes('01 00 00 00 00 00 0d 00 0a 00 0a 00 09 00 00 00 00 00 00 00 ce'));
        }),
      );
      await speaks(patient.endpoint, 'AMQP');
    });

    test('MySQL is no ZMTP 1.0, though it begins so', async (t) => {
      const { endpoint } = await listener(t, (connection) =>
        connection.write(Buffer.concat([bytes('4a 00 00 00 0a'), Buffer.from('8.0.36\0'), Buffer.alloc(67, 1)])),
      );
      await speaks(endpoint, 'MySQL');
    });

    test('what cannot be named: a word, an endless stream, an echo', async (t) => {
      const talkative = await listener(t, (connection) => connection.write('hello, who is there?\r\n'));
      await speaks(talkative.endpoint, undefined);
      const endless = await listener(t, (connection) => connection.write(Buffer.alloc(1024 * 1024, 0xff)));
      await speaks(endless.endpoint, undefined);
      const echo = await listener(t, (connection) => connection.pipe(connection));
      await speaks(echo.endpoint, undefined);
      const zeros = await listener(t, (connection) => connection.write(Buffer.alloc(100)));
      await speaks(zeros.endpoint, undefined);
    });

    test('one that is silent is asked with each question once, and one that hangs up likewise', async (t) => {
      const silent = await listener(t, () => undefined);
      const quiet = await probe(silent.endpoint);
      assert.deepEqual([quiet.found, quiet.fits], ['silent', ['stream']]);
      assert.equal(silent.connections(), 7);
      const abrupt = await listener(t, (connection) => connection.destroy());
      const finding = await probe(abrupt.endpoint);
      assert.deepEqual([finding.found, finding.fits], ['hangs up', []]);
      assert.equal(abrupt.connections(), 7);
    });
  });

  describe('nothing to talk to', () => {
    test('nobody', async () => {
      const endpoint = await freeEndpoint();
      const { found, text, fits } = await probe(endpoint);
      assert.deepEqual([found, fits], ['nobody', []]);
      assert.ok(text.includes(endpoint), text);
    });

    test('a file that is no socket, and one that is forbidden', async () => {
      const file = path.join(folder, 'file');
      writeFileSync(file, '');
      assert.equal((await probe(`ipc://${file}`)).found, 'nobody');
      chmodSync(file, 0);
      const { found } = await probe(`ipc://${file}`);
      assert.equal(found, process.getuid?.() === 0 ? 'nobody' : 'forbidden');
    });

    test('a name that does not resolve', async () => {
      const { found, text } = await probe('tcp://no-such-host.invalid:5555');
      assert.equal(found, 'not resolved');
      assert.match(text, /no-such-host\.invalid/);
    });

    test('an address that cannot be reached, or does not answer', async (t) => {
      const full = Peer.python(t, 'unanswering.py', []);
      await full.next('ready');
      for (const unreachable of [full.endpoint, 'tcp://255.255.255.255:5555']) {
        const { found, text, fits } = await probe(unreachable);
        assert.deepEqual([found, fits], ['unreachable', []], text);
      }
    });

    test('only what can be talked to is probed', async () => {
      for (const endpoint of [
        '',
        'nonsense',
        'tcp://127.0.0.1',
        'tcp://127.0.0.1:99999',
        'inproc://name',
        'tcp://127.0.0.1:5-6',
        'tcp://*:5',
      ]) {
        const error = await engine.connection.sendRequest(probeEndpoint, { endpoint }).then(
          () => undefined,
          (reason: Error) => reason,
        );
        assert.match(error?.message ?? '', /\.$/, endpoint);
      }
      await refusal(engine.connection.sendRequest('endpoint/probe', { endpoint: 5 }), 'invalidParams');
    });
  });

  test('each finding is an event of the log', async (t) => {
    const peer = await Peer.zmq(t, 'pub', ['--bind', anyPort]);
    const { text } = await probe(peer.endpoint);
    const { view } = await engine.connection.sendRequest(openView, { filter: `event:probed "${peer.endpoint}"` });
    const rows = await engine.waitFor('the event', async () => {
      const { rows } = await engine.connection.sendRequest(viewRows, { view, from: 0, count: 10 });
      return rows.length > 0 && rows;
    });
    assert.equal(rows.length, 1);
    assert.ok(JSON.stringify(rows[0]).includes(JSON.stringify(text).slice(1, -1)), JSON.stringify(rows[0]));
  });

  test('a probe that is cancelled ends at once and is not noted', async (t) => {
    const { endpoint } = await listener(t, () => undefined);
    const source = new CancellationTokenSource();
    const begun = performance.now();
    const answer = engine.connection.sendRequest(probeEndpoint, { endpoint }, source.token).then(
      () => undefined,
      () => undefined,
    );
    setTimeout(() => source.cancel(), 200);
    await answer;
    assert.ok(performance.now() - begun < 1500);
    const { view } = await engine.connection.sendRequest(openView, { filter: `event:probed "${endpoint}"` });
    const { rows } = await engine.connection.sendRequest(viewRows, { view, from: 0, count: 10 });
    assert.deepEqual(rows, []);
  });

  describe('a range of ports', () => {
    /** Servers on ports within a stretch of 300. */
    async function neighbours(scope: Scope, count: number, serve: (connection: Socket) => void): Promise<number[]> {
      const ports: number[] = [];
      const base = 20_000 + Math.floor(Math.random() * 10_000);
      for (let port = base; ports.length < count && port < base + 250; port += 7) {
        const server: Server = createServer(serve);
        const isBound = await new Promise<boolean>((resolve) => {
          server.once('error', () => resolve(false));
          server.listen(port, '127.0.0.1', () => resolve(true));
        });
        if (!isBound) continue;
        scope.after(() => void server.close());
        ports.push((server.address() as AddressInfo).port);
      }
      assert.equal(ports.length, count);
      return ports;
    }

    /** All stretches together. */
    async function probeAll(endpoint: string): Promise<Probe[]> {
      const found: Probe[] = [];
      let next: number | undefined;
      do {
        const part = await engine.connection.sendRequest(probePorts, { endpoint, ...(next === undefined ? {} : { from: next }) });
        assert.ok(part.next === undefined || part.next > (next ?? 0), 'it goes on');
        found.push(...part.found);
        next = part.next;
      } while (next !== undefined);
      return found;
    }

    test('tells what listens there, and nothing of the rest', async (t) => {
      const [first = 0, second = 0] = await neighbours(t, 2, (connection) => connection.end('SSH-2.0-test\r\n'));
      const peer = await Peer.zmq(t, 'rep', ['--bind', `tcp://127.0.0.1:${second + 1}`]);
      assert.ok(peer.endpoint);
      const { id } = await engine.open({ type: 'pub', bind: [`tcp://127.0.0.1:${second + 3}`] });
      const found = await probeAll(`tcp://127.0.0.1:${first}-${second + 250}`);
      const expected = [
        [first, 'SSH'],
        [second, 'SSH'],
        [second + 1, 'REP'],
        [second + 3, 'PUB'],
      ];
      const told = found.map(({ endpoint, protocol, socketType }) => [Number(endpoint.split(':').at(-1)), protocol ?? socketType]);
      for (const one of expected)
        assert.ok(
          told.some((other) => other.join() === one.join()),
          `${one.join()} in ${told.join(' ')}`,
        );
      assert.deepEqual(
        told,
        [...told].sort(([a], [b]) => Number(a) - Number(b)),
        'in order',
      );
      assert.ok(found.every(({ found }) => found !== 'nobody'));
      await engine.close(id);
    });

    test('few connections at a time, and none after it was cancelled', async (t) => {
      let [open, most, all] = [0, 0, 0];
      const ports = await neighbours(t, 30, (connection) => {
        all++;
        most = Math.max(most, ++open);
        connection.on('error', () => undefined);
        connection.resume();
        connection.once('close', () => open--);
      });
      const [first = 0, last = 0] = [ports[0], ports.at(-1)];
      const source = new CancellationTokenSource();
      const begun = performance.now();
      const answer = engine.connection.sendRequest(probePorts, { endpoint: `tcp://localhost:${first}-${last}` }, source.token).then(
        () => undefined,
        () => undefined,
      );
      setTimeout(() => source.cancel(), 500);
      await answer;
      assert.ok(performance.now() - begun < 2500, `${performance.now() - begun} ms`);
      assert.ok(most <= 16, `${most} at once`);
      const before = all;
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.equal(all, before);
    });

    test('elsewhere, or of too many, is refused', async () => {
      for (const [endpoint, message] of [
        ['tcp://192.0.2.1:5000-5010', /this computer/],
        ['tcp://example.com:5000-5010', /this computer/],
        ['tcp://localhost:1-2001', /2001 ports/],
        ['tcp://localhost:5-70000', /70000/],
        ['tcp://localhost:5555', /range/],
        ['ipc:///tmp/a:1-2', /range/],
      ] as const) {
        const error = await engine.connection.sendRequest(probePorts, { endpoint }).then(
          () => assert.fail(endpoint),
          (reason: Error) => reason,
        );
        assert.match(error.message, message, endpoint);
      }
    });
  });
});
