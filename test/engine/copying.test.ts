import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { copyRecords, type CopyForm, type Exported } from '../../src/protocol/export';
import { clearLog, closeView, openView, viewRows, type Query, type Row } from '../../src/protocol/log';
import { configure } from '../../src/protocol/engine';
import type { SocketInfo, SocketSpec, SocketType } from '../../src/protocol/sockets';
import { openTap } from '../../src/protocol/taps';
import { bytesOf, EngineClient, latin, refusal } from '../support/engineClient';
import type { FrameInput, Scope } from '../support/engineClient';
import { folderFor, pythonReads, runProgram } from '../support/exportedForms';
import { anyPort, pair } from '../support/pairing';
import { Peer } from '../support/peer';

const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i);
/** What has hurt somewhere: formulas, quotes, line ends, markup, trigraphs, other scripts, binary, nothing. */
const messages: FrameInput[][] = [
  ['=cmd|"/C calc"!A0'],
  ['-5.25'],
  ['@SUM(A1)', '+1'],
  ['a,b;"c"\r\nnext line\ttab', ''],
  ['<script>alert(1)</script> | **bold** `code` \\'],
  ["it's ??/ %d $HOME `id` #{x} \u2028 grüße 😀"],
  [everyByte],
  ['', everyByte, 'tail'],
  [''],
  ['x'.repeat(10_000)],
];
const latins = messages.map((frames) => frames.map((frame) => latin(bytesOf(frame))));

