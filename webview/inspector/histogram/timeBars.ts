import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { Coalescer } from '../../../src/core/base/coalescer';
import { viewHistogram, type Histogram } from '../../../src/protocol/log';
import { requestError } from '../../shared/page/requestError';
import type { ViewWindow } from '../state/viewWindow';

/** Shortest time between two requests, ms. */
const interval = 200;

/** The matches of the panel's view by time, asked for when something changed, five times a second at most. Stands still with the view. Fires `change`. */
export class TimeBars extends EventTarget {
  shown: Histogram | undefined;
  /** Why nothing could be counted; empty where it could. */
  problem = '';
  private most = 0;
  /** What the last request was made for. */
  private asked = '';
  /** The view and the number of bars of what is shown, where all of it was counted. */
  private counted = '';
  private readonly loads = new Coalescer(() => this.load(), {
    rest: () => new Promise((resolve) => setTimeout(resolve, interval)),
  });

  constructor(
    private readonly connection: MessageConnection,
    private readonly view: ViewWindow,
  ) {
    super();
  }

  /** Asks where something changed since it last did. @param most how many bars there is room for */
  follow(most: number): void {
    this.most = most;
    if (most > 0 && this.view.status && !this.isStill && this.wanted !== this.asked) this.loads.ask();
  }

  /** Nothing is asked for any more. */
  end(): void {
    this.loads.dispose();
  }

  private get wanted(): string {
    const { status } = this.view;
    return [this.place, status?.first, status?.end, status?.unscanned === 0].join();
  }

  private get place(): string {
    return [this.view.opening, this.most].join();
  }

  /** The view stands still, and its bars are there. */
  private get isStill(): boolean {
    return this.view.paused && this.counted === this.place;
  }

  private async load(): Promise<void> {
    const { opening, status } = this.view;
    // A pause may have come since it was asked for.
    if (!status || this.isStill) return;
    const { place } = this;
    this.asked = this.wanted;
    try {
      const shown = await this.connection.sendRequest(viewHistogram, { view: status.view, bars: this.most });
      if (opening !== this.view.opening) return;
      this.shown = shown;
      this.problem = '';
      if (shown.uncounted > 0) this.loads.ask();
      else this.counted = place;
    } catch (error) {
      if (opening !== this.view.opening) return;
      this.problem = requestError(error).message;
    }
    this.dispatchEvent(new Event('change'));
  }
}
