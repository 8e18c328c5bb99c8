import type { ChatStore } from './chat/chatStore';
import { DisposableStore } from './base/disposableStore';
import type { OutputLog } from './base/outputLog';
import type { EngineSupervisor } from './supervision/engineSupervisor';
import type { ProxyStore } from './proxies/proxyStore';
import type { SocketStore } from './sockets/socketStore';
import type { TapStore } from './taps/tapStore';
import { Throttle } from './base/throttle';
import { fromWire } from './base/wireErrors';

/** Between two questions to the engine for its sockets, taps, proxies, or chats. */
const listMs = 100;

interface Stores {
  sockets: SocketStore;
  taps: TapStore;
  proxies: ProxyStore;
  chats: ChatStore;
}

/** Keeps the stores up to date while the engine tells of changes. */
export function followEngine(engine: EngineSupervisor, stores: Stores, log: OutputLog): DisposableStore {
  const disposables = new DisposableStore();
  const refresher = (refresh: () => Promise<void>) =>
    disposables.add(
      new Throttle(listMs, async () => {
        if (engine.state === 'running') await refresh().catch((error: unknown) => log.warn(fromWire(error).message));
      }),
    );
  const sockets = refresher(() => stores.sockets.refresh());
  const taps = refresher(() => stores.taps.refresh());
  const proxies = refresher(() => stores.proxies.refresh());
  const chats = refresher(() => stores.chats.refresh());
  let socketsSeen = -1;
  let tapsSeen = 0;
  let proxiesSeen = 0;
  let chatsSeen = '';
  disposables.add(
    engine.onDidChange((change) => {
      if (change.socketsRevision !== socketsSeen) sockets.ask();
      socketsSeen = change.socketsRevision;
      if (change.tapsRevision !== tapsSeen) taps.ask();
      tapsSeen = change.tapsRevision;
      if (change.proxiesRevision !== proxiesSeen) proxies.ask();
      proxiesSeen = change.proxiesRevision;
      const revisions = change.chats.map(({ chat, revision }) => `${chat} ${revision}`).join();
      if (revisions !== chatsSeen) chats.ask();
      chatsSeen = revisions;
    }),
  );
  disposables.add(
    engine.onDidChangeState(() => {
      socketsSeen = -1;
      tapsSeen = 0;
      proxiesSeen = 0;
      chatsSeen = '';
    }),
  );
  return disposables;
}
