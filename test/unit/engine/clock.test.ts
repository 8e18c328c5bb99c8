import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { adjustClock, now } from '../../../src/engine/process/clock';

describe('the clock of records', () => {
  const { now: systemNow } = Date;
  const time = performance.now.bind(performance);
  /** ms of the process and of the system, which a test moves. */
  let process = 0;
  let system = 0;
  beforeEach(() => {
    process = 1000;
    system = 1_700_000_000_000;
    performance.now = () => process;
    // Asked again and again, it goes on.
    Date.now = () => Math.floor((system += 0.001));
    adjustClock();
    now();
  });
  afterEach(() => {
    performance.now = time;
    Date.now = systemNow;
  });
  const pass = (ms: number, ofSystem = ms) => {
    process += ms;
    system += ofSystem;
  };
  const isRight = (within = 0.01) => assert.ok(Math.abs(now() - system) < within, `${now() - system} ms`);

  test('is that of the system, with a fraction', () => {
    adjustClock();
    assert.ok(Math.abs(now() - system) < 1.01);
    pass(12.3456);
    assert.ok(Math.abs(now() - system) < 1.01);
  });

  test('follows it where the two drift apart', () => {
    for (let i = 0; i < 100; i++) {
      pass(1000, 1000.5);
      adjustClock();
      assert.ok(Math.abs(now() - system) < 1.01, `${now() - system} ms`);
    }
  });

  test('goes no little step back, but follows one that a person made', () => {
    const before = now();
    pass(0, -3);
    adjustClock();
    assert.equal(now(), before);
    pass(5);
    assert.ok(now() > before);
    pass(0, -3_600_000);
    adjustClock();
    isRight();
    pass(0, 7_200_000);
    adjustClock();
    isRight();
  });
});
