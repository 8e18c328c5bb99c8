import { t } from '@vscode/l10n';
import path from 'node:path';
import * as vscode from 'vscode';
import { ZmqError } from '../../core/base/errors';
import { countText } from '../../core/base/quantities';
import { openRecording, type RecordingStatus } from '../../protocol/recordings';
import type { CaptureId } from '../../protocol/shapes';
import type { EngineSupervisor } from '../supervision/engineSupervisor';

/** Has the engine read a file, with progress; undefined where the person cancels. @throws ZmqError `recordingUnreadable`, `limitReached` */
export async function readRecording(
  engine: EngineSupervisor,
  wish: { capture: CaptureId; file: string },
): Promise<RecordingStatus | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title: t('Opening {0}', path.basename(wish.file)), cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    let done = 0;
    const following = engine.onDidChange(({ recordings = [] }) => {
      const status = recordings.find(({ capture }) => capture === wish.capture);
      if (!status || status.size === 0) return;
      const share = (100 * status.read) / status.size;
      progress.report({ increment: share - done, message: t('{0} records', countText(status.records)) });
      done = share;
    });
    try {
      const status = await engine.request(openRecording, wish, token);
      return token.isCancellationRequested ? undefined : status;
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      throw error;
    } finally {
      following.dispose();
    }
  });
}

/** Asks for a file; undefined where the person gives up. */
export async function pickRecording(): Promise<string | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: t('Open Recording'),
      openLabel: t('Open'),
      filters: { [t('JSON Lines')]: ['jsonl'], [t('All Files')]: ['*'] },
      ...(vscode.workspace.workspaceFolders?.[0] ? { defaultUri: vscode.workspace.workspaceFolders[0].uri } : {}),
    })) ?? [];
  return file && localPath(file);
}

/** @throws ZmqError `recordingUnreadable` where it does not lie where the engine runs */
export function localPath(file: vscode.Uri): string {
  if (file.scheme === 'file') return file.fsPath;
  throw new ZmqError('recordingUnreadable', t('{0} does not lie on the computer that the sockets are on.', file.path), {
    hint: t('Choose another file.'),
  });
}
