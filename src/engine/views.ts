import { textSearch } from '../core/capture/textSearch';
import type { View } from '../core/capture/view';
import { ZmqError } from '../core/errors';
import type { Query, Row, ViewId, ViewStatus } from '../protocol/log';
import type { Log } from './log';
import type { LogReader } from './logReader';

/** Longest stretch of scanning without returning to the event loop, ms. */
const slice = 8;
/** Views at once: one a panel, and some for other programs. */
const maxViews = 32;

/** The views that clients have opened, kept up with the log in slices. */
export class Views {
  private readonly views = new Map<ViewId, View>();
  private nextId = 1;
  private scanning = false;

  constructor(
    private readonly log: Log,
    private readonly reader: LogReader,
    /** Told when scanning has found more. */
    private readonly onProgress: () => void,
  ) {}

  /** @throws ZmqError `noSuchSocket`, `limitReached` */
  open(query: Query): ViewStatus {
    if (this.views.size >= maxViews) throw new ZmqError('limitReached', `${maxViews} views are open.`, { hint: 'Close some.' });
    const socket = query.socket === undefined ? undefined : this.log.numberOf(query.socket);
    if (query.socket !== undefined && socket === undefined) {
      throw new ZmqError('noSuchSocket', `No socket "${query.socket}" was opened in this engine.`, { hint: 'Its log is empty.' });
    }
    const view = this.log.capture.openView({ socket, text: query.text ? textSearch(query.text) : undefined });
    const id = this.nextId++;
    this.views.set(id, view);
    this.scanSlice();
    this.scan();
    return statusOf(id, view);
  }

  /** @throws ZmqError `noSuchView` */
  close(id: ViewId): void {
    this.log.capture.closeView(this.get(id));
    this.views.delete(id);
  }

  /** @throws ZmqError `noSuchView` */
  rows(id: ViewId, from: number, count: number): { status: ViewStatus; rows: Row[] } {
    const view = this.get(id);
    const rows: Row[] = [];
    for (const { match, number } of view.records(from, count)) {
      const row = this.reader.row(number);
      if (row) rows.push({ position: match, ...row });
    }
    return { status: statusOf(id, view), rows };
  }

  /** @throws ZmqError `noSuchView` */
  locate(id: ViewId, number: number): { position: number } {
    return { position: this.get(id).locate(number) };
  }

  get statuses(): ViewStatus[] {
    return [...this.views].map(([id, view]) => statusOf(id, view));
  }

  /** Goes on scanning until all views have seen all records. */
  scan(): void {
    if (this.scanning) return;
    this.scanning = true;
    const step = () => {
      if (this.scanSlice()) {
        this.scanning = false;
        return;
      }
      this.onProgress();
      setImmediate(step);
    };
    step();
  }

  /** True when nothing is left to scan. */
  private scanSlice(): boolean {
    const end = performance.now() + slice;
    for (const view of this.views.values()) {
      if (!view.scan(() => performance.now() > end)) return false;
    }
    return true;
  }

  private get(id: ViewId): View {
    const view = this.views.get(id);
    if (!view) throw new ZmqError('noSuchView', `View ${id} is not open.`, { hint: 'Open one with view/open.' });
    return view;
  }
}

function statusOf(view: ViewId, { first, end, unscanned }: View): ViewStatus {
  return { view, first, end, unscanned };
}
