import { havePauses, needsIpv6, pauseOf, remarkOn, remarkOnCuts, waitsForPeer, type Sender, type SentMessage } from './senders';

/** A program for pyzmq. */
export function pythonProgram(senders: readonly Sender[]): string {
  return [
    ...remarkOnCuts(senders, (text) => `# ${text}`),
    ...(havePauses(senders) ? ['import time', ''] : []),
    'import zmq',
    '',
    'context = zmq.Context()',
    ...senders.flatMap(sending),
    'context.term()',
    '',
  ].join('\n');
}

function sending(sender: Sender): string[] {
  const { type, role, endpoint, routingId, messages } = sender;
  const remark = remarkOn(sender);
  const pause = pauseOf(type);
  return [
    '',
    `socket = context.socket(zmq.${type.toUpperCase()})`,
    'socket.linger = 5000  # ms to deliver what is under way',
    ...(type === 'rep' ? [] : ['socket.sndtimeo = 5000', 'socket.rcvtimeo = 5000']),
    ...(waitsForPeer(sender) ? ['socket.immediate = True  # where nobody is there it fails'] : []),
    ...(needsIpv6(sender) ? ['socket.ipv6 = True'] : []),
    ...(routingId ? [`socket.routing_id = ${literal(routingId)}`] : []),
    ...(type === 'router' ? ['socket.router_mandatory = True  # a peer that is not there is an error'] : []),
    `socket.${role}(${JSON.stringify(endpoint)})${remark === undefined ? '' : `  # ${remark}`}`,
    ...(type === 'stream' ? ['peer = socket.recv_multipart()[0]  # it tells of the connection'] : []),
    ...(pause > 0 ? [`time.sleep(${pause})  # for the others to be there`] : []),
    ...messages.flatMap((message) => one(sender, message)),
    'socket.close()',
  ];
}

function one({ type }: Sender, { frames }: SentMessage): string[] {
  const parts = frames.map((frame, index) => (type === 'stream' && index === 0 ? 'peer' : literal(frame)));
  const [only] = parts;
  return [
    ...(type === 'rep' ? ['socket.recv_multipart()'] : []),
    parts.length === 1 ? `socket.send(${only})` : `socket.send_multipart([${parts.join(', ')}])`,
    ...(type === 'req' ? ['print(socket.recv_multipart())'] : []),
  ];
}

const named: Readonly<Record<number, string>> = { 0x09: '\\t', 0x0a: '\\n', 0x0d: '\\r', 0x22: '\\"', 0x5c: '\\\\' };

/** Bytes as Python writes them. */
function literal(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes)
    text += named[byte] ?? (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`);
  return `b"${text}"`;
}
