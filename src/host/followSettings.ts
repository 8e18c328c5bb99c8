import * as vscode from 'vscode';
import { DisposableStore } from './base/disposableStore';
import { reportProblem } from './base/problems';
import { schemaFilesOf } from './decoders/decoderSetting';
import { decoderRules } from './decoders/decoderSettings';
import { ProtoWatcher } from './decoders/protoWatcher';
import { concernsEngine } from './engineConfiguration';
import type { EngineSupervisor } from './supervision/engineSupervisor';

/** Tells the engine of settings, trust, folders and schemas that have changed. */
export function followSettings(engine: EngineSupervisor): DisposableStore {
  const disposables = new DisposableStore();
  const configure = () => void engine.reconfigure().catch((error: unknown) => void reportProblem(error));
  // An engine reads its schemas when it is told of them.
  const schemas = disposables.add(new ProtoWatcher(configure));
  const reconfigure = () => {
    schemas.watch(schemaFilesOf(decoderRules()));
    configure();
  };
  reconfigure();
  disposables.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (concernsEngine(event)) reconfigure();
    }),
  );
  disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(reconfigure));
  disposables.add(vscode.workspace.onDidChangeWorkspaceFolders(reconfigure));
  return disposables;
}
