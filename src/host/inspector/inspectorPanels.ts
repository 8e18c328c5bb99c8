import { t } from '@vscode/l10n';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { askToExport, markRecord, showComposer, showFilter, showOpenForm, showRecord, showStatistics } from '../../protocol/inspector';
import { captureId, liveCapture, type CaptureId } from '../../protocol/shapes';
import type { SocketId, SocketSpec } from '../../protocol/sockets';
import { DisposableStore } from '../base/disposableStore';
import { PagePanels } from '../pages/pagePanels';
import { InspectorPageConversation, type InspectorServices } from './inspectorPageConversation';

/** The inspectors of the window, as editor panels: each shows a capture, and there may be several for one. */
export class InspectorPanels {
  private readonly disposables = new DisposableStore();
  private readonly panels: PagePanels<CaptureId>;
  /** `active` is another capture than before. */
  readonly onDidChangeActive: vscode.Event<void>;

  constructor(
    extensionUri: vscode.Uri,
    services: InspectorServices,
    private readonly recordings: { titleOf(capture: CaptureId): string | undefined; close(capture: CaptureId): void },
  ) {
    this.panels = this.disposables.add(
      new PagePanels<CaptureId>({
        viewType: 'zmq.inspector',
        extensionUri,
        script: 'inspector',
        element: 'zmq-inspector',
        icon: 'inspector',
        log: services.log,
        titleOf: (capture) => (capture === liveCapture ? t('ZMQ Inspector') : this.nameOf(capture)),
        viewColumn: () => (vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active),
        begin: (capture, post) => new InspectorPageConversation(services, post, capture),
        recall: captureOfPage,
        ended: (capture) => recordings.close(capture),
      }),
    );
    this.onDidChangeActive = this.panels.onDidChangeActive;
  }

  /** The capture of the panel that was active last; the live one where there is no panel. */
  get active(): CaptureId {
    return this.panels.active ?? liveCapture;
  }

  /** As a person knows it: of a recording the name of its file. */
  nameOf(capture: CaptureId): string {
    return this.recordings.titleOf(capture) ?? capture;
  }

  /** Shows a capture, beside what is being edited where its panel is new. */
  show({ capture = liveCapture, preserveFocus = false }: { capture?: CaptureId; preserveFocus?: boolean } = {}): void {
    this.panels.reveal(capture, { preserveFocus });
  }

  /** Opens a further panel of the capture of the one that was active last, with a filter and a place of its own. */
  openAnother(): void {
    this.panels.another(this.active);
  }

  /** Opens the form `Open socket`, filled with what is known. */
  showOpenForm(spec: Partial<SocketSpec>): void {
    this.panels.tell(liveCapture, showOpenForm, spec);
  }

  /** Opens the form `Compose message`. */
  showComposer(socket: SocketId): void {
    this.panels.tell(liveCapture, showComposer, { socket });
  }

  /** Selects a record of the running engine's log. */
  showRecord(number: number): void {
    this.panels.tell(liveCapture, showRecord, { number });
  }

  /** Puts a filter into the search box of the live log. */
  showFilter(filter: string): void {
    this.panels.tell(liveCapture, showFilter, { filter });
  }

  /** Has the panel that was active last ask for an export of what it shows. */
  askToExport(): void {
    this.panels.tell(this.active, askToExport, {});
  }

  /** Marks what is selected in the panel that was active last, or takes the marks away. */
  markRecord(): void {
    this.panels.tell(this.active, markRecord, {});
  }

  /** Shows statistics in the panel that was active last. */
  showStatistics(): void {
    this.panels.tell(this.active, showStatistics, {});
  }

  /** Puts a condition for a topic into the filter of the panel that was active last, in place of the one it has; the focus stays where it is. */
  filterTopic(topic: string): void {
    this.panels.tell(this.active, showFilter, { topic }, { preserveFocus: true });
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

/** The capture that a page had told to keep. Whether it is still there the page is told by the engine, which may have to load it first. */
function captureOfPage(kept: unknown): CaptureId {
  const told = v.safeParse(v.object({ capture: captureId }), kept);
  return told.success ? told.output.capture : liveCapture;
}
