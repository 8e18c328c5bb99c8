import { t } from '@vscode/l10n';
import { dtypeOf, type Dtype } from '../arrays/dtypes';
import { dtypesByName } from '../arrays/typeNames';
import { countOf } from '../arrays/rawArrays';
import { readPythonLiteral } from '../arrays/pythonLiteral';
import { cDeclarations } from './cDeclarations';
import { structCodes, type Sizes } from './structCodes';

/** One value of a layout, or an array of values. */
export interface LayoutItem {
  name?: string;
  /** Absent for bytes that are passed over. */
  value?: LayoutValue;
  /** Lengths of an array, none for a single value; the first is undefined where the rest of the content fills it. */
  shape: (number | undefined)[];
  /** From the beginning. */
  at: number;
  /** Bytes of one value, or of the padding. */
  size: number;
}

export type LayoutValue =
  | { is: 'number'; dtype: Dtype }
  /** Text with NULs behind it, or bytes where it is none; `pascal`: with its length before it. */
  | { is: 'text' | 'pascal' | 'bytes' }
  /** Several values side by side. */
  | { is: 'group'; items: readonly LayoutItem[] };

/** How numbers lie in bytes. */
export interface Layout {
  items: readonly LayoutItem[];
  /** Bytes of all items, but for an array that is filled up. */
  size: number;
  /** The last item is such an array, of elements of so many bytes. */
  open?: number;
}
type Parsed = { layout: Layout } | { problem: string };

const maxItems = 1000;
const maxSize = 1024 * 1024;

/** Thrown inside the parser, and never out of it. */
class Misfit {
  constructor(readonly sentence: string) {}
}

/**
 * A layout as people write one:
 * - in the notation of Python's `struct`: `<If`, `>2h`, `B f f B B`. Without a sign for the order of bytes they are taken as little-endian and without
 *   padding, as `<` has it; `@` is little-endian with the sizes and the alignment of C on 64-bit computers.
 * - as types, of NumPy or one letter of `struct`: `>i4`, `complex64`, `u1 f4 f4`. `<` and `>` hold for what follows, too.
 * - as arrays of them: `<f4[]` to the end, `u2[2][3]` or `u2[2,3]`, `>i4[10]`, `(<If)[]`.
 * - with names: `seq:u4 temp:f4`.
 * - as NumPy's `descr`: `[("seq", "<u4"), ("temp", "<f4")]`.
 * - as C declares them, aligned as `@` has it: `uint32_t seq; float temp;`, `struct { … }`; without padding where that says `packed`.
 */
export function parseLayout(text: string): Parsed {
  const known = parsedBefore.get(text);
  if (known) return known;
  const result = freshlyParsed(text);
  if (parsedBefore.size >= maxRemembered) parsedBefore.clear();
  parsedBefore.set(text, result);
  return result;
}

/** A rule's layout is asked for with every message. */
const parsedBefore = new Map<string, Parsed>();
const maxRemembered = 50;

function freshlyParsed(text: string): Parsed {
  try {
    return { layout: parsed(text.trim()) };
  } catch (misfit) {
    if (misfit instanceof Misfit) return { problem: misfit.sentence };
    throw misfit;
  }
}

function parsed(text: string): Layout {
  if (text === '') throw new Misfit(t('A layout names types, such as <If or temp:f4.'));
  const declared = cDeclarations(text);
  if (declared) return ofC(declared.layout, declared.isPacked);
  const { core, shape } = dimensions(text);
  const literal = /^[[{]/.test(core) ? readPythonLiteral(core) : undefined;
  if (!literal) checkLengths(text);
  if (literal) {
    const dtype = dtypeOf(literal);
    if (!dtype) throw new Misfit(t('"{0}" is no dtype whose values can be read from bytes.', core.slice(0, 60)));
    return laidOut([{ value: { is: 'number', dtype }, size: dtype.type.size, shape }], unaligned);
  }
  const inParentheses = /^\(([^()]*)\)$/.exec(core)?.[1];
  const items = structItems(inParentheses ?? core);
  const isOneArray = shape.length > 0 && items?.items.length === 1;
  if (items && shape.length > 0 && (inParentheses !== undefined || items.items.length > 1)) {
    const group = laidOut(items.items, items.sizes);
    const size = items.sizes === native ? upTo(group.size, alignmentOf(items.items)) : group.size;
    return laidOut([{ value: { is: 'group', items: group.items }, size, shape }], unaligned);
  }
  if (items && (shape.length === 0 || isOneArray)) {
    const [first] = items.items;
    return laidOut(isOneArray && first ? [{ ...first, shape: [...shape, ...first.shape] }] : items.items, items.sizes);
  }
  if (inParentheses !== undefined) {
    const group = laidOut(typedItems(inParentheses), unaligned);
    if (group.open !== undefined) throw new Misfit(t('Only the last part of a layout can go on to the end.'));
    return laidOut([{ value: { is: 'group', items: group.items }, size: group.size, shape }], unaligned);
  }
  return laidOut(typedItems(text), unaligned);
}

function checkLengths(text: string): void {
  const [noLength] = /\[[^\]]*\]?|\]/.exec(text.replace(new RegExp(lengthsInBrackets, 'g'), '')) ?? [];
  if (noLength !== undefined)
    throw new Misfit(
      t('{0} is no length: write a number, as in f4[10] or f4[2][3], or [] for all that follow, as in f4[].', noLength.slice(0, 60)),
    );
}

