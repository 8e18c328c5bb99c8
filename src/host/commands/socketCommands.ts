import * as vscode from 'vscode';
import { socketTypes } from '../../core/socketTypes';
import type { SocketEntry } from '../../protocol/inspector';
import type { SendOutcome } from '../../protocol/sockets';
import { forLabel, forNotification } from '../plainText';
import { explain } from '../problems';
import type { RecentEndpoints } from '../recentEndpoints';
import type { SocketStore } from '../socketStore';
import type { InspectorPanel } from '../views/inspectorPanel';
import type { NodeOf } from '../views/socketItems';
import { closeSocketArgument, sendArgument } from './commandArguments';
import type { SocketPrompts } from './socketPrompts';

/** Commands on sockets that exist already. */
export class SocketCommands {
  constructor(
    private readonly store: SocketStore,
    private readonly recent: RecentEndpoints,
    private readonly prompts: SocketPrompts,
    private readonly inspector: InspectorPanel,
  ) {}

  /** @returns the outcome where an argument was given; the composer shows it otherwise */
  async send(argument: unknown): Promise<SendOutcome | undefined> {
    if (argument !== undefined) {
      const { socket, ...params } = sendArgument(argument);
      return this.store.send({ ...params, socket: this.store.find(socket).id });
    }
    const chosen = await this.choose(
      vscode.l10n.t('Socket to send from'),
      this.open().filter(({ spec }) => socketTypes[spec.type].canSend),
      vscode.l10n.t('No open socket can send.'),
    );
    if (chosen) this.inspector.showComposer(chosen.id);
    return undefined;
  }

  async close(argument: unknown): Promise<void> {
    if (argument !== undefined) return this.store.close(this.store.find(closeSocketArgument(argument).socket).id);
    const chosen = await this.choose(vscode.l10n.t('Socket to close'), this.open(), vscode.l10n.t('No socket is open.'));
    if (chosen) await this.store.close(chosen.id);
  }

  async closeAll(): Promise<void> {
    await each(this.open(), ({ id }) => this.store.close(id));
  }

  async reopenAll(): Promise<void> {
    await each(this.store.entries().filter(({ state }) => state === 'closed'), ({ id }) => this.store.reopen(id));
  }

  async addTopics({ entry }: NodeOf<'socket'>): Promise<void> {
    const topics = await this.prompts.addTopics();
    for (const topic of topics ?? []) await this.store.subscribe({ socket: entry.id, topic });
  }

  async addEndpoint({ entry }: NodeOf<'socket'>): Promise<void> {
    const asked = await this.prompts.addEndpoint();
    if (!asked) return;
    await this.store.addEndpoint({ socket: entry.id, ...asked });
    await this.recent.note(asked.endpoint, asked.role);
  }

  private open(): SocketEntry[] {
    return this.store.entries().filter(({ state }) => state === 'open');
  }

  private async choose(placeHolder: string, entries: SocketEntry[], none: string): Promise<SocketEntry | undefined> {
    if (entries.length === 0) {
      void vscode.window.showInformationMessage(none);
      return undefined;
    }
    const items = entries.map((entry) => ({ label: forLabel(entry.spec.name ?? entry.id), description: describe(entry), entry }));
    return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.entry;
  }
}

function describe({ id, spec, info }: SocketEntry): string {
  const endpoints = info?.endpoints.map(({ resolved }) => resolved) ?? [];
  return [id, socketTypes[spec.type].label, ...endpoints.slice(0, 3).map(forLabel)].join(' · ');
}

/** Goes through all of them, also past failures, and tells these at the end. */
async function each(entries: SocketEntry[], work: (entry: SocketEntry) => Promise<unknown>): Promise<void> {
  const failures: string[] = [];
  for (const entry of entries) {
    try {
      await work(entry);
    } catch (error) {
      failures.push(`${entry.spec.name ?? entry.id}: ${explain(error)}`);
    }
  }
  const [first] = failures;
  if (first === undefined) return;
  const others = failures.length - 1;
  void vscode.window.showErrorMessage(forNotification(others > 0 ? vscode.l10n.t('{0} (and {1} more)', first, others) : first));
}
