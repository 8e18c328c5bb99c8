import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coloursOf } from '../../../src/host/settings/logColours';

test('of a setting that may be anything, what has the shape of a rule is taken', () => {
  const rule = { filter: 'topic:alarm', colour: 'charts.red' };
  for (const setting of [undefined, null, 7, 'red', {}, [], [7, null, 'x', {}, { filter: 'a' }, { colour: 'charts.red' }]])
    assert.equal(coloursOf(setting), undefined, JSON.stringify(setting));
  assert.deepEqual(coloursOf([rule]), { rules: [rule], bySource: false });
  assert.deepEqual(coloursOf([{ by: 'source' }]), { rules: [], bySource: true });
  // What goes into a style is the id of a colour, and nothing else.
  for (const colour of ['red; background: url(x)', '', 'charts..red', '-x', 'a'.repeat(200), '#f00', 'var(--x)'])
    assert.equal(coloursOf([{ filter: 'a', colour }]), undefined, colour);
  assert.equal(coloursOf(Array.from({ length: 30 }, () => rule))?.rules.length, 20);
  assert.equal(coloursOf([{ filter: 'x'.repeat(10_001), colour: 'charts.red' }]), undefined);
});