/** What fills up the end of a struct is part of it. */
function ofC(text: string, isPacked: boolean): Layout {
  checkLengths(text);
  const items = typedItems(text);
  const layout = laidOut(items, isPacked ? unaligned : native);
  const padding = isPacked || layout.open !== undefined ? 0 : upTo(layout.size, alignmentOf(items)) - layout.size;
  return padding === 0 ? layout : laidOut([...items, { size: padding, shape: [] }], native);
}

/** `[]`, `[2]`, `[2, 3]`, `[2x3]`. */
const lengthsInBrackets = /\s*\[\s*(?:\d+(?:\s*[,x×*]\s*\d+)*\s*)?\]/.source;
const beforeLengths = new RegExp(`^(.*?)((?:${lengthsInBrackets})*)$`, 's');

/** `[2][3]` at the end, or `[2, 3]`; `[]` goes on to the end of the content. */
function dimensions(text: string): { core: string; shape: (number | undefined)[] } {
  const [, core = text, brackets = ''] = beforeLengths.exec(text) ?? [];
  const shape = Array.from(brackets.matchAll(/\d+|\[\s*\]/g), ([length]) => (length.startsWith('[') ? undefined : Number(length)));
  if (shape.slice(1).includes(undefined)) throw new Misfit(t('Of several dimensions only the first can go on to the end.'));
  if (shape.length > 16) throw new Misfit(t('An array has at most {0} dimensions here.', 16));
  return { core: core.trim(), shape };
}

type Unplaced = Omit<LayoutItem, 'at'>;
const unaligned: Sizes = 'standard';
const native: Sizes = 'native';

/** The notation of `struct`; undefined where it is none. */
function structItems(text: string): { items: Unplaced[]; sizes: Sizes } | undefined {
  if (!/^[@=<>!]?\s*(?:\d*[xcbB?hHiIlLqQnNefdspP]\s*)+$/.test(text)) return undefined;
  const sign = /^[@=<>!]/.exec(text)?.[0] ?? '';
  const sizes = sign === '@' ? native : unaligned;
  const isBig = sign === '>' || sign === '!';
  const items: Unplaced[] = [];
  for (const [, digits = '', code = ''] of text.slice(sign.length).matchAll(/(\d*)([a-zA-Z?])/g)) {
    const count = digits === '' ? 1 : Number(digits);
    if (count > maxSize) throw new Misfit(t('A layout has at most {0} bytes.', maxSize));
    if (code === 'x') items.push({ shape: [], size: count });
    else if (code === 's' || code === 'p') items.push({ value: { is: code === 's' ? 'text' : 'pascal' }, shape: [], size: count });
    else if (code === 'c')
      for (let i = 0; i < count && items.length <= maxItems; i++) items.push({ value: { is: 'text' }, shape: [], size: 1 });
    else {
      const dtype = structCodes(code, sizes, isBig);
      if (!dtype) throw new Misfit(t('The letters n, N and P have a size with @ only.'));
      // `0i` aligns what follows and is nothing itself.
      if (count === 0) items.push({ shape: [], size: 0, ...(sizes === native ? { value: { is: 'number', dtype } } : {}) });
      for (let i = 0; i < count && items.length <= maxItems; i++)
        items.push({ value: { is: 'number', dtype }, shape: [], size: dtype.type.size });
    }
  }
  return { items: items.filter(({ value, size }) => size > 0 || value), sizes };
}

