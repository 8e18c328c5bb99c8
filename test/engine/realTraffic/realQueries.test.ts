import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { encode } from '@msgpack/msgpack';
import { decodeRecord, recordText } from '../../../src/protocol/decoding';
import { closeView, openView, viewRows } from '../../../src/protocol/log';
import { bytesOf, EngineClient, refusal } from '../../support/engineClient';
import type { FrameInput } from '../../support/engineClient';
import { anyPort } from '../../support/pairing';
import { Peer } from '../../support/peer';
import { suiteScope } from '../../support/suiteScope';

/** Filters as people of other tools write them, on messages whose topics or first frames name them. */
describe('filters that people write', () => {
  const scope = suiteScope();
  const engine = EngineClient.start(scope);
  const { connection } = engine;
  let socket = '';

  before(async () => {
    const published = await Peer.zmq(scope, 'xpub', ['--bind', anyPort]);
    const { id } = await engine.open({ type: 'sub', name: 'field', connect: [published.endpoint], subscribe: [bytesOf('')] });
    socket = id;
    await published.received();
    for (const frames of [
      ['sensor/1/temp', '{"temp": 1, "list": [{"id": 3}, {"id": "x"}], "tags": ["red", "blue"]}'],
      ['sensor/2/hum', '{"temp": 3, "list": [], "map": {"a": 7, "b": 8}}'],
      ['sensor', 'HAI'],
      ['weather.oslo', 'HAI HAI2'],
      ['eddn', deflateSync('{"StarSystem": "Sol", "n": 5}')],
      ['packed', encode({ name: 'Andromeda', list: [1, 2] })],
      ['three', 'second', 'third'],
    ] as FrameInput[][])
      published.send(frames);
    await engine.waitForMessages(id, 7);
  });

  const found = async (filter: string) => (await engine.rows({ filter: `(${filter}) dir:in`, socket })).map(({ topic }) => topic);
  const all = ['sensor/1/temp', 'sensor/2/hum', 'sensor', 'weather.oslo', 'eddn', 'packed', 'three'];
  const but = (...left: string[]) => all.filter((topic) => !left.includes(topic));

  const cases: [id: string, filter: string, finds: string[]][] = [
    ['Q01', 'topic:*temp', ['sensor/1/temp']],
    ['Q01', 'topic:sensor/+/temp', ['sensor/1/temp']],
    ['Q01', 'topic:sensor/#', ['sensor/1/temp', 'sensor/2/hum', 'sensor']],
    ['Q01', 'topic:#', all],
    ['Q01', 'topic:+/+/hum', ['sensor/2/hum']],
    ['Q01', 'topic:weather.*lo', ['weather.oslo']],
    ['Q01', 'topic:*oslo', ['weather.oslo']],
    ['Q01', 'topic:weather.*', ['weather.oslo']],
    ['Q01', 'topic:sensor/?/temp', ['sensor/1/temp']],
    ['Q01', 'topic:/temp$/', ['sensor/1/temp']],
    ['Q01', 'topic:/OSLO/i', ['weather.oslo']],
    ['Q01', 'topic~temp', ['sensor/1/temp']],
    ['Q01', 'topic:~TEMP', ['sensor/1/temp']],
    ['Q01', 'topic ~ temp', ['sensor/1/temp']],
    ['Q01', 'topic contains temp', ['sensor/1/temp']],
    ['Q03', 'HAI && !HAI2', ['sensor']],
    ['Q03', '!(HAI || topic:sensor/#)', ['eddn', 'packed', 'three']],
    ['Q03', 'topic!:weather', but('weather.oslo')],
    ['Q03', 'topic!=weather', all],
    ['Q03', 'topic!=weather.oslo', but('weather.oslo')],
    ['Q03', '!topic:weather', but('weather.oslo')],
    ['Q03', 'topic!~sensor', but('sensor/1/temp', 'sensor/2/hum', 'sensor')],
    ['Q03', 'topic=sensor', ['sensor']],
    ['Q03', 'topic in (sensor, eddn)', ['sensor', 'eddn']],
    ['Q03', 'topic not in (sensor/#)', ['weather.oslo', 'eddn', 'packed', 'three']],
    ['Q03', 'json:.temp in (1,2)', ['sensor/1/temp']],
    ['Q03', 'json:.temp not in (1,2)', ['sensor/2/hum']],
    ['Q03', 'socket!=field', []],
    ['Q03', 'socket~IEL', all],
    ['Q03', 'socket:*eld', all],
    ['Q04', 'time>-5m', all],
    ['Q04', 'time<-5m', []],
    ['Q04', 'time>-1h30m', all],
    ['Q04', 'time>1700000000', all],
    ['Q04', 'time>1700000000000', all],
    ['Q04', 'time<1700000000000000', []],
    ['Q04', 'time>1700000000000000000', all],
    ['Q04', 'after 1700000000', all],
    ['Q04', 'before 2020-01-01', []],
    ['Q06', 'Sol', []],
    ['Q06', 'text:sol', ['eddn']],
    ['Q06', 'text:"StarSystem"', ['eddn']],
    ['Q06', 'text:/^zlib: .*Sol/', ['eddn']],
    ['Q06', 'text:andromeda', ['packed']],
    ['item 4', 'json:.list[*].id=3', ['sensor/1/temp']],
    ['item 4', 'json:.list.*.id', ['sensor/1/temp']],
    ['item 4', 'json:.list[*]>1', ['packed']],
    ['item 4', 'json:.list[*]!=1', ['sensor/1/temp']],
    ['item 4', 'json:.map.*=8', ['sensor/2/hum']],
    ['item 4', 'json:$.temp>1', ['sensor/2/hum']],
    ['item 4', 'json:temp>1', ['sensor/2/hum']],
    ['item 4', 'json:temp == 3', ['sensor/2/hum']],
    ['item 4', 'json:$["map"].a=7', ['sensor/2/hum']],
    ['item 4', 'json:$.list[*].id === 3', ['sensor/1/temp']],
    ['item 4', 'json:.tags~RED', ['sensor/1/temp']],
    ['item 4', 'json:.tags contains blue', ['sensor/1/temp']],
    ['item 4', 'decoder:zlib', ['eddn']],
    ['item 4', 'decoder:json', ['sensor/1/temp', 'sensor/2/hum', 'eddn']],
    ['item 4', 'topic eq sensor', ['sensor']],
    ['item 4', 'topic ne sensor', but('sensor')],
    ['item 4', "topic like 'sensor%temp'", ['sensor/1/temp']],
    ['item 4', 'topic startswith sensor/', ['sensor/1/temp', 'sensor/2/hum']],
    ['item 4', 'topic endswith lo', ['weather.oslo']],
    ['item 4', 'topic not contains e', []],
    ['item 4', 'topic =~ /temp$/', ['sensor/1/temp']],
    ['item 4', 'topic in ["eddn","three"]', ['eddn', 'three']],
    ['item 4', 'size between 3 and 9 topic:sensor', ['sensor']],
    ['item 4', 'json:.temp between 2 and 5', ['sensor/2/hum']],
    ['item 4', '1 < json:.temp < 4', ['sensor/2/hum']],
    ['item 4', '.temp>1', ['sensor/2/hum']],
    ['item 4', '.list[].id == 3', ['sensor/1/temp']],
    ['item 4', 'json:.tags[-1]=blue', ['sensor/1/temp']],
    ['item 4', 'json:.list[-1]=2', ['packed']],
    ['item 4', 'json:.tags in ["red"]', []],
    ['item 4', 'json:.tags[*] in ["red"]', ['sensor/1/temp']],
    ['item 4', 'json:.temp exists', ['sensor/1/temp', 'sensor/2/hum']],
    ['item 4', 'json:.name~/^and/i', ['packed']],
    ['item 4', 'json:.name like And%', ['packed']],
    ['item 4', 'json:.tags~/^r/', ['sensor/1/temp']],
    ['item 4', 'frame2 contains hai', ['sensor', 'weather.oslo']],
    ['item 4', 'frame2 in (HAI, second)', ['sensor', 'three']],
    ['item 4', 'text~andromeda', ['packed']],
    ['item 4', 'HAI & ! HAI2', ['sensor']],
    ['item 4', 'HAI2 | third', ['weather.oslo', 'three']],
    ['item 4', 'frame3:third', ['three']],
    ['item 4', 'frame2:third', []],
    ['item 4', 'frame2:/^SEC/i', ['three']],
    ['item 4', 'frame2:hex:7365', ['three']],
    ['item 4', 'frame2=HAI', ['sensor']],
    ['item 4', 'frame2!:HAI', but('sensor', 'weather.oslo')],
  ];
  for (const [id, filter, finds] of cases)
    test(`${id}: ${filter} finds ${finds.join(', ') || 'nothing'}`, async () => assert.deepEqual(await found(filter), finds));

  const refused: [id: string, filter: string, says: RegExp][] = [
    ['Q03', 'frame=2', /frames=2.*frame2:word/],
    ['Q03', 'len>3', /size>3/],
    ['Q03', 'length:3', /size>3/],
    ['Q03', 'level=error', /json:\.level=error.*quotes/],
    ['Q03', 'level:error', /json:\.level=error.*quotes/],
    ['Q03', 'payload:storm', /write storm/],
    ['Q03', 'ip.src == 1.2.3.4', /peer:1\.2\.3\.4/],
    ['Q03', 'data.temp>20', /json:\.temp>20/],
    ['Q03', 'json.temp>20', /json:\.temp>20/],
    ['Q03', 'temp > 20', /json:\.temp>20/],
    ['Q03', 'level = error', /json:\.level=error/],
    ['Q03', 'payload contains "storm"', /Write "storm"/],
    ['Q03', 'frame matches storm', /Write \/storm\//],
    ['Q03', 'from:worker', /peer:worker/],
    ['Q03', 'has:temp', /json:\.temp/],
    ['Q03', 'is:unanswered', /pair:unanswered/],
    ['Q03', '-"two words"', /not "two/],
    ['Q03', 'json:.temp in (1 2)', /in \(1, 2\)/],
    ['Q04', 'time>5m', /-5m/],
  ];
  for (const [id, filter, says] of refused)
    test(`${id}: ${filter} is refused, with what to write`, async () =>
      assert.match((await refusal(connection.sendRequest(openView, { filter }), 'invalidQuery')).message, says));

  test('what is a text stays one', async () => {
    for (const filter of ['a=b', '-word', 'dGVzdA==', 'x->y', 'vector<int>', 'key=1&b=2', 'after all', 'in (a b)', '!=', '!!', 'topic in'])
      await connection.sendRequest(closeView, { view: (await connection.sendRequest(openView, { filter })).view });
  });
});

describe('what lies beyond a limit', () => {
  const scope = suiteScope();
  const engine = EngineClient.start(scope);
  const { connection } = engine;
  let socket = '';

  before(async () => {
    const { id, endpoints } = await engine.open({ type: 'pull', name: 'large', bind: [anyPort] });
    socket = id;
    const peer = await Peer.zmq(scope, 'push', ['--connect', endpoints[0]?.resolved ?? '']);
    peer.send([encode({ img: new Uint8Array(1_300_000).fill(1), mid: 5 })]);
    peer.send([JSON.stringify({ blob: 'x'.repeat(1_300_000), end: 1 })]);
    peer.send(Array.from({ length: 150 }, (_, n) => (n === 140 ? '{"deep": 140}' : `frame ${n}`)));
    await engine.waitForMessages(id, 3);
  });

  const judged = async (filter: string) => {
    const { view } = await connection.sendRequest(openView, { filter: `${filter} dir:in`, socket });
    const status = async () => (await connection.sendRequest(viewRows, { view, from: 0, count: 0 })).status;
    await engine.waitFor('all seen', async () => (await status()).unscanned === 0);
    const { first, end, undecided = 0 } = await status();
    await connection.sendRequest(closeView, { view });
    return { found: end - first, undecided };
  };

  const cases: [id: string, filter: string, found: number, undecided: number][] = [
    ['L01', 'json:.mid=5 frames=1', 0, 2],
    ['L01', 'not json:.mid=5 frames=1', 0, 2],
    ['L02', 'json:.end=1 frames=1', 0, 2],
    ['L02', 'not json:.end=1 frames=1', 0, 2],
    ['L02', 'json:.blob~xxx frames=1', 1, 1],
    ['L04', 'json:.deep=140 frames=150', 0, 1],
    ['L04', 'not json:.deep=140 frames=150', 0, 1],
    ['L04', '/frame 149/ frames=150', 0, 1],
    ['L04', '/frame 14\\b/ frames=150', 1, 0],
    ['L04', '"frame 149" frames=150', 1, 0],
    ['L04', 'frame150:149', 1, 0],
    ['L04', 'frame150:/149/', 0, 1],
    ['L04', 'text:149 frames=150', 0, 1],
    ['L04', 'decoder:json frames=150', 0, 1],
  ];
  for (const [id, filter, count, undecided] of cases)
    test(`${id}: ${filter} finds ${count}, ${undecided} undecided`, async () =>
      assert.deepEqual(await judged(filter), { found: count, undecided }));

  test('L04: each frame is decoded, and a document says which it leaves out', async () => {
    const [row] = await engine.rows({ filter: 'frames=150 dir:in', socket });
    const number = row?.number ?? assert.fail();
    const { frames } = await connection.sendRequest(decodeRecord, { number, fromFrame: 110 });
    assert.deepEqual([frames.length, frames[0]?.frame, frames[30]?.decoder], [40, 110, 'json']);
    const { text, cut } = await connection.sendRequest(recordText, { number });
    assert.match(text, /150 frames/);
    assert.match(`${text}${cut ?? ''}`, /frame 149|50 frames/);
    assert.match((await connection.sendRequest(recordText, { number, frame: 140 })).text, /"deep": 140/);
  });
});
