import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseQuery } from '../../../../src/core/query/parse';
import { asPatterns, inDecodedText } from '../../../../src/core/query/otherReadings';
import { withTopic } from '../../../../src/core/query/withTopic';

test('a condition for a topic takes the place of those that a filter has, and nothing else', () => {
  const cases: [filter: string, expected: string][] = [
    ['', 'topic:new'],
    ['  ', 'topic:new'],
    ['topic:old', 'topic:new'],
    ['storm', 'storm topic:new'],
    ['storm topic:old size>3', 'storm size>3 topic:new'],
    ['storm and topic:"o l  d"', 'storm topic:new'],
    ['topic:old and "two  spaces"', '"two  spaces" topic:new'],
    ['topic:a topic:b', 'topic:new'],
    ['not topic:old', 'not topic:old topic:new'],
    ['!topic:old', '!topic:old topic:new'],
    ['topic!=old', 'topic!=old topic:new'],
    ['topic not in (a, b)', 'topic not in (a, b) topic:new'],
    ['topic in (a, b) rain', 'rain topic:new'],
    ['topic:*old', 'topic:new'],
    ['topic eq old rain', 'rain topic:new'],
    ['topic ne old rain', 'topic ne old rain topic:new'],
    ['(topic:a or topic:b) rain', '(topic:a or topic:b) rain topic:new'],
    ['rain or topic:old', '(rain or topic:old) topic:new'],
    ['size>', 'topic:new'],
  ];
  for (const [filter, expected] of cases) {
    assert.equal(withTopic(filter, 'topic:new'), expected);
    assert.deepEqual(parseQuery(expected).problems, []);
    assert.equal(withTopic(expected, 'topic:new'), expected, 'a second time it changes nothing');
  }
});

test('what may still be typed is unfinished, what is wrong is not', () => {
  const unfinished = [
    'topic:',
    'storm topic:',
    'size>',
    'json:.a>',
    '"two wor',
    'topic:"a b',
    '(a',
    '(a or b',
    'a or',
    'a and',
    'not',
    'type:su',
    'event:han',
    'dir:i',
    'time>',
  ];
  for (const text of unfinished) {
    const { problems } = parseQuery(text);
    assert.ok(
      problems.every((problem) => problem.unfinished),
      `${text}: ${JSON.stringify(problems)}`,
    );
  }
  for (const text of ['size>x', 'type:nothing', 'a)', 'topic: rain', 'size> rain', '/a/gg', 'dir:sideways']) {
    const { problems } = parseQuery(text);
    assert.ok(problems.length > 0 && problems.every((problem) => !problem.unfinished), `${text}: ${JSON.stringify(problems)}`);
  }
});

test('the words of a filter are looked for in decoded text instead, and nothing else of it changes', () => {
  for (const [filter, decoded] of [
    ['Sol', 'text:Sol'],
    ['"two words" topic:a or b', 'text:"two words" topic:a or text:b'],
    ['(a not b) size>1', '(text:a not b) size>1'],
    ['f(x) /usr/lib =y', 'text:"f(x)" text:/usr/lib text:"=y"'],
    ['topic:a', undefined],
    ['not a', undefined],
    ['"open', undefined],
    ['', undefined],
  ] as const) {
    assert.equal(inDecodedText(filter), decoded, filter);
    if (decoded !== undefined) assert.deepEqual(parseQuery(decoded).problems, []);
  }
});

test('an exact topic or name with the signs of a pattern may be meant as one', () => {
  for (const [filter, meant] of [
    ['topic=weather*', 'topic:weather*'],
    ['size>1 topic:=sensor/+/temp dir:in', 'size>1 topic:sensor/+/temp dir:in'],
    ['topic==a/# or socket=*b', 'topic:a/# or socket:*b'],
    ['not topic=a?', 'not topic:a?'],
    ['topic=weather', undefined],
    ['topic="a*"', undefined],
    ['topic:a*', undefined],
    ['topic!=a*', undefined],
    ['c# topic=c#', undefined],
    ['topic=a* size>x', undefined],
  ] as const) {
    assert.equal(asPatterns(filter), meant, filter);
    if (meant !== undefined) assert.deepEqual(parseQuery(meant).problems, []);
  }
});
