import * as vscode from 'vscode';
import type { Actions } from '../actions/actions';
import type { ChatStore } from '../chat/chatStore';
import type { ChatView } from '../chat/chatView';
import type { InspectorPanels } from '../inspector/inspectorPanels';
import type { ProxyStore } from '../proxies/proxyStore';
import type { Demo } from '../sockets/demo';
import type { SocketStore } from '../sockets/socketStore';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import type { TakingGuard } from '../taps/takingGuard';
import { reachedAt } from '../taps/tapEndpoints';
import type { TapStore } from '../taps/tapStore';
import type { TopicsTree } from '../views/topicsTree';
import { ChatCommands } from './chatCommands';
import { DecoderCommands } from './decoderCommands';
import { FaultCommands } from './faultCommands';
import { OpeningCommands } from './openingCommands';
import { ProbeCommands } from './probeCommands';
import { ProxyCommands } from './proxyCommands';
import { ProxyPrompts } from './proxyPrompts';
import { openRecording } from './recordingCommands';
import { onNode, type Handlers } from './register';
import { SocketCommands } from './socketCommands';
import { SocketPrompts } from './socketPrompts';
import { stopRepeating } from './stopRepeating';
import { TapCommands } from './tapCommands';
import { TapPrompts } from './tapPrompts';
import { TopicCommands } from './topicCommands';

/** What commands act on. */
export interface CommandServices {
  actions: Actions;
  store: SocketStore;
  taps: TapStore;
  proxies: ProxyStore;
  chats: ChatStore;
  chatView: ChatView;
  demo: Demo;
  engine: EngineSupervisor;
  guard: TakingGuard;
  topicsTree: TopicsTree;
  inspector: InspectorPanels;
  /** Of a Jupyter kernel. */
  askSigningKey(): Promise<unknown>;
  showEngineLog(): void;
}

/** Commands that others call as well. */
export interface Commands {
  handlers: Handlers;
  taps: TapCommands;
  decoders: DecoderCommands;
}

