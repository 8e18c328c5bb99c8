import { isSamePlace, parseEndpoints } from '../../core/socket/endpoint';
import type { SocketEntry } from '../../protocol/inspector';
import type { SocketSpec, SocketType } from '../../protocol/sockets';
import type { Memory } from '../memory/workspaceMemory';
import { boundPlaces, reachedAt } from './tapEndpoints';

const takers: readonly SocketType[] = ['pull', 'rep', 'dealer', 'router', 'pair'];
const key = 'takingTold';

/** What a person answers who is told of the messages that a socket would take; undefined: it is not to be opened. */
export type TakingAnswer = 'tap' | 'open' | 'open and never ask' | undefined;

/** Where a socket would take messages or turns from a program. */
export interface Taking {
  type: SocketType;
  endpoint: string;
}

/** What the guard needs. */
export interface TakingGuardParts {
  /** Told once in each workspace, and no more in any where the person says so. */
  workspace: Memory;
  everywhere: Memory;
  sockets: { entries(): SocketEntry[] };
  /** Endpoints of peers that are there to be played with. */
  demoPeers(): readonly string[];
  ask(taking: Taking): Promise<TakingAnswer>;
  /** Asks for a tap of this endpoint. */
  offerTap(target: string): void;
}

/** Stands before sockets that would take part where a person may want to look only. */
export class TakingGuard {
  constructor(private readonly parts: TakingGuardParts) {}

  /** Whether the socket is to be opened now. */
  async admits(spec: SocketSpec): Promise<boolean> {
    const { workspace, everywhere, ask, offerTap } = this.parts;
    const taking = this.taking(spec);
    if (!taking || workspace.get(key) === true || everywhere.get(key) === true) return true;
    const answer = await ask(taking);
    if (answer === undefined) return false;
    await (answer === 'open and never ask' ? everywhere : workspace).update(key, true);
    if (answer === 'tap') offerTap(taking.endpoint);
    return answer !== 'tap';
  }

  private taking({ type, connect = [] }: SocketSpec): Taking | undefined {
    if (!takers.includes(type)) return undefined;
    const endpoint = connect
      .flatMap((given) => parseEndpoints(given, 'connect'))
      .find(({ text, transport }) => transport !== 'inproc' && !this.isOwn(text));
    return endpoint && { type, endpoint: endpoint.text };
  }

  private isOwn(endpoint: string): boolean {
    const { sockets, demoPeers } = this.parts;
    const bound = boundPlaces(sockets.entries()).map((place) => reachedAt(place.endpoint));
    return [...bound, ...demoPeers()].some((own) => isSamePlace(own, endpoint));
  }
}
