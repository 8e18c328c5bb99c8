import * as vscode from 'vscode';
import { clearLog } from '../protocol/log';
import { ChatHost } from './chat/chatHost';
import { ChatStore } from './chat/chatStore';
import { ChatCommands } from './commands/chatCommands';
import { DecoderCommands } from './commands/decoderCommands';
import { OpeningCommands } from './commands/openingCommands';
import { onNode, registerCommands, type Handlers } from './commands/register';
import { SocketCommands } from './commands/socketCommands';
import { SocketPrompts } from './commands/socketPrompts';
import { TopicCommands } from './commands/topicCommands';
import { protoFilesOf } from './decoders/decoderSetting';
import { decoderRules } from './decoders/decoderSettings';
import { ProtoWatcher } from './decoders/protoWatcher';
import { stopRepeating } from './commands/stopRepeating';
import { Demo } from './sockets/demo';
import { DisposableStore } from './base/disposableStore';
import { EngineSupervisor } from './supervision/engineSupervisor';
import { followEngine } from './followEngine';
import { InspectorMemory } from './inspector/inspectorMemory';
import { forNotification } from './base/plainText';
import { reportProblem } from './base/problems';
import { pickFileToSend, saveFileAs, saveFrameAs } from './files/recordFiles';
import { concernsEngine, configurationFor } from './engineConfiguration';
import { SocketStore } from './sockets/socketStore';
import { InspectorPanel } from './inspector/inspectorPanel';
import type { CommandOfPage } from './inspector/inspectorRequests';
import { RecordDocuments } from './files/recordDocuments';
import { SocketsTree } from './views/socketsTree';
import { StatusBar } from './views/statusBar';
import { TopicsTree } from './views/topicsTree';
import type { CommandId } from './commands/commandIds';

let ending: (() => Promise<void>) | undefined;

