import type { MessageConnection } from 'vscode-jsonrpc/browser';
import type { SendJob } from '../../../src/protocol/composer';
import type { SavedMessage, SocketEntry } from '../../../src/protocol/inspector';
import type { PageStore } from '../../shared/page/pageStore';
import type { EngineMirror } from '../state/engineMirror';
import type { ComposeDraft, PanelState } from '../state/panelState';
import { FrameChecks } from './frameChecks';

/** The message that is being written, and what can be done with it. Comes back with the page. Fires `change`. */
export class Composing extends EventTarget {
  readonly checks: FrameChecks;
  private revision: number;

  constructor(
    private readonly mirror: EngineMirror,
    private readonly store: PageStore<PanelState>,
  ) {
    super();
    this.revision = mirror.decodersRevision;
    this.checks = new FrameChecks(mirror.connection);
    mirror.addEventListener('change', () => this.follow());
    for (const source of [store, this.checks]) source.addEventListener('change', () => this.changed());
  }

  get connection(): MessageConnection {
    return this.mirror.connection;
  }

  get sockets(): readonly SocketEntry[] {
    return this.mirror.sockets;
  }

  get jobs(): readonly SendJob[] {
    return this.mirror.jobs;
  }

  get messages(): readonly SavedMessage[] {
    return this.mirror.messages;
  }

  /** Grows when schemas may have changed. */
  get decodersRevision(): number {
    return this.mirror.decodersRevision;
  }

  get draft(): ComposeDraft {
    return this.store.state.composeDraft;
  }

  edit(composeDraft: ComposeDraft): void {
    this.store.update({ composeDraft });
  }

  private follow(): void {
    if (this.mirror.decodersRevision !== this.revision) {
      this.revision = this.mirror.decodersRevision;
      this.checks.forget();
    }
    this.changed();
  }

  private changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
