import { t } from '@vscode/l10n';
import * as vscode from 'vscode';

const secret = 'zmq.jupyter.key';

/** The key by which messages of Jupyter are signed, kept as a secret of VS Code. */
export class SigningKey {
  constructor(private readonly secrets: vscode.SecretStorage) {}

  /** The one that is kept, else what a person says; undefined where they gave up. */
  async get(): Promise<string | undefined> {
    return (await this.secrets.get(secret)) ?? this.ask();
  }

  /** Asks for it and keeps it; an empty one is not kept. */
  async ask(): Promise<string | undefined> {
    const key = await vscode.window.showInputBox({
      title: t('Jupyter Key'),
      prompt: t('"key" in the connection file of the kernel, kept as a secret. Left empty, messages go out as they are, and unsigned.'),
      password: true,
      ignoreFocusOut: true,
    });
    if (key === '') await this.secrets.delete(secret);
    else if (key !== undefined) await this.secrets.store(secret, key);
    return key;
  }
}
