import { t } from '@vscode/l10n';
import { receiverWishes, socketTypeNames, type SocketOptions, type SocketType } from '../../protocol/sockets';
import { ZmqError } from '../base/errors';
import { wireTypes } from './receiverChoice';
import { socketTypes } from './socketTypes';

export type OptionName = keyof SocketOptions;

interface OptionBase {
  label: string;
  /** One sentence: what it does. */
  description: string;
  types: readonly SocketType[];
}
/** What one option is, which types have it, and its default in this product (not always libzmq's). */
export type OptionTraits =
  | (OptionBase & { kind: 'integer'; default: number; min: number; max: number; unit?: 'ms' | 's' | 'B' | 'messages' })
  | (OptionBase & { kind: 'boolean'; default: boolean })
  | (OptionBase & { kind: 'choice'; default: string; choices: readonly string[] })
  | (OptionBase & { kind: 'bytes'; default: undefined; maxLength: number });

const all = socketTypeNames;
const sending = all.filter((type) => socketTypes[type].canSend);
const receiving = all.filter((type) => socketTypes[type].canReceive);
const maxInt = 2 ** 31 - 1;

/** Default of `maxMessageSize`: larger messages cost their connection. */
export const defaultMaxMessageSize = 64 * 1024 * 1024;

export const socketOptions: Readonly<Record<OptionName, OptionTraits>> = {
  routingId: {
    get label() {
      return t('Routing id');
    },
    get description() {
      return t('Identity that a ROUTER at the other end sees; 1 to 255 bytes, not beginning with a zero byte.');
    },
    kind: 'bytes',
    default: undefined,
    maxLength: 255,
    types: ['req', 'rep', 'dealer', 'router'],
  },
  sendHighWaterMark: {
    get label() {
      return t('Send high-water mark');
    },
    get description() {
      return t('Messages queued for one peer before sends are refused; 0 means no limit.');
    },
    kind: 'integer',
    default: 1000,
    min: 0,
    max: maxInt,
    unit: 'messages',
    types: sending,
  },
  receiveHighWaterMark: {
    get label() {
      return t('Receive high-water mark');
    },
    get description() {
      return t(
        'Messages queued from one peer before it is slowed down or, as a publisher, drops; 0 means no limit. Left alone, it is lowered where messages are large, and wider over ipc.',
      );
    },
    kind: 'integer',
    default: 100_000,
    min: 0,
    max: maxInt,
    unit: 'messages',
    types: receiving,
  },
  linger: {
    get label() {
      return t('Linger');
    },
    get description() {
      return t('How long unsent messages are kept after closing; -1 is for ever.');
    },
    kind: 'integer',
    default: 1000,
    min: -1,
    max: maxInt,
    unit: 'ms',
    types: sending,
  },
  immediate: {
    get label() {
      return t('Immediate');
    },
    get description() {
      return t('Queue only for peers whose connection is complete.');
    },
    kind: 'boolean',
    default: false,
    types: sending,
  },
  conflate: {
    get label() {
      return t('Conflate');
    },
    get description() {
      return t(
        'Keep only the last message of the queue. It works for messages of one frame: of a message of several frames only the last frame arrives, and sending one is refused (libzmq issue 4399).',
      );
    },
    kind: 'boolean',
    default: false,
    types: ['pub', 'sub', 'push', 'pull', 'dealer'],
  },
  maxMessageSize: {
    get label() {
      return t('Largest message');
    },
    get description() {
      return t('A peer that sends a larger message is disconnected; -1 means no limit.');
    },
    kind: 'integer',
    default: defaultMaxMessageSize,
    min: -1,
    max: Number.MAX_SAFE_INTEGER,
    unit: 'B',
    types: all,
  },
  heartbeatInterval: {
    get label() {
      return t('Heartbeat interval');
    },
    get description() {
      return t('How often to ping idle peers; 0 is never. A peer stopped at a breakpoint does not answer and is disconnected.');
    },
    kind: 'integer',
    default: 0,
    min: 0,
    max: maxInt,
    unit: 'ms',
    types: all,
  },
  heartbeatTimeout: {
    get label() {
      return t('Heartbeat timeout');
    },
    get description() {
      return t('Silence after a ping that ends the connection; 0 takes the interval.');
    },
    kind: 'integer',
    default: 0,
    min: 0,
    max: maxInt,
    unit: 'ms',
    types: all,
  },
  heartbeatTimeToLive: {
    get label() {
      return t('Heartbeat time to live');
    },
    get description() {
      return t('Silence after which the peer gives this side up; 0 means never.');
    },
    kind: 'integer',
    default: 0,
    min: 0,
    max: 6553599,
    unit: 'ms',
    types: all,
  },
  reconnectInterval: {
    get label() {
      return t('Reconnect interval');
    },
    get description() {
      return t('Pause between tries to connect; 0 or -1 mean no second try.');
    },
    kind: 'integer',
    default: 100,
    min: -1,
    max: maxInt,
    unit: 'ms',
    types: all,
  },
  reconnectMaxInterval: {
    get label() {
      return t('Longest reconnect interval');
    },
    get description() {
      return t('The pause doubles up to this; 0 keeps it constant.');
    },
    kind: 'integer',
    default: 0,
    min: 0,
    max: maxInt,
    unit: 'ms',
    types: all,
  },
  tcpKeepalive: {
    get label() {
      return t('TCP keep-alive');
    },
    get description() {
      return t('Let the operating system probe idle connections.');
    },
    kind: 'boolean',
    default: false,
    types: all,
  },
  tcpKeepaliveIdle: {
    get label() {
      return t('TCP keep-alive idle time');
    },
    get description() {
      return t('Idle time before the first probe; 0 leaves it to the operating system.');
    },
    kind: 'integer',
    default: 0,
    min: 0,
    max: 32767,
    unit: 's',
    types: all,
  },
  ipv6: {
    label: 'IPv6',
    get description() {
      return t('Allow IPv6 addresses beside IPv4.');
    },
    kind: 'boolean',
    default: false,
    types: all,
  },
  verbose: {
    get label() {
      return t('Verbose');
    },
    get description() {
      return t('Pass on every subscription, also repeated ones.');
    },
    kind: 'boolean',
    default: false,
    types: ['xpub'],
  },
  verboser: {
    get label() {
      return t('Verboser');
    },
    get description() {
      return t('Pass on every subscription and every end of one, also repeated ones.');
    },
    kind: 'boolean',
    default: false,
    types: ['xpub'],
  },
  noDrop: {
    get label() {
      return t('No drop');
    },
    get description() {
      return t("Refuse a send when a subscriber's queue is full, instead of dropping the message for it.");
    },
    kind: 'boolean',
    default: true,
    types: ['pub', 'xpub'],
  },
  relaxed: {
    get label() {
      return t('Relaxed');
    },
    get description() {
      return t('Allow a new request before the reply to the last one came.');
    },
    kind: 'boolean',
    default: false,
    types: ['req'],
  },
  correlate: {
    get label() {
      return t('Correlate');
    },
    get description() {
      return t('Number requests, so that late replies to earlier ones are discarded.');
    },
    kind: 'boolean',
    default: false,
    types: ['req'],
  },
  mandatory: {
    get label() {
      return t('Mandatory');
    },
    get description() {
      return t('Refuse messages to unknown routing ids instead of dropping them.');
    },
    kind: 'boolean',
    default: true,
    types: ['router'],
  },
  handover: {
    get label() {
      return t('Handover');
    },
    get description() {
      return t('Let a new peer take over a routing id that is in use.');
    },
    kind: 'boolean',
    default: false,
    types: ['router'],
  },
  receiver: {
    get label() {
      return t('Receiver');
    },
    get description() {
      return t(
        'What receives: "wire" is fast and knows which peer sent what, over tcp and ipc; "libzmq" is the library itself; "auto" takes the first where it can.',
      );
    },
    kind: 'choice',
    default: 'auto',
    choices: receiverWishes,
    types: wireTypes,
  },
};

