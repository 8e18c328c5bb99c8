import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Alarm, type Schedule } from '../../../../src/core/base/alarm';
import { Coalescer } from '../../../../src/core/base/coalescer';

/** Something that can be waited for and is let go by hand. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

const turnOfLoop = () => new Promise((resolve) => setImmediate(resolve));

describe('a coalescer', () => {
  it('begins at once, never overlaps itself, and does once more what was asked for meanwhile', async () => {
    const gates = [gate(), gate(), gate()];
    let begun = 0;
    const coalescer = new Coalescer(() => gates[begun++]?.opened);
    coalescer.ask();
    assert.equal(begun, 1);
    for (let i = 0; i < 5; i++) coalescer.ask();
    assert.equal(begun, 1);
    gates[0]?.open();
    await turnOfLoop();
    assert.equal(begun, 2);
    gates[1]?.open();
    await turnOfLoop();
    assert.equal(begun, 2);
    coalescer.ask();
    assert.equal(begun, 3);
  });

  it('what is asked for before a turn is part of it', async () => {
    const before = gate();
    let done = 0;
    const coalescer = new Coalescer(() => void done++, { before: () => before.opened });
    coalescer.ask();
    coalescer.ask();
    assert.equal(done, 0);
    before.open();
    await turnOfLoop();
    assert.equal(done, 1);
  });

  it('rests after a turn', async () => {
    const rest = gate();
    let done = 0;
    const coalescer = new Coalescer(() => void done++, { rest: () => rest.opened });
    coalescer.ask();
    coalescer.ask();
    await turnOfLoop();
    assert.equal(done, 1);
    rest.open();
    await turnOfLoop();
    assert.equal(done, 2);
  });

  it('begins nothing after its end', async () => {
    const before = gate();
    let done = 0;
    const waiting = new Coalescer(() => void done++, { before: () => before.opened });
    waiting.ask();
    waiting.dispose();
    before.open();
    await turnOfLoop();
    waiting.ask();
    await turnOfLoop();
    assert.equal(done, 0);
  });
});

describe('an alarm', () => {
  /** A clock that is moved by hand. */
  function clock(): { schedule: Schedule; pass: (ms: number) => void } {
    const set = new Set<{ at: number; work: () => void }>();
    let now = 0;
    return {
      schedule: (work, ms) => {
        const entry = { at: now + ms, work };
        set.add(entry);
        return () => set.delete(entry);
      },
      pass: (ms) => {
        now += ms;
        for (const entry of [...set].filter(({ at }) => at <= now)) {
          set.delete(entry);
          entry.work();
        }
      },
    };
  }

  it('comes once for all that was asked for together', () => {
    const { schedule, pass } = clock();
    let rung = 0;
    const alarm = new Alarm(schedule, () => void rung++);
    alarm.set(10);
    pass(5);
    alarm.set(10);
    assert.ok(alarm.isSet);
    pass(5);
    assert.equal(rung, 1);
    assert.ok(!alarm.isSet);
    pass(50);
    assert.equal(rung, 1);
  });

  it('set anew it waits until nobody asks any more, and taken back it does not come', () => {
    const { schedule, pass } = clock();
    let rung = 0;
    const alarm = new Alarm(schedule, () => void rung++);
    alarm.reset(10);
    pass(9);
    alarm.reset(10);
    pass(9);
    assert.equal(rung, 0);
    pass(1);
    assert.equal(rung, 1);
    alarm.set(10);
    alarm.cancel();
    pass(50);
    assert.equal(rung, 1);
  });

  it('may be set again by its own work', () => {
    const { schedule, pass } = clock();
    let rung = 0;
    const alarm: Alarm = new Alarm(schedule, () => {
      if (++rung < 3) alarm.set(10);
    });
    alarm.set(10);
    for (let i = 0; i < 5; i++) pass(10);
    assert.equal(rung, 3);
  });
});
