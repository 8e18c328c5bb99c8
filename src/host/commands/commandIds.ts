import type { ActionId } from '../actions/actions';

interface CommandTraits {
  /** Listed in the command palette. The others need an element of a tree. */
  palette: boolean;
  /** What it comes to, once the prompts have found out what is missing. An argument object for the action skips them. */
  action?: ActionId;
}

/** Every command of the extension. The manifest and the handlers are checked against this map. */
export const commands = {
  'zmq.subscribe': { palette: true, action: 'subscribe' },
  'zmq.publish': { palette: true, action: 'publish' },
  'zmq.openSocket': { palette: true, action: 'openSocket' },
  'zmq.tap': { palette: true, action: 'tap' },
  'zmq.closeTap': { palette: true, action: 'closeTap' },
  'zmq.setFaults': { palette: true, action: 'setFaults' },
  'zmq.send': { palette: true, action: 'send' },
  'zmq.stopRepeating': { palette: true, action: 'stopRepeating' },
  'zmq.closeSocket': { palette: true, action: 'closeSocket' },
  'zmq.closeAllSockets': { palette: true, action: 'closeAllSockets' },
  'zmq.renameSocket': { palette: true, action: 'renameSocket' },
  'zmq.duplicateSocket': { palette: true, action: 'duplicateSocket' },
  'zmq.removeAllClosed': { palette: true, action: 'removeAllClosed' },
  'zmq.reopenAll': { palette: true, action: 'reopenAll' },
  'zmq.probe': { palette: true, action: 'probe' },
  'zmq.openInspector': { palette: true, action: 'openInspector' },
  'zmq.clearLog': { palette: true, action: 'clearLog' },
  'zmq.openChat': { palette: true, action: 'openChat' },
  'zmq.joinChat': { palette: true, action: 'joinChat' },
  'zmq.hostRoom': { palette: true, action: 'hostRoom' },
  'zmq.leaveChat': { palette: true, action: 'leaveChat' },
  'zmq.saveChat': { palette: true, action: 'saveChat' },
  'zmq.clearChat': { palette: true, action: 'clearChat' },
  'zmq.editDecoders': { palette: true },
  'zmq.setJupyterKey': { palette: true },
  'zmq.sortTopicsByName': { palette: true },
  'zmq.sortTopicsByMessages': { palette: true },
  'zmq.sortTopicsByLast': { palette: true },
  'zmq.resetTopics': { palette: true, action: 'resetTopics' },
  'zmq.startDemo': { palette: true, action: 'startDemo' },
  'zmq.stopDemo': { palette: true, action: 'stopDemo' },
  'zmq.restartEngine': { palette: true, action: 'restartEngine' },
  'zmq.showEngineLog': { palette: true },
  'zmq.tree.send': { palette: false },
  'zmq.tree.subscribe': { palette: false, action: 'addSubscription' },
  'zmq.tree.addEndpoint': { palette: false, action: 'addEndpoint' },
  'zmq.tree.close': { palette: false, action: 'closeSocket' },
  'zmq.tree.reopen': { palette: false, action: 'reopenSocket' },
  'zmq.tree.remove': { palette: false, action: 'removeSocket' },
  'zmq.tree.rename': { palette: false, action: 'renameSocket' },
  'zmq.tree.duplicate': { palette: false, action: 'duplicateSocket' },
  'zmq.tree.leaveChat': { palette: false, action: 'closeSocket' },
  'zmq.tree.removeEndpoint': { palette: false, action: 'removeEndpoint' },
  'zmq.tree.copyEndpoint': { palette: false },
  'zmq.tree.probe': { palette: false, action: 'probe' },
  'zmq.tree.unsubscribe': { palette: false, action: 'removeSubscription' },
  'zmq.tree.showSocket': { palette: false },
  'zmq.tree.tapEndpoint': { palette: false, action: 'tapInPlace' },
  'zmq.tree.showTap': { palette: false },
  'zmq.tree.showConnection': { palette: false },
  'zmq.tree.copyListen': { palette: false },
  'zmq.tree.pauseTap': { palette: false, action: 'pauseTap' },
  'zmq.tree.resumeTap': { palette: false, action: 'pauseTap' },
  'zmq.tree.setFaults': { palette: false, action: 'setFaults' },
  'zmq.tree.clearFaults': { palette: false, action: 'setFaults' },
  'zmq.tree.heldMessages': { palette: false, action: 'letGo' },
  'zmq.tree.renameTap': { palette: false, action: 'renameTap' },
  'zmq.tree.closeTap': { palette: false, action: 'closeTap' },
  'zmq.tree.reopenTap': { palette: false, action: 'reopenTap' },
  'zmq.tree.removeTap': { palette: false, action: 'removeTap' },
  'zmq.tree.showTopic': { palette: false },
  'zmq.tree.copyTopic': { palette: false },
  'zmq.tree.decodeTopic': { palette: false },
  'zmq.tree.moreTopics': { palette: false },
} as const satisfies Record<string, CommandTraits>;

export type CommandId = keyof typeof commands;
/** Those that come to an action. */
export type ActingCommandId = { [Id in CommandId]: (typeof commands)[Id] extends { action: ActionId } ? Id : never }[CommandId];
export type ActionOf<Id extends ActingCommandId> = (typeof commands)[Id]['action'];
