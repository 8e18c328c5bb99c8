// `npm run bench [-- NAME …] [--json] [--smoke]`: figures of the engine beside those of others, measured in the same run.
// `--smoke` only shows that each bench works.
import { endWhenAsked } from './processes.mjs';
import { runBundled } from './runBundled.mjs';
import { build, installDependencies } from './setup.mjs';
import { main } from './steps.mjs';

endWhenAsked();
await main(async () => {
  // Standard output belongs to the figures.
  console.log = console.error;
  await installDependencies();
  await build();
  await runBundled('bench', ['test/bench/main.ts']);
});
