import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { encode } from '@msgpack/msgpack';
import { encode as encodeCbor } from 'cborg';
import { chooseDecoder } from '../../../../src/core/codecs/choose';
import { decodeContent } from '../../../../src/core/codecs/decode';
import type { MessageContext } from '../../../../src/core/codecs/messageContext';
import { picker, pickerOfAll } from '../../../../src/core/codecs/pick';
import { Schemas } from '../../../../src/core/codecs/protobuf/schemas';
import { compactText } from '../../../../src/core/codecs/values/compactText';
import { maxNodes } from '../../../../src/core/codecs/values/limits';
import { nodeAt, parsePath, parsePathPattern } from '../../../../src/core/codecs/values/path';
import type { ValueNode } from '../../../../src/protocol/decoding';
import { produced } from '../../../support/produced';
import { countOf } from '../../../support/values';

const hex = (digits: string) => Uint8Array.from(Buffer.from(digits, 'hex'));
const read = (bytes: Uint8Array) => decodeContent(bytes, bytes.length, chooseDecoder(bytes, bytes.length).decoder);
const environment = { rules: [], schemas: new Schemas(() => assert.fail('No file is read here.')) };
const message = (bytes: Uint8Array): MessageContext => ({
  socketName: 'a',
  socketType: 'pull',
  direction: 'in',
  frames: [{ size: bytes.length, bytes }],
});
/** What `json:` finds, the decoder chosen by the bytes. */
function at(bytes: Uint8Array, path: string): unknown {
  const picked = picker(parsePath(path), undefined, environment)(message(bytes), 0);
  return picked?.number ?? picked?.text;
}

function plain({ kind, text, entries = [] }: ValueNode): unknown {
  switch (kind) {
    case 'array':
      return entries.map(({ value }) => plain(value));
    case 'map':
    case 'object':
      return Object.fromEntries(entries.map(({ key, value }) => [key, plain(value)]));
    case 'integer':
    case 'float':
      return Number(text);
    case 'boolean':
      return text === 'true';
    default:
      return kind === 'null' ? null : text;
  }
}

