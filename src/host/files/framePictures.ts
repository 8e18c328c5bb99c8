import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposableStore';
import { explain } from '../base/problems';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import { besideInspector } from './besideInspector';
import { parseDocumentQuery, type DocumentQuery } from './documentNames';
import type { frameFileName, pictureIn } from './frameFile';
import { frameHead, readFrame, type FrameOfRecord } from './frameBytes';

const scheme = 'zmq-frame';
/** What VS Code's own view draws. */
const shown: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp']);

/** Frames that are pictures, as files that can be looked at, in VS Code's own view of pictures, but not changed. */
export class FramePictures implements vscode.FileSystemProvider {
  private readonly disposables = new DisposableStore();
  private readonly emitter = this.disposables.add(new vscode.EventEmitter<vscode.FileChangeEvent[]>());
  readonly onDidChangeFile = this.emitter.event;

  constructor(
    private readonly engine: EngineSupervisor,
    private readonly naming: () => Promise<{ frameFileName: typeof frameFileName; pictureIn: typeof pictureIn }>,
  ) {
    this.disposables.add(vscode.workspace.registerFileSystemProvider(scheme, this, { isReadonly: true, isCaseSensitive: true }));
  }

  /** Opens the frame where it is a picture. @returns false where it is none, or the log has not all of it */
  async open(part: FrameOfRecord): Promise<boolean> {
    await this.engine.engine();
    // Whoever shows it as text says what is wrong with it.
    const head = await frameHead(this.engine, part).catch(() => undefined);
    if (!head) return false;
    const naming = await this.naming();
    const picture = naming.pictureIn(head.bytes);
    if (!picture || !shown.has(picture.type)) return false;
    const query: DocumentQuery = { generation: this.engine.generation, decoders: 0, ...part };
    const uri = vscode.Uri.from({
      scheme,
      path: `/${naming.frameFileName(part.number, part.frame, head.bytes)}`,
      query: JSON.stringify(query),
    });
    await vscode.commands.executeCommand('vscode.open', uri, { viewColumn: besideInspector(), preview: true });
    return true;
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { size } = await this.headOf(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size, permissions: vscode.FilePermission.Readonly };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return (await readFrame(this.engine, await this.headOf(uri))) ?? new Uint8Array(0);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async headOf(uri: vscode.Uri): Promise<FrameOfRecord & { size: number }> {
    const query = parseDocumentQuery(uri.query);
    const isHere = query?.generation === this.engine.generation && this.engine.state === 'running';
    if (!query || query.frame === undefined || !isHere) throw vscode.FileSystemError.FileNotFound(uri);
    const { capture, number, frame } = query;
    const part = { ...(capture === undefined ? {} : { capture }), number, frame };
    try {
      const { size } = await frameHead(this.engine, part);
      return { ...part, size };
    } catch (error) {
      throw vscode.FileSystemError.FileNotFound(explain(error));
    }
  }
}
