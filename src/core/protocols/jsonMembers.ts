/** Bytes of an object that are looked through at most. */
const maxBytes = 1024 * 1024;
/** Bytes of a value that are taken; longer ones are cut. */
const maxValue = 256;

const quote = 0x22;
const backslash = 0x5c;
const isBlank = (byte: number | undefined) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/**
 * Some members of a JSON object as they are written, without making values of the rest: of each the first 256 bytes, undefined
 * where it is not there. An object that goes on beyond the bytes, or beyond 1 MiB, is read as far as that. Undefined where it is none.
 */
export function jsonMembers(bytes: Uint8Array, names: readonly string[]): (string | undefined)[] | undefined {
  const end = Math.min(bytes.length, maxBytes);
  let at = skipBlanks(bytes, 0, end);
  if (bytes[at] !== 0x7b) return undefined;
  const found: (string | undefined)[] = names.map(() => undefined);
  at = skipBlanks(bytes, at + 1, end);
  while (at < end && bytes[at] === quote) {
    const nameEnd = endOfString(bytes, at, end);
    const index = names.indexOf(text(bytes, at + 1, Math.min(nameEnd - 1, at + maxValue)));
    at = skipBlanks(bytes, nameEnd, end);
    if (at === end) return found;
    if (bytes[at] !== 0x3a) return undefined;
    const from = skipBlanks(bytes, at + 1, end);
    at = endOfValue(bytes, from, end);
    let to = at;
    while (to > from && isBlank(bytes[to - 1])) to--;
    if (index >= 0) found[index] = text(bytes, from, Math.min(to, from + maxValue));
    if (at === end || bytes[at] === 0x7d) return found;
    if (bytes[at] !== 0x2c) return undefined;
    at = skipBlanks(bytes, at + 1, end);
  }
  return at === end || bytes[at] === 0x7d ? found : undefined;
}

/** The name of the first member of a JSON object; undefined where it is not found in the first bytes. */
export function firstJsonMember(bytes: Uint8Array): string | undefined {
  const end = Math.min(bytes.length, 64);
  let at = skipBlanks(bytes, 0, end);
  if (bytes[at] !== 0x7b) return undefined;
  at = skipBlanks(bytes, at + 1, end);
  if (bytes[at] !== quote) return undefined;
  const nameEnd = endOfString(bytes, at, end);
  return nameEnd < end ? text(bytes, at + 1, nameEnd - 1) : undefined;
}

/**
 * The first elements of a JSON array as they are written, where its first is an object, `most` of them at most; undefined where it is not.
 * An array that goes on beyond the bytes, or beyond 1 MiB, is read as far as that, and its last element may be cut.
 */
export function jsonElements(bytes: Uint8Array, most: number): { elements: Uint8Array[]; isMore: boolean } | undefined {
  const end = Math.min(bytes.length, maxBytes);
  let at = skipBlanks(bytes, 0, end);
  if (bytes[at] !== 0x5b) return undefined;
  at = skipBlanks(bytes, at + 1, end);
  if (bytes[at] !== 0x7b) return undefined;
  const elements: Uint8Array[] = [];
  while (at < end) {
    if (elements.length === most) return { elements, isMore: true };
    const from = skipBlanks(bytes, at, end);
    at = endOfValue(bytes, from, end);
    elements.push(bytes.subarray(from, at));
    if (bytes[at] === 0x5d) return { elements, isMore: false };
    at++;
  }
  return { elements, isMore: true };
}

function skipBlanks(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(bytes[at])) at++;
  return at;
}

/** Behind the closing quote. */
function endOfString(bytes: Uint8Array, from: number, end: number): number {
  let at = from + 1;
  while (at < end && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
  return Math.min(at + 1, end);
}

function endOfValue(bytes: Uint8Array, from: number, end: number): number {
  let depth = 0;
  let at = from;
  while (at < end) {
    switch (bytes[at]) {
      case quote:
        at = endOfString(bytes, at, end);
        continue;
      case 0x7b:
      case 0x5b:
        depth++;
        break;
      case 0x7d:
      case 0x5d:
        if (depth-- === 0) return at;
        break;
      case 0x2c:
        if (depth === 0) return at;
        break;
      default:
    }
    at++;
  }
  return end;
}

function text(bytes: Uint8Array, from: number, to: number): string {
  let result = '';
  for (let i = from; i < to; i++) result += String.fromCharCode(bytes[i] as number);
  return result;
}
