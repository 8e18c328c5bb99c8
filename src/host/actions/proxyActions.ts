import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { ZmqError } from '../../core/base/errors';
import { parseEndpoints } from '../../core/socket/endpoint';
import { proxyKinds, type ProxyKind } from '../../core/socket/proxyTypes';
import type { ProxySide } from '../../protocol/proxies';
import { socketTypeNames, type EndpointRole, type SocketType } from '../../protocol/sockets';
import { action } from './action';
import { named as proxy, newName as name } from './shapes';

const list = v.union([v.string(), v.array(v.string())]);
/** What a side is bound to: a text of one or several endpoints, or a list of them; or what it is bound and connected to. */
const side = v.union(
  [list, v.strictObject({ bind: v.optional(list), connect: v.optional(list) })],
  'Expected endpoints to bind: "tcp://*:5555", a list of them, or {"bind": …, "connect": …}',
);

/** What can be done with proxies. One that is named must be the only one of that name. */
export const proxyActions = {
  startProxy: action({
    argument: '{kind, frontend, backend, name?}',
    schema: v.strictObject({ kind: v.string(), frontend: side, backend: side, name: v.optional(name) }),
    run: ({ proxies }, { kind, frontend, backend, name }) => {
      const [front, back] = typesOf(kind);
      return proxies.open({ ...(name === undefined ? {} : { name }), frontend: sideOf(front, frontend), backend: sideOf(back, backend) });
    },
  }),
  /** What waits in its sockets is lost. */
  stopProxy: action({
    argument: '{proxy}',
    schema: v.strictObject({ proxy }),
    run: ({ proxies }, { proxy }) => proxies.close(proxies.idOf(proxy)),
  }),
  restartProxy: action({
    argument: '{proxy}',
    schema: v.strictObject({ proxy }),
    run: ({ proxies }, { proxy }) => proxies.reopen(proxies.idOf(proxy)),
  }),
  removeProxy: action({
    argument: '{proxy}',
    schema: v.strictObject({ proxy }),
    run: ({ proxies }, { proxy }) => proxies.remove(proxies.idOf(proxy)),
  }),
  renameProxy: action({
    argument: '{proxy, name}',
    schema: v.strictObject({ proxy, name }),
    run: ({ proxies }, { proxy, name }) => proxies.rename(proxies.idOf(proxy), name),
  }),
  /** Whether messages pass. */
  pauseProxy: action({
    argument: '{proxy, paused}',
    schema: v.strictObject({ proxy, paused: v.boolean() }),
    run: ({ proxies }, { proxy, paused }) => proxies.pause(proxies.idOf(proxy), paused),
  }),
};

/** `queue`, or both types: `router/dealer`. @throws ZmqError `invalidParams` */
function typesOf(kind: string): readonly [SocketType, SocketType] {
  const word = kind.trim().toLowerCase();
  if (Object.hasOwn(proxyKinds, word)) return proxyKinds[word as ProxyKind];
  const types = word.split(/\s*[/,]\s*|\s+/);
  const [frontend, backend] = types.map((type) => socketTypeNames.find((known) => known === type));
  if (types.length === 2 && frontend && backend) return [frontend, backend];
  throw new ZmqError('invalidParams', t('"{0}" is no kind of proxy.', kind), {
    hint: t('It is one of {0}, or two types, frontend first, such as router/dealer.', Object.keys(proxyKinds).join(', ')),
  });
}

function sideOf(type: SocketType, given: v.InferOutput<typeof side>): ProxySide {
  const { bind = [], connect = [] } = typeof given === 'string' || Array.isArray(given) ? { bind: given } : given;
  return { type, bind: endpointsOf(bind, 'bind'), connect: endpointsOf(connect, 'connect') };
}

function endpointsOf(given: string | readonly string[], role: EndpointRole): string[] {
  return [given].flat().flatMap((text) => parseEndpoints(text, role).map((endpoint) => endpoint.text));
}
