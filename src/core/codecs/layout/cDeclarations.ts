import { dtypesByName } from '../arrays/typeNames';

/** What stands before the names, and the names with their lengths. */
const statement = /^((?:[A-Za-z_:][\w:]*\s+)+)([A-Za-z_]\w*\s*(?:\[[^\]]*\]\s*)*(?:,\s*[A-Za-z_]\w*\s*(?:\[[^\]]*\]\s*)*)*)$/;
const qualifiers = /\b(?:const|volatile|static|register)\s+/g;
const isType = (words: string) => words === 'char' || words === '_Bool' || dtypesByName(words).length > 0;

/**
 * Declarations of C (`uint32_t seq; float x, y; char name[16];`, in a struct or alone) as names and types of a layout. `isPacked`: they say
 * that nothing fills up their places. Undefined for what is none.
 */
export function cDeclarations(text: string): { layout: string; isPacked: boolean } | undefined {
  if (!text.includes(';')) return undefined;
  const plain = text.replace(/\/\*.*?\*\/|\/\/[^\n]*/gs, ' ');
  const isPacked = /\bpacked\b|\bpack\s*\(\s*(?:push\s*,\s*)?1\s*\)/.test(plain);
  const body = plain.replace(/^[ \t]*#.*$/gm, '').trim();
  const [, inBraces] = /^[^{}]*\{([^{}]*)\}[^{}]*$/s.exec(body) ?? [];
  if (inBraces === undefined && /[{}]/.test(body)) return undefined;
  const statements = (inBraces ?? body).split(';').map((part) => part.trim().replace(qualifiers, ''));
  const isEnded = inBraces !== undefined || statements.at(-1) === '';
  const fields: { words: string; name: string; lengths: string }[] = [];
  for (const part of statements) {
    if (part === '') continue;
    const [, type = '', names] = statement.exec(part) ?? [];
    if (names === undefined) return undefined;
    const words = type.trim().replace(/\s+/g, ' ');
    for (const [, name = '', lengths = ''] of names.matchAll(/([A-Za-z_]\w*)\s*((?:\[[^\]]*\]\s*)*)/g))
      fields.push({ words, name, lengths: lengths.replace(/\s/g, '') });
  }
  if (!fields.some(({ words }) => isType(words)) || (!isEnded && fields.every(({ name }) => isType(name)))) return undefined;
  return { layout: fields.map(typedName).join(' '), isPacked };
}

/** An array of `char` is a text, of as many bytes as its last length says. */
function typedName({ words, name, lengths }: { words: string; name: string; lengths: string }): string {
  if (words === 'char') {
    const [, before = '', last = lengths === '' ? '1' : undefined] = /^(.*)\[(\d+)\]$/.exec(lengths) ?? [];
    return last === undefined ? `${name}:str1${lengths}` : `${name}:str${last}${before}`;
  }
  const type = words === '_Bool' ? 'bool' : (dtypesByName(words)[0] ?? words.replaceAll(' ', '_'));
  return `${name}:${type}${lengths}`;
}
