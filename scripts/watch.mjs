// `npm run watch`: builds the extension, and again whenever a source changes, until Ctrl+C. .vscode/tasks.json reads what it prints.
import { pathToFileURL } from 'node:url';
import { inRoot } from './paths.mjs';
import { endWhenAsked } from './processes.mjs';
import { build, installDependencies } from './setup.mjs';
import { main } from './steps.mjs';

function line({ text, location, notes }) {
  const where = location === null ? '' : `${location.file}:${location.line}:${location.column + 1}: `;
  return `${where}error: ${[text, ...notes.map((note) => note.text)].join(' ')}`;
}

endWhenAsked();
await main(async () => {
  await installDependencies();
  await build();
  const { watchBundles } = await import(pathToFileURL(inRoot('esbuild.mjs')).href);
  await watchBundles({
    begun: () => console.log('Building …'),
    ended: (problems) => {
      for (const problem of problems) console.log(line(problem));
      console.log(problems.length === 0 ? 'Built, watching.' : `Not built: ${problems.length} problems. Watching.`);
    },
  });
});
