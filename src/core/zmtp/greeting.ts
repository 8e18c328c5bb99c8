/** The first 64 bytes that a ZMTP 3 peer sends (RFC 23, "Version Negotiation"). */
export const greetingLength = 64;
const mechanismAt = 12;
const mechanismLength = 20;
const signatureLength = 10;

/** Version 3.0, for the mechanism NULL. */
export function greeting(): Uint8Array {
  const bytes = new Uint8Array(greetingLength);
  bytes[0] = 0xff;
  bytes[9] = 0x7f;
  bytes[10] = 3;
  bytes.set(new TextEncoder().encode('NULL'), mechanismAt);
  return bytes;
}

/** What the beginning of a peer's stream tells; what has not come yet, or is not told, is undefined. */
export interface PeerGreeting {
  /** Major version of the protocol. */
  version?: number;
  mechanism?: string;
  /** In upper case, as in RFC 23. Told by mechanism NULL, and by version 2 (RFC 15). */
  socketType?: string;
}

/** Socket types of ZMTP 2.0 by their number (RFC 15). */
const typesOfVersion2 = ['PAIR', 'PUB', 'SUB', 'REQ', 'REP', 'DEALER', 'ROUTER', 'PULL', 'PUSH'];

/** Undefined as soon as the bytes cannot be ZMTP. Any number of bytes may be given, the stream's first ones. */
export function parseGreeting(bytes: Uint8Array): PeerGreeting | undefined {
  if (bytes.length > 0 && bytes[0] !== 0xff) return undefined;
  if (bytes.length >= signatureLength && ((bytes[9] as number) & 1) !== 1) return undefined;
  const version = bytes[signatureLength];
  if (version === undefined) return {};
  if (version < 3) {
    const type = bytes[signatureLength + 1];
    return { version: version + 1, socketType: type === undefined ? undefined : typesOfVersion2[type] };
  }
  if (bytes.length < greetingLength) return { version };
  const mechanism = ascii(bytes.subarray(mechanismAt, mechanismAt + mechanismLength)).replace(/\0+$/, '');
  if (!/^[A-Z0-9_+-]+$/.test(mechanism)) return undefined;
  return { version, mechanism, socketType: mechanism === 'NULL' ? socketTypeOf(bytes.subarray(greetingLength)) : undefined };
}

/** Of a READY command (RFC 23, "The NULL Security Mechanism"). */
function socketTypeOf(command: Uint8Array): string | undefined {
  const [flags, size] = command;
  if (flags !== 0x04 || size === undefined || command.length < 2 + size) return undefined;
  const body = command.subarray(2, 2 + size);
  const nameLength = body[0] ?? 0;
  if (ascii(body.subarray(1, 1 + nameLength)) !== 'READY') return undefined;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  for (let at = 1 + nameLength; at < body.length;) {
    const keyEnd = at + 1 + (body[at] as number);
    if (keyEnd + 4 > body.length) return undefined;
    const valueEnd = keyEnd + 4 + view.getUint32(keyEnd);
    const value = ascii(body.subarray(keyEnd + 4, valueEnd));
    if (ascii(body.subarray(at + 1, keyEnd)).toLowerCase() === 'socket-type') return /^[A-Z]{1,10}$/.test(value) ? value : undefined;
    at = valueEnd;
  }
  return undefined;
}

function ascii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 255));
}
