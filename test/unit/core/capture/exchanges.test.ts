import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Capture } from '../../../../src/core/capture/capture';
import { Exchanges } from '../../../../src/core/capture/exchanges';
import { IN, OUT, Segment } from '../../../../src/core/capture/segment';

const bytes = (text: string) => new TextEncoder().encode(text);
const frames = (...texts: string[]) => texts.map(bytes);

describe('exchanges', () => {
  it('REQ: a reply answers the last request; one that was repeated stays unanswered', () => {
    const req = new Exchanges('req');
    assert.equal(req.note(OUT, frames('first'), 1), undefined);
    assert.equal(req.note(OUT, frames('again'), 2), undefined);
    assert.equal(req.note(IN, frames('answer'), 3), 2);
    assert.equal(req.note(OUT, frames('next'), 4), undefined);
    assert.equal(req.note(IN, frames('answer'), 5), 4);
  });

  it('ROUTER: replies go by the routing id, and within one by order', () => {
    const router = new Exchanges('router');
    assert.equal(router.note(IN, frames('a', '', '1'), 1), undefined);
    assert.equal(router.note(IN, frames('b', '', '1'), 2), undefined);
    assert.equal(router.note(IN, frames('a', '', '2'), 3), undefined);
    assert.equal(router.note(OUT, frames('b', '', 'for b'), 4), 2);
    assert.equal(router.note(OUT, frames('a', '', 'for a'), 5), 1);
    assert.equal(router.note(OUT, frames('a', '', 'for a'), 6), 3);
  });

  it('a DEALER tells requests apart by what stands before the empty delimiter, as a broker passes it on', () => {
    const dealer = new Exchanges('dealer');
    assert.equal(dealer.note(OUT, frames('client 1', '', 'question'), 1), undefined);
    assert.equal(dealer.note(OUT, frames('client 2', '', 'question'), 2), undefined);
    assert.equal(dealer.note(IN, frames('client 2', '', 'answer'), 3), 2);
    assert.equal(dealer.note(IN, frames('client 1', '', 'answer'), 4), 1);
  });

  it('whoever speaks first asks: a worker that reports to a ROUTER is answered by its job', () => {
    const router = new Exchanges('router');
    assert.equal(router.note(IN, frames('worker', 'ready'), 1), undefined);
    assert.equal(router.note(OUT, frames('worker', 'job'), 2), 1);
    assert.equal(router.note(IN, frames('worker', 'done'), 3), undefined);
  });

  it('what nobody ever answers is bounded', () => {
    const router = new Exchanges('router');
    for (let i = 1; i <= 150_000; i++) router.note(IN, frames(`peer ${i}`, 'x'), i);
    assert.equal(router.note(OUT, frames('peer 1', 'late'), 150_001), undefined, 'given up');
    assert.equal(router.note(OUT, frames('peer 150000', 'in time'), 150_002), 150_000);
  });

  it('a segment keeps both sides through a split, and counts the column as memory', () => {
    const capture = new Capture({ maxBytes: 1024 * 1024, maxRecords: 10_000 });
    for (let i = 0; i < 100; i++) capture.append({ time: i, source: 1, direction: IN, event: 0, frames: frames(`message ${i}`) });
    const before = capture.bytes;
    const at = (number: number) => capture.find(number) as { segment: Segment; row: number };
    at(10).segment.markRequest(at(10).row);
    assert.ok(capture.bytes > before);
    assert.deepEqual(at(10).segment.exchangeOf(at(10).row), { role: 'request' });
    at(10).segment.markExchange(at(10).row, 90);
    at(90).segment.markExchange(at(90).row, 10);
    capture.setLimits({ maxBytes: 1024 * 1024, maxRecords: 200 });
    assert.deepEqual(at(10).segment.exchangeOf(at(10).row), { role: 'request', other: 90 });
    assert.deepEqual(at(90).segment.exchangeOf(at(90).row), { role: 'reply', other: 10 });
    assert.equal(at(50).segment.exchangeOf(at(50).row), undefined);
  });

  it('rows copied for a thread are the rows they were', () => {
    const segment = new Segment(1, 10, new Uint8Array(1000));
    const messages = [frames('one'), frames('topic', '', 'body'), frames(''), frames('a', 'b')];
    messages.forEach((message, i) => {
      const size = message.reduce((sum, frame) => sum + frame.length, 0);
      segment.append({ time: i, source: i, direction: OUT, event: 0, frames: message }, size, size);
    });
    const copy = Segment.of(structuredClone(segment.parts([1, 3])));
    assert.equal(copy.count, 2);
    assert.deepEqual(
      [0, 1].map((row) => [...copy.frames(row)].map(({ bytes: frame }) => new TextDecoder().decode(frame))),
      [
        ['topic', '', 'body'],
        ['a', 'b'],
      ],
    );
    assert.deepEqual(
      [0, 1].map((row) => [copy.timeOf(row), copy.sourceOf(row), copy.firstFrameEnd(row) - copy.startOf(row)]),
      [
        [1, 1, 5],
        [3, 3, 1],
      ],
    );
  });
});
