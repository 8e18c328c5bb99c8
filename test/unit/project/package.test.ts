import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
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
});
