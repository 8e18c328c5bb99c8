import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths.mjs';
import { SetupError } from './steps.mjs';

/**
 * Which prebuilt addon goes with which VSIX target. Chosen for the oldest system it runs on: the other glibc builds in
 * the package need glibc 2.38.
 */
export const targets = {
  'linux-x64': { os: 'linux', arch: 'x64', libc: 'glibc', abi: 127 },
  'linux-arm64': { os: 'linux', arch: 'arm64', libc: 'glibc', abi: 127 },
  'alpine-x64': { os: 'linux', arch: 'x64', libc: 'musl', abi: 127 },
  'alpine-arm64': { os: 'linux', arch: 'arm64', libc: 'musl', abi: 127 },
  'darwin-x64': { os: 'darwin', arch: 'x64', libc: 'libc', abi: 115 },
  'darwin-arm64': { os: 'darwin', arch: 'arm64', libc: 'libc', abi: 115 },
  'win32-x64': { os: 'win32', arch: 'x64', libc: 'msvc', abi: 115 },
  'win32-arm64': { os: 'win32', arch: 'arm64', libc: 'msvc', abi: 115 },
};

/** The target that fits the machine this runs on. */
export function ownTarget() {
  const os = process.platform === 'linux' && existsSync('/etc/alpine-release') ? 'alpine' : process.platform;
  const target = `${os}-${process.arch}`;
  if (!(target in targets)) throw new SetupError(`zeromq has no prebuilt addon for ${target}. It has: ${Object.keys(targets).join(', ')}.`);
  return target;
}

/** What zeromq's entry point loads at run time; its compat layer stays out. */
const zeromqScripts = ['index.js', 'native.js', 'load-addon.js', 'draft.js', 'util.js'];

/**
 * Puts what `require('zeromq')` needs for one target into `nodeModules`: its scripts, one addon, a manifest with that
 * one entry, and the loader.
 */
export async function stageZeromq(target, nodeModules) {
  const wanted = targets[target];
  const from = inRoot('node_modules', 'zeromq');
  const manifest = JSON.parse(await readFile(path.join(from, 'build', 'manifest.json'), 'utf8'));
  const entry = Object.keys(manifest).find((key) => {
    const config = JSON.parse(key);
    return Object.entries(wanted).every(([name, value]) => config[name] === value);
  });
  if (entry === undefined) throw new SetupError(`zeromq's manifest has no addon for ${target}.`);

  const zeromq = path.join(nodeModules, 'zeromq');
  const loader = path.join(nodeModules, 'cmake-ts');
  await rm(zeromq, { recursive: true, force: true });
  await rm(loader, { recursive: true, force: true });
  await mkdir(path.join(zeromq, 'build'), { recursive: true });
  await mkdir(path.join(loader, 'build'), { recursive: true });

  for (const name of zeromqScripts) await cp(path.join(from, 'lib', name), path.join(zeromq, 'lib', name));
  // The manifest's own paths use the separators of the system they were built on.
  await cp(path.join(from, 'build', ...manifest[entry].split(/[\\/]/)), path.join(zeromq, 'build', 'addon.node'));
  await writeFile(path.join(zeromq, 'build', 'manifest.json'), JSON.stringify({ [entry]: 'addon.node' }));
  await writeManifest(from, zeromq, ['name', 'version', 'license', 'main']);

  const loaderFrom = inRoot('node_modules', 'cmake-ts');
  await cp(path.join(loaderFrom, 'build', 'loader.js'), path.join(loader, 'build', 'loader.js'));
  await writeManifest(loaderFrom, loader, ['name', 'version', 'license']);
}

async function writeManifest(from, to, fields) {
  const full = JSON.parse(await readFile(path.join(from, 'package.json'), 'utf8'));
  const kept = Object.fromEntries(fields.filter((name) => name in full).map((name) => [name, full[name]]));
  await writeFile(path.join(to, 'package.json'), JSON.stringify(kept));
}
