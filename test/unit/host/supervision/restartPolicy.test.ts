import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { restartDelay } from '../../../../src/host/supervision/restartPolicy';

describe('restarting an engine that ended', () => {
  it('waits twice as long each time, and stops after four restarts within three minutes', () => {
    const restarts: number[] = [];
    const delays: (number | undefined)[] = [];
    for (let now = 1_000; now <= 5_000; now += 1_000) {
      const delay = restartDelay(restarts, now);
      delays.push(delay);
      if (delay !== undefined) restarts.push(now);
    }
    assert.deepEqual(delays, [250, 500, 1_000, 2_000, undefined]);
  });

  it('forgets restarts of more than three minutes ago', () => {
    const restarts = [0, 1, 2, 3];
    assert.equal(restartDelay(restarts, 179_999), undefined);
    assert.equal(restartDelay(restarts, 180_001), 250 * 2 ** 2);
    assert.equal(restartDelay(restarts, 400_000), 250);
  });
});
