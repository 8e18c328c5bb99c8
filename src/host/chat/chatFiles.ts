import { t } from '@vscode/l10n';
import path from 'node:path';
import * as vscode from 'vscode';
import { ZmqError } from '../../core/base/errors';
import { exportChat, type ChatInfo } from '../../protocol/chat';
import { stretchesOf } from './chatExport';
import { sizeText } from '../../core/base/quantities';
import type { EngineSupervisor } from '../supervision/engineSupervisor';

/** Asks for a file to save the chat in. */
export async function askWhereToSave({ title }: ChatInfo): Promise<vscode.Uri | undefined> {
  return vscode.window.showSaveDialog({
    title: t('Save Chat As'),
    saveLabel: t('Save Chat'),
    defaultUri: defaultFile(title),
    filters: { [t('Text')]: ['txt'], [t('JSON Lines')]: ['jsonl'] },
  });
}

/**
 * Writes all that was said into a file: JSON lines where its name ends in `.jsonl`, text otherwise.
 * @param where an absolute path, or a URI
 * @throws ZmqError `invalidParams` for another path
 */
export async function saveChatIn(engine: EngineSupervisor, { id }: ChatInfo, where: string): Promise<void> {
  const file = uriOf(where);
  const form = /\.jsonl$/i.test(file.path) ? 'jsonl' : 'text';
  const progress = { location: vscode.ProgressLocation.Notification, title: t('Saving the chat'), cancellable: true };
  await vscode.window.withProgress(progress, async (report, token) => {
    const written: Uint8Array[] = [];
    let bytes = 0;
    for await (const stretch of stretchesOf((from) => engine.request(exportChat, { chat: id, form, from }))) {
      if (token.isCancellationRequested) return;
      written.push(new TextEncoder().encode(stretch));
      bytes += written.at(-1)?.length ?? 0;
      report.report({ message: sizeText(bytes) });
    }
    if (!token.isCancellationRequested) await vscode.workspace.fs.writeFile(file, Buffer.concat(written));
  });
}

function uriOf(where: string): vscode.Uri {
  if (path.isAbsolute(where)) return vscode.Uri.file(where);
  if (/^[a-z][a-z0-9+.-]+:\//i.test(where)) return vscode.Uri.parse(where, true);
  throw new ZmqError('invalidParams', t('{0} is not an absolute path.', where), { hint: t('Give the whole path.') });
}

function defaultFile(title: string): vscode.Uri | undefined {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = title
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
  return folder && vscode.Uri.joinPath(folder, `${name || 'chat'}.txt`);
}
