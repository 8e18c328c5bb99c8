import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { heldFrames, letGo, listHeld, setFaults, type Fault } from '../../src/protocol/faults';
import { clearLog } from '../../src/protocol/log';
import { closeTap, listTaps, openTap, pauseTap, type TapInfo } from '../../src/protocol/taps';
import { bytesOf, EngineClient, refusal } from '../support/engineClient';
import type { Scope } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { Peer } from '../support/peer';

describe('faults of a tap', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;
  const info = async (id: string): Promise<TapInfo> => {
    const tap = (await connection.sendRequest(listTaps, {})).find((each) => each.id === id);
    assert.ok(tap);
    return tap;
  };

  /** A Python PUSH that connects through a tap to a Python PULL, with faults on. */
  async function tapped(scope: Scope, faults: Fault[], types: [string, string] = ['push', 'pull'], subscribe: string[] = []) {
    const more = (type: string) => (type === 'sub' ? subscribe.flatMap((topic) => ['--subscribe', topic]) : []);
    const binder = await Peer.zmq(scope, types[1], ['--bind', anyPort, ...more(types[1])]);
    const { id, listen } = await connection.sendRequest(openTap, { listen: anyPort, target: binder.endpoint });
    await connection.sendRequest(setFaults, { relay: id, faults });
    const connector = await Peer.zmq(scope, types[0], ['--connect', listen, ...more(types[0])]);
    await engine.waitFor('the handshakes', async () => (await info(id)).connections.some(({ state }) => state === 'open'));
    const acts = async () => {
      const rows = await engine.rows({ socket: id, filter: 'event:fault' });
      return rows.flatMap(({ fields }) => (fields?.code === 'fault' ? [fields] : []));
    };
    const close = () => connection.sendRequest(closeTap, { tap: id });
    return { id, connector, binder, acts, close };
  }
  const takes = async (peer: Peer, count: number) => {
    const texts: string[] = [];
    for (let i = 0; i < count; i++) texts.push((await peer.received()).join('|'));
    return texts;
  };

  test('of a delay each message comes later, in order', async (t) => {
    const { connector, binder, acts, close } = await tapped(t, [{ kind: 'delay', ms: 300, jitter: 200 }]);
    const begun = performance.now();
    const texts = Array.from({ length: 20 }, (_, i) => `m${i}`);
    for (const text of texts) connector.send([text]);
    assert.deepEqual(await takes(binder, 20), texts);
    assert.ok(performance.now() - begun >= 100);
    const told = await acts();
    assert.equal(told.length, 20);
    for (const { ms = 0 } of told) assert.ok(ms >= 100 && ms <= 500, `${ms}`);
    await close();
  });

  test('what a filter means is dropped, the rest goes on, and each act points at its message', async (t) => {
    const { id, connector, binder, acts, close } = await tapped(t, [{ kind: 'drop', filter: 'json:.n>2' }]);
    for (let n = 0; n < 6; n++) connector.send([`{"n": ${n}}`]);
    connector.send(['end']);
    assert.deepEqual(await takes(binder, 4), ['{"n": 0}', '{"n": 1}', '{"n": 2}', 'end']);
    const rows = (await engine.rows({ socket: id, filter: 'json:.n>2' })).map(({ number }) => number);
    assert.deepEqual(
      (await acts()).map(({ act, record, side }) => [act, record, side]),
      rows.map((number) => ['dropped', number, 'connector']),
    );
    await close();
  });

  test('a share of messages is dropped', async (t) => {
    const { connector, binder, acts, close } = await tapped(t, [{ kind: 'drop', share: 0.5, filter: 'not end' }]);
    for (let n = 0; n < 1000; n++) connector.send([`m${n}`]);
    connector.send(['end']);
    let came = 0;
    for (let [text] = await binder.received(); text !== 'end'; [text] = await binder.received()) came++;
    assert.ok(came > 350 && came < 650, `${came}`);
    assert.equal((await acts()).length, 1000 - came);
    await close();
  });

  test('messages are doubled, whole', async (t) => {
    const { connector, binder, close } = await tapped(t, [{ kind: 'duplicate', filter: 'twice' }]);
    for (const frames of [['once'], ['twice', '', 'x'.repeat(300)], ['end']]) connector.send(frames);
    const twice = `twice||${'x'.repeat(300)}`;
    assert.deepEqual(await takes(binder, 4), ['once', twice, twice, 'end']);
    await close();
  });

  test('messages change places, and none is lost', async (t) => {
    const { connector, binder, acts, close } = await tapped(t, [{ kind: 'reorder', window: 5 }]);
    const texts = Array.from({ length: 12 }, (_, i) => `m${String(i).padStart(2, '0')}`);
    for (const text of texts) connector.send([text]);
    const came = await takes(binder, 12);
    assert.notDeepEqual(came, texts);
    assert.deepEqual([...came].sort(), texts);
    assert.ok((await acts()).every(({ act }) => act === 'moved'));
    await close();
  });

  test('one byte is changed, where the log says', async (t) => {
    const { connector, binder, acts, close } = await tapped(t, [{ kind: 'corrupt' }]);
    const sent = ['aaaa', '', 'b'.repeat(400)];
    connector.send(sent);
    const came = await binder.received();
    const [told] = await acts();
    const different = came.flatMap((frame, at) => [...frame].flatMap((byte, place) => (byte === sent[at]?.[place] ? [] : [[at, place]])));
    assert.deepEqual(different, [[told?.frame, told?.at]]);
    assert.deepEqual(
      came.map(({ length }) => length),
      [4, 0, 400],
    );
    await close();
  });

  test('a limit lets so many go on in a second', async (t) => {
    const { connector, binder, close } = await tapped(t, [{ kind: 'limit', messagesPerSecond: 20 }]);
    for (let n = 0; n < 11; n++) connector.send([`m${n}`]);
    await binder.received();
    const begun = performance.now();
    await takes(binder, 10);
    assert.ok(performance.now() - begun >= 400);
    await close();
  });

  test('a limit of bytes holds up the sender, and nothing is lost', async (t) => {
    const { id, connector, binder, close } = await tapped(t, [{ kind: 'limit', bytesPerSecond: 3_000_000 }]);
    for (let n = 0; n < 60; n++) connector.send([`${n} `, 'x'.repeat(100_000)]);
    for (let n = 0; n < 60; n++) assert.equal((await binder.received())[0], `${n} `);
    assert.equal((await info(id)).counters.sent, 60);
    await close();
  });

  test('in a black hole nothing comes back, and nobody is told', async (t) => {
    const { id, connector, binder, acts, close } = await tapped(t, [], ['pair', 'pair']);
    await connection.sendRequest(setFaults, { relay: id, faults: [{ kind: 'black hole', way: 'from target', afterSeconds: 0 }] });
    await engine.waitFor('the black hole', async () => (await acts()).some(({ act }) => act === 'black hole'));
    binder.send(['lost']);
    connector.send(['heard']);
    assert.deepEqual(await binder.received(), ['heard']);
    await engine.waitForMessages(id, 1, 'in');
    assert.equal((await info(id)).open, 1);
    assert.equal(connector.lines.filter(({ event }) => event === 'received').length, 0);
    await close();
  });

  test('a connection is broken off after so many messages, and the program connects again', async (t) => {
    const { id, connector, binder, acts, close } = await tapped(t, [{ kind: 'reset', afterMessages: 3, filter: 'm' }]);
    for (let n = 0; n < 3; n++) connector.send([`m${n}`]);
    assert.deepEqual(await takes(binder, 2), ['m0', 'm1']);
    await engine.waitFor('the next connection', async () =>
      (await info(id)).connections.some(({ number, state }) => number === 2 && state === 'open'),
    );
    assert.deepEqual(
      (await acts()).map(({ act }) => act),
      ['reset'],
    );
    connector.send(['on']);
    assert.deepEqual(await takes(binder, 1), ['on']);
    await close();
  });

  test('a message that is held is let go, edited or dropped, and those behind it wait', async (t) => {
    const { id, connector, binder, acts, close } = await tapped(t, [{ kind: 'hold', filter: 'stop' }]);
    for (const text of ['go', 'stop 1', 'behind', 'stop 2', 'stop 3', 'end']) connector.send([text]);
    assert.deepEqual(await binder.received(), ['go']);
    const next = async () => {
      const [held] = await engine.waitFor('a held message', async () => {
        const all = await connection.sendRequest(listHeld, { relay: id });
        return all.length > 0 && all;
      });
      assert.ok(held);
      return held.number;
    };
    const first = await next();
    await connection.sendRequest(letGo, { relay: id, number: first, how: { do: 'pass' } });
    assert.deepEqual(await takes(binder, 2), ['stop 1', 'behind']);
    await refusal(connection.sendRequest(letGo, { relay: id, number: first, how: { do: 'pass' } }), 'noSuchRecord');
    await refusal(connection.sendRequest(heldFrames, { relay: id, number: first }), 'noSuchRecord');
    const second = await next();
    await connection.sendRequest(letGo, { relay: id, number: second, how: { do: 'edit', frames: [bytesOf('other'), bytesOf('x')] } });
    assert.deepEqual(await takes(binder, 1), ['other|x']);
    await connection.sendRequest(letGo, { relay: id, number: await next(), how: { do: 'drop' } });
    assert.deepEqual(await takes(binder, 1), ['end']);
    assert.deepEqual(
      (await acts()).map(({ act }) => act),
      ['held', 'let go', 'held', 'edited', 'held', 'dropped'],
    );
    await close();
  });

  test('subscriptions pass, whatever happens to messages, and without faults all goes on as it was', async (t) => {
    const { id, connector, binder, close } = await tapped(t, [{ kind: 'drop' }], ['sub', 'xpub'], ['t']);
    assert.deepEqual(await binder.received(), ['\x01t']);
    binder.send(['t1']);
    await engine.waitForMessages(id, 1, 'in');
    await connection.sendRequest(setFaults, { relay: id, faults: [] });
    binder.send(['t2', 'x'.repeat(100_000)]);
    assert.deepEqual(await connector.received(), ['t2', 'x'.repeat(100_000)]);
    await close();
  });

  const long = Array.from({ length: 100 }, (_, at) => `${at} `.padEnd(30_000, String.fromCharCode(97 + (at % 26))));

  for (const [name, faults] of [
    ['delayed', [{ kind: 'delay', ms: 100 }]],
    ['looked at by a filter', [{ kind: 'drop', filter: 'json:.none=1' }]],
    ['slowed', [{ kind: 'limit', messagesPerSecond: 200 }]],
  ] as const satisfies [string, Fault[]][])
    test(`long messages that are ${name} stay what they are`, async (t) => {
      const { connector, binder, close } = await tapped(t, [...faults]);
      for (const text of long) connector.send([text]);
      assert.deepEqual(await takes(binder, long.length), long);
      await close();
    });

  test('long messages that change places and are doubled stay what they are, and meet the faults behind', async (t) => {
    const { connector, binder, acts, close } = await tapped(t, [
      { kind: 'reorder', window: 10 },
      { kind: 'duplicate', filter: 'not end' },
      { kind: 'drop', filter: '"7 hhh"' },
    ]);
    for (const text of long) connector.send([text]);
    const came = await takes(binder, 2 * (long.length - 1));
    const expected = long.filter((text) => !text.startsWith('7 h')).flatMap((text) => [text, text]);
    assert.deepEqual([...came].sort(), [...expected].sort());
    assert.deepEqual((await acts()).filter(({ act }) => act === 'dropped').length, 1);
    await close();
  });

  test('what waits goes on at once when the faults are switched off, in order, also while nothing is recorded', async (t) => {
    const { id, connector, binder, close } = await tapped(t, [{ kind: 'delay', ms: 600_000 }]);
    await connection.sendRequest(pauseTap, { tap: id, paused: true });
    for (const text of ['a', 'b']) connector.send([text]);
    await engine.waitFor('both', async () => (await info(id)).counters.sent === 2);
    await connection.sendRequest(setFaults, { relay: id, faults: [{ kind: 'delay', ms: 300 }] });
    assert.deepEqual(await takes(binder, 2), ['a', 'b']);
    for (const text of ['c', 'd']) connector.send([text]);
    await engine.waitFor('both', async () => (await info(id)).counters.sent === 4);
    await connection.sendRequest(setFaults, { relay: id, faults: [] });
    connector.send(['e']);
    assert.deepEqual(await takes(binder, 3), ['c', 'd', 'e']);
    await close();
  });

  test('a held message that is edited meets the faults behind, with what it is then', async (t) => {
    const { id, connector, binder, acts, close } = await tapped(t, [{ kind: 'hold' }, { kind: 'corrupt' }]);
    connector.send(['first']);
    const number = await engine.waitFor('the held one', async () => (await connection.sendRequest(listHeld, { relay: id }))[0]?.number);
    const waiting = await connection.sendRequest(heldFrames, { relay: id, number });
    assert.deepEqual(waiting.frames, [bytesOf('first')]);
    await connection.sendRequest(letGo, { relay: id, number, how: { do: 'edit', frames: [bytesOf('other')] } });
    const [came = ''] = await binder.received();
    assert.equal([...came].filter((letter, at) => letter !== 'other'[at]).length, 1);
    assert.deepEqual(
      (await acts()).map(({ act }) => act),
      ['held', 'edited', 'corrupted'],
    );
    await close();
  });

  test('what is held is known when its record is gone', async (t) => {
    const { id, connector, binder, close } = await tapped(t, [{ kind: 'hold' }]);
    connector.send(['kept', 'x']);
    const number = await engine.waitFor('the held one', async () => (await connection.sendRequest(listHeld, { relay: id }))[0]?.number);
    await connection.sendRequest(clearLog, {});
    const waiting = await connection.sendRequest(heldFrames, { relay: id, number });
    assert.deepEqual(waiting.frames, [bytesOf('kept'), bytesOf('x')]);
    await connection.sendRequest(letGo, { relay: id, number, how: { do: 'pass' } });
    assert.deepEqual(await takes(binder, 1), ['kept|x']);
    connector.send(['y'.repeat(20_000)]);
    const large = await engine.waitFor('the large one', async () => (await connection.sendRequest(listHeld, { relay: id }))[0]?.number);
    assert.deepEqual(await connection.sendRequest(heldFrames, { relay: id, number: large }), {});
    await close();
  });

  test('wrong ones are refused, with what is wrong', async (t) => {
    const { id, close } = await tapped(t, []);
    const set = (faults: unknown[]) => connection.sendRequest(setFaults, { relay: id, faults: faults as Fault[] });
    assert.match((await refusal(set([{ kind: 'drop' }, { kind: 'drop', filter: 'size>much' }]), 'invalidQuery')).message, /^Fault 2: /);
    await refusal(set([{ kind: 'limit' }]), 'invalidFault');
    for (const wrong of [{ kind: 'burn' }, { kind: 'drop', share: 2 }, { kind: 'delay', ms: -1 }, { kind: 'reorder', window: 1 }])
      await refusal(set([wrong]), 'invalidParams');
    assert.deepEqual((await info(id)).faults, []);
    await close();
  });
});
