import { t } from '@vscode/l10n';
import type * as v from 'valibot';
import { ResponseError, type CancellationToken, type MessageConnection } from 'vscode-jsonrpc';
import { ZmqError } from '../core/base/errors';
import { asResponse, on, type Answer } from '../core/rpc/on';
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
import { copyRecords, exportRecords } from '../protocol/export';
import type { ProbedFacts } from '../protocol/events';
import { errorCodes } from '../protocol/errors';
import { changed, configure, engineLog, hello, ping, startDemo, stopDemo } from '../protocol/engine';
import {
  clearLog,
  closeView,
  locateRecord,
  markedRecords,
  markRecords,
  openView,
  recordBytes,
  recordDetails,
  viewHistogram,
  viewMarks,
  viewPlaces,
  viewRows,
} from '../protocol/log';
import type { Method, Notice } from '../protocol/method';
import type { CaptureId } from '../protocol/shapes';
import { probeEndpoint, probePorts } from '../protocol/probe';
import { closeRecording, openRecording } from '../protocol/recordings';
import { closeSeries, openSeries, seriesGaps, seriesPoints, seriesRecord, seriesValues } from '../protocol/plot';
import {
  addEndpoint,
  closeSocket,
  forgetSocket,
  listAllSockets,
  listSockets,
  restoreSockets,
  openSocket,
  removeEndpoint,
  renameSocket,
  resetTurn,
  send,
  subscribe,
  unsubscribe,
  type SocketId,
} from '../protocol/sockets';
import { heldFrames, letGo, listHeld, setFaults } from '../protocol/faults';
import { listProxies, pauseProxy, renameProxy, startProxy, stopProxy } from '../protocol/proxies';
import { viewStatistics } from '../protocol/statistics';
import { closeTap, listTaps, openTap, pauseTap, renameTap } from '../protocol/taps';
import { findTopics, listTopics, resetTopics } from '../protocol/topics';
import { Engine } from './engine';
import { probe, probePortsOf } from './wire/probe';
import { versions } from './sockets/zmq';

