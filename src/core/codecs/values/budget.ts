import { t } from '@vscode/l10n';
import { countText } from '../../base/quantities';
import type { ValueNode } from '../../../protocol/decoding';
import { toHex } from '../../base/bytes';
import { maxDepth, maxNodes, maxScalar } from './limits';
import type { Reading, Stop } from './reading';
import { utf8Text, wholeCharacters } from './text';

/** How much of a value is kept. */
export interface TreeLimits {
  depth: number;
  nodes: number;
}
export const treeLimits: TreeLimits = { depth: maxDepth, nodes: maxNodes };

/** Bytes of integers that are turned into digits, all of one content together: the work grows faster than their length. */
const maxDigitBytes = 32 * 1024;

export const deepNote = (depth: number) => t('What is nested deeper than {0} levels is left out.', depth);

/** Counts what one content may still take, and remembers what was left out. */
export class Budget {
  private nodes = 0;
  private digitBytes = 0;
  private readonly left = new Set<string>();
  private isFull = false;
  private isDeep = false;
  private hasBadText = false;

  constructor(readonly limits: TreeLimits = treeLimits) {}

  /** True where one more value may be kept. */
  get hasRoom(): boolean {
    return this.nodes < this.limits.nodes;
  }

  /** Takes room for a value; false, and noted, where there is none. */
  take(): boolean {
    if (this.hasRoom) {
      this.nodes++;
      return true;
    }
    // Asked for each of a million values: the sentence is made once.
    if (!this.isFull) this.note(t('Only the first {0} values are shown.', countText(this.limits.nodes)));
    this.isFull = true;
    return false;
  }

  /** Values that may still be kept. */
  get room(): number {
    return this.limits.nodes - this.nodes;
  }

  /** Takes room for several values at once, of which there is so much. */
  takeSeveral(count: number): void {
    this.nodes += count;
  }

  /** A value turned out to be the key of another one. */
  giveBack(): void {
    this.nodes--;
  }

  note(sentence: string): void {
    this.left.add(sentence);
  }

  noteDepth(): void {
    if (!this.isDeep) this.note(deepNote(this.limits.depth));
    this.isDeep = true;
  }

  /** A text that is none stands as bytes: the first one is named. */
  noteBadText(at: number): void {
    if (!this.hasBadText) this.note(t('The text at byte {0} is not UTF-8, and stands as bytes.', at));
    this.hasBadText = true;
  }

  get notes(): string[] | undefined {
    return this.left.size > 0 ? [...this.left] : undefined;
  }

  /** `more.whole`: of a text that is known in part. */
  string(text: string, more?: Partial<ValueNode>): ValueNode {
    if (text.length <= maxScalar) return { kind: 'string', text, ...more };
    this.note(t('Long texts are shown up to {0} characters.', countText(maxScalar)));
    const last = text.charCodeAt(maxScalar - 1);
    return {
      kind: 'string',
      text: text.slice(0, last >= 0xd800 && last < 0xdc00 ? maxScalar - 1 : maxScalar),
      whole: text.length,
      ...more,
    };
  }

  bytes(bytes: Uint8Array, more?: Partial<ValueNode>): ValueNode {
    if (bytes.length <= maxScalar) return { kind: 'bytes', text: toHex(bytes), ...more };
    this.note(t('Long bytes are shown up to {0}.', countText(maxScalar)));
    return { kind: 'bytes', text: toHex(bytes.subarray(0, maxScalar)), whole: bytes.length, ...more };
  }

  /** The beginning of a text whose end, so many bytes behind, is missing: ASCII, as far as is known. */
  textStart(content: Uint8Array, missing: number, more?: Partial<ValueNode>): ValueNode {
    const text = utf8Text(wholeCharacters(content));
    if (text === undefined) return this.bytes(content, { ...more, whole: content.length + missing });
    return this.string(text, { ...more, whole: text.length + missing });
  }

  /** Digits of an unsigned number of any length, the highest byte first; undefined, and noted, where they are too many. */
  digits(bytes: Uint8Array): bigint | undefined {
    if (bytes.length > 16) this.digitBytes += bytes.length;
    if (this.digitBytes > maxDigitBytes) {
      this.note(t('Very long integers are shown as bytes.'));
      return undefined;
    }
    return bytes.length === 0 ? 0n : BigInt(`0x${toHex(bytes)}`);
  }
}

export function readingOf(value: ValueNode | undefined, budget: Budget, stop: Stop | undefined, missing = stop?.missing ?? 0): Reading {
  return {
    ...(value ? { value } : {}),
    ...(budget.notes ? { notes: budget.notes } : {}),
    ...(stop ? { problem: { message: stop.message, at: stop.at } } : {}),
    ...(missing > 0 ? { missing } : {}),
    ...(stop && stop.behind > 0 ? { behind: stop.behind } : {}),
  };
}
