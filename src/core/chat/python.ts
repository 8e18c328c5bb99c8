import type { ChatFormat, ChatSpec } from '../../protocol/chat';
import type { EndpointRole, SocketType } from '../../protocol/sockets';
import { canReceive, canSend, chatPatterns, endpointsOf, roleOf } from './patterns';

/**
 * A text as a Python string, in ASCII: nothing in it ends the string, the line or the comment it stands beside. Python reads
 * `\ud83d\ude42` as two characters where JSON reads one, so those beyond 0xffff have their own escape.
 */
function literal(text: string): string {
  return JSON.stringify(text)
    .replace(/[\u007f-\uffff]/gu, (character) => `\\u${hex(character, 4)}`)
    .replace(/[\u{10000}-\u{10ffff}]/gu, (character) => `\\U${hex(character, 8)}`);
}

const hex = (character: string, digits: number) => (character.codePointAt(0) ?? 0).toString(16).padStart(digits, '0');
const list = (texts: readonly string[]) => `[${texts.map(literal).join(', ')}]`;

const does: Readonly<Record<ChatSpec['pattern'], string>> = {
  req: 'Asks, and waits for each answer.',
  rep: 'Answers each question before it takes the next one.',
  pub: 'Broadcasts what is typed to everybody who listens.',
  sub: 'Listens, and shows what is said.',
  group: 'Talks to a group: its publisher is heard by the others, its subscriber hears them.',
  pipeline: 'Sends on one socket and receives on another.',
  pair: 'Talks to exactly one other program.',
  room: 'Talks in a room: what is said goes through its host to everybody, and comes back here as well.',
};

interface Line {
  constant: string;
  value: string;
  comment?: string;
  calls: string[];
}

