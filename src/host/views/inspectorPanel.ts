import { randomBytes } from 'node:crypto';
import type { NotificationType } from 'vscode-jsonrpc/node';
import * as vscode from 'vscode';
import { showComposer, showOpenForm } from '../../protocol/inspector';
import type { SocketId, SocketSpec } from '../../protocol/sockets';
import { DisposableStore } from '../disposableStore';
import { inspectorHtml } from './inspectorHtml';
import { InspectorSession, type InspectorServices } from './inspectorSession';
import { isFirstRequest, parseMessage } from './webviewTransport';

const viewType = 'zmq.inspector';

/** The one inspector of the window, as an editor panel. */
export class InspectorPanel {
  private readonly disposables = new DisposableStore();
  private panel: vscode.WebviewPanel | undefined;
  private session: InspectorSession | undefined;
  /** For a page that is not there yet. */
  private waiting: ((session: InspectorSession) => void)[] = [];

  constructor(private readonly extensionUri: vscode.Uri, private readonly services: InspectorServices) {
    this.disposables.add(vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (panel: vscode.WebviewPanel) => this.adopt(panel),
    }));
  }

  /** Shows the panel, beside what is being edited where it is new. */
  show({ preserveFocus = false } = {}): void {
    if (this.panel) {
      this.panel.reveal(undefined, preserveFocus);
      return;
    }
    const viewColumn = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    this.adopt(vscode.window.createWebviewPanel(viewType, vscode.l10n.t('ZMQ Inspector'), { viewColumn, preserveFocus }));
  }

  /** Opens the form `Open socket`, filled with what is known. */
  showOpenForm(spec: Partial<SocketSpec>): void {
    this.show();
    this.notify(showOpenForm, spec);
  }

  /** Opens the form `Compose message`. */
  showComposer(socket: SocketId): void {
    this.show();
    this.notify(showComposer, { socket });
  }

  dispose(): void {
    this.disposables.dispose();
    this.session?.dispose();
    this.panel?.dispose();
  }

  private notify<P>(type: NotificationType<P>, params: P): void {
    if (this.session) this.session.notify(type, params);
    else this.waiting.push((session) => session.notify(type, params));
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel?.dispose();
    this.panel = panel;
    const { webview } = panel;
    const scripts = vscode.Uri.joinPath(this.extensionUri, 'dist', 'webview');
    webview.options = { enableScripts: true, localResourceRoots: [scripts] };
    panel.iconPath = {
      light: vscode.Uri.joinPath(this.extensionUri, 'media', 'inspectorLight.svg'),
      dark: vscode.Uri.joinPath(this.extensionUri, 'media', 'inspectorDark.svg'),
    };
    const listeners = new DisposableStore();
    listeners.add(webview.onDidReceiveMessage((posted: unknown) => this.receive(webview, posted)));
    listeners.add(panel.onDidChangeViewState(() => {
      // A hidden page is thrown away; one that shows again is a new one.
      if (!panel.visible) this.endSession();
    }));
    listeners.add(panel.onDidDispose(() => {
      listeners.dispose();
      if (this.panel !== panel) return;
      this.panel = undefined;
      this.waiting = [];
      this.endSession();
    }));
    webview.html = inspectorHtml({
      scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(scripts, 'inspector.js')).toString(),
      nonce: randomBytes(18).toString('base64url'),
      language: vscode.env.language,
      title: panel.title,
    });
  }

  private receive(webview: vscode.Webview, posted: unknown): void {
    const message = parseMessage(posted);
    if (!message) {
      this.services.log.warn('The inspector posted something that is no message; it is passed over.');
      return;
    }
    if (isFirstRequest(message)) this.endSession();
    if (!this.session) {
      const session = new InspectorSession(this.services, (answer) => webview.postMessage(answer));
      this.session = session;
      for (const notify of this.waiting.splice(0)) notify(session);
    }
    this.session.accept(message);
  }

  private endSession(): void {
    this.session?.dispose();
    this.session = undefined;
  }
}
