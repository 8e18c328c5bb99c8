import type { Mark } from '../../protocol/log';
import { toHex, utf8 } from '../base/bytes';
import { visibleText } from '../base/preview';
import type { QueryNode } from './ast';
import { foldCase } from './foldCase';

/**
 * What a query finds in texts; plain data, to be handed to a thread. `text`: in either case, folded; `exact`: as it stands; `topic`: at
 * the beginning of a topic; `topic part`: anywhere in one, folded; `hex`: bytes where they are shown so.
 */
export type MarkTerm =
  | { kind: 'text' | 'exact' | 'topic' | 'topic part' | 'hex'; text: string }
  | { kind: 'regex' | 'topic regex'; source: string; flags: string };

/** Terms that take as long as they like. */
export function isRegexTerm({ kind }: MarkTerm): boolean {
  return kind === 'regex' || kind === 'topic regex';
}

const maxMarks = 1000;

/** What is looked for, as rows show it, and not what is ruled out. */
export function markTerms(query: QueryNode | undefined): MarkTerm[] {
  switch (query?.kind) {
    case 'and':
    case 'or':
      return query.parts.flatMap(markTerms);
    case 'text':
    case 'decoded':
      return [{ kind: 'text', text: foldCase(visibleText(query.text)) }];
    case 'regex':
      return [{ kind: query.where === 'topic' ? 'topic regex' : 'regex', source: query.source, flags: query.flags }];
    case 'frame':
      return query.bytes
        ? [{ kind: 'hex', text: toHex(query.bytes) }, ...asText('exact', query.bytes)]
        : [{ kind: 'text', text: foldCase(visibleText(query.text)) }];
    case 'topic part':
      return query.bytes ? asText('topic part', query.bytes) : [{ kind: 'topic part', text: foldCase(visibleText(query.text)) }];
    case 'bytes':
      return [{ kind: 'hex', text: toHex(query.bytes) }, ...asText('exact', query.bytes)];
    case 'topic':
      return query.topic.length === 0 ? [] : [{ kind: 'topic', text: `0x${toHex(query.topic)}` }, ...asText('topic', query.topic)];
    default:
      return [];
  }
}

function asText(kind: 'exact' | 'topic' | 'topic part', bytes: Uint8Array): MarkTerm[] {
  const text = utf8(bytes);
  return text === undefined ? [] : [{ kind, text: visibleText(text) }];
}

/**
 * Where the terms stand in a text: ascending, apart from one another, at most 1,000. `isTopic`: the text is a whole topic. A regex
 * takes as long as it likes: run it where it can be ended.
 */
export function findMarks(text: string, terms: readonly MarkTerm[], isTopic = false): Mark[] {
  const marks: Mark[] = [];
  const folded = foldCase(text);
  for (const term of terms) {
    switch (term.kind) {
      case 'regex':
        marks.push(...matches(text, new RegExp(term.source, `${term.flags}g`)));
        break;
      case 'topic regex':
        if (isTopic) marks.push(...matches(text, new RegExp(term.source, `${term.flags}g`)));
        break;
      case 'topic part':
        if (isTopic) marks.push(...places(folded, term.text));
        break;
      case 'text':
      case 'exact':
        marks.push(...places(term.kind === 'text' ? folded : text, term.text));
        break;
      case 'hex':
        marks.push(...hexPlaces(text, term.text));
        break;
      case 'topic':
        if (isTopic && text.startsWith(term.text)) marks.push([0, term.text.length]);
    }
  }
  return merged(marks.sort((a, b) => a[0] - b[0] || a[1] - b[1])).slice(0, maxMarks);
}

function places(text: string, part: string): Mark[] {
  const marks: Mark[] = [];
  for (let at = text.indexOf(part); at >= 0 && marks.length < maxMarks; at = text.indexOf(part, at + part.length))
    marks.push([at, at + part.length]);
  return marks;
}

/** In the runs of hex digits behind each `0x`, where a byte begins. */
function hexPlaces(text: string, digits: string): Mark[] {
  const marks: Mark[] = [];
  for (const { 1: run = '', index } of text.matchAll(/0x((?:[0-9a-f]{2})+)/g)) {
    for (let at = run.indexOf(digits); at >= 0 && marks.length < maxMarks;) {
      const isByte = at % 2 === 0;
      if (isByte) marks.push([index + 2 + at, index + 2 + at + digits.length]);
      at = run.indexOf(digits, at + (isByte ? digits.length : 1));
    }
  }
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
