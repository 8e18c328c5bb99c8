import { Coalescer } from '../../../src/core/base/coalescer';
import type { Stretches } from '../../../src/protocol/export';
import { viewPlaces } from '../../../src/protocol/log';
import { requestError } from '../../shared/page/requestError';
import type { EngineMirror } from '../state/engineMirror';
import type { FindControl } from './findControl';

/** Matches of what is looked for, in stretches of `parts` parts of the log. */
export interface FoundPlaces {
  places: Stretches;
  parts: number;
}

/** Parts of the log that are told apart. */
const steps = 200;
/** Shortest time between two requests, ms. */
const interval = 300;
const none: FoundPlaces = { places: [], parts: 1 };

/** Where in the log the matches are that have been found so far, for the ruler; asked for where something changed. Fires `change`. */
export class MatchPlaces extends EventTarget {
  shown = none;
  /** What they were asked for at. */
  private asked = '';
  private readonly requests = new Coalescer(() => this.ask(), { rest: () => new Promise((resolve) => setTimeout(resolve, interval)) });

  constructor(
    private readonly mirror: EngineMirror,
    private readonly find: FindControl,
  ) {
    super();
    const follow = (): void => {
      if (this.wanted !== this.asked) this.requests.ask();
    };
    find.addEventListener('change', follow);
    mirror.view.addEventListener('change', follow);
  }

  private get wanted(): string {
    const { view } = this.mirror;
    const { status } = this.find;
    return status ? [view.opening, status.view, status.first, status.end, view.range.first, view.range.end].join() : '';
  }

  private async ask(): Promise<void> {
    const { view, connection } = this.mirror;
    const { status } = this.find;
    const { first, end } = view.range;
    this.asked = this.wanted;
    let places: FoundPlaces = none;
    if (status && view.status && status.end > status.first && end > first) {
      try {
        const wish = { view: view.status.view, of: status.view, from: first, to: end, steps };
        places = { ...(await connection.sendRequest(viewPlaces, wish)), parts: Math.min(steps, end - first) };
      } catch (error) {
        // The next view is asked for then.
        if (requestError(error).code !== 'noSuchView') throw error;
      }
    }
    if (places === none && this.shown === none) return;
    this.shown = places;
    this.dispatchEvent(new Event('change'));
  }
}
