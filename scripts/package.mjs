// `npm run package [-- --target T]`: writes build/zmq-inspector-T-VERSION.vsix. T is linux-x64, …, or `all`.
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { ownTarget, stageZeromq, targets } from './addon.mjs';
import { thirdPartyNotices } from './notices.mjs';
import { inRoot } from './paths.mjs';
import { endWhenAsked, run } from './processes.mjs';
import { bundleInputs, installDependencies } from './setup.mjs';
import { main, SetupError, stampedStep } from './steps.mjs';
import { problemsOf } from './vsix.mjs';

/** Beside the bundle, what goes into the VSIX as it stands. */
const shipped = ['package.nls.json', 'package.nls.de.json', 'README.md', 'CHANGELOG.md', 'LICENSE', 'l10n', 'media', '.vscodeignore'];
const packaging = ['package.json', 'scripts/package.mjs', 'scripts/addon.mjs', 'scripts/notices.mjs'];

/**
 * Packages the extension for one target, unless the file is there and up to date.
 * @param {string} target
 * @returns {Promise<string>} the VSIX file
 */
export async function packageFor(target) {
  if (!(target in targets)) throw new SetupError(`Unknown target ${target}. Known: ${Object.keys(targets).join(', ')}.`);
  const manifest = JSON.parse(await readFile(inRoot('package.json'), 'utf8'));
  const file = `build/${manifest.name}-${target}-${manifest.version}.vsix`;
  await stampedStep(
    `Package for ${target}`,
    { name: `package-${target}`, inputs: [...bundleInputs, ...shipped, ...packaging], outputs: [file] },
    async () => {
      const stage = `build/vsix/${target}-${process.pid}`;
      await rm(inRoot(stage), { recursive: true, force: true });
      try {
        await stageExtension(manifest, target, stage);
        await packStage(target, stage, file);
      } finally {
        await rm(inRoot(stage), { recursive: true, force: true });
      }
    },
  );
  return inRoot(file);
}

async function stageExtension(manifest, target, stage) {
  const { bundle } = await import(pathToFileURL(inRoot('esbuild.mjs')).href);
  const bundled = await bundle({ production: true, outdir: `${stage}/dist` });
  await writeFile(inRoot(stage, 'dist', 'THIRD_PARTY_NOTICES.txt'), await thirdPartyNotices(bundled, ['zeromq', 'cmake-ts']));
  await stageZeromq(target, inRoot(stage, 'dist', 'node_modules'));
  for (const name of shipped) if (existsSync(inRoot(name))) await cp(inRoot(name), inRoot(stage, name), { recursive: true });
  // Pictures in docs are for those who read it where the sources are.
  const readme = await readFile(inRoot('README.md'), 'utf8');
  await writeFile(inRoot(stage, 'README.md'), readme.replace(/^!\[[^\]]*\]\(docs\/[^)]*\)\n\n/gm, ''));
  const { scripts, devDependencies, dependencies, private: _, ...kept } = manifest;
  await writeFile(inRoot(stage, 'package.json'), JSON.stringify(kept, undefined, 2));
}

/** Packages a folder as it stands. */
export async function packageFolder(folder, file, flags = []) {
  const vsce = inRoot('node_modules', '@vscode', 'vsce', 'vsce');
  const quiet = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--no-rewrite-relative-links'];
  await run(process.execPath, [vsce, 'package', ...quiet, ...flags, '--out', file], { cwd: folder });
}

async function packStage(target, stage, file) {
  const packed = `${stage}.vsix`;
  try {
    await packageFolder(inRoot(stage), inRoot(packed), ['--target', target]);
    const problems = await problemsOf(inRoot(packed), targets[target]);
    if (problems.length > 0) throw new SetupError(`The VSIX for ${target} is not right:\n  ${problems.join('\n  ')}`);
    await mkdir(path.dirname(inRoot(file)), { recursive: true });
    await rename(inRoot(packed), inRoot(file));
  } finally {
    await rm(inRoot(packed), { force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  endWhenAsked();
  await main(async () => {
    const { values } = parseArgs({ options: { target: { type: 'string', default: ownTarget() } } });
    await installDependencies();
    for (const target of values.target === 'all' ? Object.keys(targets) : [values.target]) console.log(`  ${await packageFor(target)}`);
    console.log('Install it with: code --install-extension FILE.vsix');
  });
}
