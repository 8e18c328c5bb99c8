import * as vscode from 'vscode';
import { isSocketNode, type SocketNode, type NodeOf } from '../views/socketItems';
import { DisposableStore } from '../disposableStore';
import { reportProblem, thrown } from '../problems';
import { commands, type CommandId } from './commandIds';

/** What each command does. Those of the palette get the argument object, if there is one; those of the tree its element. */
export type Handlers = { [Id in CommandId]: (argument: never) => unknown };

/** A command of the tree, for elements of one kind; asked for with anything else it does nothing. */
export function onNode<K extends SocketNode['kind']>(kind: K, work: (node: NodeOf<K>) => unknown): (argument: unknown) => unknown {
  return (argument) => (isSocketNode(argument) && argument.kind === kind ? work(argument as NodeOf<K>) : undefined);
}

export function registerCommands(handlers: Handlers): DisposableStore {
  const registered = new DisposableStore();
  for (const id of Object.keys(commands) as CommandId[]) {
    registered.add(vscode.commands.registerCommand(id, (argument: unknown) => run(id, handlers[id] as (argument: unknown) => unknown, argument)));
  }
  return registered;
}

async function run(id: CommandId, handler: (argument: unknown) => unknown, argument: unknown): Promise<unknown> {
  // Buttons in the title of the tree are passed the element that has the focus, which is no argument object.
  const isCalledByProgram = argument !== undefined && argument !== null && !isSocketNode(argument);
  const meant = commands[id].palette && !isCalledByProgram ? undefined : argument;
  try {
    return await handler(meant);
  } catch (error) {
    if (isCalledByProgram) throw thrown(error);
    void reportProblem(error);
    return undefined;
  }
}
