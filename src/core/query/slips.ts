import { conditionText, valueOf, type Field, type Meaning } from './rewrite';

/**
 * What to write in place of a value that looks like a pattern of other tools and is none here; undefined where it is a text. `sign` stands
 * between key and value.
 */
export function meantPattern(field: Field, sign: string, text: string): string | undefined {
  const { key, name } = field;
  const again = (value: string): string => meantPattern(field, sign, value) ?? `${name}${sign}${value}`;
  const any = (values: readonly string[]) => `(${values.map(again).join(' or ')})`;
  const as = (meaning: Meaning, value: string) => conditionText(field, meaning, valueOf(value));
  if (key === 'topic' || key === 'socket') {
    const [, plain] = /^[!-]+([^!-].*)$/s.exec(text) ?? [];
    if (plain !== undefined) return `not ${again(plain)}`;
    const globalRegex = /^(\/.+\/[imsu]*)g([imsu]*)$/s.exec(text);
    if (globalRegex) return as('regex', `${globalRegex[1]}${globalRegex[2]}`);
    const [, start, anchored = '', end] = /^(\^?)(.*?)((?<!\\)\$?)$/s.exec(text) ?? [];
    if ((start || end) && anchored !== '')
      return /[\\^$.*+?()[\]{}|,/!-]/.test(anchored) ? as('regex', text) : as(!start ? 'ends' : !end ? 'begins' : '=', anchored);
    const [, before = '', choices, behind = ''] = /^([^{}]*)\{([^{}]*,[^{}]*)\}([^{}]*)$/s.exec(text) ?? [];
    if (choices !== undefined) return any(choices.split(',').map((choice) => `${before}${choice}${behind}`));
    const isRegex =
      /\[[^[\]]+\]|\.\+|(?:^|\/)\.\*|^\(\?|\([^()]*\|[^()]*\)|(?<!\\)(?:\\\\)*\\[dDwWsSbB]/.test(text) && !/^\(.*\)$/s.test(text);
    if (isRegex && key === 'topic') return as('regex', `^${text.replace(/\//g, '\\/')}`);
    if (isRegex) {
      const glob = text
        .replace(/\[[^[\]]+\]|\\./g, '?')
        .replace(/\.[+*]/g, '*')
        .replace(/\(.*\)/s, '*');
      return glob === text ? undefined : again(glob);
    }
    const parts = text.replace(/^\((.*)\)$/s, '$1').split(/[,|]/);
    const filled = parts.filter((part) => part !== '');
    if (parts.length > 1 && filled.length > 0) return filled.length === 1 ? again(filled.join('')) : any(filled);
    const levels = text.split('/');
    if (key === 'topic' && levels.slice(0, -1).includes('#')) return again(levels.map((level) => (level === '#' ? '*' : level)).join('/'));
    return undefined;
  }
  if (key === 'peer' && /[,|]/.test(text)) return any(text.split(/[,|]/).filter((part) => part !== ''));
  if (key === 'peer' && /^!./.test(text)) return `not ${again(text.slice(1))}`;
  if (key === 'peer' && /^\/.+\/[a-z]*$/s.test(text)) return again(text.replace(/^\/(.*)\/[a-z]*$/s, '$1').replace(/[\\^$]|\.\*/g, ''));
  // Found anywhere, it needs no star.
  const [, starless] = /^\*?([\p{L}\p{N}_.-]{2,})\*?$/u.exec(text) ?? [];
  return starless !== undefined && starless !== text ? again(starless) : undefined;
}
