import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { EngineClient, latin } from '../support/engineClient';
import { binders, pair, untilHeard } from '../support/pairing';
import type { Pairing } from '../support/pairing';
import { Peer } from '../support/peer';
import { socketTypes } from '../../src/core/socket/socketTypes';
import type { SocketSpec, SocketType } from '../../src/protocol/sockets';

const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i);
const all = latin(everyByte);
const name = new TextEncoder();

interface Pattern {
  ours: SocketType;
  peer: SocketType;
  spec?: Partial<SocketSpec>;
  options?: string[];
  talk(engine: EngineClient, { socket, peer }: Pairing): Promise<void>;
}

const lastReceived = async (engine: EngineClient, socket: string) => {
  const rows = await engine.waitForMessages(socket, 1);
  return (await engine.frames(rows.at(-1)?.number ?? 0)).map(latin);
};

async function publishes(engine: EngineClient, { socket, peer }: Pairing): Promise<void> {
  await engine.waitForSocket('the subscription', socket.id, (info) => info.peerSubscriptions?.length === 1);
  await engine.sendNow(socket.id, ['other', 'not for the peer']);
  await engine.sendNow(socket.id, ['weather.bern', everyByte]);
  assert.deepEqual(await peer.received(), ['weather.bern', all]);
}
async function hears(engine: EngineClient, { socket, peer }: Pairing): Promise<void> {
  await untilHeard(engine, socket.id, peer, 'weather.first');
  peer.send(['other', 'not for us']);
  peer.send(['weather.bern', everyByte]);
  await engine.waitFor('the message', async () => (await lastReceived(engine, socket.id)).length === 2);
  assert.deepEqual(await lastReceived(engine, socket.id), ['weather.bern', all]);
  const topics = (await engine.messages(socket.id)).filter(({ frames }) => frames === 2).map(({ topic }) => topic);
  assert.deepEqual(topics, ['weather.bern']);
}
async function bothWays(engine: EngineClient, { socket, peer }: Pairing): Promise<void> {
  await engine.sendNow(socket.id, ['from us', everyByte, '']);
  assert.deepEqual(await peer.received(), ['from us', all, '']);
  peer.send(['from the peer', everyByte, '']);
  assert.deepEqual(await engine.received(socket.id), ['from the peer', all, '']);
}
/** The peer asks first, so that its routing id becomes known. */
async function routes(engine: EngineClient, { socket, peer }: Pairing, delimiter: boolean): Promise<void> {
  peer.send(['question', everyByte]);
  const [id = '', ...envelope] = await engine.received(socket.id);
  assert.deepEqual(envelope, [...(delimiter ? [''] : []), 'question', all]);
  const info = await engine.info(socket.id);
  assert.deepEqual(
    info.heardPeers.map((peer) => latin(peer.routingId)),
    [id],
  );
  assert.equal(info.heardPeers[0]?.delimiterSeen, delimiter);
  await engine.sendNow(socket.id, [...(delimiter ? [''] : []), 'answer', everyByte], { routingId: info.heardPeers[0]?.routingId });
  assert.deepEqual(await peer.received(), ['answer', all]);
}

