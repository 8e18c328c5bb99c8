import { t } from '@vscode/l10n';
import { maxQueryLength } from '../../protocol/log';
import { comparedKeys, keyNames, keys, textKeys } from './ast';
import type { QueryNode, QueryProblem } from './ast';
import { completions } from './complete';
import { tokensOf } from './lexer';
import type { ConditionToken, Token } from './lexer';
import { fault, faultWith, QueryFault } from './queryFault';
import { regexNode } from './regexNode';
import { otherName } from './otherNames';
import { meantPattern } from './slips';
import { conditionOf, frameCondition, listCondition, unescapeQuotes } from './values';

/** `query` is undefined where the text is empty or has problems. */
export interface ParsedQuery {
  query?: QueryNode;
  /** In order of their place. */
  problems: QueryProblem[];
}

/** What can be asked at once; a text in brackets or `not`s to any depth would take as deep a stack. */
const maxDepth = 50;
const maxConditions = 100;
/** More was pasted by mistake. */

/**
 * Reads a query. Words, phrases and conditions that stand side by side must all be met; `not` binds closest, then that, then `or`.
 */
export function parseQuery(text: string): ParsedQuery {
  return parsedWithin(text, 0);
}

/** What is advised in place of something is read, too, and what is advised in place of that. */
const maxAdvices = 5;

function parsedWithin(text: string, advices: number): ParsedQuery {
  if (text.length > maxQueryLength) {
    return {
      problems: [
        {
          message: t('A query has at most {0} characters, and this one {1}; leave some out.', maxQueryLength, text.length),
          from: maxQueryLength,
          to: text.length,
        },
      ],
    };
  }
  const parser = new Parser(text, tokensOf(text), (filter) =>
    advices < maxAdvices ? parsedWithin(filter, advices + 1) : { problems: [] },
  );
  const query = parser.whole();
  const problems = parser.problems.sort((a, b) => a.from - b.from).map((problem) => withState(problem, text));
  return problems.length > 0 ? { problems } : { query, problems };
}

