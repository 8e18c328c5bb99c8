// `npm test [-- PART … | FILE … | NAME …]`: set-up, lint, types, and every test file below test/.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureDebianPackages } from './debianPackages.mjs';
import { inRoot, root } from './paths.mjs';
import { askedToEnd, capture, endGroup, processesWith, until } from './processes.mjs';
import { build, installDependencies } from './setup.mjs';
import { filesUnder, main, SetupError } from './steps.mjs';
import { bundleTests } from './testBundle.mjs';

const fileTimeout = 10 * 60_000;
const testFolders = ['unit', 'engine', 'webview', 'bench', 'e2e'];
const parts = ['lint', 'types', ...testFolders];
const typedAreas = ['tsconfig.json', 'src/engine/tsconfig.json', 'src/host/tsconfig.json', 'webview/tsconfig.json', 'test/tsconfig.json'];

let passed = 0;
let failed = 0;

function report(isGood, title, milliseconds, details) {
  if (isGood) passed++;
  else failed++;
  console.log(`  ${isGood ? 'ok  ' : 'FAIL'} ${title} (${Math.round(milliseconds)} ms)`);
  if (!isGood && details) console.log(details.replace(/^/gm, '       '));
}

async function check(title, work) {
  const since = performance.now();
  const problems = await work();
  report(problems === '', title, performance.now() - since, problems);
}

const node = async (...args) => {
  const { code, output } = await capture(process.execPath, args);
  return code === 0 ? '' : output || `exit code ${code}`;
};

async function checkTypes() {
  const problems = [];
  for (const area of typedAreas) problems.push(await node('node_modules/typescript/bin/tsc', '-p', area));
  return problems.join('');
}

/** Decides from the command line which parts, files and test names are meant. */
function choose(args, allFiles) {
  const chosenParts = args.filter((arg) => parts.includes(arg));
  const words = args.filter((arg) => !parts.includes(arg));
  const inParts = allFiles.filter((file) => chosenParts.length === 0 || chosenParts.includes(file.split(path.sep)[1]));
  const names = words.filter((word) => !allFiles.some((file) => file.includes(word)));
  const fileWords = words.filter((word) => !names.includes(word));
  const files = inParts.filter((file) => fileWords.length === 0 || fileWords.some((word) => file.includes(word)));
  const wants = (part) => (args.length === 0 ? true : chosenParts.includes(part));
  return { files, names, lint: wants('lint'), types: wants('types') };
}

/** Runs one bundled file in a process group of its own; whatever it leaves behind is ended and counts as a failure. */
async function runFile(file, bundled, names) {
  console.log(`\n${file}`);
  const since = performance.now();
  const results = `${bundled}.results`;
  const marker = `ZMQ_INSPECTOR_TEST=${process.pid}:${file}`;
  const [markerName, markerValue] = marker.split('=');
  const child = spawn(
    process.execPath,
    [
      '--enable-source-maps',
      `--test-reporter=${pathToFileURL(inRoot('scripts/testReporter.mjs')).href}`,
      `--test-reporter-destination=${results}`,
      ...names.map((name) => `--test-name-pattern=${name}`),
      bundled,
    ],
    { cwd: root, detached: true, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, [markerName]: markerValue } },
  );
  running = child.pid;
  const shown = resultsOf(results, names);
  const failedBefore = failed;
  const reading = setInterval(shown.read, 500);
  const trouble = await new Promise((resolve, reject) => {
    const limit = setTimeout(() => resolve(`not done after ${fileTimeout / 60_000} minutes`), fileTimeout);
    child.once('error', reject);
    child.once('exit', (exitCode, signalName) => {
      clearTimeout(limit);
      resolve(exitCode === 0 || exitCode === 1 ? undefined : `ended with ${signalName ?? `exit code ${exitCode}`}`);
    });
  });
  if (trouble === undefined) await until(() => processesWith(marker).length === 0, 3000);
  const left = trouble === undefined ? processesWith(marker) : [];
  await endGroup(child.pid, 1000);
  for (const { id } of processesWith(marker)) process.kill(id, 'SIGKILL');
  running = undefined;
  clearInterval(reading);
  shown.read();

  const milliseconds = performance.now() - since;
  const nothingFailed = failed === failedBefore;
  if (trouble !== undefined) report(false, file, milliseconds, `${trouble}, during: ${shown.last()}`);
  if (left.length > 0)
    report(false, `${file} leaves no process`, milliseconds, left.map(({ id, command }) => `${id} ${command}`).join('\n'));
  else if (shown.count() === 0 && names.length === 0) report(false, file, milliseconds, 'no test ran in this file');
  else if (child.exitCode === 1 && nothingFailed) report(false, file, milliseconds, 'exit code 1 though each test passed');
}

/** Counts and shows a file's results as they come. Suites are not counted, unless they fail by themselves. */
function resultsOf(file, names) {
  let offset = 0;
  let count = 0;
  let last = 'start';
  const read = () => {
    if (!existsSync(file)) return;
    const text = readFileSync(file, 'utf8');
    const end = text.lastIndexOf('\n') + 1;
    for (const line of text.slice(offset, end).split('\n').filter(Boolean)) show(JSON.parse(line));
    offset = end;
  };
  const show = ({ begun, remark, path: titles, passed: good, skipped, isSuite, milliseconds, failure, causedBelow }) => {
    if (remark !== undefined) return console.log(`       ${remark}`);
    if (begun !== undefined) last = begun;
    if (begun !== undefined || causedBelow || (isSuite && good)) return;
    if (names.length > 0 && /test name does not match pattern/.test(String(skipped))) return;
    count++;
    if (skipped !== undefined) report(false, titles.join(' › '), milliseconds, 'skipped: a test has to run');
    else report(good, titles.join(' › '), milliseconds, failure);
  };
  return { read, count: () => count, last: () => last };
}

async function runFiles(files, names) {
  if (files.length === 0) return;
  // A folder for each run, so that two runs in one checkout do not disturb each other.
  const outdir = inRoot('build', 'test', String(process.pid));
  await mkdir(outdir, { recursive: true });
  try {
    const problem = await bundleTests(files, outdir).then(
      () => undefined,
      (error) => error.message,
    );
    if (problem !== undefined) return report(false, 'bundling the tests', 0, problem);
    for (const file of files) await runFile(file, path.join(outdir, path.relative('test', file).replace(/\.ts$/, '.mjs')), names);
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

let running;
void askedToEnd().then(async () => {
  if (running !== undefined) await endGroup(running, 2000);
  process.exit(130);
});

await main(async () => {
  const allFiles = await filesUnder(testFolders.map((folder) => `test/${folder}`));
  const { files, names, lint, types } = choose(
    process.argv.slice(2),
    allFiles.filter((file) => file.endsWith('.test.ts')),
  );
  if (files.length === 0 && !lint && !types) throw new SetupError(`No test file matches: ${process.argv.slice(2).join(' ')}`);

  console.log('Set-up');
  await installDependencies();
  if (files.length > 0) await ensureDebianPackages();
  if (files.some((file) => !file.startsWith(path.join('test', 'unit')))) await build();

  console.log('\nChecks');
  if (lint) await check('lint', () => node('node_modules/eslint/bin/eslint.js', '.', '--max-warnings=0'));
  if (types) await check('types', checkTypes);

  await runFiles(files, names);

  if (failed > 0 || passed === 0) process.exitCode = 1;
  console.log(`\n${passed} passed, ${failed} failed`);
});
