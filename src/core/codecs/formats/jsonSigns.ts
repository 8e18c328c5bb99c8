/** Words that are values, in JSON or in Python. */
export const words: readonly [word: string, kind: 'boolean' | 'null' | 'float'][] = [
  ['true', 'boolean'],
  ['false', 'boolean'],
  ['null', 'null'],
  ['NaN', 'float'],
  ['Infinity', 'float'],
  ['-Infinity', 'float'],
  ['True', 'boolean'],
  ['False', 'boolean'],
  ['None', 'null'],
  ['nan', 'float'],
  ['inf', 'float'],
  ['-inf', 'float'],
];
/** What Python's `str` makes of them. */
export const pythonWords: ReadonlySet<string> = new Set(['True', 'False', 'None', 'nan', 'inf', '-inf']);
export const wordBytes = words.map(([word, kind]) => ({ word, kind, codes: Array.from(word, (letter) => letter.charCodeAt(0)) }));

/** Numbers as programs write them, but not JSON. */
export const looseNumber = /^[+-]?(?:0x[0-9a-f]+|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)L?(?![\w.#])/i;
/** NaN and infinities as printf, Java, C# and others write them. */
export const oddFloat = /^([+-]?)(?:(nan(?:\(\w{0,8}\))?|1\.#(?:[qs]?nan|ind)\d*)|inf(?:inity)?|1\.#inf\d*)(?![\w.(])/i;
export const oddWord = /^(?:undefined|null|nil|true|false)(?![\w.(])/i;
/** A number with commas in it: for a point, or between thousands. */
export const commaNumber = /^-?\d+(?:,\d+)+(?:\.\d+)?(?=\s*[,}])/;
export const decimalComma = /^-?\d+,(?:\d{1,2}|\d{4,})$/;
export const thousands = /^-?\d{1,3}(?:,\d{3})+\.\d+$/;
/** A text without quotes. */
// eslint-disable-next-line no-control-regex
export const bareText = /^[\p{L}\d_+.\\/@%-][^"'{}[\]();,\u0000-\u001f\ufffd]*(?=[,}])/u;
export const curlyText = /^[\u201c-\u201e]([^\u201c-\u201e\n]*)[\u201c\u201d]/;
export const nextKey = /^(?:"[^"\\\n]*"|'[^'\\\n]*')\s*[:=]/;
/** Words before a value that follows others. */
export const wordsBefore =
  // eslint-disable-next-line no-control-regex
  /^[^\s"'{}[\]()<>\u0000-\u001f\ufffd][^"'{}[\]\u0000-\u0008\n-\u001f\ufffd]{0,99}[ \t:,;|=#>](?=[{[])/;

export const floatWord = (word: string) => (word === 'nan' ? 'NaN' : word.replace('inf', 'Infinity').replace('IInf', 'Inf'));

/** Whether nothing is odd about a number, by the bytes around its digits. */
export function isJsonNumber(bytes: Uint8Array, from: number): boolean {
  let at = from + (bytes[from] === 0x2d ? 1 : 0);
  const first = bytes[at];
  if (first === undefined || !isDigit(first) || (first === 0x30 && isDigit(bytes[at + 1] ?? 0))) return false;
  for (let byte = first; byte >= 0x30 && byte <= 0x39; byte = bytes[++at] ?? 0);
  const next = bytes[at] ?? 0;
  if (next === 0x2e) {
    const digit = bytes[at + 1] ?? 0x30;
    return digit >= 0x30 && digit <= 0x39;
  }
  return (next | 0x20) !== 0x78 && (next | 0x20) !== 0x6c;
}

export const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;

/** Letters, digits but not first, `_` and `$`. */
export function isOfName(byte: number, hasBegun: boolean): boolean {
  return (
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x5f ||
    byte === 0x24 ||
    (hasBegun && byte >= 0x30 && byte <= 0x39)
  );
}

export const escapes = /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([^u]))/g;
const meant: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

export function unescaped(_: string, wide: string | undefined, narrow: string | undefined, letter: string): string {
  const unit = wide ?? narrow;
  return unit === undefined
    ? (meant[letter] ?? (/["'\\/]/.test(letter) ? letter : `\\${letter}`))
    : String.fromCharCode(parseInt(unit, 16));
}
