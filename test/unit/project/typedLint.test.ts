import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ESLint } from 'eslint';

/** Faults that only types show, and the rule that finds each. */
const faults: Record<string, string> = {
  '@typescript-eslint/no-floating-promises': 'export function start(work: () => Promise<void>): void {\n  work();\n}\n',
  '@typescript-eslint/switch-exhaustiveness-check':
    "export function name(kind: 'a' | 'b'): string | undefined {\n  switch (kind) {\n    case 'a':\n      return 'A';\n  }\n}\n",
  '@typescript-eslint/no-misused-promises': 'export const holds = (ask: () => Promise<boolean>): number => (ask() ? 1 : 0);\n',
  '@typescript-eslint/await-thenable': 'export const wait = async (value: number): Promise<number> => await value;\n',
};

describe('lint that knows types', () => {
  const eslint = new ESLint({ cwd: process.cwd() });
  // Files that are there, for a file belongs to the tsconfig of its area.
  for (const filePath of [
    'src/core/base/preview.ts',
    'src/engine/main.ts',
    'src/host/extension.ts',
    'webview/chat/main.ts',
    'test/support/within.ts',
  ])
    it(`finds what a ${filePath.replace(/\/[^/]*$/, '')} file must not do`, async () => {
      for (const [rule, text] of Object.entries(faults)) {
        const [result] = await eslint.lintText(text, { filePath });
        assert.ok(
          result?.messages.some(({ ruleId }) => ruleId === rule),
          `${rule}: ${JSON.stringify(result?.messages)}`,
        );
      }
    });

  it('finds numbers and dates that a page writes in a place of its own', async () => {
    for (const text of ['export const at = new Intl.DateTimeFormat();\n', 'export const many = (1000).toLocaleString();\n']) {
      const [result] = await eslint.lintText(text, { filePath: 'webview/chat/main.ts' });
      assert.ok(
        result?.messages.some(({ message }) => message.includes('text/format.ts')),
        text,
      );
    }
  });
});