/** Serves the contract of src/protocol over a connection. Every answer to bad input is an error with a code. */
export function serve(connection: MessageConnection): Engine {
  const engine = new Engine({
    // Asynchronous, since a closed connection throws at once.
    notify: async (change) => connection.sendRequest(changed, change),
    mentioned: (mention) => tell(connection, chatMention, mention),
    warn: (text) => logLine(connection, 'warning', text),
  });
  const { sockets, taps, proxies, faults: relayFaults, chats, decoding, composer, jobs } = engine;
  const of = (capture: CaptureId | undefined) => engine.inspection(capture);

  /** One method, answered with its result or with an error that has a code. */
  function answer<S extends v.GenericSchema, R>(
    type: Method<S, R>,
    run: (params: v.InferOutput<S>, token: CancellationToken) => Answer<R> | Promise<Answer<R>>,
  ): void {
    on(connection, type, run, refuse);
  }

  answer(hello, () => ({ protocol: 1, pid: process.pid, ...versions }));
  answer(configure, (params) => engine.configure(params));
  answer(ping, () => null);
  answer(startDemo, ({ at }) => engine.demo.start(at));
  answer(stopDemo, () => engine.demo.stop());

  answer(openSocket, (spec) => sockets.open(spec));
  const own = (socket: SocketId) => {
    sockets.requireOwn(socket);
    return socket;
  };
  answer(renameSocket, ({ socket, name }) => sockets.rename(own(socket), name));
  answer(closeSocket, ({ socket }) => sockets.close(own(socket)));
  answer(resetTurn, ({ socket }) => sockets.resetTurn(own(socket)));
  answer(forgetSocket, ({ socket }) => sockets.forget(own(socket)));
  answer(restoreSockets, ({ sockets: specs }) => sockets.restore(specs));
  answer(listSockets, () => sockets.list);
  answer(listAllSockets, () => ({ open: sockets.list, closed: sockets.closedSpecs }));
  answer(addEndpoint, ({ socket, role, endpoint }) => sockets.getOwn(socket).addEndpoint(role, endpoint));
  answer(removeEndpoint, ({ socket, role, endpoint }) => sockets.getOwn(socket).removeEndpoint(role, endpoint));
  answer(subscribe, ({ socket, topic }) => sockets.getOwn(socket).subscribe(topic));
  answer(unsubscribe, ({ socket, topic }) => sockets.getOwn(socket).unsubscribe(topic));
  answer(send, (params) => sockets.getOwn(params.socket).send(params));

  answer(openTap, (spec) => taps.open(spec));
  answer(closeTap, ({ tap }) => taps.close(tap));
  answer(listTaps, () => taps.list);
  answer(renameTap, ({ tap, name }) => taps.rename(tap, name));
  answer(pauseTap, ({ tap, paused }) => taps.pause(tap, paused));
  answer(startProxy, (spec) => proxies.start(spec));
  answer(stopProxy, ({ proxy }) => proxies.stop(proxy));
  answer(listProxies, () => proxies.list);
  answer(renameProxy, ({ proxy, name }) => proxies.rename(proxy, name));
  answer(pauseProxy, ({ proxy, paused }) => proxies.pause(proxy, paused));
  answer(setFaults, ({ relay, faults }) => relayFaults.set(relay, faults));
  answer(listHeld, ({ relay }) => relayFaults.held(relay));
  answer(heldFrames, ({ relay, number }) => ({ frames: relayFaults.heldFrames(relay, number) }));
  answer(letGo, ({ relay, number, how }) => relayFaults.letGo(relay, number, how));

  answer(openView, ({ capture, ...query }) => of(capture).views.open(query));
  answer(closeView, ({ capture, view }) => of(capture).views.close(view));
  answer(viewRows, ({ capture, ...wish }) => of(capture).views.rows(wish));
  answer(viewHistogram, ({ capture, view, bars }) => of(capture).views.histogram(view, bars));
  answer(locateRecord, ({ capture, view, ...to }) => of(capture).views.locate(view, to));
  answer(viewPlaces, ({ capture, view, ...wish }) => of(capture).views.places(view, wish));
  answer(recordDetails, ({ capture, number, fromFrame }) => of(capture).rows.details(number, fromFrame ?? 0));
  answer(recordBytes, ({ capture, number, frame, from, to }) => of(capture).rows.bytes(number, frame, from, to));
  answer(copyRecords, ({ capture, view, stretches, form }, token) =>
    of(capture).exports.copy(view, stretches, form, () => token.isCancellationRequested),
  );
  answer(exportRecords, ({ capture, ...wish }, token) => of(capture).exports.toFile(wish, () => token.isCancellationRequested));
  answer(markRecords, ({ capture, view, stretches, ...wish }) => {
    of(capture).views.markRecords(view, stretches, wish);
    return null;
  });
  answer(markedRecords, ({ capture, view }) => of(capture).views.markedRecords(view));
  answer(viewStatistics, ({ capture, view, by }, token) => of(capture).statistics.of(view, by, () => token.isCancellationRequested));
  answer(viewMarks, ({ capture, view, texts }) => of(capture).views.marks(view, texts));
  answer(decodeRecord, ({ capture, ...params }) => of(capture).decoded.decode(params));
  answer(recordContent, ({ capture, ...params }) => of(capture).decoded.content(params));
  answer(recordText, ({ capture, ...params }) => of(capture).decoded.text(params));
  answer(decoderStatus, () => decoding.status());
  answer(readSchema, ({ protoFile }) => decoding.readSchema(protoFile));
  answer(listTopics, ({ capture, ...params }) => of(capture).topics.list(params));
  answer(findTopics, async ({ capture, prefix, count }) => ({ topics: await of(capture).topics.find(prefix, count) }));
  answer(resetTopics, ({ capture }) => of(capture).topics.reset());
  answer(openSeries, ({ capture, ...spec }) => of(capture).plots.open(spec));
  answer(closeSeries, ({ capture, series }) => of(capture).plots.close(series));
  answer(seriesRecord, ({ capture, ...place }) => of(capture).plots.recordNear(place));
  answer(seriesGaps, ({ capture, series }) => of(capture).plots.gaps(series));
  answer(seriesPoints, ({ capture, ...params }) => of(capture).plots.points(params));
  answer(seriesValues, ({ capture, ...params }) => of(capture).plots.values(params));
  answer(checkFrames, async ({ frames }) => ({ frames: await composer.check(frames) }));
  answer(compose, (message) => composer.send(message));
  answer(startJob, (params) => jobs.start(params));
  answer(stopJob, ({ job }) => jobs.stop(job));
  answer(sendAgain, ({ capture, number, socket, key }) => composer.sendAgain(of(capture).rows, number, socket, key));
  answer(draftOfRecord, ({ capture, number }) => composer.draft(of(capture).rows, number));
  answer(openRecording, ({ capture, file }, token) => engine.recordings.read(capture, file, () => token.isCancellationRequested));
  answer(closeRecording, ({ capture }) => {
    engine.recordings.close(capture);
    return null;
  });
  answer(clearLog, ({ capture }) => of(capture).clear());

  answer(joinChat, ({ id, spec, afterCrash }) => chats.join(id, spec, afterCrash));
  answer(restoreChats, (params) => chats.restore(params.chats));
  answer(leaveChat, ({ chat }) => chats.leave(chat));
  answer(removeChat, ({ chat }) => chats.remove(chat));
  answer(listChats, () => chats.list);
  answer(chatEntries, (params) => chats.get(params.chat).entries(params));
  answer(chatText, ({ chat, number }) => chats.get(chat).text(number));
  answer(findInChat, ({ chat, query, text }) => chats.get(chat).find(query, text));
  answer(sendToChat, ({ chat, text, room }) => ({ number: chats.get(chat).send(text, room) }));
  answer(retryChatMessage, ({ chat, number }) => chats.get(chat).retry(number));
  answer(cancelChatMessage, ({ chat, number }) => chats.get(chat).cancel(number));
  answer(resetChatTurn, ({ chat }) => chats.get(chat).resetTurn());
  answer(addChatPeer, ({ chat, endpoint }) => chats.get(chat).addPeer(endpoint));
  answer(removeChatPeer, ({ chat, endpoint }) => chats.get(chat).removePeer(endpoint));
  answer(joinChatRoom, ({ chat, room }) => chats.get(chat).setRooms((rooms) => [...rooms, room]));
  answer(leaveChatRoom, ({ chat, room }) => chats.get(chat).setRooms((rooms) => rooms.filter((other) => other !== room)));
  answer(updateChat, ({ chat, ...change }) => chats.update(chat, change));
  answer(chatSeen, ({ chat, room, upTo }) => chats.get(chat).seen(upTo, room));
  answer(clearChat, ({ chat }) => chats.clear(chat));
  answer(inviteToChat, ({ chat }) => chats.invitations(chat));
  answer(exportChat, ({ chat, form, from }) => chats.export(chat, form, from));

  const probing = () => ({ sockets: sockets.list, note: (facts: ProbedFacts) => engine.note(facts) });
  answer(probeEndpoint, ({ endpoint }, token) => probe(endpoint, probing(), stopped(token)));
  answer(probePorts, ({ endpoint, from }, token) => probePortsOf(endpoint, from, probing(), stopped(token)));

  connection.onRequest((name: string) => {
    throw new ResponseError<ErrorData>(errorCodes.methodNotFound, t('The engine has no method "{0}".', name), {
      code: 'methodNotFound',
      hint: t('See docs/engine-protocol.md.'),
    });
  });
  connection.onError(([error]) => logLine(connection, 'error', `Message not understood: ${error.message}`));
  return engine;
}

function stopped(token: CancellationToken): AbortSignal {
  const stop = new AbortController();
  token.onCancellationRequested(() => stop.abort());
  return stop.signal;
}

/** For the client and for stderr. */
export function logLine(connection: MessageConnection, level: 'info' | 'warning' | 'error', text: string): void {
  process.stderr.write(`${level}: ${text}\n`);
  tell(connection, engineLog, { level, text });
}

/** On a closed connection there is nobody to tell. */
function tell<S extends v.GenericSchema>(connection: MessageConnection, type: Notice<S>, params: v.InferInput<S>): void {
  void (async () => connection.sendNotification(type.method, params))().catch(() => undefined);
}

function refuse(error: unknown): ResponseError<ErrorData> {
  if (error instanceof ZmqError) return asResponse(error);
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`error: ${error instanceof Error ? error.stack : text}\n`);
  return new ResponseError(errorCodes.internal, text, { code: 'internal', hint: t('This is a defect of the engine; its log tells more.') });
}
