import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { decodeRecord, type Decoded, type DecodedFrame, type ValueNode } from '../../../src/protocol/decoding';
import { type Row } from '../../../src/protocol/log';
import { bytesOf, EngineClient } from '../../support/engineClient';
import { anyPort } from '../../support/pairing';
import { Peer } from '../../support/peer';
import { suiteScope } from '../../support/suiteScope';

/** A message from the field: what public reports of people who debug messaging had in them. */
interface Case {
  id: string;
  kind: string;
  /** Null where it does not matter. */
  socket: 'sub' | 'pull' | null;
  frames: string[];
  queries?: string[];
}

/** What is expected of a message. */
interface Expected {
  /** Decoders by frame, from the outermost to the innermost; those left out may be any. */
  frames?: Record<number, string>;
  /** In the column of topics. */
  topic?: string;
  /** In the row. */
  row?: RegExp;
  /** In place of the filters of the report. */
  reported?: string[];
  /** Filters besides those of the report that find it. */
  finds?: string[];
  /** Filters that do not find it. */
  misses?: string[];
  /** In notes, problems and reasons of its frames. */
  says?: RegExp;
  /** More of what a frame was read as. */
  check?: (frames: readonly DecodedFrame[]) => void;
}

const innermost = (decoded: Decoded | undefined): Decoded | undefined => (decoded?.inner ? innermost(decoded.inner) : decoded);
const at = (value: ValueNode | undefined, ...steps: number[]): ValueNode | undefined =>
  steps.reduce<ValueNode | undefined>((node, step) => node?.entries?.[step]?.value, value);

const expected: Record<string, Expected> = {
  T02: { frames: { 1: 'json' }, topic: 'status', says: /NUL byte follows/ },
  T04: { frames: { 0: 'json' }, says: /47 NUL bytes follow/ },
  T06: { frames: { 0: 'prefix json' }, topic: 'json-minimal-txpool_add' },
  T07: { frames: { 0: 'prefix json' }, topic: 'json-full-miner_data' },
  T08: { frames: { 0: 'prefix json' }, topic: 'trades' },
  T12: { frames: { 0: 'text' }, topic: '' },
  T14: { frames: { 0: 'prefix msgpack' }, topic: 'salt/job/20201104155924191943/ret/web01' },
  J01: { frames: { 0: 'json json' } },
  J02: { frames: { 0: 'json' } },
  J03: { frames: { 0: 'json' }, misses: ['json:.a=4'] },
  J08: { frames: { 0: 'json' }, says: /comma too many at byte 72/ },
  J11: { frames: { 0: 'text' }, finds: ['text:Grü', 'text:"25 °C"'], row: /Grüße, 25 °C/, says: /UTF-16LE/ },
  J13: { frames: { 0: 'text' }, row: /Temperatur au⟨DF⟩en/ },
  J15: { finds: ['21'] },
  J19: { frames: { 0: 'zlib json' }, finds: ['text:Sol'], misses: ['json:.message.StarSystem="Sirius"'] },
  J20: { frames: { 0: 'json' } },
  Z01: { frames: { 0: 'deflate json' } },
  Z03: { frames: { 0: 'snappy json' } },
  Z04: { frames: { 0: 'snappy json' } },
  Z06: { frames: { 0: 'xz json' } },
  Z11: {
    frames: { 1: 'gzip xml' },
    topic: '/QBUZZ/KV6posinfo',
    finds: ['text:punctuality', 'json:.VV_TM_PUSH.KV6posinfo.ARRIVAL.punctuality=60'],
  },
  Z13: { frames: { 0: 'msgpack' }, finds: ['json:.name~abcdefgh'] },
  Z15: { frames: { 0: 'zlib pickle' }, finds: ['json:.b[1]=1'] },
  Z18: { frames: { 0: 'base16 json' }, finds: ['json:.a=1'] },
  Z19: { frames: { 0: 'base64 picture' }, row: /JPEG 8 × 8/ },
  Z20: { frames: { 0: 'base64 json' } },
  M04: { frames: { 0: 'msgpack' } },
  M08: { frames: { 0: 'msgpack' } },
  // As short as a number: its topic's other messages, or a rule, speak for it.
  M10: { says: /could be MessagePack/, reported: [] },
  M15: {
    topic: 'frame.world',
    frames: { 1: 'msgpack' },
    check: (frames) => assert.ok(frames[2]?.picture ?? frames[2]?.array, frames[2]?.why),
  },
  // As an array of two rows; the report asked for the first value of the list that CBOR has it in.
  B01: {
    frames: { 0: 'cbor' },
    reported: ['json:.series_id=5'],
    finds: ['json:.data.threshold_1[1][0]=4', 'json:.data.threshold_1[0][0]=1'],
  },
  B02: { frames: { 0: 'cbor' }, row: /bslz4/ },
  B03: { frames: { 0: 'cbor' }, row: /2023-11-14/ },
  P02: { frames: { 0: 'pickle' } },
  P05: { frames: { 0: 'pickle' } },
  P12: { frames: { 0: 'numpy' }, row: /2 × 3/ },
  N05: {
    frames: { 2: 'numpy' },
    check: (frames) => assert.deepEqual([frames[2]?.array?.dtype, frames[2]?.array?.shape], ['uint16', [2, 3]]),
  },
  N07: { check: (frames) => assert.ok(frames[1]?.array ?? frames[1]?.decoder === 'hex') },
  N10: { frames: { 1: 'numpy' }, check: (frames) => assert.deepEqual(frames[1]?.array?.shape, [3, 4]) },
  N11: { frames: { 1: 'numpy' } },
  I03: { frames: { 0: 'picture' }, check: (frames) => assert.deepEqual([frames[0]?.picture?.width, frames[0]?.picture?.height], [5, 3]) },
  I07: { says: /JPEG 2000|JP2/i },
  I09: { frames: { 0: 'pickle' }, check: (frames) => assert.equal(at(frames[0]?.value, 1)?.kind, 'bytes') },
  I11: { topic: 'cam', frames: { 2: 'picture' }, says: /float64/ },
  C03: { topic: 'rawtx', frames: { 1: 'hex' }, finds: ['Chancellor'] },
  G01: { frames: { 0: 'hex' } },
  G04: { finds: ['TEST'], frames: { 0: 'pmt' } },
  G06: { frames: { 0: 'hex' } },
  G08: { frames: { 0: 'hex' } },
  G09: { says: /schema 7 in a registry/ },
  G11: { says: /Protobuf/ },
  G14: { frames: { 0: 'bson' }, finds: ['json:.hello="world"', 'json:.n=5'] },
  G15: { says: /Cap’n Proto/ },
  G18: { frames: { 0: 'prefix text' }, check: (frames) => assert.equal(innermost(frames[0])?.text, 'hello world!') },
  G19: { frames: { 0: 'xml' } },
  G32: { topic: 'kernel.abc.stream.stdout', row: /stream/ },
  L08: { frames: { 0: 'gzip' }, says: /damaged/ },
  L10: { row: /21,5/ },
  L11: {},
};

