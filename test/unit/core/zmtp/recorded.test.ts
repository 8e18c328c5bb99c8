import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { ascii } from '../../../../src/core/zmtp/ascii';
import { valueOf } from '../../../../src/core/zmtp/metadata';
import { foundIn, type Found } from '../../../support/zmtpStream';

const recorded = JSON.parse(readFileSync('test/cases/zmtp.json', 'utf8')) as Record<string, { a: string; b: string }>;

/** In a few words. */
function said(found: Found): string {
  if ('greeting' in found) {
    const { major, minor, mechanism, socketType } = found.greeting;
    return [`${major}.${minor ?? '?'}`, mechanism, socketType, found.identity === undefined ? undefined : `"${found.identity}"`]
      .filter(Boolean)
      .join(' ');
  }
  if ('message' in found) return found.message.map((frame) => (frame.length > 40 ? `${frame.length} octets` : frame)).join(' | ');
  if ('cut' in found) return 'cut';
  if ('fault' in found) return `${found.fault.code} at ${found.fault.at}`;
  const { command } = found;
  if ('metadata' in command) {
    const [type, identity] = ['socket-type', 'IDENTITY'].map((name) => ascii(valueOf(command.metadata, name) ?? new Uint8Array(0)));
    return [command.name, type, identity].filter(Boolean).join(' ');
  }
  if ('topic' in command) return `${command.name} ${ascii(command.topic)}`;
  if ('timeToLive' in command) return `${command.name} ${command.timeToLive}`;
  if ('username' in command) return `${command.name} ${ascii(command.username)}`;
  return 'size' in command && command.size > 0 ? `${command.name} ${command.size}` : command.name;
}

describe('what was recorded of libzmq 4.3.4', () => {
  const cases: [name: string, majors: [number, number], a: string[], b: string[]][] = [
    [
      '3.1 SUB to XPUB',
      [3, 3],
      ['3.1 NULL', 'READY SUB', 'SUBSCRIBE weather.', 'SUBSCRIBE news', 'CANCEL news'],
      ['3.1 NULL', 'READY XPUB', 'weather.oslo | {"temp": 21.5}', '273 octets'],
    ],
    [
      '3.1 REQ to ROUTER, with heartbeats',
      [3, 3],
      ['3.1 NULL', 'READY REQ ann', ' | question', 'PING 50', 'PING 50'],
      ['3.1 NULL', 'READY ROUTER', ' | answer', 'PONG', 'PONG'],
    ],
    ['PLAIN PUSH to PULL', [3, 3], ['3.1 PLAIN', 'HELLO admin', 'INITIATE PUSH', 'work'], ['3.1 PLAIN', 'WELCOME', 'READY PULL']],
    ['CURVE PUSH to PULL', [3, 3], ['3.1 CURVE', 'HELLO 194', 'INITIATE 268', '\x07MESSAGE'], ['3.1 CURVE', 'WELCOME 160', 'READY 44']],
    ['3.0 SUB to PUB', [3, 3], ['3.1 NULL', 'READY SUB', '\x01weather.'], ['3.0 NULL', 'READY PUB', 'weather.oslo | 21.5']],
    ['2.0 PUSH to PULL', [3, 2], ['3.? PUSH ""', 'a | 300 octets', ''], ['2.? PULL ""']],
    ['1.0 PUSH to an unknown type', [3, 1], ['3.? ""', 'a | 300 octets', ''], ['1.? ""']],
  ];
  for (const [name, [ofA, ofB], a, b] of cases)
    test(name, () => {
      const { a: fromA = '', b: fromB = '' } = recorded[name] ?? {};
      const read = (hex: string, peerMajor: number) => {
        const stream = Uint8Array.from(Buffer.from(hex, 'hex'));
        const found = foundIn(stream, [], peerMajor).map(said);
        assert.deepEqual(
          foundIn(
            stream,
            Array.from(stream, (_, i) => i),
            peerMajor,
          ).map(said),
          found,
          'octet by octet',
        );
        return found.map((each) => (each.startsWith('\x07MESSAGE') ? each.slice(0, 8) : each));
      };
      assert.deepEqual(read(fromA, ofB), a);
      assert.deepEqual(read(fromB, ofA), b);
      assert.ok(!JSON.stringify(foundIn(Uint8Array.from(Buffer.from(fromA, 'hex')), [], ofB)).includes('secret'));
    });
});
