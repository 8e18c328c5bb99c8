import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Capture } from '../../../../src/core/capture/capture';
import { EVENT, IN, OUT } from '../../../../src/core/capture/segment';
import type { DirectionCode, Segment } from '../../../../src/core/capture/segment';
import { View } from '../../../../src/core/query/view';
import { ZmqError } from '../../../../src/core/base/errors';
import { eventKinds, kindNumber } from '../../../../src/core/events/eventKinds';
import type { Comparison, CostlyCondition, QueryNode } from '../../../../src/core/query/ast';
import { compileQuery } from '../../../../src/core/query/compile';
import type { QuerySource } from '../../../../src/core/query/columns';
import type { Judge } from '../../../../src/core/query/evaluate';
import { NO, UNDECIDED, YES } from '../../../../src/core/query/verdict';
import type { GlobPart } from '../../../../src/core/query/glob';
import { parseQuery } from '../../../../src/core/query/parse';

const mebibyte = 1024 * 1024;
const start = Date.UTC(2024, 4, 1, 10);
const never = () => false;
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
const fold = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

function parsed(text: string): QueryNode {
  return parseQuery(text).query ?? assert.fail(`${text}: ${JSON.stringify(parseQuery(text).problems)}`);
}

/** What a record is, as plainly as can be. */
interface Plain {
  number: number;
  time: number;
  socket: number;
  direction: DirectionCode;
  event: number;
  frames: string[];
  exchange?: { role: 'request' | 'reply'; other?: number };
}

const sockets: QuerySource[] = [
  { id: 'engine', name: 'engine' },
  { id: 's1', name: 'alpha', type: 'sub' },
  { id: 's2', name: 'beta', type: 'router' },
  { name: 'alpha', type: 'rep' },
  { name: 'be ta', type: 'xpub' },
];

const tableOf = (sources: QuerySource[]) => ({ of: (number: number) => sources[number] ?? assert.fail() });

const compare: Record<Comparison, (a: number, b: number) => boolean> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
};

const pause = () => undefined;

/** What a judge says of the frames of a record: it cannot decide where there is a question mark. */
function judgement(condition: CostlyCondition, frames: readonly string[]): number {
  if (frames.some((frame) => frame.includes('?'))) return UNDECIDED;
  const isMet =
    condition.kind === 'regex'
      ? frames.some((frame) => new RegExp(condition.source, condition.flags).test(frame))
      : frames[0]?.startsWith('x') === true;
  return isMet ? YES : NO;
}

function contains(text: string, { text: part, bytes, exact }: { text: string; bytes?: Uint8Array; exact?: true }): boolean {
  if (exact) return text === (bytes ? latin1(bytes) : part);
  return bytes ? text.includes(latin1(bytes)) : fold(text).includes(fold(part));
}

