import { isText } from './protocol';
import type { Protocol, Wire } from './protocol';

/** Paranoid Pirate (RFC 6/PPP) says these by a byte. */
const bytes: Readonly<Record<number, string>> = { 1: 'READY', 2: 'HEARTBEAT' };
/** The Guide's programs say them in letters. */
const words = ['READY', 'HEARTBEAT', 'HUGZ', 'KTHXBAI'];

/**
 * A worker that reports for work, and signs of life either way: they are answered by nothing, and the job that comes next is no
 * answer to them. A PING asks for a PONG.
 */
export const lifeSigns: Protocol = {
  sign(wire) {
    const frame = only(wire);
    if (!frame) return undefined;
    if (wordOf(frame) !== undefined) return {};
    if (isText(frame, 'PING')) return { asks: wire.toServer ? 'PING' : 'PING back' };
    if (isText(frame, 'PONG')) return { answers: wire.toServer ? 'PING back' : 'PING' };
    return undefined;
  },

  layout(wire) {
    const frame = only(wire);
    const word = frame && wordOf(frame);
    if (!frame || (word === undefined && !isText(frame, 'PING') && !isText(frame, 'PONG'))) return undefined;
    const at = wire.frames.length - 1;
    const said = frame.length === 1 ? word : undefined;
    return {
      from: at,
      roles: ['signal'],
      rest: 'body',
      ...(said ? { meanings: { [at]: said }, line: [`${said} (0x0${frame[0] as number})`] } : {}),
    };
  },
};

function only({ frames, body }: Wire): Uint8Array | undefined {
  const last = frames[frames.length - 1];
  return body === frames.length - 1 && last && last.length > 0 && last.length <= 9 ? last : undefined;
}

function wordOf(frame: Uint8Array): string | undefined {
  if (frame.length === 1) return bytes[frame[0] as number];
  const first = (frame[0] as number) & ~0x20;
  if (first !== 0x52 && first !== 0x48 && first !== 0x4b) return undefined;
  const text = String.fromCharCode(...frame).toUpperCase();
  return words.find((word) => word === text);
}