/** What each command does: it asks for what is missing, or shows something, and leaves the rest to an action. */
export function makeCommands(services: CommandServices): Commands {
  const { actions, store, proxies: proxyStore, inspector, topicsTree } = services;
  const decoders = new DecoderCommands(services.engine);
  const prompts = new SocketPrompts(store.recent, services.demo);
  const taps = new TapCommands(actions, services.taps, new TapPrompts(store.recent, store), inspector);
  const opening = new OpeningCommands(actions, prompts, inspector, services.guard);
  const sockets = new SocketCommands(actions, store, prompts, inspector);
  const probes = new ProbeCommands(actions, store, prompts, inspector);
  const proxies = new ProxyCommands(actions, proxyStore, new ProxyPrompts(store.recent), inspector);
  const faults = new FaultCommands(actions, services.taps, proxyStore, inspector);
  const chats = new ChatCommands(actions, services.chats, services.chatView);
  const topics = new TopicCommands(inspector, decoders);
  const handlers: Handlers = {
    'zmq.subscribe': (argument) => opening.subscribe(argument),
    'zmq.publish': (argument) => opening.publish(argument),
    'zmq.openSocket': (argument) => opening.newSocket(argument),
    'zmq.tap': (argument) => taps.tap(argument),
    'zmq.closeTap': (argument) => taps.close(argument),
    'zmq.startProxy': (argument) => proxies.start(argument),
    'zmq.stopProxy': (argument) => proxies.stop(argument),
    'zmq.setFaults': (argument) => faults.set(argument),
    'zmq.send': (argument) => sockets.send(argument),
    'zmq.stopRepeating': () => stopRepeating(actions),
    'zmq.closeSocket': (argument) => sockets.close(argument),
    'zmq.closeAllSockets': () => sockets.closeAll(),
    'zmq.renameSocket': (argument) => sockets.rename(argument),
    'zmq.duplicateSocket': (argument) => sockets.duplicate(argument),
    'zmq.removeAllClosed': () => actions.run('removeAllClosed', {}),
    'zmq.reopenAll': async () => {
      const failures = await sockets.reopenAll();
      for (const commands of [taps, proxies]) commands.reopenFailed(failures);
    },
    'zmq.probe': (argument) => probes.probe(argument),
    'zmq.openInspector': (argument) => actions.runWith('openInspector', argument ?? {}, 'zmq.openInspector'),
    'zmq.openAnotherInspector': () => inspector.openAnother(),
    'zmq.clearLog': () => actions.run('clearLog', {}),
    'zmq.markRecord': () => inspector.markRecord(),
    'zmq.export': (argument) => (argument === undefined ? inspector.askToExport() : actions.runWith('export', argument, 'zmq.export')),
    'zmq.openRecording': (argument) => openRecording(actions, argument),
    'zmq.showStatistics': () => inspector.showStatistics(),
    'zmq.openChat': (argument) => chats.open(argument),
    'zmq.joinChat': (argument) => chats.join(argument),
    'zmq.hostRoom': (argument) => chats.host(argument),
    'zmq.leaveChat': (argument) => chats.leave(argument),
    'zmq.saveChat': (argument) => chats.save(argument),
    'zmq.clearChat': (argument) => chats.clear(argument),
    'zmq.editDecoders': () => decoders.show(),
    'zmq.setJupyterKey': () => services.askSigningKey(),
    'zmq.sortTopicsByName': () => topicsTree.sortBy('label'),
    'zmq.sortTopicsByMessages': () => topicsTree.sortBy('messages'),
    'zmq.sortTopicsByLast': () => topicsTree.sortBy('last'),
    'zmq.resetTopics': () => actions.run('resetTopics', {}),
    'zmq.startDemo': () => actions.run('startDemo', {}),
    'zmq.stopDemo': () => actions.run('stopDemo', {}),
    'zmq.restartEngine': () => actions.run('restartEngine', {}),
    'zmq.showEngineLog': () => services.showEngineLog(),
    'zmq.tree.send': onNode('socket', ({ entry }) => inspector.showComposer(entry.id)),
    'zmq.tree.subscribe': onNode('socket', (node) => sockets.addTopics(node)),
    'zmq.tree.addEndpoint': onNode('socket', (node) => sockets.addEndpoint(node)),
    'zmq.tree.close': onNode('socket', ({ entry }) => actions.run('closeSocket', { socket: entry.id })),
    'zmq.tree.reopen': onNode('socket', (node) => sockets.reopen(node)),
    'zmq.tree.remove': onNode('socket', ({ entry }) => actions.run('removeSocket', { socket: entry.id })),
    'zmq.tree.rename': onNode('socket', ({ entry }) => sockets.askName(entry)),
    'zmq.tree.duplicate': onNode('socket', ({ entry }) => actions.run('duplicateSocket', { socket: entry.id })),
    'zmq.tree.leaveChat': onNode('socket', ({ entry }) => actions.run('closeSocket', { socket: entry.id })),
    'zmq.tree.removeEndpoint': onNode('endpoint', ({ socket, role, endpoint }) =>
      actions.run('removeEndpoint', { socket, role, endpoint }),
    ),
    'zmq.tree.copyEndpoint': onNode('endpoint', ({ endpoint }) => vscode.env.clipboard.writeText(endpoint)),
    'zmq.tree.probe': onNode('endpoint', ({ endpoint }) => probes.probeOne(endpoint)),
    'zmq.tree.unsubscribe': onNode('subscription', ({ socket, topic }) => actions.run('removeSubscription', { socket, topic })),
    'zmq.tree.showSocket': onNode('socket', (node) => topics.showSocket(node)),
    'zmq.tree.tapEndpoint': onNode('endpoint', ({ role, endpoint }) =>
      taps.ask({ target: role === 'bind' ? reachedAt(endpoint) : endpoint }),
    ),
    'zmq.tree.showTap': onNode('tap', (node) => taps.showTap(node)),
    'zmq.tree.showConnection': onNode(['connection', 'peer'], (node) => taps.showConnection(node)),
    'zmq.tree.copyListen': onNode('tap', (node) => taps.copyListen(node)),
    'zmq.tree.pauseTap': onNode('tap', ({ entry }) => taps.pause(entry, true)),
    'zmq.tree.resumeTap': onNode('tap', ({ entry }) => taps.pause(entry, false)),
    'zmq.tree.setFaults': onNode(['tap', 'proxy'], ({ entry }) => faults.ask(entry)),
    'zmq.tree.clearFaults': onNode(['tap', 'proxy'], ({ entry }) => faults.clear(entry)),
    'zmq.tree.heldMessages': onNode(['tap', 'proxy'], ({ entry }) => faults.askHeld(entry)),
    'zmq.tree.renameTap': onNode('tap', ({ entry }) => taps.askName(entry)),
    'zmq.tree.closeTap': onNode('tap', ({ entry }) => taps.end(entry, 'closeTap')),
    'zmq.tree.reopenTap': onNode('tap', ({ entry }) => taps.reopen(entry)),
    'zmq.tree.removeTap': onNode('tap', ({ entry }) => taps.end(entry, 'removeTap')),
    'zmq.tree.showProxy': onNode('proxy', ({ entry }) => proxies.showProxy(entry)),
    'zmq.tree.pauseProxy': onNode('proxy', ({ entry }) => proxies.pause(entry, true)),
    'zmq.tree.resumeProxy': onNode('proxy', ({ entry }) => proxies.pause(entry, false)),
    'zmq.tree.renameProxy': onNode('proxy', ({ entry }) => proxies.askName(entry)),
    'zmq.tree.stopProxy': onNode('proxy', ({ entry }) => proxies.end(entry, 'stopProxy')),
    'zmq.tree.restartProxy': onNode('proxy', ({ entry }) => proxies.restart(entry)),
    'zmq.tree.removeProxy': onNode('proxy', ({ entry }) => proxies.end(entry, 'removeProxy')),
    'zmq.tree.showTopic': onNode(
      ['topic', 'changing'],
      (entry) => topics.showTopic(entry, topicsTree.selected),
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
  return { handlers, taps, decoders };
}