const subscribed = { spec: { subscribe: [name.encode('weather')] } };
const patterns: Pattern[] = [
  {
    ours: 'req',
    peer: 'rep',
    async talk(engine, { socket, peer }) {
      await engine.sendNow(socket.id, ['question', everyByte]);
      assert.deepEqual(await peer.received(), ['question', all]);
      peer.send(['answer', everyByte]);
      assert.deepEqual(await engine.received(socket.id), ['answer', all]);
    },
  },
  {
    ours: 'req',
    peer: 'router',
    async talk(engine, { socket, peer }) {
      await engine.sendNow(socket.id, ['question']);
      const [id = '', ...envelope] = await peer.received();
      assert.deepEqual(envelope, ['', 'question']);
      peer.send([Buffer.from(id, 'latin1'), '', 'answer']);
      assert.deepEqual(await engine.received(socket.id), ['answer']);
    },
  },
  ...(['req', 'dealer'] as const).map((peerType): Pattern => ({
    ours: 'rep',
    peer: peerType,
    async talk(engine, { socket, peer }) {
      const envelope = peerType === 'dealer' ? [''] : [];
      peer.send([...envelope, 'question', everyByte]);
      assert.deepEqual(await engine.received(socket.id), ['question', all]);
      await engine.sendNow(socket.id, ['answer', everyByte]);
      assert.deepEqual(await peer.received(), [...envelope, 'answer', all]);
    },
  })),
  {
    ours: 'dealer',
    peer: 'rep',
    async talk(engine, { socket, peer }) {
      await engine.sendNow(socket.id, ['', 'question', everyByte]);
      assert.deepEqual(await peer.received(), ['question', all]);
      peer.send(['answer']);
      assert.deepEqual(await engine.received(socket.id), ['', 'answer']);
      assert.equal((await engine.info(socket.id)).delimiterSeen, true);
    },
  },
  {
    ours: 'dealer',
    peer: 'router',
    async talk(engine, { socket, peer }) {
      await engine.sendNow(socket.id, ['question', everyByte]);
      const [id = '', ...rest] = await peer.received();
      assert.deepEqual(rest, ['question', all]);
      peer.send([Buffer.from(id, 'latin1'), 'answer']);
      assert.deepEqual(await engine.received(socket.id), ['answer']);
      assert.equal((await engine.info(socket.id)).delimiterSeen, false);
    },
  },
  { ours: 'dealer', peer: 'dealer', talk: bothWays },
  { ours: 'router', peer: 'req', talk: (engine, pairing) => routes(engine, pairing, true) },
  { ours: 'router', peer: 'dealer', talk: (engine, pairing) => routes(engine, pairing, false) },
  {
    ours: 'router',
    peer: 'router',
    spec: { options: { routingId: name.encode('inspector') } },
    options: ['--option', 'routing_id=program'],
    async talk(engine, { socket, peer }) {
      await engine.waitFor(
        'the route',
        async () => (await engine.send(socket.id, ['question'], { routingId: name.encode('program') })).outcome === 'sent',
      );
      assert.deepEqual(await peer.received(), ['inspector', 'question']);
      peer.send(['inspector', 'answer', everyByte]);
      assert.deepEqual(await engine.received(socket.id), ['program', 'answer', all]);
    },
  },
  { ours: 'pub', peer: 'sub', options: ['--subscribe', 'weather'], talk: publishes },
  { ours: 'pub', peer: 'xsub', options: ['--subscribe', 'weather'], talk: publishes },
  { ours: 'xpub', peer: 'sub', options: ['--subscribe', 'weather'], talk: publishes },
  { ours: 'xpub', peer: 'xsub', options: ['--subscribe', 'weather'], talk: publishes },
  { ours: 'sub', peer: 'pub', ...subscribed, talk: hears },
  { ours: 'sub', peer: 'xpub', ...subscribed, talk: hears },
  { ours: 'xsub', peer: 'pub', ...subscribed, talk: hears },
  {
    ours: 'xsub',
    peer: 'xpub',
    async talk(engine, { socket, peer }) {
      await engine.sendNow(socket.id, [Uint8Array.of(1, 0x77)]);
      assert.deepEqual(await peer.received(), ['\u0001w']);
      peer.send(['weather', everyByte]);
      assert.deepEqual(await engine.received(socket.id), ['weather', all]);
      await engine.sendNow(socket.id, ['message up']);
      assert.deepEqual(await peer.received(), ['message up']);
    },
  },
  {
    ours: 'push',
    peer: 'pull',
    async talk(engine, { socket, peer }) {
      await engine.sendNow(socket.id, ['job', everyByte, '']);
      assert.deepEqual(await peer.received(), ['job', all, '']);
    },
  },
  {
    ours: 'pull',
    peer: 'push',
    async talk(engine, { socket, peer }) {
      peer.send(['job', everyByte, '']);
      assert.deepEqual(await engine.received(socket.id), ['job', all, '']);
    },
  },
  { ours: 'pair', peer: 'pair', talk: bothWays },
];

