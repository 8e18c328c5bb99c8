import type { ErrorCode, ErrorData } from '../protocol/errors';

/** An error a person can act on: what happened in `message`, what to try in `data.hint`. */
export class ZmqError extends Error {
  readonly data: ErrorData;

  constructor(code: ErrorCode, message: string, more: Omit<ErrorData, 'code'> = {}) {
    super(message);
    this.name = 'ZmqError';
    this.data = { code, ...more };
  }
}
