/** What `scripts/bench.mjs` runs: `main [NAME …] [--json] [--smoke]`. */
import { figures, measure, report } from './frame';
import { bench as append } from './append.bench';
import { bench as decode } from './decode.bench';
import { bench as exporting } from './export.bench';
import { bench as histogram } from './histogram.bench';
import { bench as latency } from './latency.bench';
import { bench as memory } from './memory.bench';
import { bench as plot } from './plot.bench';
import { bench as query } from './query.bench';
import { bench as receiveLibzmq } from './receiveLibzmq.bench';
import { bench as receiveScript } from './receiveScript.bench';
import { bench as receiveWire } from './receiveWire.bench';
import { bench as roundtrip } from './roundtrip.bench';
import { bench as rows } from './rows.bench';
import { bench as send } from './send.bench';
import { bench as size } from './size.bench';
import { bench as start } from './start.bench';
import { bench as statistics } from './statistics.bench';
import { bench as tap } from './tap.bench';
import { bench as ui } from './ui.bench';

const benches = [
  receiveWire,
  receiveLibzmq,
  receiveScript,
  send,
  roundtrip,
  latency,
  memory,
  append,
  plot,
  query,
  rows,
  histogram,
  decode,
  exporting,
  statistics,
  tap,
  ui,
  start,
  size,
];
const fullRuns = 5;

const say = (text: string) => process.stdout.write(`${text}\n`);
// Standard output belongs to the figures, whatever is set up on the way.
console.log = console.error;

async function main(): Promise<void> {
  const options = process.argv.slice(2);
  const json = options.includes('--json');
  const smoke = options.includes('--smoke');
  const names = options.filter((option) => !option.startsWith('--'));
  const cases = benches.flatMap((bench) => bench(smoke));
  const chosen = cases.filter((each) => names.length === 0 || names.includes(each.bench));
  if (chosen.length === 0)
    throw new Error(`No bench is named ${names.join(' ')}. There are ${[...new Set(cases.map((each) => each.bench))].join(', ')}.`);
  for (const each of chosen) {
    const results = await measure(each, smoke ? 1 : fullRuns, (text) => process.stderr.write(`${text}\n`));
    if (json) for (const figure of figures(each, results)) say(JSON.stringify(figure));
    else say(report(each, results));
    if (results.some(({ lost }) => lost !== 0)) process.exitCode = 1;
  }
}

await main().catch((error: Error) => {
  process.stderr.write(`${error.stack ?? error.message}\n`);
  process.exitCode = 1;
});
