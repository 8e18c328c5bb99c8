import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Capture } from '../../../../src/core/capture/capture';
import type { Records } from '../../../../src/core/capture/records';
import { EVENT, IN, OUT, type DirectionCode } from '../../../../src/core/capture/segment';
import { Sources, type SourceDescription } from '../../../../src/core/capture/sources';
import { Counting } from '../../../../src/core/statistics/counting';
import type { StatisticsBy, StatisticsRow } from '../../../../src/protocol/statistics';
import { bytesOf, type FrameInput } from '../../../support/engineClient';

const begin = 1_800_000_000_000;

/** A capture that is filled by the test. */
function filled() {
  const capture = new Capture({ maxBytes: 64 * 1024 * 1024, maxRecords: 1_000_000 });
  const sources = new Sources();
  const source = (id: string, more: Partial<SourceDescription> = {}) => sources.open({ id, name: id, kind: 'socket', ...more }).number;
  const append = (number: number, direction: DirectionCode, after: number, ...frames: FrameInput[]) =>
    capture.append({ time: begin + after, source: number, direction, event: 0, frames: frames.map(bytesOf) });
  const counted = (by: StatisticsBy) => {
    const counting = new Counting(by, capture, sources);
    for (let at = capture.first; at < capture.end;) {
      const segment = capture.segmentOf(at);
      assert.ok(segment);
      const end = Math.min(segment.endNumber, at + 1000);
      counting.add(
        segment,
        Float64Array.from({ length: end - at }, (_, i) => at + i),
        0,
        end - at,
      );
      at = end;
    }
    return counting;
  };
  return { capture, sources, source, append, counted, result: (by: StatisticsBy) => counted(by).result };
}

const counts = (rows: StatisticsRow[]) => rows.map(({ label, received, sent }) => [label, received, sent]);

