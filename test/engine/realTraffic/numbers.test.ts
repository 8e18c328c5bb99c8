import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { recordText } from '../../../src/protocol/decoding';
import { configure } from '../../../src/protocol/engine';
import { closeSeries, openSeries, seriesPoints, seriesValues, type SeriesSpec } from '../../../src/protocol/plot';
import { bytesOf, EngineClient } from '../../support/engineClient';
import { decoded } from '../../support/formats';
import { anyPort } from '../../support/pairing';
import { Peer } from '../../support/peer';
import { suiteScope } from '../../support/suiteScope';

const hex = (digits: string) => Uint8Array.from(Buffer.from(digits, 'hex'));
const digits = (text: string) => Buffer.from(text).toString('hex');
const json = (value: unknown) => digits(JSON.stringify(value));
/** As real programs sent them, by topic. */
const sent: Record<string, string[]> = {
  dectris: [
    'a4647479706565696d616765697365726965735f69640568696d6167655f6964006464617461a16b7468726573686f6c645f31d82882820203d8454c01000200030004000500ffff',
  ],
  stamps: ['a2627430c074323032342d30312d30325430333a30343a30355a627431c1fb41d954fc40200000'],
  'msgpack-numpy': ['85c4026e64c3c40474797065a33c6638c4046b696e64c400c40573686170659101c40464617461c4080000000000000080'],
  npy: [
    '934e554d5059010076007b276465736372273a20273c6932272c2027666f727472616e5f6f72646572273a2046616c73652c20277368617065273a2028322c2033292c207d202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020200a000001000200030004000500',
  ],
  dimage: [
    '7b226874797065223a202264696d6167655f642d312e30222c20227368617065223a205b322c20335d2c202274797065223a202275696e743136222c2022656e636f64696e67223a20223c222c202273697a65223a2031327d',
    '000001000200030004000500',
  ],
  descr: [
    '7b226474797065223a205b5b2261222c20223c6934225d2c205b2262222c20223c6638225d5d2c20227368617065223a205b315d7d',
    '010000000000000000000440',
  ],
  world: [
    '86a5746f706963a56672616d65a5776964746804a668656967687402a5696e64657807a974696d657374616d70cb405edd2f1a9fbe77a6666f726d6174a3626772',
    '000102030405060708090a0b0c0d0e0f1011121314151617',
  ],
  gnuradio: [
    '5ff00164000000000000000100000000000000640000000000000002000772785f74696d65070b0000000000000005043fd0000000000000060000803f0000803f0000003f000000bf',
  ],
  fortran: [json({ dtype: 'uint16', shape: [2, 3], fortran_order: true }), '000003000100040002000500'],
  ros: [json({ height: 2, width: 3, encoding: 'mono16', is_bigendian: 1, step: 8 }), '000000010002ffff000300040005ffff'],
  zlib: [json({ meta: { dtype: '<u2', shape: [2, 3] } }), deflateSync(hex('000001000200030004000500')).toString('hex')],
  frames: [digits('uint16'), digits('2,3'), '000001000200030004000500'],
  bsread: [
    json({ htype: 'bsr_m-1.1', pulse_id: 1, hash: 'x', dh_compression: 'none' }),
    json({ htype: 'bsr_d-1.1', channels: [{ name: 'a' }, { name: 'b', type: 'int32', shape: [2], encoding: 'big' }] }),
    '0000000000000c40',
    '00000000000000010000000000000002',
    '0000000700000008',
    '00000000000000010000000000000002',
  ],
  image: ['81a3696d6785c4026e64c3c40474797065a33c7532c4046b696e64c400c4057368617065920203c40464617461c40c000001000200030004000500'],
  struct: ['026666ae41333375429bff'],
  counter: ['000004d2'],
  pickle: [
    '800595c2020000000000007d94288c016e948c126e756d70792e636f72652e6e756d65726963948c0b5f66726f6d62756666657294939428961000000000000000000000000000f83f0000000000000440948c056e756d7079948c0564747970659493948c02663894898887945294284b038c013c944e4e4e4affffffff4affffffff4b007494624b0285948c014394749452948c0164948c086461746574696d65948c086461746574696d65949394430a07e801020304050002a69468138c0874696d657a6f6e6594939468138c0974696d6564656c74619493944b004b004b008794529485945294869452948c026463948c06736861706573948c01509493942981947d94288c0178944b018c01799447400000000000000075628c0165948c086275696c74696e73948c076765746174747294939468228c03436f6c9493948c0352454494869452948c026e749468228c0250749493944b014b02869481948c03646563948c07646563696d616c948c07446563696d616c9493948c03312e3594859452948c0175948c0475756964948c04555549449493942981947d948c03696e74944b0773628c0173948f94284b014b02908c026f64948c0b636f6c6c656374696f6e73948c0b4f726465726564446963749493942952948c0161944b01738c0264649468488c0b64656661756c74646963749493948c086275696c74696e73948c046c697374949394859452948c016b945d944b0161738c0264719468488c056465717565949394295294284b014b02658c02746494681a4b004b054b00879452948c01639468508c07636f6d706c6578949394473ff0000000000000474000000000000000869452948c026e70948c156e756d70792e636f72652e6d756c74696172726179948c067363616c6172949394680b4308000000000000044094869452948c026261949602000000000000007879948c03626967948a09000000000000000040752e',
  ],
};

