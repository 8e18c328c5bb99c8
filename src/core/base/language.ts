import { config } from '@vscode/l10n';
import type { Language } from '../../protocol/language';

/**
 * The language of a process: host, engine, decoder thread and page each choose it once, before anything is said, and say everything
 * through `t` of `@vscode/l10n` from then on. Texts that are made when a module is loaded would be made too early.
 */
let spoken: Language | undefined;

/** From now on texts and numbers are in this language; English without one. */
export function speak(language: Language | undefined): void {
  spoken = language;
  config({ contents: { ...language?.texts } });
}

/** What other processes are told, so that they speak alike. */
export function spokenLanguage(): Language | undefined {
  return spoken;
}

/** For `lang` of HTML, and for `Intl`. */
export function languageTag(): string {
  return spoken?.tag ?? 'en';
}
