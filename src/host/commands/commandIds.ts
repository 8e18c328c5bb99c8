interface CommandTraits {
  /** Listed in the command palette. The others need an element of a tree. */
  palette: boolean;
  /** The argument object that skips the prompts, as the README documents it. */
  argument?: string;
}

/** Every command of the extension. The manifest and the handlers are checked against this map. */
export const commands = {
  'zmq.subscribe': { palette: true, argument: '{endpoint, topics?, bind?, name?}' },
  'zmq.publish': { palette: true, argument: '{endpoint, connect?, name?}' },
  'zmq.openSocket': { palette: true, argument: '{type, bind?: string[], connect?: string[], subscribe?: string[], options?, name?}' },
  'zmq.send': { palette: true, argument: '{socket, frames, routingId?}' },
  'zmq.stopRepeating': { palette: true },
  'zmq.closeSocket': { palette: true, argument: '{socket}' },
  'zmq.closeAllSockets': { palette: true },
  'zmq.reopenAll': { palette: true },
  'zmq.openInspector': { palette: true },
  'zmq.clearLog': { palette: true },
  'zmq.openChat': { palette: true, argument: '{chat?}' },
  'zmq.joinChat': {
    palette: true,
    argument:
      "{pattern: 'req'|'rep'|'pub'|'sub'|'group'|'pipeline'|'pair'|'room', bind?, connect?: string[], publishers?, subscribers?, room?, nick?, format?}",
  },
  'zmq.hostRoom': { palette: true, argument: '{publishers, subscribers, nick?, room?}' },
  'zmq.leaveChat': { palette: true, argument: '{chat?}' },
  'zmq.saveChat': { palette: true, argument: '{chat?}' },
  'zmq.clearChat': { palette: true, argument: '{chat?}' },
  'zmq.editDecoders': { palette: true },
  'zmq.sortTopicsByName': { palette: true },
  'zmq.sortTopicsByMessages': { palette: true },
  'zmq.sortTopicsByLast': { palette: true },
  'zmq.resetTopics': { palette: true },
  'zmq.startDemo': { palette: true },
  'zmq.stopDemo': { palette: true },
  'zmq.restartEngine': { palette: true },
  'zmq.showEngineLog': { palette: true },
  'zmq.tree.send': { palette: false },
  'zmq.tree.subscribe': { palette: false },
  'zmq.tree.addEndpoint': { palette: false },
  'zmq.tree.close': { palette: false },
  'zmq.tree.reopen': { palette: false },
  'zmq.tree.remove': { palette: false },
  'zmq.tree.leaveChat': { palette: false },
  'zmq.tree.removeEndpoint': { palette: false },
  'zmq.tree.copyEndpoint': { palette: false },
  'zmq.tree.unsubscribe': { palette: false },
  'zmq.tree.showSocket': { palette: false },
  'zmq.tree.showTopic': { palette: false },
  'zmq.tree.copyTopic': { palette: false },
  'zmq.tree.decodeTopic': { palette: false },
  'zmq.tree.moreTopics': { palette: false },
} as const satisfies Record<string, CommandTraits>;

export type CommandId = keyof typeof commands;
