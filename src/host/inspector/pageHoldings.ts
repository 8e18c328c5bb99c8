import { closeView, openView } from '../../protocol/log';
import { closeSeries, openSeries } from '../../protocol/plot';
import type { OutputLog } from '../base/outputLog';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import { fromWire } from '../base/wireErrors';

type Close = (engine: EngineSupervisor, id: number) => Promise<unknown>;

/** What a page opens in the engine: its number in the answer, and how it is closed. */
const kinds = {
  view: { open: openView.method, close: closeView.method, closeOne: (engine, view) => engine.request(closeView, { view }) },
  series: { open: openSeries.method, close: closeSeries.method, closeOne: (engine, series) => engine.request(closeSeries, { series }) },
} satisfies Record<string, { open: string; close: string; closeOne: Close }>;

/** The views and series of one page, which end with it. */
export class PageHoldings {
  private readonly held = new Map<string, () => Promise<unknown>>();
  private generation = 0;
  private ended = false;

  constructor(
    private readonly engine: EngineSupervisor,
    private readonly log: OutputLog,
  ) {}

  /** Takes note of what a request of the page, answered by the engine of this generation, has opened or closed. */
  note(method: string, params: unknown, result: unknown, generation: number): void {
    if (generation !== this.generation) {
      this.held.clear();
      this.generation = generation;
    }
    for (const [field, { open, close, closeOne }] of Object.entries(kinds)) {
      if (method === open) {
        const id = numberIn(result, field);
        this.held.set(`${field} ${id}`, () => closeOne(this.engine, id));
        // A page that went away while this was being opened will not close it.
        if (this.ended) this.end();
      }
      if (method === close) this.held.delete(`${field} ${numberIn(params, field)}`);
    }
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

/** The engine has checked the params, and its answers are its own. */
function numberIn(value: unknown, field: string): number {
  return (value as Record<string, number>)[field] as number;
}
