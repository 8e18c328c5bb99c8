import { t } from '@vscode/l10n';
import * as vscode from 'vscode';

/** Asks for another name of a socket, a tap or a proxy. @returns undefined where the person gave up */
export function askName(title: string, value: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    value,
    prompt: t('Name that the log and the lists show'),
    validateInput: (typed) => (typed.trim() === '' || typed.trim().length > 200 ? t('1 to 200 characters.') : undefined),
  });
}
