import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  Message,
  type DataCallback,
  type Disposable,
  type MessageConnection,
} from 'vscode-jsonrpc/browser';

/** What VS Code gives a webview, once. */
export interface WebviewApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  function acquireVsCodeApi(): WebviewApi;
}

/**
 * Only JSON-RPC from this page's own origin is the host's: VS Code hands it on from the frame around, which has the same
 * origin. `event.source` would not tell, as VS Code hides that frame from `window.parent`.
 */
function isFromHost(event: MessageEvent): boolean {
  const data: unknown = event.data;
  return event.origin === window.origin && typeof data === 'object' && data !== null && 'jsonrpc' in data && data.jsonrpc === '2.0';
}

class WindowReader extends AbstractMessageReader {
  override listen(callback: DataCallback): Disposable {
    const listener = (event: MessageEvent): void => {
      if (!isFromHost(event)) return;
      const message = event.data as Message;
      if (Message.isRequest(message) || Message.isNotification(message) || Message.isResponse(message)) callback(message);
    };
    window.addEventListener('message', listener);
    return { dispose: () => window.removeEventListener('message', listener) };
  }
}

class WebviewWriter extends AbstractMessageWriter {
  constructor(private readonly api: WebviewApi) {
    super();
  }
  async write(message: Message): Promise<void> {
    this.api.postMessage(message);
  }
  end(): void {
    this.dispose();
  }
}

/** The connection to the host; register handlers, then `listen()`. */
export function connectToHost(api: WebviewApi): MessageConnection {
  return createMessageConnection(new WindowReader(), new WebviewWriter(api));
}
