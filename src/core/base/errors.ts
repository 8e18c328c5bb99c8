import type { ErrorCode, ErrorData } from '../../protocol/errors';

/** What happened and what to try, one sentence after the other. */
export function sentences(error: unknown): string {
  if (!(error instanceof ZmqError)) return error instanceof Error ? error.message : String(error);
  return [error.message, error.data.hint].filter(Boolean).join(' ');
}

/** An error a person can act on: what happened in `message`, what to try in `data.hint`. */
export class ZmqError extends Error {
  readonly data: ErrorData;

  constructor(code: ErrorCode, message: string, more: Omit<ErrorData, 'code'> = {}) {
    super(message);
    this.name = 'ZmqError';
    this.data = { code, ...more };
  }
}
