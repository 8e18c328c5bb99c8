// `npm start [-- --profile FOLDER]`: the packaged extension in a real VS Code in the browser, with the example programs, until Ctrl+C.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ownTarget } from './addon.mjs';
import { createProfile, installEditor, installExtensions, startEditor } from './editor.mjs';
import { packageFor } from './package.mjs';
import { inRoot, root } from './paths.mjs';
import { asked, endWhenAsked } from './processes.mjs';
import { installDependencies } from './setup.mjs';
import { main, stampedStep, step } from './steps.mjs';

endWhenAsked();
await main(async () => {
  const { values } = parseArgs({ options: { profile: { type: 'string' } } });
  await installDependencies();
  const vsix = await packageFor(ownTarget());
  const editor = await installEditor();
  const profile = path.resolve(values.profile ?? inRoot('build', 'start'));
  const title = 'Install the extension';
  const install = async () => {
    await rm(path.join(profile, 'data', 'CachedExtensionVSIXs'), { recursive: true, force: true });
    await createProfile(profile, { 'workbench.startupEditor': 'readme' });
    await installExtensions(editor, profile, vsix);
  };
  const stamp = {
    name: 'start',
    inputs: [path.relative(root, vsix), 'scripts/vscode'],
    outputs: ['build/start/extensions/extensions.json'],
  };
  if (values.profile === undefined) await stampedStep(title, stamp, install);
  else await step(title, async () => false, install);
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
