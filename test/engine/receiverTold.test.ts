import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { configure } from '../../src/protocol/engine';
import { addEndpoint } from '../../src/protocol/sockets';
import { EngineClient, refusal } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { connectTo } from '../support/rawPeers';
import { until } from '../support/processes';

/** The other side ended the connection, or broke it off. */
const over = (socket: Socket) => new Promise((resolve) => socket.once('end', resolve).once('close', resolve));

describe('what is told of the receiver of our own', () => {
  const engine = EngineClient.start({ after });
  const directory = mkdtempSync(path.join(tmpdir(), 'zmq-told-'));
  after(() => rmSync(directory, { recursive: true }));

  test('what comes to a bound endpoint and speaks something else is told as that, with its address, and a crowd of them once', async (t) => {
    const file = `${directory}/not-zmtp`;
    const { id, endpoints } = await engine.open({ type: 'pull', bind: [anyPort, `ipc://${file}`] });
    const web = (socket: Socket) => socket.write('GET / HTTP/1.1\r\n\r\n');
    const place = endpoints[0]?.resolved ?? '';
    const first = connectTo(t, place).resume();
    await once(first, 'connect');
    const port = first.localPort;
    const ended = over(first);
    web(first);
    await ended;
    const failures = async () => (await engine.rows({ socket: id, filter: 'event:"handshake failed"' })).map(({ preview }) => preview);
    await until('the word', async () => (await failures()).length === 1);
    assert.deepEqual(await failures(), [`The handshake failed: 127.0.0.1:${port} connected and does not speak ZMTP.`]);
    const local = connect(file).on('error', () => undefined);
    t.after(() => void local.destroy());
    web(local);
    await until('the word', async () => (await failures()).length === 2);
    assert.equal((await failures())[1], 'The handshake failed: what connected does not speak ZMTP.');
    const crowd = Array.from({ length: 40 }, () => connectTo(t, place).resume());
    await Promise.all(crowd.map((socket) => (web(socket), over(socket))));
    await engine.close(id);
    // 20 of each endpoint in 10 s.
    assert.equal((await failures()).length, 21);
    const counts = (await engine.events(id)).flatMap(({ fields }) => (fields?.code === 'repeated' ? [[fields.of, fields.count]] : []));
    assert.deepEqual(counts, [
      ['accepted', 21],
      ['handshake failed', 21],
    ]);
  });

  test('the endpoint that it cannot take is named where it alone is to receive, and who wished for that', async (t) => {
    const { connection } = engine;
    t.after(() => connection.sendRequest(configure, { receiver: 'auto' }));
    for (const wish of ['option', 'setting'] as const) {
      await connection.sendRequest(configure, { receiver: wish === 'setting' ? 'wire' : 'auto' });
      const options = wish === 'option' ? { receiver: 'wire' as const } : {};
      const hints = wish === 'option' ? /^Open the socket with the option receiver/ : /^The setting zmq\.receiver is "wire"/;
      const { id } = await engine.open({ type: 'pull', bind: [anyPort], options });
      for (const endpoint of ['inproc://within', 'ipc://@abstract'])
        for (const ask of [
          () => engine.open({ type: 'pull', bind: [anyPort, endpoint], connect: ['tcp://127.0.0.1:1'], options }),
          () => connection.sendRequest(addEndpoint, { socket: id, role: 'bind', endpoint }),
        ]) {
          const refused = await refusal(ask(), 'unsupportedTransport');
          assert.equal(refused.endpoint, endpoint);
          assert.ok(refused.message.endsWith(`${endpoint}.`), refused.message);
          assert.match(refused.hint ?? '', hints);
        }
      const { hint } = await refusal(
        engine.open({ type: 'pull', bind: [anyPort], options: { ...options, conflate: true } }),
        'invalidOption',
      );
      assert.match(hint ?? '', hints);
      await engine.close(id);
    }
  });
});
