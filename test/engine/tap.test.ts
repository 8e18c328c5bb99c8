import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { recordDetails } from '../../src/protocol/log';
import { closeSeries, openSeries, seriesPoints } from '../../src/protocol/plot';
import { closeTap, listTaps, openTap, pauseTap } from '../../src/protocol/taps';
import type { TapInfo } from '../../src/protocol/taps';
import { EngineClient, latin, refusal } from '../support/engineClient';
import type { Scope } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { Peer } from '../support/peer';

/** Two programs, one bound, one connected through a tap. `→`: what who connected sends and receives; `←`: the other one. */
interface Case {
  connect: string;
  bind: string;
  /** Messages in order, by who sends them. */
  talk: [by: 'connector' | 'binder', frames: string[], arrives?: string[], wire?: string[]][];
  topics?: string[];
}

const id = 'w1';
const cases: Case[] = [
  { connect: 'push', bind: 'pull', talk: [['connector', ['a', '', 'b'.repeat(300)]]] },
  { connect: 'pull', bind: 'push', talk: [['binder', ['a', '', 'b'.repeat(70_000)]]] },
  {
    connect: 'pair',
    bind: 'pair',
    talk: [
      ['connector', ['a']],
      ['binder', ['b', 'c']],
    ],
  },
  {
    connect: 'req',
    bind: 'rep',
    talk: [
      ['connector', ['q'], ['q'], ['', 'q']],
      ['binder', ['a', 'b'], ['a', 'b'], ['', 'a', 'b']],
    ],
  },
  {
    connect: 'rep',
    bind: 'req',
    talk: [
      ['binder', ['q'], ['q'], ['', 'q']],
      ['connector', ['a'], ['a'], ['', 'a']],
    ],
  },
  {
    connect: 'req',
    bind: 'router',
    talk: [
      ['connector', ['q'], [id, '', 'q'], ['', 'q']],
      ['binder', [id, '', 'a'], ['a'], ['', 'a']],
    ],
  },
  {
    connect: 'router',
    bind: 'req',
    talk: [
      ['binder', ['q'], [id, '', 'q'], ['', 'q']],
      ['connector', [id, '', 'a'], ['a'], ['', 'a']],
    ],
  },
  {
    connect: 'dealer',
    bind: 'rep',
    talk: [
      ['connector', ['', 'q'], ['q']],
      ['binder', ['a'], ['', 'a'], ['', 'a']],
    ],
  },
  {
    connect: 'rep',
    bind: 'dealer',
    talk: [
      ['binder', ['', 'q'], ['q']],
      ['connector', ['a'], ['', 'a'], ['', 'a']],
    ],
  },
  {
    connect: 'dealer',
    bind: 'router',
    talk: [
      ['connector', ['q'], [id, 'q']],
      ['binder', [id, 'a'], ['a'], ['a']],
    ],
  },
  {
    connect: 'router',
    bind: 'dealer',
    talk: [
      ['binder', ['q'], [id, 'q']],
      ['connector', [id, 'a'], ['a'], ['a']],
    ],
  },
  {
    connect: 'dealer',
    bind: 'dealer',
    talk: [
      ['connector', ['q', 'r']],
      ['binder', ['a']],
    ],
  },
  { connect: 'sub', bind: 'pub', topics: ['t'], talk: [['binder', ['t.1', 'x']]] },
  { connect: 'pub', bind: 'sub', topics: ['t'], talk: [['connector', ['t.1', 'x']]] },
  { connect: 'xsub', bind: 'pub', topics: ['t'], talk: [['binder', ['t.1', 'x']]] },
  { connect: 'pub', bind: 'xsub', topics: ['t'], talk: [['connector', ['t.1', 'x']]] },
  { connect: 'sub', bind: 'xpub', topics: ['t'], talk: [['binder', ['t.1', 'x']]] },
  { connect: 'xpub', bind: 'sub', topics: ['t'], talk: [['connector', ['t.1', 'x']]] },
  {
    connect: 'xsub',
    bind: 'xpub',
    topics: ['t'],
    talk: [
      ['binder', ['t.1', 'x']],
      ['connector', ['up']],
    ],
  },
  {
    connect: 'xpub',
    bind: 'xsub',
    topics: ['t'],
    talk: [
      ['connector', ['t.1', 'x']],
      ['binder', ['up']],
    ],
  },
];

/** A tap before what a program is bound to. */
async function tapTo(engine: EngineClient, target: string, more: { name?: string } = {}): Promise<TapInfo> {
  return engine.connection.sendRequest(openTap, { listen: anyPort, target, ...more });
}

