// `npm test [-- fast | PART … | FILE … | NAME …]`: set-up, lint, types, and every test file below test/, two at a time.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { ensureDebianPackages } from './debianPackages.mjs';
import { prepareTestEditor } from './editor.mjs';
import { inLanes } from './lanes.mjs';
import { lint } from './lint.mjs';
import { inRoot, root } from './paths.mjs';
import { asked, capture, endGroup, endWhenAsked, processesWith, until, whenAsked } from './processes.mjs';
import { build, installDependencies } from './setup.mjs';
import { filesUnder, main, SetupError } from './steps.mjs';
import { bundleTests } from './testBundle.mjs';

/** A file of which nothing was heard for this many ms hangs. A test alone is given no time: how long it takes is the machine's affair. */
const longestSilence = 10 * 60_000;
/** How many files run at the same time. Much of a test is waiting for other programs. */
const lanes = 2;
const testFolders = ['unit', 'engine', 'webview', 'bench', 'e2e'];
const parts = ['lint', 'types', ...testFolders];
/** Parts that go by one name: `fast` needs no browser. */
const groups = { fast: ['lint', 'types', 'unit', 'engine'] };
const typedAreas = ['tsconfig.json', 'src/engine/tsconfig.json', 'src/host/tsconfig.json', 'webview/tsconfig.json', 'test/tsconfig.json'];

let passed = 0;
/** What each failure said, to be said again at the end, where it is looked for. */
const failed = [];

function report(say, isGood, title, milliseconds, details) {
  const line = `  ${isGood ? 'ok  ' : 'FAIL'} ${title} (${Math.round(milliseconds)} ms)`;
  const lines = isGood || !details ? [line] : [line, details.replace(/^/gm, '       ')];
  for (const each of lines) say(each);
  if (isGood) passed++;
  else failed.push(lines.join('\n'));
}

const checks = {
  lint,
  types: async () => {
    const problems = [];
    for (const area of typedAreas) problems.push(await node('node_modules/typescript/bin/tsc', '-p', area));
    return problems.join('');
  },
};

const node = async (...args) => {
  const { code, output } = await capture(process.execPath, args);
  return code === 0 ? '' : output || `exit code ${code}`;
};

const checkJob = (title) => ({
  title,
  run: async (say) => {
    const since = performance.now();
    const problems = await checks[title]();
    say(`\n${title}`);
    report(say, problems === '', title, performance.now() - since, problems);
  },
});

/** Decides from the command line which parts, files and test names are meant. */
function choose(args, allFiles) {
  const expanded = args.flatMap((arg) => groups[arg] ?? [arg]);
  const chosenParts = expanded.filter((arg) => parts.includes(arg));
  const words = expanded.filter((arg) => !parts.includes(arg));
  const inParts = allFiles.filter((file) => chosenParts.length === 0 || chosenParts.includes(file.split(path.sep)[1]));
  const names = words.filter((word) => !allFiles.some((file) => file.includes(word)));
  const fileWords = words.filter((word) => !names.includes(word));
  const files = inParts.filter((file) => fileWords.length === 0 || fileWords.some((word) => file.includes(word)));
  const wants = (part) => (args.length === 0 ? true : chosenParts.includes(part));
  return { files, names, checks: Object.keys(checks).filter(wants) };
}

/** Runs one bundled file in a process group of its own; whatever it leaves behind is ended and counts as a failure. */
function fileJob(file, bundled, names, env) {
  const shown = resultsOf(`${bundled}.results`, names);
  return { title: file, at: shown.last, run: (say, lane) => runFile(file, bundled, names, env, shown, say, lane) };
}

async function runFile(file, bundled, names, env, shown, say, lane) {
  say(`\n${file}`);
  const since = performance.now();
  const [markerName, markerValue] = ['ZMQ_INSPECTOR_TEST', `${process.pid}:${file}`];
  const marker = `${markerName}=${markerValue}`;
  const child = spawn(
    process.execPath,
    [
      '--enable-source-maps',
      `--test-reporter=${pathToFileURL(inRoot('scripts/testReporter.mjs')).href}`,
      `--test-reporter-destination=${bundled}.results`,
      ...names.map((name) => `--test-name-pattern=${name}`),
      bundled,
    ],
    {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env, [markerName]: markerValue, ZMQ_INSPECTOR_LANE: String(lane) },
    },
  );
  for (const output of [child.stdout, child.stderr]) createInterface({ input: output }).on('line', say);
  const settled = whenAsked(() => endGroup(child.pid, 2000));
  let heard = performance.now();
  const look = () => {
    if (shown.read(say)) heard = performance.now();
  };
  let reading;
  const trouble = await new Promise((resolve, reject) => {
    reading = setInterval(() => {
      look();
      if (performance.now() - heard > longestSilence) resolve(`nothing happened for ${longestSilence / 60_000} minutes`);
    }, 500);
    child.once('error', reject);
    child.once('exit', (exitCode, signalName) =>
      resolve(exitCode === 0 || exitCode === 1 ? undefined : `ended with ${signalName ?? `exit code ${exitCode}`}`),
    );
  });
  if (trouble === undefined) await until(() => processesWith(marker).length === 0, 3000);
  const left = trouble === undefined ? processesWith(marker) : [];
  await endGroup(child.pid, 1000);
  for (const { id } of processesWith(marker)) process.kill(id, 'SIGKILL');
  settled();
  clearInterval(reading);
  look();

  const milliseconds = performance.now() - since;
  const { count, failures } = shown.counts();
  if (trouble !== undefined) report(say, false, file, milliseconds, `${trouble}, during: ${shown.last()}`);
  if (left.length > 0)
    report(say, false, `${file} leaves no process`, milliseconds, left.map(({ id, command }) => `${id} ${command}`).join('\n'));
  else if (count === 0 && names.length === 0) report(say, false, file, milliseconds, 'no test ran in this file');
  else if (child.exitCode === 1 && failures === 0) report(say, false, file, milliseconds, 'exit code 1 though each test passed');
}

