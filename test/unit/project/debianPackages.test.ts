import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** Writes programs into a folder, each by its shell script. */
async function programs(folder: string, scripts: Record<string, string>): Promise<void> {
  for (const [name, script] of Object.entries(scripts)) await writeFile(path.join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

describe('packages of the system', () => {
  it('are installed without a question that nobody would answer', async (t) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'zmq-apt-'));
    t.after(() => rm(folder, { recursive: true }));
    for (const name of ['env', 'cat', 'chmod']) await symlink(`/usr/bin/${name}`, path.join(folder, name));
    await programs(folder, {
      // Reads what it is told, as a package that asks would: it must not wait for a terminal.
      'apt-get': `cat > /dev/null\necho "$DEBIAN_FRONTEND: $*" >> ${folder}/calls\nfor tool in gcc protoc; do echo '#!/bin/sh' > ${folder}/$tool; chmod +x ${folder}/$tool; done`,
      sudo: 'shift\nexec "$@"',
    });
    const module = pathToFileURL(path.resolve('scripts/debianPackages.mjs')).href;
    const code = `import(${JSON.stringify(module)}).then(({ ensureDebianPackages }) => ensureDebianPackages())`;
    await promisify(execFile)(process.execPath, ['--eval', code], { env: { ...process.env, PATH: folder } });
    const calls = (await readFile(path.join(folder, 'calls'), 'utf8')).trim().split('\n');
    assert.equal(calls.length, 2);
    assert.equal(calls[0], 'noninteractive: update');
    assert.match(calls[1] ?? '', /^noninteractive: install -y --no-install-recommends .*protobuf-compiler gcc/);
  });

  it('what is missing after all is named', async (t) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'zmq-apt-'));
    t.after(() => rm(folder, { recursive: true }));
    await symlink('/usr/bin/env', path.join(folder, 'env'));
    await programs(folder, { 'apt-get': 'exit 0', sudo: 'shift\nexec "$@"' });
    const module = pathToFileURL(path.resolve('scripts/debianPackages.mjs')).href;
    const code = `import(${JSON.stringify(module)}).then(({ ensureDebianPackages }) => ensureDebianPackages())`;
    await assert.rejects(
      promisify(execFile)(process.execPath, ['--eval', code], { env: { ...process.env, PATH: folder } }),
      /these are still missing: .*gcc/,
    );
  });
});
