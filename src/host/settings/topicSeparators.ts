const defaults = ['.', '/', ':'];
const most = 8;

/** What parts topics in the tree: the setting's single ASCII characters, each once. A settings file may hold anything. */
export function separatorsOf(setting: unknown): string[] {
  if (!Array.isArray(setting)) return defaults;
  return [...new Set(setting.filter((one): one is string => typeof one === 'string' && /^[ -~]$/.test(one)))].slice(0, most);
}
