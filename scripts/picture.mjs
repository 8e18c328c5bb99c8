// `npm run picture`: makes the README's pictures in media (inspector, chat, tap) and in docs (log, reading), which are not packaged, from the extension at work in the real
// VS Code. `npm run picture -- chat` makes that one only.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureDebianPackages } from './debianPackages.mjs';
import { inRoot } from './paths.mjs';
import { endWhenAsked } from './processes.mjs';
import { installDependencies } from './setup.mjs';
import { main } from './steps.mjs';
import { bundleTests } from './testBundle.mjs';

endWhenAsked();
await main(async () => {
  await installDependencies();
  await ensureDebianPackages();
  const outdir = inRoot('build', 'test', `picture-${process.pid}`);
  try {
    await bundleTests(['test/support/picture.ts'], outdir);
    const { takePictures } = await import(pathToFileURL(path.join(outdir, 'support', 'picture.mjs')).href);
    await takePictures({ media: inRoot('media'), docs: inRoot('docs') }, process.argv.slice(2));
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
});
