import { stat } from 'node:fs/promises';
import { packageFor } from '../../scripts/package.mjs';
import { readVsix } from '../../scripts/vsix.mjs';
import type { Bench, BenchCase, Measurement } from './frame';

const target = 'linux-x64';

/** The package as it is shipped, and the contents of its files by name. */
async function packaged(): Promise<{ bytes: number; entries: Map<string, Buffer> }> {
  const file = await packageFor(target);
  return { bytes: (await stat(file)).size, entries: await readVsix(file) };
}

async function bytesOf(name: string | undefined): Promise<Measurement> {
  const { bytes, entries } = await packaged();
  const size = name === undefined ? bytes : entries.get(`extension/dist/${name}`)?.length;
  if (size === undefined) throw new Error(`The package has no ${name}.`);
  return { value: size / 1000, lost: 0 };
}

/** kB that each part may have. */
const allowed: [name: string, file: string | undefined, kilobytes: number][] = [
  [`the VSIX for ${target}`, undefined, 2000],
  ['the bundle of the inspector', 'webview/inspector.js', 400],
  ['the bundle of the chat', 'webview/chat.js', 300],
  ['the bundle of the extension host', 'extension.js', 250],
];

export const bench: Bench = () =>
  allowed.map(([name, file, kilobytes]): BenchCase => ({
    bench: 'size',
    case: name,
    unit: 'kB',
    ours: { name: 'as shipped', run: () => bytesOf(file) },
    references: [{ name: 'allowed', run: () => Promise.resolve({ value: kilobytes, lost: 0 }) }],
    wanted: { reference: 'allowed', ratio: 1, good: 'at most' },
  }));
