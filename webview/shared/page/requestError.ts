import { ResponseError } from 'vscode-jsonrpc';
import type { ErrorData } from '../../../src/protocol/errors';

/** A refused request, ready to be shown: what happened, and what to try. */
export interface RequestError extends Partial<ErrorData> {
  message: string;
}

/** Takes whatever a request was rejected with. */
export function requestError(error: unknown): RequestError {
  if (error instanceof ResponseError) {
    const data: unknown = error.data;
    return { ...(typeof data === 'object' && data !== null ? (data as Partial<ErrorData>) : {}), message: error.message };
  }
  return { message: error instanceof Error ? error.message : String(error) };
}
