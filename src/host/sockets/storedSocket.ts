import { openSocket, type EndpointRole, type SocketInfo } from '../../protocol/sockets';
import type { EngineProcess } from '../supervision/engineProcess';
import { exactBytes } from '../base/exactBytes';
import type { RememberedSpec } from './socketMemory';

/** A socket of this window, open or closed. */
export interface StoredSocket {
  state: 'open' | 'closed';
  /** Of an open socket as the engine told it last; of a closed one as it was when it was open. Endpoints as the person gave them. */
  spec: RememberedSpec;
  /** Ends with the window: the workspace does not remember it. */
  transient: boolean;
  /** The chat it belongs to: such a socket is there as long as the engine lists it. */
  chat?: string;
  /** Open sockets only; the latest that the engine told. */
  info?: SocketInfo;
  /** After a crash: what the person gave (`tcp://*:*`) for the resolved endpoint that was bound again. */
  requested?: ReadonlyMap<string, string>;
}

export function markOpen(stored: StoredSocket, info: SocketInfo): void {
  stored.state = 'open';
  stored.info = asRequested(info, stored);
  stored.spec = specOf(stored.info);
}

export function markClosed(stored: StoredSocket): void {
  stored.state = 'closed';
  stored.info = undefined;
  stored.requested = undefined;
}

/** A socket that a chat has opened. */
export function ofChat(info: SocketInfo, chat: string): StoredSocket {
  return { state: 'open', spec: specOf(info), transient: true, chat, info };
}

/** What it would take to open this socket as it is now. */
function specOf({ id, type, name, endpoints, subscriptions, options }: SocketInfo): RememberedSpec {
  const requested = (role: EndpointRole) => endpoints.filter((one) => one.role === role).map((one) => one.requested);
  const lists = { bind: requested('bind'), connect: requested('connect'), subscribe: subscriptions };
  const isThere = ([, list]: [string, readonly unknown[]]) => list.length > 0;
  return exactBytes({
    id,
    type,
    name,
    ...Object.fromEntries(Object.entries(lists).filter(isThere)),
    options,
  });
}

/** Opens in a fresh engine what was open in the one before, on the ports it had there. */
export async function openAsBefore(stored: StoredSocket, engine: EngineProcess): Promise<void> {
  const bound = stored.info?.endpoints.filter(({ role }) => role === 'bind');
  const info = await engine.request(openSocket, { ...stored.spec, bind: bound?.map(({ resolved }) => resolved) ?? stored.spec.bind });
  stored.requested = new Map(bound?.map(({ resolved, requested }) => [resolved, requested]));
  markOpen(stored, info);
}

function asRequested(info: SocketInfo, { requested }: StoredSocket): SocketInfo {
  if (!requested) return info;
  return {
    ...info,
    endpoints: info.endpoints.map((one) =>
      one.role === 'bind' ? { ...one, requested: requested.get(one.resolved) ?? one.requested } : one,
    ),
  };
}
