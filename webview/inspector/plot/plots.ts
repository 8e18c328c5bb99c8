import { t } from '@vscode/l10n';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { Coalescer } from '../../../src/core/base/coalescer';
import {
  closeSeries,
  openSeries,
  seriesPoints,
  seriesValues,
  type SeriesPoints,
  type SeriesSpec,
  type SeriesStatus,
} from '../../../src/protocol/plot';
import { draftOf, readDraft } from '../../shared/bytes/bytesDraft';
import type { PageStore } from '../../shared/page/pageStore';
import { requestError } from '../../shared/page/requestError';
import type { EngineMirror } from '../state/engineMirror';
import type { PanelState, StoredSeries } from '../state/panelState';

/** Redrawn at most so often, in ms. */
const interval = 100;

/** One line of the plot. */
export interface PlottedSeries {
  readonly spec: SeriesSpec;
  /** Which look its line has, from 0; kept while others come and go. */
  readonly look: number;
  /** Its line is not drawn. */
  hidden?: true;
  /** Absent while the engine does not have it. */
  status?: SeriesStatus;
  points?: SeriesPoints;
  last?: number | string;
  /** Why the engine does not have it. */
  problem?: string;
  /** What `points` were made from. */
  drawn?: string;
}

export interface TimeSpan {
  /** ms since 1970. */
  from: number;
  to: number;
}

/**
 * The series in the plot: opened in the engine, and anew in another one; their points are asked for when the engine tells that
 * they changed, at most ten times a second. Fires `change`.
 */
export class Plots extends EventTarget {
  readonly series: PlottedSeries[] = [];
  paused = false;
  /** Each line has a scale of its own. */
  ownScales: boolean;
  /** The times shown; undefined for all. */
  zoom: TimeSpan | undefined;
  /** Width of the drawing in px. */
  private pixels = 0;
  private generation: number | undefined;
  private drawnAt = 0;
  private readonly loads = new Coalescer(() => this.fetchStale(), { before: () => this.rested() });
  private readonly connection: MessageConnection;

  constructor(
    private readonly mirror: EngineMirror,
    private readonly store: PageStore<PanelState>,
  ) {
    super();
    const { plots, ownScales = false } = store.state;
    this.ownScales = ownScales;
    this.connection = mirror.connection;
    for (const { topic, hidden, ...spec } of plots)
      this.series.push({
        spec: { ...spec, ...(topic ? { topic: readDraft(topic).bytes } : {}) },
        look: this.series.length,
        ...(hidden ? { hidden } : {}),
      });
    mirror.addEventListener('change', () => this.follow());
  }

  /** What the series is called: the path, and where the number comes from. */
  label({ gaps, ...spec }: SeriesSpec): string {
    const label = this.labelOf(spec);
    return gaps === undefined ? label : t('Missing by {0}', label);
  }

  private labelOf({ path, topic, socket, frame }: SeriesSpec): string {
    const source = topic ? draftOf(topic).text : (this.mirror.entry(socket)?.spec.name ?? socket ?? '');
    return frame > 1 || (frame === 1 && !topic) ? t('{0} of {1}, frame {2}', path, source, frame + 1) : t('{0} of {1}', path, source);
  }

  add(spec: SeriesSpec): void {
    const known = this.series.some((other) => keyOf(other.spec) === keyOf(spec));
    if (known) return;
    const looks = new Set(this.series.map(({ look }) => look));
    const free = [...looks, -1].map((look) => look + 1).filter((look) => !looks.has(look));
    const added: PlottedSeries = { spec, look: Math.min(...free) };
    this.series.push(added);
    this.remember();
    void this.open(added);
  }

  remove(series: PlottedSeries): void {
    const at = this.series.indexOf(series);
    if (at < 0) return;
    this.series.splice(at, 1);
    if (this.series.length === 0) this.zoom = undefined;
    this.remember();
    if (series.status) void this.close(series.status.series);
  }

  removeAll(): void {
    for (const series of [...this.series]) this.remove(series);
  }

  show(series: PlottedSeries, shown: boolean): void {
    if (shown) delete series.hidden;
    else series.hidden = true;
    this.remember();
  }

  scaleEach(ownScales: boolean): void {
    this.ownScales = ownScales;
    this.remember();
  }

  pause(paused: boolean): void {
    this.paused = paused;
    this.follow();
    this.changed();
  }

