import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { targets } from '../../../scripts/addon.mjs';
import { packageFor } from '../../../scripts/package.mjs';
import { problemsOf, readVsix } from '../../../scripts/vsix.mjs';

describe('package', () => {
  for (const [target, addon] of Object.entries(targets)) {
    it(`a VSIX for ${target} holds its one addon and nothing else of the checkout`, async () => {
      const file = await packageFor(target);
      assert.deepEqual(await problemsOf(file, addon), []);
      const manifest = String((await readVsix(file)).get('extension.vsixmanifest'));
      assert.match(manifest, new RegExp(`TargetPlatform="${target}"`));
    });
  }

  it('the check tells one target from another', async () => {
    const file = await packageFor('linux-x64');
    for (const [target, addon] of Object.entries(targets)) {
      const problems = await problemsOf(file, addon);
      assert.equal(problems.length === 0, target === 'linux-x64', `${target}: ${problems.join('; ')}`);
    }
  });
});
