// `npm run soak [-- --minutes N] [--megabytes N]`: a flood for 10 minutes into a log of 64 MiB, and the curve of the engine's memory.
import { endWhenAsked } from './processes.mjs';
import { runBundled } from './runBundled.mjs';
import { build, installDependencies } from './setup.mjs';
import { main } from './steps.mjs';

endWhenAsked();
await main(async () => {
  await installDependencies();
  await build();
  await runBundled('soak', ['test/soak/main.ts']);
});
