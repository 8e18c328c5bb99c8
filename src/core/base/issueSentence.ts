import * as v from 'valibot';

/** What does not fit a shape, as a sentence that names the place. */
export function issueSentence(issue: v.BaseIssue<unknown>, whole: string): string {
  const where = v.getDotPath(issue);
  const place = where ? `"${where}"` : whole;
  if (issue.expected === 'never') return `${place} is not known here.`;
  if (issue.received === 'undefined') return `${place} is missing.`;
  // Our own checks say what must be, the library's what it expected.
  if (issue.message.startsWith('must ')) return `${place} ${issue.message}.`;
  return `${place} must be ${issue.expected}, and is ${issue.received}.`;
}