describe('numbers from raw bytes', () => {
  const scope = suiteScope();
  const engine = EngineClient.start(scope);
  const { connection } = engine;
  let socket = '';

  before(async () => {
    await connection.sendRequest(configure, {
      decoders: [
        { topic: 'gnuradio', decoder: 'numbers', layout: 'complex64[]', offset: -16 },
        { topic: 'struct', decoder: 'numbers', layout: 'B f f B B' },
        { topic: 'counter', decoder: 'numbers', layout: 'n:>i4' },
        { topic: 'imu', decoder: 'numbers', layout: '<If' },
      ],
    });
    const published = await Peer.zmq(scope, 'xpub', ['--bind', anyPort]);
    socket = (await engine.open({ type: 'sub', name: 'field', connect: [published.endpoint], subscribe: [bytesOf('')] })).id;
    await published.received();
    for (const [topic, frames] of Object.entries(sent)) published.send([topic, ...frames.map(hex)]);
    for (let n = 0; n < 20; n++) {
      const imu = new Uint8Array(8);
      new DataView(imu.buffer).setUint32(0, n, true);
      new DataView(imu.buffer).setFloat32(4, n * 0.5, true);
      published.send(['imu', imu]);
      // {'loss': np.float64(…), 'step': …}, as pickle writes it.
      const loss = hex(
        '80057d94288c046c6f7373948c156e756d70792e636f72652e6d756c74696172726179948c067363616c61729493948c056e756d7079948c0564747970659493948c02663894898887945294284b038c013c944e4e4e4affffffff4affffffff4b007494624308000000000000000094869452948c0473746570944b00752e',
      );
      const at = loss.length - 24;
      new DataView(loss.buffer).setFloat64(at, 1 / (n + 1), true);
      loss[loss.length - 3] = n;
      published.send(['train', loss]);
    }
    await engine.waitForMessages(socket, Object.keys(sent).length + 40);
  });

  const found = async (filter: string) => [
    ...new Set((await engine.rows({ filter: `(${filter}) dir:in`, socket })).map(({ topic }) => topic)),
  ];

  const queries: [filter: string, finds: string[]][] = [
    ['json:.data.threshold_1[1][0]=4', ['dectris']],
    ['json:.t1>1', ['stamps']],
    ['json:.shape[0]=1', ['descr', 'msgpack-numpy']],
    ['json:."nd"=true', ['msgpack-numpy']],
    ['json:[1][2]=5', ['npy', 'dimage', 'fortran', 'ros', 'zlib', 'frames']],
    ['json:[1][0]=3 json:[0][1]=1', ['npy', 'dimage', 'fortran', 'ros', 'zlib', 'frames']],
    ['json:.img[1][2]=5 json:.img.data[1][2]=5 json:.img[*][0]=3', ['image']],
    ['json:[0]=3.5', ['bsread']],
    ['topic:bsread json:[1]=8', ['bsread']],
    ['json:[0].a=1', ['descr']],
    ['json:[0].b=2.5', ['descr']],
    ['json:[1][3][2]=23', ['world']],
    ['json:[0].re=1', ['gnuradio']],
    ['json:[1].im<0', ['gnuradio']],
    ['json:[1]>21.7 json:[1]<21.9', ['struct']],
    ['json:.n=1234', ['counter']],
    ['json:.n[0]=1.5 json:.np=2.5 json:.dec=1.5', ['pickle']],
    ['json:.loss=0.25', ['train']],
    ['json:.loss<0.06', ['train']],
    ['topic:imu json:[0]=7 json:[1]=3.5', ['imu']],
    ['decoder:numpy', ['npy', 'dimage', 'descr', 'world', 'fortran', 'ros', 'zlib', 'frames', 'bsread']],
    ['decoder:numbers', ['struct', 'counter', 'gnuradio', 'imu']],
  ];
  for (const [filter, finds] of queries)
    test(`${filter} finds ${finds.join(', ')}`, async () => assert.deepEqual((await found(filter)).sort(), [...finds].sort()));

  test('rows show the numbers', async () => {
    const previews = new Map((await engine.messages(socket)).map(({ topic, preview }) => [topic, preview]));
    assert.equal(previews.get('struct'), '[2,21.8,61.3,155,255]');
    assert.equal(previews.get('counter'), '{"n":1234}');
    assert.equal(previews.get('imu'), '[19,9.5]');
    assert.match(previews.get('gnuradio') ?? '', /\[complex\(re=1\.0,im=1\.0\),complex\(re=0\.5,im=-0\.5\)\]$/);
    assert.match(previews.get('npy') ?? '', /int16 array 2 × 3: 0, 1, 2, 3, 4, 5/);
    assert.match(previews.get('dectris') ?? '', /"threshold_1":\[\[1,2,3\],\[4,5,65535\]\]/);
  });

  const plots: [SeriesSpec, (n: number) => number][] = [
    [{ socket: '', topic: bytesOf('imu'), frame: 1, path: '[1]' }, (n) => n * 0.5],
    [{ socket: '', topic: bytesOf('imu'), frame: 1, path: '#2' }, (n) => n * 0.5],
    [{ socket: '', topic: bytesOf('train'), frame: 1, path: '.loss' }, (n) => 1 / (n + 1)],
    [{ socket: '', topic: bytesOf('imu'), frame: 1, path: '.seq', decoder: { decoder: 'numbers', layout: 'seq:u4 temp:f4' } }, (n) => n],
  ];
  for (const [spec, value] of plots)
    test(`a plot draws ${spec.path} of ${new TextDecoder().decode(spec.topic)}`, async () => {
      const { series } = await connection.sendRequest(openSeries, { ...spec, socket });
      await engine.waitFor('all', async () => {
        const { status } = await connection.sendRequest(seriesPoints, { series, pixels: 1 });
        return status.unscanned === 0 && status.count === 20;
      });
      const { values } = await connection.sendRequest(seriesValues, { series, from: 0, count: 20 });
      assert.deepEqual(
        values.map(Number),
        Array.from({ length: 20 }, (_, n) => value(n)),
      );
      await connection.sendRequest(closeSeries, { series });
    });
});