function globRegex(glob: readonly GlobPart[]): RegExp {
  const escaped = (bytes: Uint8Array) => latin1(bytes).replace(/[^]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
  const written = glob.map((part) =>
    typeof part === 'string' ? { '*': '.*', '?': '.', '+': '[^/]*', '#': '(?:/.*)?' }[part] : escaped(part),
  );
  return new RegExp(`^${written.join('')}$`, 's');
}

/** The language as its description has it, record by record. */
function naive(node: QueryNode, record: Plain): number {
  const { frames, socket, direction } = record;
  const { name, type } = sockets[socket] ?? assert.fail();
  const isMessage = direction !== EVENT;
  const truth = (isMet: boolean) => (isMet ? YES : NO);
  const word = /^(?![{["])([^\x00-\x20\x7f]{1,128}) /.exec(frames[0] ?? '')?.[1]; // eslint-disable-line no-control-regex
  const topic = !isMessage || (type !== 'sub' && type !== 'xpub') ? undefined : frames.length > 1 ? frames[0] : word;
  switch (node.kind) {
    case 'and': {
      const verdicts = node.parts.map((part) => naive(part, record));
      return verdicts.includes(NO) ? NO : verdicts.includes(UNDECIDED) ? UNDECIDED : YES;
    }
    case 'or': {
      const verdicts = node.parts.map((part) => naive(part, record));
      return verdicts.includes(YES) ? YES : verdicts.includes(UNDECIDED) ? UNDECIDED : NO;
    }
    case 'not': {
      const verdict = naive(node.part, record);
      return verdict === UNDECIDED ? UNDECIDED : truth(verdict === NO);
    }
    case 'text':
      return truth(frames.some((frame) => fold(frame).includes(fold(node.text))));
    case 'bytes':
      return truth(frames.some((frame) => frame.includes(latin1(node.bytes))));
    case 'socket':
      return truth(node.prefix ? name.startsWith(node.name) : name === node.name);
    case 'type':
      return truth(type === node.type);
    case 'direction':
      return truth({ in: IN, out: OUT, event: EVENT }[node.direction] === direction);
    case 'socket like':
      return truth(globRegex(node.glob).test(name));
    case 'socket part':
      return truth(fold(name).includes(fold(node.text)));
    case 'topic':
      return truth(topic !== undefined && (node.exact ? topic === latin1(node.topic) : topic.startsWith(latin1(node.topic))));
    case 'topic like':
      return truth(topic !== undefined && globRegex(node.glob).test(topic));
    case 'topic part':
      return truth(topic !== undefined && contains(topic, node));
    case 'peer': {
      const place = isMessage ? (type === 'router' && frames.length > 1 ? frames[0] : undefined) : frames[1];
      return truth(place !== undefined && contains(place, node));
    }
    case 'frame':
      return truth(frames[node.frame] !== undefined && contains(frames[node.frame] ?? '', node));
    case 'size':
      return truth(isMessage && compare[node.comparison](frames.join('').length, node.value));
    case 'frames':
      return truth(isMessage && compare[node.comparison](frames.length, node.value));
    case 'conn':
      return NO;
    case 'time': {
      assert.equal(node.time.since, 1970);
      const { ms, unit } = node.time;
      return truth(node.comparison === '=' ? record.time >= ms && record.time < ms + unit : compare[node.comparison](record.time, ms));
    }
    case 'event':
      return truth(!isMessage && node.events.includes(eventKinds[record.event] ?? 'opened'));
    case 'gap':
      return NO;
    case 'pair': {
      const { exchange } = record;
      if (!exchange) return NO;
      if (node.state === 'request' || node.state === 'reply') return truth(exchange.role === node.state);
      return truth(exchange.role === 'request' && (exchange.other !== undefined) === (node.state === 'answered'));
    }
    case 'regex':
    case 'value':
    case 'decoded':
    case 'decoder':
      return judgement(node, frames);
  }
}

/** A judge that answers when it is told to, in any order. */
class SlowJudge {
  readonly pending: { answer: () => void; fail: (error: Error) => void }[] = [];

  readonly judge: Judge = (condition, segment, rows) =>
    new Promise((resolve, reject) => {
      assert.ok(rows.length > 0);
      // What is read is read as late as can be: the segment may be gone from the log by then.
      const answer = () => resolve(Uint8Array.from(rows, (row) => judgement(condition, framesIn(segment, row))));
      this.pending.push({ answer, fail: reject });
    });
}
function framesIn(segment: Segment, row: number): string[] {
  return Array.from(segment.frames(row), ({ bytes }) => latin1(bytes));
}
/** What was resolved has been worked in after this. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

function numbersOf(view: View): number[] {
  const numbers = view.records(view.first, view.end - view.first).map(({ number }) => number);
  const taken: number[] = [];
  const few = new Float64Array(7);
  for (let count = 1; count > 0; taken.push(...few.subarray(0, count))) count = view.numbers(view.first + taken.length, few);
  assert.deepEqual(taken, numbers, 'in batches they are the same');
  return numbers;
}

const leaf = fc.constantFrom(
  'a',
  'ab',
  '"A x"',
  'z',
  'hex:"01"',
  'hex:6161',
  'socket:alpha',
  'socket:be*',
  'socket:"be ta"',
  'socket:later',
  'type:sub',
  'type:router',
  'dir:in',
  'dir:out',
  'dir:event',
  'topic:a',
  'topic:=ab',
  'topic:*b',
  'topic:a*b*',
  'topic:?b',
  'topic:a~',
  'topic~B',
  'topic!=ab',
  '!topic:a',
  'socket:*a',
  'socket~TA',
  'frame2:a',
  'frame1="ab"',
  'frame1:0x01',
  'text:a',
  'decoder:json',
  'peer:A',
  'peer:0x01',
  'size>3',
  'size=0',
  'size<=1k',
  'frames=2',
  'frames!=1',
  'event:conn',
  'event:=handshake',
  'time>2024-05-01T10:00:02Z',
  'time=2024-05-01T10:00:01Z',
  'pair:unanswered',
  'pair:answered',
  'pair:request',
  'pair:reply',
  '/a.*b/',
  '/^x/i',
  'json:.x',
);
/** A text and what it means by the rules of precedence; how closely it binds. */
interface Written {
  text: string;
  node: QueryNode;
  binds: 'or' | 'and' | 'one';
}
const inParentheses = ({ text }: Written) => `(${text})`;
const filter = fc.letrec<{ query: Written }>((tie) => ({
  query: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf.map((text) => ({ text, node: parsed(text), binds: 'one' as const })),
    fc.tuple(tie('query'), tie('query'), fc.constantFrom(' ', ' and ')).map(([a, b, between]) => {
      const [left, right] = [a, b].map((part) => (part.binds === 'or' ? inParentheses(part) : part.text));
      return { text: `${left}${between}${right}`, node: { kind: 'and' as const, parts: [a.node, b.node] }, binds: 'and' as const };
    }),
    fc
      .tuple(tie('query'), tie('query'))
      .map(([a, b]) => ({ text: `${a.text} or ${b.text}`, node: { kind: 'or' as const, parts: [a.node, b.node] }, binds: 'or' as const })),
    tie('query').map((a) => ({
      text: `not ${a.binds === 'one' ? a.text : inParentheses(a)}`,
      node: { kind: 'not' as const, part: a.node },
      binds: 'one' as const,
    })),
  ),
})).query;

interface Message {
  socket: number;
  direction: DirectionCode;
  event: number;
  frames: string[];
  exchange: 'none' | 'request' | 'reply';
}
type Step =
  | { do: 'append'; batch: Message[]; times: number }
  | { do: 'open'; filter: Written }
  | { do: 'close' | 'clear' | 'wait' }
  | { do: 'scan'; strides: number }
  | { do: 'answer' | 'fail'; which: number }
  | { do: 'limits'; maxBytes: number; maxRecords: number };

const word = fc.string({ unit: fc.constantFrom('a', 'a', 'b', 'b', 'A', 'x', ' ', '\u0001', '?'), maxLength: 4 });
const frame = fc.oneof(
  { weight: 20, arbitrary: word },
  { weight: 1, arbitrary: fc.integer({ min: 200, max: 30_000 }).map((size) => 'b'.repeat(size)) },
);
const message: fc.Arbitrary<Message> = fc.record({
  socket: fc.nat(4),
  direction: fc.constantFrom<DirectionCode>(IN, OUT, EVENT),
  event: fc.constantFrom(kindNumber('connected'), kindNumber('connecting'), kindNumber('handshake'), kindNumber('handshake failed')),
  frames: fc.array(frame, { maxLength: 3 }),
  exchange: fc.constantFrom('none', 'request', 'reply'),
});
const limits = { maxBytes: fc.integer({ min: mebibyte, max: 2 * mebibyte }), maxRecords: fc.integer({ min: 1, max: 12_000 }) };
const append: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('append'),
  batch: fc.array(message, { minLength: 1, maxLength: 8 }),
  times: fc.constantFrom(1, 2, 30, 600),
});
const open: fc.Arbitrary<Step> = fc.record({ do: fc.constant('open'), filter });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: append },
  { weight: 6, arbitrary: open },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('scan' as const), strides: fc.nat(3) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('answer' as const), which: fc.nat(5) }) },
  { weight: 3, arbitrary: fc.constantFrom({ do: 'wait' as const }, { do: 'close' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const), which: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'clear' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('limits' as const), ...limits }) },
);