/** Counts and shows a file's results as they come. Suites are not counted, unless they fail by themselves. */
function resultsOf(file, names) {
  let offset = 0;
  let count = 0;
  let failures = 0;
  let last = 'start';
  /** Tells whether there was anything new. */
  const read = (say) => {
    if (!existsSync(file)) return false;
    const text = readFileSync(file, 'utf8');
    const end = text.lastIndexOf('\n') + 1;
    const lines = text.slice(offset, end).split('\n').filter(Boolean);
    for (const line of lines) show(JSON.parse(line), say);
    offset = end;
    return lines.length > 0;
  };
  const show = ({ begun, remark, path: titles, passed: good, skipped, isSuite, milliseconds, failure, causedBelow }, say) => {
    if (remark !== undefined) return say(`       ${remark}`);
    if (begun !== undefined) last = begun;
    if (begun !== undefined || causedBelow || (isSuite && good)) return;
    if (names.length > 0 && /test name does not match pattern/.test(String(skipped))) return;
    count++;
    if (!good || skipped !== undefined) failures++;
    if (skipped !== undefined) report(say, false, titles.join(' › '), milliseconds, 'skipped: a test has to run');
    else report(say, good, titles.join(' › '), milliseconds, failure);
  };
  return { read, counts: () => ({ count, failures }), last: () => last };
}

/** The jobs of test files, bundled into `outdir`; one that says what is wrong where that fails. */
async function fileJobs(files, names, outdir) {
  if (files.length === 0) return [];
  try {
    await bundleTests(files, outdir);
  } catch (error) {
    return [{ title: 'bundle', run: async (say) => report(say, false, 'bundling the tests', 0, error.message) }];
  }
  const needEditor = files.some((file) => file.startsWith(path.join('test', 'e2e')));
  const env = needEditor ? { ZMQ_INSPECTOR_EDITOR: JSON.stringify(await prepareTestEditor(path.join(outdir, 'editor'))) } : {};
  return files.map((file) => fileJob(file, path.join(outdir, path.relative('test', file).replace(/\.ts$/, '.mjs')), names, env));
}

endWhenAsked();
await main(async () => {
  const allFiles = await filesUnder(testFolders.map((folder) => `test/${folder}`));
  const chosen = choose(
    process.argv.slice(2),
    // In the order of the parts: what is quick comes first.
    testFolders.flatMap((folder) => allFiles.filter((file) => file.endsWith('.test.ts') && file.split(path.sep)[1] === folder)),
  );
  const { files, names } = chosen;
  if (files.length === 0 && chosen.checks.length === 0) throw new SetupError(`No test file matches: ${process.argv.slice(2).join(' ')}`);

  console.log('Set-up');
  await installDependencies();
  if (files.length > 0) await ensureDebianPackages();
  if (files.some((file) => !file.startsWith(path.join('test', 'unit')))) await build();

  // A folder for each run, so that two runs in one checkout do not disturb each other.
  const outdir = inRoot('build', 'test', String(process.pid));
  await mkdir(outdir, { recursive: true });
  const tidy = () => rm(outdir, { recursive: true, force: true, maxRetries: 5 });
  whenAsked(tidy);
  try {
    const measuring = (file) => file.startsWith(path.join('test', 'bench'));
    await inLanes(
      [
        ...chosen.checks.map(checkJob),
        ...(await fileJobs(
          files.filter((file) => !measuring(file)),
          names,
          outdir,
        )),
      ],
      lanes,
    );
    // What measures has the machine to itself.
    await inLanes(await fileJobs(files.filter(measuring), names, outdir), 1);
  } finally {
    await tidy();
  }

  if (asked.aborted) return;
  if (failed.length > 0 || passed === 0) process.exitCode = 1;
  if (failed.length > 0) console.log(`\nFailed:\n${failed.join('\n')}`);
  console.log(`\n${passed} passed, ${failed.length} failed`);
});
