import { bundleOptions } from './bundleOptions.mjs';

/** Bundles test files. */
export async function bundleTests(files, outdir) {
  const esbuild = await import('esbuild');
  await esbuild.build({ ...bundleOptions, entryPoints: files, outbase: 'test', outdir });
}
