// `npm start`: the packaged extension in a real VS Code in the browser, with the example programs, until Ctrl+C.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { ownTarget } from './addon.mjs';
import { createProfile, installEditor, installExtensions, startEditor } from './editor.mjs';
import { packageFor } from './package.mjs';
import { inRoot, root } from './paths.mjs';
import { asked, endWhenAsked } from './processes.mjs';
import { installDependencies } from './setup.mjs';
import { main, stampedStep } from './steps.mjs';

const profile = inRoot('build', 'start');

endWhenAsked();
await main(async () => {
  await installDependencies();
  const vsix = await packageFor(ownTarget());
  const editor = await installEditor();
  await stampedStep(
    'Install the extension',
    { name: 'start', inputs: [path.relative(root, vsix), 'scripts/vscode'], outputs: ['build/start/extensions/extensions.json'] },
    async () => {
      await rm(path.join(profile, 'data', 'CachedExtensionVSIXs'), { recursive: true, force: true });
      await createProfile(profile, { 'workbench.startupEditor': 'readme' });
      await installExtensions(editor, profile, vsix);
    },
  );
  console.log('- Start VS Code …');
  const server = await startEditor(editor, profile, { args: ['--disable-workspace-trust', '--reconnection-grace-time', '60'] });
  const folder = encodeURIComponent(inRoot('examples')).replaceAll('%2F', '/');
  console.log(`\nZMQ Inspector is ready. Open this address in a browser; end with Ctrl+C.\n\n  ${server.origin}/?folder=${folder}\n`);
  await server.exited;
  if (asked.aborted) return;
  console.error(`VS Code ended by itself:\n${server.log().slice(-4000)}`);
  process.exitCode = 1;
  await server.stop();
});
