import { t } from '@vscode/l10n';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { Coalescer } from '../../../src/core/base/coalescer';
import { findInChat, type ChatId, type ChatQuery } from '../../../src/protocol/chat';
import { countText } from '../../../src/core/base/quantities';
import { requestError, type RequestError } from '../../shared/page/requestError';
import { searchPattern } from './textMarks';

/** How long to wait for the next letter, or for more entries, before searching again. */
const debounce = 200;

/** What is searched for in a chat, and where it was found. Fires `change`, and `go` where another match is to be shown. */
export class Finder extends EventTarget {
  text = '';
  /** What matches the text. The same object as long as the text is the same, so that nothing is drawn anew for it. */
  pattern: RegExp | undefined;
  problem: RequestError | undefined;
  private query: ChatQuery = {};
  private matches: number[] = [];
  private at = -1;
  private readonly searches = new Coalescer(() => this.ask(), { before: () => new Promise((resolve) => setTimeout(resolve, debounce)) });
  /** Goes to a match as soon as there are some. */
  private going = false;

  constructor(
    private readonly connection: MessageConnection,
    private readonly chat: ChatId,
  ) {
    super();
  }

  /** Number of the entry that is shown. */
  get current(): number | undefined {
    return this.matches[this.at];
  }

  get count(): string {
    if (this.text === '') return '';
    if (this.matches.length === 0) return t('No results');
    return t('{0} of {1}', countText(this.at + 1), countText(this.matches.length));
  }

  search(text: string, query: ChatQuery): void {
    const same = text === this.text && JSON.stringify(query) === JSON.stringify(this.query);
    if (same) return;
    this.text = text;
    this.pattern = searchPattern(text);
    this.query = query;
    this.going = true;
    this.searches.ask();
    this.tell('change');
  }

  /** There may be more to be found. */
  again(query: ChatQuery): void {
    this.query = query;
    if (this.text !== '') this.searches.ask();
  }

  step(by: 1 | -1): void {
    const { length } = this.matches;
    if (length === 0) return;
    this.at = (this.at + by + length) % length;
    this.tell('change', 'go');
  }

  stop(): void {
    this.text = '';
    this.pattern = undefined;
    this.matches = [];
    this.at = -1;
    this.tell('change');
  }

  private async ask(): Promise<void> {
    const { text, query, current } = this;
    try {
      const { matches } = text === '' ? { matches: [] } : await this.connection.sendRequest(findInChat, { chat: this.chat, query, text });
      // Asked for again by then.
      if (text !== this.text) return;
      this.matches = matches;
      // The one that is shown stays; a new search begins with the newest.
      const kept = this.going || current === undefined ? -1 : matches.indexOf(current);
      this.at = kept >= 0 ? kept : matches.length - 1;
      this.problem = undefined;
    } catch (error) {
      this.problem = requestError(error);
    }
    const go = this.going && this.current !== undefined;
    this.going = false;
    this.tell('change', ...(go ? ['go'] : []));
  }

  private tell(...events: string[]): void {
    for (const event of events) this.dispatchEvent(new Event(event));
  }
}
