import { problemsOf } from '../../core/chat/problems';
import type { ChatFacts } from '../../core/chat/problems';
import type { ChatProblem } from '../../protocol/chat';
import type { Turn } from '../../protocol/sockets';
import { RoomScout } from './roomScout';

/** What is known at any time; the rest is for this to remember. */
export type CurrentFacts = Omit<ChatFacts, 'age' | 'heard' | 'turnAge' | 'otherRooms'> & {
  /** Whether other rooms can be looked for. */
  canScout: boolean;
};

/** Follows whether a joined chat works, and finds why not. */
export class ChatHealth {
  problems: ChatProblem[] = [];
  private joinedAt = 0;
  private connectedSince?: number;
  private heard = false;
  private turn?: { turn: Turn; since: number };
  private readonly scout: RoomScout;

  /** `listen`: see RoomScout. */
  constructor(listen: (on: boolean) => void) {
    this.scout = new RoomScout(listen);
  }

  joined(): void {
    this.joinedAt = Date.now();
    this.connectedSince = undefined;
    this.turn = undefined;
    this.roomsChanged();
  }

  left(): void {
    this.scout.reset();
    this.problems = [];
  }

  roomsChanged(): void {
    this.heard = false;
    this.scout.reset();
  }

  wasHeard(): void {
    this.heard = true;
    this.scout.reset();
  }

  /** True where a message is of a room that is only being looked for. */
  isElsewhere(frames: readonly Uint8Array[], rooms: readonly string[]): boolean {
    return this.scout.takes(frames, rooms, Date.now());
  }

  follow(peers: number, turn: Turn | undefined): void {
    if (peers === 0) this.connectedSince = undefined;
    else this.connectedSince ??= Date.now();
    if (turn !== this.turn?.turn) this.turn = turn && { turn, since: Date.now() };
  }

  /** Once a second; true where `problems` differ from before. */
  tick({ canScout, ...facts }: CurrentFacts): boolean {
    const time = Date.now();
    if (canScout) this.scout.tick(time, this.heard ? undefined : this.connectedSince);
    const problems = problemsOf({
      ...facts,
      age: time - this.joinedAt,
      heard: this.heard,
      turnAge: this.turn ? time - this.turn.since : 0,
      otherRooms: [...this.scout.found],
    });
    const differ = JSON.stringify(problems) !== JSON.stringify(this.problems);
    this.problems = problems;
    return differ;
  }
}
