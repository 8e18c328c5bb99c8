// Bundles the extension: host and engine for Node, one script for each webview.
import { build } from 'esbuild';
import { pathToFileURL } from 'node:url';
import path from 'node:path';

const root = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);

/**
 * Builds everything into `outdir`. `production` minifies and leaves source maps out.
 * @returns {Promise<string[]>} the files that went in, from the project's folder on
 */
export async function bundle({ production = false, outdir = 'dist' } = {}) {
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
  const browser = { ...common, platform: 'browser', target: 'es2022', format: 'iife', loader: { '.css': 'text' } };
  const results = await Promise.all([
    build({ ...node, entryPoints: ['src/host/extension.ts'], outfile: `${outdir}/extension.js`, external: ['vscode'] }),
    build({ ...node, entryPoints: ['src/engine/main.ts'], outfile: `${outdir}/engine.js`, external: ['zeromq'] }),
    build({ ...node, entryPoints: ['src/engine/decoding/worker.ts'], outfile: `${outdir}/decoder.js` }),
    build({
      ...browser,
      entryPoints: ['webview/inspector/main.ts'],
      outfile: `${outdir}/webview/inspector.js`,
      tsconfig: 'webview/tsconfig.json',
    }),
    build({
      ...browser,
      entryPoints: ['webview/chat/main.ts'],
      outfile: `${outdir}/webview/chat.js`,
      tsconfig: 'webview/tsconfig.json',
    }),
  ]);
  return results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await bundle({ production: process.argv.includes('--production') });
}
