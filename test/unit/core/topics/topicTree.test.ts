import assert from 'node:assert/strict';
import { deflateSync, gzipSync } from 'node:zlib';
import { encode } from '@msgpack/msgpack';
import { encode as encodeCbor } from 'cborg';
import { describe, it } from 'node:test';
import { topicLength } from '../../../../src/core/socket/topicLength';
import { TopicOrder, orderKey } from '../../../../src/core/topics/topicOrder';
import { TopicTree, root, type NodeId } from '../../../../src/core/topics/topicTree';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const separators = [...'./:'].map((character) => character.charCodeAt(0));

function add(tree: TopicTree, topic: string, size = 1, time = 0, record = 0): void {
  const bytes = encoder.encode(`<${topic}>`);
  tree.add(bytes, 1, bytes.length - 1, size, time, record);
}
const node = (tree: TopicTree, path: string): NodeId => {
  const found = tree.node(encoder.encode(path));
  assert.notEqual(found, undefined, path);
  return found as NodeId;
};
const childrenOf = (tree: TopicTree, parent: NodeId) => [...tree.newestChildren(parent, tree.childCount(parent))];
const labels = (tree: TopicTree, parent: NodeId) =>
  childrenOf(tree, parent)
    .map((id) => decoder.decode(tree.partOf(id)))
    .sort();
/** What steps come to, and how many there are. */
function stepped<T>(work: Generator<void, T>): { result: T; steps: number } {
  for (let steps = 1; ; steps++) {
    const { done, value } = work.next();
    if (done) return { result: value, steps };
  }
}
function regrouped(tree: TopicTree, by: Iterable<number>): TopicTree {
  const other = new TopicTree(by);
  stepped(other.absorb(tree));
  return other;
}

