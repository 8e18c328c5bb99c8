import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { faultText } from '../../../../src/host/relays/faultTexts';
import type { Fault } from '../../../../src/protocol/faults';

describe('faults in words', () => {
  for (const [fault, text] of [
    [{ kind: 'delay', ms: 500, jitter: 20, way: 'to target' }, 'delay 500 ± 20 ms, to the target or backend'],
    [{ kind: 'drop', share: 0.125, filter: 'topic:a' }, 'drop 12.5 %, topic:a'],
    [{ kind: 'duplicate' }, 'duplicate'],
    [{ kind: 'reorder', window: 1000 }, 'reorder 1,000'],
    [{ kind: 'limit', messagesPerSecond: 0.5 }, 'limit 0.5 messages/s'],
    [{ kind: 'limit', bytesPerSecond: 2000, way: 'from target' }, 'limit 2.00 kB/s, from the target or backend'],
    [{ kind: 'black hole', afterSeconds: 3 }, 'black hole after 3 s'],
    [{ kind: 'reset', afterMessages: 3 }, 'reset after 3 messages'],
    [{ kind: 'hold', filter: 'json:.n>2' }, 'hold, json:.n>2'],
  ] as [Fault, string][])
    it(text, () => assert.equal(faultText(fault), text));
});
