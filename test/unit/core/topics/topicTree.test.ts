import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { topicLength } from '../../../../src/core/socket/topicLength';
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
const labels = (tree: TopicTree, parent: NodeId) =>
  tree
    .childrenOf(parent)
    .map((id) => decoder.decode(tree.partOf(id)))
    .sort();

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
    const other = tree.regrouped(['/'.charCodeAt(0)]);
    assert.deepEqual(labels(other, root), ['', 'a.', 'a.b', 'a.b/', 'x']);
    const { messages, bytes, lastTime, lastRecord } = other.totalsOf(node(other, 'a.b/'));
    assert.deepEqual({ messages, bytes, lastTime, lastRecord }, { messages: 2, bytes: 20, lastTime: 1, lastRecord: 2 });
    assert.deepEqual(other.regrouped(separators).totalsOf(node(tree, 'a.')), tree.totalsOf(node(tree, 'a.')));
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
      tree.topicsWith(encoder.encode('ab'), 5).map((topic) => decoder.decode(topic)),
      ['abc', 'ab'],
    );
  });

  it('hostile topics: deep, long, binary', () => {
    const tree = new TopicTree(separators);
    add(tree, '.'.repeat(1000));
    add(tree, 'x'.repeat(5000));
    tree.add(Uint8Array.of(0, 255, 46, 128), 0, 4, 1, 0, 0);
    assert.equal(tree.beyondLimit, 1);
    let depth = 0;
    for (let id = tree.childrenOf(root)[0]; id !== undefined; id = tree.childrenOf(id)[0]) depth++;
    assert.ok(depth <= 16);
    assert.equal(tree.totalsOf(root).messages, 2);
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
});
