import { t } from '@vscode/l10n';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import type { DecoderChoice } from '../../../src/protocol/decoding';
import { decoderStatus, recordContent } from '../../../src/protocol/decoding';
import { copyText, decodeAs, type DecodeAsParams, openDocument, saveFrame, showDecoders } from '../../../src/protocol/inspector';
import { recordBytes, type RecordDetails } from '../../../src/protocol/log';
import { requestError } from '../../shared/page/requestError';

/** Most bytes that one request brings. */
const chunk = 1024 * 1024;

/** Where the bytes of a content are: in a frame, `depth` unwrappings inside. */
export interface ContentPlace {
  frame: number;
  depth: number;
  /** How the frame is read, where a person chose that. */
  choice?: DecoderChoice;
  /** Of a value in the frame, from which the depth counts. */
  path?: string;
}

/** What can be done with one record. Says how it went. */
export class RecordActions {
  constructor(
    private readonly connection: MessageConnection,
    readonly record: RecordDetails['row'],
    /** Tells the person how it went. */
    readonly say: (said: string) => void,
  ) {}

  /** The first `count` bytes of a content; undefined where that failed, which has then been said. */
  bytes({ frame, depth, choice, path }: ContentPlace, count: number): Promise<Uint8Array | undefined> {
    const { number } = this.record;
    return this.attempt(async () => {
      const bytes = new Uint8Array(count);
      let length = 0;
      while (length < count) {
        const range = { from: length, to: Math.min(length + chunk, count) };
        const part =
          depth === 0 && path === undefined
            ? await this.connection.sendRequest(recordBytes, { number, frame, ...range })
            : await this.connection.sendRequest(recordContent, { number, frame, depth, decoder: choice, path, ...range });
        bytes.set(part, length);
        length += part.length;
        if (part.length < range.to - range.from) break;
      }
      return bytes.subarray(0, length);
    });
  }

  readonly copy = (text: string, said: string): void => {
    void this.attempt(async () => {
      await this.connection.sendRequest(copyText, { text });
      this.say(said);
    });
  };

  /** Has a rule written into the settings. */
  decodeAs(by: 'socket' | 'topic', frame: number, how: Omit<DecodeAsParams, 'socket' | 'topic' | 'frame'>): void {
    const { socketName, topic } = this.record;
    const fits = by === 'topic' ? { topic } : { socket: socketName };
    void this.attempt(() => this.connection.sendRequest(decodeAs, { ...fits, frame: frame + 1, ...how }));
  }

  /** Without a frame: the whole record. */
  openDocument(frame?: number, choice?: DecoderChoice): void {
    void this.attempt(() => this.connection.sendRequest(openDocument, { number: this.record.number, frame, decoder: choice }));
  }

  save(frame: number): void {
    void this.attempt(async () => {
      if (await this.connection.sendRequest(saveFrame, { number: this.record.number, frame })) this.say(t('Frame {0} saved.', frame + 1));
    });
  }

  /** Opens the schema that a rule goes wrong with, or else the rules. */
  showCause(rule: number): void {
    void this.attempt(async () => {
      const { rules } = await this.connection.sendRequest(decoderStatus, {});
      const cause = rules.find((status) => status.rule === rule);
      const { file, line } = cause?.problem ?? {};
      await this.connection.sendRequest(showDecoders, file === undefined ? { rule } : { file, line });
    });
  }

  private async attempt<T>(action: () => Promise<T>): Promise<T | undefined> {
    try {
      return await action();
    } catch (error) {
      const { message, hint } = requestError(error);
      this.say(hint ? `${message} ${hint}` : message);
      return undefined;
    }
  }
}
