import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './paths.mjs';

/** Bundles test files; each becomes one module that imports packages and scripts/ from where they are. */
export async function bundleTests(files, outdir) {
  const esbuild = await import('esbuild');
  const scriptsStayOutside = {
    name: 'scripts stay outside',
    setup(bundle) {
      bundle.onResolve({ filter: /^\..*\/(scripts\/[^/]*|esbuild|eslint\.config)\.mjs$/ }, ({ path: name, resolveDir }) => ({
        path: pathToFileURL(path.resolve(resolveDir, name)).href,
        external: true,
      }));
    },
  };
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: files,
    outbase: 'test',
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'error',
    plugins: [scriptsStayOutside],
  });
}
