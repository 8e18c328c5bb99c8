import { open } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';

/**
 * Reads a VSIX (a zip file without encryption or 64-bit extensions).
 * @param {string} file
 * @returns {Promise<Map<string, Buffer>>} contents by name
 */
export async function readVsix(file) {
  const handle = await open(file);
  const zip = await handle.readFile().finally(() => handle.close());
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0) throw new Error(`${file} is no zip file`);
  const entries = new Map();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const method = zip.readUInt16LE(at + 10);
    const packed = zip.readUInt32LE(at + 20);
    const nameLength = zip.readUInt16LE(at + 28);
    const header = zip.readUInt32LE(at + 42);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    // The local header repeats name and extra field; their lengths there may differ.
    const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
    const bytes = zip.subarray(start, start + packed);
    entries.set(name, method === 0 ? bytes : inflateRawSync(bytes));
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

const machines = {
  elf: { 62: 'x64', 183: 'arm64' },
  macho: { 0x01000007: 'x64', 0x0100000c: 'arm64' },
  pe: { 0x8664: 'x64', 0xaa64: 'arm64' },
};

/**
 * What a native addon was built for, read from the binary itself.
 * @param {Buffer} addon
 * @returns {{ os: string, arch: string | undefined, libc: string }}
 */
export function describeAddon(addon) {
  if (addon.readUInt32BE(0) === 0x7f454c46)
    return { os: 'linux', arch: machines.elf[addon.readUInt16LE(18)], libc: addon.includes('libc.musl-') ? 'musl' : 'glibc' };
  if (addon.readUInt32LE(0) === 0xfeedfacf) return { os: 'darwin', arch: machines.macho[addon.readUInt32LE(4)], libc: 'libc' };
  if (addon.toString('latin1', 0, 2) === 'MZ')
    return { os: 'win32', arch: machines.pe[addon.readUInt16LE(addon.readUInt32LE(0x3c) + 4)], libc: 'msvc' };
  throw new Error('an addon of an unknown format');
}

/** Beside English. */
const shippedLanguages = ['de'];

/**
 * Which files of translations are missing among the names of a VSIX. VS Code takes a language from both kinds of files: with one
 * alone half of the window would be in it.
 * @param {readonly string[]} names
 */
export function languageProblems(names) {
  const languages = (pattern) => names.flatMap((name) => pattern.exec(name)?.[1] ?? []);
  const code = languages(/^extension\/l10n\/bundle\.l10n\.([^.]+)\.json$/);
  const manifest = languages(/^extension\/package\.nls\.([^.]+)\.json$/);
  return [...new Set([...shippedLanguages, ...code, ...manifest])].flatMap((language) => [
    ...(code.includes(language) ? [] : [`l10n/bundle.l10n.${language}.json is missing`]),
    ...(manifest.includes(language) ? [] : [`package.nls.${language}.json is missing`]),
  ]);
}

/** 3 MB: what an extension of this kind may weigh. */
const maxBytes = 3 * 1024 * 1024;

/**
 * What is wrong with a VSIX for `target`; an empty list if nothing is.
 * @param {string} file
 * @param {{ os: string, arch: string, libc: string }} target
 */
export async function problemsOf(file, target) {
  const handle = await open(file);
  const { size } = await handle.stat().finally(() => handle.close());
  const entries = await readVsix(file);
  const names = [...entries.keys()];
  const json = (name) => JSON.parse(String(entries.get(name) ?? '{}'));
  const problems = [];
  if (size > maxBytes) problems.push(`${size} bytes are more than ${maxBytes}`);

  for (const name of [
    'package.json',
    'dist/extension.js',
    'dist/engine.js',
    'dist/decoder.js',
    'dist/webview/inspector.js',
    'dist/webview/chat.js',
    'dist/node_modules/zeromq/lib/index.js',
    'dist/node_modules/cmake-ts/build/loader.js',
    'dist/THIRD_PARTY_NOTICES.txt',
  ])
    if (!entries.has(`extension/${name}`)) problems.push(`${name} is missing`);

  const unwanted =
    /\.(ts|map|test\.[a-z]+)$|^extension\/(src|test|scripts|webview|examples|build|docs|node_modules|\.vscode|\.github|\.[a-z]+rc)(\/|$)/;
  for (const name of names) if (unwanted.test(name)) problems.push(`${name} does not belong there`);

  const { l10n, icon } = json('extension/package.json');
  if (typeof icon === 'string' && !entries.has(`extension/${icon}`)) problems.push(`${icon}, the icon, is missing`);
  if (typeof l10n === 'string') {
    const folder = `extension/${l10n.replace(/^\.\//, '')}/`;
    if (!names.some((name) => name.startsWith(`${folder}bundle.l10n.`))) problems.push(`${l10n}, which package.json names, has no bundle`);
    problems.push(...languageProblems(names));
  }

  const addons = names.filter((name) => name.endsWith('.node'));
  if (addons.length !== 1) problems.push(`${addons.length} native addons instead of one`);
  for (const name of addons) compare(describeAddon(entries.get(name)), `${name} is built`);

  const manifest = Object.entries(json('extension/dist/node_modules/zeromq/build/manifest.json'));
  if (manifest.length !== 1) problems.push(`${manifest.length} entries in zeromq's manifest instead of one`);
  for (const [key, addon] of manifest) {
    compare(JSON.parse(key), "zeromq's manifest is");
    if (!entries.has(`extension/dist/node_modules/zeromq/build/${addon}`))
      problems.push(`zeromq's manifest names ${addon}, which is missing`);
  }
  return problems;

  function compare(found, subject) {
    for (const property of ['os', 'arch', 'libc'])
      if (found[property] !== target[property])
        problems.push(`${subject} for ${property} ${found[property]} instead of ${target[property]}`);
  }
}
