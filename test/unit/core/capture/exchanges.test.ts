import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { Capture } from '../../../../src/core/capture/capture';
import { Exchanges, formOfSocket } from '../../../../src/core/capture/exchanges';
import { newColumns } from '../../../../src/core/capture/columns';
import { IN, OUT, Segment } from '../../../../src/core/capture/segment';
import { Talk } from '../../../support/talk';

// The same cases in every run; a failure tells how to see it again.
fc.configureGlobal({ seed: 20_240_601 });

const bytes = (text: string) => new TextEncoder().encode(text);
const frames = (...texts: string[]) => texts.map(bytes);

describe('exchanges', () => {
  it('REQ: a reply answers the last request; one that was repeated stays unanswered', () => {
    const req = new Talk('req').out('first').out('again').in('answer').out('next').in('answer');
    assert.deepEqual(req.parts, ['request', 'request → 3', 'reply → 2', 'request → 5', 'reply → 4']);
  });

  it('ROUTER: replies go by the routing id, and within one by order once there are as many as requests', () => {
    const router = new Talk('router').in('a', '', '1').in('b', '', '1').in('a', '', '2').out('b', '', 'for b').out('a', '', 'for a');
    assert.deepEqual(router.parts, ['request ?', 'request → 4', 'request ?', 'reply → 2', 'reply ?']);
    router.out('a', '', 'for a');
    assert.deepEqual(router.parts, ['request → 5', 'request → 4', 'request → 6', 'reply → 2', 'reply → 1', 'reply → 3']);
  });

  it('a DEALER tells requests apart by what stands before the empty delimiter, as a broker passes it on', () => {
    const dealer = new Talk('dealer').out('client 1', '', 'question').out('client 2', '', 'question');
    dealer.in('client 2', '', 'answer').in('client 1', '', 'answer');
    assert.deepEqual(dealer.parts, ['request → 4', 'request → 3', 'reply → 2', 'reply → 1']);
  });

  it('S03: several replies to a request turn nothing around, whenever the next request comes', () => {
    const one = ['request → 2', 'reply → 1', 'reply → 1'];
    const each = new Talk('dealer');
    for (let i = 1; i <= 3; i++) each.out(`request #${i}`).in(`a${i}`).in(`b${i}`);
    assert.deepEqual(each.parts, [...one, 'request → 5', 'reply → 4', 'reply → 4', 'request → 8', 'reply → 7', 'reply → 7']);
    const atOnce = new Talk('router');
    for (let i = 1; i <= 3; i++) atOnce.in('d', `request #${i}`);
    for (let i = 1; i <= 3; i++) atOnce.out('d', `a${i}`).out('d', `b${i}`);
    assert.deepEqual(atOnce.parts, [...Array<string>(3).fill('request ?'), ...Array<string>(6).fill('reply ?')]);
    atOnce.later(2000).in('d', 'request #4').out('d', 'a4');
    assert.deepEqual(atOnce.parts.slice(-2), ['request → 11', 'reply → 10']);
  });

  it('a file or a snapshot in many messages answers the one request for it', () => {
    const dealer = new Talk('dealer').out('ICANHAZ?', '');
    for (let i = 0; i < 1000; i++) dealer.in('key', `${i}th`, '', '', 'value');
    assert.equal(dealer.parts[0], 'request → 2');
    assert.deepEqual([...new Set(dealer.parts.slice(1))], ['reply → 1']);
    assert.equal(dealer.later(5000).in('something else', 'later').parts.at(-1), 'unpaired');
  });

  it('S04: a worker reports, both sides say that they live, and the job is the request', () => {
    const letters = [new Uint8Array([1]), new Uint8Array([2])];
    for (const [ready, alive] of [letters, ['READY', 'HEARTBEAT']] as [string | Uint8Array, string | Uint8Array][]) {
      for (const route of [[], ['client', '']]) {
        const router = new Talk('router').in('w', ready).in('w', alive).out('w', alive).out('w', alive).in('w', alive);
        router
          .out('w', ...route, 'job')
          .in('w', alive)
          .out('w', alive)
          .in('w', ...route, 'result')
          .out('w', ...route, 'job')
          .in('w', ...route, 'result');
        const alone = Array<string>(5).fill('unpaired');
        assert.deepEqual(router.parts, [...alone, 'request → 9', 'unpaired', 'unpaired', 'reply → 6', 'request → 11', 'reply → 10']);
      }
    }
  });

  it('whoever speaks first asks, and goes on to', () => {
    const router = new Talk('router').in('client', 'hello').out('client', 'welcome').in('client', 'give').later(3000).out('client', 'take');
    assert.deepEqual(router.parts, ['request → 2', 'reply → 1', 'request → 4', 'reply → 3']);
    assert.equal(router.later(9000).out('client', 'news').parts.at(-1), 'unpaired');
    assert.equal(router.in('client', 'give').out('client', 'take').parts.at(-1), 'reply → 6');
    const pushed = new Talk('router').out('worker', 'job').in('worker', 'done').out('worker', 'job').in('worker', 'done');
    assert.deepEqual(pushed.parts, ['request → 2', 'reply → 1', 'request → 4', 'reply → 3']);
  });

  it('with and without a delimiter are two conversations', () => {
    const dealer = new Talk('dealer').out('hello').in('', 'job').out('', 'result').in('welcome');
    assert.deepEqual(dealer.parts, ['request → 4', 'request → 3', 'reply → 2', 'reply → 1']);
  });

  it('an empty frame within a body makes no request of a reply', () => {
    const dealer = new Talk('dealer').out('GET', '', 'x').in('OK', '', 'y');
    assert.deepEqual(dealer.parts, ['request', 'unpaired']);
  });

  it('a reply that was lost shifts none that come later', () => {
    const dealer = new Talk('dealer');
    for (let i = 0; i < 3; i++) dealer.out('?').in('!');
    dealer.out('lost').later(1200);
    for (let i = 0; i < 20; i++) dealer.out('?').in('!');
    const { parts } = dealer;
    assert.equal(parts[6], 'request');
    for (let i = 7; i < parts.length; i += 2) assert.deepEqual([parts[i], parts[i + 1]], [`request → ${i + 2}`, `reply → ${i + 1}`]);
  });

  it('so does the first of all, once the others come in turn', () => {
    const router = new Talk('router').in('d', 'lost').later(1200);
    for (let i = 0; i < 4; i++) router.in('d', '?').out('d', '!').later(500);
    assert.deepEqual(router.parts.slice(0, 3), ['request ?', 'request ?', 'reply ?']);
    router.in('d', '?').out('d', '!').later(500).in('d', '?').out('d', '!');
    const { parts } = router;
    assert.equal(parts[0], 'request');
    for (let i = 1; i < parts.length; i += 2) assert.deepEqual([parts[i], parts[i + 1]], [`request → ${i + 2}`, `reply → ${i + 1}`]);
  });

  it('a slow answer that comes when the next request was sent is paired with neither', () => {
    const dealer = new Talk('dealer');
    for (let i = 0; i < 3; i++) dealer.out('?').in('!');
    dealer.out('slow').later(2500).out('next').later(500).in('which?').in('which?');
    assert.deepEqual(dealer.parts.slice(6), ['request', 'request ?', 'reply ?', 'reply ?']);
  });

  it('requests under way at the same time, one reply lost: untold rather than wrong', () => {
    const dealer = new Talk('dealer').out('1').out('2').out('3').in('?').in('?');
    assert.deepEqual(dealer.parts, ['request ?', 'request ?', 'request ?', 'reply ?', 'reply ?']);
    dealer.later(20_000).out('4').in('4');
    assert.deepEqual(dealer.parts.slice(5), ['request → 7', 'reply → 6']);
  });

  const tags: Record<string, (tag: string) => string[]> = {
    'an id in JSON': (tag) => [`{"id": ${tag}, "value": 21.5}`],
    'another name of it': (tag) => [`{"value": 21.5, "correlation_id": "${tag}"}`],
    'a frame before the content': (tag) => [`call-${tag}`, 'content'],
  };
  for (const [name, tagged] of Object.entries(tags)) {
    it(`replies out of order are told by what they repeat: ${name}`, () => {
      const dealer = new Talk('dealer')
        .out(...tagged('1'))
        .out(...tagged('2'))
        .out(...tagged('3'));
      dealer
        .in(...tagged('2'))
        .in(...tagged('3'))
        .in(...tagged('1'));
      assert.deepEqual(dealer.parts, ['request → 6', 'request → 4', 'request → 5', 'reply → 2', 'reply → 3', 'reply → 1']);
      const router = new Talk('router').in('a', '', ...tagged('1')).in('a', '', ...tagged('2'));
      router
        .out('a', '', ...tagged('2'))
        .out('a', '', ...tagged('2'))
        .out('a', '', ...tagged('1'));
      assert.deepEqual(router.parts, ['request → 5', 'request → 3', 'reply → 2', 'reply → 2', 'reply → 1'], 'two replies to the second');
      router
        .in('a', '', ...tagged('3'))
        .out('a', '', ...tagged('99'))
        .out('a', '', ...tagged('3'));
      const isId = name !== 'a frame before the content';
      assert.deepEqual(router.parts.slice(5), isId ? ['request → 8', 'unpaired', 'reply → 6'] : ['request → 7', 'reply → 6', 'reply → 6']);
      const lost = new Talk('dealer');
      for (let i = 1; i <= 3; i++) lost.out(...tagged(`${i}`)).in(...tagged(`${i}`));
      for (let i = 4; i <= 6; i++) lost.out(...tagged(`${i}`));
      lost.in(...tagged('5')).in(...tagged('6'));
      assert.deepEqual(lost.parts.slice(6), ['request', 'request → 10', 'request → 11', 'reply → 8', 'reply → 9']);
    });
  }

  it('whatever names the request that is answered tells', () => {
    const packed = (value: unknown) => Uint8Array.from(encode(value));
    const cases: [name: string, ask: (n: number) => (string | Uint8Array)[], answer: (n: number) => (string | Uint8Array)[]][] = [
      ['in_reply_to', (n) => [`{"cmd": "a", "msg_id": "r${n}"}`], (n) => [`{"in_reply_to": "r${n}", "msg_id": "z${n}"}`]],
      ['reply_to', (n) => [`{"id": "a${n}"}`], (n) => [`{"id": "z", "reply_to": "a${n}"}`]],
      ['a header', (n) => [`{"header": {"id": "q${n}"}, "body": 1}`], (n) => [`{"header": {"id": "q${n}"}, "body": 2}`]],
      ['meta', (n) => [`{"type": "x", "meta": {"request_id": "u${n}"}}`], (n) => [`{"meta": {"request_id": "u${n}"}}`]],
      ['far behind', (n) => [`{"data": "${'x'.repeat(300)}", "id": ${n}}`], (n) => [`{"id": ${n}}`]],
      ['a number as a text', (n) => [`{"id": ${n}}`], (n) => [`{"id": "${n}"}`]],
      ['OCPP', (n) => [`[2,"id${n}","Boot"]`], (n) => [`[3,"id${n}",{}]`]],
      ['another name', (n) => [`{"transactionId": ${n}}`], (n) => [`{"transactionId": ${n}}`]],
      ['MessagePack', (n) => [packed({ id: n, m: 'x' })], (n) => [packed({ r: true, id: n })]],
      ['msgpack-rpc', (n) => [packed([0, n, 'add', [1, 2]])], (n) => [packed([1, n, null, 3])]],
    ];
    for (const [name, ask, answer] of cases) {
      const dealer = new Talk('dealer')
        .out(...ask(1))
        .out(...ask(2))
        .in(...answer(2))
        .in(...answer(1));
      assert.deepEqual(dealer.parts, ['request → 4', 'request → 3', 'reply → 2', 'reply → 1'], name);
    }
    const others = new Talk('dealer').out('{"id": "a"}').out('{"id": "b"}').in('{"id": "x"}').in('{"id": "y"}');
    assert.deepEqual(others.parts, ['request ?', 'request ?', 'reply ?', 'reply ?'], 'ids that have nothing to do with one another');
  });

  it('what repeats the id of a call answers it, whatever else it says', () => {
    const dealer = new Talk('dealer').out('{"id": 1, "method": "get"}').out('{"id": 2, "method": "get"}').in('{"id": 2, "value": 5}');
    dealer.in('{"value": 5, "id": 1}').in('{"id": 9, "value": 5}');
    assert.deepEqual(dealer.parts.slice(0, 4), ['request → 4', 'request → 3', 'reply → 2', 'reply → 1']);
  });

  it('a name that all messages bear is no tag', () => {
    const named = '{"id": "sensor 7", "value": 1}';
    const dealer = new Talk('dealer').out(named).out(named).in(named).in(named).out(named).in(named);
    assert.deepEqual(dealer.parts, ['request → 3', 'request → 4', 'reply → 1', 'reply → 2', 'request → 6', 'reply → 5']);
    const commands = new Talk('dealer').out('GET', 'a').out('GET', 'b').in('OK', '1').in('OK', '2').out('GET', 'c').in('OK', '3');
    assert.deepEqual(commands.parts, dealer.parts);
  });

  it('whatever comes, a reply goes the other way than its request and comes after it', () => {
    const frame = fc.constantFrom<string | Uint8Array>(
      '',
      'a',
      'b',
      '1',
      '2',
      'PING',
      'PONG',
      'READY',
      'MDPW01',
      'MDPC02',
      '<IDS|MSG>',
      '{"id": 1, "method": "m"}',
      '{"id": 1, "result": 2}',
      Uint8Array.of(1),
      Uint8Array.of(2),
      Uint8Array.of(0, 1, 2, 3, 4),
    );
    const message = fc.record({
      out: fc.boolean(),
      frames: fc.array(frame, { maxLength: 7 }),
      pause: fc.constantFrom(0, 0, 0, 50, 1500, 20_000),
    });
    fc.assert(
      fc.property(fc.constantFrom('router', 'dealer'), fc.array(message, { maxLength: 60 }), (type, messages) => {
        const talk = new Talk(type as 'router' | 'dealer');
        for (const { out, frames: given, pause } of messages) talk.later(pause)[out ? 'out' : 'in'](...given);
        talk.parts.forEach((part, index) => {
          const [, role = '', other = ''] = /^(\S+) → (\d+)$/.exec(part) ?? [];
          if (role === '') return assert.match(part, /^(request|request \?|reply \?|unpaired)$/);
          const at = Number(other) - 1;
          assert.notEqual(messages[index]?.out, messages[at]?.out);
          assert.ok(role === 'reply' ? at < index : at > index);
          assert.equal(talk.parts[at]?.split(' ')[0], role === 'reply' ? 'request' : 'reply');
        });
      }),
      { numRuns: 3000 },
    );
  });

  it('what nobody ever answers is bounded', () => {
    const router = new Talk('router');
    for (let i = 1; i <= 150_000; i++) router.in(`peer ${i}`, 'x');
    assert.notEqual(router.out('peer 1', 'late').parts.at(-1), 'reply → 1', 'given up');
    assert.equal(router.out('peer 150000', 'in time').parts.at(-1), 'reply → 150000');
  });

  it('what one peer never gets an answer to is bounded, too, and does not spoil what comes later', () => {
    const exchanges = new Exchanges(formOfSocket('router'));
    let told = 0;
    const findings = { request: () => told++, pair: () => told--, untold: () => told--, unpaired: () => told-- };
    for (let i = 1; i <= 1_000_000; i++) exchanges.note(IN, frames(`peer ${i % 50}`, 'x'), i, i, findings);
    assert.equal(told, 1_000_000);
    assert.ok(exchanges.remembered <= 100_000, String(exchanges.remembered));
    const one = new Talk('router');
    for (let i = 1; i <= 20_000; i++) one.in('peer', 'x');
    one.later(60_000).in('peer', 'ask').out('peer', 'answer');
    assert.deepEqual(one.parts.slice(-2), ['request → 20002', 'reply → 20001']);
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
    const segment = new Segment(1, { columns: newColumns(10), payload: new Uint8Array(1000) });
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
