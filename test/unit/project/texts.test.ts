import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { misfits, problemsOfTexts, textsOf } from '../../../scripts/l10n.mjs';

const withImport = (code: string) => textsOf('a.ts', `import { t } from '@vscode/l10n';\n${code}`);

describe('texts', () => {
  it('all are in the bundle, and in each translation', async () => {
    assert.deepEqual(await problemsOfTexts(), []);
  });

  it('are taken from calls of t', () => {
    const { texts, problems } = withImport("const a = () => [t('One'), html`<p>${t('Two {0}', 2)}</p>`];\nclass B { c = t('Three'); }");
    assert.deepEqual([texts, problems], [['One', 'Two {0}', 'Three'], []]);
    assert.deepEqual(textsOf('a.ts', "const a = () => t('Of another t');"), { texts: [], problems: [] });
  });

  for (const [code, problem] of [
    ["const a = t('Early');", /when the module is loaded/],
    ["const a = { b: t('Early'), get c() { return t('Late'); } };", /when the module is loaded/],
    ["class A { static b = t('Early'); }", /when the module is loaded/],
    ['const a = (b: string) => t(b);', /a text that stands there/],
    ['const a = (b: number) => t(`Made of ${b}`);', /a text that stands there/],
    ['const a = () => [1].map(t);', /not handed on/],
    ["const a = () => t('{0} of {1}', 1);", /has \{0\}, \{1\}, its values are \{0\}/],
    ["const a = () => t('{{ {0} }}', 1);", /hides a placeholder/],
    ["const a = () => t(', closed');", /half of a sentence/],
    ["const a = () => t('Request, ');", /half of a sentence/],
    ["const a = () => filled(t('{0} of {1}'), b);", /has \{0\}, \{1\}, its values are \{0\}/],
    ["const a = () => t('None', 1);", /has no placeholders/],
  ] as const)
    it(`refuses ${code}`, () => {
      const { problems } = withImport(code);
      assert.equal(problems.length, 1, problems.join('\n'));
      assert.match(problems[0] ?? '', problem);
    });

  for (const [code, found] of [
    ["const a = { hint: 'Close some of them.' };", 1],
    ['const a = (b: string) => `No socket named ${b} is open.`;', 1],
    ["class A { b = 'This is said past it.'; }", 1],
    ["const a = () => t('This goes through it.');", 0],
    ["throw new Error('A fault of our own.');", 0],
    ["throw new ZmqError('internal', 'A fault that is shown.');", 1],
    ["type A = 'connection lost' | 'no peer';", 0],
    ['const a = (b: string) => `${b.slice(1)}…`;', 0],
  ] as const)
    it(`finds ${found === 1 ? 'a sentence' : 'none'} past t in ${code}`, () => assert.equal(withImport(code).problems.length, found));

  it('a translation has the same texts with the same placeholders', () => {
    assert.deepEqual(misfits({ a: 'A {0}', b: 'B', c: 'C {0} {1}' }, { a: '{0} A', b: ' ', c: '{1}', d: 'D' }), [
      'empty: b',
      'other placeholders: c',
      'stale: d',
    ]);
    assert.deepEqual(misfits({ a: 'A' }, {}), ['missing: a']);
  });
});
