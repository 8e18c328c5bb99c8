import type { WebviewApi } from './hostConnection';

/** Keeps a page's state with VS Code while the page is gone: hidden, or reloaded. Writes at most five times a second. Fires `change`. */
export class PageStore<State extends { version: number }> extends EventTarget {
  state: State;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly api: WebviewApi,
    initial: State,
  ) {
    super();
    const stored = api.getState() as Partial<State> | undefined;
    this.state = stored?.version === initial.version ? { ...initial, ...stored } : initial;
  }

  update(change: Partial<State>): void {
    this.state = { ...this.state, ...change };
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.api.setState(this.state);
    }, 200);
    this.dispatchEvent(new Event('change'));
  }
}
