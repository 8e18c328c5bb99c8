import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ResponseError } from 'vscode-jsonrpc/node';
import { errorCodes } from '../../../src/protocol/errors';
import { closeView, locateRecord, openView, viewRows, type Query, type ViewStatus } from '../../../src/protocol/log';
import { FindControl } from '../../../webview/inspector/find/findControl';
import { until } from '../../support/processes';

type Args = ConstructorParameters<typeof FindControl>;

/** A find bar over a log of records 1 … `appended`, all of them shown, whose engine looks through them as far as a test says. */
class Scripted {
  /** Of the records that match. */
  readonly matches: readonly number[] = [10, 20, 900];
  appended = 1000;
  seen = 1;
  active: number | undefined;
  readonly opened: Query[] = [];
  readonly closed: number[] = [];
  readonly sought: (string | undefined)[] = [];
  private readonly events = new EventTarget();
  private readonly view = Object.assign(new EventTarget(), {
    status: { view: 1, first: 0, end: 1000, unscanned: 0 },
    shown: { filter: 'a or b', socket: 's1' } as Query,
    opening: 1,
    pausedAt: undefined as number | undefined,
    wantFound: (text: string | undefined) => this.sought.push(text),
    find: (number: number) => Promise.resolve(number - 1),
    row: () => undefined,
  });
  private readonly state: { find?: string | undefined } = {};
  readonly shown: number[] = [];
  readonly find: FindControl;

  constructor() {
    const mirror = Object.assign(this.events, {
      engine: 'running',
      generation: 1,
      view: this.view,
      views: [] as ViewStatus[],
      log: { appended: this.appended },
      connection: { sendRequest: (method: unknown, params: never) => Promise.resolve(this.answer(method, params)) },
      attempt: (action: () => Promise<unknown>) => action(),
    });
    const store = { state: this.state, update: (change: object) => Object.assign(this.state, change) };
    const filter = { remember: () => undefined, findTopics: () => Promise.resolve([]) };
    const place = Object.defineProperty(new EventTarget(), 'active', { get: () => this.active });
    const log = {
      startOf: (by: number) => Promise.resolve((this.active ?? 499) + 1 + by),
      showFound: (position: number) => {
        this.active = position;
        this.shown.push(position + 1);
      },
      focus: () => undefined,
    };
    this.find = new FindControl(...([mirror, store, place, filter, log] as unknown as Args));
    this.tell = () => {
      mirror.views = [this.status];
      mirror.dispatchEvent(new Event('change'));
    };
  }

  /** Tells how far the engine is. */
  readonly tell: () => void;

  private get status(): ViewStatus {
    return { view: 2, first: 0, end: this.matches.filter((number) => number < this.seen).length, unscanned: this.appended + 1 - this.seen };
  }

  private answer(method: unknown, params: { view: number; number: number; from: number } & Query): unknown {
    const known = this.matches.filter((number) => number < this.seen);
    if (method === openView) {
      this.opened.push(params);
      return this.status;
    }
    if (method === closeView) return this.closed.push(params.view);
    if (method === locateRecord) return { position: known.filter((number) => number < params.number).length, seen: this.seen };
    assert.equal(method, viewRows);
    return { status: this.status, rows: known.slice(params.from, params.from + 1).map((number) => ({ number })) };
  }
}

async function looking(): Promise<Scripted> {
  const scripted = new Scripted();
  scripted.seen = 15;
  scripted.find.open();
  scripted.find.use('wanted');
  await until('a view', () => scripted.sought.length === 1);
  return scripted;
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('it looks for what filter and text find, marks by the text alone, and costs nothing once it is closed', async () => {
  const { find, opened, closed, sought } = await looking();
  assert.deepEqual(opened, [{ filter: '(a or b) (wanted)', socket: 's1' }]);
  assert.deepEqual(sought, ['wanted']);
  find.leave();
  await until('no view', () => closed.length === 1);
  assert.deepEqual([closed, sought], [[2], ['wanted', undefined]]);
  find.open();
  assert.equal(find.text, 'wanted');
});

test('while not everything was looked through, the count says so, and a step waits until it is sure', async () => {
  const scripted = await looking();
  const { find, shown } = scripted;
  assert.equal(find.found, '1+ matches, 986 to search');
  // The one before record 500 is not number 10, as far as is known.
  find.step(-1);
  for (let i = 0; i < 20; i++) await turn();
  assert.deepEqual(shown, []);
  scripted.seen = 600;
  scripted.tell();
  await until('a step', () => shown.length === 1);
  assert.deepEqual(shown, [20]);
  assert.equal(find.found, '2 of 2+, 401 to search');
  // The next one is not the first, either.
  find.step(1);
  for (let i = 0; i < 20; i++) await turn();
  assert.deepEqual(shown, [20]);
  scripted.seen = 1001;
  scripted.tell();
  await until('another step', () => shown.length === 2);
  assert.deepEqual(shown, [20, 900]);
  assert.equal(find.found, '3 of 3');
  find.step(1);
  await until('the first one', () => shown.length === 3);
  assert.deepEqual([shown.at(-1), find.wrapped], [10, 'Went on from the first match.']);
});

test('a step that waits is given up for another text, the other way, or with the bar', async () => {
  for (const giveUp of ['use', 'leave', 'step'] as const) {
    const scripted = await looking();
    const { find, shown } = scripted;
    scripted.active = 14;
    find.step(1);
    for (let i = 0; i < 20; i++) await turn();
    if (giveUp === 'use') find.use('other');
    else if (giveUp === 'leave') find.leave();
    else find.step(-1);
    for (let i = 0; i < 20; i++) await turn();
    scripted.seen = 1001;
    scripted.tell();
    for (let i = 0; i < 20; i++) await turn();
    assert.deepEqual(shown, giveUp === 'step' ? [10] : [], giveUp);
  }
});

test('steps that come fast are taken one after the other', async () => {
  const scripted = await looking();
  scripted.seen = 1001;
  scripted.tell();
  scripted.active = 0;
  for (const by of [1, 1, 1, -1, 1] as const) scripted.find.step(by);
  await until('all of them', () => scripted.shown.length === 5);
  assert.deepEqual(scripted.shown, [10, 20, 900, 20, 900]);
});

test('a fault that the engine finds in filter and text is shown where it stands in the text', async () => {
  const scripted = new Scripted();
  const { find } = scripted;
  const { connection } = (find as unknown as { mirror: { connection: { sendRequest: unknown } } }).mirror;
  connection.sendRequest = (method: unknown) =>
    method === openView
      ? Promise.reject(new ResponseError(errorCodes.invalidQuery, 'No.', { code: 'invalidQuery', at: { from: 13, to: 16 } }))
      : Promise.resolve(null);
  find.open();
  find.use('red blue');
  await until('a fault', () => find.problems.length > 0);
  assert.equal('(a or b) (red blue)'.slice(13, 16), ' bl');
  assert.deepEqual([find.problems[0]?.from, find.problems[0]?.to], [3, 6]);
  assert.equal(find.found, 'Cannot be read');
});