describe('copying records', () => {
  const engine = EngineClient.start({ after });

  /** Matches of a view, all of them or those from a place on. */
  async function copied(form: CopyForm, query: Query, from = 0): Promise<Exported & { text: string }> {
    const { view } = await engine.connection.sendRequest(openView, query);
    const end = await engine.waitFor('the view', async () => {
      const { status } = await engine.connection.sendRequest(viewRows, { view, from: 0, count: 0 });
      return status.unscanned === 0 && status.end;
    });
    const answer = await engine.connection.sendRequest(copyRecords, { view, stretches: [[from, end]], form });
    await engine.connection.sendRequest(closeView, { view });
    return answer;
  }

  /** A PULL that has received all of them. */
  async function pulled(scope: Scope): Promise<SocketInfo> {
    await engine.connection.sendRequest(clearLog, {});
    const { socket, peer } = await pair(scope, engine, { type: 'pull', name: 'jobs' }, 'PUSH', 'engine');
    for (const frames of messages) peer.send(frames);
    await engine.waitForMessages(socket.id, messages.length);
    return socket;
  }
  const bytesIn = (frame: unknown) =>
    latin(typeof frame === 'string' ? bytesOf(frame) : Buffer.from((frame as { $base64: string }).$base64, 'base64'));

  test('JSON is read by Python with every byte, CSV with harmless cells', async (t) => {
    const socket = await pulled(t);
    const folder = await folderFor(t);
    const file = path.join(folder, 'copied');
    const { text, ...counts } = await copied('json', { socket: socket.id, filter: 'not dir:event' });
    assert.deepEqual(counts, { records: messages.length, evicted: 0, passedOver: 0 });
    await writeFile(file, text);
    const read = await pythonReads('json', file);
    assert.deepEqual(
      read.map(({ frames }) => (frames as unknown[]).map(bytesIn)),
      latins,
    );
    const rows = await engine.messages(socket.id);
    assert.deepEqual(
      read.map(({ number, socket: name, type, direction, size }) => ({ number, name, type, direction, size })),
      rows.map(({ number, size }) => ({ number, name: 'jobs', type: 'pull', direction: 'in', size })),
    );
    for (const [i, { time }] of read.entries())
      assert.ok(Math.abs(Date.parse(String(time)) - (rows[i] as Row).time) <= 1, `${String(time)} is not ${(rows[i] as Row).time}`);

    await writeFile(file, (await copied('csv', { socket: socket.id, filter: 'not dir:event' })).text);
    const cells = await pythonReads('csv', file);
    assert.deepEqual(cells.map(({ payload }) => payload).slice(0, 5), [
      `'=cmd|"/C calc"!A0`,
      '-5.25',
      `'@SUM(A1) | +1`,
      'a,b;"c"\r\nnext line\ttab | ',
      '<script>alert(1)</script> | **bold** `code` \\',
    ]);
    assert.equal(cells[6]?.payload, `0x${Buffer.from(everyByte).toString('hex')}`);
    assert.equal(cells[9]?.payload, 'x'.repeat(10_000));
  });

  test('text has a line a record, Markdown a row without markup, hex each byte', async (t) => {
    const socket = await pulled(t);
    const query = { socket: socket.id, filter: 'not dir:event' };
    const lines = (await copied('text', query)).text.trimEnd().split('\n');
    assert.equal(lines.length, messages.length);
    assert.match(lines[3] ?? '', /\t←\tjobs\t127\.0\.0\.1:\d+\ta,b;"c"\\r\\nnext line\\ttab \| $/);
    const table = (await copied('markdown', query)).text.trimEnd().split('\n');
    assert.equal(table.length, messages.length + 2);
    assert.ok(table[6]?.includes(String.raw`&lt;script>alert(1)&lt;/script> \| \*\*bold\*\* \`code\` \\`), table[6]);
    for (const row of table) assert.equal(row.replaceAll(/\\[^]/g, '').split('|').length, 10, row);
    const { text: hex } = await copied('hex', query);
    const dumped = hex.split('\n\n').map((record) =>
      record
        .trimEnd()
        .split(/^# frame.*$/m)
        .slice(1)
        .map((dump) =>
          latin(
            Buffer.from(
              [...dump.matchAll(/^[0-9a-f]{8} {2}((?:[0-9a-f]{2} {1,2})+)/gm)].map(([, pairs = '']) => pairs.replaceAll(' ', '')).join(''),
              'hex',
            ),
          ),
        ),
    );
    assert.deepEqual(dumped, latins);
  });

  test('events are written too, and passed over by programs', async (t) => {
    const socket = await pulled(t);
    const { text } = await copied('json', { socket: socket.id, filter: 'dir:event' });
    const events = JSON.parse(text) as { event: string; text: string; facts: { code: string }; endpoint?: string }[];
    const listening = events.find(({ event }) => event === 'listening');
    assert.equal(listening?.facts.code, 'listening');
    assert.equal(listening.endpoint, socket.endpoints[0]?.resolved);
    const program = await copied('pyzmq', { socket: socket.id, filter: 'dir:event' });
    assert.deepEqual([program.text, program.passedOver, program.records], ['', events.length, events.length]);
  });

  for (const form of ['pyzmq', 'zeromq.js', 'c'] as const) {
    const ways: { receives: SocketType; spec?: Partial<SocketSpec>; peer: string; peerOptions?: string[]; from?: number }[] = [
      { receives: 'pull', peer: 'PUSH' },
      { receives: 'sub', spec: { subscribe: [new Uint8Array()] }, peer: 'PUB' },
      { receives: 'pair', peer: 'PAIR' },
      { receives: 'dealer', peer: 'DEALER' },
      { receives: 'router', peer: 'DEALER', peerOptions: ['--option', 'ROUTING_ID=worker-7'], from: 1 },
    ];
    for (const { receives, spec, peer: peerType, peerOptions = [], from = 0 } of ways) {
      test(`what a ${receives.toUpperCase()} received is sent again by a program of ${form}, to the byte`, async (t) => {
        const { socket, peer } = await pair(t, engine, { type: receives, ...spec }, peerType, 'engine', { peer: peerOptions });
        if (receives === 'sub')
          await engine.waitFor('a subscriber', async () => (peer.send(['first']), (await engine.messages(socket.id)).length > 0));
        const before = (await engine.messages(socket.id)).length;
        for (const frames of messages) peer.send(frames);
        await engine.waitForMessages(socket.id, before + messages.length);
        await peer.stop();
        await engine.waitForPeers(socket.id, 0);
        const { text } = await copied(form, { socket: socket.id, filter: 'not dir:event' }, before);
        await runProgram(await folderFor(t), form, text);
        const all = await engine.waitForMessages(socket.id, before + 2 * messages.length);
        const again = all.slice(before + messages.length);
        const frames = await Promise.all(again.map(async ({ number }) => (await engine.frames(number)).map(latin)));
        assert.deepEqual(
          frames.map((each) => each.slice(from)),
          latins,
        );
        // The same routing id again.
        if (from === 1) assert.deepEqual([...new Set(frames.map(([id]) => id))], ['worker-7']);
        await engine.close(socket.id);
      });
    }

    test(`what was sent is sent by a program of ${form} as well, requests and published messages among them`, async (t) => {
      const peer = await Peer.zmq(t, 'PULL', ['--bind', anyPort]);
      const push = await engine.open({ type: 'push', connect: [peer.endpoint] });
      await engine.waitForPeers(push.id);
      for (const frames of messages) await engine.sendNow(push.id, frames);
      for (const frames of latins) assert.deepEqual(await peer.received(), frames);
      const { text } = await copied(form, { socket: push.id, filter: 'dir:out' });
      await engine.close(push.id);
      await runProgram(await folderFor(t), form, text);
      for (const frames of latins) assert.deepEqual(await peer.received(), frames);

      const { socket: rep, peer: asking } = await pair(t, engine, { type: 'rep' }, 'REQ', 'engine');
      asking.send(['question', everyByte]);
      await engine.waitForMessages(rep.id, 1);
      await engine.sendNow(rep.id, ['answer']);
      await asking.received();
      const { text: request } = await copied(form, { socket: rep.id, filter: 'dir:in' });
      const run = runProgram(await folderFor(t), form, request);
      const rows = await engine.waitForMessages(rep.id, 2);
      assert.deepEqual((await engine.frames(rows.at(-1)?.number ?? 0)).map(latin), ['question', latin(everyByte)]);
      await engine.sendNow(rep.id, ['the reply']);
      assert.match(await run, /the reply/);
    });
  }

  for (const form of ['pyzmq', 'zeromq.js', 'c'] as const)
    test(`a program of ${form} reaches an address of IPv6, has room for megabytes, and fails where nobody is there`, async (t) => {
      const large = new Uint8Array(1_000_000).fill(7);
      const peer = await Peer.zmq(t, 'PUSH', ['--bind', anyPort]);
      const pull = await engine.open({ type: 'pull', bind: ['tcp://[::1]:*'], connect: [peer.endpoint], options: { ipv6: true } });
      await engine.waitForPeers(pull.id);
      for (let i = 0; i < 3; i++) peer.send([large, `${i}`]);
      await engine.waitForMessages(pull.id, 3);
      const { text } = await copied(form, { socket: pull.id, filter: 'not dir:event' });
      const folder = await folderFor(t);
      await runProgram(folder, form, text);
      await engine.waitForMessages(pull.id, 6);
      const rows = await engine.messages(pull.id);
      assert.deepEqual(await engine.frames(rows.at(-1)?.number ?? 0), [large, new TextEncoder().encode('2')]);
      peer.send(['small']);
      await engine.waitForMessages(pull.id, 7);
      const { text: small } = await copied(form, { socket: pull.id, filter: 'text:small' });
      await engine.close(pull.id);
      await assert.rejects(runProgram(folder, form, small), /EAGAIN|Again|Resource temporarily unavailable|Operation was not possible/);
    });

  test('a record that is too large for the clipboard is refused before a text is made of it; in Markdown it is cut', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'pull' }, 'PUSH', 'engine');
    peer.send([new Uint8Array(5_000_000).fill(0x61)]);
    await engine.waitForMessages(socket.id, 1);
    const query = { socket: socket.id, filter: 'not dir:event' };
    for (const form of ['text', 'hex', 'json', 'csv', 'pyzmq', 'c'] as const)
      assert.match((await refusal(copied(form, query), 'limitReached')).message, /too large to be copied: 5\.00 MB/);
    assert.ok((await copied('markdown', query)).text.length < 1000);
  });

  test('what passed a tap goes through it again', async (t) => {
    const peer = await Peer.zmq(t, 'PULL', ['--bind', anyPort]);
    const tap = await engine.connection.sendRequest(openTap, { listen: anyPort, target: peer.endpoint });
    const push = await Peer.zmq(t, 'PUSH', ['--connect', tap.listen]);
    push.send(['through', everyByte]);
    assert.deepEqual(await peer.received(), ['through', latin(everyByte)]);
    const { text } = await copied('pyzmq', { socket: `${tap.id}/1`, filter: 'dir:out' });
    assert.ok(text.includes(tap.listen), text);
    await push.stop();
    await runProgram(await folderFor(t), 'pyzmq', text);
    assert.deepEqual(await peer.received(), ['through', latin(everyByte)]);
  });

  test('records that went meanwhile are counted, and what is too much is refused', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'pull' }, 'PUSH', 'engine');
    await engine.connection.sendRequest(configure, { capture: { maxMegabytes: 512, maxMessages: 1000 } });
    await engine.connection.sendRequest(clearLog, {});
    const { view } = await engine.connection.sendRequest(openView, {});
    for (let i = 0; i < 3000; i++) peer.send([`message ${i}`]);
    await engine.waitForSocket('all of them', socket.id, ({ counters }) => counters.received >= 3000);
    const { status } = await engine.connection.sendRequest(viewRows, { view, from: 0, count: 0 });
    const { records, evicted, text } = await engine.connection.sendRequest(copyRecords, {
      view,
      stretches: [[0, status.end]],
      form: 'text',
    });
    assert.deepEqual({ evicted, records }, { evicted: status.first, records: status.end - status.first });
    assert.ok(evicted >= 1900, `${evicted} evicted`);
    assert.match(text.trimEnd().split('\n').at(-1) ?? '', /message 2999$/);
    await assert.rejects(
      engine.connection.sendRequest(copyRecords, { view, stretches: [[0, 100_001]], form: 'text' }),
      /100,001 records are too many to be copied/,
    );
    await assert.rejects(
      engine.connection.sendRequest(copyRecords, { view: 9999, stretches: [[0, 1]], form: 'text' }),
      /View 9999 is not open/,
    );
    for (const stretches of [
      [],
      [[5, 5]],
      [[5, 2]],
      [
        [0, 5],
        [3, 8],
      ],
    ])
      await assert.rejects(engine.connection.sendRequest(copyRecords, { view, stretches: stretches as never, form: 'text' }));
  });
});
