import { ascii } from './ascii';

/** The first bytes of a peer that knows versions (RFC 23, "Version Negotiation"). */
export const signatureLength = 10;
/** All that a ZMTP 3 peer sends before its first command. */
export const greetingLength = 64;
/** Signature, revision and socket type of ZMTP 2.0 (RFC 15). */
export const greetingLengthOf2 = 12;

const mechanismAt = 12;
const mechanismLength = 20;
const asServerAt = 32;

/** What a greeting says. */
export interface Greeting {
  /** The major version: 1, 2 or 3; higher ones as they are told. */
  major: number;
  /** From version 3 on. */
  minor?: number;
  /** From version 3 on. */
  mechanism?: string;
  /** From version 3 on; libzmq sends 0 for its PLAIN and CURVE servers before 4.3, so it tells little. */
  asServer?: boolean;
  /** Of version 2, where it is no command that tells it. */
  socketType?: string;
}

/** Socket types of ZMTP 2.0 by their number (RFC 15). */
export const typesOfVersion2 = ['PAIR', 'PUB', 'SUB', 'REQ', 'REP', 'DEALER', 'ROUTER', 'PULL', 'PUSH', 'XPUB', 'XSUB'];

/** Version and mechanism, for a person: `ZMTP 3.1, NULL`. */
export function speaksOf({ major, minor = 0, mechanism }: Greeting): string {
  return `ZMTP ${major}.${minor}${mechanism === undefined ? '' : `, ${mechanism}`}`;
}

/** What a ZMTP 3 peer begins with. @param mechanism at most 20 letters */
export function encodeGreeting({ minor = 1, mechanism = 'NULL', asServer = false }: Partial<Omit<Greeting, 'major'>> = {}): Uint8Array {
  const bytes = new Uint8Array(greetingLength);
  bytes[0] = 0xff;
  // With the padding it is a frame without content to a peer of version 1, which takes it for an empty identity.
  bytes[8] = 1;
  bytes[9] = 0x7f;
  bytes[10] = 3;
  bytes[11] = minor;
  bytes.set(new TextEncoder().encode(mechanism).subarray(0, mechanismLength), mechanismAt);
  bytes[asServerAt] = asServer ? 1 : 0;
  return bytes;
}

/**
 * Whether a stream may begin so: with the signature of a peer that knows versions. Its eight octets of padding may hold anything, a length
 * in most peers. Undefined: more bytes are needed to tell.
 */
export function hasSignature(bytes: Uint8Array, from: number, to: number): boolean | undefined {
  if (from === to) return undefined;
  if (bytes[from] !== 0xff) return false;
  return to - from < signatureLength ? undefined : ((bytes[from + 9] as number) & 1) === 1;
}

/** The major version that the octet behind the signature stands for: revisions below 3 are one behind. */
export const majorOf = (revision: number): number => (revision < 3 ? revision + 1 : revision);

/** Reads 64 bytes of version 3 or higher; undefined where the mechanism's name is none. */
export function readGreeting(bytes: Uint8Array, from: number): Greeting | undefined {
  const mechanism = ascii(bytes, from + mechanismAt, from + mechanismAt + mechanismLength).replace(/\0+$/, '');
  if (!/^[A-Z0-9_+.-]+$/.test(mechanism)) return undefined;
  return {
    major: bytes[from + signatureLength] as number,
    minor: bytes[from + signatureLength + 1] as number,
    mechanism,
    asServer: bytes[from + asServerAt] === 1,
  };
}