interface Opened {
  view: View;
  query: QueryNode;
  text: string;
  judge: SlowJudge;
  seen: Map<number, number>;
  evictedBefore: number;
}

/** The log, its views, and the same log plainly. */
class World {
  clock = start;
  records: Plain[] = [];
  evicted = 0;
  readonly capture: Capture;
  readonly views: Opened[] = [];
  readonly closed: { view: View; end: number }[] = [];
  private last: Plain | undefined;

  constructor(bounds: { maxBytes: number; maxRecords: number }) {
    this.capture = new Capture(bounds, (gone) => {
      for (const count of gone.values()) this.evicted += count;
    });
  }

  async take(action: Step): Promise<void> {
    const { capture } = this;
    switch (action.do) {
      case 'append':
        for (let i = 0; i < action.times; i++) for (const message of action.batch) this.append(message);
        break;
      case 'open': {
        const judge = new SlowJudge();
        const { text, node } = action.filter;
        const view = new View(
          capture,
          compileQuery(parsed(text), { sources: tableOf(sockets), now: () => this.clock, judge: judge.judge, pause }),
        );
        this.views.push({ view, query: node, text, judge, seen: new Map(), evictedBefore: this.evicted });
        break;
      }
      case 'close': {
        const opened = this.views.pop();
        if (!opened) break;
        opened.view.close();
        this.closed.push({ view: opened.view, end: opened.view.end });
        for (const { answer } of opened.judge.pending) answer();
        await turn();
        break;
      }
      case 'scan': {
        let { strides } = action;
        for (const { view } of this.views) void view.scan(() => strides-- <= 0);
        break;
      }
      case 'answer':
      case 'fail': {
        const asked = this.views.flatMap(({ judge }) => judge.pending.map((question) => ({ judge, question })));
        const chosen = asked[action.which % Math.max(1, asked.length)];
        if (!chosen) break;
        chosen.judge.pending.splice(chosen.judge.pending.indexOf(chosen.question), 1);
        if (action.do === 'answer') chosen.question.answer();
        else chosen.question.fail(new ZmqError('tooSlow', 'It took too long.', { hint: 'Ask for less.' }));
        await turn();
        break;
      }
      case 'wait':
        this.clock += 400;
        break;
      case 'clear':
        capture.clear();
        this.evicted = 1;
        break;
      case 'limits':
        capture.setLimits(action);
        break;
    }
    this.records = this.records.filter(({ number }) => number >= capture.first);
  }

