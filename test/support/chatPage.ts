import type { Browser, Page } from 'playwright-core';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { ChatElements } from './chatElements';
import type { Scope } from './engineClient';
import type { ThemeName } from './themes';
import type { Language } from '../../src/protocol/language';
import { WebviewPage } from './webviewPage';

/** The chat page alone in a browser. */
export class ChatPage extends ChatElements {
  readonly page: Page;

  private constructor(readonly webview: WebviewPage) {
    super(webview.page);
    this.page = webview.page;
  }

  static async open(
    scope: Scope,
    browser: Browser,
    host: { serve: (connection: MessageConnection) => void },
    look: { theme?: ThemeName; width?: number; height?: number; language?: Language } = {},
  ): Promise<ChatPage> {
    return new ChatPage(await WebviewPage.open(scope, browser, host.serve, { script: 'chat', width: 320, height: 700, ...look }));
  }

  /** Name of what has the focus, through all shadow roots. */
  focused(): Promise<string> {
    return this.page.evaluate(() => {
      let element = document.activeElement;
      let name = '';
      while (element) {
        name = element.getAttribute('aria-label') ?? (element.textContent?.trim() || name);
        element = element.shadowRoot?.activeElement ?? null;
      }
      return name;
    });
  }
}
