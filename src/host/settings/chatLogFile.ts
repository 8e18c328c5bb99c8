import { absolutePath, type Places } from './settingPath';
import type { Memory } from '../memory/workspaceMemory';

/** Longest path that is tried, as on Linux. */
const maxPath = 4000;

/**
 * The file of the setting `zmq.chat.logFile`: absolute, below the home directory (`~/`), or relative to the first folder of
 * the workspace. Undefined where the setting is empty; null where it cannot be used: relative without a folder, or no path.
 */
export function logFileOf(setting: unknown, places: Places): string | undefined | null {
  const text = typeof setting === 'string' ? setting.trim() : '';
  if (text === '') return undefined;
  if (text.length > maxPath || text.includes('\0')) return null;
  return absolutePath(text, places) ?? null;
}

const key = 'chatHistory';

/** Name of the folder for histories of a window without a workspace: ids of its chats are unique in that window only. */
export function folderWithoutWorkspace(memory: Memory, random: () => string): string {
  const found = memory.get(key);
  if (typeof found === 'string' && /^[0-9a-f-]{36}$/.test(found)) return found;
  const name = random();
  void memory.update(key, name);
  return name;
}
