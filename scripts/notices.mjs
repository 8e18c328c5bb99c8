import { readdir, readFile } from 'node:fs/promises';
import { inRoot } from './paths.mjs';
import { SetupError } from './steps.mjs';

/**
 * The licences of all packages that a VSIX holds code of.
 * @param {string[]} files bundled files, from the project's folder on
 * @param {string[]} packages that are shipped beside the bundles
 * @returns {Promise<string>}
 */
export async function thirdPartyNotices(files, packages) {
  const bundled = files.map((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]).filter((name) => name !== undefined);
  const names = [...new Set([...bundled, ...packages])].sort();
  const notices = await Promise.all(names.map(noticeOf));
  return `This extension holds code of the following packages.\n${notices.join('')}`;
}

async function noticeOf(name) {
  const folder = inRoot('node_modules', ...name.split('/'));
  const { version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
  const texts = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice)/i.test(file)).sort();
  if (texts.length === 0 && !license) throw new SetupError(`${name} names no licence.`);
  const bodies = await Promise.all(texts.map((file) => readFile(`${folder}/${file}`, 'utf8')));
  return `\n${'='.repeat(80)}\n${name} ${version} (${license})\n\n${bodies.map((body) => body.trim()).join('\n\n')}\n`;
}