  private append({ socket, direction, event, frames, exchange }: Message): void {
    const shown = direction === EVENT ? [frames[0] ?? '', frames[1] ?? ''] : frames;
    const time = this.clock;
    const number = this.capture.append({
      time,
      source: socket,
      direction,
      event: direction === EVENT ? event : 0,
      frames: shown.map(bytesOf),
    });
    const record: Plain = { number, time, socket, direction, event, frames: shown };
    this.records.push(record);
    const { segment, row } = this.capture.find(number) ?? assert.fail();
    if (direction === EVENT || exchange === 'none') return;
    if (exchange === 'request') {
      segment.markRequest(row);
      record.exchange = { role: 'request' };
      this.last = record;
      return;
    }
    const request = this.last;
    const place = request && this.capture.find(request.number);
    // Later replies come too late for who searched already.
    if (!request || !place || time - request.time >= 1000) return;
    segment.markExchange(row, request.number);
    record.exchange = { role: 'reply', other: request.number };
    place.segment.markExchange(place.row, number);
    request.exchange = { role: 'request', other: number };
    this.last = undefined;
  }

  check(): void {
    for (const { view, seen } of this.views) {
      for (const { match, number } of view.records(view.first, view.end - view.first)) {
        assert.equal(seen.get(match) ?? number, number);
        seen.set(match, number);
      }
    }
    for (const { view, end } of this.closed) assert.equal(view.end, end, 'a closed view stays as it was');
  }

  /** Goes on until all views have seen all records, and compares them with the reference. */
  async finish(): Promise<void> {
    this.clock += 5000;
    for (const { view, judge } of this.views) {
      for (;;) {
        const scan = view.scan(never);
        assert.notEqual(scan, 'more');
        for (const { answer } of judge.pending.splice(0)) answer();
        await turn();
        if (judge.pending.length === 0 && (view.unscanned === 0 || view.problem !== undefined)) break;
      }
    }
    this.records = this.records.filter(({ number }) => number >= this.capture.first);
    this.check();
    for (const opened of this.views) this.compare(opened);
  }

  private compare({ view, query, text, evictedBefore }: Opened): void {
    const verdicts = this.records.map((record) => naive(query, record));
    const expected = this.records.filter((_, i) => verdicts[i] === YES).map(({ number }) => number);
    if (view.problem !== undefined) {
      assert.equal(view.problem, 'It took too long. Ask for less.');
      assert.deepEqual(numbersOf(view), expected.slice(0, numbersOf(view).length), text);
      return;
    }
    assert.deepEqual(numbersOf(view), expected, text);
    const undecided = verdicts.filter((verdict) => verdict === UNDECIDED).length;
    if (this.evicted === evictedBefore) assert.equal(view.undecided, undecided, text);
    else assert.ok(view.undecided >= undecided, text);
  }
}

