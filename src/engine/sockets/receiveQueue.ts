import { socketTypes } from '../../core/socket/socketTypes';
import type { SocketType } from '../../protocol/sockets';
import type { ZmqSocket } from './zmq';

const mebibyte = 1024 * 1024;
/** What may wait in libzmq from all peers of a socket together, bytes, if messages go on as they begin. */
const usualBytes = 64 * mebibyte;
/**
 * The same over ipc: a receiver at its mark loses the last messages of a sender that exits (libzmq 4660), so that it should hardly ever be
 * there.
 */
const ipcBytes = 512 * mebibyte;
const ipcMessages = 200_000;
/** Types that wait while a peer has no room (RFC 28 to 31); the others drop. */
const waiting: readonly SocketType[] = ['push', 'pair', 'req', 'dealer'];
/** What libzmq has by itself is enough where the sender waits, and fewer where messages are large. */
const waited = { most: 1000, least: 16 };
/** Where the sender drops, there is to be more room than in a program, and never less. */
const dropped = { most: 10_000, least: 1000 };

/**
 * Keeps the receive high-water mark of a socket for which nobody chose one. libzmq counts messages, and what has to have a bound is memory:
 * so it follows the size of the first ones. A sender that is faster than the log is slowed down at the mark, and a publisher drops there.
 *
 * A mark in use can be changed for a short while only. The sending end of a pipe knows how far the other one has read each time a multiple
 * of half the mark was read. Lowered later, it may find that more than the mark is under way while all of it was read long ago and no
 * further multiple comes; raised, it is not woken before half of the new mark was read. Either way both sides would wait for ever.
 */
export class ReceiveQueue {
  private mark: number;
  private hasEndpoint = false;
  private isIpc = false;
  /** Messages at which to look at their size again. */
  private nextLook = 1;
  private readonly least: number;

  constructor(
    private readonly socket: Pick<ZmqSocket, 'receiveHighWaterMark'>,
    /** False where a person chose the mark, or nothing is received. */
    private readonly isOwn: boolean,
    type: SocketType,
  ) {
    const { most, least } = socketTypes[type].peers.every((peer) => waiting.includes(peer)) ? waited : dropped;
    this.mark = most;
    this.least = least;
    if (isOwn) socket.receiveHighWaterMark = this.mark;
  }

  /** Before the socket is bound or connected to an endpoint. */
  addEndpoint(endpoint: string): void {
    if (!this.hasEndpoint && endpoint.startsWith('ipc://')) {
      this.isIpc = true;
      this.set(ipcMessages);
    }
    this.hasEndpoint = true;
  }

  /** After each message; with the totals of the socket. */
  received(bytes: number, messages: number, peers: number): void {
    if (messages < this.nextLook) return;
    this.nextLook = messages * 2;
    const room = (this.isIpc ? ipcBytes : usualBytes) / Math.max(1, peers);
    const mark = Math.max(this.least, Math.round((room * messages) / bytes));
    if (mark >= this.mark) return;
    // Not one multiple of half the mark was read, of whatever peer: the first one is still to come.
    if (messages < mark / 2) this.set(mark);
    else this.nextLook = Infinity;
  }

  private set(mark: number): void {
    this.mark = mark;
    if (this.isOwn) this.socket.receiveHighWaterMark = mark;
  }
}
