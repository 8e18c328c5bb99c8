import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ESLint, type Linter } from 'eslint';
import tseslint from 'typescript-eslint';

/** A file in each area, and how that file would import something of each other area. */
const files = {
  protocol: 'src/protocol/sample.ts',
  core: 'src/core/capture/sample.ts',
  engine: 'src/engine/sockets/sample.ts',
  host: 'src/host/views/sample.ts',
  webview: 'webview/inspector/sample.ts',
};
type Area = keyof typeof files;
const areas = Object.keys(files) as Area[];

/** The table of ARCHITECTURE.md, read by rows: who may import whom. */
const allowed: Record<Area, Area[]> = {
  protocol: [],
  core: ['protocol'],
  engine: ['protocol', 'core'],
  host: ['protocol', 'core'],
  webview: ['protocol', 'core'],
};

/** Without the rules that need types: the files are none. */
const eslint = new ESLint({
  cwd: process.cwd(),
  overrideConfig: [
    { ...tseslint.configs.disableTypeChecked, languageOptions: { parserOptions: { projectService: false } } },
  ] as Linter.Config[],
});

/** The messages of the import rule when `file` imports `specifier`. */
async function importErrors(file: string, specifier: string): Promise<string[]> {
  const [result] = await eslint.lintText(`import { sample } from '${specifier}';\nsample();\n`, { filePath: file });
  assert.ok(result !== undefined, `${file} is not linted`);
  return result.messages.filter(({ ruleId }) => ruleId === 'no-restricted-imports').map(({ message }) => message);
}

/** The relative specifier by which one area's sample file reaches a file of another area. */
function specifier(from: Area, to: Area): string {
  const ups = files[from].split('/').length - 1;
  return `${'../'.repeat(ups)}${files[to].replace(/\.ts$/, '')}`;
}

describe('import table', () => {
  for (const from of areas) {
    for (const to of areas.filter((area) => area !== from)) {
      const may = allowed[from].includes(to);
      it(`${from} ${may ? 'may' : 'may not'} import ${to}`, async () => {
        const errors = await importErrors(files[from], specifier(from, to));
        assert.equal(errors.length > 0, !may, errors.join('\n'));
      });
    }
  }

  const packages = {
    vscode: ['host'],
    zeromq: [],
    'zeromq/draft': [],
    '@vscode/webview-ui-toolkit': [],
    lit: ['webview'],
    'lit/decorators.js': ['webview'],
    'node:fs': ['engine', 'host'],
    fs: ['engine', 'host'],
    'vscode-jsonrpc/node': ['engine', 'host'],
    'vscode-jsonrpc': ['protocol', 'core', 'engine', 'host', 'webview'],
  } as const satisfies Record<string, readonly Area[]>;
  for (const [name, users] of Object.entries(packages) as [string, readonly Area[]][]) {
    for (const area of areas) {
      const may = users.includes(area);
      it(`${area} ${may ? 'may' : 'may not'} import ${name}`, async () => {
        const errors = await importErrors(files[area], name);
        assert.equal(errors.length > 0, !may, errors.join('\n'));
      });
    }
  }

  it('one file imports zeromq, one the toolkit', async () => {
    assert.deepEqual(await importErrors('src/engine/sockets/zmq.ts', 'zeromq'), []);
    assert.deepEqual(await importErrors('webview/shared/controls/toolkit.ts', '@vscode/webview-ui-toolkit'), []);
  });
});
