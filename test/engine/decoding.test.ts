import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { recordContent, recordText } from '../../src/protocol/decoding';
import { closeView, viewRows } from '../../src/protocol/log';
import { EngineClient, latin, refusal } from '../support/engineClient';
import { decoded, decodedFrame, Formats } from '../support/formats';
import { suiteScope } from '../support/suiteScope';
import { decodersOf, shown } from '../support/values';

const object = '{n: 9007199254740993, list: [1, -2.5, null, true], text: "grüße"}';
const objectLine = '{"n":9007199254740993,"list":[1,-2.5,null,true],"text":"grüße"}';

describe('messages of Python programs', () => {
  const scope = suiteScope();
  const engine = EngineClient.start(scope);
  const { connection } = engine;
  let formats: Formats;
  before(async () => {
    formats = await Formats.start(scope, engine);
  });

  const values: [name: string, decoder: string, why: string, value: string, line: string | undefined][] = [
    ['numbers', 'numbers', 'it is numbers only', '[10001, 42, -7.5]', '10001 42 -7.5'],
    ['send_json', 'json', 'all of it is JSON', object, undefined],
    ['json_odd', 'json', 'it is JSON', '{a: 1, !a: 2, nan: NaN, minus: -Infinity, deep: {__proto__: 1.0}}', undefined],
    ['send_pyobj', 'pickle', 'it is a pickle of protocol 4', object, objectLine],
    [
      'pyobj_objects',
      'pickle',
      'it is a pickle of protocol 4',
      '{reading: __main__.Reading(station: "Oslo", when: "2024-05-01T10:32:05.123456", price: 19.90, values: null), set: set[1], tuple: tuple[1, <00ff>], 5: frozenset[], big: 1180591620717411303424, complex: builtins.complex(1, 2)}',
      undefined,
    ],
    ['pyobj_numpy', 'pickle', 'it is a pickle of protocol 4', 'float32 [2, 3][[0, 1, 2], [3, 4, 5]]', undefined],
    ['pyobj_cycle', 'pickle', 'it is a pickle of protocol 4', '[1, →.]', '[1,<same as .>]'],
    [
      'msgpack_map',
      'msgpack',
      'every byte is MessagePack',
      '{n: 18446744073709551615, 7: <0102>, when: "2024-05-01T10:32:05.000000005Z", ext: <aa>, f: 0.1}',
      undefined,
    ],
    [
      'cbor',
      'cbor',
      'every byte is CBOR',
      '{n: -18446744073709551616, [1, 2]: "tuple as key", when: tag 0 time("2024-05-01T00:00:00Z"), big: 1267650600228229401496703205376, nan: NaN, b: <00>}',
      undefined,
    ],
    [
      'protobuf_pickled',
      'pickle',
      'it is a pickle of protocol 4',
      'weather_pb2.Report(serialized: {1: "Oslo", 2: 9223372036854775809, 3: 13836183955189006336, 4: 1, 5: <00ff>, 6: <0102ac02>, 7: message?{1: 7}, 8: message?{1: "low", 2: 1}})',
      undefined,
    ],
  ];
  for (const [name, decoder, why, value, line] of values) {
    test(`${name}: ${decoder}, all of it, in the details and in its row`, async () => {
      const row = await formats.sendOne(name);
      const frame = await decodedFrame(engine, row.number);
      assert.deepEqual(
        [frame.decoder, frame.chosenBy, frame.why, shown(frame.value), frame.problem],
        [decoder, 'content', why, value, undefined],
      );
      assert.equal(row.decoder, decoder === 'json' || decoder === 'numbers' ? undefined : decoder);
      if (line !== undefined) assert.equal(row.preview, line);
    });
  }

  test('text, and bytes that are none', async () => {
    const text = await decodedFrame(engine, (await formats.sendOne('text')).number);
    assert.deepEqual([text.decoder, text.text, text.why, text.badByte], ['text', 'grüße 🙂', 'every byte is UTF-8', undefined]);
    const { number } = await formats.sendOne('no_utf8');
    const bytes = await decodedFrame(engine, number);
    assert.deepEqual([bytes.decoder, bytes.text, bytes.badByte, bytes.why], ['text', 'abc⟨FF⟩ def', 3, 'most of it is ASCII']);
    const chosen = await decodedFrame(engine, number, { decoders: { 0: 'text' } });
    assert.deepEqual([chosen.text, chosen.badByte, chosen.chosenBy], ['abc⟨FF⟩ def', 3, 'person']);
  });

  test('pickles of every protocol', async () => {
    const rows = await formats.send('pickle_protocols', 6);
    for (const [protocol, row] of rows.entries()) {
      const frame = await decodedFrame(engine, row.number);
      assert.deepEqual([frame.decoder, shown(frame.value)], ['pickle', `{protocol: ${protocol}, values: [1.5, "é", 1099511627776]}`]);
    }
  });

  test('a pickle that would run a program is read, not run', async () => {
    const row = await formats.sendOne('pyobj_execution');
    const { value } = await decodedFrame(engine, row.number);
    assert.equal(shown(value), `builtins.exec("open('${formats.file('executed')}', 'w')")`);
    assert.equal(existsSync(formats.file('executed')), false);
  });

  test('what is compressed is looked into, and Base64 where a person says so', async () => {
    const rows = await formats.send('compressed', 6);
    const frames = await Promise.all(
      rows.map(({ number }, i) => decodedFrame(engine, number, i === 4 ? { decoders: { 0: 'base64' } } : {})),
    );
    assert.deepEqual(frames.map(decodersOf), [
      'gzip > json',
      'zlib > json',
      'zstd > json',
      'lz4 > json',
      'base64 > gzip > json',
      'zlib > pickle',
    ]);
    for (const [i, frame] of frames.entries()) assert.equal(shown(i === 4 ? frame.inner?.inner?.value : frame.inner?.value), object);
    assert.deepEqual(
      rows.slice(0, 4).map(({ decoder, preview }) => [decoder, preview]),
      ['gzip', 'zlib', 'zstd', 'lz4'].map((name) => [name, objectLine]),
    );
    const bytes = (row: number, depth: number, decoder?: 'base64') =>
      connection.sendRequest(recordContent, {
        number: rows[row]?.number ?? 0,
        frame: 0,
        depth,
        from: 0,
        to: 1_000_000,
        ...(decoder ? { decoder } : {}),
      });
    for (const [row, depth, decoder] of [
      [0, 1],
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 2, 'base64'],
    ] as const)
      assert.equal(JSON.parse(latin(await bytes(row, depth, decoder)))['list'].length, 4);
    assert.equal((await bytes(0, 0)).length, rows[0]?.size);
    assert.equal((await bytes(0, 5)).length, 0);
  });

  test('pictures with their size, as they say', async () => {
    const rows = await formats.send('pictures', 2);
    const frames = await Promise.all(rows.map(({ number }) => decodedFrame(engine, number)));
    assert.deepEqual(
      frames.map(({ decoder, why, picture }) => [decoder, why, picture]),
      [
        ['picture', 'it begins like PNG data', { type: 'image/png', width: 3, height: 2 }],
        ['picture', 'it begins like PNG data', { type: 'image/png', width: 2_000_000_000, height: 2_000_000_000 }],
      ],
    );
    assert.deepEqual([rows[0]?.preview, rows[0]?.decoder], ['PNG 3 × 2', 'picture']);
  });

  test('NumPy arrays by the recipe of pyzmq and by imagezmq, and a header that lies', async () => {
    const [, recipe] = await decoded(engine, (await formats.sendOne('numpy_recipe')).number);
    assert.deepEqual(
      [recipe?.decoder, recipe?.why, recipe?.array],
      [
        'numpy',
        'the frame before tells dtype and shape',
        { dtype: 'float64', shape: [2, 3], first: ['1.5', '-2.5', 'NaN', '4', '5', '6'], min: '-2.5', max: '6', mean: '2.8', counted: 5 },
      ],
    );
    const [, image] = await decoded(engine, (await formats.sendOne('numpy_imagezmq')).number);
    assert.deepEqual(image?.array, {
      dtype: 'uint8',
      shape: [2, 4, 3],
      first: Array.from({ length: 24 }, (_, i) => String(i)),
      min: '0',
      max: '23',
      mean: '11.5',
    });
    const { number } = await formats.sendOne('numpy_lie');
    const [header, lie] = await decoded(engine, number);
    assert.deepEqual([shown(header?.value), lie?.decoder], ['{dtype: "float64", shape: [1000000000, 1000000000]}', 'hex']);
    const [chosen] = await decoded(engine, number, { fromFrame: 1, decoders: { 1: 'numpy' } });
    assert.ok(chosen?.problem ?? chosen?.notes);
  });

  test('Jupyter messages part by part', async () => {
    const frames = await decoded(engine, (await formats.sendOne('jupyter')).number);
    assert.deepEqual(
      frames.map(({ decoder, value, text }) => [decoder, value ? shown(value) : text?.slice(0, 9)]),
      [
        ['text', 'kernel.1'],
        ['text', '<IDS|MSG>'],
        ['text', frames[2]?.text?.slice(0, 9)],
        ['json', '{msg_type: "execute_request", msg_id: "1"}'],
        ['json', '{}'],
        ['json', '{}'],
        ['json', '{code: "1 + 1"}'],
        ['text', '\u0000\u0001buffer'],
      ],
    );
    assert.match(frames[2]?.text ?? '', /^[0-9a-f]{64}$/);
  });

  test('each frame can be read by another decoder, and by one that does not fit', async () => {
    const row = await formats.sendOne('numpy_recipe');
    const [first, second] = await decoded(engine, row.number, { decoders: { 0: 'text', 1: 'msgpack' } });
    assert.deepEqual([first?.decoder, first?.chosenBy, first?.text], ['text', 'person', '{"dtype": "float64", "shape": [2, 3]}']);
    assert.deepEqual([second?.decoder, second?.chosenBy], ['msgpack', 'person']);
    assert.match(second?.problem?.message ?? '', /\.$/);
    const [cbor] = await decoded(engine, (await formats.sendOne('text')).number, { decoders: { 0: 'cbor' } });
    assert.ok(cbor?.problem);
    await refusal(connection.sendRequest('record/decode', { number: row.number, decoders: { 0: 'asn1' } }), 'invalidParams');
    await refusal(decoded(engine, 10_000_000), 'noSuchRecord');
    await refusal(connection.sendRequest(recordContent, { number: row.number, frame: 7, depth: 0, from: 0, to: 1 }), 'noSuchRecord');
  });

  test('a record is a document, the same each time, and a frame alone another', async () => {
    const { number } = await formats.sendOne('numpy_recipe');
    const whole = await connection.sendRequest(recordText, { number });
    assert.match(whole.text, /^# received, by formats, 2 frames, 85 B\n\n# Frame 1, body, 37 B, json\n/);
    assert.match(whole.text, /# Frame 2, body, 48 B, numpy\n/);
    const event = (await engine.events(formats.socket.id))[0]?.number ?? 0;
    assert.match((await connection.sendRequest(recordText, { number: event })).text, /^# opened, by formats, 2 frames, /);
    assert.equal(whole.language, 'plaintext');
    assert.deepEqual(await connection.sendRequest(recordText, { number }), whole);
    const json = await connection.sendRequest(recordText, { number, frame: 0 });
    assert.deepEqual([json.language, JSON.parse(json.text)], ['json', { dtype: 'float64', shape: [2, 3] }]);
    const hex = await connection.sendRequest(recordText, { number, frame: 1, decoder: 'hex' });
    assert.match(hex.text, /00 00 00 00 00 00 f8 3f/i);
    const pickled = await connection.sendRequest(recordText, { number: (await formats.sendOne('pyobj_objects')).number, frame: 0 });
    assert.match(pickled.text, /Reading/);
  });

  test('values of every format are found by their path', async () => {
    for (const name of ['send_json', 'send_pyobj']) await formats.sendOne(name);
    await formats.send('compressed', 6);
    const view = await engine.viewOf({ filter: 'json:.n=9007199254740993', socket: formats.socket.id });
    const { rows } = await connection.sendRequest(viewRows, { view, from: 0, count: 500 });
    await connection.sendRequest(closeView, { view });
    const kinds = new Set(rows.map(({ decoder, preview }) => decoder ?? (preview.startsWith('{') ? 'json' : '?')));
    assert.deepEqual(kinds, new Set(['json', 'pickle', 'base64', 'gzip', 'zlib', 'zstd', 'lz4']));
    const found = async (filter: string) => (await engine.rows({ filter, socket: formats.socket.id })).length > 0;
    assert.ok(await found('json:.reading.station="Oslo"'));
    assert.ok(await found('json:.when~2024-05-01T10:32'));
    assert.ok(await found('json:.big=1267650600228229401496703205376'));
  });
});
