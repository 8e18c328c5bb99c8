import * as vscode from 'vscode';
import { exportChat, type ChatInfo } from '../../protocol/chat';
import { stretchesOf } from './chatExport';
import { localSize } from '../base/localQuantities';
import type { EngineSupervisor } from '../supervision/engineSupervisor';

/** Asks for a file and writes into it all that was said: JSON lines where its name ends in `.jsonl`, text otherwise. */
export async function saveChatAs(engine: EngineSupervisor, { id, title }: ChatInfo): Promise<void> {
  const file = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save Chat As'),
    saveLabel: vscode.l10n.t('Save Chat'),
    defaultUri: defaultFile(title),
    filters: { [vscode.l10n.t('Text')]: ['txt'], [vscode.l10n.t('JSON Lines')]: ['jsonl'] },
  });
  if (!file) return;
  const form = /\.jsonl$/i.test(file.path) ? 'jsonl' : 'text';
  const progress = { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Saving the chat'), cancellable: true };
  await vscode.window.withProgress(progress, async (report, token) => {
    const written: Uint8Array[] = [];
    let bytes = 0;
    for await (const stretch of stretchesOf((from) => engine.request(exportChat, { chat: id, form, from }))) {
      if (token.isCancellationRequested) return;
      written.push(new TextEncoder().encode(stretch));
      bytes += written.at(-1)?.length ?? 0;
      report.report({ message: localSize(bytes) });
    }
    if (!token.isCancellationRequested) await vscode.workspace.fs.writeFile(file, Buffer.concat(written));
  });
}

function defaultFile(title: string): vscode.Uri | undefined {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = title
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
  return folder && vscode.Uri.joinPath(folder, `${name || 'chat'}.txt`);
}
