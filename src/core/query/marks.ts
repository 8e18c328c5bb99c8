import type { Mark } from '../../protocol/log';
import { utf8 } from '../bytes';
import { visibleText } from '../preview';
import type { QueryNode } from './ast';
import { foldCase } from './foldCase';

/** What a query finds in texts; plain data, to be handed to a thread. */
export type MarkTerm = { kind: 'text' | 'topic'; text: string } | { kind: 'regex'; source: string; flags: string };

const maxMarks = 1000;

/** What is looked for, as rows show it, and not what is ruled out. */
export function markTerms(query: QueryNode | undefined): MarkTerm[] {
  switch (query?.kind) {
    case 'and':
    case 'or':
      return query.parts.flatMap(markTerms);
    case 'text':
      return [{ kind: 'text', text: foldCase(visibleText(query.text)) }];
    case 'regex':
      return [{ kind: 'regex', source: query.source, flags: query.flags }];
    case 'topic': {
      const text = utf8(query.topic);
      return text ? [{ kind: 'topic', text: visibleText(text) }] : [];
    }
    default:
      return [];
  }
}

/**
 * Where the terms stand in a text: ascending, apart from one another, at most 1,000. `isTopic`: the text is a whole topic. A regex
 * takes as long as it likes: run it where it can be ended.
 */
export function findMarks(text: string, terms: readonly MarkTerm[], isTopic = false): Mark[] {
  const marks: Mark[] = [];
  const folded = foldCase(text);
  for (const term of terms) {
    if (term.kind === 'regex') marks.push(...matches(text, new RegExp(term.source, `${term.flags}g`)));
    else if (term.kind === 'text') marks.push(...places(folded, term.text));
    else if (isTopic && text.startsWith(term.text)) marks.push([0, term.text.length]);
  }
  return merged(marks.sort((a, b) => a[0] - b[0] || a[1] - b[1])).slice(0, maxMarks);
}

function places(text: string, part: string): Mark[] {
  const marks: Mark[] = [];
  for (let at = text.indexOf(part); at >= 0 && marks.length < maxMarks; at = text.indexOf(part, at + part.length)) marks.push([at, at + part.length]);
  return marks;
}

function matches(text: string, regex: RegExp): Mark[] {
  const marks: Mark[] = [];
  for (const { 0: found, index } of text.matchAll(regex)) {
    if (found === '') continue;
    marks.push([index, index + found.length]);
    if (marks.length === maxMarks) break;
  }
  return marks;
}

function merged(marks: readonly Mark[]): Mark[] {
  const apart: Mark[] = [];
  for (const [from, to] of marks) {
    const last = apart.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else apart.push([from, to]);
  }
  return apart;
}
