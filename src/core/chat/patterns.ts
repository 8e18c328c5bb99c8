import { t } from '@vscode/l10n';
import type { ChatFormat, ChatPattern, ChatSpec } from '../../protocol/chat';
import type { EndpointRole, SocketType } from '../../protocol/sockets';

/** Parts of a spec that hold endpoints. */
export type EndpointField = 'bind' | 'connect' | 'pushConnect' | 'pullBind' | 'publishers' | 'subscribers';

/** One place for endpoints in the form of a pattern. */
export interface PatternEndpoints {
  field: EndpointField;
  label: string;
  /** Instead, for who hosts. */
  hostLabel?: string;
  /** Whose endpoints these are: the socket of a guest, where a room is concerned. */
  socket: SocketType;
  /** What a form begins with; loopback, since being reached from the network is the person's choice. Empty where it may be left out. */
  proposal: string;
}

/** What a way to talk is made of. Forms, commands and the engine read this table. */
export interface PatternTraits {
  label: string;
  /** What a title begins with. */
  short: string;
  /** One line for a list of patterns. */
  summary: string;
  /** What a chat begins with: where several speak, each message says who. */
  format: ChatFormat;
  /** Messages carry topics, and rooms are made of them. */
  hasRooms: boolean;
  /** Undefined where it depends on the endpoints given. */
  canSend?: boolean;
  canReceive?: boolean;
  /** Publishers can be added and removed while chatting. */
  takesPeers: boolean;
  endpoints: readonly PatternEndpoints[];
}

const one = 'tcp://127.0.0.1:5555';
const two = 'tcp://127.0.0.1:5556';
const single = (socket: SocketType, proposed: EndpointRole): readonly PatternEndpoints[] => {
  const bind: PatternEndpoints = {
    field: 'bind',
    get label() {
      return t('{0} binds to', socket.toUpperCase());
    },
    socket,
    proposal: proposed === 'bind' ? one : '',
  };
  const connect: PatternEndpoints = {
    field: 'connect',
    get label() {
      return t('{0} connects to', socket.toUpperCase());
    },
    socket,
    proposal: proposed === 'connect' ? one : '',
  };
  return proposed === 'bind' ? [bind, connect] : [connect, bind];
};

export const chatPatterns: Readonly<Record<ChatPattern, PatternTraits>> = {
  req: {
    get label() {
      return t('Request (REQ)');
    },
    short: 'REQ',
    get summary() {
      return t('Ask, wait for the answer, ask again');
    },
    format: 'text',
    hasRooms: false,
    canSend: true,
    canReceive: true,
    takesPeers: false,
    endpoints: single('req', 'connect'),
  },
  rep: {
    get label() {
      return t('Reply (REP)');
    },
    short: 'REP',
    get summary() {
      return t('Answer each request before the next one');
    },
    format: 'text',
    hasRooms: false,
    canSend: true,
    canReceive: true,
    takesPeers: false,
    endpoints: single('rep', 'bind'),
  },
  pub: {
    get label() {
      return t('Broadcast (PUB)');
    },
    short: 'PUB',
    get summary() {
      return t('Talk to any number of listeners');
    },
    format: 'text',
    hasRooms: true,
    canSend: true,
    canReceive: false,
    takesPeers: false,
    endpoints: single('pub', 'bind'),
  },
  sub: {
    get label() {
      return t('Listen (SUB)');
    },
    short: 'SUB',
    get summary() {
      return t('Listen to one or many publishers');
    },
    format: 'text',
    hasRooms: true,
    canSend: false,
    canReceive: true,
    takesPeers: true,
    endpoints: single('sub', 'connect'),
  },
  group: {
    get label() {
      return t('Group (PUB + SUB)');
    },
    get short() {
      return t('Group');
    },
    get summary() {
      return t('Everybody publishes and subscribes to everybody else');
    },
    format: 'nick',
    hasRooms: true,
    canSend: true,
    canReceive: true,
    takesPeers: true,
    endpoints: [
      {
        field: 'bind',
        get label() {
          return t('Own PUB binds to');
        },
        socket: 'pub',
        proposal: one,
      },
      {
        field: 'connect',
        get label() {
          return t('SUB connects to peers at');
        },
        socket: 'sub',
        proposal: '',
      },
    ],
  },
  pipeline: {
    get label() {
      return t('Pipeline (PUSH + PULL)');
    },
    get short() {
      return t('Pipeline');
    },
    get summary() {
      return t('One socket sends, another receives; each message goes to one receiver');
    },
    format: 'text',
    hasRooms: false,
    takesPeers: false,
    endpoints: [
      {
        field: 'bind',
        get label() {
          return t('PUSH binds to');
        },
        socket: 'push',
        proposal: one,
      },
      {
        field: 'connect',
        get label() {
          return t('PULL connects to');
        },
        socket: 'pull',
        proposal: two,
      },
      {
        field: 'pushConnect',
        get label() {
          return t('PUSH connects to');
        },
        socket: 'push',
        proposal: '',
      },
      {
        field: 'pullBind',
        get label() {
          return t('PULL binds to');
        },
        socket: 'pull',
        proposal: '',
      },
    ],
  },
  pair: {
    get label() {
      return t('Pair (PAIR)');
    },
    short: 'PAIR',
    get summary() {
      return t('Talk to exactly one other');
    },
    format: 'text',
    hasRooms: false,
    canSend: true,
    canReceive: true,
    takesPeers: false,
    endpoints: single('pair', 'bind'),
  },
  room: {
    get label() {
      return t('Room (through a forwarder)');
    },
    get short() {
      return t('Room');
    },
    get summary() {
      return t('One person hosts, everybody else connects there');
    },
    format: 'nick',
    hasRooms: true,
    canSend: true,
    canReceive: true,
    takesPeers: false,
    endpoints: [
      {
        field: 'publishers',
        get label() {
          return t('Publishers connect to');
        },
        get hostLabel() {
          return t('Publishers are bound to');
        },
        socket: 'pub',
        proposal: one,
      },
      {
        field: 'subscribers',
        get label() {
          return t('Subscribers connect to');
        },
        get hostLabel() {
          return t('Subscribers are bound to');
        },
        socket: 'sub',
        proposal: two,
      },
    ],
  },
};

