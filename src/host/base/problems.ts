import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { forNotification } from './plainText';
import { fromWire } from './wireErrors';

/** What went wrong and what to try, as one text. */
export function explain(error: unknown): string {
  const { message, data } = fromWire(error);
  return [message, data.hint].filter(Boolean).join(' ');
}

/**
 * For callers of a command with an argument object (keybindings, tasks, other extensions): one sentence that stands by itself.
 * `code` names the reason as in the engine's protocol.
 */
export function thrown(error: unknown): Error & { code: string } {
  return Object.assign(new Error(explain(error)), { code: fromWire(error).data.code });
}

/** Shows what went wrong, with buttons for what may help. @returns the button that was pressed */
export async function reportProblem<T extends string>(error: unknown, ...buttons: T[]): Promise<T | undefined> {
  const text = forNotification(explain(error));
  if (fromWire(error).data.code !== 'engineStopped') return vscode.window.showErrorMessage(text, ...buttons);
  const restart = t('Restart Engine');
  const showLog = t('Show Engine Log');
  const pressed = await vscode.window.showErrorMessage<string>(text, restart, showLog);
  if (pressed === restart) await vscode.commands.executeCommand('zmq.restartEngine');
  if (pressed === showLog) await vscode.commands.executeCommand('zmq.showEngineLog');
  return undefined;
}
