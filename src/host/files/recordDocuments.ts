import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RecordText } from '../../protocol/decoding';
import { recordText } from '../../protocol/decoding';
import { DisposableStore } from '../base/disposableStore';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import { explain } from '../base/problems';
import { besideInspector } from './besideInspector';
import { documentName, parseDocumentQuery, textOfDocument, type DocumentQuery } from './documentNames';
import type { CompareParams } from '../../protocol/inspector';
import type { RecordPart } from '../../protocol/decoding';

const scheme = 'zmq-record';

/** Records and frames as documents that can be read, searched and compared, but not changed. */
export class RecordDocuments implements vscode.TextDocumentContentProvider {
  private readonly disposables = new DisposableStore();
  /** Read to learn the language, until VS Code asks for them. */
  private readonly read = new Map<string, RecordText>();

  constructor(private readonly engine: EngineSupervisor) {
    this.disposables.add(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const read = this.read.get(uri.query);
    this.read.delete(uri.query);
    if (read) return textOfDocument(read);
    const query = parseDocumentQuery(uri.query);
    const name = t('Record No. {0}', query?.number ?? '?');
    if (!query || query.generation !== this.engine.generation || this.engine.state !== 'running') {
      return t('{0} is gone: the engine that had recorded it has ended.', name);
    }
    try {
      return textOfDocument(await this.engine.request(recordText, asked(query)));
    } catch (error) {
      return t('{0} cannot be shown: {1}', name, explain(error));
    }
  }

  /** @throws ZmqError, as does `compare`, where the engine does not have it. */
  async open(part: RecordPart): Promise<void> {
    const uri = await this.prepare(part);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { viewColumn: besideInspector(), preview: true });
  }

  async compare({ left, right, ...rest }: CompareParams): Promise<void> {
    const [before, after] = [await this.prepare({ ...rest, number: left }), await this.prepare({ ...rest, number: right })];
    await vscode.commands.executeCommand('vscode.diff', before, after, t('No. {0} ↔ No. {1}', left, right), {
      viewColumn: besideInspector(),
      preview: true,
    });
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async prepare(part: RecordPart): Promise<vscode.Uri> {
    await this.engine.engine();
    const { generation, lastChange } = this.engine;
    const query: DocumentQuery = { generation, decoders: lastChange?.decodersRevision ?? 0, ...part };
    const text = await this.engine.request(recordText, asked(query));
    const uri = vscode.Uri.from({ scheme, path: `/${documentName(query, text)}`, query: JSON.stringify(query) });
    // One that is open already is not asked for again.
    if (!vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString())) this.read.set(uri.query, text);
    return uri;
  }
}

function asked({ generation: _generation, decoders: _decoders, ...part }: DocumentQuery): RecordPart {
  return part;
}
