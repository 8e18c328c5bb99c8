import type { QueryProblem } from '../../../src/core/query/ast';

/** Another query that may have been meant. */
export interface OtherQuery {
  filter: string;
  label: string;
  says: string;
}

/** What a searchbox is for: a text of the query language, and what it finds. Fires `change`. */
export interface SearchControl extends EventTarget {
  /** As it stands in the searchbox. */
  readonly text: string;
  /** It was typed, and is not applied yet. */
  readonly isTyped: boolean;
  /** What is wrong with what was applied last, in order of place. */
  readonly problems: readonly QueryProblem[];
  /** What was found, in a few words. */
  readonly found: string;
  /** What there is to say of the last step. */
  readonly remark: string;
  readonly offer: OtherQuery | undefined;
  /** Takes what is in the searchbox now; it is applied with the next pause in typing. */
  type(text: string): void;
  apply(): void;
  /** Takes a text that is meant as it is. */
  use(text: string): void;
  /** What was applied is offered again later. */
  noteUse(): void;
  readonly step: (by: 1 | -1) => void;
  readonly findTopics: (prefix: string) => Promise<string[]>;
  /** Keeps a text under a name, or forgets it; absent where that is done elsewhere. */
  readonly save?: (name: string, text: string | undefined) => void;
  /** What Escape does, where it closes no suggestions; absent: it empties the box. */
  readonly leave?: () => void;
}
