import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { viewMarks, type Mark, type ViewId } from '../../../src/protocol/log';

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
  private readonly known = new Map<string, readonly Mark[]>();
  private readonly wanted = new Set<string>();
  private asking = false;

  constructor(private readonly connection: MessageConnection) {
    super();
  }

  /** Undefined where there is no filter. */
  use(view: ViewId | undefined): void {
    if (view === this.view) return;
    this.view = view;
    this.known.clear();
    this.wanted.clear();
    this.dispatchEvent(new Event('change'));
  }

  of(text: string): readonly Mark[] | undefined {
    if (this.view === undefined || text === '') return undefined;
    const marks = this.known.get(text);
    if (!marks && text.length <= maxCharacters) {
      this.wanted.add(text);
      void this.ask();
    }
    return marks;
  }

  private async ask(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    await Promise.resolve();
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
    } finally {
      this.asking = false;
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
