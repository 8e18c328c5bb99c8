import { randomBytes } from 'node:crypto';
import type * as v from 'valibot';
import type { Message } from 'vscode-jsonrpc/node';
import * as vscode from 'vscode';
import { spokenLanguage } from '../../core/base/language';
import type { Notice } from '../../protocol/method';
import type { OutputLog } from '../base/outputLog';
import { pageHtml } from './pageHtml';
import { isFirstRequest, parseMessage } from './webviewTransport';

/** The host's side of the conversation with one page. */
export interface HostConversation {
  accept(message: Message): void;
  notify<S extends v.GenericSchema>(type: Notice<S>, params: v.InferInput<S>): void;
  dispose(): void;
}

/** What kind of page a webview shows. */
export interface PageKind {
  extensionUri: vscode.Uri;
  /** Its script, without the ending. */
  script: string;
  /** The custom element that the script draws. */
  element: string;
  title: string;
  log: OutputLog;
  begin(post: (message: unknown) => PromiseLike<boolean>): HostConversation;
}

/** The pages of one webview, one after the other: each load is a new page, with a conversation of its own. */
export class WebviewPages {
  private conversation: HostConversation | undefined;
  private readonly listener: vscode.Disposable;
  /** For a page that is not there yet. */
  private waiting: ((conversation: HostConversation) => void)[] = [];

  constructor(
    private readonly webview: vscode.Webview,
    private readonly kind: PageKind,
  ) {
    const scripts = vscode.Uri.joinPath(kind.extensionUri, 'dist', 'webview');
    webview.options = { enableScripts: true, localResourceRoots: [scripts] };
    this.listener = webview.onDidReceiveMessage((posted: unknown) => this.receive(posted));
    webview.html = pageHtml({
      element: kind.element,
      scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(scripts, `${kind.script}.js`)).toString(),
      nonce: randomBytes(18).toString('base64url'),
      title: kind.title,
      language: spokenLanguage(),
    });
  }

  /** Tells the page, once it is there. */
  notify<S extends v.GenericSchema>(type: Notice<S>, params: v.InferInput<S>): void {
    if (this.conversation) this.conversation.notify(type, params);
    else this.waiting.push((conversation) => conversation.notify(type, params));
  }

  /** Ends the page's conversation: a hidden page is thrown away, and one that shows again is a new one. */
  end(): void {
    this.conversation?.dispose();
    this.conversation = undefined;
  }

  dispose(): void {
    this.listener.dispose();
    this.end();
  }

  private receive(posted: unknown): void {
    const message = parseMessage(posted);
    if (!message) {
      this.kind.log.warn(`${this.kind.title} posted something that is no message; it is passed over.`);
      return;
    }
    if (isFirstRequest(message)) this.end();
    if (!this.conversation) {
      this.conversation = this.kind.begin((answer) => this.webview.postMessage(answer));
      for (const notify of this.waiting.splice(0)) notify(this.conversation);
    }
    this.conversation.accept(message);
  }
}
