import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { prepareTestEditor } from '../../scripts/editor.mjs';

/** A language for the windows of VS Code. */
export interface WindowLanguage {
  tag: string;
  /** What all texts become, those of VS Code and those of the extension; without it, the extension speaks as its bundle says. */
  say?: (english: string) => string;
}

type Editor = Awaited<ReturnType<typeof prepareTestEditor>>;

/**
 * Gives a profile a language pack, without which VS Code speaks English and looks for no translation of extensions.
 * @returns the folder of the extensions
 */
export async function installLanguage(editor: Editor, profile: string, { tag, say }: WindowLanguage): Promise<string> {
  const translation = path.join(profile, 'texts.json');
  await write(translation, { contents: say ? await textsOfVsCode(editor, say) : {} });
  // What VS Code makes of the packs that it installs while it runs. Those that the command line installs it does not notice.
  const extension = { extensionIdentifier: { id: 'zmq-inspector-tests.language-pack' }, version: '0.0.1' };
  const pack = { hash: tag, label: tag, extensions: [extension], translations: { vscode: translation } };
  await write(path.join(profile, 'data', 'languagepacks.json'), { [tag]: pack });
  return say ? translated(editor.extensions, path.join(profile, 'extensions'), tag, say) : editor.extensions;
}

/** A copy of installed extensions, in which the inspector's texts are other ones. */
async function translated(extensions: string, copy: string, tag: string, say: (english: string) => string): Promise<string> {
  await cp(extensions, copy, { recursive: true });
  const name = (await readdir(copy)).find((folder) => folder.startsWith('zmq-inspector.zmq-inspector-')) ?? '';
  for (const english of ['l10n/bundle.l10n.json', 'package.nls.json']) {
    // Those of the code are not in the package: only translators need them.
    const texts = await read<Record<string, string>>(english);
    const said = Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, say(text)]));
    await write(path.join(copy, name, english.replace(/json$/, `${tag}.json`)), said);
  }
  return copy;
}

/** By module and key, as language packs have them. */
async function textsOfVsCode(editor: Editor, say: (english: string) => string): Promise<Record<string, Record<string, string>>> {
  const folder = path.join(path.dirname(editor.entry), '../../lib/vscode/out');
  const modules = await read<[module: string, keys: string[]][]>(path.join(folder, 'nls.keys.json'));
  // The messages of all modules in a row.
  const messages = (await read<string[]>(path.join(folder, 'nls.messages.json'))).values();
  const said = (key: string): [string, string] => [key, say(messages.next().value ?? '')];
  return Object.fromEntries(modules.map(([module, keys]) => [module, Object.fromEntries(keys.map(said))]));
}

const read = async <T>(file: string): Promise<T> => JSON.parse(await readFile(file, 'utf8')) as T;
const write = (file: string, value: unknown): Promise<void> => writeFile(file, JSON.stringify(value));
