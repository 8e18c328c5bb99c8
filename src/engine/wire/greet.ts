import type { NetConnectOpts } from 'node:net';
import { patience } from '../../core/base/patience';
import { protocolOf } from '../../core/diagnosis/banners';
import { ascii } from '../../core/zmtp/ascii';
import { ZmtpDecoder } from '../../core/zmtp/decoder';
import { FrameTable } from '../../core/zmtp/frameTable';
import { encodeGreeting, signatureLength } from '../../core/zmtp/greeting';
import { valueOf, type Metadata } from '../../core/zmtp/metadata';
import type { ForeignProtocol } from '../../protocol/probe';
import { Connection } from './connection';

/** What became of a connection that began with our greeting. */
export type Greeted =
  | { found: 'zmtp'; version: string; mechanism?: string; socketType?: string; identity?: Uint8Array }
  /** `said`: to our greeting. */
  | { found: 'other protocol'; protocol?: ForeignProtocol | undefined; said?: true }
  | { found: 'silent' | 'hangs up' }
  /** No connection came about. */
  | { found: 'failed'; error: Error }
  | { found: 'unanswered' };

/** Octets after which a peer of ZMTP 3 shows its whole greeting. */
const begun = signatureLength + 1;

/**
 * Greets as ZMTP does and listens to what comes back. Signature and version go first: CURVE and PLAIN servers of libzmq 4.3.4 hang up on a
 * whole greeting with another mechanism before they show theirs. Nothing is said that would make a peer of it.
 * @param isSilent called when nothing came for a while
 */
export function greet(target: NetConnectOpts, over: AbortSignal, isSilent: () => void): Promise<Greeted> {
  return new Promise((resolve) => {
    const greeting = encodeGreeting({ minor: 0 });
    // As long as the greeting itself: to a peer of ZMTP 1.0 it is an identity of that length, which never is whole.
    greeting[signatureLength - 2] = greeting.length;
    let sent = 0;
    const say = (to: number) => {
      if (sent < to) connection.write(greeting.subarray(sent, to));
      sent = Math.max(sent, to);
    };
    let metadata: Metadata = [];
    /** Of versions before 3, whose greeting has it. */
    let early: Uint8Array | undefined;
    let read = 0;
    let timer: NodeJS.Timeout | undefined;
    const decoder = new ZmtpDecoder(
      {
        greeting: ({ major, mechanism }, identity) => {
          early = identity;
          if (major === 2 || (mechanism !== undefined && mechanism !== 'NULL')) conclude();
          else say(greeting.length);
        },
        command: (command) => {
          if ('metadata' in command) metadata = command.metadata;
          conclude();
        },
        fault: () => undefined,
        cut: () => undefined,
      },
      () => 3,
    );
    const table = new FrameTable();
    const end = (greeted: Greeted) => {
      clearTimeout(timer);
      connection.end();
      resolve(greeted);
    };
    const after = (ms: number, then: () => void) => {
      clearTimeout(timer);
      timer = setTimeout(then, ms);
    };
    const conclude = () => {
      const { received } = connection;
      const { major, greeting: told } = decoder;
      if (received.length === 0)
        return end({ found: connection.isConnected ? (connection.isEnded ? 'hangs up' : 'silent') : 'unanswered' });
      const isVersion1 = major === 1 && told !== undefined && !decoder.hasFault;
      const protocol = received[0] === 0xff ? undefined : protocolOf(received);
      const isEcho = received.every((octet, index) => octet === greeting[index]) && received.length <= sent;
      if (
        protocol !== undefined ||
        isEcho ||
        major === undefined ||
        (decoder.hasFault && told === undefined) ||
        (major === 1 && !isVersion1)
      )
        return end({ found: 'other protocol', protocol, said: true });
      const socketType = textOf(metadata, 'Socket-Type') ?? told?.socketType;
      const identity = valueOf(metadata, 'Identity') ?? early;
      end({
        found: 'zmtp',
        version: `${major}.${told?.minor ?? 0}`,
        ...(told?.mechanism === undefined ? {} : { mechanism: told.mechanism }),
        ...(socketType === undefined ? {} : { socketType }),
        ...(identity === undefined ? {} : { identity }),
      });
    };
    const connection: Connection = new Connection(target, over, {
      connected: () => {
        say(begun);
        after(patience.probeSilence, () => {
          // Who waits for all of it before it answers gets the rest.
          say(greeting.length);
          isSilent();
        });
      },
      received: () => {
        const { received } = connection;
        read = decoder.read(received, read, received.length, table);
        const { major, hasFault } = decoder;
        if (connection.isFull || protocolOf(received) !== undefined) conclude();
        // What names itself may come in pieces.
        else if (hasFault) after(patience.probeSilence, conclude);
        // What follows a greeting of an old version comes at once.
        else if (major === 1 || major === 2) after(patience.probePause, conclude);
        else after(patience.probeSilence, () => say(greeting.length));
      },
      ended: conclude,
      failed: (error) => end({ found: 'failed', error }),
    });
  });
}

function textOf(metadata: Metadata, name: string): string | undefined {
  const value = valueOf(metadata, name);
  const text = value && ascii(value);
  return text !== undefined && /^[A-Z]{1,10}$/.test(text) ? text : undefined;
}