/** A text, group or condition that the end of the query cuts off. */
function withState(problem: QueryProblem, text: string): QueryProblem {
  const { from, to } = problem;
  const end = text.trimEnd().length;
  const rest = text.slice(from, end);
  const cut =
    // An open quote or parenthesis takes in all that follows.
    (/^\(/.test(rest) && !rest.includes(')')) ||
    (to >= end && (/[:=<>~!]$|\b(?:or|and|not)$/i.test(rest) || /^[^"]*"(?:[^"\\]|\\.)*$/.test(rest) || canGoOn(text, end)));
  return cut ? { ...problem, unfinished: true } : problem;
}

/** One of the words that can stand at the end begins with what stands there. */
function canGoOn(text: string, end: number): boolean {
  if (end < text.length) return false;
  const { from, to, items } = completions(text, end, { sockets: [], topics: [] });
  const begun = text.slice(from, to).toLowerCase();
  return begun !== '' && items.some(({ insert }) => insert.toLowerCase().startsWith(begun));
}

/** Reads what is advised in place of something. */
type Read = (filter: string) => ParsedQuery;

class Parser {
  readonly problems: QueryProblem[] = [];
  private next = 0;
  private depth = 0;
  private conditions = 0;

  constructor(
    private readonly text: string,
    private readonly tokens: readonly Token[],
    private readonly read: Read,
  ) {}

  whole(): QueryNode | undefined {
    const parts: (QueryNode | undefined)[] = [];
    while (this.peek) {
      parts.push(this.either());
      const stray = this.peek;
      if (!stray) break;
      this.note(t('No ( stands before this ); to find it as text, write ")" in quotes.'), stray);
      this.next++;
    }
    return joined('and', parts);
  }

  private get peek(): Token | undefined {
    return this.tokens[this.next];
  }

  private note(message: string, { from, to }: { from: number; to: number }): undefined {
    this.problems.push({ message, from, to });
  }

  private either(): QueryNode | undefined {
    const parts = [this.all()];
    for (let token = this.peek; token?.kind === 'or'; token = this.peek) {
      this.next++;
      const next = this.all();
      if (!parts.at(-1) && parts.length === 1) this.needs(token, 'before');
      if (!next) this.needs(token, 'behind');
      parts.push(next);
    }
    return joined('or', parts);
  }

  /** Everything up to `or`, a closing parenthesis or the end; undefined where there is nothing. */
  private all(): QueryNode | undefined {
    const parts: (QueryNode | undefined)[] = [];
    let and: Token | undefined;
    for (let token = this.peek; token && token.kind !== 'or' && token.kind !== 'close'; token = this.peek) {
      if (token.kind === 'and') {
        if (parts.length === 0 || and) this.needs(token, 'before');
        and = token;
        this.next++;
        continue;
      }
      and = undefined;
      parts.push(this.one(token) ?? nothing);
    }
    if (and) this.needs(and, 'behind');
    return joined('and', parts);
  }

  private needs({ kind, from, to }: Token, where: 'before' | 'behind'): void {
    // What could not be read has been told already.
    if (this.problems.some((problem) => problem.from === from)) return;
    this.note(
      where === 'before'
        ? t('Nothing comes before this "{0}"; write a condition there, or the word in quotes to find it as text.', kind)
        : t('Nothing comes after this "{0}"; write a condition there, or the word in quotes to find it as text.', kind),
      { from, to },
    );
  }

  private one(token: Token): QueryNode | undefined {
    this.next++;
    if (token.kind === 'not' || token.kind === 'open') {
      if (++this.depth > maxDepth) {
        this.next = this.tokens.length;
        return this.note(t('Conditions can be nested {0} times; write it with fewer parentheses.', maxDepth), token);
      }
      const node = token.kind === 'not' ? this.negated(token) : this.group(token);
      this.depth--;
      return node;
    }
    if (++this.conditions === maxConditions + 1)
      return this.note(t('A query has at most {0} conditions; leave some out.', maxConditions), token);
    try {
      this.checkComma(token);
      this.checkComparison(token);
      return atom(token, this.read);
    } catch (error) {
      if (!(error instanceof QueryFault)) throw error;
      const inner = error.instead === undefined ? undefined : this.read(error.instead).problems[0];
      return this.note((inner ?? error.problem).message, error.problem);
    }
  }

  /** Between words, a comma is no `and` or `or`. @throws QueryFault */
  private checkComma(token: Token): void {
    const words = [token];
    for (let next = this.peek; isParted(words.at(-1), next); next = this.peek) {
      words.push(next as Token);
      this.next++;
    }
    if (words.length === 1) return;
    const place = { from: token.from, to: words.at(-1)?.to ?? token.to };
    const text = this.text.slice(place.from, place.to);
    const of = (between: string) =>
      text
        .split(/[\s,]+/)
        .filter(Boolean)
        .join(between);
    fault(t('Write {0} for each of these words, {1} for one of them, {2} for this text.', of(' '), of(' or '), `"${text}"`), place);
  }

  /** `size>1 and <5`. @throws QueryFault */
  private checkComparison(token: Token): void {
    if (token.kind !== 'word' || !/^[<>]=?-?\d[\w.]*$/.test(token.text)) return;
    const before = this.tokens.slice(0, this.next - 1).findLast(({ kind }) => kind === 'condition' || kind === 'meant');
    if (before?.kind === 'condition' && /[<>]/.test(before.operator.text))
      faultWith(`${before.key}${before.key === 'json' ? `:${before.path.text}` : ''}${token.text}`, token);
  }

  private negated(not: Token): QueryNode | undefined {
    const token = this.peek;
    if (!token || token.kind === 'or' || token.kind === 'and' || token.kind === 'close') {
      this.needs(not, 'behind');
      return undefined;
    }
    const part = this.one(token);
    return part && { kind: 'not', part };
  }

  private group(open: Token): QueryNode | undefined {
    const before = this.problems.length;
    const node = this.either();
    const close = this.peek;
    if (close) this.next++;
    else if (this.problems.length === before) this.note(t('The closing ) is missing; to find ( as text, write "(" in quotes.'), open);
    if (!node && this.problems.length === before)
      this.note(t('There is nothing in these parentheses; write a condition there, or "()" in quotes to find it as text.'), {
        from: open.from,
        to: close?.to ?? open.to,
      });
    return node;
  }
}

/** Two plain words with a comma between them. */
function isParted(one: Token | undefined, other: Token | undefined): boolean {
  const isWord = (token: Token | undefined) => token?.kind === 'word' && /^,?[\p{L}\p{N}_.-]*,?$/u.test(token.text);
  return isWord(one) && isWord(other) && /,\s/.test(`${textOf(one)} `) !== /^,/.test(textOf(other));
}

const textOf = (token: Token | undefined) => (token?.kind === 'word' ? token.text : '');

/** Stands for what could not be read, so that its place counts as taken. */
const nothing: QueryNode = { kind: 'and', parts: [] };

function joined(kind: 'and' | 'or', parts: readonly (QueryNode | undefined)[]): QueryNode | undefined {
  const there = parts.filter((part) => part !== undefined);
  return there.length > 1 ? { kind, parts: there } : there[0];
}

function meantCondition({ instead, orElse, isSure, ...place }: Token & { kind: 'meant' }, read: Read): QueryNode {
  const { query, problems } = read(instead);
  if (!query) return fault(problems[0]?.message ?? '', place);
  if (isSure) return query;
  if (orElse === undefined || read(orElse).problems.length > 0) return faultWith(instead, place);
  return fault(t('Write {0}, or {1} for a key with a colon in it.', instead, orElse), place);
}

/** As other search languages have it. */
const negatedKey = new RegExp(`^-(?:${keyNames.join('|')})(?::|[<>=])`, 'i');

function atom(token: Token, read: Read): QueryNode {
  switch (token.kind) {
    case 'condition':
      return isWithoutColon(token) ? faultWith(withColon(token), token) : conditionOf(token);
    case 'phrase':
      if (!token.isClosed) fault(t('The closing quote is missing; write \\" for a quote within.'), token);
      if (token.text === '') fault(t('There is nothing in these quotes; write a text, or leave them out.'), token);
      return { kind: 'text', text: unescapeQuotes(token.text) };
    case 'regex':
      return regexNode(token);
    case 'in frame':
      return frameCondition(token);
    case 'list':
      return listCondition(token);
    case 'comma':
      return fault(t('Write "and" between conditions, or "or" where one is enough; put a text with "{0}" in quotes.', token.text), token);
    case 'meant':
      return meantCondition(token, read);
    case 'unknown key':
      return fault(
        otherName(token, (filter) => read(filter).problems.length === 0),
        token,
      );
    case 'word':
      if (/^-[("]/.test(token.text)) fault(t('Write not {0}, or put it in quotes to find it as text.', token.text.slice(1)), token);
      if (token.text.startsWith('+') && negatedKey.test(token.text.replace('+', '-'))) faultWith(token.text.slice(1), token);
      if (negatedKey.test(token.text)) fault(t('Write not {0}, or put it in quotes to find it as text.', token.text.slice(1)), token);
      return { kind: 'text', text: notPattern(token) };
    default:
      throw new Error(`No condition: ${token.kind}`);
  }
}

function notPattern({ text, from, to }: Token & { kind: 'word' }): string {
  const levels = text.split('/');
  const isOpen = (level: string, place: number) => level === '+' || (level === '#' && place === levels.length - 1);
  const isLevels =
    levels.length > 1 &&
    levels.some(isOpen) &&
    levels.every((level, place) => isOpen(level, place) || !/[+#]/.test(level)) &&
    /\p{L}/u.test(text);
  const instead = isLevels ? `topic:${text}` : meantPattern({ key: 'anywhere', name: '' }, '', text);
  return instead === undefined ? text : faultWith(instead, { from, to });
}

const withoutColon: readonly string[] = [...comparedKeys, ...textKeys];
function isWithoutColon({ key, path, from, operator }: ConditionToken): boolean {
  if (operator.text === '!:') return false;
  return path.from === from + key.length && !withoutColon.includes(key);
}
function withColon({ key, operator, value }: ConditionToken): string {
  if (key === 'json') return keys.json.example;
  const positive = `${key}:${value.text || '…'}`;
  return operator.text.startsWith('!') ? `not ${positive}` : positive;
}
