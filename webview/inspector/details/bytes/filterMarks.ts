import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { Coalescer } from '../../../../src/core/base/coalescer';
import { toHex, utf8 } from '../../../../src/core/base/bytes';
import { wholeCharacters } from '../../../../src/core/codecs/values/text';
import { findMarks, markTerms, type MarkTerm } from '../../../../src/core/query/marks';
import { parseQuery } from '../../../../src/core/query/parse';
import { viewMarks, type Mark, type ViewId } from '../../../../src/protocol/log';
import { hexDump } from './hexDump';

/** Limits of one request (`view/marks`). */
const maxTexts = 100;
const maxCharacters = 1024 * 1024;
/** Texts whose marks are kept. */
const maxKept = 2000;

/**
 * What the filter of the log finds in texts of the details. Texts are asked about together, a moment after they were drawn
 * first; fires `change` when there is an answer.
 */
export class FilterMarks extends EventTarget {
  private view: ViewId | undefined;
  /** Bytes that the filter looks for. */
  private hexTerms: MarkTerm[] = [];
  private readonly known = new Map<string, readonly Mark[]>();
  private readonly wanted = new Set<string>();
  // What is drawn in one go is asked about in one go.
  private readonly questions = new Coalescer(() => this.askAll(), { before: () => Promise.resolve() });

  constructor(private readonly connection: MessageConnection) {
    super();
  }

  /** Undefined where there is no filter. */
  use(view: ViewId | undefined, filter: string): void {
    if (view === this.view) return;
    this.view = view;
    this.hexTerms = view === undefined ? [] : markTerms(parseQuery(filter).query).filter(({ kind }) => kind === 'hex');
    this.known.clear();
    this.wanted.clear();
    this.dispatchEvent(new Event('change'));
  }

  of(text: string): readonly Mark[] | undefined {
    if (this.view === undefined || text === '') return undefined;
    const marks = this.known.get(text);
    if (!marks && text.length <= maxCharacters) {
      this.wanted.add(text);
      this.questions.ask();
    }
    return marks;
  }

  /** What the filter finds in bytes: in their text, which is that of a dump where they are no UTF-8, and by their digits. */
  ofBytes(bytes: Uint8Array): readonly Mark[] {
    if (this.view === undefined || bytes.length === 0) return [];
    const digits =
      this.hexTerms.length === 0
        ? []
        : findMarks(`0x${toHex(bytes)}`, this.hexTerms).map(([from, to]): Mark => [(from - 2) / 2, (to - 2) / 2]);
    const text = utf8(wholeCharacters(bytes));
    const found = this.of(text ?? hexDump(bytes, bytes.length).ascii) ?? [];
    return [...digits, ...(text === undefined ? found : placesOf(text, found))];
  }

  private async askAll(): Promise<void> {
    try {
      while (this.wanted.size > 0 && this.view !== undefined) {
        const view: ViewId = this.view;
        const texts = this.next();
        const { marks } = await this.connection.sendRequest(viewMarks, { view, texts });
        if (view !== this.view) continue;
        if (this.known.size > maxKept) this.known.clear();
        texts.forEach((text, index) => this.known.set(text, marks[index] ?? []));
        this.dispatchEvent(new Event('change'));
      }
    } catch {
      // A view that is gone marks nothing; the log says what became of it.
      this.wanted.clear();
    }
  }

  private next(): string[] {
    const texts: string[] = [];
    let characters = 0;
    for (const text of this.wanted) {
      characters += text.length;
      if (texts.length === maxTexts || (texts.length > 0 && characters > maxCharacters)) break;
      texts.push(text);
      this.wanted.delete(text);
    }
    return texts;
  }
}

/** Marks in a text as marks in its UTF-8. */
function placesOf(text: string, marks: readonly Mark[]): Mark[] {
  let at = 0;
  let byte = 0;
  const byteAt = (end: number): number => {
    for (; at < end; at++) {
      const unit = text.charCodeAt(at);
      // Each half of a pair counts two of its four bytes.
      byte += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3;
    }
    return byte;
  };
  return marks.map(([from, to]) => [byteAt(from), byteAt(to)]);
}
