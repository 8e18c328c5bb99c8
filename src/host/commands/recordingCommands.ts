import * as vscode from 'vscode';
import type { Actions } from '../actions/actions';
import { localPath, pickRecording } from '../recordings/readRecording';

/** Opens a recording: the file that is given, as by the explorer, or one that is asked for. */
export async function openRecording(actions: Actions, argument: unknown): Promise<unknown> {
  if (argument !== undefined && !(argument instanceof vscode.Uri)) return actions.runWith('openRecording', argument, 'zmq.openRecording');
  const file = argument ? localPath(argument) : await pickRecording();
  return file === undefined ? undefined : actions.run('openRecording', { file });
}
