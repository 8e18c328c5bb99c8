import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';
import { decoderStatus, readSchema } from '../../src/protocol/decoding';
import type { DecoderRule } from '../../src/protocol/decoding';
import { configure } from '../../src/protocol/engine';
import { bytesOf, EngineClient, refusal } from '../support/engineClient';
import { decoded, decodedFrame, Formats, weatherProto } from '../support/formats';
import { pair } from '../support/pairing';
import { suiteScope } from '../support/suiteScope';
import { shown } from '../support/values';

const report =
  'demo.Report{station: "Oslo", number: 9223372036854775809, temperature: -2.5, sky: "CLOUDY", raw: <00ff>, hours: repeated int32[1, 2, 300], wind: demo.Report.Wind{speed: 7}, levels: map<string, sint32>{low: -1}}';
const wire =
  '{1: "Oslo", 2: 9223372036854775809, 3: 13836183955189006336, 4: 1, 5: <00ff>, 6: <0102ac02>, 7: message?{1: 7}, 8: message?{1: "low", 2: 1}}';

describe('rules of zmq.decoders', () => {
  const scope = suiteScope();
  const engine = EngineClient.start(scope);
  const { connection } = engine;
  let formats: Formats;
  let proto: string;
  before(async () => {
    formats = await Formats.start(scope, engine, 'stations');
    proto = formats.file('weather.proto');
  });

  /** Sets the rules; what is wrong with each of them once their schemas have been read. */
  async function use(...decoders: unknown[]): Promise<(string | undefined)[]> {
    const revision = engine.lastChange?.decodersRevision ?? 0;
    await connection.sendRequest(configure, { decoders });
    await engine.waitFor('the rules', () => (engine.lastChange?.decodersRevision ?? 0) > revision);
    const { rules } = await connection.sendRequest(decoderStatus, {});
    assert.deepEqual(
      rules.map(({ rule }) => rule),
      decoders.map((_, i) => i + 1),
    );
    return rules.map(({ problem }) => problem?.message);
  }

  test('protobuf by its schema, in one frame or behind a topic, in details, rows and filters', async () => {
    const rule: DecoderRule = { socket: 'stations', decoder: 'protobuf', protoFile: proto, messageType: 'demo.Report' };
    const before = await decodedFrame(engine, (await formats.sendOne('protobuf')).number, { decoders: { 0: 'protobuf' } });
    assert.deepEqual([before.chosenBy, shown(before.value)], ['person', wire]);
    assert.deepEqual(await use(rule), [undefined]);
    const row = await formats.sendOne('protobuf');
    const frame = await decodedFrame(engine, row.number);
    assert.deepEqual(
      [frame.decoder, frame.chosenBy, frame.why, frame.ruleProblem, shown(frame.value)],
      ['protobuf', 'rule', 'rule 1 of zmq.decoders', undefined, report],
    );
    assert.equal(row.decoder, 'protobuf');
    assert.match(row.preview, /"station":"Oslo","number":9223372036854775809/);
    assert.ok((await engine.rows({ filter: 'json:.sky="CLOUDY" json:.wind.speed=7' })).length >= 2);

    await use({ ...rule, frame: 2 }, { frame: 1, decoder: 'hex' });
    const [topic, body] = await decoded(engine, (await formats.sendOne('protobuf_multipart')).number);
    assert.deepEqual(
      [topic?.decoder, topic?.why, body?.decoder, shown(body?.value)],
      ['hex', 'rule 2 of zmq.decoders', 'protobuf', report],
    );
    const [, chosen] = await decoded(engine, (await formats.sendOne('protobuf_multipart')).number, { decoders: { 1: 'cbor' } });
    assert.deepEqual([chosen?.decoder, chosen?.chosenBy], ['cbor', 'person']);
  });

  test('by socket, by topic and by frame; the first rule that fits wins, and topics are left alone unless meant', async (t) => {
    const { socket, peer } = await pair(t, engine, { type: 'sub', name: 'prices', subscribe: [bytesOf('')] }, 'xpub', 'engine');
    await peer.received();
    await use(
      { socket: 'other', decoder: 'hex' },
      { topic: 'eur', frame: 3, decoder: 'base64' },
      { topic: 'eur', decoder: 'text' },
      { socket: 'prices', frame: 2, decoder: 'numbers' },
    );
    for (const frames of [
      ['eur/chf', '{"a": 1}', 'WzFd'],
      ['usd', '1 2'],
      ['usd', '{}', '{}'],
    ])
      peer.send(frames);
    const rows = await engine.waitForMessages(socket.id, 3);
    const chosen = await Promise.all(
      rows.map(async ({ number }) => (await decoded(engine, number)).map(({ decoder, why }) => `${decoder}: ${why}`)),
    );
    assert.deepEqual(chosen, [
      ['text: every byte is UTF-8', 'text: rule 3 of zmq.decoders', 'base64: rule 2 of zmq.decoders'],
      ['text: every byte is UTF-8', 'numbers: rule 4 of zmq.decoders'],
      ['text: every byte is UTF-8', 'numbers: rule 4 of zmq.decoders', 'json: all of it is JSON'],
    ]);
  });

  test('rows that were shown before are read anew', async () => {
    await use();
    const { number } = await formats.sendOne('cbor');
    const preview = async () => (await engine.rows({ socket: formats.socket.id })).find((row) => row.number === number);
    assert.equal((await preview())?.decoder, 'cbor');
    await use({ decoder: 'hex' });
    assert.deepEqual([(await preview())?.decoder, (await preview())?.preview.slice(0, 8)], ['hex', '0xa6616e']);
    await use();
    assert.equal((await preview())?.decoder, 'cbor');
  });

  test('rules that cannot be followed are told one by one, and at the frame; the others hold', async () => {
    const problems = await use(
      { decoder: 'jsonn' },
      { topic: 5, decoder: 'json' },
      'json',
      { frame: 0, decoder: 'json' },
      { decoder: 'json', protoFile: proto },
      { decoder: 'protobuf', messageType: 'demo.Report' },
      { decoder: 'protobuf', protoFile: 'weather.proto', messageType: 'demo.Report' },
      { socket: 'nobody', decoder: 'hex' },
    );
    assert.equal(problems.at(-1), undefined);
    assert.match(problems[0] ?? '', /There is no decoder .?jsonn.?; there are text, numbers, json, .*\.$/);
    for (const problem of problems.slice(0, -1)) assert.match(problem ?? '', /\.$/);
    const frame = await decodedFrame(engine, (await formats.sendOne('send_json')).number);
    assert.deepEqual([frame.decoder, frame.chosenBy], ['json', 'content']);
    assert.match(frame.ruleProblem ?? '', /^Rule 1 of zmq\.decoders: There is no decoder/);
    await refusal(
      connection.sendRequest(configure, { decoders: Array.from({ length: 1001 }, () => ({ decoder: 'hex' })) }),
      'invalidParams',
    );
  });

  test('a schema that is missing, broken or without the message: file and line, and the view without a schema', async () => {
    const broken = formats.file('broken.proto');
    await writeFile(broken, 'syntax = "proto3";\nmessage Report {\n  string station = ;\n}\n');
    const rule = (protoFile: string, messageType = 'demo.Report') => ({ socket: 'stations', decoder: 'protobuf', protoFile, messageType });
    for (const [wrong, line, says] of [
      [rule(formats.file('missing.proto')), undefined, /missing\.proto/],
      [rule(broken), 3, /broken\.proto/],
      [rule(proto, 'demo.Nothing'), undefined, /demo\.Nothing/],
      [rule(formats.folder), undefined, /formats-/],
    ] as const) {
      const [problem] = await use(wrong);
      assert.match(problem ?? '', /[.)]$/);
      const { rules } = await connection.sendRequest(decoderStatus, {});
      assert.deepEqual([rules[0]?.problem?.file, rules[0]?.problem?.line], [wrong.protoFile, line]);
      const frame = await decodedFrame(engine, (await formats.sendOne('protobuf')).number);
      assert.deepEqual([frame.decoder, shown(frame.value)], ['protobuf', wire]);
      assert.match(frame.ruleProblem ?? '', says);
      if (line !== undefined) assert.match(frame.ruleProblem ?? '', new RegExp(`line ${line}|:${line}`));
    }
  });

  test('a schema that was mended is read when the rules are set again', async () => {
    const mended = formats.file('mended.proto');
    const rule = { decoder: 'protobuf', protoFile: mended, messageType: 'demo.Report' };
    await writeFile(mended, 'message {');
    const [problem] = await use(rule);
    assert.ok(problem);
    await writeFile(mended, weatherProto.replace('station', 'place'));
    assert.deepEqual(await use(rule), [undefined]);
    const { number } = await formats.sendOne('protobuf');
    assert.match(shown((await decodedFrame(engine, number)).value), /^demo\.Report\{place: "Oslo"/);
    await writeFile(mended, weatherProto);
    assert.deepEqual(await use(rule), [undefined]);
    assert.equal(shown((await decodedFrame(engine, number)).value), report);
    assert.ok((await engine.rows({ filter: 'json:.station="Oslo"', socket: formats.socket.id })).some((row) => row.number === number));
  });

  test('messages to choose from, of a schema that no rule names', async () => {
    const { messageTypes, problem } = await connection.sendRequest(readSchema, { protoFile: proto });
    assert.deepEqual([messageTypes.filter((type) => !type.includes('Entry')), problem], [['demo.Report', 'demo.Report.Wind'], undefined]);
    const broken = await connection.sendRequest(readSchema, { protoFile: formats.file('none.proto') });
    assert.deepEqual(broken.messageTypes, []);
    assert.deepEqual(broken.problem, { message: 'There is no such file.', file: formats.file('none.proto') });
  });
});
