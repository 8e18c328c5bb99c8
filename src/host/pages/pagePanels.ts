import type * as v from 'valibot';
import * as vscode from 'vscode';
import type { Notice } from '../../protocol/method';
import { DisposableStore } from '../base/disposableStore';
import type { OutputLog } from '../base/outputLog';
import { SplitWatch } from './splitWatch';
import { WebviewPages, type HostConversation } from './webviewPages';

/** Panels of one kind in editors: what each shows is its subject, named by an id. */
export interface PanelKind<Subject extends string> {
  viewType: string;
  extensionUri: vscode.Uri;
  /** Name of the script of its pages, without the ending. */
  script: string;
  /** The custom element that the script draws. */
  element: string;
  /** Name of its picture in `media`, without `Light.svg` and `Dark.svg`. */
  icon: string;
  log: OutputLog;
  titleOf(subject: Subject): string;
  /** Where a panel goes that is new. */
  viewColumn(): vscode.ViewColumn;
  begin(subject: Subject, post: (message: unknown) => PromiseLike<boolean>): HostConversation;
  /** What a panel of before the window was reloaded showed, by what its page had kept of itself; undefined where that is gone. */
  recall(kept: unknown): Subject | undefined;
  /** The last panel of this subject was closed. */
  ended?(subject: Subject): void;
}

interface OpenPanel<Subject> {
  subject: Subject;
  panel: vscode.WebviewPanel;
  pages: WebviewPages;
}

/** Webview panels of one kind: any number for each subject, of which the one that was active last is spoken to. */
export class PagePanels<Subject extends string> {
  private readonly disposables = new DisposableStore();
  private readonly emitter = this.disposables.add(new vscode.EventEmitter<void>());
  /** `active` shows another subject than before, or there is none any more. */
  readonly onDidChangeActive = this.emitter.event;
  /** The one that was active last comes first. */
  private open: OpenPanel<Subject>[] = [];

  constructor(private readonly kind: PanelKind<Subject>) {
    this.disposables.add(
      vscode.window.registerWebviewPanelSerializer(kind.viewType, {
        deserializeWebviewPanel: async (panel: vscode.WebviewPanel, kept: unknown) => this.readopt(panel, kept),
      }),
    );
    this.disposables.add(new SplitWatch(kind.viewType, () => this.split()));
  }

  /** What the panel that was active last shows. */
  get active(): Subject | undefined {
    return this.open[0]?.subject;
  }

  /** Shows what there is of this subject: the panel that was active last, or else a new one. */
  reveal(subject: Subject, { preserveFocus = false } = {}): void {
    const shown = this.latest(subject);
    if (shown) shown.panel.reveal(undefined, preserveFocus);
    else this.create(subject, { viewColumn: this.kind.viewColumn(), preserveFocus });
  }

  /** A further panel of this subject, beside the one that is active. */
  another(subject: Subject): void {
    const viewColumn = this.active === undefined ? this.kind.viewColumn() : vscode.ViewColumn.Beside;
    this.create(subject, { viewColumn, preserveFocus: false });
  }

  /** Shows it, and tells its page. */
  tell<S extends v.GenericSchema>(subject: Subject, type: Notice<S>, params: v.InferInput<S>, { preserveFocus = false } = {}): void {
    this.reveal(subject, { preserveFocus });
    this.latest(subject)?.pages.notify(type, params);
  }

  isVisible(subject: Subject): boolean {
    return this.open.some((each) => each.subject === subject && each.panel.visible);
  }

  /** Titles follow their subjects, and panels close whose subject is gone. */
  follow(titleOf: (subject: Subject) => string | undefined): void {
    for (const { subject, panel } of [...this.open]) {
      const title = titleOf(subject);
      if (title === undefined) panel.dispose();
      else if (panel.title !== title) panel.title = title;
    }
  }

  dispose(): void {
    this.disposables.dispose();
    for (const { panel } of [...this.open]) panel.dispose();
  }

  private latest(subject: Subject): OpenPanel<Subject> | undefined {
    return this.open.find((each) => each.subject === subject);
  }

  private create(subject: Subject, place: { viewColumn: vscode.ViewColumn; preserveFocus: boolean }): void {
    this.adopt(vscode.window.createWebviewPanel(this.kind.viewType, this.kind.titleOf(subject), place), subject);
  }

  /** The group of editors that is active now was split off the one with the active panel. VS Code copies no webview into it. */
  private split(): void {
    if (this.active !== undefined) this.create(this.active, { viewColumn: vscode.ViewColumn.Active, preserveFocus: false });
  }

  /** Takes over a panel of before the window was reloaded. */
  private readopt(panel: vscode.WebviewPanel, kept: unknown): void {
    const subject = this.kind.recall(kept);
    if (subject === undefined) panel.dispose();
    else this.adopt(panel, subject);
  }

  private adopt(panel: vscode.WebviewPanel, subject: Subject): void {
    const { extensionUri, script, element, icon, log, begin } = this.kind;
    panel.iconPath = {
      light: vscode.Uri.joinPath(extensionUri, 'media', `${icon}Light.svg`),
      dark: vscode.Uri.joinPath(extensionUri, 'media', `${icon}Dark.svg`),
    };
    const listeners = new DisposableStore();
    const pages = listeners.add(
      new WebviewPages(panel.webview, { extensionUri, script, element, title: panel.title, log, begin: (post) => begin(subject, post) }),
    );
    const shown = { subject, panel, pages };
    // Restored behind others it is not looked at yet.
    this.order(panel.active ? [shown, ...this.open] : [...this.open, shown]);
    listeners.add(
      panel.onDidChangeViewState(() => {
        if (!panel.visible) pages.end();
        if (panel.active) this.order([shown, ...this.open.filter((each) => each !== shown)]);
      }),
    );
    listeners.add(
      panel.onDidDispose(() => {
        listeners.dispose();
        this.order(this.open.filter((each) => each !== shown));
        if (!this.latest(subject)) this.kind.ended?.(subject);
      }),
    );
  }

  private order(open: OpenPanel<Subject>[]): void {
    const before = this.active;
    this.open = open;
    if (this.active !== before) this.emitter.fire();
  }
}
