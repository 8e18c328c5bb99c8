// `npm run bench [-- NAME …] [--json] [--smoke]`: figures of the engine beside those of others, measured in the same run.
// `--smoke` only shows that each bench works.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { inRoot, root } from './paths.mjs';
import { endGroup, endWhenAsked, whenAsked } from './processes.mjs';
import { build, installDependencies } from './setup.mjs';
import { main } from './steps.mjs';

endWhenAsked();
await main(async () => {
  // Standard output belongs to the figures.
  console.log = console.error;
  await installDependencies();
  await build();
  const esbuild = await import('esbuild');
  const outdir = inRoot('build', 'bench', String(process.pid));
  await mkdir(outdir, { recursive: true });
  whenAsked(() => rm(outdir, { recursive: true, force: true }));
  try {
    const outfile = `${outdir}/main.mjs`;
    await esbuild.build({
      absWorkingDir: root,
      entryPoints: ['test/bench/main.ts'],
      outfile,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      packages: 'external',
      sourcemap: 'inline',
      logLevel: 'error',
    });
    const child = spawn(process.execPath, ['--enable-source-maps', outfile, ...process.argv.slice(2)], {
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
