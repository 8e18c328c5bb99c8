import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { counted } from '../../core/base/quantities';
import { connectionQuery, socketQuery } from '../../core/query/write';
import type { SocketId } from '../../protocol/sockets';
import type { TapId, TapInfo } from '../../protocol/taps';
import type { Actions } from '../actions/actions';
import type { Failure } from '../actions/socketActions';
import { forLabel, forNotification } from '../base/plainText';
import { reportProblem } from '../base/problems';
import { fromWire } from '../base/wireErrors';
import type { InspectorPanels } from '../inspector/inspectorPanels';
import { advice, insteadOf } from '../taps/tapEndpoints';
import type { TapEntry, TapStore } from '../taps/tapStore';
import type { NodeOf } from '../views/socketItems';
import { actWith } from './argumentObject';
import { askName } from './nameBox';
import type { AskedTap, TapDraft, TapPrompts } from './tapPrompts';

/** Commands that open taps, and those on taps that there are. */
export class TapCommands {
  constructor(
    private readonly actions: Actions,
    private readonly store: TapStore,
    private readonly prompts: TapPrompts,
    private readonly inspector: InspectorPanels,
  ) {}

  /** @returns the id of the tap */
  async tap(argument: unknown): Promise<TapId | undefined> {
    if (argument !== undefined) return (await actWith(this.actions, 'zmq.tap', argument)).id;
    return this.ask();
  }

  /** Asks until a tap is open, or the person gives up. */
  async ask(draft?: TapDraft): Promise<TapId | undefined> {
    let asked = await this.prompts.ask(draft);
    while (asked) {
      try {
        const info = await this.open(asked);
        void this.tell(info, 'inPlace' in asked).catch(reportProblem);
        return info.id;
      } catch (error) {
        asked = await this.askAfterProblem(error, asked);
      }
    }
    return undefined;
  }

  private open(asked: AskedTap): Promise<TapInfo> {
    return 'inPlace' in asked ? this.actions.run('tapInPlace', asked.inPlace) : this.actions.run('tap', asked);
  }

  /** What the person wants instead of what was refused. */
  private async askAfterProblem(error: unknown, asked: AskedTap): Promise<AskedTap | undefined> {
    if ('inPlace' in asked) throw error;
    const { target, listen } = asked;
    const { endpoint, suggestion, code } = fromWire(error).data;
    if (endpoint === undefined && code !== 'invalidTap') throw error;
    const use = suggestion === undefined ? [] : [t('Use {0}', suggestion)];
    const pressed = await reportProblem(error, ...use, t('Change…'));
    if (pressed === undefined) return undefined;
    if (suggestion === undefined || pressed !== use[0]) return this.prompts.ask({ target, listen });
    return endpoint === target ? { target: suggestion, listen } : { target, listen: suggestion };
  }

  /** Says what to change in the program, if anything. */
  private async tell({ id, name, listen, target }: TapInfo, isInPlace: boolean): Promise<void> {
    const said = isInPlace
      ? t('The tap listens at {0}, and the socket that was there at {1}. Programs need no change.', listen, target)
      : advice(target, listen);
    const copy = t('Copy Endpoint');
    const show = t('Show Log');
    const pressed = await vscode.window.showInformationMessage(forNotification(said), ...(isInPlace ? [show] : [copy, show]));
    if (pressed === copy) await vscode.env.clipboard.writeText(insteadOf(target, listen));
    if (pressed === show) this.show(name, id);
  }

  async close(argument: unknown): Promise<void> {
    if (argument !== undefined) return actWith(this.actions, 'zmq.closeTap', argument);
    const open = this.store.entries().filter(({ state }) => state === 'open');
    if (open.length === 0) {
      void vscode.window.showInformationMessage(t('No tap is open.'));
      return;
    }
    const items = open.map((entry) => ({ label: forLabel(nameOf(entry)), description: describe(entry), entry }));
    const chosen = await vscode.window.showQuickPick(items, { placeHolder: t('Tap to close'), matchOnDescription: true });
    if (chosen) await this.end(chosen.entry, 'closeTap');
  }

  /** Asks first where programs are connected. */
  async end({ id }: TapEntry, how: 'closeTap' | 'removeTap'): Promise<void> {
    const { info, spec } = this.store.find(id);
    const standing = info?.open ?? 0;
    if (standing > 0) {
      const close = t('Close Tap');
      const pressed = await vscode.window.showWarningMessage(
        forNotification(t('{0} through {1} will be cut.', counted(standing, 'connection'), spec.name ?? id)),
        { modal: true, detail: t('Programs find nobody at {0} then.', info?.listen ?? spec.listen) },
        close,
      );
      if (pressed !== close) return;
    }
    await this.actions.run(how, { tap: id });
  }

  async reopen({ id }: TapEntry): Promise<void> {
    try {
      await this.actions.run('reopenTap', { tap: id });
    } catch (error) {
      await this.reopenOtherwise(id, error);
    }
  }

  /** Those of the failures that are about taps. */
  reopenFailed(failures: readonly Failure[]): void {
    for (const { id, error } of failures) if (this.store.has(id)) void this.reopenOtherwise(id, error).catch(reportProblem);
  }

  /** Offers other endpoints for the one that was refused, until the tap is open or the person lets it be. */
  private async reopenOtherwise(id: TapId, error: unknown): Promise<void> {
    for (let problem = error; ;) {
      const { suggestion } = fromWire(problem).data;
      if (suggestion === undefined) throw problem;
      const use = t('Use {0}', suggestion);
      const change = t('Change…');
      const pressed = await reportProblem(problem, use, change);
      if (pressed === undefined) return;
      const { target, listen } = this.store.find(id).spec;
      const instead = pressed === use ? suggestion : await this.prompts.askListen(target, listen);
      if (instead === undefined) return;
      try {
        await this.actions.run('reopenTap', { tap: id, listen: instead });
        return;
      } catch (next) {
        problem = next;
      }
    }
  }

  async askName({ id, spec }: TapEntry): Promise<void> {
    const name = await askName(t('Rename Tap'), spec.name ?? id);
    if (name !== undefined) await this.actions.run('renameTap', { tap: id, name });
  }

  async pause({ id }: TapEntry, paused: boolean): Promise<void> {
    await this.actions.run('pauseTap', { tap: id, paused });
  }

  showTap({ entry: { id, spec } }: NodeOf<'tap'>): void {
    this.show(spec.name, id);
  }

  showConnection(node: NodeOf<'connection' | 'peer'>): void {
    const [name, { number }] = node.kind === 'peer' ? [node.name, node.peer] : [node.tap.spec.name ?? node.tap.id, node.connection];
    this.inspector.showFilter(connectionQuery(name, number));
  }

  /** What programs connect to. */
  async copyListen({ entry: { spec, info } }: NodeOf<'tap'>): Promise<void> {
    await vscode.env.clipboard.writeText(insteadOf(spec.target, info?.listen ?? spec.listen));
  }

  private show(name: string | undefined, id: TapId | SocketId): void {
    this.inspector.showFilter(socketQuery(name ?? id));
  }
}

function nameOf({ id, spec }: TapEntry): string {
  return spec.name ?? id;
}

function describe({ id, spec, info }: TapEntry): string {
  return forLabel(`${id} · ${info?.listen ?? spec.listen} → ${spec.target} · ${counted(info?.open ?? 0, 'connection')}`);
}
