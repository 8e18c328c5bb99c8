import { html, type TemplateResult } from 'lit';
import { visibleText } from '../../../src/core/base/preview';

/** Emoji that are joined into one, such as a family: the joiner in them is no trick. */
const joined = /(\p{Extended_Pictographic}[\p{Emoji_Modifier}\ufe0f]?(?:\u200d\p{Extended_Pictographic}[\p{Emoji_Modifier}\ufe0f]?)+)/u;

/** As `visibleText`, but lines are broken where they were. */
export function visibleLines(text: string): string {
  return text.split(/\r?\n/).map(visibleLine).join('\n');
}

function visibleLine(line: string): string {
  // Only few lines have a joiner.
  if (!line.includes('\u200d')) return visibleText(line);
  return line
    .split(joined)
    .map((part, index) => (index % 2 === 1 ? part : visibleText(part)))
    .join('');
}

/** Nothing but a few emoji. */
export function isEmojiOnly(text: string): boolean {
  return (
    text.length <= 40 &&
    /\p{Extended_Pictographic}/u.test(text) &&
    /^[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\ufe0f\u200d\s]+$/u.test(text)
  );
}

/** What matches a text that is searched for, in either case; undefined for none. */
export function searchPattern(text: string): RegExp | undefined {
  return text === '' ? undefined : new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'giu');
}

/** Harmless text in which everything that was searched for stands out. */
export function markedText(
  text: string,
  found: RegExp | undefined,
  show: (text: string) => string = visibleLines,
): TemplateResult | string {
  if (!found) return show(text);
  const parts: (TemplateResult | string)[] = [];
  let end = 0;
  for (const match of text.matchAll(found)) {
    if (match.index > end) parts.push(show(text.slice(end, match.index)));
    parts.push(html`<mark>${show(match[0])}</mark>`);
    end = match.index + match[0].length;
  }
  if (parts.length === 0) return show(text);
  parts.push(show(text.slice(end)));
  return html`${parts}`;
}
