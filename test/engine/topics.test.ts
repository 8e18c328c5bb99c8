import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { configure, ping } from '../../src/protocol/engine';
import { findTopics, listTopics, resetTopics } from '../../src/protocol/topics';
import type { TopicList, TopicListParams, TopicNode } from '../../src/protocol/topics';
import { bytesOf, EngineClient, latin, refusal } from '../support/engineClient';
import type { Scope } from '../support/engineClient';
import { anyPort, pair } from '../support/pairing';
import { Peer } from '../support/peer';
import { until } from '../support/processes';

const topicCount = 100_000;
const rounds = 2;

function list(engine: EngineClient, parent: string, more: Partial<TopicListParams> = {}): Promise<TopicList> {
  return engine.connection.sendRequest(listTopics, { parent: bytesOf(parent), from: 0, count: 500, ...more });
}

/** The answer once it is as wanted: counting goes on in the background. */
async function listed(
  engine: EngineClient,
  parent: string,
  holds: (found: TopicList) => boolean,
  more: Partial<TopicListParams> = {},
): Promise<TopicList> {
  let found: TopicList | undefined;
  await until(`topics below "${parent}"`, async () => holds((found = await list(engine, parent, more))), 20_000).catch((error: Error) => {
    throw new Error(
      `${error.message} They are: ${JSON.stringify(found?.nodes.slice(0, 5))}, ${found?.total} in all, ${found?.uncounted} not counted.`,
    );
  });
  assert.ok(found);
  return found;
}

const labels = ({ nodes }: TopicList) => nodes.map(({ label }) => label);

describe('100,000 topics', () => {
  const engine = EngineClient.start({ after });
  const peer = Peer.python({ after }, 'topics.py', [String(topicCount), String(rounds)]);
  let socket: string;

  test('all are counted while the log keeps the newest records only', async () => {
    await engine.connection.sendRequest(configure, { capture: { maxMegabytes: 1, maxMessages: 5000 } });
    await peer.next('ready');
    socket = (await engine.open({ type: 'sub', connect: [peer.endpoint], subscribe: [bytesOf('')] })).id;
    await peer.next('sent');
    await engine.waitForSocket('all', socket, ({ counters }) => counters.received === topicCount * rounds, 60_000);
    assert.ok((await engine.info(socket)).counters.kept <= 5000);
    const { nodes, total, beyondLimit } = await listed(engine, '', ({ uncounted }) => uncounted === 0);
    assert.deepEqual([nodes.length, total, beyondLimit], [100, 100, 0]);
    assert.deepEqual([sum(nodes, 'messages'), sum(nodes, 'topics')], [topicCount * rounds, topicCount]);
    assert.equal(
      sum(nodes, 'bytes'),
      Array.from({ length: topicCount }, (_, n) => `area${n % 100}.site${n % 1000}/${n}0`.length).reduce((a, b) => a + b) * rounds,
    );
  });

  test('each separator begins a level, and each node knows what lies below it', async () => {
    const area = (await list(engine, '')).nodes.find(({ label }) => label === 'area7.');
    assert.deepEqual(
      [area && latin(area.path), area?.children, area?.topics, area?.messages, area?.isTopic],
      ['area7.', 10, 1000, 2000, false],
    );
    const sites = await list(engine, 'area7.');
    assert.deepEqual(
      labels(sites),
      [7, 107, 207, 307, 407, 507, 607, 707, 807, 907].map((site) => `site${site}/`),
    );
    const { nodes, total } = await list(engine, 'area7.site107/');
    assert.deepEqual([total, nodes[0]?.label, nodes.at(-1)?.label], [100, '107', '99107']);
    assert.ok(nodes.every((node) => node.isTopic && node.topics === 1 && node.messages === rounds && node.children === 0));
    assert.equal(latin(nodes[0]?.path ?? new Uint8Array()), 'area7.site107/107');
  });

  test('what the log lists of a topic is what its path finds', async () => {
    peer.child.stdin.write('area7.site107/107\n');
    await engine.waitForSocket('one more', socket, ({ counters }) => counters.received === topicCount * rounds + 1);
    const { nodes } = await listed(engine, 'area7.site107/', ({ nodes }) => nodes[0]?.messages === rounds + 1);
    const [last] = await engine.rows({ filter: 'topic:=area7.site107/107 again' });
    assert.deepEqual([nodes[0]?.last.number, nodes[0]?.last.time, nodes[0]?.last.preview], [last?.number, last?.time, 'again']);
    const evicted = nodes.find(({ last: { number } }) => number < (last?.number ?? 0) - 6000);
    assert.equal(evicted?.last.preview, '');
  });

  test('a page of them, sorted by name, number of messages or last message', async () => {
    assert.deepEqual(labels(await list(engine, '', { from: 9, count: 3 })), ['area9.', 'area10.', 'area11.']);
    assert.deepEqual(labels(await list(engine, '', { from: 99, count: 3 })), ['area99.']);
    assert.deepEqual(labels(await list(engine, '', { from: 100, count: 3 })), []);
    peer.child.stdin.write('area64.new\n');
    await listed(engine, '', ({ nodes }) => nodes.length === 1 && nodes[0]?.label === 'area64.', { sort: 'last', count: 1 });
    for (let i = 0; i < 3; i++) peer.child.stdin.write('area31.site31/31\n');
    await listed(engine, '', ({ nodes }) => nodes[0]?.label === 'area31.' && nodes[0].messages === 2003, { sort: 'messages', count: 1 });
    await listed(engine, 'area31.site31/', ({ nodes }) => nodes[0]?.label === '31' && nodes[0].messages === rounds + 3, {
      sort: 'messages',
      count: 1,
    });
    assert.deepEqual(await list(engine, 'nowhere.').then(({ nodes, total }) => [nodes, total]), [[], 0]);
    await refusal(list(engine, '', { count: 501 }), 'invalidParams');
  });

  test('they are found by how they begin, the most frequent first', async () => {
    const { topics } = await engine.connection.sendRequest(findTopics, { prefix: 'area31.', count: 50 });
    assert.deepEqual([topics.length, topics[0]], [50, 'area31.site31/31']);
    assert.deepEqual((await engine.connection.sendRequest(findTopics, { prefix: 'area31.site31/31', count: 1 })).topics, [
      'area31.site31/31',
    ]);
    assert.deepEqual((await engine.connection.sendRequest(findTopics, { prefix: 'Area', count: 5 })).topics, []);
  });

  test('counting begins anew', async () => {
    await engine.connection.sendRequest(resetTopics, {});
    assert.deepEqual((await list(engine, '')).nodes, []);
    peer.child.stdin.write('area5.first\n');
    const { nodes } = await listed(engine, '', ({ nodes }) => nodes.length > 0);
    assert.deepEqual(
      nodes.map(({ label, messages, topics }) => [label, messages, topics]),
      [['area5.', 1, 1]],
    );
  });
});

