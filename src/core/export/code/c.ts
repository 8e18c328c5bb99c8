import { needsIpv6, pauseOf, remarkOn, remarkOnCuts, waitsForPeer, type Sender, type SentMessage } from './senders';

/** Characters of a string that compilers take for certain (C99, 5.2.4.1); a longer one is an array. */
const maxLiteral = 4000;

/** A program for libzmq: `cc send.c -lzmq`. */
export function cProgram(senders: readonly Sender[]): string {
  const types = new Set(senders.map(({ type }) => type));
  return [
    ...remarkOnCuts(senders, (text) => `/* ${text} */`),
    '#include <stdio.h>',
    '#include <stdlib.h>',
    '#include <unistd.h>',
    '#include <zmq.h>',
    '',
    'static void check(int result, const char *what)',
    '{',
    '    if (result >= 0) return;',
    '    fprintf(stderr, "%s: %s\\n", what, zmq_strerror(zmq_errno()));',
    '    exit(1);',
    '}',
    ...(types.has('req') || types.has('rep') ? receiving : []),
    '',
    'int main(void)',
    '{',
    '    void *context = zmq_ctx_new();',
    '    int wait = 5000; /* ms to deliver what is under way */',
    ...(senders.some((sender) => sender.type === 'router' || waitsForPeer(sender) || needsIpv6(sender)) ? ['    int on = 1;'] : []),
    ...senders.flatMap((sender) => sending(sender).map((line) => (line === '' ? '' : `    ${line}`))),
    '    zmq_ctx_term(context);',
    '    return 0;',
    '}',
    '',
  ].join('\n');
}

const receiving = [
  '',
  'static void receive(void *socket)',
  '{',
  '    zmq_msg_t frame;',
  '    do {',
  '        zmq_msg_init(&frame);',
  '        check(zmq_msg_recv(&frame, socket, 0), "receive");',
  '        printf("%.*s\\n", (int)zmq_msg_size(&frame), (char *)zmq_msg_data(&frame));',
  '        zmq_msg_close(&frame);',
  '    } while (zmq_msg_more(&frame));',
  '}',
];

function sending(sender: Sender): string[] {
  const { type, role, endpoint, routingId, messages } = sender;
  const remark = remarkOn(sender);
  const pause = pauseOf(type);
  const option = (name: string) => `zmq_setsockopt(socket, ${name}, &wait, sizeof wait);`;
  return [
    '',
    '{',
    ...[
      `void *socket = zmq_socket(context, ZMQ_${type.toUpperCase()});`,
      option('ZMQ_LINGER'),
      ...(type === 'rep' ? [] : [option('ZMQ_SNDTIMEO'), option('ZMQ_RCVTIMEO')]),
      ...(routingId ? [`zmq_setsockopt(socket, ZMQ_ROUTING_ID, ${literal(routingId)}, ${routingId.length});`] : []),
      ...(type === 'router' ? ['zmq_setsockopt(socket, ZMQ_ROUTER_MANDATORY, &on, sizeof on);'] : []),
      ...(waitsForPeer(sender) ? ['zmq_setsockopt(socket, ZMQ_IMMEDIATE, &on, sizeof on); /* where nobody is there it fails */'] : []),
      ...(needsIpv6(sender) ? ['zmq_setsockopt(socket, ZMQ_IPV6, &on, sizeof on);'] : []),
      ...(remark === undefined ? [] : [`/* ${remark} */`]),
      `check(zmq_${role}(socket, ${literal(new TextEncoder().encode(endpoint))}), "${role}");`,
      ...(type === 'stream'
        ? [
            'char peer[256];',
            'int peer_size = zmq_recv(socket, peer, sizeof peer, 0); /* it tells of the connection */',
            'check(peer_size, "connect");',
            'zmq_recv(socket, NULL, 0, 0);',
          ]
        : []),
      ...(pause > 0 ? [`sleep(${pause}); /* for the others to be there */`] : []),
      ...messages.flatMap((message) => one(sender, message)),
      'zmq_close(socket);',
    ].map((line) => `    ${line}`),
    '}',
  ];
}

function one({ type }: Sender, { frames }: SentMessage): string[] {
  return [
    ...(type === 'rep' ? ['receive(socket);'] : []),
    ...frames.flatMap((frame, index) => {
      const send = (bytes: string) => `check(zmq_send(socket, ${bytes}, ${index < frames.length - 1 ? 'ZMQ_SNDMORE' : '0'}), "send");`;
      if (type === 'stream' && index === 0) return send('peer, peer_size');
      if (frame.length <= maxLiteral) return send(`${literal(frame)}, ${frame.length}`);
      return ['{', `    static const unsigned char bytes[] = {${frame.join(',')}};`, `    ${send('bytes, sizeof bytes')}`, '}'];
    }),
    ...(type === 'req' ? ['receive(socket);'] : []),
  ];
}

const named: Readonly<Record<number, string>> = { 0x09: '\\t', 0x0a: '\\n', 0x0d: '\\r', 0x22: '\\"', 0x3f: '\\?', 0x5c: '\\\\' };

/** A string of exactly these bytes: octal escapes end by themselves, and `\?` makes no trigraph. */
function literal(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes)
    text += named[byte] ?? (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`);
  return `"${text}"`;
}