/** A Python program that takes the part of this spec, for pyzmq, to be read and changed by those who have it. */
export function pythonScript(spec: ChatSpec): string {
  const { pattern, format, rooms } = spec;
  const [sends, receives] = [canSend(spec), canReceive(spec)];
  const sockets = [
    ...new Set(chatPatterns[pattern].endpoints.filter(({ field }) => endpointsOf(spec, field).length > 0).map(({ socket }) => socket)),
  ];
  const endpoints = endpointLines(spec);
  const twoThreads = sends && receives && pattern !== 'req' && pattern !== 'rep';
  const publishes = sockets.includes('pub');

  const imports = [
    sends && usesMap(format) ? 'from datetime import datetime, timezone' : '',
    format === 'json' ? 'import json' : '',
    twoThreads ? 'import threading' : '',
    publishes ? 'import time' : '',
  ].filter(Boolean);
  const packages = [format === 'msgpack' ? 'import msgpack' : '', 'import zmq'].filter(Boolean);
  const constants = [
    sends && (format === 'nick' || usesMap(format)) ? 'NICK = "guest"  # your name' : '',
    rooms.length > 0
      ? `ROOMS = ${list(format === 'prefix' ? rooms.map((room) => room.replace(/:$/, '')) : rooms)}${sends ? '  # the first one is talked in' : ''}`
      : '',
    ...endpoints.map(({ constant, value, comment }) => `${constant} = ${value}${comment ? `  # ${comment}` : ''}`),
  ].filter(Boolean);
  const blocks = [
    [`# ${does[pattern]}`, `# Needs Python 3 and: pip install pyzmq${format === 'msgpack' ? ' msgpack' : ''}`, '# Ctrl+C ends it.'],
    ...(imports.length > 0 ? [imports.sort(byModule)] : []),
    packages,
    constants,
    ...(sends ? [['', ...pack(format, rooms.length > 0)]] : []),
    ...(receives ? [['', ...show(format)]] : []),
    [
      '',
      'context = zmq.Context()',
      ...(endpoints.some(({ value }) => value.includes('://[')) ? ['context.setsockopt(zmq.IPV6, 1)'] : []),
      ...sockets.flatMap((type) => [
        `${type} = context.socket(zmq.${type.toUpperCase()})`,
        ...subscriptions(type, spec),
        ...endpoints.flatMap(({ calls, constant }) => (constant.startsWith(`${type.toUpperCase()}_`) ? calls : [])),
      ]),
    ],
    ...talk(spec, sockets, publishes),
  ];
  return `${blocks.map((block) => block.join('\n')).join('\n\n')}\n`;
}

const usesMap = (format: ChatFormat) => format === 'json' || format === 'msgpack';
const moduleOf = (line: string) => line.split(' ')[1] ?? '';
const byModule = (a: string, b: string) => (moduleOf(a) < moduleOf(b) ? -1 : 1);

function endpointLines(spec: ChatSpec): Line[] {
  return chatPatterns[spec.pattern].endpoints.flatMap(({ field, socket }) => {
    const given = endpointsOf(spec, field);
    if (given.length === 0) return [];
    const role: EndpointRole = roleOf(field);
    const constant = `${socket.toUpperCase()}_${role.toUpperCase()}`;
    const comment =
      spec.pattern !== 'group'
        ? undefined
        : field === 'bind'
          ? 'where the others hear you: choose another endpoint if this one is taken'
          : 'where you hear the others: one endpoint for each of them';
    if (given.length === 1 && !(spec.pattern === 'group' && field === 'connect'))
      return [{ constant, value: literal(given[0] ?? ''), comment, calls: [`${socket}.${role}(${constant})`] }];
    return [{ constant, value: list(given), comment, calls: [`for endpoint in ${constant}:`, `    ${socket}.${role}(endpoint)`] }];
  });
}

function subscriptions(type: SocketType, { rooms, format }: ChatSpec): string[] {
  if (type !== 'sub') return [];
  if (rooms.length === 0) return ['sub.setsockopt_string(zmq.SUBSCRIBE, "")  # everything'];
  return ['for room in ROOMS:', `    sub.setsockopt_string(zmq.SUBSCRIBE, ${format === 'prefix' ? 'room + ":"' : 'room'})`];
}

/** What is sent. */
function pack(format: ChatFormat, hasRooms: boolean): string[] {
  const map = '{"nick": NICK, "text": text, "time": datetime.now(timezone.utc).isoformat()}';
  const body: Record<ChatFormat, string> = {
    text: 'text.encode()',
    nick: 'f"{NICK}: {text}".encode()',
    topic: 'text.encode()',
    prefix: hasRooms ? 'f"{ROOMS[0]}:{text}".encode()' : 'text.encode()',
    json: `json.dumps(message).encode()`,
    msgpack: `msgpack.packb(message)`,
  };
  const topic = hasRooms && format !== 'prefix';
  return [
    'def pack(text):',
    `    """The frames of a message${topic ? ': the room, then what is said' : ''}."""`,
    ...(usesMap(format) ? [`    message = ${map}`] : []),
    `    return [${topic ? 'ROOMS[0].encode(), ' : ''}${body[format]}]`,
  ];
}

/** What is done with what arrives. */
function show(format: ChatFormat): string[] {
  const reads = usesMap(format)
    ? [
        '    try:',
        `        message = ${format === 'json' ? 'json.loads' : 'msgpack.unpackb'}(frames[-1])`,
        "        text = f\"{message['nick']}: {message['text']}\"",
        '    except Exception:  # it came in another form',
        '        text = frames[-1].decode(errors="replace")',
      ]
    : ['    text = frames[-1].decode(errors="replace")'];
  return [
    'def show(frames):',
    '    """Prints a message: its last frame is what is said, one before it is the room."""',
    '    room = "".join(f"[{frame.decode(errors=\'replace\')}] " for frame in frames[:-1])',
    ...reads,
    '    # Control characters would do things to the terminal.',
    '    print("".join(c if c.isprintable() or c == "\\n" else "?" for c in room + text), flush=True)',
  ];
}

const typing = 'print("Type a message and press Enter.", flush=True)';
const settling = ['    time.sleep(0.5)  # subscriptions need a moment; what is sent before them is lost'];
const ending = ['except (KeyboardInterrupt, EOFError):', '    pass'];
const closing = '    context.destroy(linger=1000)  # at most 1 s for what is still to be sent';

/** The part that goes on until Ctrl+C: turns where the sockets have them, one direction, or both at once. */
function talk(spec: ChatSpec, sockets: readonly SocketType[], publishes: boolean): string[][] {
  const { pattern } = spec;
  if (pattern === 'req') {
    return [
      [
        typing,
        'try:',
        '    while True:',
        '        req.send_multipart(pack(input()))',
        '        show(req.recv_multipart())  # a REQ cannot send again before its answer came',
        ...ending,
        'finally:',
        closing,
      ],
    ];
  }
  if (pattern === 'rep') {
    return [
      [
        'print("Waiting for a request; then type the answer and press Enter.", flush=True)',
        'try:',
        '    while True:',
        '        show(rep.recv_multipart())',
        '        rep.send_multipart(pack(input()))  # a REP answers once, before it takes the next request',
        ...ending,
        'finally:',
        closing,
      ],
    ];
  }
  const sender = sockets.find((type) => type === 'pub' || type === 'push' || type === 'pair');
  const receiver = sockets.find((type) => type === 'sub' || type === 'pull' || type === 'pair');
  if (sender === undefined)
    return [
      [
        'print("Listening.", flush=True)',
        'try:',
        '    while True:',
        `        show(${receiver}.recv_multipart())`,
        'except KeyboardInterrupt:',
        '    pass',
        'finally:',
        '    context.destroy(linger=0)',
      ],
    ];
  const sending = (lines: string[]) => [typing, 'try:', ...(publishes ? settling : []), '    while True:', ...lines, ...ending, 'finally:'];
  const simple = [`        ${sender}.send_multipart(pack(input()))${sender === 'push' ? '  # waits while nobody pulls' : ''}`];
  if (receiver === undefined) return [[...sending(simple), closing]];

  const isOne = sender === receiver;
  const receive = isOne
    ? [
        'lock = threading.Lock()  # only one thread at a time may use a socket',
        'ended = threading.Event()',
        '',
        '',
        'def receive():',
        '    """Shows what arrives, until the program ends."""',
        '    while not ended.wait(0.05):',
        '        with lock:',
        `            while ${receiver}.poll(0):`,
        `                show(${receiver}.recv_multipart())`,
      ]
    : [
        'ended = threading.Event()',
        '',
        '',
        'def receive():',
        `    """Shows what arrives, until the program ends. Only this thread uses the ${receiver.toUpperCase()} socket."""`,
        '    while not ended.is_set():',
        `        if ${receiver}.poll(200):`,
        `            show(${receiver}.recv_multipart())`,
      ];
  const locked = ['        text = input()', '        with lock:', `            ${sender}.send_multipart(pack(text))`];
  return [
    receive,
    [
      '',
      'receiver = threading.Thread(target=receive)',
      'receiver.start()',
      ...sending(isOne ? locked : simple),
      '    ended.set()',
      '    receiver.join()',
      closing,
    ],
  ];
}
