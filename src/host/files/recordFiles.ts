import { t } from '@vscode/l10n';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { ZmqError } from '../../core/base/errors';
import { sizeText } from '../../core/base/quantities';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import { frameHead, readFrame } from './frameBytes';
import { fileNameOf, frameFileName } from './frameFile';
import type { SaveFileParams, SaveFrameParams } from '../../protocol/inspector';

/** Asks for a file whose bytes shall be sent. @throws ZmqError where it lies elsewhere. */
export async function pickFileToSend(): Promise<{ path: string; size: number } | undefined> {
  const [file] = (await vscode.window.showOpenDialog({ title: t('File to Send'), openLabel: t('Use File') })) ?? [];
  if (!file) return undefined;
  if (file.scheme !== 'file') {
    throw new ZmqError('invalidFrame', t('{0} does not lie on the computer that the sockets are on.', file.path), {
      hint: t('Save it there first.'),
    });
  }
  return { path: file.fsPath, size: (await vscode.workspace.fs.stat(file)).size };
}

/** Writes a frame's exact bytes where the person wants them. @throws ZmqError where the log does not have them all. */
export async function saveFrameAs(engine: EngineSupervisor, part: SaveFrameParams): Promise<boolean> {
  const { size, bytes } = await frameHead(engine, part);
  const file = await askWhereTo(t('Save Frame'), frameFileName(part.number, part.frame, bytes));
  if (!file) return false;
  const options = { location: vscode.ProgressLocation.Notification, title: t('Saving the frame'), cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const tell = (part: number, read: number) =>
      progress.report({ increment: (100 * part) / size, message: t('{0} of {1}', sizeText(read), sizeText(size)) });
    const whole = await readFrame(engine, { ...part, size }, tell, token);
    if (!whole) return false;
    await vscode.workspace.fs.writeFile(file, whole);
    return true;
  });
}

/** Writes what a page has made (a picture of a chart, a table) where the person wants it. */
export async function saveFileAs({ name, content }: SaveFileParams): Promise<boolean> {
  const file = await askWhereTo(t('Save'), fileNameOf(name));
  if (!file) return false;
  await vscode.workspace.fs.writeFile(file, content);
  return true;
}

async function askWhereTo(title: string, name: string): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  return vscode.window.showSaveDialog({ title, defaultUri: vscode.Uri.joinPath(folder, name) });
}
