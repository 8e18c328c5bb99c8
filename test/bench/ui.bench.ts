import type { CDPSession } from 'playwright-core';
import { setTimeout as delay } from 'node:timers/promises';
import type { Scope } from '../support/engineClient';
import { Inspector } from '../support/inspector';
import { Peer } from '../support/peer';
import type { Workbench } from '../support/workbench';
import { sharedRuns, type Bench, type BenchCase } from './frame';
import { freshWindow } from './windows';

/** A flood by a C PUSH; or the few messages of one who sends nothing more. */
interface Traffic {
  rate: number;
  count: number;
}

/** What a run in one window told. */
interface Reading {
  /** Share of a processor that the main thread of VS Code's page uses, of which the inspector is a part, while the log follows, %. */
  following: number;
  /** The same while a person scrolls, filters and looks at messages. */
  used: number;
  /** The longest task of that thread, ms; 50 stands for none that was longer. */
  longestTask: number;
  /** Pauses of the extension host's event loop, 99th percentile, ms. */
  host: number;
  /** From the time of a record to its row on the screen, 95th percentile, ms; NaN where nothing came. */
  toScreen: number;
  lost: number;
}

/** Keeps, in the page, how old the newest row is when it is first drawn, and tasks that block it. */
function watchPage(): void {
  const kept = { ages: [] as number[], longest: 50 };
  Object.assign(window, { zmqBench: kept });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) kept.longest = Math.max(kept.longest, duration);
  }).observe({ type: 'longtask' });
  const log = document.querySelector('zmq-inspector')?.shadowRoot?.querySelector('zmq-traffic-log')?.shadowRoot?.querySelector('.rows');
  if (!log) throw new Error('The log is not where it was.');
  let last = '';
  let asked = false;
  const look = () => {
    asked = false;
    const row = [...log.querySelectorAll('.record.in')].at(-1);
    const number = row?.querySelector('.number')?.textContent ?? '';
    if (!row || number === last) return;
    last = number;
    const [hours = 0, minutes = 0, seconds = 0] = (row.querySelector('.time')?.textContent ?? '').trim().split(':').map(Number);
    const drawn = new Date();
    kept.ages.push(drawn.getTime() - new Date(drawn).setHours(hours, minutes, Math.floor(seconds), (seconds % 1) * 1000));
  };
  // A page that draws nothing has no frames: to ask for each would cost more than the log.
  new MutationObserver(() => {
    if (!asked) requestAnimationFrame(look);
    asked = true;
  }).observe(log, { subtree: true, childList: true, characterData: true });
}

/** Seconds that the page's main thread has run in all. */
async function worked(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
}

async function busyWhile(session: CDPSession, act: () => Promise<unknown>): Promise<number> {
  const [before, since] = [await worked(session), performance.now()];
  await act();
  return ((await worked(session)) - before) / ((performance.now() - since) / 1000);
}

