import { build } from 'esbuild';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { TestContext } from 'node:test';

/** Builds the engine that has a recording into this file, beside whose folder `zeromq` must be found. */
export async function buildRecordingEngine(outfile: string): Promise<void> {
  await build({
    entryPoints: [path.resolve('test/support/recordingEngine/main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['zeromq'],
    logLevel: 'error',
  });
}

/** The module of an engine that has a recording, until the test ends. */
export async function recordingEngine(t: TestContext): Promise<string> {
  await mkdir('build', { recursive: true });
  const folder = path.resolve(await mkdtemp('build/recordingEngine-'));
  t.after(() => rm(folder, { recursive: true }));
  await cp('dist/decoder.js', path.join(folder, 'decoder.js'));
  const outfile = path.join(folder, 'engine.js');
  await buildRecordingEngine(outfile);
  return outfile;
}
