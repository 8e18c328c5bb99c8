import { t } from '@vscode/l10n';
import { ZmqError } from '../../core/base/errors';
import { counted } from '../../core/base/quantities';
import { closeTap, listTaps, openTap, pauseTap, renameTap, type TapInfo, type TapSpec } from '../../protocol/taps';
import type { RecentEndpoints } from '../memory/recentEndpoints';
import type { Memory } from '../memory/workspaceMemory';
import { RelayStore, type Ask, type RelayEntry } from '../relays/relayStore';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import { rememberedTaps, type RememberedTap } from './tapMemory';

/** A tap of this workspace. */
export type TapEntry = RelayEntry<RememberedTap, TapInfo>;
type GivenTap = Omit<TapSpec, 'id'>;

/** The taps of this workspace. */
export class TapStore extends RelayStore<RememberedTap, TapInfo, GivenTap> {
  constructor(
    engine: Pick<EngineSupervisor, 'request' | 'state'>,
    memory: Memory,
    recent: RecentEndpoints,
    complain: (text: string) => void,
  ) {
    super(rememberedTaps, engine, memory, recent, complain);
  }

  protected openIn(ask: Ask, { paused: _, ...spec }: RememberedTap): Promise<TapInfo> {
    return ask(openTap, spec);
  }
  protected closeIn(ask: Ask, tap: string): Promise<unknown> {
    return ask(closeTap, { tap });
  }
  protected listIn(ask: Ask): Promise<TapInfo[]> {
    return ask(listTaps, {});
  }
  protected renameIn(ask: Ask, tap: string, name: string): Promise<unknown> {
    return ask(renameTap, { tap, name });
  }
  protected pauseIn(ask: Ask, tap: string, paused: boolean): Promise<unknown> {
    return ask(pauseTap, { tap, paused });
  }

  protected newSpec(id: string, given: GivenTap): RememberedTap {
    return { ...given, id };
  }
  /** A tap may have been asked to listen elsewhere since a crash: the workspace remembers what a person said. */
  protected specOf({ id, name, requested, target, paused }: TapInfo, asked: RememberedTap | undefined): RememberedTap {
    return { id, name, listen: asked?.listen ?? requested, target, ...(paused ? { paused } : {}) };
  }
  protected whereItWas(spec: RememberedTap, { listen }: TapInfo): RememberedTap {
    return { ...spec, listen };
  }
  protected isSame(spec: RememberedTap, { name, listen, target }: GivenTap): boolean {
    return spec.listen === listen && spec.target === target && (name === undefined || spec.name === name);
  }
  protected usedEndpoints({ target }: TapInfo) {
    return [[target, 'connect']] as const;
  }

  protected titleOf({ name, target }: RememberedTap): string {
    return name ?? target;
  }
  protected noSuch(idOrName: string, known: readonly string[]): ZmqError {
    return new ZmqError('noSuchTap', t('There is no tap "{0}".', idOrName), {
      hint: known.length > 0 ? t('There are {0}.', known.join(', ')) : t('Open one first.'),
    });
  }
  protected severalNamed(name: string, ids: readonly string[]): ZmqError {
    return new ZmqError('noSuchTap', t('{0} taps are named "{1}".', ids.length, name), { hint: t('Use an id: {0}.', ids.join(', ')) });
  }
  protected removedMeanwhile(id: string): ZmqError {
    return new ZmqError('noSuchTap', t('There is no tap "{0}".', id), { hint: t('It may have been removed.') });
  }
  protected notOpenedAgain(name: string, why: string): string {
    return t('{0} could not be opened again: {1}', name, why);
  }
  protected tellOfCrash(lost: readonly TapInfo[]): void {
    const cut = lost.reduce((sum, { open }) => sum + open, 0);
    if (cut > 0)
      this.complain(
        t(
          'The engine ended, which cut {0} through taps. The taps listen again where they did, and ZeroMQ programs connect again by themselves.',
          counted(cut, 'connection'),
        ),
      );
  }
}
