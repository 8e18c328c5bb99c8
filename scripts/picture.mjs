// `npm run picture`: makes media/inspector.png, the README's picture, from the extension at work in the real VS Code.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureDebianPackages } from './debianPackages.mjs';
import { inRoot } from './paths.mjs';
import { installDependencies } from './setup.mjs';
import { main } from './steps.mjs';
import { bundleTests } from './testBundle.mjs';

await main(async () => {
  await installDependencies();
  await ensureDebianPackages();
  const outdir = inRoot('build', 'test', `picture-${process.pid}`);
  try {
    await bundleTests(['test/support/picture.ts'], outdir);
    const { takePicture } = await import(pathToFileURL(path.join(outdir, 'support', 'picture.mjs')).href);
    await takePicture(inRoot('media', 'inspector.png'));
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
});