// Of the issue, as real programs wrote them.
const msgpackNumpy = '85c4026e64c3c40474797065a33c6638c4046b696e64c400c40573686170659101c40464617461c4080000000000000080';
const mixed = {
  'protocol 2':
    '80027d71002858010000006e7101636e756d70792e636f72652e6d756c746961727261790a5f7265636f6e7374727563740a7102636e756d70790a6e6461727261790a71034b00857104635f636f646563730a656e636f64650a7105580100000062710658060000006c6174696e31710786710852710987710a52710b284b014b0285710c636e756d70790a64747970650a710d58020000006638710e898887710f527110284b0358010000003c71114e4e4e4affffffff4affffffff4b00747112628968055811000000000000000000c3b83f000000000000044071136807867114527115747116625801000000647117636461746574696d650a6461746574696d650a71186805580c00000007c3a801020304050002c2a67119680786711a52711b636461746574696d650a74696d657a6f6e650a711c636461746574696d650a74696d6564656c74610a711d4b004b004b0087711e52711f857120527121867122527123580200000064637124637368617065730a500a7125298171267d71272858010000007871284b0158010000007971294740000000000000007562580100000065712a635f5f6275696c74696e5f5f0a676574617474720a712b637368617065730a436f6c0a712c5803000000524544712d86712e52712f58020000006e747130637368617065730a50740a71314b014b028671328171335803000000646563713463646563696d616c0a446563696d616c0a71355803000000312e357136857137527138580100000075713963757569640a555549440a713a2981713b7d713c5803000000696e74713d4b077362580100000073713e635f5f6275696c74696e5f5f0a7365740a713f5d7140284b014b026585714152714258020000006f64714363636f6c6c656374696f6e730a4f726465726564446963740a71442952714558010000006171464b017358020000006464714763636f6c6c656374696f6e730a64656661756c74646963740a7148635f5f6275696c74696e5f5f0a6c6973740a714985714a52714b58010000006b714c5d714d4b01617358020000006471714e63636f6c6c656374696f6e730a64657175650a714f29527150284b014b0265580200000074647151681d4b004b054b008771525271535801000000637154635f5f6275696c74696e5f5f0a636f6d706c65780a7155473ff000000000000047400000000000000086715652715758020000006e707158636e756d70792e636f72652e6d756c746961727261790a7363616c61720a71596810680558080000000000000000000440715a680786715b52715c86715d52715e58020000006261715f635f5f6275696c74696e5f5f0a6279746561727261790a716068055802000000787971616807867162527163857164527165580300000062696771668a09000000000000000040752e',
  'protocol 5':
    '800595c2020000000000007d94288c016e948c126e756d70792e636f72652e6e756d65726963948c0b5f66726f6d62756666657294939428961000000000000000000000000000f83f0000000000000440948c056e756d7079948c0564747970659493948c02663894898887945294284b038c013c944e4e4e4affffffff4affffffff4b007494624b0285948c014394749452948c0164948c086461746574696d65948c086461746574696d65949394430a07e801020304050002a69468138c0874696d657a6f6e6594939468138c0974696d6564656c74619493944b004b004b008794529485945294869452948c026463948c06736861706573948c01509493942981947d94288c0178944b018c01799447400000000000000075628c0165948c086275696c74696e73948c076765746174747294939468228c03436f6c9493948c0352454494869452948c026e749468228c0250749493944b014b02869481948c03646563948c07646563696d616c948c07446563696d616c9493948c03312e3594859452948c0175948c0475756964948c04555549449493942981947d948c03696e74944b0773628c0173948f94284b014b02908c026f64948c0b636f6c6c656374696f6e73948c0b4f726465726564446963749493942952948c0161944b01738c0264649468488c0b64656661756c74646963749493948c086275696c74696e73948c046c697374949394859452948c016b945d944b0161738c0264719468488c056465717565949394295294284b014b02658c02746494681a4b004b054b00879452948c01639468508c07636f6d706c6578949394473ff0000000000000474000000000000000869452948c026e70948c156e756d70792e636f72652e6d756c74696172726179948c067363616c6172949394680b4308000000000000044094869452948c026261949602000000000000007879948c03626967948a09000000000000000040752e',
};
const protocol5 =
  '800595a6000000000000007d94288c046c6f7373948c156e756d70792e636f72652e6d756c74696172726179948c067363616c61729493948c056e756d7079948c0564747970659493948c02663894898887945294284b038c013c944e4e4e4affffffff4affffffff4b007494624308000000000000d03f94869452948c0473746570944b03752e';

