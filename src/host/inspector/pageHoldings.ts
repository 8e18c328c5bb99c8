import { closeView } from '../../protocol/log';
import { closeSeries } from '../../protocol/plot';
import type { CaptureId } from '../../protocol/shapes';
import type { OutputLog } from '../base/outputLog';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import { fromWire } from '../base/wireErrors';

/** What a page opens in the engine, and how it is closed. */
const closes = {
  view: (engine: EngineSupervisor, capture: CaptureId, view: number): Promise<unknown> => engine.request(closeView, { capture, view }),
  series: (engine: EngineSupervisor, capture: CaptureId, series: number): Promise<unknown> =>
    engine.request(closeSeries, { capture, series }),
};
type Kind = keyof typeof closes;

/** The views and series of one page, which end with it. */
export class PageHoldings {
  private readonly held = new Map<string, () => Promise<unknown>>();
  private generation = 0;
  private ended = false;

  constructor(
    private readonly engine: EngineSupervisor,
    private readonly capture: CaptureId,
    private readonly log: OutputLog,
  ) {}

  /** The engine of this generation has opened it for the page. */
  opened(kind: Kind, id: number, generation: number): void {
    if (generation !== this.generation) {
      this.held.clear();
      this.generation = generation;
    }
    this.held.set(`${kind} ${id}`, () => closes[kind](this.engine, this.capture, id));
    // A page that went away while this was being opened will not close it.
    if (this.ended) this.end();
  }

  /** The page has closed it by itself. */
  closed(kind: Kind, id: number, generation: number): void {
    if (generation === this.generation) this.held.delete(`${kind} ${id}`);
  }

  end(): void {
    this.ended = true;
    const closing = [...this.held.values()];
    this.held.clear();
    if (this.engine.state !== 'running' || this.engine.generation !== this.generation) return;
    for (const close of closing)
      close().catch((error: unknown) => this.log.warn(`Closing what a page had opened: ${fromWire(error).message}`));
  }
}