/** What a person does while it comes in, for about so many seconds. */
async function use(workbench: Workbench, inspector: Inspector, seconds: number): Promise<void> {
  const { page } = workbench;
  const box = await inspector.log.boundingBox();
  if (!box) throw new Error('The log is not in sight.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  const third = seconds / 3;
  for (let i = 0; i < third * 5; i++) {
    await page.mouse.wheel(0, i % 4 === 3 ? 300 : -300);
    await delay(200);
  }
  await inspector.filter.fill('ijklmnop');
  await delay(third * 500);
  await inspector.filter.fill('');
  await delay(third * 500);
  for (let i = 0; i < third; i++) {
    await page.mouse.click(x, y + 20 * (i % 5));
    await delay(1000);
  }
}

const number = (text: string) => Number(text.replaceAll(/\D/g, ''));

async function inWindow(scope: Scope, { rate, count }: Traffic, seconds: number): Promise<Reading> {
  const workbench = await freshWindow(scope, { settings: { 'zmq.capture.maxMessages': 20_000_000, 'zmq.capture.maxMegabytes': 2048 } });
  await workbench.probe.command('zmq.openInspector');
  await workbench.probe.command('zmq.openSocket', { type: 'PULL', bind: ['tcp://127.0.0.1:*'], name: 'flooded' });
  const inspector = await Inspector.in(workbench);
  const endpoint = await inspector.boundEndpoint();
  const flood = Peer.c(scope, 'flood.c', [
    ...['push', 'connect', endpoint, '--size', '100', '--rate', String(rate), '--count', String(count), '--wait'],
  ]);
  await flood.next('ready');
  await inspector.sees('handshake');
  const session = await workbench.page.context().newCDPSession(workbench.page);
  // Time that the thread ran: while it waits for a processor, as it does where all are busy, it is none the busier.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  // What opens a window works on for a while.
  await delay(3000);
  const recorded = async () => {
    const [kept, evicted] = await Promise.all(
      ['Kept', 'Evicted'].map((hasText) => inspector.frame.getByRole('status').locator('span').filter({ hasText }).innerText()),
    );
    return number(kept ?? '') + number(evicted ?? '');
  };
  const before = await recorded();
  await inspector.frame.evaluate(watchPage);
  await workbench.probe.pauses();

  const kept = () => inspector.frame.evaluate(() => (window as unknown as { zmqBench: { ages: number[]; longest: number } }).zmqBench);
  flood.tell({ go: true });
  const following = await busyWhile(session, () => delay(seconds * 500));
  const { ages } = await kept();
  const used = await busyWhile(session, () => use(workbench, inspector, seconds / 2));
  const { p99: host } = await workbench.probe.pauses();
  const { longest } = await kept();
  await flood.next('sent', 120_000);
  let came = 0;
  for (const end = Date.now() + 10_000; came < count && Date.now() < end; await delay(300)) came = (await recorded()) - before;
  ages.sort((a, b) => a - b);
  return {
    following: 100 * following,
    used: 100 * used,
    longestTask: longest,
    host,
    toScreen: ages[Math.floor(ages.length * 0.95)] ?? NaN,
    lost: Math.max(0, count - came),
  };
}

export const bench: Bench = (smoke) => {
  const seconds = smoke ? 6 : 20;
  const rate = smoke ? 20_000 : 400_000;
  const flooded = sharedRuns((scope) => inWindow(scope, { rate, count: rate * seconds }, seconds));
  const quiet = sharedRuns((scope) => inWindow(scope, { rate, count: 2000 }, seconds));
  const of = `a flood of ${rate.toLocaleString('en')}/s for ${seconds} s`;
  const figure = (
    name: string,
    unit: string,
    read: (reading: Reading) => number,
    allowed: number,
    limit: 'in all' | 'over quiet' | 'of traffic' = 'in all',
  ): BenchCase => {
    const [ours, idle, base] = [flooded(), quiet(), quiet()];
    const reference = limit === 'over quiet' ? `without traffic, and ${allowed}` : 'allowed';
    const without = { name: 'without traffic', run: async (scope: Scope) => ({ value: read(await idle(scope)), lost: 0 }) };
    return {
      bench: 'ui',
      case: `${of}: ${name}`,
      unit,
      ours: {
        name: 'inspector in VS Code',
        run: async (scope) => {
          const reading = await ours(scope);
          return { value: read(reading), lost: reading.lost };
        },
      },
      references: [
        ...(limit === 'of traffic' ? [] : [without]),
        { name: reference, run: async (scope) => ({ value: allowed + (limit === 'over quiet' ? read(await base(scope)) : 0), lost: 0 }) },
      ],
      wanted: { reference, ratio: 1, good: 'at most' },
    };
  };
  return [
    figure("the page's main thread while the log follows", '%', ({ following }) => following, 25),
    figure('the same while one scrolls, filters and looks at messages', '%', ({ used }) => used, 25),
    figure("the page's longest task", 'ms', ({ longestTask }) => longestTask, 100),
    figure("pauses of the host's event loop, 99th percentile", 'ms', ({ host }) => host, 20, 'over quiet'),
    figure('from the record to its row on the screen, 95th percentile', 'ms', ({ toScreen }) => toScreen, 150, 'of traffic'),
  ];
};
