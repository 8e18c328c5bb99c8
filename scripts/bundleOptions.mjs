import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './paths.mjs';

const scriptsStayOutside = {
  name: 'scripts stay outside',
  setup(bundle) {
    bundle.onResolve({ filter: /^\..*\/(scripts\/[^/]*|esbuild|eslint\.config)\.mjs$/ }, ({ path: name, resolveDir }) => ({
      path: pathToFileURL(path.resolve(resolveDir, name)).href,
      external: true,
    }));
  },
};

/** How programs of test/ are bundled: each becomes one module that imports packages and scripts/ from where they are. */
export const bundleOptions = {
  absWorkingDir: root,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'error',
  plugins: [scriptsStayOutside],
};
