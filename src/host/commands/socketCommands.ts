import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { socketTypes } from '../../core/socket/socketTypes';
import type { SocketEntry } from '../../protocol/inspector';
import type { SendOutcome, SocketId, SocketSpec } from '../../protocol/sockets';
import type { Actions } from '../actions/actions';
import type { Failure } from '../actions/socketActions';
import { forLabel, forNotification } from '../base/plainText';
import { explain, reportProblem } from '../base/problems';
import type { SocketStore } from '../sockets/socketStore';
import type { InspectorPanels } from '../inspector/inspectorPanels';
import type { NodeOf } from '../views/socketItems';
import { fromWire } from '../base/wireErrors';
import { actWith } from './argumentObject';
import { askName } from './nameBox';
import { change, offerInstead } from './endpointOffers';
import { placeOf, withPlace, type Place } from './placeInSpec';
import type { SocketPrompts } from './socketPrompts';

/** Commands on sockets that exist already. */
export class SocketCommands {
  constructor(
    private readonly actions: Actions,
    private readonly store: SocketStore,
    private readonly prompts: SocketPrompts,
    private readonly inspector: InspectorPanels,
  ) {}

  /** @returns the outcome where an argument was given; the composer shows it otherwise */
  async send(argument: unknown): Promise<SendOutcome | undefined> {
    if (argument !== undefined) {
      const outcome = await actWith(this.actions, 'zmq.send', argument);
      // A key has no place of its own to show it.
      if (outcome.outcome === 'refused')
        void vscode.window.showWarningMessage(forNotification([outcome.message, outcome.hint].filter(Boolean).join(' ')));
      return outcome;
    }
    const chosen = await this.choose(
      t('Socket to send from'),
      this.open().filter(({ spec }) => socketTypes[spec.type].canSend),
      t('No open socket can send.'),
    );
    if (chosen) this.inspector.showComposer(chosen.id);
    return undefined;
  }

  async close(argument: unknown): Promise<void> {
    if (argument !== undefined) return actWith(this.actions, 'zmq.closeSocket', argument);
    const chosen = await this.choose(t('Socket to close'), this.open(), t('No socket is open.'));
    if (chosen) await this.actions.run('closeSocket', { socket: chosen.id });
  }

  async rename(argument: unknown): Promise<void> {
    if (argument !== undefined) return actWith(this.actions, 'zmq.renameSocket', argument);
    const chosen = await this.choose(t('Socket to rename'), this.own(), t('There is no socket.'));
    if (chosen) await this.askName(chosen);
  }

  async askName({ id, spec }: SocketEntry): Promise<void> {
    const name = await askName(t('Rename Socket'), spec.name ?? id);
    if (name !== undefined) await this.actions.run('renameSocket', { socket: id, name });
  }

  /** @returns the id of the new socket */
  async duplicate(argument: unknown): Promise<SocketId | undefined> {
    if (argument !== undefined) return (await actWith(this.actions, 'zmq.duplicateSocket', argument)).id;
    const chosen = await this.choose(t('Socket to duplicate'), this.own(), t('There is no socket.'));
    return chosen && (await this.actions.run('duplicateSocket', { socket: chosen.id })).id;
  }

  /** Leaves the chats too: their sockets are among those listed. */
  async closeAll(): Promise<void> {
    const failed = await this.actions.run('closeAllSockets', {});
    for (const { entry, error } of this.shown(failed))
      void vscode.window.showErrorMessage(forNotification(`${nameOf(entry)}: ${explain(error)}`));
    tellOfMore(failed.length - shownFailures);
  }

  /** @returns those of the failures that are about sockets, and others */
  async reopenAll(): Promise<readonly Failure[]> {
    const failed = await this.actions.run('reopenAll', {});
    for (const { entry, error } of this.shown(failed)) void this.reopenOtherwise(entry, error).catch(reportProblem);
    tellOfMore(failed.length - shownFailures);
    return failed;
  }

  async reopen({ entry }: NodeOf<'socket'>): Promise<void> {
    try {
      await this.actions.run('reopenSocket', { socket: entry.id });
    } catch (error) {
      await this.reopenOtherwise(entry, error);
    }
  }

  /** Offers other endpoints for the one that was refused, until the socket is open or the person lets it be. */
  private async reopenOtherwise({ id, spec }: SocketEntry, error: unknown): Promise<void> {
    let problem = error;
    let tried: SocketSpec = spec;
    for (;;) {
      const place = placeOf(fromWire(problem), tried);
      if (!place) throw problem;
      const instead = await this.otherPlace(problem, place);
      if (!instead) return;
      tried = withPlace(tried, place, instead);
      try {
        const { bind, connect } = tried;
        await this.actions.run('reopenSocket', { socket: id, endpoints: { bind, connect } });
        return;
      } catch (next) {
        problem = next;
      }
    }
  }

  private async otherPlace(error: unknown, place: Place): Promise<Place | undefined> {
    const instead = await offerInstead(error, place);
    return instead === change ? this.prompts.addEndpoint(place) : instead;
  }

  async addTopics({ entry }: NodeOf<'socket'>): Promise<void> {
    const topics = await this.prompts.addTopics();
    for (const topic of topics ?? []) await this.actions.run('addSubscription', { socket: entry.id, topic });
  }

  async addEndpoint({ entry }: NodeOf<'socket'>): Promise<void> {
    let place = await this.prompts.addEndpoint();
    while (place) {
      try {
        await this.actions.run('addEndpoint', { socket: entry.id, ...place });
        return;
      } catch (error) {
        if (fromWire(error).data.endpoint === undefined) throw error;
        place = await this.otherPlace(error, place);
      }
    }
  }

  private shown(failed: readonly Failure[]): { entry: SocketEntry; error: unknown }[] {
    const entries = new Map(this.store.entries().map((entry) => [entry.id, entry]));
    return failed.slice(0, shownFailures).flatMap(({ id, error }) => {
      const entry = entries.get(id);
      return entry ? [{ entry, error }] : [];
    });
  }

  /** Those that are no part of a chat. */
  private own(): SocketEntry[] {
    return this.store.entries().filter(({ chat }) => chat === undefined);
  }

  private open(): SocketEntry[] {
    return this.store.entries().filter(({ state }) => state === 'open');
  }

  private async choose(placeHolder: string, entries: SocketEntry[], none: string): Promise<SocketEntry | undefined> {
    if (entries.length === 0) {
      void vscode.window.showInformationMessage(none);
      return undefined;
    }
    const items = entries.map((entry) => ({ label: forLabel(nameOf(entry)), description: describe(entry), entry }));
    return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.entry;
  }
}

function describe({ id, spec, chat, info }: SocketEntry): string {
  const endpoints = info?.endpoints.map(({ resolved }) => resolved) ?? [];
  return [id, socketTypes[spec.type].label, ...(chat === undefined ? [] : [t('of a chat')]), ...endpoints.slice(0, 3).map(forLabel)].join(
    ' · ',
  );
}

/** As many notifications as VS Code shows at once. */
const shownFailures = 3;

function tellOfMore(count: number): void {
  if (count > 0) void vscode.window.showErrorMessage(t('{0} more failed in the same way.', count));
}

function nameOf({ id, spec }: SocketEntry): string {
  return spec.name ?? id;
}