/** Types and names with blanks, commas or semicolons between them. */
function typedItems(text: string): Unplaced[] {
  let order = '';
  const items: Unplaced[] = [];
  const names = new Set<string>();
  const [, sign = '', rest = text] = /^([<>!=|])\s*(?=[A-Za-z_][\w.-]*\s*:)(.*)$/s.exec(text) ?? [];
  order = sign;
  for (const [word] of rest.replace(/\s+(?=\[)|(?<=:)\s+|\s+(?=:)/g, '').matchAll(/(?:[^\s,;[\]]|\[[^\]]*\])+/g)) {
    if (/^[<>=!|]$/.test(word)) {
      order = word;
      continue;
    }
    const { core, shape } = dimensions(word);
    const [, name, type = core] = /^([^:]*):(.*)$/s.exec(core) ?? [];
    const [, own = '', plain = type] = /^([<>=!|])(.*)$/s.exec(type) ?? [];
    if (own !== '') order = own;
    if (name !== undefined && (name === '' || names.has(name)))
      throw new Misfit(
        name === ''
          ? t('There is no name before the colon of "{0}".', word.slice(0, 60))
          : t('The name "{0}" stands twice.', name.slice(0, 60)),
      );
    if (name !== undefined) names.add(name);
    items.push({ ...typed(plain.trim(), order), shape, ...(name === undefined ? {} : { name }) });
    if (items.length > maxItems) break;
  }
  return items;
}

function typed(type: string, order: string): Pick<Unplaced, 'value' | 'size'> {
  const isBig = order === '>' || order === '!';
  const [, digits, letter] = /^(\d*)([xsp])$/.exec(type) ?? [];
  if (letter !== undefined) {
    const size = digits === '' ? 1 : Number(digits);
    return letter === 'x' ? { size } : { value: { is: letter === 's' ? 'text' : 'pascal' }, size };
  }
  const [, padding] = /^(?:pad|x|V)(\d+)$/.exec(type) ?? [];
  if (padding !== undefined) return { size: Number(padding) };
  const [, kind, length = '1'] = /^(str|string|bytes|char|s)(\d*)$/i.exec(type) ?? [];
  if (kind !== undefined)
    return { value: { is: kind.toLowerCase() === 'bytes' ? 'bytes' : 'text' }, size: Number(length === '' ? 1 : length) };
  const code = type.length === 1 ? structCodes(type, 'standard', isBig) : undefined;
  // `u8` and `i8` have eight bytes, as NumPy counts; `float` and `int` have four, as in C.
  const inC = /\d$/.test(type) ? undefined : dtypesByName(type)[0];
  const dtype = code ?? dtypeOf({ kind: 'string', text: inC ?? type }, isBig);
  if (!dtype)
    throw new Misfit(
      t(
        '"{0}" is no type; write u1, i2, u4, f4, f8, complex64 (a name stands before it: temp:f4), or letters of Python\'s struct such as <If.',
        type.slice(0, 60),
      ),
    );
  return { value: { is: 'number', dtype }, size: dtype.type.size };
}

/** Places the items one behind the other. */
function laidOut(items: readonly Unplaced[], sizes: Sizes): Layout {
  if (items.length === 0) throw new Misfit(t('A layout names types, such as <If or temp:f4.'));
  if (items.length > maxItems) throw new Misfit(t('A layout has at most {0} values.', maxItems));
  let at = 0;
  let open: number | undefined;
  const placed = items.map((item): LayoutItem => {
    if (open !== undefined) throw new Misfit(t('Only the last part of a layout can go on to the end.'));
    if (sizes === native && item.value?.is === 'number') at = upTo(at, item.value.dtype.type.size);
    const from = at;
    const [first, ...rest] = item.shape;
    if (item.shape.length > 0 && first === undefined) {
      open = item.size * countOf(rest as number[]);
      if (open === 0) throw new Misfit(t('What goes on to the end needs a size.'));
    } else at += item.size * countOf(item.shape as number[]);
    if (!(at <= maxSize)) throw new Misfit(t('A layout has at most {0} bytes.', maxSize));
    return { ...item, at: from };
  });
  return { items: placed.filter(({ value, size }) => size > 0 || !value), size: at, ...(open === undefined ? {} : { open }) };
}

const upTo = (at: number, alignment: number) => Math.ceil(at / alignment) * alignment;

const alignmentOf = (items: readonly Unplaced[]) =>
  items.reduce((largest, { value }) => (value?.is === 'number' ? Math.max(largest, value.dtype.type.size) : largest), 1);
