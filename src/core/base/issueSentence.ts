import { t } from '@vscode/l10n';
import * as v from 'valibot';

/** What does not fit a shape, as a sentence that names the place. */
export function issueSentence(issue: v.BaseIssue<unknown>, whole: string): string {
  const where = v.getDotPath(issue);
  const place = where ? `"${where}"` : whole;
  if (issue.expected === 'never') return t('{0} is not known here.', place);
  if (issue.received === 'undefined') return t('{0} is missing.', place);
  // Our own checks say what must be, the library's what it expected.
  if (issue.message.startsWith('must ')) return `${place} ${issue.message}.`;
  return t('{0} must be {1}, and is {2}.', place, String(issue.expected), issue.received);
}
