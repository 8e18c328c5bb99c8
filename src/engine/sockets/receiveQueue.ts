import { socketTypes } from '../../core/socket/socketTypes';
import type { SocketType } from '../../protocol/sockets';
import type { ZmqSocket } from './zmq';

const mebibyte = 1024 * 1024;
/** What may wait in libzmq from all peers of a socket together, bytes, as far as the size of its messages is known. */
const usualBytes = 64 * mebibyte;
/**
 * The same over ipc: a receiver at its mark loses the last messages of a sender that exits (libzmq 4660), so that it should hardly ever be
 * there.
 */
const ipcBytes = 512 * mebibyte;
const mostMessages = 100_000;
const mostIpcMessages = 1_000_000;
/** Where senders wait at the mark. */
const leastMessages = 16;
/** Where a sender drops at the mark: not before it would at the one that libzmq has by itself. */
const leastOfDroppers = 1000;
/** Types that wait while a peer has no room (RFC 28 to 31); the others drop. */
const waiting: readonly SocketType[] = ['push', 'pair', 'req', 'dealer'];
/** Bytes of messages after which their size is looked at again. */
const stretch = 4 * mebibyte;

/**
 * Keeps the receive high-water mark of a socket for which nobody chose one. libzmq counts messages, and what has to have a bound is memory:
 * so it follows the size of the messages. A sender that is faster than the log is slowed down at the mark, and a publisher drops there.
 *
 * A mark that is in use is lowered only. Raised, libzmq would wake a sender that it stopped at the old mark after half of the new one was
 * read, which is more than there is: both sides would wait for ever.
 */
export class ReceiveQueue {
  private mark = mostMessages;
  private hasEndpoint = false;
  private isIpc = false;
  /** Bytes and messages at the last look, and the bytes at which to look again. */
  private bytes = 0;
  private messages = 0;
  private nextLook = stretch;
  private readonly least: number;

  constructor(
    private readonly socket: Pick<ZmqSocket, 'receiveHighWaterMark'>,
    /** False where a person chose the mark, or nothing is received. */
    private readonly isOwn: boolean,
    type: SocketType,
  ) {
    const { peers } = socketTypes[type];
    this.least = peers.every((peer) => waiting.includes(peer)) ? leastMessages : leastOfDroppers;
    if (isOwn) socket.receiveHighWaterMark = this.mark;
  }

  /** Before the socket is bound or connected to an endpoint. */
  addEndpoint(endpoint: string): void {
    if (!this.hasEndpoint && endpoint.startsWith('ipc://')) {
      this.isIpc = true;
      this.set(mostIpcMessages);
    }
    this.hasEndpoint = true;
  }

  /** After each message; with the totals of the socket. */
  received(bytes: number, messages: number, peers: number): void {
    if (bytes < this.nextLook) return;
    const size = (bytes - this.bytes) / (messages - this.messages);
    this.bytes = bytes;
    this.messages = messages;
    this.nextLook = bytes + stretch;
    const room = (this.isIpc ? ipcBytes : usualBytes) / Math.max(1, peers);
    const mark = Math.max(this.least, Math.round(room / size));
    // Setting it costs a call for each peer.
    if (mark < this.mark / 1.5) this.set(mark);
  }

  private set(mark: number): void {
    this.mark = mark;
    if (this.isOwn) this.socket.receiveHighWaterMark = mark;
  }
}