describe('figures of messages', () => {
  test('count, bytes, sizes, rate and times between messages, for each topic and for all', () => {
    const { source, append, result } = filled();
    const sub = source('feed', { types: ['sub'] });
    for (let i = 0; i < 11; i++) append(sub, IN, i * 100, 'a', 'x'.repeat(i));
    append(sub, IN, 1050, 'b', '');
    const { all, rows } = result('topic');
    assert.deepEqual(counts(rows), [
      ['a', 11, 0],
      ['b', 1, 0],
    ]);
    const [a, b] = rows as [StatisticsRow, StatisticsRow];
    assert.equal(a.bytes, 66);
    assert.deepEqual([a.first, a.last, a.rate], [begin, begin + 1000, 10]);
    assert.deepEqual([a.sizes?.min, a.sizes?.median, a.sizes?.p99, a.sizes?.max, a.sizes?.mean], [1, 6, 11, 11, 6]);
    assert.deepEqual([a.gaps?.count, a.gaps?.min, a.gaps?.max, a.gaps?.median], [10, 100, 100, 100]);
    assert.equal(b.rate, undefined, 'one message has no rate');
    assert.equal(b.gaps, undefined);
    assert.deepEqual([all.received, all.bytes, all.gaps?.count], [12, 67, 11]);
    assert.equal(all.rate, (11 / 1050) * 1000);
  });

  test('events are no messages, and messages without a topic stand together', () => {
    const { source, append, counted } = filled();
    const sub = source('feed', { types: ['sub'] });
    const pull = source('jobs', { types: ['pull'] });
    append(sub, EVENT, 0, 'bound');
    append(sub, IN, 1, 'weather.oslo', '21');
    append(sub, IN, 1, '', 'of an empty topic');
    append(pull, IN, 2, 'weather.oslo', 'no topic here');
    append(sub, IN, 3, '{"json": 1}');
    const counting = counted('topic');
    assert.equal(counting.events, 1);
    assert.deepEqual(counts(counting.result.rows), [
      ['weather.oslo', 1, 0],
      ['(empty)', 1, 0],
      ['(no topic)', 2, 0],
    ]);
  });

  test('connections of a tap and peers of a socket count as one source, and each peer on its own', () => {
    const { source, append, result } = filled();
    const socket = source('s1', { name: 'feed', types: ['pull'] });
    const peer = (id: string, address: string, identity?: string) =>
      source(`s1/${id}`, {
        name: 'feed',
        kind: 'peer',
        types: ['pull'],
        partOf: { id: 's1', number: Number(id) },
        peer: { address, identity: identity === undefined ? undefined : bytesOf(identity), speaks: undefined, socketType: 'PUSH' },
      });
    append(socket, EVENT, 0, 'bound');
    append(peer('1', '127.0.0.1:1'), IN, 0, 'x');
    append(peer('2', '127.0.0.1:2', 'worker'), IN, 1, 'x');
    // Connected again from another port.
    append(peer('3', '127.0.0.1:3', 'worker'), IN, 2, 'x');
    const side = { identity: undefined, speaks: undefined };
    const connection = source('t1/1', {
      name: 'tap',
      kind: 'connection',
      types: ['req', 'rep'],
      partOf: { id: 't1', number: 1 },
      sides: [
        { address: 'a', ...side },
        { address: 'b', ...side },
      ],
    });
    append(connection, OUT, 3, '', 'question');
    append(connection, IN, 4, '', 'answer');
    assert.deepEqual(counts(result('source').rows), [
      ['feed', 3, 0],
      ['tap', 1, 1],
    ]);
    assert.deepEqual(
      result('peer').rows.map(({ label, source: of, received, sent }) => [label, of, received, sent]),
      [
        ['127.0.0.1:1', 'feed', 1, 0],
        ['worker', 'feed', 2, 0],
        ['#1 REQ → REP', 'tap', 0, 1],
        ['#1 REP → REQ', 'tap', 1, 0],
      ],
    );
  });

  test('what a ROUTER receives and sends is told apart by the routing id, and no other socket has the same ones', () => {
    const { source, append, result } = filled();
    const left = source('left', { types: ['router'] });
    const right = source('right', { types: ['router'] });
    for (const router of [left, right]) for (const id of ['w1', 'w2', new Uint8Array([0, 1, 2])]) append(router, IN, 0, id, 'hello');
    append(left, OUT, 1, 'w1', 'back');
    append(left, IN, 1, 'alone');
    assert.deepEqual(
      result('peer').rows.map(({ label, source: of, received, sent }) => [label, of, received, sent]),
      [
        ['w1', 'left', 1, 1],
        ['w2', 'left', 1, 0],
        ['0x000102', 'left', 1, 0],
        ['w1', 'right', 1, 0],
        ['w2', 'right', 1, 0],
        ['0x000102', 'right', 1, 0],
        ['(not known)', 'left', 1, 0],
      ],
    );
  });

  test('a thousand groups are told apart, and what comes then is counted together', () => {
    const { source, append, result } = filled();
    const sub = source('feed', { types: ['sub'] });
    for (let round = 0; round < 2; round++) for (let i = 0; i < 1500; i++) append(sub, IN, i, `topic ${i}`, 'x');
    append(sub, IN, 1500, 't'.repeat(2000), 'x');
    const { rows, beyond, all } = result('topic');
    assert.equal(rows.length, 1000);
    assert.ok(rows.every(({ received }) => received === 2));
    assert.equal(rows[999]?.label, 'topic 999');
    assert.equal(beyond?.received, 1001);
    assert.equal(all.received, 3001);
    const many = filled();
    for (let i = 0; i < 1200; i++) many.append(many.source(`s${i}`, { types: ['pull'] }), IN, i, 'x');
    for (const by of ['source', 'peer'] as const) {
      const counted = many.result(by);
      assert.deepEqual([counted.rows.length, counted.beyond?.received], [1000, 200], by);
    }
  });

  test('where the clock was set back there is no time between messages, and it is told', () => {
    const { source, append, result } = filled();
    const pull = source('jobs', { types: ['pull'] });
    for (const time of [1000, 1010, 500, 510]) append(pull, IN, time, 'x');
    const [row] = result('source').rows;
    assert.equal(row?.setBack, 1);
    assert.deepEqual([row?.gaps?.count, row?.gaps?.min, row?.gaps?.max], [2, 10, 10]);
    assert.deepEqual([row?.first, row?.last], [begin + 500, begin + 1010]);
  });

  test('replies are timed from their requests, wherever they lie, and requests without one are counted', async () => {
    const { capture, sources, source, append, result } = filled();
    const req = source('asker', { types: ['req'] });
    const numbers = Array.from({ length: 20 }, (_, i) => append(req, i % 2 === 0 ? OUT : IN, i * 10, 'x'));
    const at = (number: number) => {
      const segment = capture.segmentOf(number);
      assert.ok(segment);
      return { segment, row: number - segment.firstNumber };
    };
    for (let i = 0; i < 16; i += 2) {
      const [request = 0, reply = 0] = [numbers[i], numbers[i + 1]];
      at(request).segment.markExchange(at(request).row, reply);
      at(reply).segment.markExchange(at(reply).row, request);
    }
    at(numbers[16] ?? 0).segment.markRequest(at(numbers[16] ?? 0).row);
    at(numbers[18] ?? 0).segment.markUntold(at(numbers[18] ?? 0).row, 'request');
    const [row] = result('source').rows;
    assert.deepEqual([row?.latencies?.count, row?.latencies?.min, row?.latencies?.max], [8, 10, 10]);
    assert.equal(row?.unanswered, 1);

    // As in a recording, whose segments are read when they are asked for: half of the replies in another one.
    const whole = capture.segmentOf(1);
    assert.ok(whole);
    const [first, second] = whole.split(11, Infinity);
    assert.ok(first && second);
    const records: Records = { first: 1, end: 21, segmentOf: (number) => Promise.resolve(number < second.firstNumber ? first : second) };
    const counting = new Counting('source', records, sources);
    counting.add(
      first,
      Float64Array.from({ length: first.count }, (_, i) => i + 1),
      0,
      first.count,
    );
    assert.equal(counting.result.all.latencies?.count, 5);
    await counting.settle();
    assert.equal(counting.result.all.latencies?.count, 6);
  });
});
