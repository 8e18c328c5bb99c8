import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { decodeRecord, recordContent, recordText } from '../../src/protocol/decoding';
import type { DecodedFrame, DecoderName, ValueNode } from '../../src/protocol/decoding';
import { ping } from '../../src/protocol/engine';
import type { ErrorData } from '../../src/protocol/errors';
import { recordDetails } from '../../src/protocol/log';
import { EngineClient } from '../support/engineClient';
import { decodedFrame, Formats } from '../support/formats';
import { pair } from '../support/pairing';
import { residentBytes, until } from '../support/processes';
import { suiteScope } from '../support/suiteScope';
import { within } from '../support/within';
import { countOf, depthOf } from '../support/values';

const mebibyte = 1024 * 1024;

/** Asks again where a busy computer had no time for it. */
async function withTime<T>(ask: () => Promise<T>): Promise<T> {
  let answer: T | undefined;
  await until(
    'an answer in time',
    () =>
      ask().then(
        (found) => {
          answer = found;
          return true;
        },
        (error: { data?: ErrorData }) => {
          assert.equal(error.data?.code, 'tooSlow');
          return false;
        },
      ),
    30_000,
  );
  return answer as T;
}

describe('hostile frames', () => {
  const scope = suiteScope();
  const engine = EngineClient.start(scope);
  const { connection } = engine;
  let formats: Formats;
  before(async () => {
    formats = await Formats.start(scope, engine);
  });

  const every: readonly DecoderName[] = [
    'text',
    'numbers',
    'json',
    'msgpack',
    'cbor',
    'protobuf',
    'pickle',
    'hex',
    'base64',
    'gzip',
    'zlib',
    'zstd',
    'lz4',
    'picture',
    'numpy',
  ];

  /** Whatever a decoder makes of it: finite, with a sentence for what is wrong or left out. */
  function assertBounded(frame: DecodedFrame): void {
    for (let inner: DecodedFrame['inner'] = frame; inner; inner = inner.inner) {
      if (inner.value) {
        assert.ok(depthOf(inner.value) <= 130, `${depthOf(inner.value)} deep`);
        assert.ok(countOf(inner.value) <= 10_001, `${countOf(inner.value)} values`);
        assertRanges(inner.value, Math.min(inner.size, mebibyte));
      }
      for (const sentence of [inner.problem?.message, ...(inner.notes ?? [])]) if (sentence !== undefined) assert.match(sentence, /[.)]$/);
    }
  }
  function assertRanges(root: ValueNode, size: number): void {
    for (const pending = [root]; pending.length > 0;) {
      const { range, entries = [] } = pending.pop() as ValueNode;
      if (range) assert.ok(range[0] >= 0 && range[0] <= range[1] && range[1] <= size, `${range.join(' to ')} of ${size}`);
      for (const { key, value } of entries) pending.push(value, ...(typeof key === 'object' ? [key] : []));
    }
  }

  for (const [name, messages] of [
    ['deep', 5],
    ['huge_lengths', 6],
    ['pyobj_bomb', 1],
  ] as const) {
    test(`${name}: read by every decoder, nothing falls`, async () => {
      for (const { number } of await formats.send(name, messages)) {
        assertBounded(await decodedFrame(engine, number));
        for (const decoder of every) assertBounded(await decodedFrame(engine, number, { decoders: { 0: decoder } }));
      }
    });
  }

  test('what is nested deeper than 128 levels is left out and told', async () => {
    const [json, msgpack] = await formats.send('deep', 5);
    for (const [row, decoder] of [
      [json, 'json'],
      [msgpack, 'msgpack'],
    ] as const) {
      const { value, problem, notes } = await decodedFrame(engine, row?.number ?? 0, { decoders: { 0: decoder } });
      assert.ok(value && depthOf(value) > 100 && depthOf(value) <= 130);
      assert.match([problem?.message, ...(notes ?? [])].join(' '), /128|nested/);
    }
  });

  test('a declared length beyond the frame is a sentence with its place', async () => {
    const [msgpack, , cbor, , pickle, protobuf] = await formats.send('huge_lengths', 6);
    for (const [row, decoder] of [
      [msgpack, 'msgpack'],
      [cbor, 'cbor'],
      [pickle, 'pickle'],
      [protobuf, 'protobuf'],
    ] as const) {
      const { problem } = await decodedFrame(engine, row?.number ?? 0, { decoders: { 0: decoder } });
      assert.match(problem?.message ?? '', /\.$/);
      assert.ok((problem?.at ?? 0) <= (row?.size ?? 0));
    }
  });

  test('Protobuf in Protobuf around a long text is looked at once, not once for each level', async () => {
    for (const { number } of await formats.send('nested_texts', 7)) {
      const frame = await withTime(() => decodedFrame(engine, number, { decoders: { 0: 'protobuf' } }));
      assertBounded(frame);
      assert.ok(frame.value && depthOf(frame.value) > 100, 'read as far as it may be nested');
    }
  });

  test('compressed zeros, 50 MiB of them, are looked into for 1 MiB', async () => {
    const rows = await formats.send('bombs', 4);
    const memory = residentBytes(engine.pid);
    for (const [i, decoder] of (['gzip', 'zlib', 'zstd', 'lz4'] as const).entries()) {
      const { number } = rows[i] ?? { number: 0 };
      const content = await withTime(() =>
        connection.sendRequest(recordContent, { number, frame: 0, depth: 1, from: 0, to: 4 * mebibyte }),
      );
      assert.deepEqual([content.length, content.some((byte) => byte !== 0)], [mebibyte, false]);
      const frame = await decodedFrame(engine, number);
      assert.equal(frame.decoder, decoder);
      assert.ok(frame.inner?.notes?.includes('Only the first 1 MiB unpacked.'), JSON.stringify(frame.inner?.notes ?? frame.problem));
    }
    assert.ok(
      residentBytes(engine.pid) - memory < 300 * mebibyte,
      `${Math.round((residentBytes(engine.pid) - memory) / mebibyte)} MiB more`,
    );
  });

  test('100 rows of them come soon', async () => {
    const rows = await within(30_000, 'the rows', formats.send('many_bombs', 100));
    assert.equal(rows.length, 100);
  });

  test('a frame of 60 MiB: its first 1 MiB, in details, row, document and filter', async () => {
    const row = await formats.sendOne('big_frame');
    const frame = await decodedFrame(engine, row.number);
    const [entry] = frame.value?.entries ?? [];
    assert.deepEqual(
      [frame.size, frame.decoder, entry?.key, /^x{65536}$/.test(entry?.value.text ?? ''), frame.notes?.[0]],
      [row.size, 'json', 'text', true, 'Only the first 1 MiB decoded.'],
    );
    assert.ok(row.preview.startsWith('{"text": "xxx') && row.preview.length <= 300);
    const text = await connection.sendRequest(recordText, { number: row.number });
    assert.match(text.text, /# Only the first 1 MiB decoded\./);
    const found = async (filter: string) =>
      (await engine.rows({ filter, socket: formats.socket.id })).filter(({ number }) => number === row.number).length;
    assert.deepEqual([await found('/^\\{"text"/'), await found('/"\\}$/'), await found('size>61Mi')], [1, 0, 0]);
    assert.equal(await found('size>60M'), 1);
    assert.equal((await connection.sendRequest(recordDetails, { number: row.number })).frames[0]?.kept, row.size);
  });

  test('a long list: 10,000 of its values, and that there are more', async () => {
    const { value, notes, decoder } = await decodedFrame(engine, (await formats.sendOne('big_msgpack')).number);
    assert.equal(decoder, 'msgpack');
    assert.ok(value?.entries && countOf(value) <= 10_000 && (value.whole ?? 0) > value.entries.length);
    assert.deepEqual(notes, ['Only the first 1 MiB decoded.', 'Only the first 10,000 values are shown.']);
  });

  test('frames that take long are stopped or read, the log goes on meanwhile, and the next frame is read', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'pull' }, 'push', 'engine');
    // A map of 524,287 pairs without a length, and a regex behind which no thread comes back.
    peer.send([Uint8Array.from({ length: mebibyte }, (_, i) => (i === 0 ? 0xbf : i === mebibyte - 1 ? 0xff : (i + 1) % 2))]);
    peer.send([`${'a'.repeat(10_000)}!`]);
    const [map, text] = await engine.waitForMessages(socket.id, 2);
    const slow = Array.from({ length: 6 }, () =>
      connection.sendRequest(decodeRecord, { number: map?.number ?? 0, decoders: { 0: 'cbor' } }),
    );
    const regex = engine.rows({ socket: socket.id, filter: '/^(a|a)+$/' });
    for (let i = 0; i < 200; i++) {
      peer.send([`meanwhile ${i}`]);
      await connection.sendRequest(ping, {});
    }
    await engine.waitForSocket('what came meanwhile', socket.id, ({ counters }) => counters.received === 202);
    for (const {
      frames: [frame],
    } of await Promise.all(slow)) {
      assert.ok(
        frame?.problem?.message.includes('took longer than 200 ms') || frame?.notes?.includes('Only the first 10,000 values are shown.'),
        JSON.stringify({ ...frame, value: undefined }),
      );
    }
    assert.deepEqual(await regex, []);
    assert.equal((await decodedFrame(engine, text?.number ?? 0)).decoder, 'text');
    assert.equal((await engine.rows({ socket: socket.id, filter: '/^meanwhile \\d+$/' })).length, 200);
  });
});
