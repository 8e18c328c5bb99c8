import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { targets } from '../../../scripts/addon.mjs';
import { packageFor } from '../../../scripts/package.mjs';
import { languageProblems, problemsOf, readVsix } from '../../../scripts/vsix.mjs';

describe('package', () => {
  for (const [target, addon] of Object.entries(targets)) {
    it(`a VSIX for ${target} holds its one addon and nothing else of the checkout`, async () => {
      const file = await packageFor(target);
      assert.deepEqual(await problemsOf(file, addon), []);
      const manifest = String((await readVsix(file)).get('extension.vsixmanifest'));
      assert.match(manifest, new RegExp(`TargetPlatform="${target}"`));
    });
  }

  it('the check finds a language that only code, only the manifest or neither has', () => {
    const [code, manifest] = ['extension/l10n/bundle.l10n.de.json', 'extension/package.nls.de.json'];
    assert.deepEqual(languageProblems([code, manifest, 'extension/l10n/bundle.l10n.json', 'extension/package.nls.json']), []);
    assert.deepEqual(languageProblems([manifest]), ['l10n/bundle.l10n.de.json is missing']);
    assert.deepEqual(languageProblems([code, manifest, 'extension/package.nls.fr.json']), ['l10n/bundle.l10n.fr.json is missing']);
    assert.equal(languageProblems([]).length, 2);
  });

  it('the check tells one target from another', async () => {
    const file = await packageFor('linux-x64');
    for (const [target, addon] of Object.entries(targets)) {
      const problems = await problemsOf(file, addon);
      assert.equal(problems.length === 0, target === 'linux-x64', `${target}: ${problems.join('; ')}`);
    }
  });

  it('the check names what is missing, what does not belong there, and what is too large', async (t) => {
    const entries = await readVsix(await packageFor('linux-x64'));
    const folder = await mkdtemp(path.join(tmpdir(), 'zmq-vsix-'));
    t.after(() => rm(folder, { recursive: true }));
    /** What is wrong with the package once something was changed in it. */
    const problemsWith = async (change: (entries: Map<string, Buffer>) => void): Promise<string> => {
      const changed = new Map(entries);
      change(changed);
      const file = path.join(folder, 'changed.vsix');
      await writeFile(file, zipOf(changed));
      return (await problemsOf(file, targets['linux-x64'])).join('; ');
    };
    assert.equal(await problemsWith(() => undefined), '');
    const needed = [...entries.keys()].filter((name) => /dist\/(\w+|webview\/\w+)\.js$|NOTICES|\/lib\/index\.js$|loader\.js$/.test(name));
    assert.ok(needed.length >= 8, needed.join());
    for (const name of needed) {
      assert.match(await problemsWith((all) => all.delete(name)), new RegExp(`^${name.replace('extension/', '')} is missing$`));
    }
    for (const name of [
      'src/host/extension.ts',
      'dist/engine.js.map',
      'test/a.test.mjs',
      '.vscode/launch.json',
      'docs/a.md',
      '.npmrc',
      'build/a',
    ]) {
      assert.equal(await problemsWith((all) => all.set(`extension/${name}`, Buffer.from('x'))), `extension/${name} does not belong there`);
    }
    const bundles = [...entries.keys()].filter((name) => name.includes('/bundle.l10n.'));
    assert.match(
      await problemsWith((all) => bundles.forEach((name) => all.delete(name))),
      /^\.\/l10n, which package\.json names, has no bundle/,
    );
    assert.match(await problemsWith((all) => all.delete('extension/media/icon.png')), /the icon, is missing$/);
    const addon = [...entries.keys()].find((name) => name.endsWith('.node')) as string;
    assert.match(
      await problemsWith((all) => all.delete(addon)),
      /^0 native addons instead of one; zeromq's manifest names .* which is missing$/,
    );
    assert.match(
      await problemsWith((all) => all.set('extension/dist/other.node', (all.get(addon) as Buffer).subarray(0, 4096))),
      /^2 native addons instead of one$/,
    );
    assert.match(
      await problemsWith((all) => all.set('extension/media/large', randomBytes(4 * 1024 * 1024))),
      /^\d+ bytes are more than 3145728$/,
    );
  });

  it('what is no zip file is named', async (t) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'zmq-vsix-'));
    t.after(() => rm(folder, { recursive: true }));
    const file = path.join(folder, 'none.vsix');
    await writeFile(file, 'nothing');
    await assert.rejects(problemsOf(file, targets['linux-x64']), /none\.vsix is no zip file/);
  });
});

/** A zip file, without the checksums that nobody here reads. */
function zipOf(entries: ReadonlyMap<string, Buffer>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, content] of entries) {
    const bytes = Buffer.from(name);
    const packed = deflateRawSync(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(content.length, 22);
    local.writeUInt16LE(bytes.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(8, 10);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(content.length, 24);
    central.writeUInt16LE(bytes.length, 28);
    central.writeUInt32LE(at, 42);
    parts.push(local, bytes, packed);
    directory.push(central, bytes);
    at += local.length + bytes.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.size, 8);
  end.writeUInt16LE(entries.size, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
