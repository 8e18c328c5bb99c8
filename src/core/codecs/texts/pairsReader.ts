import { t } from '@vscode/l10n';
import type { ValueEntry, ValueNode } from '../../../protocol/decoding';
import { Budget, readingOf } from '../values/budget';
import type { Reading } from '../values/reading';
import { readText, utf8Text } from '../values/text';
import { ByteOffsets } from './byteOffsets';
import { writtenValue } from './writtenValue';

/** A name, `=` or `:`, and a value, in quotes or up to the next blank or separator. */
const pair = /(?<![\w.\-/@[\]])([\w.\-/@[\]]{1,200})[ \t]{0,20}[=:][ \t]{0,20}(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s,;&|]*))/g;
/** In FIX a control character parts them, and nothing else does. */
// eslint-disable-next-line no-control-regex
const fixPair = /(?<![^\u0001])([^\u0001=]{1,200})=(?:(?!)()|(?!)()|([^\u0001]*))/g;

/** Pairs such as `temp=21.5 unit=C`, parted by blanks, lines, `&`, `,`, `;` or `|`, or by the SOH of FIX, as a map; a name that comes again is marked. */
export function readPairs(bytes: Uint8Array): Reading {
  const decoded = utf8Text(bytes);
  if (decoded === undefined) {
    const read = readText(bytes);
    return { ...read, problem: { message: t('This is not text: the byte is not UTF-8.'), at: read.badByte ?? 0 } };
  }
  const budget = new Budget();
  budget.take();
  const offsets = new ByteOffsets(decoded);
  const entries: ValueEntry[] = [];
  const names = new Set<string>();
  let count = 0;
  for (const match of decoded.matchAll(decoded.includes('\u0001') ? fixPair : pair)) {
    const [all, key = '', double, single, bare = ''] = match;
    count++;
    if (!budget.take()) continue;
    const end = match.index + all.length;
    const quoted = double ?? single;
    const range: [number, number] = [offsets.of(end - (quoted === undefined ? bare.length : quoted.length + 2)), offsets.of(end)];
    const written = quoted === undefined ? writtenValue(bare) : { kind: 'string' as const, text: quoted.replace(/\\(["'\\])/g, '$1') };
    const value: ValueNode = written.kind === 'string' ? budget.string(written.text ?? '', { range }) : { ...written, range };
    entries.push({ key, value, ...(names.has(key) ? { duplicate: true as const } : {}) });
    names.add(key);
  }
  const value: ValueNode = { kind: 'map', entries, range: [0, bytes.length], ...(entries.length < count ? { whole: count } : {}) };
  if (count === 0) return { text: decoded, problem: { message: t('There is no pair such as temp=21.5 in this text.'), at: 0 } };
  return { ...readingOf(value, budget, undefined), text: decoded };
}
