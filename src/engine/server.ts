import type { MessageConnection } from 'vscode-jsonrpc';
import { ResponseError } from 'vscode-jsonrpc';
import type * as v from 'valibot';
import * as chatShapes from '../core/chat/requests';
import { ZmqError } from '../core/base/errors';
import * as shapes from '../core/requests/requests';
import type { NotificationType, RequestType } from 'vscode-jsonrpc';
import {
  addChatPeer,
  cancelChatMessage,
  chatEntries,
  chatMention,
  chatSeen,
  chatText,
  clearChat,
  exportChat,
  findInChat,
  inviteToChat,
  joinChat,
  joinChatRoom,
  leaveChat,
  leaveChatRoom,
  listChats,
  probeEndpoint,
  removeChat,
  removeChatPeer,
  resetChatTurn,
  restoreChats,
  retryChatMessage,
  sendToChat,
  updateChat,
} from '../protocol/chat';
import { checkFrames, compose, draftOfRecord, sendAgain, startJob, stopJob } from '../protocol/composer';
import { decodeRecord, decoderStatus, readSchema, recordContent, recordText } from '../protocol/decoding';
import type { ErrorData } from '../protocol/errors';
import { errorCodes } from '../protocol/errors';
import { changed, configure, engineLog, hello, ping, startDemo, stopDemo } from '../protocol/engine';
import { clearLog, closeView, locateRecord, openView, recordBytes, recordDetails, viewMarks, viewRows } from '../protocol/log';
import { closeSeries, openSeries, seriesPoints, seriesValues } from '../protocol/plot';
import {
  addEndpoint,
  closeSocket,
  listSockets,
  openSocket,
  removeEndpoint,
  renameSocket,
  send,
  subscribe,
  unsubscribe,
} from '../protocol/sockets';
import { findTopics, listTopics, resetTopics } from '../protocol/topics';
import { Engine } from './engine';
import { probe } from './wire/probe';
import { versions } from './sockets/zmq';

