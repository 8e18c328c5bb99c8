import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coloursOf, ColoursSetting } from '../../../src/host/settings/logColours';

const rule = { filter: 'topic:alarm', colour: 'charts.red' };

test('of a setting that may be anything, what has the shape of a rule is taken, and each of the others has a sentence', () => {
  for (const setting of [undefined, null, []]) assert.deepEqual(coloursOf(setting), { problems: [] });
  for (const setting of [7, 'red', {}, rule]) {
    const { colours, problems } = coloursOf(setting);
    assert.equal(colours, undefined);
    assert.match(problems.join(), /^zmq\.log\.colours is no list: write its rules as \[\{"filter"/);
  }
  const wrong: readonly [unknown, RegExp][] = [
    [7, /no object/],
    [null, /no object/],
    [[rule], /no object/],
    [{}, /its filter is no text/],
    [{ colour: 'charts.red' }, /its filter is no text/],
    [{ filter: 'a' }, /its colour is not the id/],
    [{ filter: 'a', colour: 5 }, /its colour is not the id/],
    [{ by: 'topic' }, /"by" can only be "source"/],
    [{ filter: 'x'.repeat(10_001), colour: 'charts.red' }, /more than 10000 characters/],
    // What goes into a style is the id of a colour, and nothing else.
    ...['red; background: url(x)', '', 'charts..red', '-x', 'a'.repeat(200), '#ff0000', 'var(--x)'].map((colour): [unknown, RegExp] => [
      { filter: 'a', colour },
      /such as "charts\.red"/,
    ]),
  ];
  for (const [one, why] of wrong) {
    const { colours, problems } = coloursOf([rule, one, { by: 'source' }]);
    assert.deepEqual(colours, { rules: [rule], bySource: true });
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', /^Rule 2 of zmq\.log\.colours is left out: /);
    assert.match(problems[0] ?? '', why);
  }
  const many = coloursOf(Array.from({ length: 30 }, () => rule));
  assert.equal(many.colours?.rules.length, 20);
  assert.match(many.problems.join(), /has 30 rules with filters; those after the first 20 are left out/);
  const bad = coloursOf(Array.from({ length: 30 }, () => 7));
  assert.equal(bad.problems.length, 6);
  assert.match(bad.problems.at(-1) ?? '', /left out as well: 25\./);
});

test('what is wrong is told once, until it was right meanwhile', () => {
  const told: string[] = [];
  let given: unknown = [5, rule];
  const setting = new ColoursSetting(
    () => given,
    (text) => told.push(text),
  );
  for (let i = 0; i < 3; i++) assert.deepEqual(setting.wanted, { rules: [rule], bySource: false });
  assert.equal(told.length, 1);
  given = [5, rule, { by: 'topic' }];
  assert.ok(setting.wanted);
  assert.equal(told.length, 2);
  given = [rule];
  assert.ok(setting.wanted);
  given = [5, rule];
  assert.ok(setting.wanted);
  assert.equal(told.length, 3);
});
