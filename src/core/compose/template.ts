import { t } from '@vscode/l10n';
import { ZmqError } from '../base/errors';

/** What templates take from outside. */
export interface TemplateSources {
  /** ms since 1970. */
  now(): number;
  /** In [0, 1). */
  random(): number;
  uuid(): string;
}

/** A text with all placeholders replaced. */
export interface Expanded {
  text: string;
  /** Where in the template a character of `text` comes from. */
  origin(at: number): number;
}

type Part = { from: number; text: string } | { from: number; to: number; value: (n: number, sources: TemplateSources) => string };

const known = () => t('{{n}}, {{now}}, {{uuid}} and {{random 1 6}}');
const numberForm = /^-?\d+(\.\d+)?$/;
const maxInteger = BigInt(Number.MAX_SAFE_INTEGER);

/** The text as a template that gives just this text; undefined where there is none. */
export function escapeTemplate(text: string): string | undefined {
  let possible = true;
  const template = text.replace(/(\\*)\{\{/g, (braces, backslashes: string) => {
    if (backslashes.length % 2 === 1) possible = false;
    return `\\${braces}`;
  });
  return possible ? template : undefined;
}

/**
 * A text with placeholders: `{{n}}`, `{{now}}`, `{{uuid}}`, `{{random a b}}`; `\{{` stands for `{{`. Two backslashes before one are
 * two backslashes, as JSON writes a single one.
 */
export class Template {
  private readonly parts: Part[] = [];

  /** @throws ZmqError `invalidFrame` with the place of the first placeholder that is none. */
  constructor(text: string) {
    const form = /\\*\{\{/g;
    let from = 0;
    for (let match = form.exec(text); match; match = form.exec(text)) {
      const start = form.lastIndex - 2;
      const isLiteral = (start - match.index) % 2 === 1;
      const before = text.slice(from, isLiteral ? start - 1 : start);
      if (before !== '') this.parts.push({ from, text: before });
      if (isLiteral) {
        this.parts.push({ from: start, text: '{{' });
        from = form.lastIndex;
        continue;
      }
      const end = text.indexOf('}}', form.lastIndex);
      if (end < 0) throw problem(t('"{{" begins a placeholder that has no end: "}}" is missing.'), start, text.length);
      this.parts.push({ from: start, to: end + 2, value: placeholder(text.slice(start + 2, end), start, end + 2) });
      from = form.lastIndex = end + 2;
    }
    if (from < text.length) this.parts.push({ from, text: text.slice(from) });
  }

  /** True where each repetition gives the same text. */
  get isConstant(): boolean {
    return this.parts.every((part) => 'text' in part);
  }

  /** `n`: which repetition, from 1. */
  expand(n: number, sources: TemplateSources): Expanded {
    const starts: number[] = [];
    let text = '';
    for (const part of this.parts) {
      starts.push(text.length);
      text += 'text' in part ? part.text : part.value(n, sources);
    }
    return { text, origin: (at) => this.origin(at, starts) };
  }

  private origin(at: number, starts: readonly number[]): number {
    let index = starts.length - 1;
    while (index > 0 && (starts[index] as number) > at) index--;
    const part = this.parts[index];
    if (!part) return 0;
    const within = at - (starts[index] as number);
    return 'text' in part ? part.from + Math.min(within, part.text.length) : within === 0 ? part.from : part.to;
  }
}

function placeholder(inside: string, from: number, to: number): (n: number, sources: TemplateSources) => string {
  const [name = '', ...values] = inside.trim().split(/\s+/);
  if (name === 'random') return random(values, from, to);
  if (values.length === 0) {
    switch (name) {
      case 'n':
        return (n) => String(n);
      case 'now':
        return (_n, sources) => new Date(sources.now()).toISOString();
      case 'uuid':
        return (_n, sources) => sources.uuid();
    }
  }
  throw problem(t('"{0}" is not a placeholder. There are {1}.', `{{${inside.slice(0, 40)}}}`, known()), from, to);
}

function random(values: readonly string[], from: number, to: number): (n: number, sources: TemplateSources) => string {
  const [first = '', second = ''] = values;
  if (values.length !== 2 || !numberForm.test(first) || !numberForm.test(second))
    throw problem(t('"random" takes two numbers, as in {{random 1 6}} or {{random 0.0 1.0}}.'), from, to);
  const [low, high] = [Number(first), Number(second)];
  if (low > high) throw problem(t('"random" takes the smaller number first: {0}.', `{{random ${second} ${first}}}`), from, to);
  if (first.includes('.') || second.includes('.')) return (_n, { random: next }) => String(low + next() * (high - low));
  const isSafe =
    [first, second].every((value) => BigInt(value) <= maxInteger && BigInt(value) >= -maxInteger) && Number.isSafeInteger(high - low + 1);
  if (!isSafe) throw problem(t('"random" takes integers of at most 15 digits.'), from, to);
  return (_n, { random: next }) => String(low + Math.floor(next() * (high - low + 1)));
}

function problem(message: string, from: number, to: number): ZmqError {
  return new ZmqError('invalidFrame', message, { at: { from, to }, hint: t('For "{{" itself write "\\{{".') });
}