describe('topics', () => {
  const engine = EngineClient.start({ after });

  async function publish(scope: Scope, messages: (string | Uint8Array)[][]): Promise<Peer> {
    await engine.connection.sendRequest(resetTopics, {});
    const { socket, peer } = await pair(scope, engine, { type: 'sub', subscribe: [bytesOf('')] }, 'xpub', 'peer');
    await peer.received();
    for (const frames of messages) peer.send(frames);
    await engine.waitForMessages(socket.id, messages.length);
    return peer;
  }

  test('a tree by the separators that were asked for', async (t) => {
    await publish(t, [
      ['a.b/c', '1'],
      ['a.b/c', '2'],
      ['a.', '3'],
      ['a', '4'],
      ['', '5'],
      [Uint8Array.of(0xff, 0x2e, 0), '6'],
      ['line\nbreak', '7'],
    ]);
    await listed(engine, '', ({ nodes }) => nodes.length === 5);
    const { nodes } = await list(engine, '');
    assert.deepEqual(
      new Set(nodes.map(({ label, messages, isTopic }) => `${label} ${messages} ${isTopic}`)),
      new Set(['a. 3 true', 'a 1 true', '(empty) 1 true', '0xff2e 1 false', 'line\\nbreak 1 true']),
    );
    assert.deepEqual(labels(await list(engine, 'a.')), ['b/']);
    await engine.connection.sendRequest(configure, { topics: { separators: ['/'] } });
    const flat = await listed(engine, '', ({ nodes }) => nodes.some(({ label }) => label === 'a.b/'));
    assert.deepEqual(
      flat.nodes.filter(({ label }) => label.startsWith('a')).map(({ label, children }) => [label, children]),
      [
        ['a', 0],
        ['a.', 0],
        ['a.b/', 1],
      ],
    );
    await engine.connection.sendRequest(configure, { topics: { separators: ['.', '/', ':'] } });
    for (const separators of [['--'], ['é'], Array.from('123456789')])
      await refusal(engine.connection.sendRequest(configure, { topics: { separators } }), 'invalidParams');
  });

  test('of a single frame the first word is the topic; what has none is not counted, nor are the messages of other types', async (t) => {
    await publish(t, [['10001 42 60'], ['10001 43 61'], ['{"temp": 20}'], ['word'], [Uint8Array.of(0, 1, 2, 0x20)], ['']]);
    const { socket, peer } = await pair(t, engine, { type: 'pull' }, 'push', 'engine');
    peer.send(['no.topic', 'body']);
    await engine.waitForMessages(socket.id, 1);
    const { nodes } = await listed(engine, '', ({ uncounted, nodes }) => uncounted === 0 && nodes[0]?.messages === 2);
    assert.deepEqual(
      nodes.map(({ label, isTopic }) => [label, isTopic]),
      [['10001', true]],
    );
  });

  test('what PUB and XPUB send counts, and subscriptions do not', async (t) => {
    await engine.connection.sendRequest(resetTopics, {});
    const { socket } = await pair(t, engine, { type: 'xpub' }, 'sub', 'engine', { peer: ['--subscribe', 'sent.'] });
    await engine.waitForSocket('the subscription', socket.id, (info) => info.peerSubscriptions?.length === 1);
    await engine.sendNow(socket.id, ['sent.one', 'x']);
    const { nodes } = await listed(engine, '', ({ nodes }) => nodes.length > 0);
    assert.deepEqual(
      nodes.map(({ label, messages }) => [label, messages]),
      [['sent.', 1]],
    );
  });

  test('a topic too long for the tree is counted beyond it', async (t) => {
    await publish(t, [
      ['x'.repeat(1025), ''],
      ['x'.repeat(1024), ''],
      [Array.from({ length: 400 }, () => 'd').join('.'), ''],
    ]);
    const { beyondLimit, nodes } = await listed(engine, '', ({ uncounted, nodes }) => uncounted === 0 && nodes.length === 2);
    assert.equal(beyondLimit, 1);
    assert.deepEqual(new Set(nodes.map(({ label }) => label.length)), new Set([1024, 2]));
  });

  test('topics of marks that combine keep nobody waiting, and stand in order', async (t) => {
    const odd = Array.from({ length: 1000 }, (_, i) => `${'\u0f73'.repeat(333)}${i}`);
    await publish(
      t,
      odd.map((topic) => [topic, 'x']),
    );
    await engine.connection.sendRequest(configure, { topics: { separators: ['/'] } });
    await engine.connection.sendRequest(configure, { topics: { separators: ['.', '/', ':'] } });
    const answered: string[] = [];
    const asked = list(engine, '').then((answer) => {
      answered.push('list');
      return answer;
    });
    await engine.connection.sendRequest(ping, {}).then(() => answered.push('ping'));
    await asked;
    assert.deepEqual(answered, ['ping', 'list']);
    const { nodes } = await listed(engine, '', ({ total, uncounted }) => total === 1000 && uncounted === 0);
    assert.deepEqual(labels({ nodes } as TopicList), [...odd].sort().slice(0, 500));
  });

  test('a rate for each node while messages come, 0 afterwards', async (t) => {
    await engine.connection.sendRequest(resetTopics, {});
    const { id, endpoints } = await engine.open({ type: 'sub', bind: [anyPort], subscribe: [bytesOf('')] });
    const flood = Peer.c(t, 'flood.c', ['pub', 'connect', endpoints[0]?.resolved ?? '', '--topic', 'rate.it', '--rate', '1000']);
    const { nodes } = await listed(engine, '', ({ nodes }) => (nodes[0]?.perSecond ?? 0) > 0);
    assert.equal(nodes[0]?.label, 'rate.');
    assert.equal((await list(engine, 'rate.')).nodes[0]?.label, 'it');
    await flood.stop();
    await listed(engine, '', ({ nodes }) => nodes[0]?.perSecond === 0);
    await engine.close(id);
  });
});

function sum(nodes: readonly TopicNode[], what: 'messages' | 'topics' | 'bytes'): number {
  return nodes.reduce((total, node) => total + node[what], 0);
}
