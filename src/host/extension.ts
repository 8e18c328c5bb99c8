import * as vscode from 'vscode';
import { Actions } from './actions/actions';
import { saveChatIn } from './chat/chatFiles';
import { ChatHost } from './chat/chatHost';
import { ChatStore } from './chat/chatStore';
import type { Commands } from './commands/commandHandlers';
import { registerCommands } from './commands/register';
import { askBeforeTaking } from './commands/askBeforeTaking';
import { Demo } from './sockets/demo';
import { DisposableStore } from './base/disposableStore';
import { EngineSupervisor } from './supervision/engineSupervisor';
import { followEngine } from './followEngine';
import { followSettings } from './followSettings';
import { InspectorMemory } from './inspector/inspectorMemory';
import { forNotification } from './base/plainText';
import { reportProblem } from './base/problems';
import { FramePictures } from './files/framePictures';
import { configurationFor } from './engineConfiguration';
import { probeAllPorts } from './sockets/portsProbe';
import { SocketStore } from './sockets/socketStore';
import { TapStore } from './taps/tapStore';
import { ProxyStore } from './proxies/proxyStore';
import { TakingGuard } from './taps/takingGuard';
import { registerTapTasks } from './tasks/tapTasks';
import { ColoursSetting } from './settings/logColours';
import { SigningKey } from './inspector/signingKey';
import { InspectorPanels } from './inspector/inspectorPanels';
import type { CommandOfPage } from '../protocol/inspector';
import { Recordings } from './recordings/recordings';
import { RecordDocuments } from './files/recordDocuments';
import { reloadOnRebuild } from './pages/reloadOnRebuild';
import { speak } from '../core/base/language';
import { languageOfWindow } from './settings/languageOfWindow';
import { SocketsTree } from './views/socketsTree';
import { StatusBar } from './views/statusBar';
import { TopicsTree } from './views/topicsTree';
import type { CommandId } from './commands/commandIds';

let ending: (() => Promise<void>) | undefined;