  zoomTo(zoom: TimeSpan | undefined): void {
    this.zoom = zoom;
    for (const series of this.series) series.drawn = undefined;
    this.changed();
    this.load(true);
  }

  /** All times there are values for. */
  get span(): TimeSpan | undefined {
    const froms = this.series.flatMap(({ status }) => status?.from ?? []);
    const tos = this.series.flatMap(({ status }) => status?.to ?? []);
    return froms.length === 0 || tos.length === 0 ? undefined : { from: Math.min(...froms), to: Math.max(...tos) };
  }

  resize(pixels: number): void {
    const wanted = Math.min(4000, Math.max(0, Math.round(pixels)));
    if (wanted === this.pixels) return;
    this.pixels = wanted;
    for (const series of this.series) series.drawn = undefined;
    this.load(true);
  }

  /** Takes what mirror and engine told. */
  private follow(): void {
    const { engine, generation, series: told } = this.mirror;
    if (engine !== 'running' || generation === undefined) {
      if (this.generation !== undefined) this.lose();
      return;
    }
    if (generation !== this.generation) {
      this.lose();
      this.generation = generation;
      for (const series of this.series) void this.open(series);
      return;
    }
    for (const series of this.series) {
      const status = told.find((other) => other.series === series.status?.series);
      if (status && !this.paused) series.status = status;
    }
    this.load();
  }

  /** What is drawn stays, but nothing more can be asked for. */
  private lose(): void {
    this.generation = undefined;
    for (const series of this.series) series.status = undefined;
  }

  private async open(series: PlottedSeries): Promise<void> {
    const { generation } = this;
    try {
      const status = await this.connection.sendRequest(openSeries, series.spec);
      if (!this.series.includes(series) || generation !== this.generation) return void this.close(status.series);
      series.status = status;
      series.problem = undefined;
      series.drawn = undefined;
    } catch (error) {
      const { message, hint } = requestError(error);
      series.problem = hint ? `${message} ${hint}` : message;
    }
    this.changed();
    this.load();
  }

  private async close(series: number): Promise<void> {
    try {
      await this.connection.sendRequest(closeSeries, { series });
    } catch {
      // It went with its engine. Should it still be there, the engine tells when there are too many.
      return;
    }
  }

  private load(evenPaused = false): void {
    if ((!this.paused || evenPaused) && this.pixels > 0) this.loads.ask();
  }

  private async rested(): Promise<void> {
    const wait = this.drawnAt + interval - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  }

  private async fetchStale(): Promise<void> {
    const stale = this.series.filter((series) => series.status && series.drawn !== stateOf(series.status));
    if (stale.length === 0) return;
    await Promise.all(stale.map((series) => this.fetch(series)));
    this.drawnAt = performance.now();
    this.changed();
  }

  private async fetch(series: PlottedSeries): Promise<void> {
    const { status } = series;
    if (!status) return;
    try {
      const points = await this.connection.sendRequest(seriesPoints, { series: status.series, ...this.zoom, pixels: this.pixels });
      const { count } = points.status;
      const latest =
        count === 0 ? undefined : await this.connection.sendRequest(seriesValues, { series: status.series, from: count - 1, count: 1 });
      if (series.status?.series !== status.series) return;
      series.points = points;
      series.status = points.status;
      series.last = latest?.values[0];
      series.drawn = stateOf(points.status);
      series.problem = undefined;
    } catch (error) {
      series.problem = requestError(error).message;
      // Not again until something changes.
      series.drawn = stateOf(status);
    }
  }

  private remember(): void {
    const plots = this.series.map(({ spec: { topic, ...spec }, hidden }): StoredSeries => ({
      ...spec,
      ...(topic ? { topic: draftOf(topic) } : {}),
      ...(hidden ? { hidden } : {}),
    }));
    this.store.update({ plots, ownScales: this.ownScales });
    this.changed();
  }

  private changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

function stateOf({ count, dropped, unscanned, problem }: SeriesStatus): string {
  return `${count} ${dropped} ${unscanned === 0} ${problem ?? ''}`;
}

function keyOf({ topic, ...spec }: SeriesSpec): string {
  return JSON.stringify([spec.socket, spec.direction, topic ? draftOf(topic) : null, spec.frame, spec.decoder, spec.path, spec.gaps]);
}
