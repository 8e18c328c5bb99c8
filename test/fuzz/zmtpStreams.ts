import { encodeCommand } from '../../src/core/zmtp/commands';
import { COMMAND, encodeFrame, encodeMessage } from '../../src/core/zmtp/frames';
import { encodeGreeting } from '../../src/core/zmtp/greeting';
import { encodeMetadata } from '../../src/core/zmtp/metadata';

const bytes = (text: string) => new TextEncoder().encode(text);
const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const command = (name: string, content: Uint8Array = new Uint8Array(0)) => encodeFrame(encodeCommand(name, content), COMMAND);
const ready = encodeMetadata([
  ['Socket-Type', bytes('DEALER')],
  ['Identity', bytes('me')],
]);
const messages = join(...[['a'], ['', 'two', 'x'.repeat(300)], ['']].map((frames) => encodeMessage(frames.map(bytes))));
const commands = join(
  command('PING', Uint8Array.of(0, 50, 1, 2)),
  command('PONG', Uint8Array.of(1, 2)),
  command('SUBSCRIBE', bytes('weather.')),
  command('CANCEL'),
  command('JOIN', bytes('group')),
  command('LEAVE', bytes('group')),
  command('ERROR', Uint8Array.of(3, 66, 97, 100)),
);

/** A stream of each version and mechanism. */
export function zmtpStreams(): Uint8Array[] {
  return [
    join(encodeGreeting({ minor: 1 }), command('READY', ready), messages, commands, messages),
    join(encodeGreeting({ mechanism: 'PLAIN' }), command('HELLO', Uint8Array.of(1, 97, 1, 98)), command('INITIATE', ready), messages),
    join(
      encodeGreeting({ mechanism: 'CURVE', asServer: true }),
      command('WELCOME', new Uint8Array(160)),
      command('READY', new Uint8Array(50)),
      messages,
    ),
    join(Uint8Array.of(0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 1, 8), encodeFrame(bytes('me')), messages),
    Uint8Array.of(1, 0, 3, 1, 0x61, 0x62, 1, 0, 0xff, 0, 0, 0, 0, 0, 0, 0, 3, 0, 1, 2),
  ];
}
