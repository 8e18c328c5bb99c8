import { socketTypes } from '../../core/socket/socketTypes';
import type { RefusalReason, SendOutcome, SocketOptions, SocketType } from '../../protocol/sockets';
import { codeOf } from '../process/errno';

type Taken = Exclude<SendOutcome, { outcome: 'refused' }>;
type Refused = Extract<SendOutcome, { outcome: 'refused' }>;

export function refusal(reason: RefusalReason, message: string, hint?: string): Refused {
  return { outcome: 'refused', reason, message, hint };
}

/**
 * What libzmq's error means for a send that waits for nothing. `connects`: it has an endpoint to connect to, whose queue takes
 * messages before any peer is there.
 */
export function refusalFrom(error: unknown, type: SocketType, peers: number, connects: boolean): Refused {
  const { label } = socketTypes[type];
  switch (codeOf(error)) {
    case 'EAGAIN':
      if (peers === 0 && connects)
        return refusal(
          'high-water mark',
          'The queue for peers that are not there yet is full (send high-water mark).',
          'It empties when one connects; or open the socket with a higher mark.',
        );
      return peers === 0
        ? refusal('no peer', `${label} has no peer to send to.`, 'Connect it, or wait until a peer has connected.')
        : refusal(
            'high-water mark',
            "A peer's queue is full (send high-water mark).",
            'The peer reads too slowly or not at all; send later, or open the socket with a higher mark.',
          );
    case 'EHOSTUNREACH':
      return refusal('unroutable', 'No peer has this routing id.', 'It left, or never was. Choose one of those seen.');
    case 'EFSM':
      return refusal('not its turn', `It is not this ${label} socket's turn to send.`);
    case 'EBUSY':
      return refusal('busy', 'Another operation is under way on this socket.', 'Try again.');
  }
  return refusal('failed', `The send failed: ${error instanceof Error ? error.message : String(error)}.`);
}

/** What became of a message that libzmq took. */
export function sentTo(
  type: SocketType,
  peers: number,
  subscribers: { atLeast: number; atMost: number } | undefined,
  options: SocketOptions = {},
): Taken {
  if (subscribers) {
    const { atLeast, atMost } = subscribers;
    if (atMost === 0) return { outcome: 'sent', subscribers, message: 'Sent, but no subscription matches: nobody receives it.' };
    const many = atLeast === atMost ? `${atMost}` : `${atLeast} to ${atMost}`;
    return { outcome: 'sent', subscribers, message: `Sent to ${many} matching subscriber${many === '1' ? '' : 's'}.` };
  }
  if (type === 'pub' || type === 'xsub') return { outcome: 'sent', message: 'Sent. Who receives it cannot be observed.' };
  if (type === 'router' && options.mandatory === false)
    return { outcome: 'sent', message: 'Sent, or dropped if no peer has this routing id: the option mandatory is off.' };
  if (peers === 0 && type === 'rep') return { outcome: 'sent', message: 'The requester is gone: libzmq drops the reply.' };
  if (peers === 0 && type !== 'router' && type !== 'stream')
    return { outcome: 'queued', message: 'Queued with 0 peers: it goes out when one connects.' };
  return { outcome: 'sent', message: 'Sent.' };
}
