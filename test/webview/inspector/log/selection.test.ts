import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'node:test';
import { Selection } from '../../../../webview/inspector/log/selection';

const size = 30;
const position = fc.nat(size - 1);

test('a selection is what a set of positions would be, whatever is clicked', () => {
  const act = fc.oneof(
    fc.record({ act: fc.constant('only' as const), position }),
    fc.record({ act: fc.constant('toggle' as const), position }),
    fc.record({ act: fc.constant('extendTo' as const), position }),
    fc.record({ act: fc.constant('everything' as const), position }),
    fc.record({ act: fc.constant('clear' as const), position }),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
      const selection = new Selection({ opening: 1 });
      let model = new Set<number>();
      let anchor: number | undefined;
      for (const { act: name, position: at } of acts) {
        if (name === 'clear') {
          selection.clear();
          if (model.size > 0) anchor = undefined;
          model = new Set();
        } else if (name === 'everything') {
          selection.everything({ first: 0, end: size });
          model = new Set(Array.from({ length: size }, (_, i) => i));
        } else {
          selection[name](at);
          if (name === 'only') model = new Set([at]);
          else if (name === 'toggle') {
            if (!model.delete(at)) model.add(at);
          } else {
            const from = anchor ?? at;
            model = new Set(Array.from({ length: Math.abs(at - from) + 1 }, (_, i) => Math.min(at, from) + i));
          }
          if (name !== 'extendTo' || anchor === undefined) anchor = at;
        }
        for (let i = 0; i < size; i++) assert.equal(selection.has(i), model.has(i), `${name} ${at}: ${i}`);
        assert.equal(selection.count, model.size);
        selection.stretches.forEach(([from, to], i) => assert.ok(from < to && from > (selection.stretches[i - 1]?.[1] ?? -1)));
      }
    }),
  );
});

test('in another opening of the view nothing is selected', () => {
  const view = { opening: 1 };
  const selection = new Selection(view);
  selection.only(3);
  view.opening = 2;
  assert.equal(selection.count, 0);
  selection.extendTo(5);
  assert.deepEqual(selection.stretches, [[5, 6]]);
});
