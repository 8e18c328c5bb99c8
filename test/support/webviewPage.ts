import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before } from 'node:test';
import { chromium, type Browser, type Page } from 'playwright-core';
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { fromJsonBytes, toJsonBytes } from '../../src/core/base/jsonBytes';
import { pageHtml } from '../../src/host/pages/pageHtml';
import type { Language } from '../../src/protocol/language';
import type { Scope } from './engineClient';
import { themes, type ThemeName } from './themes';

const address = 'http://inspector.test/';

/** A browser for the tests of one file. */
export async function startBrowser(scope: Scope): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  scope.after(() => browser.close());
  return browser;
}

/** One browser for all tests of a file, there once they run. */
export function sharedBrowser(): () => Browser {
  const ends: (() => Promise<void> | void)[] = [];
  let browser: Browser;
  before(async () => {
    browser = await startBrowser({ after: (end) => ends.push(end) });
  });
  after(async () => {
    for (const end of ends) await end();
  });
  return () => browser;
}

class PageReader extends AbstractMessageReader {
  private callback: DataCallback | undefined;
  listen(callback: DataCallback): Disposable {
    this.callback = callback;
    return { dispose: () => (this.callback = undefined) };
  }
  accept(message: Message): void {
    this.callback?.(message);
  }
}

class PageWriter extends AbstractMessageWriter {
  constructor(private readonly post: (json: string) => Promise<void>) {
    super();
  }
  async write(message: Message): Promise<void> {
    await this.post(JSON.stringify(toJsonBytes(message, (bytes) => Buffer.from(bytes).toString('base64'))));
  }
  end(): void {
    this.dispose();
  }
}

const titles = { inspector: 'ZMQ Inspector', chat: 'Chat' };

interface Look {
  /** Which page. */
  script?: keyof typeof titles;
  theme?: ThemeName;
  width?: number;
  height?: number;
  /** English unless told. */
  language?: Language;
}

/** A page of the extension in a browser, as VS Code would show it, and the host's end of its connection. */
export class WebviewPage {
  /** What the page reported: errors, and what its content security policy refused. */
  readonly complaints: string[] = [];
  private reader = new PageReader();
  connection!: MessageConnection;

  private constructor(
    readonly page: Page,
    private readonly serve: (connection: MessageConnection) => void,
  ) {}

  /** Opens the page; `serve` registers what the host answers, anew after each reload. */
  static async open(scope: Scope, browser: Browser, serve: (connection: MessageConnection) => void, look: Look = {}): Promise<WebviewPage> {
    const { script = 'inspector' } = look;
    const context = await browser.newContext({ viewport: { width: look.width ?? 1200, height: look.height ?? 700 } });
    scope.after(() => context.close());
    const page = await context.newPage();
    const webview = new WebviewPage(page, serve);
    page.on('pageerror', (error) => webview.complaints.push(String(error.stack ?? error)));
    page.on('console', (message) => {
      if (message.type() === 'error') webview.complaints.push(message.text());
    });
    await page.exposeFunction('postToHost', (json: string) => webview.reader.accept(fromJsonBytes(JSON.parse(json)) as Message));
    await page.addInitScript(standIn, themes[look.theme ?? 'dark']);
    await page.route('**/*', async (route) => {
      const name = new URL(route.request().url()).pathname;
      if (name === '/')
        await route.fulfill({
          contentType: 'text/html',
          body: pageHtml({
            element: `zmq-${script}`,
            scriptUri: `/${script}.js`,
            nonce: 'c2VjcmV0',
            title: titles[script],
            language: look.language,
          }),
        });
      else if (new RegExp(`^/${script}(-[\\w-]+)?\\.js$`).test(name))
        await route.fulfill({ contentType: 'text/javascript', body: readFileSync(path.resolve('dist/webview', name.slice(1))) });
      else await route.fulfill({ status: 404, body: '' });
    });
    webview.connect();
    scope.after(() => webview.connection.dispose());
    await page.goto(address);
    return webview;
  }

  /** As when a person chooses another theme: the page stays. */
  async wear(theme: ThemeName): Promise<void> {
    await this.page.evaluate((worn) => (globalThis as unknown as { wearTheme(theme: unknown): void }).wearTheme(worn), themes[theme]);
  }

  /** As after `Developer: Reload Webviews`: a new page, with the state the old one left. */
  async reload(): Promise<void> {
    this.connection.dispose();
    this.connect();
    await this.page.reload();
  }

  private connect(): void {
    this.reader = new PageReader();
    const writer = new PageWriter(async (json) => {
      await this.page.evaluate((text) => (globalThis as unknown as { receiveFromHost(json: string): void }).receiveFromHost(text), json);
    });
    this.connection = createMessageConnection(this.reader, writer);
    // A page that is closed while something is on its way to it ends the test, not the process.
    this.connection.onError(([error]) => this.complaints.push(`connection: ${error.message}`));
    this.serve(this.connection);
    this.connection.listen();
  }
}

/** Runs in the page before its script: what VS Code brings to every webview. */
function standIn(theme: { kind: string; variables: Record<string, string> }): void {
  const bytesToJson = (value: unknown): unknown => {
    if (value instanceof Uint8Array) return { $base64: btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join('')) };
    if (Array.isArray(value)) return value.map(bytesToJson);
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, bytesToJson(item)]));
    return value;
  };
  const jsonToBytes = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(jsonToBytes);
    if (typeof value !== 'object' || value === null) return value;
    if ('$base64' in value) return Uint8Array.from(atob(String(value.$base64)), (character) => character.charCodeAt(0));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, jsonToBytes(item)]));
  };
  const page = globalThis as unknown as Record<string, unknown> & { postToHost(json: string): Promise<void> };
  page['receiveFromHost'] = (json: string) => window.postMessage(jsonToBytes(JSON.parse(json)), '*');
  page['acquireVsCodeApi'] = () => ({
    postMessage: (message: unknown) => void page.postToHost(JSON.stringify(bytesToJson(message))),
    getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
    setState: (state: unknown) => sessionStorage.setItem('state', JSON.stringify(state)),
  });
  const wear = ({ kind, variables }: typeof theme) => {
    document.documentElement.removeAttribute('style');
    for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value);
    // What VS Code shows behind a page that has no background of its own.
    document.documentElement.style.background = 'var(--vscode-sideBar-background)';
    document.body.className = kind === 'vscode-high-contrast-light' ? `${kind} vscode-high-contrast` : kind;
    document.body.dataset['vscodeThemeKind'] = kind;
  };
  page['wearTheme'] = wear;
  document.addEventListener('DOMContentLoaded', () => wear(theme));
}
