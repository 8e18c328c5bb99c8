import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isTopicElement, TopicBranches, type TopicElement, type TopicEntry } from '../../../../src/host/views/topicBranches';
import type { TopicList, TopicListParams, TopicNode } from '../../../../src/protocol/topics';

const bytes = (text: string) => new TextEncoder().encode(text);

/** An engine's topics without an engine: a hundred thousand below `a.`, and what the test changes. */
function topics(count = 100_000) {
  const node = (path: string, children: number, messages: number): TopicNode => ({
    path: bytes(path),
    label: path.split('.').at(-1) || path.slice(0, -1),
    isTopic: children === 0,
    children,
    topics: Math.max(1, children),
    messages,
    bytes: messages,
    perSecond: 0,
    last: { time: 0, number: 1, preview: '' },
  });
  const state = { count, messages: 1, asked: [] as TopicListParams[] };
  const list = async (params: TopicListParams): Promise<TopicList> => {
    state.asked.push(params);
    const total = params.parent ? state.count : 2;
    const at = (i: number) =>
      params.parent ? node(`a.${i}`, 0, state.messages) : i === 0 ? node('a.', state.count, state.count) : node('a', 0, state.messages);
    const size = Math.max(0, Math.min(params.count, total - params.from));
    return { nodes: Array.from({ length: size }, (_, i) => at(params.from + i)), total, beyondLimit: 3, uncounted: 0 };
  };
  return { state, list, branches: new TopicBranches(list) };
}

const entry = (element: TopicElement | undefined): TopicEntry => (element?.kind === 'topic' ? element : assert.fail('no topic'));

describe('the part of the topics that the tree shows', () => {
  it('has the sockets without topics behind them, the same elements as long as they are listed', async () => {
    let messages = 200;
    const branches = new TopicBranches(() =>
      Promise.resolve({
        nodes: [],
        total: 0,
        changing:
          messages < 400 ? [{ socket: 's1', socketName: 'camera', messages, bytes: 1, last: { time: 0, number: 1, preview: '' } }] : [],
        beyondLimit: 0,
        uncounted: 0,
      }),
    );
    const [camera] = await branches.children(undefined, 'label');
    assert.ok(camera?.kind === 'changing' && isTopicElement(camera));
    messages = 300;
    await branches.refresh('label');
    const [again] = await branches.children(undefined, 'label');
    assert.equal(again, camera);
    assert.equal(again?.kind === 'changing' && again.frames.messages, 300);
    messages = 400;
    await branches.refresh('label');
    assert.deepEqual(await branches.children(undefined, 'label'), []);
  });

  it('is a page of what was opened, however many there are, and one page more when asked', async () => {
    const { state, branches } = topics();
    const [a, leaf] = await branches.children(undefined, 'label');
    assert.notEqual(a?.id, leaf?.id, 'a topic and the part before its separator are two');
    assert.equal(state.asked.length, 1, 'nothing below was asked for');
    const children = await branches.children(entry(a), 'label');
    assert.equal(children.length, 501);
    const more = children.at(-1);
    assert.ok(more?.kind === 'moreTopics' && isTopicElement(more));
    assert.deepEqual([more.shown, more.total], [500, 100_000]);
    branches.showMore(more.parent);
    await branches.refresh('label');
    assert.equal((await branches.children(entry(a), 'label')).length, 1001);
    assert.ok(state.asked.every(({ count }) => count <= 500));
    assert.deepEqual(branches.missing.beyondLimit, 3);
  });

  it('is not asked for again while the log stands still, but for what is wanted besides, also while answers are on their way', async () => {
    const { state, list } = topics(1200);
    let onTheWay: () => void = () => undefined;
    const branches = new TopicBranches(async (params) => {
      onTheWay();
      return list(params);
    });
    const [a] = await branches.children(undefined, 'label');
    await branches.children(entry(a), 'label');
    const asked = async (refresh: () => Promise<void>) => {
      const before = state.asked.length;
      await refresh();
      return state.asked.length - before;
    };
    assert.equal(await asked(() => branches.refresh('label', 7)), 2);
    assert.equal(await asked(() => branches.refresh('label', 7)), 0);
    assert.equal(await asked(() => branches.refresh('label', 8)), 2);
    // A person wants more after the last question of a refresh was sent.
    let questions = 0;
    onTheWay = () => ++questions === 2 && branches.showMore(entry(a));
    assert.equal(await asked(() => branches.refresh('label', 9)), 2);
    assert.equal((await branches.children(entry(a), 'label')).length, 501);
    await branches.refresh('label', 9);
    assert.equal((await branches.children(entry(a), 'label')).length, 1001);
    onTheWay = () => {
      throw new Error('The engine is gone.');
    };
    await assert.rejects(branches.refresh('label', 10));
    onTheWay = () => undefined;
    assert.equal(await asked(() => branches.refresh('label', 10)), 3);
  });

  it('is asked for anew as far as it is on the screen, and keeps its elements', async () => {
    const { state, branches } = topics(3);
    const [a] = await branches.children(undefined, 'label');
    const before = await branches.children(entry(a), 'messages');
    state.messages = 7;
    await branches.refresh('messages');
    assert.equal(state.asked.at(-1)?.sort, 'messages');
    const after = await branches.children(entry(a), 'messages');
    assert.ok(after.every((element, i) => element === before[i]));
    assert.equal(entry(after[0]).topic.messages, 7);

    branches.setExpanded(entry(a), false);
    const asked = state.asked.length;
    await branches.refresh('label');
    assert.equal(state.asked.length, asked + 1, 'what is collapsed is not asked for');
    assert.deepEqual(
      branches.open().map(({ parent }) => parent?.id),
      [undefined],
    );
    branches.setExpanded(entry(a), true);
    state.count = 2;
    await branches.refresh('label');
    assert.deepEqual(
      branches.open().map(({ elements }) => elements.length),
      [2, 2],
    );

    branches.clear();
    assert.deepEqual(
      branches.open().map(({ elements }) => elements),
      [[]],
    );
  });

  it('lists what moved between two pages once', async () => {
    const node = (i: number): TopicNode => ({
      path: bytes(`t${i}`),
      label: `t${i}`,
      isTopic: true,
      children: 0,
      topics: 1,
      messages: 1,
      bytes: 1,
      perSecond: 0,
      last: { time: 0, number: 1, preview: '' },
    });
    const branches = new TopicBranches(async ({ from, count }) => ({
      nodes: Array.from({ length: Math.min(count, 900 - from) }, (_, i) => node(from === 0 ? i : from + i - 1)),
      total: 900,
      beyondLimit: 0,
      uncounted: 0,
    }));
    branches.showMore(undefined);
    const ids = (await branches.children(undefined, 'last')).map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });
});