const all = JSON.parse(readFileSync('test/cases/realTraffic.json', 'utf8')) as Case[];
/** Those of exchanges are told of by events and pairs, and have tests of their own. */
const cases = all.filter(({ id }) => !['S01', 'S03', 'L11'].includes(id));

describe('messages from the field', () => {
  const scope = suiteScope();
  const engine = EngineClient.start(scope);
  const { connection } = engine;
  const rows = new Map<string, Row>();

  before(async () => {
    for (const [type, peer] of [
      ['sub', 'xpub'],
      ['pull', 'push'],
    ] as const) {
      const sent = cases.filter(({ socket }) => (socket ?? 'pull') === type);
      const sender = await Peer.zmq(scope, peer, ['--bind', anyPort]);
      const { id } = await engine.open({
        type,
        name: type,
        connect: [sender.endpoint],
        ...(type === 'sub' ? { subscribe: [bytesOf('')] } : {}),
      });
      if (type === 'sub') await sender.received();
      for (const { frames } of sent) sender.send(frames.map((hex) => Uint8Array.from(Buffer.from(hex, 'hex'))));
      await engine.waitForMessages(id, sent.length);
      const shown = await engine.rows({ filter: 'dir:in', socket: id });
      sent.forEach((each, i) => rows.set(each.id, shown[i] as Row));
    }
  });

  test('each of them has an expectation', () => {
    assert.deepEqual(
      cases.map(({ id }) => id).filter((id) => !(id in expected)),
      [],
    );
  });

  for (const { id, kind, queries = [] } of cases) {
    const { frames, topic, row: preview, reported = queries, finds = [], misses = [], says, check } = expected[id] ?? {};
    test(`${id}: ${kind}`, async () => {
      const row = rows.get(id) as Row;
      const { frames: decoded } = await connection.sendRequest(decodeRecord, { number: row.number });
      const chain = (frame: Decoded): string => `${frame.decoder}${frame.inner ? ` ${chain(frame.inner)}` : ''}`;
      for (const [frame, decoders] of Object.entries(frames ?? {})) assert.equal(chain(decoded[Number(frame)] as Decoded), decoders);
      if (topic !== undefined) assert.equal(row.topic, topic);
      if (preview) assert.match(row.preview, preview);
      if (says) {
        const said = decoded.flatMap((frame): string[] => {
          const layers: Decoded[] = [];
          for (let layer: Decoded | undefined = frame; layer; layer = layer.inner) layers.push(layer);
          return [frame.why, ...layers.flatMap(({ notes = [], problem }) => [...notes, problem?.message ?? ''])];
        });
        assert.match(said.join('\n'), says);
      }
      check?.(decoded);
      const isIn = async (filter: string) =>
        (await engine.rows({ filter: `(${filter}) dir:in` })).some(({ number }) => number === row.number);
      // Plain words are looked for in bytes: what was packed is found by text:.
      for (const filter of [...reported.filter((query) => query.includes(':')), ...finds])
        assert.ok(await isIn(filter), `${filter} finds it`);
      for (const filter of misses) assert.ok(!(await isIn(filter)), `${filter} does not find it`);
    });
  }
});
