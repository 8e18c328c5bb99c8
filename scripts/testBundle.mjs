import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleOptions } from './bundleOptions.mjs';

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
  await esbuild.build({ ...bundleOptions, entryPoints: files, outbase: 'test', outdir, plugins: [scriptsStayOutside] });
}
