import { t } from '@vscode/l10n';
import { ZmqError } from '../../core/base/errors';
import { parseEndpoints } from '../../core/socket/endpoint';
import { canProxy, proxyKindOf, proxyPartners, proxyTitle } from '../../core/socket/proxyTypes';
import { socketTypes } from '../../core/socket/socketTypes';
import type { ProxyInfo, ProxySide, ProxySpec } from '../../protocol/proxies';
import type { EndpointRole, SocketOptions, SocketSpec, SocketType } from '../../protocol/sockets';
import type { CaptureWriter } from '../inspection/captureWriter';
import { requireKind } from '../inspection/sourceIds';
import { leadsBack, type RelayEnds } from '../process/relayLoops';
import type { SocketRegistry } from '../sockets/socketRegistry';
import { Proxy } from './proxy';

const maxProxies = 100;

/** The proxies that run, but those of chats. */
export class Proxies {
  private readonly proxies = new Map<string, Proxy>();
  private readonly starting = new Set<string>();
  private nextId = 1;
  /** Grows whenever `list` would read differently, but for counters. */
  revision = 0;

  constructor(
    private readonly sockets: SocketRegistry,
    private readonly writer: CaptureWriter,
    /** All that passes messages on, proxies as well. */
    private readonly relays: () => RelayEnds[],
    private readonly onChange: () => void,
  ) {}

  /** @throws ZmqError, see `startProxy` */
  async start({ id = this.newId(), name, frontend, backend }: ProxySpec): Promise<ProxyInfo> {
    requireKind(this.writer.sources, id, 'proxy');
    if (this.proxies.has(id) || this.starting.has(id))
      throw new ZmqError('invalidParams', t('Proxy {0} runs already.', id), { hint: t('Stop it first.') });
    if (this.proxies.size + this.starting.size >= maxProxies)
      throw new ZmqError('limitReached', t('{0} proxies run.', maxProxies), { hint: t('Stop some.') });
    requirePassage(frontend.type, backend.type);
    this.requireEnds(frontend, backend);
    const title = name ?? `${nameOf(frontend.type, backend.type)} ${id}`;
    const sides = {
      frontend: socketOf(frontend, backend.type, `${id}-frontend`, title),
      backend: socketOf(backend, frontend.type, `${id}-backend`, title),
    };
    this.starting.add(id);
    try {
      const proxy = await Proxy.start({ id, name: title, sides }, this.sockets, this.writer, {
        changed: () => this.changed(),
        event: () => this.changed(),
        lost: () => this.forget(id),
      });
      this.proxies.set(id, proxy);
      this.changed();
      return proxy.info;
    } finally {
      this.starting.delete(id);
    }
  }

  /** Each side has an endpoint, and none leads to the proxy itself. @throws ZmqError `invalidProxy`, `invalidEndpoint` */
  private requireEnds(...sides: readonly ProxySide[]): void {
    for (const { type, bind = [], connect = [] } of sides)
      if (bind.length + connect.length === 0)
        throw new ZmqError('invalidProxy', t('The {0} side has no endpoint: nothing could pass.', socketTypes[type].label), {
          hint: t('Bind or connect it.'),
        });
    const textsOf = (role: 'bind' | 'connect') =>
      sides.flatMap((side) => side[role] ?? []).flatMap((given) => parseEndpoints(given, role).map(({ text }) => text));
    const endpoint = leadsBack({ bound: textsOf('bind'), connected: textsOf('connect') }, this.relays());
    if (endpoint !== undefined)
      throw new ZmqError('invalidProxy', t('A proxy that connects to {0} would lead back to itself.', endpoint), {
        endpoint,
        hint: t('Connect it to another program.'),
      });
  }

  private newId(): string {
    let id: string;
    do id = `p${this.nextId++}`;
    while (this.writer.sources.byIdentifier(id) !== undefined || this.starting.has(id));
    return id;
  }

  has(id: string): boolean {
    return this.proxies.has(id);
  }

  /** @throws ZmqError `noSuchProxy` */
  get(id: string): Proxy {
    const proxy = this.proxies.get(id);
    if (!proxy)
      throw new ZmqError('noSuchProxy', t('No proxy "{0}" runs.', id), {
        hint: this.proxies.size > 0 ? t('There are {0}.', [...this.proxies.keys()].join(', ')) : t('None runs.'),
      });
    return proxy;
  }

  /** @throws ZmqError `noSuchProxy` */
  rename(id: string, name: string): void {
    this.get(id).rename(name);
    this.changed();
  }

  /** @throws ZmqError `noSuchProxy` */
  pause(id: string, paused: boolean): void {
    this.get(id).pause(paused);
    this.changed();
  }

  /** @throws ZmqError `noSuchProxy` */
  async stop(id: string): Promise<void> {
    const proxy = this.get(id);
    this.forget(id);
    await proxy.stop();
  }

  private forget(id: string): void {
    this.proxies.delete(id);
    this.changed();
  }

  get ends(): RelayEnds[] {
    return this.list.map(({ frontend, backend }) => {
      const endpoints = [...frontend.endpoints, ...backend.endpoints];
      const of = (wanted: EndpointRole) => endpoints.filter(({ role }) => role === wanted).map(({ resolved }) => resolved);
      return { bound: of('bind'), connected: of('connect') };
    });
  }

  get list(): ProxyInfo[] {
    return [...this.proxies.values()].map(({ info }) => info);
  }

  /** Once a second. */
  tick(): void {
    let differs = false;
    for (const proxy of this.proxies.values()) differs = proxy.tick() || differs;
    if (differs) this.changed();
  }

  private changed(): void {
    this.revision++;
    this.onChange();
  }
}

/** @throws ZmqError `invalidProxy` */
function requirePassage(frontend: SocketType, backend: SocketType): void {
  if (canProxy(frontend, backend)) return;
  const labels = (types: readonly SocketType[]) => types.map((type) => socketTypes[type].label).join(', ');
  const partners = proxyPartners(frontend);
  throw new ZmqError(
    'invalidProxy',
    t('What a {0} socket receives cannot go on at a {1} socket, nor the other way.', labels([frontend]), labels([backend])),
    {
      hint:
        partners.length > 0
          ? t('With {0} on one side the other one can be {1}.', labels([frontend]), labels(partners))
          : t('{0} sockets cannot be part of a proxy.', labels([frontend])),
    },
  );
}

function nameOf(frontend: SocketType, backend: SocketType): string {
  const kind = proxyKindOf(frontend, backend);
  return kind ? proxyTitle(kind) : `${socketTypes[frontend].label}/${socketTypes[backend].label}`;
}

function socketOf({ type, bind = [], connect = [] }: ProxySide, facing: SocketType, id: string, name: string): SocketSpec & { id: string } {
  // Where nobody's subscriptions come through, it takes everything.
  const takesAll = type === 'sub' || (type === 'xsub' && facing !== 'xpub');
  return { id, name, type, bind, connect, ...(takesAll ? { subscribe: [new Uint8Array(0)] } : {}), options: optionsOf(type) };
}

/** As large messages pass as come; what is dropped is to be told where libzmq tells it, and who subscribed to what is to be seen. */
function optionsOf(type: SocketType): SocketOptions {
  return {
    maxMessageSize: -1,
    ...(type === 'router' ? { mandatory: true } : {}),
    ...(type === 'xpub' ? { verboser: true } : {}),
  };
}
