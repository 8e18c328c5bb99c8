import type { MessageConnection } from 'vscode-jsonrpc';
import { ResponseError } from 'vscode-jsonrpc';
import type * as v from 'valibot';
import { ZmqError } from '../core/errors';
import * as shapes from '../core/requests';
import type { RequestType } from 'vscode-jsonrpc';
import type { ErrorData } from '../protocol/errors';
import { errorCodes } from '../protocol/errors';
import { changed, configure, engineLog, hello, ping, startDemo, stopDemo } from '../protocol/engine';
import { clearLog, closeView, locateRecord, openView, recordBytes, recordDetails, viewRows } from '../protocol/log';
import { addEndpoint, closeSocket, listSockets, openSocket, removeEndpoint, send, subscribe, unsubscribe } from '../protocol/sockets';
import { Engine } from './engine';
import { versions } from './sockets/zmq';

/** Serves the contract of src/protocol over a connection. Every answer to bad input is an error with a code. */
export function serve(connection: MessageConnection): Engine {
  const engine = new Engine((change) => connection.sendRequest(changed, change));
  const { sockets, views, reader } = engine;

  /** One method, answered with its result or with an error that has a code. */
  function answer(name: string, run: (params: unknown) => unknown): void {
    // Without params the token comes first.
    connection.onRequest(name, async (...given: unknown[]) => {
      try {
        return await run(given.length > 1 ? given[0] : {});
      } catch (error) {
        throw asResponse(error);
      }
    });
  }

  /** One method whose params are checked before `run` sees them. */
  function method<P, R>(type: RequestType<P, R, ErrorData>, shape: v.GenericSchema<unknown, P>, run: (params: P) => R | Promise<R>): void {
    answer(type.method, (params) => run(shapes.check(shape, params)));
  }

  const done = (work: void | Promise<void>): null | Promise<null> => (work instanceof Promise ? work.then(() => null) : null);

  method(hello, shapes.empty, () => ({ protocol: 1, pid: process.pid, ...versions }));
  method(configure, shapes.configuration, (params) => done(engine.configure(params)));
  method(ping, shapes.empty, () => null);
  method(startDemo, shapes.demoParams, ({ at }) => engine.demo.start(at));
  method(stopDemo, shapes.empty, () => done(engine.demo.stop()));

  // A spec's options depend on its type, so the registry checks it as a whole.
  answer(openSocket.method, (params) => sockets.open(params));
  method(closeSocket, shapes.socketParams, ({ socket }) => done(sockets.close(socket)));
  method(listSockets, shapes.empty, () => sockets.list);
  method(addEndpoint, shapes.endpointParams, ({ socket, role, endpoint }) => sockets.get(socket).addEndpoint(role, endpoint));
  method(removeEndpoint, shapes.endpointParams, ({ socket, role, endpoint }) => done(sockets.get(socket).removeEndpoint(role, endpoint)));
  method(subscribe, shapes.subscriptionParams, ({ socket, topic }) => done(sockets.get(socket).subscribe(topic)));
  method(unsubscribe, shapes.subscriptionParams, ({ socket, topic }) => done(sockets.get(socket).unsubscribe(topic)));
  method(send, shapes.sendParams, (params) => sockets.get(params.socket).send(params));

  method(openView, shapes.query, (query) => views.open(query));
  method(closeView, shapes.viewParams, ({ view }) => done(views.close(view)));
  method(viewRows, shapes.rowsParams, ({ view, from, count }) => views.rows(view, from, count));
  method(locateRecord, shapes.locateParams, ({ view, number }) => views.locate(view, number));
  method(recordDetails, shapes.detailsParams, ({ number, fromFrame }) => reader.details(number, fromFrame ?? 0));
  method(recordBytes, shapes.bytesParams, ({ number, frame, from, to }) => reader.bytes(number, frame, from, to));
  method(clearLog, shapes.empty, () => done(engine.clear()));

  connection.onRequest((name: string) => {
    throw new ResponseError<ErrorData>(errorCodes.methodNotFound, `The engine has no method "${name}".`, { code: 'methodNotFound', hint: 'See docs/engine-protocol.md.' });
  });
  connection.onError(([error]) => logLine(connection, 'error', `Message not understood: ${error.message}`));
  return engine;
}

/** Tells the client; on a closed connection there is nobody to tell. */
export function logLine(connection: MessageConnection, level: 'info' | 'warning' | 'error', text: string): void {
  process.stderr.write(`${level}: ${text}\n`);
  connection.sendNotification(engineLog, { level, text }).catch(() => undefined);
}

function asResponse(error: unknown): ResponseError<ErrorData> {
  if (error instanceof ZmqError) return new ResponseError(errorCodes[error.data.code], error.message, error.data);
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`error: ${error instanceof Error ? error.stack : text}\n`);
  return new ResponseError(errorCodes.internal, text, { code: 'internal', hint: 'This is a defect of the engine; its log tells more.' });
}
