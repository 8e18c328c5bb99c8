import * as vscode from 'vscode';
import type { Language } from '../../protocol/language';

/** That of VS Code where this extension has texts in it; undefined where it is shown in English. */
export function languageOfWindow(): Language | undefined {
  const { bundle } = vscode.l10n;
  return bundle && { tag: vscode.env.language, texts: bundle };
}
