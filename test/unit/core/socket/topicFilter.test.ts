import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { TopicFilter } from '../../../../src/core/socket/topicFilter';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (topic: Uint8Array) => Buffer.from(topic).toString('latin1');

describe('the topics of a SUB', () => {
  test('are counted, and over with the end of the last one', () => {
    const filter = new TopicFilter();
    for (const topic of ['news', 'news', 'new', 'ne', 'sport', '']) filter.add(bytes(topic));
    assert.deepEqual(
      Array.from(filter.topics(), ({ topic, times }) => [text(topic), times]),
      [['news', 2], ...['new', 'ne', 'sport', ''].map((topic) => [topic, 1])],
    );
    assert.deepEqual(
      ['news', 'news', 'news', 'n', 'newspaper', ''].map((topic) => filter.remove(bytes(topic))),
      [false, true, false, false, false, true],
    );
    assert.deepEqual(
      Array.from(filter.topics(), ({ topic }) => text(topic)),
      ['new', 'ne', 'sport'],
    );
  });

  test('let through what begins with one of them, whatever was added and removed', () => {
    const topic = fc.array(fc.constantFrom(0, 1, 97, 255), { maxLength: 6 }).map((list) => Uint8Array.from(list));
    fc.assert(
      fc.property(fc.array(fc.tuple(topic, fc.boolean()), { maxLength: 40 }), fc.array(topic, { maxLength: 20 }), (changes, messages) => {
        const filter = new TopicFilter();
        const counts = new Map<string, number>();
        for (const [each, isNew] of changes) {
          const before = counts.get(text(each)) ?? 0;
          if (isNew) filter.add(each);
          else assert.equal(filter.remove(each), before === 1);
          counts.set(text(each), Math.max(0, before + (isNew ? 1 : -1)));
        }
        const wanted = [...counts].filter(([, count]) => count > 0).map(([each]) => each);
        assert.deepEqual(Array.from(filter.topics(), ({ topic }) => text(topic)).sort(), wanted.sort());
        for (const message of messages)
          assert.equal(
            filter.matches(Uint8Array.from([9, ...message, 9]), 1, 1 + message.length),
            wanted.some((each) => text(message).startsWith(each)),
          );
      }),
      { numRuns: 500 },
    );
  });
});