describe('arrays of NumPy in pickle and MessagePack', () => {
  const all = produced('producePackedArrays.py');

  test('are arrays of their values, in every protocol and with keys of text or bytes', () => {
    assert.ok(all.size > 200);
    for (const [name, { frames, says }] of all) {
      if (says.value === undefined) continue;
      const { value, problem } = read(frames[0] as Uint8Array);
      assert.equal(problem, undefined, name);
      const found = value && nodeAt(value, says.key === undefined ? ['a'] : ['a', 'data']);
      assert.ok(found, name);
      assert.deepEqual(plain(found), says.value, name);
      assert.equal(nodeAt(value, ['after'])?.text, '1', name);
    }
  });

  test('a single value is compared as such', () => {
    for (const [name, { frames, says }] of all) if (/: one /.test(name)) assert.equal(at(frames[0] as Uint8Array, '.a'), says.value, name);
    assert.equal(at(hex(protocol5), '.loss'), 0.25);
    assert.equal(at(hex(protocol5), '.step'), 3);
  });

  test('of msgpack-numpy the keys are texts, whatever they were', () => {
    const bytes = hex(msgpackNumpy);
    assert.equal(compactText(read(bytes), 200), '{"nd":true,"type":"<f8","kind":0x,"shape":[1],"data":[-0.0]}');
    assert.deepEqual([at(bytes, '.type'), at(bytes, '.shape[0]'), at(bytes, '."nd"'), at(bytes, '.data[0]')], ['<f8', 1, 'true', -0]);
    assert.equal(nodeAt(read(bytes).value as ValueNode, ['data'])?.type, 'float64 [1]');
    // Other keys of bytes are found by their text, and shown as the bytes they are.
    const other = hex('82c4016b01c402ff0002');
    assert.equal(compactText(decodeContent(other, other.length, 'msgpack'), 100), '{0x6b:1,0xff00:2}');
    assert.equal(nodeAt(decodeContent(other, other.length, 'msgpack').value as ValueNode, ['k'])?.text, '1');
  });

  for (const [name, digits] of Object.entries(mixed))
    test(`a pickle of many things, ${name}: arrays, times and decimals by their value, classes by name`, () => {
      const bytes = hex(digits);
      const found = ['.n[0]', '.d', '.np', '.dc.x', '.dec', '.od.a', '.u'].map((path) => at(bytes, path));
      assert.deepEqual(found, [1.5, '2024-01-02T03:04:05.000678+00:00', 2.5, 1, 1.5, 1, '00000000-0000-0000-0000-000000000007']);
      assert.match(compactText(read(bytes), 400), /^\{"n":\[1\.5,2\.5\],"d":datetime\.datetime\("2024-.*"dc":shapes\.P\(x=1,y=2\.0\)/);
    });

  test('places within an array lead to its values, by all its names and without', () => {
    const raw = new Uint8Array([0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0]);
    const found = (img: Record<string, unknown>, path: string) => at(encode({ img, after: 1 }).slice(), path);
    for (const img of [
      { nd: true, type: '<u2', kind: '', shape: [2, 3], data: raw },
      { dtype: 'uint16', shape: [2, 3], buffer: raw },
    ]) {
      const content = 'data' in img ? 'data' : 'buffer';
      assert.deepEqual([found(img, '.img[1][2]'), found(img, `.img.${content}[1][2]`)], [5, 5]);
      assert.deepEqual([found(img, '.img.shape[1]'), found(img, '.img[2]'), found(img, '.after')], [3, undefined, 1]);
      const all = pickerOfAll(parsePathPattern('.img[*][0]'), undefined, environment)(message(encode({ img, after: 1 }).slice()), 0);
      assert.deepEqual(
        all.values.map(({ number }) => number),
        [0, 3],
      );
    }
    const inCbor = encodeCbor({ img: { dtype: 'uint16', shape: [2, 3], buffer: raw } });
    assert.equal(at(inCbor, '.img[1][2]'), 5);
  });

  test('the order of values and of their bytes is as it is told', () => {
    const raw = new Uint8Array([0, 0, 3, 0, 1, 0, 4, 0, 2, 0, 5, 0]);
    for (const told of [{ fortran_order: true }, { order: 'F' }, { strides: [2, 4] }])
      assert.equal(at(encode({ img: { dtype: '<u2', shape: [2, 3], data: raw, ...told } }).slice(), '.img[1][0]'), 3);
    const big = encode({ img: { dtype: 'uint16', shape: [2], data: new Uint8Array([0, 1, 0, 2]), byteorder: 'big' } }).slice();
    assert.equal(at(big, '.img[1]'), 2);
  });

  test('a large array is shown in part, and what stands beside it is there', () => {
    const { value, notes } = read(all.get('large')?.frames[0] as Uint8Array);
    assert.ok(value && countOf(value) <= maxNodes);
    assert.equal(nodeAt(value, ['after'])?.text, '1');
    const array = nodeAt(value, ['a']);
    assert.deepEqual([array?.type, array?.whole, array?.entries?.length], ['float64 [100, 1000]', 100, 10]);
    assert.match(notes?.join() ?? '', /Of an array of 100,000 values the first 9,\d{3} are shown\.$/);
  });

  test('what does not fit stays as it is', () => {
    for (const digits of [
      // A size that the shape does not have, a dtype that is none, and bytes of two kinds.
      msgpackNumpy.replace('9101c4', '9102c4'),
      msgpackNumpy.replace('a33c6638', 'a33c7838'),
      '84a56474797065a57569 6e7438a5736861706591 02a164c4020102a165c4020102'.replace(/ /g, ''),
    ]) {
      const bytes = hex(digits);
      const { value } = decodeContent(bytes, bytes.length, 'msgpack');
      assert.equal(value?.type, undefined);
      assert.ok(value?.entries?.some(({ value: { kind } }) => kind === 'bytes'));
    }
  });
});
