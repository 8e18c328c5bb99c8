import { t } from '@vscode/l10n';
import * as v from 'valibot';

/** To parse with: then only our own checks have a message, which says what must be, and the library has none. */
export const ownMessages = { message: '' };

/** What does not fit a shape, as a sentence that names the place. `issue` comes from parsing with `ownMessages`. */
export function issueSentence(issue: v.BaseIssue<unknown>, whole: string): string {
  const where = v.getDotPath(issue);
  const place = where ? `"${where}"` : whole;
  if (issue.expected === 'never') return t('{0} is not known here.', place);
  if (issue.received === 'undefined') return t('{0} is missing.', place);
  if (issue.message !== '') return `${place} ${issue.message}.`;
  return t('{0} must be {1}, and is {2}.', place, String(issue.expected), issue.received);
}
