import { isText, keyOf } from './protocol';
import type { Protocol, Wire } from './protocol';

/** Commands by their byte, from 1 on: RFC 7/MDP and RFC 18/MDP. */
const commands = {
  MDPW01: ['READY', 'REQUEST', 'REPLY', 'HEARTBEAT', 'DISCONNECT'],
  MDPC02: ['REQUEST', 'PARTIAL', 'FINAL'],
  MDPW02: ['READY', 'REQUEST', 'PARTIAL', 'FINAL', 'HEARTBEAT', 'DISCONNECT'],
} as const;
type Version = 'MDPC01' | keyof typeof commands;
const versions: readonly Version[] = ['MDPC01', 'MDPW01', 'MDPC02', 'MDPW02'];

interface Found {
  version: Version;
  /** Number of the frame with the version. */
  at: number;
  /** Undefined where the version has none. */
  command?: string;
}

/** Clients and workers of a service broker. */
export const majordomo: Protocol = {
  sign(wire) {
    const found = find(wire);
    if (!found) return undefined;
    const { version, at, command } = found;
    const part = partOf(found, wire);
    if (!part) return {};
    // A worker has one client at a time, a client asks a service.
    const key = `${version}${keyOf(wire.frames[at + (command ? 2 : 1)] ?? new Uint8Array(0))}`;
    return part === 'request' ? { asks: key, isRouteless: true } : { answers: key, isRouteless: true };
  },

  layout(wire) {
    const found = find(wire);
    if (!found) return undefined;
    const { version, at, command } = found;
    if (command === undefined) {
      return {
        from: at,
        roles: ['protocol', 'service'],
        rest: 'body',
        line: [version, ...from(at + 1, wire)],
      };
    }
    const isWorkers = version.startsWith('MDPW');
    const hasClient = isWorkers && ['REQUEST', 'REPLY', 'PARTIAL', 'FINAL'].includes(command);
    const hasDelimiter = hasClient && wire.frames[at + 3]?.length === 0;
    return {
      from: at,
      roles: ['protocol', 'command', hasClient ? 'client address' : 'service', ...(hasDelimiter ? (['delimiter'] as const) : [])],
      rest: 'body',
      meanings: { [at + 1]: command },
      line: [`${version} ${command}`, ...from(at + 2, wire).filter((frame) => !hasDelimiter || frame !== at + 3)],
    };
  },
};

function find({ frames, body }: Wire): Found | undefined {
  // A worker's messages of version 0.2 have no delimiter of their own, but one inside: then the body is not where it seems.
  for (let at = Math.max(0, Math.min(body, 2)); at >= 0; at--) {
    const found = findAt(frames, at);
    if (found) return found;
  }
  return body > 2 ? findAt(frames, body) : undefined;
}

function findAt(frames: readonly Uint8Array[], at: number): Found | undefined {
  const first = frames[at];
  if (first?.length !== 6 || first[0] !== 0x4d || first[1] !== 0x44 || first[2] !== 0x50) return undefined;
  const version = versions.find((name) => isText(first, name));
  if (version === undefined) return undefined;
  if (version === 'MDPC01') return { version, at };
  const code = frames[at + 1];
  const command = code?.length === 1 ? commands[version][(code[0] as number) - 1] : undefined;
  return command === undefined ? undefined : { version, at, command };
}

function partOf({ command }: Found, { toServer }: Wire): 'request' | 'reply' | undefined {
  switch (command) {
    case undefined:
      return toServer ? 'request' : 'reply';
    case 'REQUEST':
      return 'request';
    case 'REPLY':
    case 'PARTIAL':
    case 'FINAL':
      return 'reply';
    default:
      return undefined;
  }
}

function from(first: number, { frames }: Wire): number[] {
  return frames.slice(first).map((_, index) => first + index);
}