describe('patterns', () => {
  const engine = EngineClient.start({ after });

  test('every pair of types that may talk is tried', () => {
    const expected = Object.entries(socketTypes).flatMap(([type, { peers }]) => peers.map((peer) => `${type} ${peer}`));
    assert.deepEqual(patterns.map(({ ours, peer }) => `${ours} ${peer}`).sort(), expected.sort());
  });

  for (const { ours, peer, spec, options, talk } of patterns) {
    for (const binder of binders) {
      test(`${ours} with a Python ${peer}; the ${binder} binds`, async (t) => {
        const pairing = await pair(t, engine, { type: ours, ...spec }, peer, binder, { peer: options });
        await talk(engine, pairing);
        await engine.close(pairing.socket.id);
      });
    }
  }

  for (const binder of binders) {
    test(`stream with a plain TCP program; the ${binder} binds`, async (t) => {
      let peer: Peer;
      let socket;
      if (binder === 'engine') {
        socket = await engine.open({ type: 'stream', bind: ['tcp://127.0.0.1:*'] });
        peer = await Peer.zmq(t, 'tcp', ['--connect', socket.endpoints[0]?.resolved ?? '']);
        peer.send(['GET / HTTP/1.0\r\n']);
        const { id } = socket;
        // TCP has no messages: what is sent before this was read may come as one.
        await engine.waitFor('the first bytes', async () => (await engine.messages(id)).some(({ size }) => size === 21));
      } else {
        peer = await Peer.zmq(t, 'tcp', ['--bind', 'tcp://127.0.0.1:*']);
        socket = await engine.open({ type: 'stream', connect: [peer.endpoint] });
      }
      const { heardPeers } = await engine.waitForSocket('the peer', socket.id, (info) => info.heardPeers.length === 1);
      const routingId = heardPeers[0]?.routingId;
      await engine.sendNow(socket.id, [everyByte], { routingId });
      assert.deepEqual(await peer.received(), [all]);
      peer.send([everyByte]);
      const row = await engine.waitFor('the bytes', async () => (await engine.messages(socket.id)).find(({ size }) => size >= 256));
      assert.deepEqual((await engine.frames(row.number)).map(latin), [latin(routingId ?? new Uint8Array(0)), all]);
      await engine.close(socket.id);
    });
  }

  for (const [ours, peer] of [
    ['req', 'rep'],
    ['dealer', 'dealer'],
    ['pair', 'pair'],
    ['dealer', 'router'],
  ] as const) {
    for (const binder of binders) {
      test(`${ours} is answered by a C ${peer}; the ${binder} binds`, async (t) => {
        let socket;
        if (binder === 'engine') {
          socket = await engine.open({ type: ours, bind: ['tcp://127.0.0.1:*'] });
          Peer.c(t, 'talk.c', [peer, 'connect', socket.endpoints[0]?.resolved ?? '', '1']);
        } else {
          const program = Peer.c(t, 'talk.c', [peer, 'bind', 'tcp://127.0.0.1:*', '1']);
          await program.next('ready');
          socket = await engine.open({ type: ours, connect: [program.endpoint] });
        }
        await engine.waitForPeers(socket.id);
        await engine.sendNow(socket.id, ['ping', everyByte]);
        assert.deepEqual(await engine.received(socket.id), ['ping', all]);
        await engine.close(socket.id);
      });
    }
  }

  for (const [ours, peer] of [
    ['rep', 'req'],
    ['router', 'req'],
    ['router', 'dealer'],
    ['pair', 'pair'],
  ] as const) {
    test(`${ours} answers the questions of a C ${peer}`, async (t) => {
      const socket = await engine.open({ type: ours, bind: ['tcp://127.0.0.1:*'] });
      const program = Peer.c(t, 'talk.c', [peer, 'connect', socket.endpoints[0]?.resolved ?? '', '3', 'ask']);
      for (let i = 0; i < 3; i++) {
        const frames = await engine.received(socket.id, i);
        assert.equal(frames.at(-1), `question ${i}`);
        const routingId = socketTypes[ours].routingIdToSend ? Buffer.from(frames[0] ?? '', 'latin1') : undefined;
        await engine.sendNow(
          socket.id,
          [...(ours === 'router' && peer === 'req' ? [''] : []), `answer ${i}`],
          routingId ? { routingId: Uint8Array.from(routingId) } : {},
        );
        assert.deepEqual((await program.next('received')).frames, [Buffer.from(`answer ${i}`).toString('hex')]);
      }
      assert.deepEqual(await program.exit(), { code: 0, signal: null });
      await engine.close(socket.id);
    });
  }

  for (const transport of ['ipc', 'inproc']) {
    test(`the same over ${transport}`, async (t) => {
      if (transport === 'ipc') {
        const { socket, peer } = await pair(t, engine, { type: 'pair' }, 'pair', 'engine', { endpoint: 'ipc://*' });
        await bothWays(engine, { socket, peer });
        await engine.close(socket.id);
        return;
      }
      const pull = await engine.open({ type: 'pull', bind: ['inproc://jobs'] });
      const push = await engine.open({ type: 'push', connect: ['inproc://jobs'] });
      await engine.sendNow(push.id, ['job', everyByte]);
      assert.deepEqual(await engine.received(pull.id), ['job', all]);
      await engine.close(push.id);
      await engine.close(pull.id);
    });
  }
});
