import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { encode } from '@msgpack/msgpack';
import { FirstFrames } from '../../../../src/core/topics/firstFrames';
import { TopicTree, type Mistaken } from '../../../../src/core/topics/topicTree';

const bytesOf = (frame: string | Uint8Array) => (typeof frame === 'string' ? new TextEncoder().encode(frame) : frame);

/** Sources whose first frames are counted, in a tree that has the topics. */
class Counting {
  tree = new TopicTree([]);
  private record = 0;
  readonly frames = new FirstFrames(
    (mistaken: Mistaken) => {
      const before = this.tree;
      this.tree = new TopicTree([]);
      Array.from(this.tree.absorb(before, mistaken));
    },
    (held, key, messages) => void Array.from(this.tree.absorbBehind(held, key, messages)),
  );

  take(source: { id: string; name: string }, frame: string | Uint8Array): void {
    const bytes = bytesOf(frame);
    this.record++;
    if (this.frames.isTopic(source, bytes, 0, bytes.length, 10, this.record, this.record))
      this.tree.add(bytes, 0, bytes.length, 10, this.record, this.record);
  }

  /** Topics and messages in the tree. */
  get counted(): [topics: number, messages: number] {
    const { topics, messages } = this.tree.totalsOf(0);
    return [topics, messages];
  }
}

const changing: [string, (n: number) => string | Uint8Array][] = [
  ['counters as text', (n) => String(n)],
  ['counters with zeros', (n) => String(n).padStart(10, '0')],
  ['counters of four bytes', (n) => Uint8Array.of(0, 0, n >> 8, n & 255)],
  ['counters of eight bytes', (n) => Uint8Array.of(n & 255, n >> 8, 0, 0, 0, 0, 0, 0)],
  ['times in seconds', (n) => String(1_764_432_245.125 + n / 8)],
  ['times as dates', (n) => new Date(1_764_432_245_125 + n).toISOString()],
  ['doubles', (n) => new Uint8Array(Float64Array.of(1_764_432_245.125 + n).buffer)],
  ['UUIDs', () => randomUUID()],
  ['UUIDs in bytes', () => new Uint8Array(randomBytes(16))],
  ['UUIDs by time', (n) => `0192f3a4-${(0xb000 + n).toString(16)}-7000-8000-000000000000`],
  ['tokens', () => randomBytes(16).toString('base64url')],
  ['headers of MessagePack', (n) => encode({ seq: n, shape: [2, 3] })],
];

describe('first frames', () => {
  for (const [what, frame] of changing)
    it(`${what} are no topics from the 200th message on, and those before are taken back`, () => {
      const counting = new Counting();
      const source = { id: 's1', name: 'camera' };
      for (let n = 0; n < 199; n++) counting.take(source, frame(n));
      assert.deepEqual(counting.counted, [199, 199]);
      assert.deepEqual(counting.frames.changing, []);
      for (let n = 199; n < 1000; n++) counting.take(source, frame(n));
      assert.deepEqual(counting.counted, [0, 0]);
      const [{ name, messages, bytes, lastRecord } = assert.fail()] = counting.frames.changing;
      assert.deepEqual([name, messages, bytes, lastRecord], ['camera', 1000, 10_000, 1000]);
    });

  for (const [what, frame] of [
    ['one topic', () => 'weather'],
    ['numbers that come again', (n: number) => String(n % 150)],
    ['names with numbers', (n: number) => `sensor.${n}`],
    ['paths with numbers', (n: number) => `/dev/${n}/state`],
    ['some names, and others with numbers', (n: number) => (n < 50 ? `weather.${n}` : n < 60 ? `odd${'x'.repeat(n)}` : `sensor.${n}`)],
    ['words of one letter with numbers', (n: number) => `s${n}`],
    ['names in other scripts', (n: number) => `датчик ${n}`],
  ] as const)
    it(`${what} are topics`, () => {
      const counting = new Counting();
      const source = { id: 's1', name: 'sensors' };
      const names = new Set<string>();
      for (let n = 0; n < 1000; n++) {
        counting.take(source, frame(n));
        names.add(frame(n));
      }
      assert.deepEqual(counting.counted, [names.size, 1000]);
      assert.deepEqual(counting.frames.changing, []);
    });

  it('are topics again, with all counts, once they come again, and stay that', () => {
    const counting = new Counting();
    const source = { id: 's1', name: 'devices' };
    for (let n = 0; n < 500; n++) counting.take(source, String(n));
    assert.deepEqual(counting.counted, [0, 0]);
    for (let n = 0; n < 9; n++) counting.take(source, String(n));
    assert.equal(counting.frames.changing.length, 1);
    for (let n = 9; n < 500; n++) counting.take(source, String(n));
    assert.deepEqual([counting.frames.changing, counting.counted], [[], [500, 1000]]);
    for (let n = 500; n < 1500; n++) counting.take(source, String(n));
    assert.deepEqual([counting.frames.changing, counting.counted], [[], [1500, 2000]]);
  });

  it('a few that come again by chance do not make topics of them', () => {
    const counting = new Counting();
    const source = { id: 's1', name: 'clock' };
    for (let n = 0; n < 10_000; n++) {
      counting.take(source, String(1_764_432_245_000 + n));
      if (n > 300 && n % 100 === 0) counting.take(source, String(1_764_432_245_000 + n));
    }
    assert.equal(counting.counted[0], 0);
    assert.equal(counting.frames.changing.length, 1);
  });

  it('of one source say nothing of those of others, whose counts of the same topics stay', () => {
    const counting = new Counting();
    const [camera, other, third] = [
      { id: 's1', name: 'camera' },
      { id: 's2', name: 'other' },
      { id: 's3', name: 'third' },
    ];
    for (let n = 0; n < 300; n++) {
      counting.take(camera, String(n));
      counting.take(third, Uint8Array.of(255, n >> 8, n & 255));
      if (n < 5) counting.take(other, String(n));
    }
    assert.deepEqual(counting.counted, [5, 5]);
    assert.deepEqual(
      counting.frames.changing.map(({ name, messages }) => [name, messages]),
      [
        ['camera', 300],
        ['third', 300],
      ],
    );
    for (let n = 0; n < 300; n++) counting.take(third, Uint8Array.of(255, n >> 8, n & 255));
    assert.deepEqual(counting.counted, [305, 605]);
    assert.deepEqual(
      counting.frames.changing.map(({ name }) => name),
      ['camera'],
    );
  });

  it('are told from one another as far as there is room, and all are counted', () => {
    const counting = new Counting();
    const source = { id: 's1', name: 'camera' };
    for (let n = 0; n < 250_000; n++) counting.take(source, String(n));
    assert.equal(counting.frames.changing[0]?.messages, 250_000);
    for (let n = 0; n < 10; n++) counting.take(source, String(n));
    assert.deepEqual([...counting.counted, counting.tree.beyondLimit], [200_000, 200_010, 50_000]);
  });
});
