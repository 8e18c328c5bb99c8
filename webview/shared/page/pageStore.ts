import { Coalescer } from '../../../src/core/base/coalescer';
import type { WebviewApi } from './hostConnection';

/** Shortest time between two writes, ms. */
const interval = 200;

/**
 * Keeps a page's state with VS Code while the page is gone: hidden, or reloaded. The first change is written at once, for a page may go
 * right after it; those that follow, at most five times a second. Fires `change`.
 */
export class PageStore<State extends { version: number }> extends EventTarget {
  state: State;
  private readonly writes: Coalescer;

  constructor(
    private readonly api: WebviewApi,
    initial: State,
  ) {
    super();
    const stored = api.getState() as Partial<State> | undefined;
    this.state = stored?.version === initial.version ? { ...initial, ...stored } : initial;
    this.writes = new Coalescer(() => this.api.setState(this.state), {
      rest: () => new Promise((resolve) => setTimeout(resolve, interval)),
    });
  }

  update(change: Partial<State>): void {
    this.state = { ...this.state, ...change };
    this.writes.ask();
    this.dispatchEvent(new Event('change'));
  }
}
