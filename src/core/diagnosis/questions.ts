import type { ForeignProtocol } from '../../protocol/probe';

/** A small question of a protocol, which a server of it answers at once. */
export interface Question {
  protocol: ForeignProtocol;
  bytes: Uint8Array;
  /** What is said before hanging up on a server that answered. */
  farewell?: Uint8Array;
}

/**
 * Questions for a server that says nothing by itself. A ZeroMQ socket whose program is stopped is as silent, and will read them when it
 * goes on: to libzmq what begins without a signature is ZMTP 1.0, and messages in it reach the application (libzmq 4932). So each is too
 * short for a message behind an identity, or has an impossible length there.
 * @param host as it stands in the header of HTTP
 */
export function questions(host: string): Question[] {
  return [
    { protocol: 'TLS', bytes: clientHello() },
    { protocol: 'HTTP', bytes: upgrade(host) },
    { protocol: 'Redis', bytes: letters('PING\r\n') },
    // SSLRequest: the length 8, then 80877103.
    { protocol: 'PostgreSQL', bytes: Uint8Array.of(0, 0, 0, 8, 4, 210, 22, 47) },
    // CONNECT of version 3.1.1 with a clean session and no name; then DISCONNECT.
    {
      protocol: 'MQTT',
      bytes: Uint8Array.of(0x10, 12, 0, 4, ...letters('MQTT'), 4, 2, 0, 60, 0, 0),
      farewell: Uint8Array.of(0xe0, 0),
    },
    { protocol: 'AMQP', bytes: Uint8Array.of(...letters('AMQP'), 0, 0, 9, 1) },
  ];
}

const letters = (text: string) => new TextEncoder().encode(text);

/** Longest host with which the request stays shorter than the message that ZMTP 1.0 would see in it. */
const maxHost = 34;

/** The key is that of RFC 6455, 1.3. */
function upgrade(host: string): Uint8Array {
  const lines = [
    'GET / HTTP/1.1',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    `Host: ${host.length <= maxHost ? host : ''}`,
  ];
  return letters(`${lines.join('\r\n')}\r\n\r\n`);
}

const u16 = (value: number) => [value >> 8, value & 0xff];
const sized = (bytes: number[]) => [...u16(bytes.length), ...bytes];

/** ClientHello of TLS 1.2 and 1.3 without a key share (RFC 8446, 4.1.2): whatever comes of it, the answer is of TLS. */
function clientHello(): Uint8Array {
  // The octet 23 of the record is a length to ZMTP 1.0: 0, which is none.
  const random = Array.from({ length: 32 }, (_, index) => (index === 12 ? 0 : (index * 37 + 11) & 0xff));
  const suites = [0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c, 0x002f, 0x0035];
  const extension = (type: number, content: number[]) => [...u16(type), ...sized(content)];
  const extensions = [
    ...extension(10, sized([0x001d, 0x0017, 0x0018].flatMap(u16))),
    ...extension(11, [1, 0]),
    ...extension(13, sized([0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601, 0x0203, 0x0201].flatMap(u16))),
    ...extension(43, [4, ...u16(0x0304), ...u16(0x0303)]),
    ...extension(51, sized([])),
  ];
  const hello = [3, 3, ...random, 0, ...sized(suites.flatMap(u16)), 1, 0, ...sized(extensions)];
  return Uint8Array.of(22, 3, 1, ...sized([1, 0, ...sized(hello)]));
}
