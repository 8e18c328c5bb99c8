import { t } from '@vscode/l10n';
import { ConnectionError, ErrorCodes, ResponseError } from 'vscode-jsonrpc/node';
import { ZmqError } from '../../core/base/errors';
import { errorCodes, type ErrorCode, type ErrorData } from '../../protocol/errors';

const lostConnection: readonly number[] = [ErrorCodes.PendingResponseRejected, ErrorCodes.ConnectionInactive, ErrorCodes.MessageWriteError];

/** What a request to another process failed with, as the error a person can act on. */
export function fromWire(error: unknown): ZmqError {
  if (error instanceof ZmqError) return error;
  if (error instanceof ConnectionError || (error instanceof ResponseError && lostConnection.includes(error.code))) {
    return new ZmqError('engineStopped', t('The engine stopped before it answered.'), { hint: t('It is restarted by itself; try again.') });
  }
  if (error instanceof ResponseError && isErrorData(error.data)) {
    const { code, ...more } = error.data;
    return new ZmqError(code, error.message, more);
  }
  return new ZmqError('internal', error instanceof Error ? error.message : String(error));
}

/** The same error as the answer to a request. */
export function toWire(error: unknown): ResponseError<ErrorData> {
  // JSON-RPC's own refusals (unknown method, cancelled …) go on as they came.
  if (error instanceof ResponseError && !lostConnection.includes(error.code)) return error as ResponseError<ErrorData>;
  const { message, data } = fromWire(error);
  return new ResponseError(errorCodes[data.code], message, data);
}

function isErrorData(data: unknown): data is ErrorData {
  return typeof data === 'object' && data !== null && 'code' in data && Object.hasOwn(errorCodes, data.code as ErrorCode);
}
