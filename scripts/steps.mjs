import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inRoot, root } from './paths.mjs';

/** Something a person has to put right: printed as one message, without a stack. */
export class SetupError extends Error {}

/** Every file below the given files and folders (relative to the checkout), sorted; what is missing is left out. */
export async function filesUnder(inputs) {
  const found = [];
  for (const input of inputs) {
    const entries = await readdir(inRoot(input), { withFileTypes: true, recursive: true }).catch((error) => {
      if (error.code === 'ENOTDIR') return undefined;
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    if (entries === undefined) found.push(input);
    else
      for (const entry of entries)
        if (entry.isFile()) found.push(path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)));
  }
  return found.sort();
}

/** A digest of names and contents of everything below `inputs`. */
export async function digest(inputs) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of await filesUnder(inputs)) hash.update(`\0${file}\0`).update(await readFile(inRoot(file)));
  return hash.digest('hex');
}

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/**
 * One step of a set-up, with a line when it begins and one when it is done.
 * @param {string} title what is being done
 * @param {() => Promise<boolean>} isDone whether there is nothing to do
 * @param {() => Promise<void>} work
 */
export async function step(title, isDone, work) {
  if (await isDone()) {
    console.log(`- ${title}: up to date`);
    return;
  }
  console.log(`- ${title} …`);
  const since = performance.now();
  await work();
  console.log(`  done in ${seconds(since)}`);
}

/**
 * A step that is skipped as long as its inputs are what they were when it last succeeded and its outputs are there.
 * @param {string} title
 * @param {{ name: string, inputs: string[], outputs: string[] }} stamp
 * @param {() => Promise<void>} work
 */
export async function stampedStep(title, { name, inputs, outputs }, work) {
  const file = inRoot('build', 'stamps', name);
  const key = await digest(inputs);
  const isDone = async () =>
    outputs.every((output) => existsSync(inRoot(output))) && existsSync(file) && (await readFile(file, 'utf8')) === key;
  await step(title, isDone, async () => {
    await work();
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, key);
  });
}

/** Runs a script's main function; a SetupError ends it with its message alone. */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    console.error(error instanceof SetupError ? `\nerror: ${error.message}` : error);
    process.exitCode = 1;
  }
}