describe('tree of topics', () => {
  it('parts topics at each separator, and sums up', () => {
    const tree = new TopicTree(separators);
    add(tree, 'weather.oslo', 10, 1, 1);
    add(tree, 'weather.berlin', 20, 2, 2);
    add(tree, 'weather.berlin', 30, 3, 3);
    add(tree, 'cars/a:1', 5, 4, 4);
    assert.deepEqual(labels(tree, root), ['cars/', 'weather.']);
    assert.deepEqual(labels(tree, node(tree, 'weather.')), ['berlin', 'oslo']);
    const { isTopic, topics, messages, bytes, lastTime, lastRecord } = tree.totalsOf(node(tree, 'weather.'));
    assert.deepEqual(
      { isTopic, topics, messages, bytes, lastTime, lastRecord },
      { isTopic: false, topics: 2, messages: 3, bytes: 60, lastTime: 3, lastRecord: 3 },
    );
    assert.equal(tree.totalsOf(node(tree, 'cars/a:1')).isTopic, true);
    assert.equal(tree.totalsOf(root).messages, 4);
  });

  it('a topic may have others below it, and end with a separator', () => {
    const tree = new TopicTree(separators);
    for (const topic of ['a.b', 'a.', 'a', 'a.', '']) add(tree, topic);
    assert.deepEqual(labels(tree, root), ['', 'a', 'a.'], 'the empty topic is one too');
    assert.deepEqual([tree.totalsOf(node(tree, 'a.')).isTopic, tree.totalsOf(node(tree, 'a.')).messages], [true, 3]);
    assert.equal(tree.totalsOf(node(tree, 'a.')).topics, 2);
    assert.equal(tree.totalsOf(root).messages, 5);
  });

  it('other separators part the same counts anew', () => {
    const tree = new TopicTree(separators);
    for (const [index, topic] of ['a.b/c', 'a.b/c', 'a.b', 'a.', '', 'x'].entries()) add(tree, topic, 10, index, index + 1);
    const other = regrouped(tree, ['/'.charCodeAt(0)]);
    assert.deepEqual(labels(other, root), ['', 'a.', 'a.b', 'a.b/', 'x']);
    const { messages, bytes, lastTime, lastRecord } = other.totalsOf(node(other, 'a.b/'));
    assert.deepEqual({ messages, bytes, lastTime, lastRecord }, { messages: 2, bytes: 20, lastTime: 1, lastRecord: 2 });
    assert.deepEqual(regrouped(other, separators).totalsOf(node(tree, 'a.')), tree.totalsOf(node(tree, 'a.')));
    other.tick(1);
    assert.equal(other.totalsOf(root).perSecond, 0);
    assert.equal(other.totalsOf(root).messages, 6);
    assert.equal(other.totalsOf(root).lastRecord, 6);
  });

  it('rates are what came between two ticks', () => {
    const tree = new TopicTree(separators);
    add(tree, 'a.b');
    tree.tick(1);
    for (let i = 0; i < 30; i++) add(tree, 'a.b');
    tree.tick(2);
    assert.equal(tree.totalsOf(node(tree, 'a.')).perSecond, 15);
  });

  it('100,000 topics keep their counts; beyond 200,000 messages are counted only', () => {
    const tree = new TopicTree(separators);
    for (let round = 0; round < 2; round++) for (let i = 0; i < 100_000; i++) add(tree, `sensor/${i}`);
    assert.equal(tree.childCount(node(tree, 'sensor/')), 100_000);
    for (let i = 0; i < 100_000; i += 997) assert.equal(tree.totalsOf(node(tree, `sensor/${i}`)).messages, 2);
    for (let i = 0; i < 150_000; i++) add(tree, `more/${i}`);
    assert.equal(tree.totalsOf(root).topics, 200_000);
    assert.equal(tree.beyondLimit, 50_000);
    add(tree, 'sensor/5');
    assert.equal(tree.totalsOf(node(tree, 'sensor/5')).messages, 3, 'known topics go on');
  });

  it('finds topics by their beginning, the most frequent first', () => {
    const tree = new TopicTree(separators);
    for (const topic of ['ab', 'abc', 'abc', 'b']) add(tree, topic);
    assert.deepEqual(
      stepped(tree.topicsWith(encoder.encode('ab'), 5)).result.map((topic) => decoder.decode(topic)),
      ['abc', 'ab'],
    );
  });

  it('what is counted while a tree is parted anew is added to what was counted before', () => {
    const tree = new TopicTree(separators);
    for (let i = 0; i < 1000; i++) add(tree, `a.b/${i}`, 1, 1, i);
    const other = new TopicTree(['/'.charCodeAt(0)]);
    const work = other.absorb(tree);
    work.next();
    add(other, 'a.b/7', 1, 2, 5000);
    stepped(work);
    const { messages, lastRecord, lastTime } = other.totalsOf(node(other, 'a.b/7'));
    assert.deepEqual([messages, lastRecord, lastTime, other.totalsOf(root).messages], [2, 5000, 2, 1001]);
  });

  it('hostile topics: deep, long, binary', () => {
    const tree = new TopicTree(separators);
    add(tree, '.'.repeat(1000));
    add(tree, 'x'.repeat(5000));
    tree.add(Uint8Array.of(0, 255, 46, 128), 0, 4, 1, 0, 0);
    assert.equal(tree.beyondLimit, 1);
    let depth = 0;
    for (let id = childrenOf(tree, root)[0]; id !== undefined; id = childrenOf(tree, id)[0]) depth++;
    assert.ok(depth <= 16);
    assert.equal(tree.totalsOf(root).messages, 2);
  });
});

