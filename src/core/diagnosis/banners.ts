/* eslint-disable no-control-regex -- protocols of bytes have them */
import type { ForeignProtocol } from '../../protocol/probe';
import { ascii } from '../zmtp/ascii';

/** What servers say first, or to something that is no question of theirs. Each says so much that hardly anything else does. */
const banners: readonly (readonly [RegExp, ForeignProtocol])[] = [
  [/^HTTP\/\d\.\d (?:101|426) /, 'WebSocket'],
  [/^HTTP\/\d\.\d \d{3}/, 'HTTP'],
  // Other lines may come before (RFC 4253, 4.2).
  [/^(?:[ -~\t]*\r?\n)*SSH-\d\.\d+-/, 'SSH'],
  // An alert, or a handshake that begins with ServerHello (RFC 8446, 5.1).
  [/^\x15\x03[\0-\x04]\0\x02[\x01\x02]|^\x16\x03[\0-\x04][^][^]\x02/, 'TLS'],
  [/^AMQP[\0-\x03]/, 'AMQP'],
  [/^-DENIED Redis/, 'Redis'],
  [/^INFO \{/, 'NATS'],
  [/^RFB \d{3}\.\d{3}\n/, 'VNC'],
  [/^220[ -][^\n]*\bE?SMTP\b/i, 'SMTP'],
  [/^220[ -][^\n]*FTP/i, 'FTP'],
  [/^\+OK\b[^\n]*\bPOP3?\b/i, 'POP3'],
  [/^\* (?:OK|PREAUTH|BYE)\b[^\n]*\bIMAP/i, 'IMAP'],
  // Length, number 0, then its greeting of version 10 with a version to read, or an error.
  [/^[^][^][^]\0(?:\x0a\d+\.[ -~]+\0|\xff[^]\x04)/, 'MySQL'],
];

/** What is an answer to a question of that protocol, and may be anything else otherwise. */
const answers: Partial<Record<ForeignProtocol, RegExp>> = {
  Redis: /^(?:\+PONG\r\n|-(?:ERR|NOAUTH|NOPERM|LOADING|MISCONF|MASTERDOWN|BUSY|DENIED)\b)/,
  // Whether TLS may follow, or an error: its length, and a first field.
  PostgreSQL: /^(?:[SNG]$|E\0\0[^]{2}[SVCM])/,
  // CONNACK of version 3 or 5.
  MQTT: /^\x20(?:\x02[\0\x01][\0-\x05]$|[\x03-\x7f][\0\x01])/,
  // The method connection.start on channel 0.
  AMQP: /^\x01\0\0[^]{4}\0\x0a\0\x0a/,
};

/** What a server speaks by its first bytes. `asked`: what it had been asked in; undefined where they tell nothing. */
export function protocolOf(bytes: Uint8Array, asked?: ForeignProtocol): ForeignProtocol | undefined {
  const head = ascii(bytes, 0, 512);
  if (asked && answers[asked]?.test(head)) return asked;
  return banners.find(([banner]) => banner.test(head))?.[1];
}
