// `npm run fuzz [-- NAME …] [--count N] [--seed N]`: gives each reader, or those named, 1,000,000 inputs, and says what hangs and throws.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { inRoot, root } from './paths.mjs';
import { endGroup, endWhenAsked, whenAsked } from './processes.mjs';
import { installDependencies } from './setup.mjs';
import { main } from './steps.mjs';

endWhenAsked();
await main(async () => {
  await installDependencies();
  const esbuild = await import('esbuild');
  const outdir = inRoot('build', 'fuzz', String(process.pid));
  await mkdir(outdir, { recursive: true });
  whenAsked(() => rm(outdir, { recursive: true, force: true }));
  try {
    await esbuild.build({
      absWorkingDir: root,
      entryPoints: ['test/fuzz/main.ts', 'test/fuzz/shard.ts'],
      outdir,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      packages: 'external',
      sourcemap: 'inline',
      logLevel: 'error',
    });
    const child = spawn(process.execPath, ['--enable-source-maps', `${outdir}/main.mjs`, ...process.argv.slice(2)], {
      cwd: root,
      detached: true,
      stdio: 'inherit',
    });
    whenAsked(() => endGroup(child.pid, 2000));
    const [code] = await once(child, 'exit');
    process.exitCode = code ?? 1;
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
});
