import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { Language } from '../../src/protocol/language';

const letters: Record<string, string> = Object.fromEntries(
  [...'abcdefghijklmnopqrstuvwxyz'].map((letter, index) => [letter, [...'ȧƀƈḓḗƒɠħīĵķŀḿƞǿƥɋřşŧŭṽẇẋẏẑ'][index] ?? letter]),
);

/** A text as nobody writes it, and everybody can read: no Latin letter is left but those of placeholders. */
export function pseudo(text: string): string {
  return text.replace(/\{\w+\}|[A-Za-z]/g, (each) => (each.length > 1 ? each : (letters[each.toLowerCase()] ?? each)));
}

const texts = JSON.parse(readFileSync('l10n/bundle.l10n.json', 'utf8')) as Record<string, string>;

/** A language in which each text of the bundle is changed, so that what is not in the bundle stands out. */
export const pseudoLocale: Language = {
  tag: 'qps-ploc',
  texts: Object.fromEntries(Object.entries(texts).map(([text]) => [text, pseudo(text)])),
};

/** Texts in sight that hold a Latin word: text nodes and what names or explains elements, through all shadow roots. */
export async function latinTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = new Set<string>();
    const note = (text: string | null | undefined) => {
      if (text && /[A-Za-z]{2}/.test(text)) found.add(text.trim().replace(/\s+/g, ' '));
    };
    const visit = (node: Node): void => {
      if (node instanceof Element) {
        if (node.tagName === 'STYLE' || node.tagName === 'SCRIPT') return;
        if (!node.checkVisibility()) return;
        for (const name of ['title', 'aria-label', 'placeholder', 'aria-description', 'alt', 'label']) note(node.getAttribute(name));
        if (node.shadowRoot) node.shadowRoot.childNodes.forEach(visit);
      }
      if (node.nodeType === Node.TEXT_NODE) note(node.textContent);
      node.childNodes.forEach(visit);
    };
    visit(document.body);
    return [...found];
  });
}
