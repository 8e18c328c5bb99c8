// `npm run fuzz [-- NAME …] [--count N] [--seed N]`: gives each reader, or those named, 1,000,000 inputs, and says what hangs and throws.
import { endWhenAsked } from './processes.mjs';
import { runBundled } from './runBundled.mjs';
import { installDependencies } from './setup.mjs';
import { main } from './steps.mjs';

endWhenAsked();
await main(async () => {
  await installDependencies();
  await runBundled('fuzz', ['test/fuzz/main.ts', 'test/fuzz/shard.ts']);
});
