import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { carriesTopics, engineSource, Sources } from '../../../../src/core/capture/sources';
import { EVENT, IN, OUT } from '../../../../src/core/capture/segment';

describe('sources', () => {
  test('the engine is one of them, with a number that never changes', () => {
    const sources = new Sources();
    assert.equal(sources.of(engineSource).kind, 'engine');
    sources.cleared();
    assert.equal(sources.of(engineSource).id, 'engine');
  });

  test('one that comes again while its records are kept has the number it had, and what is new of it', () => {
    const sources = new Sources();
    const first = sources.open({ id: 'a', name: 'first', kind: 'socket', types: ['req'] });
    first.counters.kept = 3;
    sources.release(first);
    const again = sources.open({ id: 'a', name: 'second', kind: 'socket', types: ['pull'], endpoint: 'tcp://127.0.0.1:1' });
    assert.equal(again.number, first.number);
    assert.deepEqual([again.name, again.type, again.endpoint, again.exchanges], ['second', 'pull', 'tcp://127.0.0.1:1', undefined]);
  });

  test('what is a part of one bears its name, also once it is over', () => {
    const sources = new Sources();
    const socket = sources.open({ id: 'a', name: 'first', kind: 'socket' });
    const [gone, here] = [1, 2].map((number) =>
      sources.open({ id: `a/${number}`, name: 'first', kind: 'peer', partOf: { id: 'a', number } }),
    );
    const other = sources.open({ id: 'b', name: 'first', kind: 'socket' });
    if (gone) gone.counters.kept = 1;
    if (gone) sources.release(gone);
    const namesOf = () => [socket, gone, here, other].map((source) => source?.name);
    sources.endTopics((name) => (name === 'first' ? undefined : []));
    sources.rename('a', 'second');
    assert.deepEqual(namesOf(), ['second', 'second', 'second', 'first']);
    assert.deepEqual([gone?.topicEnds, other.topicEnds], [[], undefined]);
    sources.open({ id: 'a', name: 'third', kind: 'socket' });
    assert.deepEqual(namesOf(), ['third', 'third', 'third', 'first']);
    sources.rename('none', 'fourth');
  });

  test('a number is given again once its source is gone and its last record too', () => {
    const sources = new Sources();
    const a = sources.open({ id: 'a', name: 'a', kind: 'connection', types: ['dealer', 'router'] });
    const { number } = a;
    a.counters.kept = 2;
    sources.release(a);
    assert.equal(sources.byIdentifier('a'), a, 'its records are kept');
    sources.evicted(number, 1);
    assert.equal(sources.of(number), a);
    sources.evicted(number, 1);
    assert.equal(sources.byIdentifier('a'), undefined);
    const b = sources.open({ id: 'b', name: 'b', kind: 'channel' });
    assert.equal(b.number, number);
    assert.equal(b.counters.evicted, 0, 'it begins with counters of its own');
  });

  test('a number stays as long as somebody looks at its records alone', () => {
    const sources = new Sources();
    const a = sources.open({ id: 'a', name: 'a', kind: 'socket', types: ['sub'] });
    sources.hold(a);
    sources.release(a);
    sources.cleared();
    assert.equal(sources.open({ id: 'b', name: 'b', kind: 'socket', types: ['sub'] }).number, a.number + 1);
    sources.release(a);
    assert.equal(sources.open({ id: 'c', name: 'c', kind: 'socket', types: ['sub'] }).number, a.number);
  });

  test('a million of them over a day leave a table as small as what is kept', () => {
    const sources = new Sources();
    const kept: number[] = [];
    let highest = 0;
    for (let i = 0; i < 1_000_000; i++) {
      const source = sources.open({ id: `c${i}`, name: `connection ${i}`, kind: 'connection' });
      highest = Math.max(highest, source.number);
      source.counters.kept = 1;
      sources.release(source);
      kept.push(source.number);
      if (kept.length > 1000) sources.evicted(kept.shift() as number, 1);
    }
    assert.equal(sources.size, 1001);
    assert.ok(highest <= 1002, `highest number ${highest}`);
  });

  test('tell which of their records begin with a topic', () => {
    assert.deepEqual(
      (['pub', 'xpub', 'sub', 'xsub', 'pull', undefined] as const).map((type) =>
        ([IN, OUT, EVENT] as const).map((way) => carriesTopics(type, way)),
      ),
      [
        [false, true, false],
        [false, true, false],
        [true, false, false],
        [true, false, false],
        [false, false, false],
        [false, false, false],
      ],
    );
  });
});
