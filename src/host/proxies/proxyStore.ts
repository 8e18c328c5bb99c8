import { t } from '@vscode/l10n';
import { ZmqError } from '../../core/base/errors';
import { counted } from '../../core/base/quantities';
import {
  listProxies,
  pauseProxy,
  renameProxy,
  startProxy,
  stopProxy,
  type ProxyInfo,
  type ProxySide,
  type ProxySpec,
} from '../../protocol/proxies';
import type { SocketInfo } from '../../protocol/sockets';
import type { RecentEndpoints } from '../memory/recentEndpoints';
import type { Memory } from '../memory/workspaceMemory';
import { RelayStore, type Ask, type RelayEntry } from '../relays/relayStore';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import { rememberedProxies, type RememberedProxy } from './proxyMemory';

/** A proxy of this workspace. */
export type ProxyEntry = RelayEntry<RememberedProxy, ProxyInfo>;
type GivenProxy = Omit<ProxySpec, 'id'>;

/** The proxies of this workspace. */
export class ProxyStore extends RelayStore<RememberedProxy, ProxyInfo, GivenProxy> {
  constructor(
    engine: Pick<EngineSupervisor, 'request' | 'state'>,
    memory: Memory,
    recent: RecentEndpoints,
    complain: (text: string) => void,
  ) {
    super(rememberedProxies, engine, memory, recent, complain);
  }

  protected openIn(ask: Ask, { paused: _, ...spec }: RememberedProxy): Promise<ProxyInfo> {
    return ask(startProxy, spec);
  }
  protected closeIn(ask: Ask, proxy: string): Promise<unknown> {
    return ask(stopProxy, { proxy });
  }
  protected listIn(ask: Ask): Promise<ProxyInfo[]> {
    return ask(listProxies, {});
  }
  protected renameIn(ask: Ask, proxy: string, name: string): Promise<unknown> {
    return ask(renameProxy, { proxy, name });
  }
  protected pauseIn(ask: Ask, proxy: string, paused: boolean): Promise<unknown> {
    return ask(pauseProxy, { proxy, paused });
  }

  protected newSpec(id: string, given: GivenProxy): RememberedProxy {
    return { ...given, id };
  }
  protected specOf({ id, name, frontend, backend, paused }: ProxyInfo, asked: RememberedProxy | undefined): RememberedProxy {
    return {
      id,
      name,
      frontend: asked?.frontend ?? sideOf(frontend, 'requested'),
      backend: asked?.backend ?? sideOf(backend, 'requested'),
      ...(paused ? { paused } : {}),
    };
  }
  protected whereItWas(spec: RememberedProxy, { frontend, backend }: ProxyInfo): RememberedProxy {
    return { ...spec, frontend: sideOf(frontend, 'resolved'), backend: sideOf(backend, 'resolved') };
  }
  protected isSame(spec: RememberedProxy, { name, frontend, backend }: GivenProxy): boolean {
    const same = (one: ProxySide, other: ProxySide) =>
      one.type === other.type && (['bind', 'connect'] as const).every((role) => (one[role] ?? []).join() === (other[role] ?? []).join());
    return same(spec.frontend, frontend) && same(spec.backend, backend) && (name === undefined || spec.name === name);
  }
  protected usedEndpoints({ frontend, backend }: ProxyInfo) {
    return [frontend, backend].flatMap(({ endpoints }) => endpoints.map(({ requested, role }) => [requested, role] as const));
  }

  protected titleOf({ id, name }: RememberedProxy): string {
    return name ?? id;
  }
  protected noSuch(idOrName: string, known: readonly string[]): ZmqError {
    return new ZmqError('noSuchProxy', t('There is no proxy "{0}".', idOrName), {
      hint: known.length > 0 ? t('There are {0}.', known.join(', ')) : t('Start one first.'),
    });
  }
  protected severalNamed(name: string, ids: readonly string[]): ZmqError {
    return new ZmqError('noSuchProxy', t('{0} proxies are named "{1}".', ids.length, name), { hint: t('Use an id: {0}.', ids.join(', ')) });
  }
  protected removedMeanwhile(id: string): ZmqError {
    return new ZmqError('noSuchProxy', t('There is no proxy "{0}".', id), { hint: t('It may have been removed.') });
  }
  protected notOpenedAgain(name: string, why: string): string {
    return t('{0} could not be started again: {1}', name, why);
  }
  protected tellOfCrash(lost: readonly ProxyInfo[]): void {
    const cut = lost.reduce((sum, { frontend, backend }) => sum + frontend.peers + backend.peers, 0);
    if (cut > 0)
      this.complain(
        t(
          'The engine ended, which cut {0} of proxies; what was on its way through them is lost. They run again at the same endpoints, and ZeroMQ programs connect again by themselves.',
          counted(cut, 'connection'),
        ),
      );
  }
}

function sideOf({ type, endpoints }: SocketInfo, text: 'requested' | 'resolved'): ProxySide {
  const of = (wanted: 'bind' | 'connect') => endpoints.filter(({ role }) => role === wanted).map((endpoint) => endpoint[text]);
  return { type, bind: of('bind'), connect: of('connect') };
}
