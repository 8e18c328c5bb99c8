import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from './paths.mjs';
import { SetupError } from './steps.mjs';

/** What a program may leave running keeps its pipes open: this many ms after its end without a further word they are closed. */
const quietAfterExit = 1000;

/**
 * Runs a program to its end and returns what it wrote; it gets no stdin. It ends with this program, where that is asked to.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeout?: number, shell?: boolean }} [options] `timeout` in ms
 * @returns {Promise<{ code: number | null, output: string }>}
 */
export function capture(command, args, { cwd = root, env = process.env, timeout = 10 * 60_000, shell = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    // Node's own time limit outlives a program that could not be started, and would keep this one alive.
    const limit = setTimeout(() => child.kill(), timeout);
    const settled = whenAsked(() => endTree(child.pid));
    let output = '';
    let quiet;
    const heard = (text) => {
      output += text;
      quiet?.refresh();
    };
    child.stdout.setEncoding('utf8').on('data', heard);
    child.stderr.setEncoding('utf8').on('data', heard);
    child.once('error', (error) => {
      clearTimeout(limit);
      settled();
      reject(error);
    });
    child.once('exit', () => {
      clearTimeout(limit);
      quiet = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, quietAfterExit);
    });
    child.once('close', (code) => {
      clearTimeout(quiet);
      settled();
      // What is ended with this program is no failure of its own.
      if (!asked.aborted) resolve({ code, output });
    });
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

/** Ends a process that shares this program's group, and its descendants: asked first, killed after `grace` ms. */
async function endTree(pid, grace = 5000) {
  if (pid === undefined) return;
  const all = [pid, ...descendants(pid)];
  const left = () => all.filter(isAlive);
  for (const id of all) signal(id, 'SIGTERM');
  await until(() => left().length === 0, grace);
  for (const id of left()) signal(id, 'SIGKILL');
}

const asking = new AbortController();

/** Aborted once this program was asked to end. */
export const asked = asking.signal;

/** What is to be ended with this program, the newest last. */
const ends = new Set();

/**
 * Has something done before this program ends on a signal (see {@link endWhenAsked}).
 * @param {() => Promise<void>} end
 * @returns {() => void} takes it back, as there is nothing to end any more
 */
export function whenAsked(end) {
  ends.add(end);
  return () => ends.delete(end);
}

/**
 * From now on this program ends in good order when the person, or the system, asks it to: a terminal asks the whole group, others
 * this process alone, so what it started is ended by it. Asking twice changes nothing. npm, when it is ended, does not always pass
 * that on: under npm the loss of the parent counts as well.
 */
export function endWhenAsked() {
  const end = async (code) => {
    if (asked.aborted) return;
    asking.abort();
    for (const one of [...ends].reverse()) await one();
    process.exit(code);
  };
  for (const [name, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 })) process.on(name, () => void end(128 + number));
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    void end(129);
  }, 250);
  watch.unref();
}
