import { ZmqError } from '../../src/core/base/errors';
import { unpackBrotliBy } from '../../src/core/codecs/compression/brotli';
import { decodeFrame } from '../../src/core/codecs/decode';
import { readJsValue } from '../../src/core/codecs/module/jsValue';
import { Schemas } from '../../src/core/codecs/protobuf/schemas';
import { checkRules } from '../../src/core/codecs/rules';
import { readEnvelope } from '../../src/core/codecs/envelope';
import { parsePathPattern } from '../../src/core/codecs/values/path';
import { markTerms } from '../../src/core/query/marks';
import { parseQuery } from '../../src/core/query/parse';
import { endpointProblem, parseEndpoints } from '../../src/core/socket/endpoint';
import { meantEndpoints } from '../../src/core/socket/writtenEndpoint';
import { unpackBrotli } from '../../src/engine/decoding/brotli';
import { decoderNames, encodingNames } from '../../src/protocol/decoding';
import { socketTypeNames } from '../../src/protocol/sockets';
import { StreamReader } from '../support/zmtpStream';
import { checkDecoded } from './checkDecoded';
import { seeds } from './seeds';
import { zmtpStreams } from './zmtpStreams';

/** What is given any input: it answers, whatever that is, or the input is reported. */
export interface Reader {
  name: string;
  seeds: Uint8Array[];
  read(input: Uint8Array): void;
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** What is refused with a sentence is answered. */
function refusable(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof ZmqError)) throw error;
  }
}

const noSchemas = new Schemas(() => {
  throw new Error('No file is read here.');
});
const layouts = ['<If', 'B f f B B', '<f4[]', 'complex64[]', 'seq:u4 temp:f4', '(<If)[]', '>u2[2][3] i8', '@bq?', 's[4] u1'];

const rules = [
  { topic: 'weather.', decoder: 'protobuf', protoFile: '/a.proto', messageType: 'weather.Report' },
  { socket: 'camera', frame: 2, decoder: 'picture' },
  { decoder: 'numbers', layout: 'seq:u4 temp:f4', skip: 4 },
  { encoding: 'koi8-r', after: '\\n', path: '.list[*].payload' },
  { decoder: 'module', module: '/decoders/imu.js', offset: -8 },
  { decoder: 'avro', avroSchema: '/a.avsc' },
];
const queries = [
  'topic:weather. json:.temp>20 not (size>1000 or /error \\d+/i)',
  'topic:sensor/+/temp "two words" !word frame2:/^SEC/i frame3:hex:00ff',
  'json:.list[*].id in (1, 2, "x") json:."a b"~x json:#2=42 json:[0].a contains blue',
  'time>-5m time<2020-01-01T10:00 after 10:32 text:sol decoder:zlib pair:unanswered',
  'socket:*eld type:sub dir:in peer:0x00ff event:retry frames>=2 && !(a || b)',
];
const endpoints = [
  'tcp://127.0.0.1:5555',
  'tcp://[::1%lo]:*',
  'tcp://192.168.1.1:0;10.0.0.1:5555',
  'ipc:///tmp/a.sock',
  'ipc://@abstract',
  'inproc://name',
  '@tcp://*:5599, >tcp://host:1 "TCP:host:port"',
  'http://host:8080/path',
  'localhost 5555',
  'udp://239.0.0.1:1;eth0',
  'tcp://eth0:*',
];

const decoderReaders = (): Reader[] =>
  decoderNames.map((decoder) => ({ name: decoder, seeds: seeds(), read: (input) => void checkDecoded(input, decoder, false) }));

/** All readers; those of formats by the names of their decoders, so that a new one is among them. */
export function readers(): Reader[] {
  unpackBrotliBy(unpackBrotli);
  return [
    ...decoderReaders(),
    {
      name: 'auto',
      seeds: seeds(),
      read: (input) => {
        const frames = [
          { size: 1, bytes: utf8('t') },
          { size: input.length, bytes: input },
        ];
        JSON.stringify(
          decodeFrame({ socketName: 'a', socketType: 'sub', direction: 'in', frames }, 1, undefined, { rules: [], schemas: noSchemas }),
        );
      },
    },
    {
      name: 'layouts',
      seeds: seeds(),
      read: (input) => {
        const frames = [{ size: input.length, bytes: input }];
        const choice = { decoder: 'numbers' as const, layout: layouts[input.length % layouts.length] as string };
        JSON.stringify(decodeFrame({ socketName: 'a', direction: 'in', frames }, 0, choice, { rules: [], schemas: noSchemas }));
      },
    },
    {
      name: 'encodings',
      seeds: seeds(),
      read: (input) => {
        const encoding = encodingNames[input.length % encodingNames.length] as (typeof encodingNames)[number];
        const frames = [{ size: input.length, bytes: input }];
        JSON.stringify(decodeFrame({ socketName: 'a', direction: 'in', frames }, 0, { encoding }, { rules: [], schemas: noSchemas }));
      },
    },
    {
      name: 'envelopes',
      seeds: seeds(),
      read: (input) => {
        const third = Math.ceil(input.length / 3);
        const frames = [0, 1, 2, 3].map((part) => input.subarray(part * third, (part + 1) * third));
        readEnvelope(
          socketTypeNames[input.length % socketTypeNames.length],
          input.length % 2 === 0 ? 'in' : 'out',
          frames.map((bytes) => ({ size: bytes.length, bytes })),
        );
      },
    },
    {
      name: 'rules',
      seeds: rules.map((rule) => utf8(JSON.stringify(rule))),
      read: (input) => {
        let entry: unknown = textOf(input);
        try {
          entry = JSON.parse(entry as string);
        } catch {
          // Not every change leaves JSON; a text is a rule as wrong as any.
        }
        checkRules([entry, { decoder: 'numbers', layout: textOf(input) }, { decoder: 'json', path: textOf(input) }], true);
      },
    },
    {
      name: 'queries',
      seeds: queries.map(utf8),
      read: (input) => {
        const text = textOf(input);
        refusable(() => markTerms(parseQuery(text).query));
        refusable(() => parsePathPattern(text));
      },
    },
    {
      name: 'zmtp',
      seeds: zmtpStreams(),
      read: (input) => {
        // The last octets say what the other side speaks, how the stream is cut, and how much of a message is kept.
        const [peerMajor, cut = 1, most] = [input.at(-1), input.at(-2), input.at(-3)];
        const reader = new StreamReader([1, 2, 3, undefined][(peerMajor ?? 0) % 4], (most ?? 0) % 2 === 0 ? 40 : Infinity);
        for (let from = 0; from < input.length; from += 1 + cut) reader.give(input.subarray(from, from + 1 + cut));
      },
    },
    {
      name: 'endpoints',
      seeds: endpoints.map(utf8),
      read: (input) => {
        const text = textOf(input);
        for (const role of ['bind', 'connect'] as const) {
          refusable(() => parseEndpoints(text, role));
          endpointProblem(text, role);
        }
        meantEndpoints(text, 'localhost');
      },
    },
    {
      name: 'javascript',
      seeds: seeds(),
      read: (input) => void readJsValue({ bytes: input, list: [...input.subarray(0, 50)], view: new DataView(input.buffer) }),
    },
  ];
}