export const optionNames = Object.keys(socketOptions) as OptionName[];

export function optionsOf(type: SocketType): OptionName[] {
  return optionNames.filter((name) => socketOptions[name].types.includes(type));
}

/**
 * Checks options for one socket type.
 * @throws ZmqError `invalidOption` for an unknown name, one the type does not have, or a value out of range.
 */
export function checkOptions(type: SocketType, options: Readonly<Record<string, unknown>>): SocketOptions {
  for (const [name, value] of Object.entries(options)) {
    const traits = Object.hasOwn(socketOptions, name) ? socketOptions[name as OptionName] : undefined;
    const label = socketTypes[type].label;
    if (!traits?.types.includes(type)) {
      throw new ZmqError('invalidOption', t('{0} has no option "{1}".', label, name), {
        hint: t('Its options are {0}.', optionsOf(type).join(', ')),
      });
    }
    const problem = optionProblem(traits, value);
    if (problem) throw new ZmqError('invalidOption', t('Option "{0}": {1}.', name, problem), { hint: traits.description });
  }
  return options as SocketOptions;
}

/** Why `value` is no value for the option, or undefined where it is one. */
export function optionProblem(traits: OptionTraits, value: unknown): string | undefined {
  if (traits.kind === 'boolean') return typeof value === 'boolean' ? undefined : t('must be true or false');
  if (traits.kind === 'integer') {
    const fits = typeof value === 'number' && Number.isSafeInteger(value) && value >= traits.min && value <= traits.max;
    return fits ? undefined : t('must be a whole number from {0} to {1}', traits.min, traits.max);
  }
  if (traits.kind === 'choice')
    return typeof value === 'string' && traits.choices.includes(value) ? undefined : t('must be one of {0}', traits.choices.join(', '));
  if (!(value instanceof Uint8Array)) return t('must be bytes');
  if (value.length < 1 || value.length > traits.maxLength) return t('must have 1 to {0} bytes', traits.maxLength);
  return value[0] === 0 ? t('must not begin with a zero byte') : undefined;
}
