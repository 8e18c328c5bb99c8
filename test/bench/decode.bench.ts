import { readFileSync } from 'node:fs';
import { decode, encode } from '@msgpack/msgpack';
import { decode as decodeCbor, encode as encodeCbor } from 'cborg';
import { chooseDecoder } from '../../src/core/codecs/choose';
import { decodeContent } from '../../src/core/codecs/decode';
import { Schemas } from '../../src/core/codecs/protobuf/schemas';
import { frameTest } from '../../src/core/query/frameTest';
import { YES } from '../../src/core/query/verdict';
import type { Bench, Measurement } from './frame';

const environment = { rules: [], schemas: new Schemas(() => new Uint8Array()) };
const utf8 = new TextDecoder();

interface Reading {
  station: string;
  temp: number;
  wind: { speed: number; dir: string };
  n: number;
}
const different = 1000;
const readings = Array.from({ length: different }, (_, n): Reading => ({
  station: 'oslo',
  temp: 20 + (n % 10),
  wind: { speed: 3.5, dir: 'NW' },
  n,
}));
const warm = (n: number) => 20 + (n % 10) > 25;

/** Records a second of which it is known whether they are meant. */
function judging(count: number, frames: readonly Uint8Array[], isMeant: (bytes: Uint8Array) => boolean): Promise<Measurement> {
  let found = 0;
  const started = performance.now();
  for (let i = 0; i < count; i++) if (isMeant(frames[i % different] as Uint8Array)) found++;
  const seconds = (performance.now() - started) / 1000;
  const expected = readings.filter(({ n }) => warm(n)).length * (count / different);
  return Promise.resolve({ value: count / seconds, lost: expected - found });
}

function asRecord(bytes: Uint8Array): Parameters<ReturnType<typeof frameTest>>[0] {
  return { socketName: 'bench', socketType: 'pull', direction: 'in', frames: [{ size: bytes.length, bytes }] };
}

/** Frames of the messages from the field, each with some of its letters and digits changed, so that no two are the same. */
function fieldFrames(count: number): Uint8Array[] {
  const cases = JSON.parse(readFileSync('test/cases/realTraffic.json', 'utf8')) as { frames: string[] }[];
  const frames = cases.flatMap(({ frames }) => frames.map((hex) => Uint8Array.from(Buffer.from(hex, 'hex'))));
  let seed = 1;
  const random = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
  return Array.from({ length: count }, (_, i) => {
    const frame = (frames[i % frames.length] as Uint8Array).slice();
    for (let changes = frame.length > 0 ? 2 : 0; changes > 0; changes--) {
      const at = random(frame.length);
      const byte = frame[at] as number;
      if (byte >= 0x30 && byte <= 0x39) frame[at] = 0x30 + random(10);
      else if (byte >= 0x61 && byte <= 0x7a) frame[at] = 0x61 + random(26);
    }
    return frame;
  });
}

function reading(frames: readonly Uint8Array[], read: (bytes: Uint8Array, index: number) => unknown): Promise<Measurement> {
  const started = performance.now();
  let done = 0;
  frames.forEach((bytes, index) => {
    if (read(bytes, index)) done++;
  });
  return Promise.resolve({ value: frames.length / ((performance.now() - started) / 1000), lost: frames.length - done });
}

export const bench: Bench = (smoke) => {
  const count = smoke ? 2 * different : 200 * different;
  const test = frameTest({ kind: 'value', path: '.temp', operator: '>', operand: { kind: 'number', text: '25' } }, environment);
  const ours = (bytes: Uint8Array) => test(asRecord(bytes)) === YES;
  const formats: [name: string, frames: Uint8Array[], reference: string, isMeant: (bytes: Uint8Array) => boolean][] = [
    [
      'json:.temp>25 on JSON',
      readings.map((value) => new TextEncoder().encode(JSON.stringify(value))),
      'JSON.parse',
      (bytes) => (JSON.parse(utf8.decode(bytes)) as Reading).temp > 25,
    ],
    [
      'json:.temp>25 on MessagePack',
      readings.map((value) => encode(value).slice()),
      '@msgpack/msgpack',
      (bytes) => (decode(bytes) as Reading).temp > 25,
    ],
    ['json:.temp>25 on CBOR', readings.map((value) => encodeCbor(value)), 'cborg', (bytes) => (decodeCbor(bytes) as Reading).temp > 25],
  ];
  const field = fieldFrames(smoke ? 500 : 100_000);
  const decoders = field.map((bytes) => chooseDecoder(bytes, bytes.length).decoder);
  return [
    ...formats.map(([name, frames, reference, isMeant]) => ({
      bench: 'decode',
      case: name,
      unit: 'records/s',
      ours: { name: 'the filter', run: () => judging(count, frames, ours) },
      references: [{ name: reference, run: () => judging(count, frames, isMeant) }],
    })),
    {
      bench: 'decode',
      case: 'choosing a decoder, messages from the field',
      unit: 'frames/s',
      ours: { name: 'choosing and reading', run: () => reading(field, (bytes) => chooseDecoder(bytes, bytes.length).decoder) },
      references: [
        {
          name: 'reading as was chosen',
          run: () => reading(field, (bytes, index) => decodeContent(bytes, bytes.length, decoders[index] ?? 'hex').decoder),
        },
      ],
    },
  ];
};
