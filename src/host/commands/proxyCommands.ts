import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { counted } from '../../core/base/quantities';
import { socketQuery } from '../../core/query/write';
import type { ProxyId, ProxyInfo } from '../../protocol/proxies';
import type { Actions } from '../actions/actions';
import type { Failure } from '../actions/socketActions';
import { forLabel, forNotification } from '../base/plainText';
import { reportProblem } from '../base/problems';
import { fromWire } from '../base/wireErrors';
import type { InspectorPanels } from '../inspector/inspectorPanels';
import type { ProxyEntry, ProxyStore } from '../proxies/proxyStore';
import { actWith } from './argumentObject';
import { askName } from './nameBox';
import type { AskedProxy, ProxyDraft, ProxyPrompts } from './proxyPrompts';

/** Commands that start proxies, and those on proxies that there are. */
export class ProxyCommands {
  constructor(
    private readonly actions: Actions,
    private readonly store: ProxyStore,
    private readonly prompts: ProxyPrompts,
    private readonly inspector: InspectorPanels,
  ) {}

  /** @returns the id of the proxy */
  async start(argument: unknown): Promise<ProxyId | undefined> {
    if (argument !== undefined) return (await actWith(this.actions, 'zmq.startProxy', argument)).id;
    return this.ask();
  }

  /** Asks until a proxy runs, or the person gives up. */
  private async ask(): Promise<ProxyId | undefined> {
    let asked = await this.prompts.ask();
    while (asked) {
      try {
        const info = await this.actions.run('startProxy', asked);
        void this.tell(info).catch(reportProblem);
        return info.id;
      } catch (error) {
        if (fromWire(error).data.endpoint === undefined) throw error;
        const pressed = await reportProblem(error, t('Change…'));
        asked = pressed === undefined ? undefined : await this.prompts.ask(draftOf(asked));
      }
    }
    return undefined;
  }

  /** Says where programs connect. */
  private async tell({ id, name, frontend, backend }: ProxyInfo): Promise<void> {
    const places = [frontend, backend].map(({ endpoints }) => endpoints.map(({ resolved }) => resolved).join(', '));
    const show = t('Show Log');
    const said = t('The proxy {0} passes messages between {1} (frontend) and {2} (backend).', name, places[0] ?? '', places[1] ?? '');
    const pressed = await vscode.window.showInformationMessage(forNotification(said), show);
    if (pressed === show) this.show(name, id);
  }

  async stop(argument: unknown): Promise<void> {
    if (argument !== undefined) return actWith(this.actions, 'zmq.stopProxy', argument);
    const open = this.store.entries().filter(({ state }) => state === 'open');
    if (open.length === 0) {
      void vscode.window.showInformationMessage(t('No proxy runs.'));
      return;
    }
    const items = open.map((entry) => ({ label: forLabel(nameOf(entry)), description: peersText(entry), entry }));
    const chosen = await vscode.window.showQuickPick(items, { placeHolder: t('Proxy to stop'), matchOnDescription: true });
    if (chosen) await this.end(chosen.entry, 'stopProxy');
  }

  /** Asks first where programs are connected. */
  async end({ id }: ProxyEntry, how: 'stopProxy' | 'removeProxy'): Promise<void> {
    const entry = this.store.find(id);
    if (peersOf(entry) > 0) {
      const stop = t('Stop Proxy');
      const pressed = await vscode.window.showWarningMessage(
        forNotification(t('{0} of {1} will be cut.', counted(peersOf(entry), 'connection'), nameOf(entry))),
        { modal: true, detail: t('What waits in its sockets is lost.') },
        stop,
      );
      if (pressed !== stop) return;
    }
    await this.actions.run(how, { proxy: id });
  }

  async restart({ id }: ProxyEntry): Promise<void> {
    await this.actions.run('restartProxy', { proxy: id });
  }

  /** Those of the failures that are about proxies. */
  reopenFailed(failures: readonly Failure[]): void {
    for (const { id, error } of failures) if (this.store.has(id)) void reportProblem(error);
  }

  async askName(entry: ProxyEntry): Promise<void> {
    const name = await askName(t('Rename Proxy'), nameOf(entry));
    if (name !== undefined) await this.actions.run('renameProxy', { proxy: entry.id, name });
  }

  async pause({ id }: ProxyEntry, paused: boolean): Promise<void> {
    await this.actions.run('pauseProxy', { proxy: id, paused });
  }

  showProxy(entry: ProxyEntry): void {
    this.show(entry.spec.name, entry.id);
  }

  private show(name: string | undefined, id: ProxyId): void {
    this.inspector.showFilter(socketQuery(name ?? id));
  }
}

function nameOf({ id, spec }: ProxyEntry): string {
  return spec.name ?? id;
}

function peersOf({ info }: ProxyEntry): number {
  return info ? info.frontend.peers + info.backend.peers : 0;
}

function peersText(entry: ProxyEntry): string {
  return `${entry.id} · ${counted(peersOf(entry), 'connection')}`;
}

/** To be asked anew, beginning with what was said. */
function draftOf({ frontend, backend }: AskedProxy): ProxyDraft {
  const endsOf = ({ bind, connect }: AskedProxy['frontend']) =>
    connect ? ({ role: 'connect', endpoints: connect.join(' ') } as const) : ({ role: 'bind', endpoints: (bind ?? []).join(' ') } as const);
  return { frontend: endsOf(frontend), backend: endsOf(backend) };
}
