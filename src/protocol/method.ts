import type * as v from 'valibot';
import { NotificationType, RequestType } from 'vscode-jsonrpc';
import type { ErrorData } from './errors';

/** The type of a method's result, for `new Method(…, result<Row[]>())`. Results come from a side that is trusted and are not checked. */
export interface Result<R> {
  readonly of?: R;
}
export function result<R>(): Result<R> {
  return {};
}

/**
 * One request of the contract: its name, the schema of its params and the type of its result. Who sends it writes what the schema
 * takes, who serves it gets what the schema makes of that.
 */
export class Method<S extends v.GenericSchema = v.GenericSchema, R = unknown> extends RequestType<v.InferInput<S>, R, ErrorData> {
  constructor(
    name: string,
    readonly params: S,
    _result: Result<R>,
  ) {
    super(name);
  }
}

/** One notification of the contract, likewise. */
export class Notice<S extends v.GenericSchema = v.GenericSchema> extends NotificationType<v.InferInput<S>> {
  constructor(
    name: string,
    readonly params: S,
  ) {
    super(name);
  }
}
