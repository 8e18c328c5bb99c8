import { toHex, utf8 } from '../../base/bytes';
import type { SocketType } from '../../../protocol/sockets';
import { socketTypes } from '../../socket/socketTypes';
import { havePauses, needsIpv6, pauseOf, remarkOn, remarkOnCuts, waitsForPeer, type Sender, type SentMessage } from './senders';

const classes: Readonly<Record<SocketType, string>> = {
  sub: 'Subscriber',
  pub: 'Publisher',
  req: 'Request',
  rep: 'Reply',
  dealer: 'Dealer',
  router: 'Router',
  push: 'Push',
  pull: 'Pull',
  pair: 'Pair',
  xpub: 'XPublisher',
  xsub: 'XSubscriber',
  stream: 'Stream',
};

/** A module for zeromq.js 6. */
export function zeromqJsProgram(senders: readonly Sender[]): string {
  return [
    ...remarkOnCuts(senders, (text) => `// ${text}`),
    ...(havePauses(senders) ? ['import { setTimeout } from "node:timers/promises";'] : []),
    'import * as zmq from "zeromq";',
    ...senders.flatMap(sending),
    '',
  ].join('\n');
}

function sending(sender: Sender): string[] {
  const { type, role, endpoint, routingId, messages } = sender;
  const remark = remarkOn(sender);
  const pause = pauseOf(type);
  const waits = type === 'rep' ? [] : socketTypes[type].canReceive ? ['sendTimeout', 'receiveTimeout'] : ['sendTimeout'];
  const times = waits.map((name) => `, ${name}: 5000`).join('');
  const switches = [
    ...(type === 'router' ? ['mandatory'] : []),
    // Where nobody is there it fails.
    ...(waitsForPeer(sender) ? ['immediate'] : []),
    ...(needsIpv6(sender) ? ['ipv6'] : []),
  ];
  const options = `{ linger: 5000${times}${switches.map((name) => `, ${name}: true`).join('')} }`;
  return [
    '',
    '{',
    `  const socket = new zmq.${classes[type]}(${options});`,
    // The property takes text; the option of libzmq takes bytes.
    ...(routingId ? [`  socket.setStringOption(5, ${buffer(routingId)}); // the routing id`] : []),
    `  ${role === 'bind' ? 'await socket.bind' : 'socket.connect'}(${JSON.stringify(endpoint)});${remark === undefined ? '' : ` // ${remark}`}`,
    ...(type === 'stream' ? ['  const [peer] = await socket.receive(); // it tells of the connection'] : []),
    ...(pause > 0 ? [`  await setTimeout(${pause * 1000}); // for the others to be there`] : []),
    ...messages.flatMap((message) => one(sender, message)).map((line) => `  ${line}`),
    '  socket.close();',
    '}',
  ];
}

function one({ type }: Sender, { frames }: SentMessage): string[] {
  const parts = frames.map((frame, index) => (type === 'stream' && index === 0 ? 'peer' : literal(frame)));
  return [
    ...(type === 'rep' ? ['await socket.receive();'] : []),
    `await socket.send([${parts.join(', ')}]);`,
    ...(type === 'req' ? ['console.log((await socket.receive()).map(String));'] : []),
  ];
}

/** A text where the bytes are UTF-8: that is how zeromq.js sends it. */
function literal(bytes: Uint8Array): string {
  const text = utf8(bytes);
  return text === undefined ? buffer(bytes) : JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, escaped);
}

function buffer(bytes: Uint8Array): string {
  return `Buffer.from("${toHex(bytes)}", "hex")`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