describe('a tap', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;
  const info = async ({ id }: TapInfo) => {
    const found = (await connection.sendRequest(listTaps, {})).find((each) => each.id === id);
    assert.ok(found);
    return found;
  };
  const waitFor = (what: string, tap: TapInfo, holds: (info: TapInfo) => boolean) =>
    engine.waitFor(what, async () => {
      const now = await info(tap);
      return holds(now) && now;
    });
  const between = async (scope: Scope, connectType: string, bindType: string, topics: string[] = []) => {
    const subscriber = ['sub', 'xsub'];
    const options = (type: string, other: string) => [
      ...(subscriber.includes(type) ? topics.flatMap((topic) => ['--subscribe', topic]) : []),
      ...(other === 'router' ? ['--option', `routing_id=${id}`] : []),
    ];
    const binder = await Peer.zmq(scope, bindType, ['--bind', anyPort, ...options(bindType, connectType)]);
    const tap = await tapTo(engine, binder.endpoint);
    const connector = await Peer.zmq(scope, connectType, ['--connect', tap.listen, ...options(connectType, bindType)]);
    const open = await waitFor('both handshakes', tap, ({ connections }) => connections[0]?.state === 'open');
    return { binder, connector, tap: open };
  };

  for (const { connect, bind, talk, topics } of cases) {
    test(`between ${connect} and ${bind} each byte passes, and is in the log`, async (t) => {
      const { binder, connector, tap } = await between(t, connect, bind, topics);
      const [first] = tap.connections;
      assert.deepEqual([first?.connector.socketType, first?.binder.socketType], [connect.toUpperCase(), bind.toUpperCase()]);
      if (topics)
        await engine.waitForEvent('the subscription', tap.id, ({ event, preview }) => event === 'subscribe' && preview.endsWith(' t'));
      for (const [by, frames, arrives = frames] of talk) {
        (by === 'connector' ? connector : binder).send(frames);
        const receiver = by === 'connector' ? binder : connector;
        if (topics && receiver === binder && bind === 'xpub') assert.deepEqual(await binder.received(), ['\x01t']);
        if (topics && receiver === connector && connect === 'xpub') assert.deepEqual(await connector.received(), ['\x01t']);
        assert.deepEqual(await receiver.received(), arrives);
      }
      const rows = await engine.waitFor('the records', async () => {
        const all = (await engine.rows({ socket: tap.id })).filter(({ direction }) => direction !== 'event');
        return all.length === talk.length && all;
      });
      for (const [at, [by, frames, , wire = frames]] of talk.entries()) {
        const row = rows[at];
        assert.ok(row);
        assert.equal(row.direction, by === 'connector' ? 'out' : 'in');
        assert.deepEqual((await engine.frames(row.number)).map(latin), wire);
        const [from, to] = by === 'connector' ? [connect, bind] : [bind, connect];
        assert.match(row.peer, new RegExp(`^#1 ${from.toUpperCase()}( w1)? → ${to.toUpperCase()}( w1)?$`));
      }
      const details = await connection.sendRequest(recordDetails, { number: rows[0]?.number ?? 0 });
      assert.deepEqual(
        details.connection?.sides.map(({ socketType, speaks }) => [socketType, speaks]),
        [connect, bind].map((type) => [type.toUpperCase(), 'ZMTP 3.1, NULL']),
      );
      assert.match(details.connection?.sides[0]?.address ?? '', /^127\.0\.0\.1:\d+$/);
      assert.equal(details.connection?.sides[1]?.address, binder.endpoint);
      if (topics) assert.equal(rows[0]?.topic, 't.1');
      if (['req', 'rep', 'router', 'dealer'].includes(connect) && connect !== bind) {
        assert.deepEqual(
          rows.map(({ exchange }) => exchange?.role),
          ['request', 'reply'],
        );
        assert.equal((await info(tap)).connections[0]?.latency?.count, 1);
      }
      await connection.sendRequest(closeTap, { tap: tap.id });
    });
  }

  test('values are plotted of one connection, and of all of a tap', async (t) => {
    const { binder, connector, tap } = await between(t, 'push', 'pull');
    const other = await Peer.zmq(t, 'push', ['--connect', tap.listen]);
    await waitFor('the other one', tap, ({ open, connections }) => open === 2 && connections.every(({ state }) => state === 'open'));
    for (const [peer, value] of [
      [connector, 1],
      [other, 2],
    ] as const) {
      peer.send([`{"n": ${value}}`]);
      await binder.received();
    }
    for (const [socket, count] of [
      [tap.id, 2],
      [`${tap.id}/1`, 1],
    ] as const) {
      const { series } = await connection.sendRequest(openSeries, { socket, frame: 0, path: '.n' });
      await engine.waitFor(`${count} values of ${socket}`, async () => {
        const { status } = await connection.sendRequest(seriesPoints, { series, pixels: 1 });
        return status.unscanned === 0 && status.count === count;
      });
      await connection.sendRequest(closeSeries, { series });
    }
    await connection.sendRequest(closeTap, { tap: tap.id });
  });

  test('of PLAIN the name is told, and the password is nowhere', async (t) => {
    const binder = await Peer.zmq(t, 'rep', ['--bind', anyPort, '--option', 'plain_server=1', '--user', 'ada=hunter-two']);
    const tap = await tapTo(engine, binder.endpoint);
    const login = ['--option', 'plain_username=ada', '--option', 'plain_password=hunter-two'];
    const connector = await Peer.zmq(t, 'req', ['--connect', tap.listen, ...login]);
    const { connections } = await waitFor('both handshakes', tap, ({ connections: [first] }) => first?.state === 'open');
    assert.equal(connections[0]?.connector.speaks, 'ZMTP 3.1, PLAIN');
    connector.send(['q']);
    assert.deepEqual(await binder.received(), ['q']);
    const rows = await engine.rows({ socket: tap.id });
    assert.ok(rows.some(({ preview }) => preview.includes('HELLO with the name ada. The password is not read.')));
    assert.deepEqual([await engine.rows({ filter: 'hunter-two' }), await engine.rows({ filter: 'hex:68756e7465722d' })], [[], []]);
    await connection.sendRequest(closeTap, { tap: tap.id });
  });

  test('of CURVE the handshake and sizes are told, and the messages pass', async (t) => {
    // The keys of zmq_curve(7), which are known to all.
    const option = (name: string, value: string) => ['--option', `curve_${name}=${value}`];
    const serverKey = 'rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7';
    const server = [...option('server', '1'), ...option('secretkey', 'JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6')];
    const client = [
      ...option('serverkey', serverKey),
      ...option('publickey', 'Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID'),
      ...option('secretkey', 'D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs'),
    ];
    const binder = await Peer.zmq(t, 'rep', ['--bind', anyPort, ...server]);
    const tap = await tapTo(engine, binder.endpoint);
    const connector = await Peer.zmq(t, 'req', ['--connect', tap.listen, ...client]);
    connector.send(['a secret question']);
    assert.deepEqual(await binder.received(), ['a secret question']);
    binder.send(['and its answer']);
    assert.deepEqual(await connector.received(), ['and its answer']);
    const rows = await engine.waitFor('the records', async () => {
      const all = await engine.rows({ socket: tap.id, filter: 'not dir:event' });
      return all.filter(({ direction }) => direction === 'in').length > 0 && all;
    });
    assert.deepEqual(
      rows.filter(({ preview, exchange }) => preview !== 'encrypted' || exchange !== undefined),
      [],
    );
    assert.ok(rows.every(({ size }) => size > 30));
    const steps = await engine.rows({ socket: tap.id, filter: 'event:handshake' });
    for (const name of ['HELLO', 'WELCOME', 'INITIATE', 'READY'])
      assert.ok(
        steps.some(({ preview }) => preview.includes(` ${name}, `)),
        name,
      );
    const [first] = (await info(tap)).connections;
    assert.deepEqual([first?.encrypted, first?.state, first?.connector.speaks], [true, 'open', 'ZMTP 3.1, CURVE']);
    await connection.sendRequest(closeTap, { tap: tap.id });
  });

  test('nothing listens at the target: who connects is turned away, the tap goes on, and the log says why', async (t) => {
    const tap = await tapTo(engine, 'tcp://127.0.0.1:1');
    const peer = await Peer.zmq(t, 'push', ['--connect', tap.listen]);
    const row = await engine.waitForEvent('the reason', tap.id, ({ event }) => event === 'accept failed');
    assert.equal(row.preview, 'Nothing listens at tcp://127.0.0.1:1: the program that connected was turned away.');
    await peer.stop();
    await connection.sendRequest(closeTap, { tap: tap.id });
  });

  test('a tap that leads back to itself is refused, also over another one, and so is an address in use', async () => {
    const listen = (await tapTo(engine, 'tcp://127.0.0.1:1')).listen;
    const second = await connection.sendRequest(openTap, { listen: anyPort, target: listen });
    const port = listen.slice(listen.lastIndexOf(':') + 1);
    await connection.sendRequest(closeTap, {
      tap: (await connection.sendRequest(listTaps, {})).find((each) => each.listen === listen)?.id ?? '',
    });
    for (const target of [listen, `tcp://localhost:${port}`, second.listen])
      await refusal(connection.sendRequest(openTap, { listen, target }), 'invalidTap');
    const used = await refusal(connection.sendRequest(openTap, { listen: second.listen, target: 'tcp://127.0.0.1:1' }), 'addressInUse');
    assert.match(used.message, /is in use by "Tap of 127\.0\.0\.1:\d+" of this inspector\.$/);
    await refusal(connection.sendRequest(openTap, { listen: 'inproc://a', target: listen }), 'unsupportedTransport');
    await connection.sendRequest(closeTap, { tap: second.id });
  });

  test('while it is paused messages pass and are not recorded', async (t) => {
    const { binder, connector, tap } = await between(t, 'push', 'pull');
    await connection.sendRequest(pauseTap, { tap: tap.id, paused: true });
    connector.send(['unseen']);
    assert.deepEqual(await binder.received(), ['unseen']);
    await connection.sendRequest(pauseTap, { tap: tap.id, paused: false });
    connector.send(['seen']);
    assert.deepEqual(await binder.received(), ['seen']);
    const [row] = await engine.waitForMessages(tap.id, 1, 'out');
    assert.equal(row?.preview, 'seen');
    await connection.sendRequest(closeTap, { tap: tap.id });
  });
});
