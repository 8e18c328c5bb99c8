import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { protocolOf } from '../../../../src/core/diagnosis/banners';
import { questions } from '../../../../src/core/diagnosis/questions';
import { FrameTable } from '../../../../src/core/zmtp/frameTable';
import { ZmtpDecoder } from '../../../../src/core/zmtp/decoder';
import { encodeGreeting } from '../../../../src/core/zmtp/greeting';
import type { ForeignProtocol } from '../../../../src/protocol/probe';

const hex = (digits: string) => Buffer.from(digits.replaceAll(' ', ''), 'hex');

/** What servers say, as recorded from them or as their specifications have it. */
const said: readonly (readonly [what: string, bytes: string | Buffer, protocol: ForeignProtocol, asked?: ForeignProtocol])[] = [
  ['nginx', 'HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n', 'HTTP'],
  ['http.server', 'HTTP/1.0 200 OK\r\n', 'HTTP'],
  ['an upgrade', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n', 'WebSocket'],
  ['websockets asked without one', 'HTTP/1.1 426 Upgrade Required\r\n', 'WebSocket'],
  ['OpenSSH', 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n', 'SSH'],
  ['Dropbear', 'SSH-2.0-dropbear\r\n', 'SSH'],
  ['SSH with a word before', 'Authorised use only\r\nSSH-2.0-Go\r\n', 'SSH'],
  ['an alert of TLS 1.0', hex('15 03 01 00 02 02 46'), 'TLS'],
  ['an alert of TLS 1.2', hex('15 03 03 00 02 02 28'), 'TLS'],
  ['ServerHello', hex('16 03 03 00 7a 02 00 00 76 03 03'), 'TLS', 'TLS'],
  ['RabbitMQ, greeted otherwise', hex('41 4d 51 50 00 00 09 01'), 'AMQP'],
  ['Qpid with SASL', hex('41 4d 51 50 03 01 00 00'), 'AMQP'],
  ['RabbitMQ', hex('01 00 00 00 00 02 0d 00 0a 00 0a 00 09 00 00 02'), 'AMQP', 'AMQP'],
  ['Redis', '+PONG\r\n', 'Redis', 'Redis'],
  ['Redis with a password', '-NOAUTH Authentication required.\r\n', 'Redis', 'Redis'],
  ['Redis that starts', '-LOADING Redis is loading the dataset in memory\r\n', 'Redis', 'Redis'],
  ['Redis in protected mode', '-DENIED Redis is running in protected mode because …', 'Redis'],
  ['PostgreSQL without TLS', 'N', 'PostgreSQL', 'PostgreSQL'],
  ['PostgreSQL with TLS', 'S', 'PostgreSQL', 'PostgreSQL'],
  ['PostgreSQL that refuses', hex('45 00 00 00 8e 53 46 41 54 41 4c 00'), 'PostgreSQL', 'PostgreSQL'],
  ['mosquitto', hex('20 02 00 00'), 'MQTT', 'MQTT'],
  ['mosquitto with passwords', hex('20 02 00 05'), 'MQTT', 'MQTT'],
  ['MQTT 5', hex('20 13 00 00 10 22 00 0a'), 'MQTT', 'MQTT'],
  ['MySQL', hex('4a 00 00 00 0a 38 2e 30 2e 33 36 00 08 00 00 00'), 'MySQL'],
  ['MariaDB', Buffer.concat([hex('5b 00 00 00 0a'), Buffer.from('5.5.5-10.11.6-MariaDB-0\0')]), 'MySQL'],
  ['MariaDB that knows no such host', Buffer.concat([hex('45 00 00 00 ff 6a 04'), Buffer.from("Host 'x' is not allowed")]), 'MySQL'],
  ['NATS', 'INFO {"server_id":"NA","version":"2.10.7"}\r\n', 'NATS'],
  ['Postfix', '220 mail.example ESMTP Postfix\r\n', 'SMTP'],
  ['vsftpd', '220 (vsFTPd 3.0.5)\r\n', 'FTP'],
  ['Dovecot', '* OK [CAPABILITY IMAP4rev1 SASL-IR] Dovecot ready.\r\n', 'IMAP'],
  ['a POP3 server', '+OK POP3 server ready\r\n', 'POP3'],
  ['a VNC server', 'RFB 003.008\n', 'VNC'],
];

/** What is of no protocol known here, or of ZeroMQ. */
const unknown: readonly (readonly [what: string, bytes: string | Buffer | Uint8Array, asked?: ForeignProtocol])[] = [
  ['nothing', ''],
  ['a greeting of ZMTP 3', encodeGreeting()],
  ['an identity of ZMTP 1.0', hex('01 00')],
  ['an identity of ZMTP 1.0 with a name', Buffer.concat([hex('05 00'), Buffer.from('name')])],
  ['a text', 'hello, who is there?\n'],
  ['JSON', '{"SSH-2.0": "HTTP/1.1 200 OK"}'],
  ['a word that begins like another', 'HTTPS only\r\n'],
  ['a number that begins like SMTP', '220 volts\r\n'],
  ['one letter, not asked for', 'S'],
  ['one letter of several', 'SN', 'PostgreSQL'],
  ['CONNACK, not asked for', hex('20 02 00 00')],
  ['PONG, not asked for', '+PONG\r\n'],
  ['an error, not asked for', '-ERR unknown\r\n'],
  ['a stretch of zeros', Buffer.alloc(64)],
  ['a TLS-like number', hex('16 03 09 00 7a 02')],
  ['telnet', hex('ff fd 18 ff fd 20')],
];

describe('what a server speaks', () => {
  for (const [what, bytes, protocol, asked] of said)
    test(`${what}: ${protocol}`, () => {
      assert.equal(protocolOf(Buffer.from(bytes as Buffer), asked), protocol);
    });
  for (const [what, bytes, asked] of unknown)
    test(`${what}: not told`, () => {
      assert.equal(protocolOf(Buffer.from(bytes as Buffer), asked), undefined);
    });

  test('what answers a question is not told by it alone', () => {
    for (const { protocol } of questions('localhost:80'))
      for (const [what, bytes, right, asked] of said)
        if (asked === undefined) assert.equal(protocolOf(Buffer.from(bytes as Buffer), protocol), right, `${what} asked in ${protocol}`);
  });
});

describe('questions', () => {
  test('no message of ZMTP 1.0 is in them, wherever they are cut and whatever the host', () => {
    for (const host of [
      'localhost:5555',
      '127.0.0.1:80',
      '[fe80::1]:65535',
      `${'a'.repeat(28)}:55555`,
      `${'long.'.repeat(40)}example:5555`,
      '',
    ])
      for (const { protocol, bytes, farewell } of questions(host)) {
        const events = { greeting: () => undefined, command: () => undefined, fault: () => undefined, cut: () => undefined };
        const decoder = new ZmtpDecoder(events, () => 3);
        const table = new FrameTable();
        // A farewell follows an answer only, and a ZeroMQ socket gives none.
        assert.ok(farewell === undefined || protocol === 'MQTT');
        let read = 0;
        for (let to = 1; to <= bytes.length; to++) {
          read = decoder.read(bytes, read, to, table);
          assert.equal(table.count, 0, `${protocol} of ${host} at ${to}`);
        }
        assertNoLibzmqMessage(protocol, bytes);
      }
  });

  test('HTTP names the host where there is room', () => {
    const http = (host: string) => Buffer.from(questions(host).find(({ protocol }) => protocol === 'HTTP')?.bytes ?? []).toString();
    assert.match(http('localhost:8080'), /^GET \/ HTTP\/1\.1\r\n[^]*\r\nHost: localhost:8080\r\n\r\n$/);
    assert.match(http('a'.repeat(200)), /\r\nHost: \r\n\r\n$/);
  });

  test('TLS: the lengths in it are right', () => {
    const hello = Buffer.from(questions('').find(({ protocol }) => protocol === 'TLS')?.bytes ?? []);
    assert.equal(hello.readUInt16BE(3), hello.length - 5);
    assert.equal(hello.readUIntBE(6, 3), hello.length - 9);
  });
});

/** libzmq is less strict than our decoder: it takes any flags, and the first frame for an identity. */
function assertNoLibzmqMessage(protocol: string, bytes: Uint8Array): void {
  let at = 0;
  for (let frame = 0; at < bytes.length; frame++) {
    const size = bytes[at] as number;
    if (size === 0) return;
    assert.notEqual(size, 0xff);
    const end = at + 1 + size;
    assert.ok(frame === 0 || end > bytes.length, `${protocol}: a message ends at ${end}`);
    at = end;
  }
}
