import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { configure } from '../../src/protocol/engine';
import { closeView, openView, recordDetails, viewRows } from '../../src/protocol/log';
import type { Row } from '../../src/protocol/log';
import { bytesOf, EngineClient, latin } from '../support/engineClient';
import type { Scope } from '../support/engineClient';
import { anyPort, pair } from '../support/pairing';
import { Peer } from '../support/peer';

/** A script that is a ROUTER for clients and a DEALER for workers. */
async function broker(scope: Scope): Promise<{ clients: string; workers: string }> {
  const peer = Peer.python(scope, 'broker.py', []);
  const [clients = '', workers = ''] = (await peer.next('ready')).endpoints as string[];
  return { clients, workers };
}

/** `role other`, the other one by its place among the rows. */
function exchanges(rows: readonly Row[]): string[] {
  return rows.map(({ exchange }) => (exchange ? `${exchange.role} ${rows.findIndex(({ number }) => number === exchange.other)}` : 'none'));
}

describe('exchanges', () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;
  const traffic = async (socket: string) => (await engine.rows({ socket })).filter(({ direction }) => direction !== 'event');

  test('a REQ asks, and request and reply point at one another with the time between', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'req' }, 'rep', 'peer');
    for (const round of ['1', '2']) {
      await engine.sendNow(socket.id, [`question ${round}`]);
      assert.deepEqual(await peer.received(), [`question ${round}`]);
      const [request] = (await traffic(socket.id)).slice(-1);
      assert.deepEqual(request?.exchange, { role: 'request' });
      peer.send([`answer ${round}`]);
      await engine.waitForMessages(socket.id, Number(round));
    }
    const rows = await traffic(socket.id);
    assert.deepEqual(exchanges(rows), ['request 1', 'reply 0', 'request 3', 'reply 2']);
    for (const { exchange, number } of rows) {
      const other = rows.find((row) => row.number === exchange?.other);
      const elapsed = Math.abs((rows.find((row) => row.number === number)?.time ?? 0) - (other?.time ?? 0));
      assert.equal(exchange?.elapsed, elapsed);
      assert.deepEqual((await connection.sendRequest(recordDetails, { number })).row.exchange, exchange);
    }
    await engine.close(socket.id);
  });

  test('a REP is asked by two peers in turn', async (t) => {
    const { id, endpoints } = await engine.open({ type: 'rep', bind: [anyPort] });
    const asking = await Promise.all([1, 2].map(() => Peer.zmq(t, 'req', ['--connect', endpoints[0]?.resolved ?? ''])));
    for (const [i, peer] of asking.entries()) {
      peer.send([`from ${i}`]);
      await engine.waitForMessages(id, i + 1);
      await engine.sendNow(id, [`to ${i}`]);
      assert.deepEqual(await peer.received(), [`to ${i}`]);
    }
    assert.deepEqual(exchanges(await traffic(id)), ['request 1', 'reply 0', 'request 3', 'reply 2']);
    await engine.close(id);
  });

  test('a DEALER talks through a broker, and each reply finds its request by the order', async (t) => {
    const { clients, workers } = await broker(t);
    const worker = await Peer.zmq(t, 'rep', ['--connect', workers]);
    const { id } = await engine.open({ type: 'dealer', connect: [clients] });
    await engine.waitForPeers(id);
    for (const text of ['first', 'second', 'third']) await engine.sendNow(id, ['', text]);
    for (const text of ['first', 'second', 'third']) {
      assert.deepEqual(await worker.received(), [text]);
      worker.send([`re ${text}`]);
    }
    await engine.waitForMessages(id, 3);
    const rows = await traffic(id);
    for (const row of rows) {
      const other = rows.find(({ number }) => number === row.exchange?.other);
      const [question = '', answer = ''] = row.direction === 'out' ? [row.preview, other?.preview] : [other?.preview, row.preview];
      assert.equal(answer.split(' ').at(-1), question.split(' ').at(-1));
    }
    await engine.close(id);
  });

  test('a worker behind a broker: a REP sees no envelope, a DEALER the routing ids of the clients', async (t) => {
    const { clients, workers } = await broker(t);
    const { id } = await engine.open({ type: 'dealer', connect: [workers] });
    await engine.waitForPeers(id);
    const asking = await Promise.all([1, 2].map(() => Peer.zmq(t, 'req', ['--connect', clients])));
    asking.forEach((peer, i) => peer.send([`from ${i}`]));
    await engine.waitForMessages(id, 2);
    const requests = await traffic(id);
    // The one asked last is answered first.
    for (const { number } of [...requests].reverse()) await engine.sendNow(id, [...(await engine.frames(number)).slice(0, 2), 'yes']);
    for (const peer of asking) assert.deepEqual(await peer.received(), ['yes']);
    const rows = await traffic(id);
    assert.deepEqual(exchanges(rows), ['request 3', 'request 2', 'reply 1', 'reply 0']);
    const { frames } = await connection.sendRequest(recordDetails, { number: rows[0]?.number ?? 0 });
    assert.deepEqual(
      frames.map(({ role, size }) => [role, size]),
      [
        ['routing id', 5],
        ['delimiter', 0],
        ['body', 6],
      ],
    );
    await engine.close(id);
  });

  test('a ROUTER answers its peers in any order', async (t) => {
    const { id, endpoints } = await engine.open({ type: 'router', bind: [anyPort] });
    const asking = await Promise.all(
      ['ann', 'bob'].map((name) => Peer.zmq(t, 'req', ['--connect', endpoints[0]?.resolved ?? '', '--option', `identity=${name}`])),
    );
    for (const [i, peer] of asking.entries()) {
      peer.send(['question']);
      await engine.waitForMessages(id, i + 1);
    }
    for (const name of ['bob', 'ann']) await engine.sendNow(id, ['', `to ${name}`], { routingId: bytesOf(name) });
    for (const [i, name] of ['ann', 'bob'].entries()) assert.deepEqual(await asking[i]?.received(), [`to ${name}`]);
    assert.deepEqual(exchanges(await traffic(id)), ['request 3', 'request 2', 'reply 1', 'reply 0']);
    await engine.close(id);
  });

  test('requests without an answer are found while they wait, and stay found when it comes late', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'router' }, 'dealer', 'engine', { peer: ['--option', 'identity=late'] });
    const open = (filter: string) => connection.sendRequest(openView, { socket: socket.id, filter });
    const [{ view }, requests, replies] = [await open('pair:unanswered'), await open('pair:request'), await open('pair:reply')];
    const ask = (id = view) => connection.sendRequest(viewRows, { view: id, from: 0, count: 500 });
    const rows = async (id = view) => (await ask(id)).rows;
    for (const text of ['quick', 'never', 'late']) peer.send([text, '', text]);
    await engine.waitForMessages(socket.id, 3);
    await engine.sendNow(socket.id, ['quick', '', 'at once'], { routingId: bytesOf('late') });
    const waiting = async () => (await rows()).filter(({ preview }) => /never|late/.test(preview)).map(({ exchange }) => exchange);
    await engine.waitFor('two that wait', async () => (await waiting()).length === 2);
    assert.deepEqual(await waiting(), [{ role: 'request' }, { role: 'request' }]);
    assert.equal((await ask()).status.outdated, undefined, 'a reply in time changes nothing');
    await engine.sendNow(socket.id, ['late', '', 'at last'], { routingId: bytesOf('late') });
    assert.equal((await ask()).status.outdated, true);
    const late = await waiting();
    assert.deepEqual([late.length, late[0]], [2, { role: 'request' }]);
    assert.ok((late[1]?.elapsed ?? 0) >= 1000);
    assert.equal((await rows(requests.view)).length, 3);
    await engine.waitFor('both replies', async () => (await rows(replies.view)).length === 2);
    const answered = await engine.rows({ socket: socket.id, filter: 'pair:answered' });
    assert.deepEqual(
      answered.map(({ preview }) => /quick|late/.test(preview)),
      [true, true],
    );
    const unanswered = await engine.rows({ socket: socket.id, filter: 'pair:unanswered' });
    assert.deepEqual(
      unanswered.map(({ preview }) => preview.includes('never')),
      [true],
    );
    for (const id of [view, requests.view, replies.view]) await connection.sendRequest(closeView, { view: id });
    await engine.close(socket.id);
  });

  test('a relaxed REQ that asks anew leaves its first request unanswered', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'req', options: { relaxed: true, correlate: true } }, 'router', 'peer');
    await engine.sendNow(socket.id, ['first']);
    const [routingId = ''] = await peer.received();
    await engine.sendNow(socket.id, ['second']);
    const [, requestId = ''] = await peer.received();
    peer.send([routingId, requestId, '', 'answer'].map((frame) => Buffer.from(frame, 'latin1')));
    await engine.waitForMessages(socket.id, 1);
    assert.deepEqual(exchanges(await traffic(socket.id)), ['request -1', 'request 2', 'reply 1']);
    await engine.close(socket.id);
  });

  /** `role other`, the other one by its place; `?` where it cannot be told. */
  const roles = async (socket: string) => {
    const rows = await traffic(socket);
    return rows.map(({ exchange }) => {
      const other = rows.findIndex(({ number }) => number === exchange?.other);
      return `${exchange?.role}${other >= 0 ? ` ${other}` : exchange?.untold ? ' ?' : ''}`;
    });
  };

  test('S03: a DEALER that gets two replies to each request asks each time', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'dealer' }, 'router', 'engine');
    for (let i = 1; i <= 3; i++) {
      await engine.sendNow(socket.id, [`request #${i}`]);
      const [routingId = ''] = await peer.received();
      for (const reply of ['one', 'two']) peer.send([Buffer.from(routingId, 'latin1'), reply]);
      await engine.waitForMessages(socket.id, 2 * i);
    }
    assert.deepEqual(
      (await roles(socket.id)).map((role) => role.split(' ')[0]),
      ['request', 'reply', 'reply', 'request', 'reply', 'reply', 'request', 'reply', 'reply'],
    );
    const requests = await engine.rows({ socket: socket.id, filter: 'pair:request' });
    assert.deepEqual(
      requests.map(({ preview }) => preview),
      ['request #1', 'request #2', 'request #3'],
    );
    assert.deepEqual(await engine.rows({ socket: socket.id, filter: 'pair:unanswered' }), []);
    await engine.close(socket.id);
  });

  test('S04: a worker says READY, both sides that they live, and the job is the request', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'router' }, 'dealer', 'engine', { peer: ['--option', 'identity=w'] });
    const heard = async (count: number) => engine.waitForMessages(socket.id, count);
    peer.send([Uint8Array.of(1)]);
    peer.send([Uint8Array.of(2)]);
    await heard(2);
    await engine.sendNow(socket.id, [Uint8Array.of(2)], { routingId: bytesOf('w') });
    await engine.sendNow(socket.id, ['client', '', 'job'], { routingId: bytesOf('w') });
    peer.send([Uint8Array.of(2)]);
    await heard(3);
    peer.send(['client', '', 'result']);
    await heard(4);
    assert.deepEqual(await roles(socket.id), ['unpaired', 'unpaired', 'unpaired', 'request 5', 'unpaired', 'reply 3']);
    const rows = await engine.rows({ socket: socket.id, filter: 'pair:unpaired' });
    assert.deepEqual(
      rows.map(({ preview }) => preview),
      ['READY (0x01)', 'HEARTBEAT (0x02)', 'HEARTBEAT (0x02)', 'HEARTBEAT (0x02)'],
    );
    await engine.close(socket.id);
  });

  test('a batch of JSON-RPC is one request, answered as a whole or in parts', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'dealer' }, 'router', 'engine');
    const text = (parts: object[]) => JSON.stringify(parts.map((part) => ({ jsonrpc: '2.0', ...part })));
    const batch = (...ids: number[]) => text(ids.map((id) => ({ method: 'add', params: [id], id })));
    for (const each of [batch(1, 2), batch(3, 4), text([{ method: 'note' }])]) await engine.sendNow(socket.id, [each]);
    const [routingId = ''] = await peer.received();
    const answer = (...ids: number[]) => peer.send([Buffer.from(routingId, 'latin1'), text(ids.map((id) => ({ result: id, id })))]);
    answer(4);
    answer(2, 1);
    answer(3);
    await engine.waitForMessages(socket.id, 3);
    assert.deepEqual(await roles(socket.id), ['request 4', 'request 3', 'unpaired', 'reply 1', 'reply 0', 'reply 1']);
    await engine.close(socket.id);
  });

  test('a reply that a ROUTER never sends takes no other one along', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'dealer' }, 'router', 'engine');
    const call = (id: number) => JSON.stringify({ jsonrpc: '2.0', method: 'add', params: [id], id });
    for (let id = 1; id <= 4; id++) await engine.sendNow(socket.id, [call(id)]);
    for (let id = 1; id <= 4; id++) {
      const [routingId = ''] = await peer.received();
      if (id !== 2) peer.send([Buffer.from(routingId, 'latin1'), JSON.stringify({ jsonrpc: '2.0', result: id, id })]);
    }
    await engine.waitForMessages(socket.id, 3);
    assert.deepEqual(await roles(socket.id), ['request 4', 'request', 'request 5', 'request 6', 'reply 0', 'reply 2', 'reply 3']);
    await engine.close(socket.id);
    const plain = await pair(t, engine, { type: 'dealer' }, 'router', 'engine');
    for (let i = 0; i < 3; i++) await engine.sendNow(plain.socket.id, [`plain ${i}`]);
    for (let i = 0; i < 3; i++) {
      const [routingId = '', text = ''] = await plain.peer.received();
      if (i !== 1) plain.peer.send([Buffer.from(routingId, 'latin1'), `re ${text}`]);
    }
    await engine.waitForMessages(plain.socket.id, 2);
    assert.deepEqual(await roles(plain.socket.id), ['request ?', 'request ?', 'request ?', 'reply ?', 'reply ?']);
    assert.equal((await engine.rows({ socket: plain.socket.id, filter: 'pair:unpaired' })).length, 5);
    await engine.close(plain.socket.id);
  });

  test('messages of other types are no exchange', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'pair' }, 'pair', 'engine');
    peer.send(['?']);
    await engine.waitForMessages(socket.id, 1);
    await engine.sendNow(socket.id, ['!']);
    assert.deepEqual(exchanges(await traffic(socket.id)), ['none', 'none']);
    await engine.close(socket.id);
  });

  test('of an exchange whose request was evicted the reply keeps the number, and no time', async (t) => {
    await connection.sendRequest(configure, { capture: { maxMegabytes: 1, maxMessages: 500 } });
    const { socket, peer } = await pair(t, engine, { type: 'dealer' }, 'router', 'engine');
    await engine.sendNow(socket.id, ['old', '', 'request']);
    const routingId = (await peer.received())[0] ?? '';
    const request = (await traffic(socket.id))[0];
    const flooded = await engine.open({ type: 'pull', bind: [anyPort] });
    const flood = Peer.c(t, 'flood.c', ['push', 'connect', flooded.endpoints[0]?.resolved ?? '', '--count', '3000']);
    await flood.next('sent');
    await engine.waitForSocket('all', flooded.id, ({ counters }) => counters.received === 3000);
    peer.send([Buffer.from(routingId, 'latin1'), 'old', '', 'reply']);
    const [reply] = await engine.waitForMessages(socket.id, 1);
    assert.deepEqual(reply?.exchange, { role: 'reply', other: request?.number });
  });
});