/** Registers what VS Code shows, and starts nothing: the engine is forked on first use. */
export function activate(context: vscode.ExtensionContext): void {
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
    restore: (process) => chats.restore(process),
    reopen: async (process) => {
      await store.reopenAfterCrash(process);
      await chats.rejoinAfterCrash(process);
    },
    gaveUp: (problem) => void reportProblem(problem),
  });
  ending = () => engine.dispose();
  const store: SocketStore = disposables.add(new SocketStore(engine, context.workspaceState, complain));
  const chats: ChatStore = disposables.add(new ChatStore(engine, context.workspaceState, store.recent, complain));
  const demo = new Demo(engine, store, complain, (runs) => void vscode.commands.executeCommand('setContext', 'zmq.demoRuns', runs));
  disposables.add(followEngine(engine, store, chats, log));
  const configure = () => void engine.reconfigure().catch((error: unknown) => void reportProblem(error));
  // An engine reads its schemas when it is told of them.
  const schemas = disposables.add(new ProtoWatcher(configure));
  const reconfigure = () => {
    schemas.watch(protoFilesOf(decoderRules()));
    configure();
  };
  reconfigure();
  disposables.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (concernsEngine(event)) reconfigure();
    }),
  );
  disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(reconfigure));
  disposables.add(vscode.workspace.onDidChangeWorkspaceFolders(reconfigure));

  const memory = disposables.add(new InspectorMemory(context.workspaceState, complain));
  const documents = disposables.add(new RecordDocuments(engine));
  const decoders = new DecoderCommands(engine);
  const inspector = disposables.add(
    new InspectorPanel(context.extensionUri, {
      engine,
      store,
      memory,
      log,
      copyText: (text) => vscode.env.clipboard.writeText(text),
      runCommand: (command) => void vscode.commands.executeCommand(commandsOfPage[command]),
      report: (error) => void reportProblem(error),
      pickFile: pickFileToSend,
      decodeAs: (params) => decoders.decodeAs(params),
      showDecoders: (params) => decoders.show(params),
      openDocument: (params) => documents.open(params),
      compareRecords: (params) => documents.compare(params),
      saveFrame: (params) => saveFrameAs(engine, params),
      saveFile: saveFileAs,
    }),
  );
  disposables.add(new SocketsTree(engine, store, chats));
  const topicsTree = disposables.add(new TopicsTree(engine, log));
  disposables.add(new StatusBar(engine, store));

  const chatHost = disposables.add(new ChatHost(context, engine, chats, inspector, log));
  const talk = new ChatCommands(engine, chats, chatHost.view, () => chatHost.defaults());

  const prompts = new SocketPrompts(store.recent, demo);
  const opening = new OpeningCommands(store, prompts, inspector);
  const sockets = new SocketCommands(store, prompts, inspector);
  const topics = new TopicCommands(inspector, decoders);

  const handlers: Handlers = {
    'zmq.subscribe': (argument) => opening.subscribe(argument),
    'zmq.publish': (argument) => opening.publish(argument),
    'zmq.openSocket': (argument) => opening.newSocket(argument),
    'zmq.send': (argument) => sockets.send(argument),
    'zmq.stopRepeating': () => stopRepeating(engine),
    'zmq.closeSocket': (argument) => sockets.close(argument),
    'zmq.closeAllSockets': () => sockets.closeAll(),
    'zmq.reopenAll': () => sockets.reopenAll(),
    'zmq.openInspector': () => inspector.show(),
    // An engine that does not run has an empty log.
    'zmq.clearLog': () => (engine.state === 'not started' ? undefined : engine.request(clearLog, {})),
    'zmq.openChat': (argument) => talk.open(argument),
    'zmq.joinChat': (argument) => talk.join(argument),
    'zmq.hostRoom': (argument) => talk.host(argument),
    'zmq.leaveChat': (argument) => talk.leave(argument),
    'zmq.saveChat': (argument) => talk.save(argument),
    'zmq.clearChat': (argument) => talk.clear(argument),
    'zmq.editDecoders': () => decoders.show(),
    'zmq.sortTopicsByName': () => topicsTree.sortBy('label'),
    'zmq.sortTopicsByMessages': () => topicsTree.sortBy('messages'),
    'zmq.sortTopicsByLast': () => topicsTree.sortBy('last'),
    'zmq.resetTopics': () => topicsTree.reset(),
    'zmq.startDemo': async () => {
      const id = await demo.start();
      inspector.show();
      return id;
    },
    'zmq.stopDemo': () => demo.stop(),
    'zmq.restartEngine': () => engine.restart(),
    'zmq.showEngineLog': () => log.show(),
    'zmq.tree.send': onNode('socket', ({ entry }) => inspector.showComposer(entry.id)),
    'zmq.tree.subscribe': onNode('socket', (node) => sockets.addTopics(node)),
    'zmq.tree.addEndpoint': onNode('socket', (node) => sockets.addEndpoint(node)),
    'zmq.tree.close': onNode('socket', ({ entry }) => store.close(entry.id)),
    'zmq.tree.reopen': onNode('socket', (node) => sockets.reopen(node)),
    'zmq.tree.remove': onNode('socket', ({ entry }) => store.remove(entry.id)),
    'zmq.tree.leaveChat': onNode('socket', ({ entry }) => store.close(entry.id)),
    'zmq.tree.removeEndpoint': onNode('endpoint', (node) => store.removeEndpoint(node)),
    'zmq.tree.copyEndpoint': onNode('endpoint', ({ endpoint }) => vscode.env.clipboard.writeText(endpoint)),
    'zmq.tree.unsubscribe': onNode('subscription', ({ socket, topic }) => store.unsubscribe({ socket, topic })),
    'zmq.tree.showSocket': onNode('socket', (node) => topics.showSocket(node)),
    'zmq.tree.showTopic': onNode(
      'topic',
      (entry) => topics.showTopic(entry),
      () => topicsTree.clicked(),
    ),
    'zmq.tree.copyTopic': onNode('topic', (entry) => topics.copyTopic(entry)),
    'zmq.tree.decodeTopic': onNode('topic', (entry) => topics.decodeTopic(entry)),
    'zmq.tree.moreTopics': onNode(
      'moreTopics',
      (more) => topicsTree.showMore(more),
      () => topicsTree.clicked(),
    ),
  };
  disposables.add(registerCommands(handlers));
}

/** Lets the engine close its sockets before VS Code goes on. */
export async function deactivate(): Promise<void> {
  await ending?.();
}

const commandsOfPage: Record<CommandOfPage, CommandId> = {
  startDemo: 'zmq.startDemo',
  subscribe: 'zmq.subscribe',
  newSocket: 'zmq.openSocket',
  restartEngine: 'zmq.restartEngine',
  reopenAll: 'zmq.reopenAll',
};
