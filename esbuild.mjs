// Bundles the extension: host, engine and decoders for Node, one script for each webview, and beside each what it loads only once it needs it.
import { build, context, transform } from 'esbuild';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import path from 'node:path';

const root = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);

const forNode = { platform: 'node', target: 'node20' };

/** What is built, for esbuild. `production` minifies and leaves source maps out. */
function bundles({ production = false, outdir = 'dist' } = {}) {
  const common = {
    absWorkingDir: root,
    bundle: true,
    minify: production,
    format: 'esm',
    splitting: true,
    write: false,
    sourcemap: production ? false : 'inline',
    logLevel: 'warning',
    // The licences of what is bundled stand in one file beside it.
    legalComments: 'none',
    metafile: true,
  };
  const node = (name, entry, external) => ({
    ...common,
    ...forNode,
    outdir,
    entryPoints: { [name]: entry },
    chunkNames: `${name}-[name]-[hash]`,
    external,
    plugins: [writing(name, (text) => asCommonJs(text, production))],
  });
  const page = (name) => ({
    ...common,
    platform: 'browser',
    target: 'es2022',
    outdir: `${outdir}/webview`,
    entryPoints: { [name]: `webview/${name}/main.ts` },
    chunkNames: `${name}-[name]-[hash]`,
    plugins: [writing(name)],
    loader: { '.css': 'text' },
    tsconfig: 'webview/tsconfig.json',
  });
  return [
    node('extension', 'src/host/extension.ts', ['vscode']),
    node('engine', 'src/engine/main.ts', ['zeromq']),
    node('decoder', 'src/engine/decoding/worker.ts', []),
    page('inspector'),
    page('chat'),
  ];
}

/** VS Code loads CommonJS, which esbuild does not split: it is made of the modules it splits. */
async function asCommonJs(text, production) {
  const { code } = await transform(text, {
    ...forNode,
    format: 'cjs',
    supported: { 'dynamic-import': false },
    minify: production,
    sourcemap: production ? false : 'inline',
  });
  return code;
}

/** Writes what was built, and removes the parts of an earlier build that are named otherwise now. */
function writing(name, made = (text) => text) {
  return {
    name: 'writing',
    setup(one) {
      one.onEnd(async ({ outputFiles = [], errors }) => {
        if (errors.length > 0) return;
        const folder = path.resolve(root, one.initialOptions.outdir);
        await mkdir(folder, { recursive: true });
        const names = new Set(outputFiles.map((file) => path.basename(file.path)));
        for (const old of await readdir(folder)) if (old.startsWith(`${name}-`) && !names.has(old)) await rm(path.join(folder, old));
        await Promise.all(outputFiles.map(async (file) => writeFile(file.path, await made(file.text))));
      });
    },
  };
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
    bundles({ outdir }).map((options, key) => context({ ...options, logLevel: 'silent', plugins: [...options.plugins, tell(key)] })),
  );
  await Promise.all(contexts.map((one) => one.watch()));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await bundle({ production: process.argv.includes('--production') });
}
