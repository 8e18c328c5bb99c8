import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposableStore';
import type { TapStore } from '../taps/tapStore';
import type { TapTerminal } from './tapTerminal';
import { SessionTasks, withDependencies, type RunningTask } from './sessionTasks';

const type = 'zmq-tap';

/** Tasks of the type `zmq-tap`, alone and before debug sessions, with which they end. */
export function registerTapTasks(taps: TapStore, terminal: () => Promise<{ TapTerminal: typeof TapTerminal }>): DisposableStore {
  const disposables = new DisposableStore();
  const task = (definition: vscode.TaskDefinition, scope: vscode.Task['scope'], name: string): vscode.Task => {
    const execution = new vscode.CustomExecution(async (resolved) => {
      const { TapTerminal: Terminal } = await terminal();
      return new Terminal(taps, resolved);
    });
    const made = new vscode.Task(definition, scope ?? vscode.TaskScope.Workspace, name, type, execution, `$${type}`);
    made.isBackground = true;
    made.presentationOptions = { reveal: vscode.TaskRevealKind.Silent };
    return made;
  };
  disposables.add(
    vscode.tasks.registerTaskProvider(type, {
      provideTasks: () =>
        taps.entries().map(({ id, spec: { name = id, listen, target } }) => task({ type, listen, target, name }, undefined, name)),
      resolveTask: ({ definition, scope, name }) => task(definition, scope, name),
    }),
  );

  const running = new Map<vscode.TaskExecution, RunningTask>();
  const sessions = new SessionTasks(() => {
    const executions = vscode.tasks.taskExecutions.filter(({ task: { definition } }) => definition.type === type);
    for (const ended of running.keys()) if (!executions.includes(ended)) running.delete(ended);
    for (const execution of executions) if (!running.has(execution)) running.set(execution, runningTask(execution));
    return [...running.values()];
  });
  disposables.add(
    vscode.debug.registerDebugConfigurationProvider('*', {
      resolveDebugConfiguration: (folder, configuration) => {
        sessions.launching(tasksOf(folder, configuration));
        return configuration;
      },
    }),
  );
  disposables.add(
    vscode.debug.onDidStartDebugSession(({ id, workspaceFolder, configuration, parentSession }) => {
      if (!parentSession) sessions.started(id, tasksOf(workspaceFolder, configuration));
    }),
  );
  disposables.add(vscode.debug.onDidTerminateDebugSession(({ id }) => sessions.ended(id)));
  return disposables;
}

function runningTask(execution: vscode.TaskExecution): RunningTask {
  const { name, source } = execution.task;
  return { names: [name, `${source}: ${name}`], terminate: () => execution.terminate() };
}

/** Names of the tasks that run before a session of this configuration. */
function tasksOf(folder: vscode.WorkspaceFolder | undefined, { preLaunchTask }: vscode.DebugConfiguration): string[] {
  if (typeof preLaunchTask !== 'string') return [];
  const entries: unknown = vscode.workspace.getConfiguration('tasks', folder).get('tasks');
  return withDependencies(preLaunchTask, Array.isArray(entries) ? entries : []);
}
