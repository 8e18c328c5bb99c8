import * as vscode from 'vscode';
import { isSocketNode, type SocketNode } from '../views/socketItems';
import { isTopicElement, type TopicElement } from '../views/topicBranches';
import { DisposableStore } from '../base/disposableStore';
import { reportProblem, thrown } from '../base/problems';
import { commands, type CommandId } from './commandIds';

/** What each command does. Those of the palette get the argument object, if there is one; those of a tree its element. */
export type Handlers = { [Id in CommandId]: (argument: never) => unknown };

type TreeNode = SocketNode | TopicElement;
type NodeOf<K extends TreeNode['kind']> = Extract<TreeNode, { kind: K }>;

function isTreeNode(value: unknown): value is TreeNode {
  return isSocketNode(value) || isTopicElement(value);
}

/** A command of a tree, for elements of these kinds; asked for with anything else it does nothing. `clicked`: the element meant without an argument. */
export function onNode<K extends TreeNode['kind']>(
  kinds: readonly K[] | K,
  work: (node: NodeOf<K>) => unknown,
  clicked?: () => Promise<unknown>,
): (argument: unknown) => unknown {
  const isMeant = (kind: TreeNode['kind']) => [kinds].flat().some((each) => each === kind);
  const onKind = (node: unknown) => (isTreeNode(node) && isMeant(node.kind) ? work(node as NodeOf<K>) : undefined);
  return (argument) => (argument === undefined && clicked ? clicked().then(onKind) : onKind(argument));
}

/** `handlers` is asked for once a command runs. */
export function registerCommands(handlers: () => Promise<Handlers>): DisposableStore {
  const registered = new DisposableStore();
  for (const id of Object.keys(commands) as CommandId[]) {
    registered.add(vscode.commands.registerCommand(id, (argument: unknown) => run(id, handlers, argument)));
  }
  return registered;
}

async function run(id: CommandId, handlers: () => Promise<Handlers>, argument: unknown): Promise<unknown> {
  // Buttons in the title of a tree are passed the element that has the focus, which is no argument object.
  const isCalledByProgram = argument !== undefined && argument !== null && !isTreeNode(argument);
  const meant = commands[id].palette && !isCalledByProgram ? undefined : argument;
  try {
    const handler = (await handlers())[id] as (argument: unknown) => unknown;
    return await handler(meant);
  } catch (error) {
    if (isCalledByProgram) throw thrown(error);
    void reportProblem(error);
    return undefined;
  }
}
