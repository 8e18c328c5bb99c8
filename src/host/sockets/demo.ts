import { t } from '@vscode/l10n';
import { startDemo, stopDemo, type DemoPeers } from '../../protocol/engine';
import type { SocketEntry } from '../../protocol/inspector';
import type { SocketId } from '../../protocol/sockets';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import type { SocketStore } from './socketStore';
import { fromWire } from '../base/wireErrors';

/** The demo peers of the engine, and the SUB that shows a newcomer their weather. */
export class Demo {
  private started: { peers: DemoPeers; generation: number } | undefined;
  /** The SUB, once it was opened. */
  private weather: SocketId | undefined;

  constructor(
    private readonly engine: EngineSupervisor,
    private readonly store: SocketStore,
    private readonly complain: (text: string) => void,
    /** Told when they start or end; undefined while they do not run. */
    private readonly tell: (peers: DemoPeers | undefined) => void,
  ) {
    engine.onDidChangeState((state) => {
      this.tell(this.peers);
      if (state === 'running') void this.resume();
    });
  }

  /** A fresh engine gets the peers back where they were: their SUB, and whoever else talks to them, finds them again. */
  private async resume(): Promise<void> {
    const { started, engine } = this;
    if (!started || started.generation === engine.generation) return;
    const { generation } = engine;
    try {
      this.started = { peers: await engine.request(startDemo, { at: started.peers }), generation };
      this.tell(this.peers);
    } catch (error) {
      this.complain(t('The demo peers could not be started again: {0}', fromWire(error).message));
    }
  }

  /** The peers' endpoints while they run; they end with their engine. */
  get peers(): DemoPeers | undefined {
    const runs = this.engine.state === 'running' && this.started?.generation === this.engine.generation;
    return runs ? this.started?.peers : undefined;
  }

  /** Starts the peers, and opens a SUB on the weather. Run again it opens no second one. */
  async start(): Promise<SocketId> {
    const peers = await this.engine.request(startDemo, {});
    this.started = { peers, generation: this.engine.generation };
    this.tell(this.peers);
    const earlier = this.subscriber;
    if (earlier?.state === 'open' && earlier.spec.connect?.includes(peers.weather)) return earlier.id;
    // The peers have other ports each time, so the one of last time leads nowhere.
    if (earlier) await this.store.remove(earlier.id);
    const { id } = await this.store.open(
      { type: 'sub', name: t('Demo weather'), connect: [peers.weather], subscribe: [new Uint8Array(0)] },
      { transient: true },
    );
    this.weather = id;
    return id;
  }

  /** Takes the SUB away too, which would look for them for ever. */
  async stop(): Promise<void> {
    this.started = undefined;
    this.tell(undefined);
    if (this.subscriber) await this.store.remove(this.subscriber.id);
    if (this.engine.state === 'running') await this.engine.request(stopDemo, {});
  }

  private get subscriber(): SocketEntry | undefined {
    return this.store.entries().find(({ id }) => id === this.weather);
  }
}
