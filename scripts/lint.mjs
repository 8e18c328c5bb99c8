// `npm run lint`: what the linter finds, lines that the formatter would write otherwise, and circles of imports.
import { pathToFileURL } from 'node:url';
import { circlesIn } from './circles.mjs';
import { capture, endWhenAsked } from './processes.mjs';

const node = async (...args) => {
  const { code, output } = await capture(process.execPath, args);
  return code === 0 ? '' : output || `${args[0]} ended with exit code ${code}\n`;
};

/** What is wrong, as text; empty if nothing is. */
export async function lint() {
  const [circles, linter, formatter] = await Promise.all([
    circlesIn(['src', 'webview']),
    node('node_modules/eslint/bin/eslint.js', '.', '--max-warnings=0'),
    node('node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'),
  ]);
  return [linter, formatter && `${formatter}npm run format writes them as they should be.\n`, ...circles.map((line) => `${line}\n`)].join(
    '',
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  endWhenAsked();
  const problems = await lint();
  process.stdout.write(problems);
  if (problems !== '') process.exitCode = 1;
}
