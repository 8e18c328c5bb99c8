import assert from 'node:assert/strict';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { createMessageConnection, ResponseError, type Message, type MessageConnection } from 'vscode-jsonrpc/node';
import { actions } from '../../src/host/actions/actionTable';
import { Actions } from '../../src/host/actions/actions';
import { scriptedServices } from './actionServices';
import { EngineSupervisor } from '../../src/host/supervision/engineSupervisor';
import { InspectorMemory } from '../../src/host/inspector/inspectorMemory';
import { SocketStore } from '../../src/host/sockets/socketStore';
import { ProxyStore } from '../../src/host/proxies/proxyStore';
import { TapStore } from '../../src/host/taps/tapStore';
import type { CommandOfPage } from '../../src/protocol/inspector';
import { InspectorPageConversation, type InspectorServices } from '../../src/host/inspector/inspectorPageConversation';
import { WebviewReader, WebviewWriter } from '../../src/host/pages/webviewTransport';
import type { Change, Configuration } from '../../src/protocol/engine';
import type { ErrorData } from '../../src/protocol/errors';
import { inspectorChanged, type InspectorSnapshot } from '../../src/protocol/inspector';
import type { CaptureId } from '../../src/protocol/shapes';
import { jsonMemory } from './jsonMemory';
import { within } from './within';

/** What arrives on a page the way VS Code hands it on: a clone, in which each array of bytes has brought its whole buffer. */
function posted(message: unknown): Message {
  return structuredClone(message) as Message;
}

/** An inspector without VS Code: the real sessions, stores and engine, and pages without a browser at their other end. */
export function openInspector(t: TestContext, configuration: Configuration = {}, modulePath = path.resolve('dist/engine.js')) {
  const values = jsonMemory();
  const engine: EngineSupervisor = new EngineSupervisor({
    modulePath,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    configuration: () => ({ capture: { maxMegabytes: 64, maxMessages: 10_000 }, ...configuration }),
    restore: (process) => store.restore(process),
    reopen: async (process) => {
      await store.reopenAfterCrash(process);
      await taps.reopenAfterCrash(process);
      await proxies.reopenAfterCrash(process);
    },
    gaveUp: (problem) => assert.fail(problem),
  });
  /** What the person was told. */
  const complaints: string[] = [];
  const complain = (text: string) => void complaints.push(text);
  t.after(() => assert.deepEqual(complaints.splice(0), []));
  const store: SocketStore = new SocketStore(engine, values, complain);
  const taps: TapStore = new TapStore(engine, values, store.recent, complain);
  const proxies: ProxyStore = new ProxyStore(engine, values, store.recent, complain);
  const memory = new InspectorMemory(values, complain);
  const commands: CommandOfPage[] = [];
  const copied: string[] = [];
  /** What VS Code was asked for, apart from these. */
  const asked: [string, unknown][] = [];
  const answers =
    <R>(name: string, answer: R) =>
    async (params: unknown): Promise<R> => {
      asked.push([name, params]);
      return answer;
    };
  const services: InspectorServices = {
    engine,
    store,
    actions: new Actions(
      scriptedServices({
        engine,
        sockets: store,
        taps,
        proxies,
        show: { document: answers('openDocument', undefined), comparison: answers('compareRecords', undefined) },
      }),
      () => Promise.resolve(actions),
    ),
    admits: async () => true,
    memory,
    colours: { wanted: undefined, onDidChange: () => ({ dispose: () => undefined }) },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    copyText: async (text: string) => void copied.push(text),
    runCommand: (command: CommandOfPage) => void commands.push(command),
    report: (error: unknown) => assert.fail(String(error)),
    pickFile: async () => undefined,
    signingKey: () => answers('signingKey', 'the key')({}),
    decodeAs: answers('decodeAs', true),
    showDecoders: answers('showDecoders', undefined),
    saveFrame: answers('saveFrame', false),
    saveFile: answers('saveFile', true),
    exportMatches: answers('exportMatches', true),
    ready: () => Promise.resolve(),
  };
  t.after(() => engine.dispose());

  /** A page from its load on, of a panel that shows this capture. */
  const load = (capture?: CaptureId) => {
    const reader = new WebviewReader();
    const received: Message[] = [];
    const session = new InspectorPageConversation(
      services,
      async (message) => {
        received.push(posted(message));
        reader.accept(posted(message));
        return true;
      },
      capture,
    );
    const page: MessageConnection = createMessageConnection(
      reader,
      new WebviewWriter(async (message) => {
        session.accept(posted(message));
        return true;
      }),
    );
    page.listen();
    t.after(() => {
      session.dispose();
      page.dispose();
    });
    return { page, session, received };
  };
  return { engine, store, taps, proxies, complaints, memory, values, services, commands, copied, asked, load };
}

/** An inspector with one page. */
export function openPage(t: TestContext, configuration?: Configuration) {
  const inspector = openInspector(t, configuration);
  return { ...inspector, ...inspector.load() };
}

/** Resolves with the first notice that fits. */
export function notice(
  page: MessageConnection,
  fits: (notice: { change?: Change; snapshot?: InspectorSnapshot }) => boolean,
): Promise<void> {
  return within(
    10_000,
    'a fitting notice',
    new Promise((resolve) => {
      page.onRequest(inspectorChanged, (params) => {
        if (fits(params)) resolve();
        return null;
      });
    }),
  );
}

/** Tells whether an error is a refusal of this kind. */
export const refusal = (code: number, message: RegExp, data?: Partial<ErrorData>) => (error: unknown) => {
  assert.ok(error instanceof ResponseError);
  assert.equal(error.code, code);
  assert.match(error.message, message);
  if (data) assert.deepEqual({ ...error.data, ...data }, error.data);
  return true;
};