describe('order of topics', () => {
  const ordered = (labels: string[]) => [...labels].sort((a, b) => (orderKey(a) < orderKey(b) ? -1 : 1));

  it('is that of a dictionary, numbers by their value', () => {
    const labels = [
      'b',
      'a10',
      'a9',
      'A9',
      'a9b',
      '_x',
      '-x',
      ' x',
      'a.b',
      'a/b',
      'ab',
      'B1',
      'b01',
      'b2',
      'z',
      '10',
      '9',
      '1,5',
      'a',
      'A',
      '',
    ];
    const collator = new Intl.Collator('en', { numeric: true });
    assert.deepEqual(ordered(labels), [...labels].sort(collator.compare));
    assert.deepEqual(ordered(['zebra', 'Ärger', 'Arzt', 'ärgern', 'élan', 'Ypsilon', 'ягода', 'Арбуз']), [
      'Ärger',
      'ärgern',
      'Arzt',
      'élan',
      'Ypsilon',
      'zebra',
      'Арбуз',
      'ягода',
    ]);
  });

  it('costs each topic a key of bounded length, whatever it is made of', () => {
    for (const label of ['\u0f73'.repeat(333), '\u0301'.repeat(1024), '7'.repeat(1024), 'İ'.repeat(500), '\ud800'.repeat(300)])
      assert.ok(orderKey(label).length < label.length + 500, `${orderKey(label).length} characters`);
    assert.deepEqual(ordered([`${'x'.repeat(200)}10`, `${'x'.repeat(200)}9`]), [`${'x'.repeat(200)}10`, `${'x'.repeat(200)}9`]);
    assert.deepEqual(ordered([`${'7'.repeat(100)}1`, `${'7'.repeat(100)}0`, '8']), ['8', `${'7'.repeat(100)}0`, `${'7'.repeat(100)}1`]);
  });

  it('is made in steps, and new topics are put into what is ordered already', () => {
    const tree = new TopicTree(separators);
    for (let i = 0; i < 20_000; i++) add(tree, `topic${(i * 7919) % 20_000}`);
    const order = new TopicOrder(tree);
    const named = (ids: NodeId[]) => ids.map((id) => decoder.decode(tree.partOf(id)));
    const all = Array.from({ length: 20_000 }, (_, i) => `topic${i}`);
    const { result, steps } = stepped(order.byLabel(root));
    assert.deepEqual(named(result), all);
    // Not in one go, and each step is some hundred comparisons.
    assert.ok(steps > 200, `${steps} steps`);
    for (const topic of ['topic5x', 'aaa', 'zzz']) add(tree, topic);
    const again = stepped(order.byLabel(root));
    assert.deepEqual(named(again.result), ['aaa', ...all.slice(0, 6), 'topic5x', ...all.slice(6), 'zzz']);
    assert.ok(again.steps < 50, `${again.steps} steps for three new topics`);
    add(tree, 'topic77');
    const largest = stepped(order.byValue(root, 'messages'));
    assert.equal(named(largest.result)[0], 'topic77');
    assert.equal(largest.result.length, 20_003);
    assert.ok(largest.steps > 200, `${largest.steps} steps`);
  });
});

