import * as v from 'valibot';
import { speak } from '../../../src/core/base/language';
import { language } from '../../../src/protocol/language';

/** Speaks the language that the host laid into the page. To be called before anything is drawn. */
export function speakLanguageOfPage(): void {
  const data = document.getElementById('language')?.textContent;
  if (data) speak(v.parse(language, JSON.parse(data)));
}
