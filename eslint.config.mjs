import { builtinModules } from 'node:module';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Who may import whom: the table of ARCHITECTURE.md. What is not listed is forbidden. */
const mayImport = {
  protocol: [],
  core: ['protocol'],
  engine: ['protocol', 'core'],
  host: ['protocol', 'core'],
  webview: ['protocol', 'core'],
};
/** Packages that only some areas, or one file, may import. */
const reserved = {
  vscode: ['src/host/**'],
  zeromq: ['src/engine/sockets/zmq.ts'],
  '@vscode/webview-ui-toolkit': ['webview/shared/controls/toolkit.ts'],
  lit: ['webview/**'],
  uplot: ['webview/inspector/plot/chart.ts'],
};
const areas = Object.keys(mayImport);
const filesOf = (area) => (area === 'webview' ? ['webview/**/*.ts'] : [`src/${area}/**/*.ts`]);

const forbiddenAreas = (area) =>
  areas
    .filter((other) => other !== area && !mayImport[area].includes(other))
    .map((other) => ({ regex: `(^|/)\\.\\.?/(.*/)?${other}/`, message: `${area} may not import ${other}` }));
const forbiddenPackages = (except) =>
  Object.keys(reserved)
    .filter((name) => !except.includes(name))
    .map((name) => ({ regex: `^${name}(/.*)?$`, message: `${name} may be imported by ${reserved[name].join(', ')} only` }));
const pure = { regex: `^(node:|(${builtinModules.join('|')})(/|$)|vscode-jsonrpc/node$)`, message: 'no Node in this area' };

const rule = (area, packages) => ({
  'no-restricted-imports': [
    'error',
    {
      patterns: [
        ...forbiddenAreas(area),
        ...forbiddenPackages(packages),
        ...(['protocol', 'core', 'webview'].includes(area) ? [pure] : []),
      ],
    },
  ],
});
const packagesOf = { protocol: [], core: [], engine: [], host: ['vscode'], webview: ['lit'] };

const elsewhere = 'use src/core/base/quantities.ts, or webview/shared/text/format.ts for times';

export default tseslint.config(
  { ignores: ['dist/', 'build/', 'node_modules/', '**/node_modules/'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  ...areas.map((area) => ({ files: filesOf(area), rules: rule(area, packagesOf[area]) })),
  { files: ['src/engine/sockets/zmq.ts'], rules: rule('engine', ['zeromq']) },
  { files: ['webview/shared/controls/toolkit.ts'], rules: rule('webview', ['lit', '@vscode/webview-ui-toolkit']) },
  { files: ['webview/inspector/plot/chart.ts'], rules: rule('webview', ['lit', 'uplot']) },
  {
    rules: {
      'no-empty': ['error', { allowEmptyCatch: false }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'max-lines': ['error', { max: 600, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // Numbers and dates are written in one place, in the language in use.
    files: ['webview/**/*.ts'],
    ignores: ['webview/shared/text/format.ts'],
    rules: {
      'no-restricted-globals': ['error', { name: 'Intl', message: elsewhere }],
      'no-restricted-properties': [
        'error',
        ...['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString', 'localeCompare'].map((property) => ({
          property,
          message: elsewhere,
        })),
      ],
    },
  },
  {
    // What takes types to find. Each area is checked by its own tsconfig.
    files: ['src/**/*.ts', 'webview/**/*.ts', 'test/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-array-delete': 'error',
      '@typescript-eslint/no-base-to-string': 'error',
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
      '@typescript-eslint/no-for-in-array': 'error',
      '@typescript-eslint/no-implied-eval': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false, arguments: false } }],
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/require-array-sort-compare': ['error', { ignoreStringArrays: true }],
      '@typescript-eslint/restrict-plus-operands': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    // node:test awaits what its own functions return.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/require-array-sort-compare': 'off',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          ignoreVoid: true,
          allowForKnownSafeCalls: [{ from: 'package', name: ['test', 'it', 'describe', 'suite'], package: 'node:test' }],
        },
      ],
    },
  },
  {
    files: ['test/support/**/*.cjs'],
    languageOptions: { globals: { require: 'readonly', exports: 'writable' } },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['**/*.mjs', 'test/support/**/*.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        fetch: 'readonly',
        AbortSignal: 'readonly',
        AbortController: 'readonly',
        performance: 'readonly',
      },
    },
  },
);
