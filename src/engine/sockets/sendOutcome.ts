import { t } from '@vscode/l10n';
import { eventSentence, withFields } from '../../core/events/catalogue';
import { sendMessages } from '../../core/events/messages';
import type { SendRefusedFacts } from '../../protocol/events';
import type { RefusalCause } from '../../protocol/sockets';
import type { RefusalReason, SendDoubt, SendOutcome, SocketOptions, SocketType } from '../../protocol/sockets';
import { codeOf } from '../process/errno';

type Taken = Exclude<SendOutcome, { outcome: 'refused' }>;
export type Refused = Extract<SendOutcome, { outcome: 'refused' }>;

const reasons: Readonly<Record<RefusalCause, RefusalReason>> = {
  'waiting queue full': 'high-water mark',
  'peer queue full': 'high-water mark',
  'queue full or unheard': 'no peer',
  'no peer': 'no peer',
  unroutable: 'unroutable',
  'awaiting reply': 'not its turn',
  'no request': 'not its turn',
  'not its turn': 'not its turn',
  busy: 'busy',
  'receives only': 'cannot send',
  'routing id missing': 'routing id needed',
  'routing id unknown to type': 'cannot send',
  'several frames of a stream': 'cannot send',
  'several frames with conflate': 'cannot send',
  other: 'failed',
};

/** A send that was refused, as the log and the sender are told of it. */
export interface Refusal {
  facts: SendRefusedFacts;
  hint?: string;
}

export function refusal(type: SocketType, cause: RefusalCause, hint?: string, more: { errno?: string; detail?: string } = {}): Refusal {
  return { facts: { code: 'send refused', cause, type, ...more }, ...(hint === undefined ? {} : { hint }) };
}

export function refused({ facts, hint }: Refusal): Refused {
  return { outcome: 'refused', reason: reasons[facts.cause], cause: facts.cause, message: eventSentence(facts), hint };
}

/**
 * What libzmq's error means for a send that waits for nothing. `connects`: it has an endpoint to connect to, whose queue takes
 * messages before any peer is there. `crowded`: a PAIR had several peers at once, of which it talks to the first.
 */
export function refusalFrom(error: unknown, type: SocketType, peers: number, connects: boolean, crowded: boolean): Refusal {
  const errno = codeOf(error);
  switch (errno) {
    case 'EAGAIN':
      if (peers === 0 && connects)
        return refusal(type, 'waiting queue full', t('It empties when one connects; or open the socket with a higher mark.'), { errno });
      if (crowded)
        return refusal(type, 'queue full or unheard', t('Let the others connect anew, or close what connects beside the one peer.'), {
          errno,
        });
      return peers === 0
        ? refusal(type, 'no peer', t('Connect it, or wait until a peer has connected.'), { errno })
        : refusal(
            type,
            'peer queue full',
            t('The peer reads too slowly or not at all; send later, or open the socket with a higher mark.'),
            {
              errno,
            },
          );
    case 'EHOSTUNREACH':
      return refusal(type, 'unroutable', t('It left, or never was. Choose one of those seen.'), { errno });
    case 'EFSM':
      return refusal(type, 'not its turn', undefined, { errno });
    case 'EBUSY':
      return refusal(type, 'busy', t('Try again.'), { errno });
    default: {
      const detail = error instanceof Error ? error.message : String(error);
      return refusal(type, 'other', undefined, { ...(errno === undefined ? {} : { errno }), detail });
    }
  }
}

/** What is known of the other side when libzmq takes a message. */
export interface Audience {
  peers: number;
  /** PUB, XPUB: how many peers have subscribed to it, where that can be seen. */
  subscribers?: { atLeast: number; atMost: number };
  options?: SocketOptions;
  /** REP: a connection ended since the request came, and it may have been the requester's. */
  someoneLeft?: boolean;
  /** PAIR: it connects, and heard nothing on this connection: the other side may be talking to another one. */
  unheard?: boolean;
}

/** What became of a message that libzmq took. */
export function sentTo(type: SocketType, audience: Audience): Taken {
  const { peers, subscribers } = audience;
  if (subscribers) {
    const { atLeast, atMost } = subscribers;
    if (atMost === 0) return { outcome: 'sent', subscribers, doubt: 'no subscription', message: sendMessages['sent: no subscription'] };
    const how = atLeast !== atMost ? 'sent: subscribers' : atMost === 1 ? 'sent: subscriber' : 'sent: exact subscribers';
    return { outcome: 'sent', subscribers, message: withFields(sendMessages[how], subscribers) };
  }
  const doubt = doubtOf(type, audience);
  if (doubt) return { outcome: 'sent', doubt, message: sendMessages[`sent: ${doubt}`] };
  return peers === 0 && type !== 'router' && type !== 'stream'
    ? { outcome: 'queued', message: sendMessages.queued }
    : { outcome: 'sent', message: sendMessages.sent };
}

/** Why a message that was taken may not arrive. */
function doubtOf(type: SocketType, { peers, options, someoneLeft, unheard }: Audience): SendDoubt | undefined {
  switch (type) {
    case 'pub':
    case 'xsub':
      return 'unobservable';
    case 'router':
      return options?.mandatory === false ? 'unroutable' : undefined;
    case 'rep':
      return peers === 0 ? 'requester gone' : someoneLeft ? 'requester may be gone' : undefined;
    case 'pair':
      return peers > 0 && unheard ? 'another pair' : undefined;
    default:
      return undefined;
  }
}
