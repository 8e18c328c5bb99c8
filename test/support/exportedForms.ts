import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../scripts/paths.mjs';
import type { CopyForm } from '../../src/protocol/export';
import type { Scope } from './engineClient';

const run = promisify(execFile);

/** A folder for the files of a test. */
export async function folderFor(scope: Scope): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'zmq-export-'));
  scope.after(() => rm(folder, { recursive: true }));
  return folder;
}

/** What Python's csv and json modules read from a file. */
export async function pythonReads(form: 'csv' | 'json' | 'jsonl', file: string): Promise<Record<string, unknown>[]> {
  const { stdout } = await run('/usr/bin/python3', [path.resolve('test/peers/readTable.py'), form, file], { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout) as Record<string, unknown>[];
}

/** Runs a program that was copied, to its end. */
export async function runProgram(folder: string, form: Extract<CopyForm, 'pyzmq' | 'zeromq.js' | 'c'>, text: string): Promise<string> {
  const options = { timeout: 30_000 };
  if (form === 'pyzmq') {
    const file = path.join(folder, 'send.py');
    await writeFile(file, text);
    return (await run('/usr/bin/python3', [file], options)).stdout;
  }
  if (form === 'zeromq.js') {
    const file = path.join(folder, 'send.mjs');
    const zeromq = path.join(root, 'node_modules/zeromq/lib/index.js');
    await writeFile(file, text.replace('from "zeromq"', `from ${JSON.stringify(zeromq)}`));
    return (await run(process.execPath, [file], options)).stdout;
  }
  const [source, program] = [path.join(folder, 'send.c'), path.join(folder, 'send')];
  await writeFile(source, text);
  await run('cc', ['-std=gnu99', '-Wall', '-Werror', source, '-o', program, '-lzmq']);
  return (await run(program, [], options)).stdout;
}
