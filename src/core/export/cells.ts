/** Texts as cells of tables. */
import { visibleText } from '../base/preview';

/** What a cell that is run begins with, whatever blank or invisible characters stand before it. */
const sign = String.raw`[\s\p{Cc}\p{Cf}]{0,20}[=+\-@＝＋－＠]`;
const number = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;
/** At the beginning, and behind what separates cells somewhere. */
const formulas = new RegExp(String.raw`(?<=^|[;\t\n\r])(?!${number}(?:[;\t\n\r]|$))(?=${sign})`, 'gu');

/** What a spreadsheet would run as a formula stands behind an apostrophe, as they write text themselves. */
export function harmless(text: string): string {
  return text.replace(formulas, "'");
}

/** Harmless, and in quotes where it needs them. */
export function csvCell(text: string): string {
  const cell = harmless(text);
  return /[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** A character with which GitHub makes a link to an issue, a name, an address or a picture of what stands around it. */
const active = /[@#](?=[\p{L}\p{N}])|:(?=\/\/|[\w+-]+:)|(?<=mailto|xmpp):|(?<=\bwww)\./giu;

/** One line in which nothing is markup, a link to an issue or somebody's name. */
export function markdownCell(text: string): string {
  return visibleText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_[\]|~$]/g, '\\$&')
    .replace(active, (character) => `&#${character.charCodeAt(0)};`);
}
