import { t } from '@vscode/l10n';
import { isAlias, isMap, isScalar, isSeq, parseAllDocuments, type Document, type Node } from 'yaml';
import type { ValueEntry, ValueNode } from '../../../protocol/decoding';
import { countText } from '../../base/quantities';
import { Budget, readingOf } from '../values/budget';
import { floatText } from '../values/floatText';
import { formatPath, type PathStep } from '../values/path';
import { Stop, type Reading } from '../values/reading';
import { readText, utf8Text } from '../values/text';
import { isPlainKey } from '../values/tree';
import { ByteOffsets } from './byteOffsets';

/** Characters that are read: the library takes its time. */
const maxRead = 32 * 1024;
/** Levels that the library is given: it calls itself for each. */
const maxNesting = 200;

/**
 * YAML 1.2 by its core schema, several documents as a sequence. An alias is a reference to the place of its anchor and never expanded; tags of a program are
 * named and nothing is made of them.
 */
export function readYaml(bytes: Uint8Array): Reading {
  const decoded = utf8Text(bytes);
  if (decoded === undefined) {
    const read = readText(bytes);
    return { ...read, problem: { message: t('This is not text: the byte is not UTF-8.'), at: read.badByte ?? 0 } };
  }
  const text = decoded.slice(0, maxRead);
  const budget = new Budget();
  const offsets = new ByteOffsets(decoded);
  if (text.length < decoded.length) budget.note(t('Only the first {0} characters are read as YAML.', countText(maxRead)));
  const deepAt = tooDeepAt(text);
  if (deepAt !== undefined)
    return { text: decoded, problem: { message: t('It is nested deeper than {0} levels.', maxNesting), at: offsets.of(deepAt) } };
  const documents = documentsOf(text);
  if (!documents) return { text: decoded, problem: { message: t('It is nested deeper than {0} levels.', maxNesting), at: 0 } };
  const tree = new YamlTree(budget, offsets);
  const [first] = documents;
  let value: ValueNode | undefined;
  if (documents.length > 1) {
    budget.take();
    const entries: ValueEntry[] = [];
    for (const document of documents) {
      const node = budget.take() ? tree.document(document, [entries.length], 2) : undefined;
      if (node) entries.push({ value: node });
    }
    const whole = entries.length < documents.length ? { whole: documents.length } : {};
    value = { kind: 'array', type: 'sequence', entries, range: [0, bytes.length], ...whole };
  } else if (first && budget.take()) value = tree.document(first, [], 1);
  const [error] = documents.flatMap(({ errors }) => errors);
  const isCut = text.length < decoded.length;
  // Where the text was cut its end is no fault of its own.
  const stop =
    error && !(isCut && error.pos[1] >= text.length - 1)
      ? new Stop(t('This is not YAML: {0}.', error.message.replace(/\.$/, '')), offsets.of(error.pos[0]))
      : undefined;
  return { ...readingOf(value, budget, stop), text: decoded };
}

/** Undefined where the library calls itself too often. */
function documentsOf(text: string): Document[] | undefined {
  try {
    const documents = parseAllDocuments(text, { uniqueKeys: false, intAsBigInt: true, prettyErrors: false, logLevel: 'silent' });
    return Array.isArray(documents) ? documents : [];
  } catch (error) {
    // The stack is too small for what is nested.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Where more brackets, or marks of lists, are open than may be; texts in quotes count too, which does no harm. */
function tooDeepAt(text: string): number | undefined {
  const marks = new RegExp(`^[ \\t]*(?:[-?:][ \\t]+){${maxNesting}}`, 'm').exec(text);
  if (marks) return marks.index;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) {
      if (++depth > maxNesting) return at;
    } else if ((code === 0x5d || code === 0x7d) && depth > 0) depth--;
  }
  return undefined;
}

class YamlTree {
  private readonly anchors = new Map<string, readonly PathStep[]>();

  constructor(
    private readonly budget: Budget,
    private readonly offsets: ByteOffsets,
  ) {}

  document({ contents }: Document, path: readonly PathStep[], depth: number): ValueNode {
    this.anchors.clear();
    return contents ? this.node(contents as Node, path, depth) : { kind: 'null' };
  }

  /** Room was taken for it. */
  private node(node: Node | null, path: readonly PathStep[], depth: number): ValueNode {
    if (!node) return { kind: 'null' };
    const range = this.rangeOf(node);
    if (isAlias(node)) {
      const target = this.anchors.get(node.source);
      return { kind: 'reference', text: target ? formatPath(target) || '.' : `*${node.source}`, ...range };
    }
    if ('anchor' in node && typeof node.anchor === 'string') this.anchors.set(node.anchor, path);
    const tag = node.tag !== undefined && !node.tag.startsWith('tag:yaml.org,2002:') ? { type: node.tag } : {};
    if (isScalar(node)) return { ...this.scalar(node.value), ...tag, ...range };
    if (depth >= this.budget.limits.depth) {
      this.budget.noteDepth();
      return { kind: isMap(node) ? 'map' : 'array', entries: [], ...range };
    }
    if (isSeq(node)) return { kind: 'array', ...this.items(node.items as (Node | null)[], path, depth), ...tag, ...range };
    return isMap(node)
      ? { kind: 'map', ...this.pairs(node.items as { key: Node; value: Node | null }[], path, depth), ...tag, ...range }
      : { kind: 'null' };
  }

  private items(items: readonly (Node | null)[], path: readonly PathStep[], depth: number): Pick<ValueNode, 'entries' | 'whole'> {
    const entries: ValueEntry[] = [];
    for (const item of items) {
      if (!this.budget.take()) break;
      entries.push({ value: this.node(item, [...path, entries.length], depth + 1) });
    }
    return { entries, ...(entries.length < items.length ? { whole: items.length } : {}) };
  }

  private pairs(
    items: readonly { key: Node | null; value: Node | null }[],
    path: readonly PathStep[],
    depth: number,
  ): Pick<ValueNode, 'entries' | 'whole'> {
    const entries: ValueEntry[] = [];
    const names = new Set<string>();
    for (const { key, value } of items) {
      if (!this.budget.take()) break;
      const keyNode = this.node(key, path, depth + 1);
      const isName = isPlainKey(keyNode);
      if (!isName && !this.budget.take()) break;
      const name = keyNode.text ?? '';
      entries.push({
        key: isName ? name : keyNode,
        value: this.node(value, [...path, name], depth + 1),
        ...(names.has(name) ? { duplicate: true as const } : {}),
      });
      if (isName) names.add(name);
    }
    return { entries, ...(entries.length < items.length ? { whole: items.length } : {}) };
  }

  private scalar(value: unknown): ValueNode {
    if (typeof value === 'string') return this.budget.string(value);
    if (typeof value === 'boolean') return { kind: 'boolean', text: String(value) };
    if (typeof value === 'bigint') return { kind: 'integer', text: String(value) };
    if (typeof value === 'number') return { kind: 'float', text: floatText(value) };
    return { kind: 'null' };
  }

  private rangeOf({ range }: Node): Pick<ValueNode, 'range'> {
    return range ? { range: [this.offsets.of(range[0]), this.offsets.of(range[1])] } : {};
  }
}
