import { existsSync } from 'node:fs';
import { capture, run } from './processes.mjs';
import { SetupError, step } from './steps.mjs';

const succeeds = async (command, args) => (await capture(command, args).catch(() => ({ code: 1 }))).code === 0;

/** What the tests need from the system, by Debian's package names, and how to see that it is there. */
const needed = {
  chromium: async () => existsSync('/usr/bin/chromium'),
  'python3-zmq': () => succeeds('/usr/bin/python3', ['-c', 'import zmq']),
  'python3-msgpack': () => succeeds('/usr/bin/python3', ['-c', 'import msgpack']),
  'python3-cbor2': () => succeeds('/usr/bin/python3', ['-c', 'import cbor2']),
  'python3-protobuf': () => succeeds('/usr/bin/python3', ['-c', 'import google.protobuf']),
  'protobuf-compiler': () => succeeds('protoc', ['--version']),
  'python3-numpy': () => succeeds('/usr/bin/python3', ['-c', 'import numpy']),
  'python3-lz4': () => succeeds('/usr/bin/python3', ['-c', 'import lz4.frame']),
  'python3-zstandard': () => succeeds('/usr/bin/python3', ['-c', 'import zstandard']),
  gcc: () => succeeds('gcc', ['--version']),
  'libc6-dev': async () => existsSync('/usr/include/stdio.h'),
  'libzmq3-dev': async () => existsSync('/usr/include/zmq.h'),
};

async function missing() {
  const names = [];
  for (const [name, isThere] of Object.entries(needed)) if (!(await isThere())) names.push(name);
  return names;
}

/** Installs what is missing as root or with password-less sudo; otherwise says which command does it. */
export async function ensureDebianPackages() {
  let lacking = await missing();
  await step(
    'Packages of the system',
    async () => lacking.length === 0,
    async () => {
      const line = `apt-get update && apt-get install -y --no-install-recommends ${lacking.join(' ')}`;
      const isRoot = process.getuid?.() === 0;
      const prefix = isRoot ? [] : ['sudo', '-n'];
      if (!existsSync('/usr/bin/apt-get') || !(isRoot || (await succeeds('sudo', ['-n', 'true']))))
        throw new SetupError(
          `The tests need packages that are not installed (${lacking.join(', ')}). On Debian:\n\n  sudo sh -c '${line}'\n`,
        );
      const apt = (...args) => {
        const [command, ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
        return run(command, rest, { timeout: 20 * 60_000 });
      };
      await apt('update');
      await apt('install', '-y', '--no-install-recommends', ...lacking);
      lacking = await missing();
      if (lacking.length > 0) throw new SetupError(`apt-get succeeded, but these are still missing: ${lacking.join(', ')}.`);
    },
  );
}
