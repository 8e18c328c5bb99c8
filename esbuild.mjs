// Bundles the extension: host and engine for Node, one script for each webview.
import { build, context } from 'esbuild';
import { pathToFileURL } from 'node:url';
import path from 'node:path';

const root = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);

/** What is built, for esbuild. `production` minifies and leaves source maps out. */
function bundles({ production = false, outdir = 'dist' } = {}) {
  const common = {
    absWorkingDir: root,
    bundle: true,
    minify: production,
    sourcemap: production ? false : 'linked',
    logLevel: 'warning',
    // The licences of what is bundled stand in one file beside it.
    legalComments: 'none',
    metafile: true,
  };
  const node = { ...common, platform: 'node', target: 'node20', format: 'cjs' };
  const browser = {
    ...common,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    loader: { '.css': 'text' },
    tsconfig: 'webview/tsconfig.json',
  };
  return [
    { ...node, entryPoints: ['src/host/extension.ts'], outfile: `${outdir}/extension.js`, external: ['vscode'] },
    { ...node, entryPoints: ['src/engine/main.ts'], outfile: `${outdir}/engine.js`, external: ['zeromq'] },
    { ...node, entryPoints: ['src/engine/decoding/worker.ts'], outfile: `${outdir}/decoder.js` },
    { ...browser, entryPoints: ['webview/inspector/main.ts'], outfile: `${outdir}/webview/inspector.js` },
    { ...browser, entryPoints: ['webview/chat/main.ts'], outfile: `${outdir}/webview/chat.js` },
  ];
}

/**
 * Builds everything into `outdir`, once.
 * @returns {Promise<string[]>} the files that went in, from the project's folder on
 */
export async function bundle(options) {
  const results = await Promise.all(bundles(options).map(build));
  return results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
}

/**
 * Builds everything into `outdir`, and what has changed again, until the process ends.
 * @param {{ outdir?: string, begun?: () => void, ended?: (problems: import('esbuild').Message[]) => void }} [options] called around
 *   each stretch of building, `ended` with what is wrong now
 */
export async function watchBundles({ outdir, begun = () => undefined, ended = () => undefined } = {}) {
  let building = 0;
  const problems = new Map();
  const tell = (key) => ({
    name: 'tell',
    setup(one) {
      one.onStart(() => {
        if (building++ === 0) begun();
      });
      one.onEnd(({ errors, warnings }) => {
        problems.set(key, [...errors, ...warnings]);
        if (--building === 0) ended([...problems.values()].flat());
      });
    },
  });
  const contexts = await Promise.all(
    bundles({ outdir }).map((options, key) => context({ ...options, logLevel: 'silent', plugins: [tell(key)] })),
  );
  await Promise.all(contexts.map((one) => one.watch()));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await bundle({ production: process.argv.includes('--production') });
}
