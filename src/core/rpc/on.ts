import type * as v from 'valibot';
import { ResponseError, CancellationToken, type Disposable, type MessageConnection } from 'vscode-jsonrpc';
import { errorCodes, type ErrorData } from '../../protocol/errors';
import { Method, type Notice } from '../../protocol/method';
import { check } from '../base/check';
import { ZmqError } from '../base/errors';

/** What a method may answer with. Where its result is null, nothing will do. */
export type Answer<R> = R | (null extends R ? void : never);
/** Makes an answer of what a method threw. */
export type Refuse = (error: unknown) => ResponseError<ErrorData | void>;

/**
 * Serves a method of the contract: `run` gets params that fit its schema, and whatever fails is answered as an error with a code.
 * Params left out count as `{}`.
 */
export function on<S extends v.GenericSchema, R>(
  connection: MessageConnection,
  type: Method<S, R>,
  run: (params: v.InferOutput<S>, token: CancellationToken) => Answer<R> | PromiseLike<Answer<R>>,
  refuse?: Refuse,
): Disposable;
/** Listens to a notification of the contract. */
export function on<S extends v.GenericSchema>(
  connection: MessageConnection,
  type: Notice<S>,
  run: (params: v.InferOutput<S>) => void,
): Disposable;
export function on<S extends v.GenericSchema>(
  connection: MessageConnection,
  type: Method<S, unknown> | Notice<S>,
  run: (params: v.InferOutput<S>, token: CancellationToken) => unknown,
  refuse: Refuse = asResponse,
): Disposable {
  if (!(type instanceof Method)) {
    return connection.onNotification(type.method, (params: unknown) => void run(check(type.params, params), CancellationToken.None));
  }
  // By name and not by type: the library refuses params that are left out, where it knows that there may be some.
  return connection.onRequest(type.method, async (...received: unknown[]) => {
    // Without params the token comes first.
    const token = received.at(-1) as CancellationToken;
    try {
      return (await run(check(type.params, received.length > 1 ? received[0] : {}), token)) ?? null;
    } catch (error) {
      return refuse(error);
    }
  });
}

/** What went wrong as an answer. What is no error of ours has the code `internal`. */
export function asResponse(error: unknown): ResponseError<ErrorData> {
  if (error instanceof ResponseError) return error as ResponseError<ErrorData>;
  if (error instanceof ZmqError) return new ResponseError(errorCodes[error.data.code], error.message, error.data);
  return new ResponseError(errorCodes.internal, error instanceof Error ? error.message : String(error), { code: 'internal' });
}
