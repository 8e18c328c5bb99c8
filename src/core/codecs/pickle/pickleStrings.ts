const backslash = 0x5c;
const code = (letter: string) => letter.charCodeAt(0);
const escapes = new Map<number, number>(
  Object.entries({ n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' }).map(([letter, meant]) => [code(letter), code(meant)]),
);
const isBlank = (byte: number | undefined) => byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);

/** The text whose characters have the numbers of the bytes. */
export function latin1(bytes: Uint8Array): string {
  return fromUnits(bytes);
}

function fromUnits(units: Uint8Array | Uint16Array): string {
  let text = '';
  for (let at = 0; at < units.length; at += 8192) text += String.fromCharCode(...units.subarray(at, at + 8192));
  return text;
}

/** The value of `count` digits at `at`; -1 where they are none. */
function digits(bytes: Uint8Array, at: number, count: number, base: 8 | 16): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const byte = bytes[i] ?? 0;
    const letter = byte | 0x20;
    const digit = byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : base;
    if (digit >= base) return -1;
    value = value * base + digit;
  }
  return value;
}

/** Bytes as Python 2 shows them, in quotes and with escapes; undefined where no quotes are around them. */
export function unquoted(line: Uint8Array): Uint8Array | undefined {
  let from = 0;
  let to = line.length;
  while (isBlank(line[from])) from++;
  while (isBlank(line[to - 1])) to--;
  const mark = line[from];
  if (to - from < 2 || (mark !== 0x22 && mark !== 0x27) || line[to - 1] !== mark) return undefined;
  const content = line.subarray(from + 1, to - 1);
  if (!content.includes(backslash)) return content;
  const bytes = new Uint8Array(content.length);
  let length = 0;
  for (let at = 0; at < content.length;) {
    const byte = content[at++] as number;
    const letter = byte === backslash ? content[at] : undefined;
    if (letter === undefined) {
      bytes[length++] = byte;
    } else if (letter === code('x') && digits(content, at + 1, 2, 16) >= 0) {
      bytes[length++] = digits(content, at + 1, 2, 16);
      at += 3;
    } else if (digits(content, at, 1, 8) >= 0) {
      const count = digits(content, at, 3, 8) >= 0 ? 3 : digits(content, at, 2, 8) >= 0 ? 2 : 1;
      bytes[length++] = digits(content, at, count, 8) & 0xff;
      at += count;
    } else {
      bytes[length++] = escapes.get(letter) ?? letter;
      at++;
    }
  }
  return bytes.subarray(0, length);
}

/** Latin-1 with `\u` and `\U`, as Python's `raw_unicode_escape` reads it. */
export function rawUnicode(line: Uint8Array): string {
  if (!line.includes(backslash)) return latin1(line);
  const units = new Uint16Array(line.length);
  let length = 0;
  for (let at = 0; at < line.length;) {
    const byte = line[at++] as number;
    const isLong = line[at] === code('U');
    const value = byte === backslash && (isLong || line[at] === code('u')) ? digits(line, at + 1, isLong ? 8 : 4, 16) : -1;
    if (value < 0 || value > 0x10ffff) {
      units[length++] = byte;
      continue;
    }
    at += isLong ? 9 : 5;
    if (value > 0xffff) units[length++] = 0xd800 + ((value - 0x10000) >> 10);
    units[length++] = value > 0xffff ? 0xdc00 + (value & 0x3ff) : value;
  }
  return fromUnits(units.subarray(0, length));
}
