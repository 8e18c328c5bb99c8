import { t } from '@vscode/l10n';
import type { ValueNode } from '../../../protocol/decoding';
import { readText, utf8Text } from '../values/text';
import { Budget } from '../values/budget';
import type { Reading } from '../values/reading';

const word = /[^ \t\r\n,;]+/g;
const gaps = ' \t\r\n,;';
const numberWord = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$|^[+-]?(?:nan|inf|infinity)$/i;
/** A number may stand in the middle of a text; digits that belong to a word do not count. */
const numberInText = /(?<![\w.])[+-]?(?:\d+(?:\.\d+)?|(?<!\d)\.\d+)(?:e[+-]?\d+)?/giu;
const maxLooked = 4096;

/** Two numbers, or one as it is written where a comma parts the fraction. */
const decimalComma = /^\s*[+-]?\d+,\d+\s*$/;

/** True for a text of numbers only, parted by blanks, commas or semicolons, as far as its beginning tells. */
export function isNumbers(text: string): boolean {
  if (decimalComma.test(text)) return false;
  let count = 0;
  for (const [found] of text.slice(0, maxLooked).matchAll(word)) {
    // The last word may be cut.
    if (!numberWord.test(found) && (text.length <= maxLooked || count === 0)) return false;
    count++;
  }
  return count > 0 && /\d/.test(text.slice(0, maxLooked));
}

/** The words of a text, numbers as such, others as texts. */
export function readNumbers(bytes: Uint8Array): Reading {
  const read = readText(bytes);
  const text = utf8Text(bytes);
  if (text === undefined) return { ...read, problem: { message: t('This is not text: the byte is not UTF-8.'), at: read.badByte } };
  const budget = new Budget();
  budget.take();
  const isAscii = text.length === bytes.length;
  const entries: { value: ValueNode }[] = [];
  let at = 0;
  for (word.lastIndex = 0; budget.hasRoom; at = word.lastIndex) {
    const match = word.exec(text);
    if (!match) break;
    budget.take();
    const range: { range?: [number, number] } = isAscii ? { range: [match.index, word.lastIndex] } : {};
    entries.push({ value: { ...(numberNode(match[0]) ?? budget.string(match[0])), ...range } });
  }
  const whole = entries.length + (budget.hasRoom ? 0 : countWords(text, at));
  if (whole > entries.length) budget.take();
  const value: ValueNode = { kind: 'array', entries, ...(entries.length < whole ? { whole } : {}) };
  return {
    text,
    value,
    ...(budget.notes ? { notes: budget.notes } : {}),
    ...(entries.some(({ value: { kind } }) => kind !== 'string') || whole === 0
      ? {}
      : { problem: { message: t('There is no number in this text.') } }),
  };
}

function countWords(text: string, from: number): number {
  let count = 0;
  let isInside = false;
  for (let at = from; at < text.length; at++) {
    const isGap = gaps.includes(text[at] as string);
    if (!isGap && !isInside) count++;
    isInside = !isGap;
  }
  return count;
}

/** A number as it is written. */
function numberNode(text: string): ValueNode | undefined {
  if (!numberWord.test(text)) return undefined;
  if (/^[+-]?\d+$/.test(text)) return { kind: 'integer', text: text.replace(/^\+?(-?)0*(?=\d)/, '$1') };
  if (/\d/.test(text)) return { kind: 'float', text };
  const sign = text.startsWith('-') ? '-' : '';
  return { kind: 'float', text: /nan/i.test(text) ? 'NaN' : `${sign}Infinity` };
}

/** The `count`th number (from 1) that stands in a text, as it is written. */
export function numberInside(text: string, count: number): string | undefined {
  numberInText.lastIndex = 0;
  for (let left = count; ; left--) {
    const match = numberInText.exec(text);
    if (!match) return undefined;
    if (left === 1) return match[0];
  }
}
