/** What `scripts/soak.mjs` runs: `main [--minutes N] [--megabytes N]`. A flood for a long time, and what memory the engine takes meanwhile. */
import { parseArgs } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { configure } from '../../src/protocol/engine';
import { openView, viewRows } from '../../src/protocol/log';
import { EngineClient } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { Peer } from '../support/peer';
import { residentBytes } from '../support/processes';

/** MiB that the engine may take beyond the setting of the capture. */
const allowance = 128;
const mebibyte = 1024 * 1024;

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' }, megabytes: { type: 'string', default: '64' } } });
const minutes = Number(values.minutes);
const maxMegabytes = Number(values.megabytes);
if (!(minutes > 0) || !(maxMegabytes >= 16)) throw new Error('npm run soak [-- --minutes N] [--megabytes N]');

const ends: (() => Promise<void> | void)[] = [];
const scope = { after: (end: () => Promise<void> | void) => void ends.push(end) };

async function soak(): Promise<number> {
  const engine = EngineClient.start(scope);
  const { connection } = engine;
  await connection.sendRequest(configure, { capture: { maxMegabytes, maxMessages: 100_000_000 } });
  const { id, endpoints } = await engine.open({ type: 'pull', bind: [anyPort] });
  const empty = residentBytes(engine.pid);
  const { view } = await connection.sendRequest(openView, { filter: 'ijklmnop' });
  const seconds = minutes * 60;
  const flood = Peer.c(
    scope,
    'flood.c',
    ['push', 'connect', endpoints[0]?.resolved ?? '', '--size', '100', '--seconds', String(seconds)],
    (seconds + 60) * 1000,
  );
  await flood.next('ready');
  let most = 0;
  const width = 50;
  const limit = maxMegabytes + allowance;
  const step = Math.max(1, seconds / 60);
  for (let elapsed = 0; elapsed < seconds; elapsed += step) {
    await delay(step * 1000);
    const { counters } = await engine.info(id);
    const { status } = await connection.sendRequest(viewRows, { view, from: 0, count: 1 });
    const used = (residentBytes(engine.pid) - empty) / mebibyte;
    most = Math.max(most, used);
    const bar = '#'.repeat(Math.max(1, Math.min(width, Math.round((used / limit) * width))));
    const at = `${Math.round(elapsed + step)} s`.padStart(7);
    console.log(
      `${at} ${bar.padEnd(width)}| ${used.toFixed(0).padStart(4)} MiB  ${counters.received.toLocaleString('en')} received, ${status.end.toLocaleString('en')} found`,
    );
  }
  const { sent } = (await flood.next('sent', 60_000)) as unknown as { sent: number };
  const { counters } = await engine.waitForSocket('all messages', id, (info) => info.counters.received >= sent, 60_000);
  console.log(
    `${sent.toLocaleString('en')} sent, ${(sent - counters.received).toLocaleString('en')} lost; at most ${most.toFixed(0)} MiB beyond an empty engine, ${limit} allowed`,
  );
  return most <= limit && counters.received === sent ? 0 : 1;
}

try {
  process.exitCode = await soak();
} finally {
  for (const end of ends.reverse()) await end();
}
