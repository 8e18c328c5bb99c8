import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Progress } from '../../../src/core/capture/follower';
import { Pulse } from '../../../src/engine/process/pulse';
import { until } from '../../support/processes';

/** Longer than a slice of the pulse. */
function takeLong(): void {
  const end = performance.now() + 12;
  while (performance.now() < end);
}

test('what else there is to do comes between two workers that take long, and each has its turn', async () => {
  const order: string[] = [];
  const pulse = new Pulse(
    () => undefined,
    () => undefined,
  );
  const left = new Map([
    ['a', 2],
    ['b', 0],
    ['c', 1],
  ]);
  for (const name of left.keys()) {
    pulse.add({
      run: () => {
        takeLong();
        order.push(name);
        const more = left.get(name) as number;
        left.set(name, more - 1);
        return more > 0 ? 'more' : 'idle';
      },
    });
  }
  const request = () => {
    order.push('-');
    if (order.length < 20) setImmediate(request);
  };
  setImmediate(request);
  pulse.work();
  await until('an end', () => order.length >= 20);
  assert.equal(order.filter((name) => name !== '-').join(''), 'abcaca', 'who is idle is not asked again');
  assert.ok(!/[abc]{2}/.test(order.join('')), order.join(''));
});

test('the last slice of work is told of, too', async () => {
  const steps: string[] = [];
  const pulse = new Pulse(
    () => undefined,
    () => steps.push('told'),
  );
  const results: Progress[] = ['more', Promise.resolve(), 'idle'];
  pulse.add({
    run: () => {
      takeLong();
      steps.push('worked');
      return results.shift() ?? 'idle';
    },
  });
  pulse.work();
  await until('an end', () => results.length === 0);
  await nextTurn();
  assert.deepEqual(steps, ['worked', 'told', 'worked', 'told', 'worked', 'told']);
});

test('a beat whose work is done in one slice is told of once', async () => {
  const steps: string[] = [];
  const pulse = new Pulse(
    () => steps.push('beat'),
    () => steps.push('told'),
  );
  pulse.add({
    run: () => {
      steps.push('worked');
      return 'idle';
    },
  });
  pulse.touch();
  await until('a beat', () => steps.includes('beat'));
  await nextTurn();
  assert.deepEqual(steps, ['worked', 'beat']);
});
