import type { Mark } from '../../protocol/log';
import { parseHex, toHex, utf8 } from '../base/bytes';
import { visibleText } from '../base/preview';
import type { QueryNode } from './ast';
import { foldCase } from './foldCase';
import type { GlobPart } from './glob';
import { globPlaces, type UnitGlob } from './globPlaces';

/**
 * What a query finds in texts; plain data, to be handed to a thread. `text`: in either case, folded; `exact`: as it stands; `topic`: at
 * the beginning of a topic; `topic part`: anywhere in one, folded; `hex`: bytes where they are shown so;
 * `topic like`: what a pattern for the whole topic spells out, in code points, or in bytes where topics are shown as these.
 */
export type MarkTerm =
  | { kind: 'text' | 'exact' | 'topic' | 'topic part' | 'hex'; text: string }
  | { kind: 'topic like' | 'hex topic like'; glob: UnitGlob }
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
    case 'topic like':
      return likeTerms(query.glob);
    default:
      return [];
  }
}

function asText(kind: 'exact' | 'topic' | 'topic part', bytes: Uint8Array): MarkTerm[] {
  const text = utf8(bytes);
  return text === undefined ? [] : [{ kind, text: visibleText(text) }];
}

function likeTerms(glob: readonly GlobPart[]): MarkTerm[] {
  const terms: MarkTerm[] = [{ kind: 'hex topic like', glob: glob.map((part) => (typeof part === 'string' ? part : [...part])) }];
  const shown: UnitGlob = [];
  for (const part of glob) {
    const text = typeof part === 'string' ? part : utf8(part);
    if (text === undefined) return terms;
    shown.push(typeof part === 'string' ? part : codePoints(visibleText(text)));
  }
  return [{ kind: 'topic like', glob: shown }, ...terms];
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
        break;
      case 'topic like':
        if (isTopic) marks.push(...likePlaces(text, term.glob));
        break;
      case 'hex topic like':
        if (isTopic) marks.push(...hexLikePlaces(text, term.glob));
    }
  }
  return joinedMarks(marks);
}

/** In order, apart from one another, at most 1,000. */
export function joinedMarks(marks: Mark[]): Mark[] {
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

function likePlaces(text: string, glob: UnitGlob): Mark[] {
  const isCut = text.endsWith('…');
  const characters = Array.from(isCut ? text.slice(0, -1) : text);
  const starts = [0];
  for (const character of characters) starts.push((starts.at(-1) as number) + character.length);
  return globPlaces(glob, codePoints(characters.join('')), isCut).map(([from, to]) => [starts[from] as number, starts[to] as number]);
}

function hexLikePlaces(text: string, glob: UnitGlob): Mark[] {
  const [, digits, cut] = /^0x((?:[0-9a-f]{2})+)(…?)$/.exec(text) ?? [];
  if (digits === undefined) return [];
  return globPlaces(glob, [...parseHex(digits)], cut !== '').map(([from, to]) => [2 + 2 * from, 2 + 2 * to]);
}

function codePoints(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) as number);
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
