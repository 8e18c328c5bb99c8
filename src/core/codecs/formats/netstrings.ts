import type { ValueNode } from '../../../protocol/decoding';
import { Budget, readingOf } from '../values/budget';
import { restOf, type Reading } from '../values/reading';
import { utf8Text } from '../values/text';

/** Where the content of a netstring is that begins at a byte (D. J. Bernstein's `length:content,`); undefined where none does. */
export function readNetstring(bytes: Uint8Array, from: number): { from: number; to: number } | undefined {
  let at = from;
  let length = 0;
  for (; at - from < 8 && isDigit(bytes[at]); at++) length = length * 10 + (bytes[at] as number) - 0x30;
  // A length has no leading zero.
  if (at === from || bytes[at] !== 0x3a || (bytes[from] === 0x30 && at > from + 1)) return undefined;
  const to = at + 1 + length;
  return bytes[to] === 0x2c ? { from: at + 1, to } : undefined;
}

const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/** Whether the bytes are netstrings, two at least, one after the other to the end. */
export function areNetstrings(bytes: Uint8Array): boolean {
  if (!isDigit(bytes[0])) return false;
  const end = endOfNetstrings(bytes);
  if (bytes[end - 1] !== 0x2c) return false;
  let count = 0;
  let at = 0;
  for (; at < end; count++) {
    const content = readNetstring(bytes, at);
    if (!content) return false;
    at = behindNetstring(bytes, content);
  }
  return at >= end && count > 1;
}

/** Where the last one ends: line ends and NULs may follow. */
export function endOfNetstrings(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0 && isBlank(bytes[end - 1])) end--;
  return end;
}

const isBlank = (byte: number | undefined) => byte === 0x0a || byte === 0x0d || byte === 0;

/** Where the next one begins: on the next line, perhaps. */
function behindNetstring(bytes: Uint8Array, { to }: { to: number }): number {
  let at = to + 1;
  while (isBlank(bytes[at])) at++;
  return at;
}

/** Netstrings as a sequence of texts, or of bytes where they are no UTF-8. */
export function readNetstrings(bytes: Uint8Array): Reading {
  const budget = new Budget();
  const entries: { value: ValueNode }[] = [];
  budget.take();
  let at = 0;
  let count = 0;
  for (; at < bytes.length; count++) {
    const content = readNetstring(bytes, at);
    if (!content) break;
    const range: [number, number] = [content.from, content.to];
    const part = bytes.subarray(...range);
    if (budget.take()) {
      const text = utf8Text(part);
      entries.push({ value: text === undefined ? budget.bytes(part, { range }) : budget.string(text, { range }) });
    }
    at = behindNetstring(bytes, content);
  }
  const value: ValueNode = { kind: 'array', type: 'sequence', entries, range: [0, at] };
  if (count > entries.length) value.whole = count;
  return readingOf(count > 0 ? value : undefined, budget, restOf(bytes, at));
}
