import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { bundleOptions } from './bundleOptions.mjs';
import { inRoot, root } from './paths.mjs';
import { endGroup, whenAsked } from './processes.mjs';

/** Bundles programs of test/ into a folder of their own, and runs the one named main with the arguments of this process. */
export async function runBundled(name, entryPoints) {
  const esbuild = await import('esbuild');
  const outdir = inRoot('build', name, String(process.pid));
  await mkdir(outdir, { recursive: true });
  whenAsked(() => rm(outdir, { recursive: true, force: true }));
  try {
    await esbuild.build({ ...bundleOptions, entryPoints, outdir });
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
}
