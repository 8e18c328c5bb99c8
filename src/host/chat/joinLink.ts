import * as vscode from 'vscode';

export const joinPath = '/join';

/** A link with which somebody else joins. VS Code decodes what a link holds once, before the handler sees it. */
export function joinLink(extensionId: string, query: string): string {
  return vscode.Uri.from({ scheme: vscode.env.uriScheme, authority: extensionId, path: joinPath, query }).toString();
}
