import { stat } from 'node:fs/promises';
import { packageFor } from '../../scripts/package.mjs';
import { readVsix } from '../../scripts/vsix.mjs';
import { atMost, type Bench, type BenchCase, type Measurement } from './frame';

const target = 'linux-x64';

/** The package as it is shipped, and the contents of its files by name. */
async function packaged(): Promise<{ bytes: number; entries: Map<string, Buffer> }> {
  const file = await packageFor(target);
  return { bytes: (await stat(file)).size, entries: await readVsix(file) };
}

/** Bytes that are loaded at once: of a script and of what it shares with parts that are loaded later. */
function loadedFirst(entries: Map<string, Buffer>, name: string, known = new Set<string>()): number {
  const script = entries.get(name);
  if (!script) throw new Error(`The package has no ${name}.`);
  known.add(name);
  let size = script.length;
  for (const [, shared = ''] of String(script).matchAll(/"\.\/([\w-]+-chunk-\w+\.js)"/g)) {
    const file = `${name.slice(0, name.lastIndexOf('/'))}/${shared}`;
    if (!known.has(file)) size += loadedFirst(entries, file, known);
  }
  return size;
}

async function bytesOf(name: string | undefined): Promise<Measurement> {
  const { bytes, entries } = await packaged();
  return { value: (name === undefined ? bytes : loadedFirst(entries, `extension/dist/${name}`)) / 1000, lost: 0 };
}

/** kB that each part may have; the package 2 MiB. */
const allowed: [name: string, file: string | undefined, kilobytes: number][] = [
  [`the VSIX for ${target}`, undefined, 2097],
  ['the bundle of the inspector, as it is loaded at first', 'webview/inspector.js', 400],
  ['the bundle of the chat, as it is loaded at first', 'webview/chat.js', 300],
  ['the bundle of the extension host, as it is loaded at first', 'extension.js', 250],
];

export const bench: Bench = () =>
  allowed.map(([name, file, kilobytes]): BenchCase => ({
    bench: 'size',
    case: name,
    unit: 'kB',
    ours: { name: 'as shipped', run: () => bytesOf(file) },
    ...atMost(kilobytes),
  }));
