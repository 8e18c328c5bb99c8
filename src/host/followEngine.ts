import type { ChatStore } from './chat/chatStore';
import { DisposableStore } from './base/disposableStore';
import type { OutputLog } from './base/outputLog';
import type { EngineSupervisor } from './supervision/engineSupervisor';
import type { SocketStore } from './sockets/socketStore';
import { Throttle } from './base/throttle';
import { fromWire } from './base/wireErrors';

/** Between two questions to the engine for its sockets, or for its chats. */
const listMs = 100;

/** Keeps the stores up to date while the engine tells of changes. */
export function followEngine(engine: EngineSupervisor, store: SocketStore, chats: ChatStore, log: OutputLog): DisposableStore {
  const disposables = new DisposableStore();
  const refresher = (refresh: () => Promise<void>) =>
    disposables.add(
      new Throttle(listMs, async () => {
        if (engine.state === 'running') await refresh().catch((error: unknown) => log.warn(fromWire(error).message));
      }),
    );
  const sockets = refresher(() => store.refresh());
  const talk = refresher(() => chats.refresh());
  let socketsSeen = -1;
  let chatsSeen = '';
  disposables.add(
    engine.onDidChange((change) => {
      if (change.socketsRevision !== socketsSeen) sockets.ask();
      socketsSeen = change.socketsRevision;
      const revisions = change.chats.map(({ chat, revision }) => `${chat} ${revision}`).join();
      if (revisions !== chatsSeen) talk.ask();
      chatsSeen = revisions;
    }),
  );
  disposables.add(
    engine.onDidChangeState(() => {
      socketsSeen = -1;
      chatsSeen = '';
    }),
  );
  return disposables;
}
