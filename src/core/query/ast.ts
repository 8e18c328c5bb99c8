import { t } from '@vscode/l10n';
import type { DecoderName } from '../../protocol/decoding';
import type { Direction } from '../../protocol/log';
import type { EventKind } from '../../protocol/events';
import { gapKinds } from '../../protocol/plot';
import type { SocketType } from '../../protocol/sockets';
import type { GlobPart } from './glob';

export type Comparison = '=' | '!=' | '>' | '>=' | '<' | '<=';

/** What a decoded value is compared with. Numbers in all their digits; `hex` is `0x…`, which is a number or bytes; `regex` with `~` only. */
export interface Operand {
  kind: 'number' | 'hex' | 'string' | 'boolean' | 'null' | 'regex';
  text: string;
  flags?: string;
}

/** Regexes and what is decoded: what only a decoder's thread may look at, for it can take long. */
export type CostlyCondition =
  /** On each frame, or on the topic, on what frames say once they are decoded, or on one frame, from 0. */
  | { kind: 'regex'; source: string; flags: string; where?: 'topic' | 'decoded' | number }
  /** Without an operator: there is such a value. `~`: its text contains the operand's or matches it, or a list has such an element. */
  | { kind: 'value'; path: string; operator?: Comparison | '~'; operand?: Operand }
  /** In what frames say once they are decoded, as previews show it. */
  | { kind: 'decoded'; text: string }
  /** A frame that is neither envelope nor topic is shown by this decoder, or something wrapped in it is. */
  | { kind: 'decoder'; decoder: DecoderName };

/** A moment, a time of day, or how long before the query was made, ms, and how exactly it was written: `10:32` means a whole minute. */
export type TimeOperand = { since: 'midnight' | 1970 | 'now'; ms: number; unit: number };

/** Something asked of a record. */
export type Condition =
  | { kind: 'text'; text: string }
  | { kind: 'bytes'; bytes: Uint8Array }
  | { kind: 'socket'; name: string; prefix: boolean }
  | { kind: 'socket like'; glob: GlobPart[] }
  /** ASCII letters in either case. */
  | { kind: 'socket part'; text: string }
  | { kind: 'type'; type: SocketType }
  | { kind: 'direction'; direction: Direction }
  | { kind: 'topic'; topic: Uint8Array; exact: boolean }
  | { kind: 'topic like'; glob: GlobPart[] }
  /** `bytes` of a hex value only; otherwise the text, ASCII letters in either case. */
  | { kind: 'topic part'; text: string; bytes?: Uint8Array }
  /** As for `topic part`; `exact`: the whole routing id, identity, address or endpoint, as it stands. */
  | { kind: 'peer'; text: string; bytes?: Uint8Array; exact?: true }
  /** In one frame, from 0, as `text` and `bytes` in any; `exact`: all of it, as it stands. */
  | { kind: 'frame'; frame: number; text: string; bytes?: Uint8Array; exact?: true }
  | { kind: 'size' | 'frames' | 'conn'; comparison: Comparison; value: number }
  | { kind: 'time'; comparison: Comparison; time: TimeOperand }
  | { kind: 'event'; events: EventKind[] }
  | { kind: 'pair'; state: PairState }
  | { kind: 'gap'; is: GapState }
  | CostlyCondition;

export const pairStates = ['unanswered', 'answered', 'request', 'reply', 'unpaired'] as const;
export type PairState = (typeof pairStates)[number];

export const gapStates = ['any', ...gapKinds] as const;
export type GapState = (typeof gapStates)[number];

export type QueryNode = { kind: 'and' | 'or'; parts: QueryNode[] } | { kind: 'not'; part: QueryNode } | Condition;

/** What is wrong with characters `[from, to)` of a query, and what to write instead. */
export interface QueryProblem {
  message: string;
  from: number;
  to: number;
  /** Something is missing that may still be typed. */
  unfinished?: true;
}

/** Names that stand before a `:` or a comparison. `more`: what else can be written there. */
export const keys = {
  socket: {
    get detail() {
      return t('name of the socket');
    },
    get more() {
      return t('wea* for names that begin so; ~ for a text within');
    },
    example: 'socket:weather',
  },
  type: {
    get detail() {
      return t('type of the socket');
    },
    example: 'type:sub',
  },
  dir: {
    get detail() {
      return t('in, out or event');
    },
    example: 'dir:in',
  },
  topic: {
    get detail() {
      return t('what the topic begins with; topic:= the whole topic');
    },
    get more() {
      return t('*oslo, sensor/+/temp, sensor/#, /regex/; ~ for a text within; 0x00ff for bytes');
    },
    example: 'topic:weather.',
  },
  peer: {
    get detail() {
      return t('part of a routing id, of an address or identity of a tapped connection, or of the endpoint of an event');
    },
    example: 'peer:0x006b8b',
  },
  size: {
    get detail() {
      return t('payload bytes');
    },
    get more() {
      return t('1.5k, 64Ki; >=, <, <=, = and !=');
    },
    example: 'size>1000',
  },
  frames: {
    get detail() {
      return t('number of frames');
    },
    example: 'frames=3',
  },
  conn: {
    get detail() {
      return t('number of a tapped connection');
    },
    example: 'conn:3',
  },
  hex: {
    get detail() {
      return t('bytes in a frame');
    },
    example: 'hex:00ff',
  },
  time: {
    get detail() {
      return t('time of day, or a date with time');
    },
    get more() {
      return t('-5m for the last five minutes, 1700000000, 2026-11-20 10:32, after 10:32');
    },
    example: 'time>10:32:05',
  },
  json: {
    get detail() {
      return t('a decoded value, whatever the format');
    },
    get more() {
      return t(
        '=, != and so on; ~ for a text within or a /regex/; in (1, 2); .list[*].id for any of a list, [-1] for its last; the path alone for any value',
      );
    },
    example: 'json:.temp>20',
  },
  text: {
    get detail() {
      return t('what decoded frames say, also out of a compression or Base64');
    },
    get more() {
      return t('text:/regex/');
    },
    example: 'text:storm',
  },
  decoder: {
    get detail() {
      return t('how a frame is shown');
    },
    example: 'decoder:msgpack',
  },
  event: {
    get detail() {
      return t('what the kind of event begins with; event:= the whole kind');
    },
    example: 'event:handshake',
  },
  pair: {
    get detail() {
      return t('unanswered, answered, request or reply');
    },
    example: 'pair:unanswered',
  },
  gap: {
    get detail() {
      return t('any, missing, duplicate, back or late, where a value counts the messages');
    },
    example: 'gap:missing',
  },
} as const;
/** Keys whose values are numbers or times, compared as they are: `size>1000`. */
export const comparedKeys: readonly string[] = ['size', 'frames', 'conn', 'time'] satisfies Key[];
/** Keys whose values are any text: they take `=`, `!=`, `~` and `!~` with a colon or without. */
export const textKeys = ['socket', 'topic', 'peer'] as const satisfies Key[];
export type Key = keyof typeof keys;
export const keyNames = Object.keys(keys) as Key[];
