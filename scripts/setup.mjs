import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { ownTarget, stageZeromq } from './addon.mjs';
import { inRoot } from './paths.mjs';
import { endWhenAsked, npm } from './processes.mjs';
import { main, SetupError, stampedStep, step } from './steps.mjs';

/** What the bundle is made from. */
export const bundleInputs = ['src', 'webview', 'esbuild.mjs', 'tsconfig.json', 'package-lock.json'];

const readJson = async (file) => JSON.parse(await readFile(file, 'utf8'));

/** Whether node_modules holds what the lock file says. npm notes what it installed in a lock file of its own. */
export async function dependenciesAreInstalled(folder) {
  const note = `${folder}/node_modules/.package-lock.json`;
  if (!existsSync(note)) return false;
  const locked = await readJson(`${folder}/package-lock.json`);
  const manifest = await readJson(`${folder}/package.json`);
  const { packages: installed } = await readJson(note);
  const sameAsked = ['dependencies', 'devDependencies', 'optionalDependencies'].every(
    (kind) => JSON.stringify(manifest[kind]) === JSON.stringify(locked.packages[''][kind]),
  );
  const sameGot = Object.entries(locked.packages).every(([where, entry]) => {
    const got = installed[where];
    if (where === '' || (got === undefined && entry.optional === true)) return true;
    return got?.version === entry.version && existsSync(`${folder}/${where}`);
  });
  return sameAsked && sameGot;
}

/** Installs the locked dependencies. Needs nothing but Node and npm. */
export async function installDependencies() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) throw new SetupError(`Node 20 or newer is needed; this is ${process.version}.`);
  await step(
    'Dependencies (npm ci)',
    () => dependenciesAreInstalled(inRoot()),
    async () => {
      await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
    },
  );
}

/** Bundles the extension into dist/ and puts the native addon for this machine beside it. */
export async function build() {
  await stampedStep(
    'Build',
    {
      name: 'build',
      inputs: bundleInputs,
      outputs: ['dist/extension.js', 'dist/engine.js', 'dist/decoder.js', 'dist/webview/inspector.js', 'dist/webview/chat.js'],
    },
    async () => {
      const { bundle } = await import(pathToFileURL(inRoot('esbuild.mjs')).href);
      await bundle();
    },
  );
  await stampedStep(
    'Native addon',
    { name: 'addon', inputs: ['package-lock.json', 'scripts/addon.mjs'], outputs: ['dist/node_modules/zeromq/build/addon.node'] },
    () => stageZeromq(ownTarget(), inRoot('dist', 'node_modules')),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  endWhenAsked();
  await main(async () => {
    await installDependencies();
    await build();
  });
}