/** Serves the contract of src/protocol over a connection. Every answer to bad input is an error with a code. */
export function serve(connection: MessageConnection): Engine {
  const engine = new Engine({
    // Asynchronous, since a closed connection throws at once.
    notify: async (change) => connection.sendRequest(changed, change),
    mentioned: (mention) => tell(connection, chatMention, mention),
    warn: (text) => logLine(connection, 'warning', text),
  });
  const { sockets, chats, decoding, composer, jobs } = engine;
  const { views, rows, decoded, topics, plots } = engine.live;

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
  method(renameSocket, shapes.renameParams, ({ socket, name }) => done(sockets.rename(socket, name)));
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
  method(recordDetails, shapes.detailsParams, ({ number, fromFrame }) => rows.details(number, fromFrame ?? 0));
  method(recordBytes, shapes.bytesParams, ({ number, frame, from, to }) => rows.bytes(number, frame, from, to));
  method(viewMarks, shapes.marksParams, ({ view, texts }) => views.marks(view, texts));
  method(decodeRecord, shapes.decodeParams, (params) => decoded.decode(params));
  method(recordContent, shapes.contentParams, (params) => decoded.content(params));
  method(recordText, shapes.textParams, (params) => decoded.text(params));
  method(decoderStatus, shapes.empty, () => decoding.status());
  method(readSchema, shapes.schemaParams, ({ protoFile }) => decoding.readSchema(protoFile));
  method(listTopics, shapes.topicListParams, (params) => topics.list(params));
  method(findTopics, shapes.findTopicsParams, async ({ prefix, count }) => ({ topics: await topics.find(prefix, count) }));
  method(resetTopics, shapes.empty, () => done(topics.reset()));
  method(openSeries, shapes.seriesSpec, (spec) => plots.open(spec));
  method(closeSeries, shapes.seriesParams, ({ series }) => done(plots.close(series)));
  method(seriesPoints, shapes.pointsParams, (params) => plots.points(params));
  method(seriesValues, shapes.valuesParams, (params) => plots.values(params));
  method(checkFrames, shapes.draftsParams, async ({ frames }) => ({ frames: await composer.check(frames) }));
  method(compose, shapes.composedMessage, (message) => composer.send(message));
  method(startJob, shapes.startJobParams, (params) => jobs.start(params));
  method(stopJob, shapes.jobParams, ({ job }) => jobs.stop(job));
  method(sendAgain, shapes.sendAgainParams, ({ number, socket }) => composer.sendAgain(number, socket));
  method(draftOfRecord, shapes.recordParams, ({ number }) => composer.draft(number));
  method(clearLog, shapes.empty, () => done(engine.live.clear()));

  answer(joinChat.method, (params) => {
    const { id, spec, afterCrash } = shapes.check(chatShapes.joinParams, params);
    return chats.join(id, spec, afterCrash);
  });
  answer(restoreChats.method, (params) => done(chats.restore(shapes.check(chatShapes.restoreParams, params).chats)));
  method(leaveChat, chatShapes.chatParams, ({ chat }) => done(chats.leave(chat)));
  method(removeChat, chatShapes.chatParams, ({ chat }) => done(chats.remove(chat)));
  method(listChats, shapes.empty, () => chats.list);
  method(chatEntries, chatShapes.entriesParams, (params) => chats.get(params.chat).entries(params));
  method(chatText, chatShapes.entryParams, ({ chat, number }) => chats.get(chat).text(number));
  method(findInChat, chatShapes.findParams, ({ chat, query, text }) => chats.get(chat).find(query, text));
  method(sendToChat, chatShapes.chatSendParams, ({ chat, text, room }) => ({ number: chats.get(chat).send(text, room) }));
  method(retryChatMessage, chatShapes.entryParams, ({ chat, number }) => done(chats.get(chat).retry(number)));
  method(cancelChatMessage, chatShapes.entryParams, ({ chat, number }) => done(chats.get(chat).cancel(number)));
  method(resetChatTurn, chatShapes.chatParams, ({ chat }) => done(chats.get(chat).resetTurn()));
  method(addChatPeer, chatShapes.peerParams, ({ chat, endpoint }) => done(chats.get(chat).addPeer(endpoint)));
  method(removeChatPeer, chatShapes.peerParams, ({ chat, endpoint }) => done(chats.get(chat).removePeer(endpoint)));
  method(joinChatRoom, chatShapes.roomParams, ({ chat, room }) => done(chats.get(chat).setRooms((rooms) => [...rooms, room])));
  method(leaveChatRoom, chatShapes.roomParams, ({ chat, room }) =>
    done(chats.get(chat).setRooms((rooms) => rooms.filter((other) => other !== room))),
  );
  method(updateChat, chatShapes.updateParams, ({ chat, ...change }) => done(chats.update(chat, change)));
  method(chatSeen, chatShapes.seenParams, ({ chat, room, upTo }) => done(chats.get(chat).seen(upTo, room)));
  method(clearChat, chatShapes.chatParams, ({ chat }) => done(chats.clear(chat)));
  method(inviteToChat, chatShapes.chatParams, ({ chat }) => chats.invitations(chat));
  method(exportChat, chatShapes.exportParams, ({ chat, form, from }) => chats.export(chat, form, from));
  method(probeEndpoint, chatShapes.probeParams, ({ endpoint }) => probe(endpoint, sockets.list));

  connection.onRequest((name: string) => {
    throw new ResponseError<ErrorData>(errorCodes.methodNotFound, `The engine has no method "${name}".`, {
      code: 'methodNotFound',
      hint: 'See docs/engine-protocol.md.',
    });
  });
  connection.onError(([error]) => logLine(connection, 'error', `Message not understood: ${error.message}`));
  return engine;
}

/** For the client and for stderr. */
export function logLine(connection: MessageConnection, level: 'info' | 'warning' | 'error', text: string): void {
  process.stderr.write(`${level}: ${text}\n`);
  tell(connection, engineLog, { level, text });
}

/** On a closed connection there is nobody to tell. */
function tell<P>(connection: MessageConnection, type: NotificationType<P>, params: P): void {
  void (async () => connection.sendNotification(type.method, params))().catch(() => undefined);
}

function asResponse(error: unknown): ResponseError<ErrorData> {
  if (error instanceof ZmqError) return new ResponseError(errorCodes[error.data.code], error.message, error.data);
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`error: ${error instanceof Error ? error.stack : text}\n`);
  return new ResponseError(errorCodes.internal, text, { code: 'internal', hint: 'This is a defect of the engine; its log tells more.' });
}
