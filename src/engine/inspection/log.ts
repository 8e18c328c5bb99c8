import { Capture } from '../../core/capture/capture';
import type { CaptureLimits } from '../../core/capture/capture';
import { Exchanges, hasExchanges } from '../../core/capture/exchanges';
import { answerTime } from '../../core/query/compile';
import { EVENT, IN } from '../../core/capture/segment';
import type { OUT } from '../../core/capture/segment';
import { eventCode } from '../../core/events/eventKinds';
import type { EventKind } from '../../protocol/log';
import type { Counters, SocketId, SocketType } from '../../protocol/sockets';
import { now } from '../process/clock';

/** Who a record is about. Kept after the socket is gone: its records may still be. */
export interface LoggedSocket {
  id: SocketId;
  name: string;
  /** Absent for the engine itself. */
  type?: SocketType;
  counters: Counters;
  /** Of types that ask and answer. */
  exchanges?: Exchanges;
}

/** Number of the engine itself in the socket column. */
export const engineNumber = 0;
const maxSockets = 65_535;
const encoder = new TextEncoder();

/** The capture with the names and counters of the sockets that fill it. */
export class Log {
  readonly capture: Capture;
  readonly sockets: LoggedSocket[] = [{ id: 'engine', name: 'engine', counters: newCounters() }];
  /** Replies that came when their request counted as unanswered already. */
  lateReplies = 0;
  received = 0;
  sent = 0;
  bytes = 0;

  constructor(
    limits: CaptureLimits,
    private readonly onAppend: () => void,
  ) {
    this.capture = new Capture(limits, (gone) => {
      for (const [number, records] of gone) {
        const { counters } = this.sockets[number] as LoggedSocket;
        counters.kept -= records;
        counters.evicted += records;
      }
    });
  }

  /** A number for the socket column: the one it had before where the id is known. */
  register(id: SocketId, name: string, type: SocketType): number | undefined {
    const known = this.numberOf(id);
    const exchanges = hasExchanges(type) ? new Exchanges(type) : undefined;
    if (known !== undefined) {
      Object.assign(this.sockets[known] as LoggedSocket, { name, type, exchanges });
      return known;
    }
    if (this.sockets.length > maxSockets) return undefined;
    this.sockets.push({ id, name, type, counters: newCounters(), exchanges });
    return this.sockets.length - 1;
  }

  numberOf(id: SocketId): number | undefined {
    const number = this.sockets.findIndex((socket) => socket.id === id);
    return number < 0 ? undefined : number;
  }

  /** Number of the record. */
  message(socket: number, direction: typeof IN | typeof OUT, frames: readonly Uint8Array[], time: number): number {
    let size = 0;
    for (let i = 0; i < frames.length; i++) size += (frames[i] as Uint8Array).length;
    const record = this.capture.append({ time, socket, direction, event: 0, frames });
    const { counters, exchanges } = this.sockets[socket] as LoggedSocket;
    counters.kept++;
    this.bytes += size;
    if (direction === IN) {
      this.received++;
      counters.received++;
      counters.receivedBytes += size;
    } else {
      this.sent++;
      counters.sent++;
      counters.sentBytes += size;
    }
    if (exchanges) this.noteExchange(exchanges, direction, frames, record);
    this.onAppend();
    return record;
  }

  private noteExchange(exchanges: Exchanges, direction: typeof IN | typeof OUT, frames: readonly Uint8Array[], record: number): void {
    const request = exchanges.note(direction, frames, record);
    const here = this.capture.find(record);
    if (request === undefined) {
      here?.segment.markRequest(here.row);
      return;
    }
    here?.segment.markExchange(here.row, request);
    const there = this.capture.find(request);
    if (!here || !there) return;
    if (here.segment.timeOf(here.row) - there.segment.timeOf(there.row) > answerTime) this.lateReplies++;
    there.segment.markExchange(there.row, record);
  }

  /** A record that is no message: two frames, the sentence and the endpoint it is about. */
  event(socket: number, kind: EventKind, text: string, endpoint = ''): void {
    this.capture.append({
      time: now(),
      socket,
      direction: EVENT,
      event: eventCode(kind),
      frames: [encoder.encode(text), encoder.encode(endpoint)],
    });
    const { counters } = this.sockets[socket] as LoggedSocket;
    counters.kept++;
    counters.events++;
    this.onAppend();
  }

  clear(): void {
    this.capture.clear();
    for (const { counters } of this.sockets) {
      counters.kept = 0;
      counters.evicted = 0;
    }
    this.onAppend();
  }
}

function newCounters(): Counters {
  return { received: 0, sent: 0, receivedBytes: 0, sentBytes: 0, events: 0, refused: 0, kept: 0, evicted: 0 };
}