describe('views of queries against a plain reference', () => {
  test('find what each query asks for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(append, { minLength: 1, maxLength: 4 }),
        fc.array(open, { minLength: 20, maxLength: 20 }),
        async (appended, opened) => {
          const world = new World({ maxBytes: 4 * mebibyte, maxRecords: 10_000 });
          for (const action of [...appended, ...opened])
            await world.take(action.do === 'append' ? { ...action, times: Math.min(action.times, 4) } : action);
          await world.finish();
        },
      ),
      { numRuns: 150, seed: 20_241_102 },
    );
  });

  test('agree, whatever happens meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record(limits),
        append,
        open,
        fc.array(step, { minLength: 1, maxLength: 30 }),
        async (bounds, first, second, steps) => {
          const world = new World(bounds);
          for (const action of [first, second, ...steps]) {
            await world.take(action);
            world.check();
          }
          await world.finish();
        },
      ),
      { numRuns: 150, seed: 20_241_101 },
    );
  });
});

describe('views of queries', () => {
  const frameOf = (text: string) => ({ time: start, source: 1, direction: IN as DirectionCode, event: 0, frames: [bytesOf(text)] });
  const refuse: Judge = () => assert.fail('Nothing here is costly.');
  const viewOf = (capture: Capture, text: string, now: () => number) =>
    new View(capture, compileQuery(parsed(text), { sources: tableOf(sockets), now, judge: refuse, pause }));

  test('look at a request only when its reply has had a second to come', () => {
    let clock = start;
    const capture = new Capture({ maxBytes: mebibyte, maxRecords: 1000 });
    const view = viewOf(capture, 'pair:unanswered', () => clock);
    for (const text of ['first', 'second']) {
      const { segment, row } = capture.find(capture.append(frameOf(text))) ?? assert.fail();
      segment.markRequest(row);
    }
    assert.equal(view.scan(never), 'idle');
    assert.deepEqual([view.unscanned, view.end, view.due], [2, 0, start + 1000]);
    clock += 900;
    const { segment, row } = capture.find(capture.append({ ...frameOf('reply'), time: clock })) ?? assert.fail();
    segment.markExchange(row, 1);
    (capture.find(1) ?? assert.fail()).segment.markExchange(0, 3);
    clock += 100;
    void view.scan(never);
    assert.deepEqual(numbersOf(view), [2]);
    assert.deepEqual([view.unscanned, view.due], [1, start + 1900]);
    clock = start - 60_000; // set back: nothing waits for hours
    void view.scan(never);
    assert.deepEqual([view.unscanned, view.due], [0, undefined]);
  });

  test('know sockets that were opened, and named anew, later', () => {
    const table: QuerySource[] = [{ name: 'engine' }, { name: 'a', type: 'sub' }];
    const capture = new Capture({ maxBytes: mebibyte, maxRecords: 1000 });
    const view = new View(capture, compileQuery(parsed('socket:b'), { sources: tableOf(table), now: () => start, judge: refuse, pause }));
    const append = (socket: number) => capture.append({ ...frameOf('x'), source: socket });
    append(1);
    void view.scan(never);
    table.push({ name: 'b', type: 'pub' });
    append(2);
    table[1] = { name: 'b', type: 'sub' };
    append(1);
    void view.scan(never);
    assert.deepEqual(numbersOf(view), [2, 3]);
  });

  test('ask the judge only for records that the cheap conditions leave', async () => {
    const asked: number[] = [];
    const capture = new Capture({ maxBytes: mebibyte, maxRecords: 10_000 });
    const judge: Judge = async (condition, _segment, rows) => {
      assert.equal(condition.kind, 'regex');
      asked.push(...rows);
      return new Uint8Array(rows.length).fill(YES);
    };
    for (let i = 0; i < 5000; i++) capture.append(frameOf(i % 100 === 0 ? 'rare' : 'other'));
    const view = new View(
      capture,
      compileQuery(parsed('/r+/ (rare not size>4) or frames=2'), {
        sources: tableOf(sockets),
        now: () => start,
        judge,
        pause,
        source: 's1',
      }),
    );
    for (;;) {
      const scan = view.scan(never);
      if (scan === 'idle') break;
      await scan;
    }
    assert.equal(asked.length, 50);
    assert.equal(view.end, 50);
    const elsewhere = new View(
      capture,
      compileQuery(parsed('/r+/'), { sources: tableOf(sockets), now: () => start, judge: refuse, pause, source: 's2' }),
    );
    assert.equal(elsewhere.scan(never), 'idle');
    assert.deepEqual([elsewhere.end, elsewhere.unscanned], [0, 0]);
  });

  test('take in what the judge says of records that were evicted, or moved to another segment, meanwhile', async () => {
    const capture = new Capture({ maxBytes: 64 * mebibyte, maxRecords: 1_000_000 });
    for (let i = 0; i < 4000; i++) capture.append(frameOf(i % 10 === 0 ? 'x' : 'other'));
    const { judge, pending } = new SlowJudge();
    const view = new View(capture, compileQuery(parsed('json:.x'), { sources: tableOf(sockets), now: () => start, judge, pause }));
    const stride = view.scan(never);
    capture.setLimits({ maxBytes: 64 * mebibyte, maxRecords: 2000 });
    assert.ok(capture.first > 1 && capture.segmentOf(capture.first) !== capture.segmentOf(4000));
    pending[0]?.answer();
    await stride;
    const expected = () => Array.from({ length: 400 }, (_, i) => i * 10 + 1).filter((number) => number >= capture.first);
    assert.deepEqual(numbersOf(view), expected());
    assert.deepEqual([view.unscanned, view.problem], [0, undefined]);
    capture.setLimits({ maxBytes: 64 * mebibyte, maxRecords: 1000 });
    assert.deepEqual(numbersOf(view), expected());
  });

  test('search a long record in pieces, with pauses, and find what lies across two of them', async () => {
    const piece = 8 * mebibyte;
    const capture = new Capture({ maxBytes: 512 * mebibyte, maxRecords: 1_000_000 });
    const contents = [0, piece - 3, piece, 2 * piece + 5, 3 * piece - 6].map((at) => {
      const bytes = new Uint8Array(3 * piece).fill(0x2e);
      bytes.set(bytesOf('Needle'), at);
      return bytes;
    });
    // One without it, and one in which it lies across two frames.
    const halves = [new Uint8Array(piece).fill(0x2e), new Uint8Array(piece).fill(0x2e)];
    halves[0]?.set(bytesOf('nee'), piece - 3);
    halves[1]?.set(bytesOf('dle'), 0);
    for (const frames of [...contents.map((bytes) => [bytes]), [new Uint8Array(3 * piece)], halves, [bytesOf('needle')]])
      capture.append({ ...frameOf(''), frames });
    for (const [text, found] of [
      ['needle', [1, 2, 3, 4, 5, 8]],
      ['not needle', [6, 7]],
      ['needle size<100', [8]],
    ] as const) {
      let pauses = 0;
      const counting = () => {
        pauses++;
        return Promise.resolve();
      };
      const view = new View(
        capture,
        compileQuery(parsed(text), { sources: tableOf(sockets), now: () => start, judge: refuse, pause: counting }),
      );
      while (view.unscanned > 0) await view.scan(never);
      assert.deepEqual(numbersOf(view), found, text);
      assert.equal(pauses > 10, text !== 'needle size<100', text);
    }
  });

  test('times of day are those of the day on which the query was made', () => {
    const noon = new Date(2024, 4, 1, 12).getTime();
    const capture = new Capture({ maxBytes: mebibyte, maxRecords: 1000 });
    for (const time of [noon - 86_400_000, noon - 1, noon, noon + 59_999, noon + 60_000]) capture.append({ ...frameOf('x'), time });
    const found = (text: string) => {
      const view = viewOf(capture, text, () => noon + 3_600_000);
      void view.scan(never);
      return numbersOf(view);
    };
    assert.deepEqual(found('time>=12:00'), [3, 4, 5]);
    assert.deepEqual(found('time=12:00'), [3, 4]);
    assert.deepEqual(found('time<12:00:00.000'), [1, 2]);
    assert.deepEqual(found('time=2024-04-30'), [1]);
  });
});
