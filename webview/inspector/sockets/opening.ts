import type { MessageConnection } from 'vscode-jsonrpc/browser';
import type { SocketEntry } from '../../../src/protocol/inspector';
import type { PageStore } from '../../shared/page/pageStore';
import type { EngineMirror } from '../state/engineMirror';
import type { OpenDraft, PanelState } from '../state/panelState';

/** The sockets there are, and what is typed for a new one. That comes back with the page. Fires `change`. */
export class Opening extends EventTarget {
  constructor(
    private readonly mirror: EngineMirror,
    private readonly store: PageStore<PanelState>,
  ) {
    super();
    for (const source of [mirror, store]) source.addEventListener('change', () => this.dispatchEvent(new Event('change')));
  }

  get connection(): MessageConnection {
    return this.mirror.connection;
  }

  get sockets(): readonly SocketEntry[] {
    return this.mirror.sockets;
  }

  get draft(): OpenDraft {
    return this.store.state.openDraft;
  }

  readonly edit = (openDraft: OpenDraft): void => this.store.update({ openDraft });
}
