/** Texts as cells of tables. */
import { visibleText } from '../base/preview';

const plainNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** What a spreadsheet would run as a formula stands behind an apostrophe, as they write text themselves. */
export function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !plainNumber.test(text) ? `'${text}` : text;
}

/** Harmless, and in quotes where it needs them. */
export function csvCell(text: string): string {
  const cell = harmless(text);
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** One line in which nothing is markup, a link to an issue or somebody's name. */
export function markdownCell(text: string): string {
  return visibleText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replace(/[@#](?=[\p{L}\p{N}])/gu, (sign) => `&#${sign.charCodeAt(0)};`);
}
