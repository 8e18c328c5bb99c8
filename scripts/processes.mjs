import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from './paths.mjs';
import { SetupError } from './steps.mjs';

/**
 * Runs a program to its end and returns what it wrote; it gets no stdin.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeout?: number, shell?: boolean }} [options] `timeout` in ms
 * @returns {Promise<{ code: number | null, output: string }>}
 */
export function capture(command, args, { cwd = root, env = process.env, timeout = 10 * 60_000, shell = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, timeout, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

/** Like {@link capture}, but anything other than exit code 0 is a SetupError which shows the end of the output. */
export async function run(command, args, options) {
  const shown = [command, ...args].join(' ');
  const { code, output } = await capture(command, args, options).catch((error) => {
    throw new SetupError(`${shown}\ncould not be started: ${error.message}`);
  });
  if (code !== 0)
    throw new SetupError(
      `${shown}\nfailed (${code === null ? 'ended by a signal or its time limit' : `exit code ${code}`}):\n${output.trimEnd().split('\n').slice(-40).join('\n')}`,
    );
  return output;
}

/** Runs the npm that started this script, or the one on PATH. */
export function npm(args, options) {
  const script = process.env.npm_execpath;
  if (script !== undefined && /npm-cli\.c?js$/.test(script)) return run(process.execPath, [script, ...args], options);
  return run('npm', args, { ...options, shell: process.platform === 'win32' });
}

/** Whether a process (or, for a negative id, a process group) exists. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Ids of `pid`'s children and theirs; what the system's process table says now (Linux; elsewhere none). */
export function descendants(pid) {
  const children = new Map();
  for (const { id, parent } of processTable()) children.set(parent, [...(children.get(parent) ?? []), id]);
  const found = [];
  for (let open = [pid]; open.length > 0;) {
    open = open.flatMap((id) => children.get(id) ?? []);
    found.push(...open);
  }
  return found;
}

function* processTable() {
  if (process.platform !== 'linux') return;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (state !== 'Z') yield { id: Number(name), parent: Number(parent) };
    } catch (error) {
      if (error.code !== 'ENOENT' && error.code !== 'ESRCH') throw error;
    }
  }
}

/** Processes that carry the environment variable `assignment` ("NAME=value"), as `{ id, command }` (Linux only). */
export function processesWith(assignment) {
  const found = [];
  for (const { id } of processTable()) {
    try {
      if (id === process.pid || !readFileSync(`/proc/${id}/environ`, 'latin1').split('\0').includes(assignment)) continue;
      found.push({ id, command: readFileSync(`/proc/${id}/cmdline`, 'latin1').replaceAll('\0', ' ').trim() });
    } catch (error) {
      if (!['ENOENT', 'ESRCH', 'EACCES'].includes(error.code)) throw error;
    }
  }
  return found;
}

/** Waits until `isTrue()` or until `timeout` ms have gone; tells which. */
export async function until(isTrue, timeout) {
  for (const end = performance.now() + timeout; ; await delay(25)) {
    if (isTrue()) return true;
    if (performance.now() > end) return false;
  }
}

/**
 * Ends a process that was started as leader of its own group (`detached: true`), its group, and those of its
 * descendants that left the group: asked first, killed after `grace` ms.
 */
export async function endGroup(leader, grace = 5000) {
  const groupExists = () => process.platform !== 'win32' && isAlive(-leader);
  const strays = () => all.filter((id) => id !== leader && isAlive(id));
  const all = descendants(leader);
  if (process.platform === 'win32') signal(leader, 'SIGTERM');
  else signal(-leader, 'SIGTERM');
  await until(() => !groupExists() && strays().length === 0, grace);
  if (groupExists()) signal(-leader, 'SIGKILL');
  for (const id of strays()) signal(id, 'SIGKILL');
  await until(() => !groupExists() && strays().length === 0, grace);
}

/**
 * Resolves when the person, or the system, asks this program to end; asking twice changes nothing. npm, when it is ended,
 * does not always pass that on: under npm the loss of the parent counts as well.
 */
export function askedToEnd() {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, resolve);
    if (process.env.npm_lifecycle_event === undefined) return;
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      resolve();
    }, 250);
    watch.unref();
  });
}