describe('short frames beside others of their topic', () => {
  const scope = suiteScope();
  const engine = EngineClient.start(scope);
  const { connection } = engine;
  let socket = '';
  const messages: [topic: string, ...frames: string[]][] = [
    // Floats of a sensor: the third one is UTF-8 by chance.
    ['sensor', '6e310f42'],
    ['sensor', 'cdcc4441'],
    ['sensor', '3aceba42'],
    ['command', Buffer.from('STOP').toString('hex')],
    ['command', Buffer.from('GO').toString('hex')],
    ['command', Buffer.from('21,5').toString('hex')],
    ['packed', '84a161a162a163a164a165a166a167a168'],
    ['packed', '93010203'],
    ['packed', '82a4746573740aa17801'],
    ['packed', '83a16101a16202a16303'],
    ['single', 'cb40091eb851eb851f'],
    ['rawtx', '01000000ffffffff', '32313000'],
    ['rawtx', '01000000ffffffff', '33313000'],
    ['rawtx', '01000000ffffffff', 'ff313000'],
  ];

  before(async () => {
    const published = await Peer.zmq(scope, 'xpub', ['--bind', anyPort]);
    socket = (await engine.open({ type: 'sub', name: 'field', connect: [published.endpoint], subscribe: [bytesOf('')] })).id;
    await published.received();
    for (const [topic, ...frames] of messages) published.send([topic, ...frames.map(hex)]);
    await engine.waitForMessages(socket, messages.length);
  });

  test('rows of one topic are in one form, and stay so', async () => {
    for (let time = 0; time < 2; time++) {
      const rows = await engine.messages(socket);
      const of = (wanted: string) => rows.filter(({ topic }) => topic === wanted).map(({ preview }) => preview);
      assert.deepEqual(of('sensor'), ['0x6e310f42', '0xcdcc4441', '0x3aceba42']);
      assert.deepEqual(of('command'), ['STOP', 'GO', '21,5']);
      assert.equal(of('packed')[1], '[1,2,3]');
      assert.deepEqual(of('single'), ['3.14']);
      assert.deepEqual(
        of('rawtx').map((preview) => preview.split(' │ ')[1]),
        ['0x32313000', '0x33313000', '0xff313000'],
      );
    }
  });

  test('filters, details and documents agree with them', async () => {
    const found = async (filter: string) => (await engine.rows({ filter: `(${filter}) dir:in`, socket })).map(({ preview }) => preview);
    assert.deepEqual(await found('json:[0]=1'), ['[1,2,3]']);
    assert.deepEqual(await found('json:.>3'), ['3.14']);
    assert.deepEqual(await found('topic:packed json:[2]=3 json:[0]<2'), ['[1,2,3]']);
    assert.equal((await found('topic:sensor decoder:hex')).length, 3);
    assert.equal((await found('topic:command decoder:hex')).length, 0);
    const rows = await engine.messages(socket);
    const byChance = rows.find(({ preview }) => preview === '0x3aceba42');
    const [, frame] = await decoded(engine, byChance?.number ?? 0);
    assert.equal(frame?.decoder, 'hex');
    assert.equal(
      frame.why,
      'it reads as text by chance: other messages of the topic are binary; could be float32 93.40279 (numbers, layout <f4)',
    );
    assert.match((await connection.sendRequest(recordText, { number: byChance?.number ?? 0 })).text, /3a ce ba 42/);
  });

  test('a number that comes before the others is shown as they are once they have come', async () => {
    const published = await Peer.zmq(scope, 'push', ['--bind', anyPort]);
    const { id } = await engine.open({ type: 'pull', name: 'later', connect: [published.endpoint] });
    published.send([hex('3aceba42')]);
    await engine.waitForMessages(id, 1);
    const previews = async () => (await engine.messages(id)).map(({ preview }) => preview);
    assert.deepEqual(await previews(), [':κB']);
    for (let n = 0; n < 6; n++) published.send([hex(`cdcc44${(0x40 + n).toString(16)}`)]);
    await engine.waitForMessages(id, 7);
    assert.equal((await previews())[0], '0x3aceba42');
  });
});
