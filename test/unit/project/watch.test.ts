import assert from 'node:assert/strict';
import { once } from 'node:events';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { eachLine } from '../../support/lines';
import { until } from '../../support/processes';

/** A JSON file with comments, as VS Code reads it. */
const jsonWithComments = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8').replace(/^\s*\/\/.*$/gm, ''));

interface Task {
  type: string;
  script?: string;
  problemMatcher: { pattern: { regexp: string }; background: { beginsPattern: string; endsPattern: string } };
}

test('watching builds again what has changed, and VS Code can read what it prints', async (t) => {
  const { tasks } = jsonWithComments('.vscode/tasks.json') as { tasks: Task[] };
  const { pattern, background } = tasks.find(({ script }) => script === 'watch')?.problemMatcher ?? assert.fail('a task that watches');
  const [problem, begins, ends] = [pattern.regexp, background.beginsPattern, background.endsPattern].map((text) => new RegExp(text));

  const checkout = mkdtempSync(path.join(tmpdir(), 'zmq-watch-'));
  t.after(() => rmSync(checkout, { recursive: true, force: true }));
  for (const name of ['src', 'webview', 'scripts', 'esbuild.mjs', 'tsconfig.json', 'package.json', 'package-lock.json'])
    cpSync(name, path.join(checkout, name), { recursive: true });
  symlinkSync(path.resolve('node_modules'), path.join(checkout, 'node_modules'));
  const child = spawn(process.execPath, ['scripts/watch.mjs'], { cwd: checkout, stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  const printed: string[] = [];
  for (const output of [child.stdout, child.stderr]) eachLine(output, (line) => void printed.push(line));
  const prints = async (what: RegExp | undefined): Promise<string> => {
    let found = -1;
    await until(`${String(what)} is printed`, () => (found = printed.findIndex((line) => what?.test(line))) >= 0, 120_000).catch(
      (error: Error) => assert.fail(`${error.message}\n${printed.join('\n')}`),
    );
    return printed.splice(0, found + 1).at(-1) ?? '';
  };

  await prints(begins);
  assert.equal(await prints(ends), 'Built, watching.');
  const source = path.join(checkout, 'webview/chat/main.ts');
  const before = readFileSync(source, 'utf8');
  appendFileSync(source, "\nconsole.log('built anew');\n");
  await prints(begins);
  await prints(ends);
  assert.match(readFileSync(path.join(checkout, 'dist/webview/chat.js'), 'utf8'), /built anew/);

  writeFileSync(source, `${before}\nlet = ;\n`);
  const [, file, line] = problem?.exec(await prints(problem)) ?? [];
  assert.deepEqual([file, Number(line)], ['webview/chat/main.ts', before.split('\n').length + 1]);
  assert.match(await prints(ends), /^Not built/);

  writeFileSync(source, before);
  assert.equal(await prints(/^Built/), 'Built, watching.');
  child.kill('SIGINT');
  assert.deepEqual(await once(child, 'exit'), [130, null]);
});

test("VS Code's own files name what there is", () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const { tasks } = jsonWithComments('.vscode/tasks.json') as { tasks: Task[] };
  for (const { script } of tasks) assert.ok(script === undefined || script in manifest.scripts, script);
  const { configurations, compounds } = jsonWithComments('.vscode/launch.json') as {
    configurations: { name: string; preLaunchTask?: string; env?: Record<string, string>; port?: number }[];
    compounds: { configurations: string[] }[];
  };
  for (const name of compounds.flatMap((one) => one.configurations)) assert.ok(configurations.some((one) => one.name === name));
  for (const { preLaunchTask } of configurations)
    assert.ok(preLaunchTask === undefined || tasks.some(({ script }) => `npm: ${script}` === preLaunchTask), preLaunchTask);
  const [extension, engine] = ['Extension', 'Engine'].map((name) => configurations.find((one) => one.name === name));
  assert.equal(extension?.env?.['ZMQ_INSPECTOR_ENGINE_PORT'], String(engine?.port));
});

interface Launch {
  name: string;
  presentation?: { hidden?: boolean; group?: string; order?: number };
  configurations?: string[];
}

test('F5 in a fresh window starts the extension and its engine: VS Code takes what is first and not hidden', () => {
  const { configurations, compounds } = jsonWithComments('.vscode/launch.json') as { configurations: Launch[]; compounds: Launch[] };
  const place = ({ presentation = {} }: Launch) => `${presentation.group ?? '￿'} ${presentation.order ?? 9}`;
  const [first] = [...configurations, ...compounds]
    .filter(({ presentation }) => !presentation?.hidden)
    .sort((one, other) => (place(one) < place(other) ? -1 : 1));
  assert.deepEqual(first?.configurations, ['Extension', 'Engine']);
});
