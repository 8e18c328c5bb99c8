import { t } from '@vscode/l10n';
import type { SocketType } from '../../protocol/sockets';

/** What a socket type can do. Engine, forms, prompts and composer read this table and nothing else. */
export interface SocketTypeTraits {
  label: string;
  /** One line for a list of types. */
  summary: string;
  canSend: boolean;
  canReceive: boolean;
  /** Takes topic subscriptions; without one it receives nothing. */
  subscribes: boolean;
  /** Sees the subscriptions of its peers. PUB does because it is an XPUB inside. */
  seesSubscriptions: boolean;
  /** The first frame on the wire is a topic. */
  topics: boolean;
  /** Each message goes to one peer, named by its routing id. */
  routingIdToSend: boolean;
  /** Strict turns: who speaks first. */
  lockStep?: 'sends first' | 'receives first';
  /** Types that may be at the other end (RFC 28, 29, 30, 31). */
  peers: readonly SocketType[];
  /** Types at the other end that want an empty delimiter before the body (RFC 28). */
  delimiterFor: readonly SocketType[];
  /** Joining takes messages away from the program's own sockets. */
  takesMessages: boolean;
}

const common = {
  subscribes: false,
  seesSubscriptions: false,
  topics: false,
  routingIdToSend: false,
  delimiterFor: [],
  takesMessages: false,
} as const;

export const socketTypes: Readonly<Record<SocketType, SocketTypeTraits>> = {
  sub: {
    ...common,
    label: 'SUB',
    get summary() {
      return t('Subscribe to topics of publishers');
    },
    canSend: false,
    canReceive: true,
    subscribes: true,
    topics: true,
    peers: ['pub', 'xpub'],
  },
  pub: {
    ...common,
    label: 'PUB',
    get summary() {
      return t('Publish to subscribers');
    },
    canSend: true,
    canReceive: false,
    seesSubscriptions: true,
    topics: true,
    peers: ['sub', 'xsub'],
  },
  req: {
    ...common,
    label: 'REQ',
    get summary() {
      return t('Send requests, one at a time, and await replies');
    },
    canSend: true,
    canReceive: true,
    lockStep: 'sends first',
    takesMessages: true,
    peers: ['rep', 'router'],
  },
  rep: {
    ...common,
    label: 'REP',
    get summary() {
      return t('Answer requests, one at a time');
    },
    canSend: true,
    canReceive: true,
    lockStep: 'receives first',
    takesMessages: true,
    peers: ['req', 'dealer'],
  },
  dealer: {
    ...common,
    label: 'DEALER',
    get summary() {
      return t('Asynchronous requests to REP, ROUTER or DEALER');
    },
    canSend: true,
    canReceive: true,
    takesMessages: true,
    peers: ['rep', 'router', 'dealer'],
    delimiterFor: ['rep'],
  },
  router: {
    ...common,
    label: 'ROUTER',
    get summary() {
      return t('Talk to many peers, each by its routing id');
    },
    canSend: true,
    canReceive: true,
    routingIdToSend: true,
    peers: ['req', 'dealer', 'router'],
    delimiterFor: ['req'],
  },
  push: {
    ...common,
    label: 'PUSH',
    get summary() {
      return t('Hand out work to PULL sockets in turn');
    },
    canSend: true,
    canReceive: false,
    peers: ['pull'],
  },
  pull: {
    ...common,
    label: 'PULL',
    get summary() {
      return t('Collect work from PUSH sockets');
    },
    canSend: false,
    canReceive: true,
    takesMessages: true,
    peers: ['push'],
  },
  pair: {
    ...common,
    label: 'PAIR',
    get summary() {
      return t('Talk to exactly one peer');
    },
    canSend: true,
    canReceive: true,
    takesMessages: true,
    peers: ['pair'],
  },
  xpub: {
    ...common,
    label: 'XPUB',
    get summary() {
      return t('Publish and see raw subscription messages');
    },
    canSend: true,
    canReceive: true,
    seesSubscriptions: true,
    topics: true,
    peers: ['sub', 'xsub'],
  },
  xsub: {
    ...common,
    label: 'XSUB',
    get summary() {
      return t('Subscribe by sending raw subscription messages');
    },
    canSend: true,
    canReceive: true,
    subscribes: true,
    topics: true,
    peers: ['pub', 'xpub'],
  },
  stream: {
    ...common,
    label: 'STREAM',
    get summary() {
      return t('Talk to plain TCP peers, each by its routing id');
    },
    canSend: true,
    canReceive: true,
    routingIdToSend: true,
    peers: [],
  },
};