describe('topic of a message', () => {
  const of = (text: string, frames = 1) => topicLength(encoder.encode(text), 0, encoder.encode(text).length, frames);
  it('is the first of several frames, or the first of several words', () => {
    assert.equal(of('weather', 2), 7);
    assert.equal(of('', 2), 0);
    assert.equal(of('10001 42 60'), 5);
    assert.equal(of('alone'), -1);
    assert.equal(of('{"a": 1}'), -1);
    assert.equal(of('["a", 1]'), -1);
    assert.equal(of(' leading'), -1);
    assert.equal(of('\x00\x01 x'), -1);
    assert.equal(of(`${'x'.repeat(200)} y`), -1);
  });
  it('is no JSON object or array, in a first of several frames either, wherever the frame is cut', () => {
    const headers = [
      '{"seq": 17, "shape": [2, 3]}',
      '{}',
      '[]',
      '{ }',
      '[1, 2]',
      '[-1.5e3, 2]',
      '[true]',
      '[null, "a"]',
      '[[1], [2]]',
      '[{"a": 1}]',
      "{'seq': 17}",
      '\n {\t"seq": 17}\0\0',
      '\ufeff{"seq": 17}',
      '  []',
    ];
    for (const header of headers) assert.equal(of(header, 2), -1, header);
    const names = [
      '[sensor]',
      '{room}',
      '[::1]:80',
      '[1.2.3.4]:80',
      '[2001:db8::1]:80',
      '[truely]',
      '[-]',
      '{',
      '[',
      ' ',
      '  a',
      '{17}',
      'a{"b": 1}',
    ];
    for (const name of names) assert.equal(of(name, 2), encoder.encode(name).length, name);
    const long = `{"seq": 17, "text": "${'x'.repeat(1000)}"}`;
    for (const length of [2, 10, 63, 64, 65, 500]) assert.equal(of(long.slice(0, length), 2), -1);
  });
  it('is text of a plausible kind: values of other formats have none, whatever blanks are in them', () => {
    const ofBytes = (bytes: Uint8Array) => topicLength(bytes, 0, bytes.length, 1);
    assert.equal(of('Köln/außen 21.5'), encoder.encode('Köln/außen').length);
    assert.equal(of('a 1'), 1);
    assert.equal(of('温度 21.5'), 6);
    assert.equal(ofBytes(Uint8Array.from([...encoder.encode('temp '), 0, 0, 0xac, 0x41])), 4, 'a word before binary values');
    for (const text of ['<a href="x">y</a>', "{'a': 1}", "'quoted text'", '(1, 2)', '"quoted text"']) assert.equal(of(text), -1, text);
    // What comes of values with texts in them, and of numbers that hold the byte of a blank.
    for (const value of [{ name: 'a text with blanks' }, ['two words', 'three words here'], { 'a b': [1.5, 32] }]) {
      assert.equal(ofBytes(encode(value)), -1, `MessagePack of ${JSON.stringify(value)}`);
      assert.equal(ofBytes(encodeCbor(value)), -1, `CBOR of ${JSON.stringify(value)}`);
      assert.equal(ofBytes(deflateSync(JSON.stringify(value))), -1);
      assert.equal(ofBytes(gzipSync(JSON.stringify(value))), -1);
    }
    for (const bytes of [
      [0x41, 0x20, 0x00, 0x01],
      [0x3f, 0x20, 0x80, 0x41],
      [0xc3, 0x20, 0x41],
      [0x41, 0xff, 0x20, 0x41],
    ])
      assert.equal(ofBytes(Uint8Array.from(bytes)), -1, bytes.join());
  });
  it('ends where a content begins, whatever stands between', () => {
    for (const between of [
      '',
      '-',
      '@',
      '#',
      '.',
      '/',
      '->',
      ' -> ',
      ':',
      ': ',
      ',',
      ';',
      '|',
      '=',
      '\t',
      '\n',
      '\r\n',
      '\x1f',
      '\x1e',
      '\0',
    ])
      assert.equal(of(`weather${between}{"temp":1}`), 7, JSON.stringify(between));
    for (const between of [':', ': ', ',', '|', ' ', '\t', '\0', '\x1f']) {
      assert.equal(of(`weather${between}<r>1</r>`), 7, JSON.stringify(between));
      assert.equal(of(`weather${between}[1,2]`), 7, JSON.stringify(between));
    }
    assert.equal(of('weather\n[{"a":1}]'), 7);
    assert.equal(of('weather\r\n\r\n21.5'), 7);
    assert.equal(of('weather\x1f21.5'), 7);
    assert.equal(of('temp: 21.5'), 4, 'without the colon before a blank');
    assert.equal(of('room(1) 20'), 7);
    for (const word of ['import data', 'for you', 'if only', 'class A', 'int 5']) assert.equal(of(word), word.indexOf(' '), word);
    assert.equal(of('weather: {"a": 1}\nweather: {"a": 2}\n'), 7, 'lines of one topic');
    assert.equal(of('10 20 30 40 50 60 70 80'), 2, 'numbers');
    assert.equal(of('sensor[3]: 20'), 9);
    assert.equal(of('zh.温度-{"temp":1}'), encoder.encode('zh.温度').length);
  });
  it('ends where another format begins, and is no length of it', () => {
    const ofBytes = (...parts: (string | Uint8Array | number[])[]) => {
      const bytes = Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...encoder.encode(part)] : [...part])));
      return topicLength(bytes, 0, bytes.length, 1);
    };
    const contents = [
      encode({ temp: 21.5, n: 3 }),
      encodeCbor({ temp: 21.5, n: 3 }),
      gzipSync('{}'),
      [0x80, 4, 0x95, 0, 0, 0, 0, 0, 0, 0, 0],
    ];
    for (const content of contents) {
      for (const between of ['', '\n', ':', '#', '-', ' ', '|', '\0'])
        assert.equal(ofBytes('weather', between, content), 7, `${between}${content[0]}`);
      for (const between of [':', '|', ' ']) assert.equal(ofBytes('ev', between, content), between === ' ' ? -1 : 2, `ev${between}`);
    }
    const json = '{"temp": 21.5, "n": 3, "more": "text"}';
    for (const [name, header] of [
      ['u32 of the rest', [json.length, 0, 0, 0]],
      ['u32 of all', [json.length + 4, 0, 0, 0]],
      ['u16', [json.length, 0]],
      ['a kind', [0x41, 0]],
      ['a kind of four bytes', [0x41, 0, 0, 0]],
    ] as const)
      assert.equal(ofBytes([...header], json), -1, name);
    for (const text of [
      `${json.length}:${json}`,
      `${json.length}:${json},\n`,
      `${json.length}\n${json}`,
      `000${json.length}${json}`,
      `${json.length}\r\n${json}\r\n`,
    ])
      assert.equal(ofBytes(text), -1, text);
    assert.equal(ofBytes('imu\0\0\0\0\0', json), 3, 'of fixed width');
    assert.equal(ofBytes('10001:', json), 5);
    assert.equal(ofBytes('eyJ0ZW1wIjogMjEuNSwgIm4iOiAzfQ==\0'), -1);
    assert.equal(ofBytes('\ufeff<?xml version="1.0"?><r>1</r>'), -1);
  });
  it('is no header: a map, a pickle, XML, a line that tells of an array', () => {
    const first = (bytes: Uint8Array | string) => {
      const frame = typeof bytes === 'string' ? encoder.encode(bytes) : bytes;
      return topicLength(frame, 0, frame.length, 2) === frame.length;
    };
    for (const header of [
      encode({ temp: 1 }),
      encodeCbor({ temp: 1 }),
      Uint8Array.of(0x80, 4, 0x95, 1),
      '<msg id="1"/>',
      '<?xml version="1.0"?>',
      'dtype=uint16 shape=2,3',
    ])
      assert.equal(first(header), false, String(header));
    for (const topic of [
      'weather',
      '<room>',
      'dtype',
      'shape.1',
      Uint8Array.of(0x82, 1, 2),
      Uint8Array.of(0x80, 0, 0),
      Uint8Array.of(1, 2, 3),
    ])
      assert.equal(first(topic), true, String(topic));
  });
  it('is none of code, comments, magics, lengths and YAML', () => {
    for (const text of [
      '\ufeff{"temp": 1, "b": 2}',
      '\ufeff [1, 2]',
      'array([1, 2])',
      'OrderedDict([(1, 2)])',
      'callback({"temp": 1})',
      'callback({"temp":1})',
      'f({"temp":1}, 2)',
      'b\'{"temp": 1}\'',
      'b\'{"temp":1}\'',
      "u'some text'",
      '// a comment',
      '//{"temp":1}',
      '/* a comment */ {"temp": 1}',
      '# a comment',
      '- an item',
      '* an item',
      '--- {"temp": 1}',
      'temp: 21.5\nhum: 40\n',
      'temp: 21.5\nplace:\n  city: Oslo\n',
      'temp:\n  - 1\n',
      '#17hello a',
      '#2101234 67890\n',
      'BZh91AY&SY,\x01\x02\x03',
      'RIFF$\0\0\0WEBPVP8 ',
      '%PDF-1.4 x',
      '5:hello,',
      '7:{"a":1},',
      'Results\n21.5',
      'const x = {"a": 1};',
      'let a = [1,2,3];',
      'def f():\n    return {"a": 1}',
      'import os\nprint({"a": 1})',
      'function(x){"use strict"; return x}',
      'if (x) { return {"temp": 1}; }',
      'int main() { return 0; }',
      '#include <x.h>',
      'for i in range(3): pass',
      'key: {"a": 1}\nother: 5',
      '```json\n{"a": 1}\n```',
      '7b 22 74 65 6d 70 22 3a 32 31 7d',
    ])
      assert.equal(of(text), -1, text);
  });
});
