import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { recordDetails, type RecordDetails } from '../../../src/protocol/log';
import { requestError } from '../../shared/page/requestError';

/** How often the engine is asked, ms. */
const interval = 500;

/** Waits for the reply to the request that is shown: nothing else about a record changes. */
export class AnswerWatch {
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Begins anew with this record; `answered` is told its facts once there is a reply. */
  watch(
    connection: MessageConnection,
    { row }: RecordDetails,
    answered: (row: RecordDetails['row']) => void,
    failed: (sentence: string) => void,
  ): void {
    this.stop();
    if (!waits(row)) return;
    const timer = setTimeout(() => {
      connection.sendRequest(recordDetails, { number: row.number }).then(
        (details) => {
          if (this.timer !== timer) return;
          if (waits(details.row)) this.watch(connection, details, answered, failed);
          else answered(details.row);
        },
        (error: unknown) => {
          if (this.timer === timer) failed(requestError(error).message);
        },
      );
    }, interval);
    this.timer = timer;
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}

/** What cannot be told now may be told when more replies came. */
function waits({ exchange }: RecordDetails['row']): boolean {
  return exchange !== undefined && exchange.role !== 'unpaired' && exchange.other === undefined;
}
