import { t } from '@vscode/l10n';
import type * as v from 'valibot';
import * as vscode from 'vscode';
import { showComposer, showFilter, showOpenForm, showRecord } from '../../protocol/inspector';
import type { Notice } from '../../protocol/method';
import type { SocketId, SocketSpec } from '../../protocol/sockets';
import { DisposableStore } from '../base/disposableStore';
import { InspectorPageConversation, type InspectorServices } from './inspectorPageConversation';
import { WebviewPages } from '../pages/webviewPages';

const viewType = 'zmq.inspector';

/** The one inspector of the window, as an editor panel. */
export class InspectorPanel {
  private readonly disposables = new DisposableStore();
  private panel: vscode.WebviewPanel | undefined;
  private pages: WebviewPages | undefined;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly services: InspectorServices,
  ) {
    this.disposables.add(
      vscode.window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: async (panel: vscode.WebviewPanel) => this.adopt(panel),
      }),
    );
  }

  /** Shows the panel, beside what is being edited where it is new. */
  show({ preserveFocus = false } = {}): void {
    if (this.panel) {
      this.panel.reveal(undefined, preserveFocus);
      return;
    }
    const viewColumn = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    this.adopt(vscode.window.createWebviewPanel(viewType, t('ZMQ Inspector'), { viewColumn, preserveFocus }));
  }

  /** Opens the form `Open socket`, filled with what is known. */
  showOpenForm(spec: Partial<SocketSpec>): void {
    this.tell(showOpenForm, spec);
  }

  /** Opens the form `Compose message`. */
  showComposer(socket: SocketId): void {
    this.tell(showComposer, { socket });
  }

  /** Selects a record of the running engine's log. */
  showRecord(number: number): void {
    this.tell(showRecord, { number });
  }

  /** Puts a filter into the search box of the log. */
  showFilter(filter: string): void {
    this.tell(showFilter, { filter });
  }

  /** Puts a condition for a topic into the filter of the log, in place of the one it has; the focus stays where it is. */
  filterTopic(topic: string): void {
    this.tell(showFilter, { topic }, { preserveFocus: true });
  }

  dispose(): void {
    this.disposables.dispose();
    this.panel?.dispose();
  }

  private tell<S extends v.GenericSchema>(type: Notice<S>, params: v.InferInput<S>, { preserveFocus = false } = {}): void {
    this.show({ preserveFocus });
    this.pages?.notify(type, params);
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel?.dispose();
    this.panel = panel;
    panel.iconPath = {
      light: vscode.Uri.joinPath(this.extensionUri, 'media', 'inspectorLight.svg'),
      dark: vscode.Uri.joinPath(this.extensionUri, 'media', 'inspectorDark.svg'),
    };
    const listeners = new DisposableStore();
    const pages = listeners.add(
      new WebviewPages(panel.webview, {
        extensionUri: this.extensionUri,
        script: 'inspector',
        element: 'zmq-inspector',
        title: panel.title,
        log: this.services.log,
        begin: (post) => new InspectorPageConversation(this.services, post),
      }),
    );
    this.pages = pages;
    listeners.add(
      panel.onDidChangeViewState(() => {
        if (!panel.visible) pages.end();
      }),
    );
    listeners.add(
      panel.onDidDispose(() => {
        listeners.dispose();
        if (this.panel !== panel) return;
        this.panel = undefined;
        this.pages = undefined;
      }),
    );
  }
}
