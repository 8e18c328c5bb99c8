import type { SocketTypeTraits } from '../../core/socket/socketTypes';
import type { Turn } from '../../protocol/sockets';

/** Whose turn it is on a REQ or REP socket (RFC 28), and the wait for the next turn to receive. */
export class LockStep {
  turn: Turn;
  private wake?: () => void;

  constructor(private readonly order: NonNullable<SocketTypeTraits['lockStep']>) {
    this.turn = order === 'sends first' ? 'ready to send' : 'awaiting request';
  }

  sent(): void {
    this.turn = this.order === 'sends first' ? 'awaiting reply' : 'awaiting request';
    this.release();
  }

  received(): void {
    this.turn = this.order === 'sends first' ? 'ready to send' : 'has a request to answer';
  }

  /** Settles when the socket may receive: libzmq refuses to before. */
  async turnToReceive(isClosed: () => boolean): Promise<void> {
    while (!isClosed() && this.turn !== 'awaiting reply' && this.turn !== 'awaiting request') {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  /** Lets whoever waits look again: the turn or the socket's state has changed. */
  release(): void {
    this.wake?.();
  }
}
