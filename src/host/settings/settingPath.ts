import path from 'node:path';

/** What paths of settings may be relative to. */
export interface Places {
  home: string;
  /** The first folder of the workspace that lies on this computer. */
  folder: string | undefined;
}

const homeStart = /^~[/\\]/;
const folderStart = /^\$\{workspaceFolder\}(?=[/\\]|$)/;

/** A path of the settings as an absolute one: `~/…`, `${workspaceFolder}/…` or relative to the folder. Undefined where there is no folder. */
export function absolutePath(text: string, { home, folder }: Places): string | undefined {
  if (path.isAbsolute(text)) return path.normalize(text);
  if (homeStart.test(text)) return path.join(home, text.replace(homeStart, ''));
  return folder === undefined ? undefined : path.join(folder, text.replace(folderStart, ''));
}

/** A path below the folder as one relative to it, which holds on other computers too; any other one as it is. */
export function portablePath(file: string, folder: string | undefined): string {
  if (folder === undefined) return file;
  const relative = path.relative(folder, file);
  const isBelow = relative !== '' && !path.isAbsolute(relative) && relative !== '..' && !relative.startsWith(`..${path.sep}`);
  return isBelow ? relative.split(path.sep).join('/') : file;
}