describe('envelopes', () => {
  const engine = EngineClient.start({ after });
  const roles = async (row: Row | undefined) =>
    (await engine.connection.sendRequest(recordDetails, { number: row?.number ?? 0 })).frames.map(({ role }) => role);

  const cases: [type: 'rep' | 'dealer' | 'router' | 'pull' | 'pair' | 'sub' | 'xpub', peer: string, sent: string[], roles: string[]][] = [
    ['rep', 'req', ['body', 'more'], ['body', 'body']],
    ['dealer', 'dealer', ['', 'body'], ['delimiter', 'body']],
    ['dealer', 'dealer', ['body'], ['body']],
    ['router', 'req', ['body'], ['routing id', 'delimiter', 'body']],
    ['router', 'dealer', ['one', '', 'body'], ['routing id', 'routing id', 'delimiter', 'body']],
    ['router', 'dealer', ['body', 'body'], ['routing id', 'body', 'body']],
    ['pull', 'push', ['', 'body'], ['body', 'body']],
    ['pair', 'pair', ['body'], ['body']],
    ['sub', 'xpub', ['topic', 'body', 'body'], ['topic', 'body', 'body']],
  ];
  for (const [type, other, sent, expected] of cases) {
    test(`${type.toUpperCase()} reads ${JSON.stringify(sent)} from ${other.toUpperCase()} as ${expected.join(', ')}`, async (t) => {
      const { socket, peer } = await pair(t, engine, { type, ...(type === 'sub' ? { subscribe: [bytesOf('')] } : {}) }, other, 'engine');
      if (type === 'sub') await peer.received();
      peer.send(sent);
      assert.deepEqual(await roles((await engine.waitForMessages(socket.id, 1))[0]), expected);
      await engine.close(socket.id);
    });
  }

  test('what goes out has an envelope too', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'router' }, 'req', 'engine', { peer: ['--option', 'identity=ann'] });
    peer.send(['?']);
    await engine.waitForMessages(socket.id, 1);
    await engine.sendNow(socket.id, ['', '!'], { routingId: bytesOf('ann') });
    assert.deepEqual(await roles((await engine.messages(socket.id, 'out'))[0]), ['routing id', 'delimiter', 'body']);
    const published = await pair(t, engine, { type: 'pub' }, 'sub', 'engine');
    await engine.send(published.socket.id, ['topic', 'body']);
    assert.deepEqual(await roles((await engine.messages(published.socket.id, 'out'))[0]), ['topic', 'body']);
  });

  test('subscriptions that reach an XPUB, and bytes of a STREAM', async (t) => {
    const { socket } = await pair(t, engine, { type: 'xpub' }, 'sub', 'engine', { peer: ['--subscribe', 'weather.'] });
    const [row] = await engine.waitForMessages(socket.id, 1);
    assert.deepEqual([row?.topic, await roles(row)], ['weather.', ['subscription']]);
    const stream = await engine.open({ type: 'stream', bind: [anyPort] });
    const tcp = await Peer.zmq(t, 'tcp', ['--connect', stream.endpoints[0]?.resolved ?? '']);
    tcp.send(['plain']);
    const rows = await engine.waitForMessages(stream.id, 2);
    assert.deepEqual(await roles(rows[1]), ['routing id', 'body']);
  });

  test('what a SUB was subscribed to: the whole topic, or its beginning only', async (t) => {
    const subscribe = ['tx', 'weather.', 'weather.oslo'].map(bytesOf);
    const { socket, peer } = await pair(t, engine, { type: 'sub', subscribe }, 'xpub', 'engine');
    for (let i = 0; i < subscribe.length; i++) await peer.received();
    const messages: [frames: string[], topic: string, exact: boolean][] = [
      [['tx', 'body'], 'tx', true],
      [['tx_trytes', 'body'], 'tx', false],
      [['weather.oslo', 'body'], 'weather.oslo', true],
      [['weather.rome', 'body'], 'weather.', false],
      [['tx 1 2'], 'tx', true],
      [['tx1 2'], 'tx', false],
    ];
    for (const [frames] of messages) peer.send(frames);
    const rows = await engine.waitForMessages(socket.id, messages.length);
    for (const [i, [frames, topic, exact]] of messages.entries()) {
      const { subscription } = await engine.connection.sendRequest(recordDetails, { number: rows[i]?.number ?? 0 });
      assert.deepEqual([frames[0], subscription && latin(subscription.topic), subscription?.exact], [frames[0], topic, exact]);
    }
  });

  test('G32: a row of Jupyter shows the type of its message and its content', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'sub', subscribe: [bytesOf('')] }, 'xpub', 'engine');
    await peer.received();
    const header = JSON.stringify({ msg_id: '1', msg_type: 'stream', session: 's', username: 'u', date: '2024', version: '5.3' });
    const frames = ['kernel.abc.stream.stdout', '<IDS|MSG>', 'ab'.repeat(32), header, '{}', '{}', '{"name": "stdout", "text": "hi\\n"}'];
    peer.send(frames);
    peer.send([...frames, Uint8Array.of(0xff, 0, 1)]);
    const [row, buffered] = await engine.waitForMessages(socket.id, 2);
    assert.deepEqual([row?.topic, row?.preview], ['kernel.abc.stream.stdout', 'stream │ {"name": "stdout", "text": "hi\\n"}']);
    assert.match(buffered?.preview ?? '', /^stream │ \{"name":\s?"stdout",\s?"text":\s?"hi\\n"\} │ /);
    const details = await engine.connection.sendRequest(recordDetails, { number: row?.number ?? 0 });
    assert.deepEqual(
      details.frames.map(({ role, meaning }) => meaning ?? role),
      ['topic', 'jupyter delimiter', 'signature', 'stream', 'parent header', 'metadata', 'content'],
    );
    for (const filter of ['json:.msg_type="stream"', 'json:.text~hi'])
      assert.equal((await engine.rows({ socket: socket.id, filter })).length, 2, filter);
    await engine.close(socket.id);
  });

  test('commands of Majordomo stand in the row in words', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'router' }, 'dealer', 'engine', { peer: ['--option', 'identity=w'] });
    peer.send(['', 'MDPW01', Uint8Array.of(1), 'echo']);
    peer.send(['MDPW02', Uint8Array.of(2), 'client', '', 'job']);
    peer.send(['', 'MDPC01', 'echo', Uint8Array.of(0x93, 1, 2, 3)]);
    const rows = await engine.waitForMessages(socket.id, 3);
    assert.deepEqual(
      rows.map(({ preview }) => preview),
      ['MDPW01 READY │ echo', 'MDPW02 REQUEST │ client │ job', 'MDPC01 │ echo │ 0x93010203'],
    );
    await engine.close(socket.id);
  });

  test('Jupyter messages are named part by part', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'router' }, 'dealer', 'engine', { peer: ['--option', 'identity=notebook'] });
    peer.send(['<IDS|MSG>', 'ab'.repeat(32), '{"msg_type":"execute_request"}', '{}', '{}', '{"code":"1 + 1"}', Uint8Array.of(1, 2)]);
    const [row] = await engine.waitForMessages(socket.id, 1);
    assert.deepEqual(await roles(row), [
      'routing id',
      'jupyter delimiter',
      'signature',
      'header',
      'parent header',
      'metadata',
      'content',
      'buffer',
    ]);
  });
});
