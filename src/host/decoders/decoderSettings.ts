import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { DecoderRule } from '../../protocol/decoding';
import { portablePath, type Places } from '../settings/settingPath';
import { rulesForEngine, withoutRule, withRule, type RuleFrames } from './decoderSetting';

/** Which settings a rule is written to. */
export type SettingsLevel = 'workspace' | 'user';

/** What paths of settings are relative to here. */
export function settingPlaces(): Places {
  return { home: homedir(), folder: vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath };
}

/** The rules of `zmq.decoders` for the engine. */
export function decoderRules(): unknown[] {
  return rulesForEngine(configuration().get('decoders'), settingPlaces());
}

/** Writes a rule before all others: for the workspace where one is open and its settings count, else for the user. */
export async function writeRule(rule: DecoderRule): Promise<SettingsLevel> {
  const isWorkspaces = vscode.workspace.isTrusted && isWorkspaceOpen();
  // Rules of the workspace hide those of the user, so the workspace gets a copy of all that count.
  const setting = isWorkspaces ? configuration().get('decoders') : configuration().inspect('decoders')?.globalValue;
  const portable = (file: string | undefined) => (file === undefined || !isWorkspaces ? file : portablePath(file, settingPlaces().folder));
  const target = isWorkspaces ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await configuration().update(
    'decoders',
    withRule(setting, { ...rule, protoFile: portable(rule.protoFile), module: portable(rule.module) }),
    target,
  );
  return isWorkspaces ? 'workspace' : 'user';
}

/** Takes the rules for the very same frames back, where they count. @returns false where there was none */
export async function removeRule(frames: RuleFrames): Promise<boolean> {
  const level = levelOfRules();
  const { workspaceValue, globalValue } = configuration().inspect('decoders') ?? {};
  const setting = level === 'workspace' ? workspaceValue : globalValue;
  const rest = withoutRule(setting, frames);
  if (!Array.isArray(setting) || rest.length === setting.length) return false;
  // An empty list in the workspace would still hide the user's rules, which is what it did before.
  await configuration().update(
    'decoders',
    rest,
    level === 'workspace' ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global,
  );
  return true;
}

/** Opens settings.json at the rules: where they stand, or where one would be written. `edit`: ready to write another one; `rule`: at this one, from 1. */
export async function showRules({
  level = levelOfRules(),
  edit = true,
  rule,
}: { level?: SettingsLevel; edit?: boolean; rule?: number } = {}): Promise<void> {
  const command = level === 'workspace' ? 'workbench.action.openWorkspaceSettingsFile' : 'workbench.action.openSettingsJson';
  await vscode.commands.executeCommand(command, { revealSetting: { key: 'zmq.decoders', edit } });
  if (rule !== undefined) await revealRule(rule);
}

/** VS Code's own outline of the file knows where each rule stands. */
async function revealRule(rule: number): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return;
  const symbols = await vscode.commands.executeCommand<(vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined>(
    'vscode.executeDocumentSymbolProvider',
    editor.document.uri,
  );
  const setting = symbols?.find(({ name }) => name === 'zmq.decoders');
  const range = setting && 'children' in setting ? setting.children[rule - 1]?.range : undefined;
  if (!range) return;
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

function levelOfRules(): SettingsLevel {
  const { workspaceValue, globalValue } = configuration().inspect('decoders') ?? {};
  if (workspaceValue !== undefined) return 'workspace';
  return globalValue === undefined && vscode.workspace.isTrusted && isWorkspaceOpen() ? 'workspace' : 'user';
}

function isWorkspaceOpen(): boolean {
  return vscode.workspace.workspaceFile !== undefined || (vscode.workspace.workspaceFolders ?? []).length > 0;
}

function configuration(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration('zmq');
}
