import { t } from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { spokenLanguage } from '../core/base/language';
import type { CaptureLimits, Configuration } from '../protocol/engine';
import { receiverWishes, type ReceiverWish } from '../protocol/sockets';
import { folderWithoutWorkspace, logFileOf } from './settings/chatLogFile';
import { decoderRules, settingPlaces } from './decoders/decoderSettings';
import { separatorsOf } from './settings/topicSeparators';

/** What the engine is told of the settings, and where it keeps histories. */
export function configurationFor(
  context: vscode.ExtensionContext,
  complain: (text: string) => void,
): () => Omit<Configuration, 'recordsLost'> {
  const historyFolder = historyFolderOf(context);
  const language = spokenLanguage();
  return () => ({
    ...(language ? { language } : {}),
    capture: captureLimits(),
    chat: { historyFolder, logFile: logFile(complain) },
    decoders: decoderRules(),
    runModules: vscode.workspace.isTrusted,
    receiver: receiver(),
    topics: { separators: separatorsOf(vscode.workspace.getConfiguration('zmq.topics').get('separators')) },
  });
}

/** Whether a change of settings concerns the engine. */
export function concernsEngine(event: vscode.ConfigurationChangeEvent): boolean {
  return ['zmq.capture', 'zmq.chat.logFile', 'zmq.decoders', 'zmq.receiver', 'zmq.topics'].some((section) =>
    event.affectsConfiguration(section),
  );
}

function historyFolderOf({ storageUri, globalStorageUri, workspaceState }: vscode.ExtensionContext): string {
  const folder = storageUri ?? vscode.Uri.joinPath(globalStorageUri, 'windows', folderWithoutWorkspace(workspaceState, randomUUID));
  return vscode.Uri.joinPath(folder, 'chats').fsPath;
}

function logFile(complain: (text: string) => void): string | undefined {
  const file = logFileOf(vscode.workspace.getConfiguration('zmq.chat').get('logFile'), settingPlaces());
  if (file === null)
    complain(
      t(
        'Chats are not logged: zmq.chat.logFile is not a path that can be used here. Give an absolute one, one that begins with ~/, or open the folder that it is relative to.',
      ),
    );
  return file ?? undefined;
}

function captureLimits(): CaptureLimits {
  const settings = vscode.workspace.getConfiguration('zmq.capture');
  return {
    maxMegabytes: within(settings.get('maxMegabytes'), 16, 16_384, 512),
    maxMessages: within(settings.get('maxMessages'), 1_000, 100_000_000, 2_000_000),
  };
}

function receiver(): ReceiverWish {
  const given: unknown = vscode.workspace.getConfiguration('zmq').get('receiver');
  return receiverWishes.find((wish) => wish === given) ?? 'auto';
}

/** A settings file may hold anything. */
function within(value: unknown, min: number, max: number, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.round(Math.min(max, Math.max(min, value))) : otherwise;
}