/** Registers what VS Code shows, and starts nothing: the engine is forked on first use. */
export function activate(context: vscode.ExtensionContext): void {
  speak(languageOfWindow());
  const disposables = new DisposableStore();
  context.subscriptions.push(disposables);
  const log = disposables.add(vscode.window.createOutputChannel('ZMQ Engine', { log: true }));
  const complain = (text: string) => {
    log.warn(text);
    void vscode.window.showWarningMessage(forNotification(text));
  };

  const engine: EngineSupervisor = new EngineSupervisor({
    modulePath: context.asAbsolutePath('dist/engine.js'),
    log,
    configuration: configurationFor(context, complain),
    // What a page remembers outlives the window: no engine of a later one may pass for an earlier one.
    firstGeneration: Date.now(),
    restore: async (process) => {
      await store.restore(process);
      await chats.restore(process);
    },
    reopen: async (process) => {
      await store.reopenAfterCrash(process);
      await taps.reopenAfterCrash(process);
      await proxies.reopenAfterCrash(process);
      await chats.rejoinAfterCrash(process);
    },
    gaveUp: (problem) => void reportProblem(problem),
  });
  ending = () => engine.dispose();
  const store: SocketStore = disposables.add(new SocketStore(engine, context.workspaceState, complain));
  const taps: TapStore = disposables.add(new TapStore(engine, context.workspaceState, store.recent, complain));
  const proxies: ProxyStore = disposables.add(new ProxyStore(engine, context.workspaceState, store.recent, complain));
  const chats: ChatStore = disposables.add(new ChatStore(engine, context.workspaceState, store.recent, complain));
  const demo = new Demo(engine, store, complain, (peers) => {
    void vscode.commands.executeCommand('setContext', 'zmq.demoRuns', peers !== undefined);
    socketsTree.tellOfDemo(peers);
  });
  disposables.add(followEngine(engine, { sockets: store, taps, proxies, chats }, log));
  disposables.add(followSettings(engine));
  disposables.add(registerTapTasks(taps, later));

  if (context.extensionMode === vscode.ExtensionMode.Development)
    disposables.add(reloadOnRebuild(vscode.Uri.joinPath(context.extensionUri, 'dist', 'webview')));
  const memory = disposables.add(new InspectorMemory(context.workspaceState, complain));
  const recordings = new Recordings(engine, context.workspaceState, async (wish) => (await later()).readRecording(engine, wish));
  const pictures = disposables.add(new FramePictures(engine, later));
  const documents = disposables.add(new RecordDocuments(engine));
  const actions = new Actions(
    {
      engine,
      sockets: store,
      taps,
      proxies,
      chats: {
        infos: () => chats.infos(),
        find: (id) => chats.find(id),
        join: (params) => chats.join(params),
        leave: (id) => chats.leave(id),
        remove: (id) => chats.remove(id),
        defaults: () => chatHost.defaults(),
        save: (chat, file) => saveChatIn(engine, chat, file),
      },
      demo,
      probePorts: (endpoint) => probeAllPorts(engine, endpoint),
      show: {
        inspector: (capture) => inspector.show({ capture }),
        record: (number) => inspector.showRecord(number),
        chat: (chat) => chatHost.view.show(chat === undefined ? {} : { chat }),
        document: async (params) => {
          const { frame, decoder = 'picture', ...record } = params;
          if (frame === undefined || decoder !== 'picture' || !(await pictures.open({ ...record, frame }))) await documents.open(params);
        },
        comparison: (params) => documents.compare(params),
      },
      resetTopics: () => topicsTree.reset(),
      exportRecords: async (argument) => (await later()).exportQuery(engine, argument),
      openRecording: async (file) => {
        const status = await recordings.open(file);
        if (status) inspector.show({ capture: status.capture });
        return status;
      },
    },
    async () => (await later()).actions,
  );

  const guard = new TakingGuard({
    workspace: context.workspaceState,
    everywhere: context.globalState,
    sockets: store,
    demoPeers: () => Object.values(demo.peers ?? {}),
    ask: askBeforeTaking,
    offerTap: (target) =>
      void commands()
        .then(({ taps: tapCommands }) => tapCommands.ask({ target }))
        .catch(reportProblem),
  });
  const signingKey = new SigningKey(context.secrets);
  const colours = new ColoursSetting(() => vscode.workspace.getConfiguration('zmq.log').get('colours'), complain);
  const inspector: InspectorPanels = disposables.add(
    new InspectorPanels(
      context.extensionUri,
      {
        engine,
        store,
        actions,
        admits: (spec) => guard.admits(spec),
        memory,
        colours: {
          get wanted() {
            return colours.wanted;
          },
          onDidChange: (listener) =>
            vscode.workspace.onDidChangeConfiguration((event) => {
              if (event.affectsConfiguration('zmq.log.colours')) listener();
            }),
        },
        log,
        copyText: (text) => vscode.env.clipboard.writeText(text),
        runCommand: (command) => void vscode.commands.executeCommand(commandsOfPage[command]),
        report: (error) => void reportProblem(error),
        pickFile: async () => (await later()).pickFileToSend(),
        signingKey: () => signingKey.get(),
        decodeAs: async (params) => (await commands()).decoders.decodeAs(params),
        showDecoders: async (params) => (await commands()).decoders.show(params),
        saveFrame: async (params) => (await later()).saveFrameAs(engine, params),
        saveFile: async (params) => (await later()).saveFileAs(params),
        exportMatches: async (params) => (await later()).exportFromPage(engine, params),
        ready: (capture) => recordings.ready(capture),
      },
      recordings,
    ),
  );
  const socketsTree: SocketsTree = disposables.add(new SocketsTree(engine, store, taps, proxies, chats));
  const topicsTree: TopicsTree = disposables.add(new TopicsTree(engine, inspector, log));
  disposables.add(new StatusBar(engine, store, taps, proxies));

  const chatHost: ChatHost = disposables.add(new ChatHost(context, engine, chats, actions, log, later));

  let made: Promise<Commands> | undefined;
  const commands = () =>
    (made ??= later().then(({ makeCommands }) =>
      makeCommands({
        actions,
        engine,
        store,
        taps,
        proxies,
        chats,
        chatView: chatHost.view,
        demo,
        guard,
        topicsTree,
        inspector,
        askSigningKey: () => signingKey.ask(),
        showEngineLog: () => log.show(),
      }),
    ));
  disposables.add(registerCommands(async () => (await commands()).handlers));
}

/** Lets the engine close its sockets before VS Code goes on. */
export async function deactivate(): Promise<void> {
  await ending?.();
}

const later = () => import('./later');

const commandsOfPage: Record<CommandOfPage, CommandId> = {
  startDemo: 'zmq.startDemo',
  subscribe: 'zmq.subscribe',
  newSocket: 'zmq.openSocket',
  tap: 'zmq.tap',
  restartEngine: 'zmq.restartEngine',
  reopenAll: 'zmq.reopenAll',
};
