import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { momentOf } from '../../../../src/core/query/moment';
import { parseQuery } from '../../../../src/core/query/parse';
import { withoutTimes, withTimes } from '../../../../src/core/query/withTimes';

const from = Date.UTC(2024, 4, 1, 10, 32, 5, 120);
const to = Date.UTC(2024, 4, 1, 10, 33);
const range = 'time>=2024-05-01T10:32:05.120Z time<2024-05-01T10:33Z';

describe('times of a filter', () => {
  test('take the place of those that it has, and nothing else', () => {
    const cases: [filter: string, expected: string][] = [
      ['', range],
      ['storm', `storm ${range}`],
      ['time>=10:30 storm time<10:40', `storm ${range}`],
      ['time>-5m and storm', `storm ${range}`],
      ['storm after 10:30', `storm ${range}`],
      ['not time<10:30', `not time<10:30 ${range}`],
      ['time!=10:30', `time!=10:30 ${range}`],
      ['(time<10:30 rain) storm', `(time<10:30 rain) storm ${range}`],
      ['storm or time<10:30', `(storm or time<10:30) ${range}`],
      ['size>', range],
    ];
    for (const [filter, expected] of cases) {
      assert.equal(withTimes(filter, { from, to }, true), expected);
      assert.deepEqual(parseQuery(expected).problems, []);
      assert.equal(withTimes(expected, { from, to }, true), expected, 'a second time it changes nothing');
    }
  });

  test('go again, where there are any', () => {
    assert.equal(withoutTimes(`storm ${range} rain`), 'storm rain');
    assert.equal(withoutTimes('time>-5m'), '');
    for (const filter of ['', 'storm', 'not time<10:30', 'storm or time<10:30']) assert.equal(withoutTimes(filter), undefined, filter);
  });

  test('are read as the times that were meant, in UTC and in local time, also in the hour that comes twice', () => {
    const moments = [from, to, Date.UTC(2024, 0, 1), Date.UTC(2024, 9, 27, 0, 30), Date.UTC(2024, 9, 27, 1, 30), Date.UTC(2024, 2, 31, 1)];
    for (const moment of moments)
      for (const isUtc of [true, false]) {
        const { query } = parseQuery(withTimes('', { from: moment, to: moment + 1 }, isUtc));
        assert.ok(query?.kind === 'and');
        assert.deepEqual(
          query.parts.map((part) => part.kind === 'time' && momentOf(part.time, 0)),
          [moment, moment + 1],
        );
      }
  });
});
