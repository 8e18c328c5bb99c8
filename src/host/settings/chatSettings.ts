import * as vscode from 'vscode';

/** As set, which may be anything. */
export function nickSetting(): unknown {
  return vscode.workspace.getConfiguration('zmq.chat').get('nick');
}

export function notifiesOnMention(): boolean {
  return vscode.workspace.getConfiguration('zmq.chat').get('notifyOnMention') !== false;
}
