import { AbstractMessageReader, AbstractMessageWriter, Message, type DataCallback, type Disposable } from 'vscode-jsonrpc/node';
import { exactBytes } from '../base/exactBytes';

/** Hands on what a webview posted, where it is JSON-RPC at all. */
export class WebviewReader extends AbstractMessageReader {
  private callback: DataCallback | undefined;

  override listen(callback: DataCallback): Disposable {
    this.callback = callback;
    return {
      dispose: () => {
        this.callback = undefined;
      },
    };
  }

  accept(message: Message): void {
    this.callback?.(message);
  }
}

/** Posts to a webview, with bytes it can take. */
export class WebviewWriter extends AbstractMessageWriter {
  private ended = false;

  constructor(private readonly post: (message: unknown) => PromiseLike<boolean>) {
    super();
  }

  async write(message: Message): Promise<void> {
    // Not awaited: the answer can be a long time coming while the webview is hidden, and tells nothing.
    if (!this.ended) this.post(exactBytes(message)).then(undefined, (error: unknown) => this.fireError(error, message));
  }

  end(): void {
    this.ended = true;
  }

  override dispose(): void {
    this.ended = true;
    super.dispose();
  }
}

/** What a webview posted, if it is a message of JSON-RPC. */
export function parseMessage(posted: unknown): Message | undefined {
  if (typeof posted !== 'object' || posted === null) return undefined;
  const message = posted as Message;
  if (Message.isNotification(message)) {
    // The library reads `params.id` of a cancellation unchecked.
    const { params } = message as { params?: unknown };
    return typeof params === 'object' && params !== null ? message : undefined;
  }
  return Message.isRequest(message) || Message.isResponse(message) ? message : undefined;
}

/** Requests of a page are numbered from 0, so this one is the first of a page that was just loaded. */
export function isFirstRequest(message: Message): boolean {
  return Message.isRequest(message) && message.id === 0;
}