export const endpointFields: readonly EndpointField[] = ['bind', 'connect', 'pushConnect', 'pullBind', 'publishers', 'subscribers'];

/** What is done with the endpoints of a field; those of a room are bound by its host. */
export function roleOf(field: EndpointField, host = false): EndpointRole {
  switch (field) {
    case 'bind':
    case 'pullBind':
      return 'bind';
    case 'connect':
    case 'pushConnect':
      return 'connect';
    case 'publishers':
    case 'subscribers':
      return host ? 'bind' : 'connect';
  }
}

/** Endpoints that a spec has in a field. */
export function endpointsOf(spec: Partial<ChatSpec>, field: EndpointField): readonly string[] {
  const value = spec[field];
  return typeof value === 'string' ? [value] : (value ?? []);
}

/** Whether a chat of this spec has a socket that sends. */
export function canSend(spec: ChatSpec): boolean {
  return chatPatterns[spec.pattern].canSend ?? Boolean(spec.bind?.length || spec.pushConnect?.length);
}

/** Whether a chat of this spec has a socket that receives. */
export function canReceive(spec: ChatSpec): boolean {
  return chatPatterns[spec.pattern].canReceive ?? Boolean(spec.connect?.length || spec.pullBind?.length);
}

export interface FormatTraits {
  label: string;
  /** A message to the room `lab` on the wire; ` │ ` stands between frames. */
  example: string;
  needsRoom: boolean;
  /** Whoever hears it knows who said it. */
  carriesNick: boolean;
}

export const chatFormats: Readonly<Record<ChatFormat, FormatTraits>> = {
  text: {
    get label() {
      return t('Plain text');
    },
    example: 'Hello',
    needsRoom: false,
    carriesNick: false,
  },
  nick: { label: 'nick: text', example: 'ada: Hello', needsRoom: false, carriesNick: true },
  topic: {
    get label() {
      return t('Topic frame + text');
    },
    example: 'lab │ Hello',
    needsRoom: true,
    carriesNick: false,
  },
  prefix: { label: 'room:text', example: 'lab:Hello', needsRoom: true, carriesNick: false },
  json: { label: 'JSON', example: '{"nick":"ada","text":"Hello","time":"2026-01-31T09:00:00.000Z"}', needsRoom: false, carriesNick: true },
  msgpack: {
    get label() {
      return t('MessagePack');
    },
    get example() {
      return t('the same as JSON, in MessagePack');
    },
    needsRoom: false,
    carriesNick: true,
  },
};
