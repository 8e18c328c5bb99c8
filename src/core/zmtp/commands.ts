import { ascii } from './ascii';
import { readMetadata, type Metadata } from './metadata';

/** A command of ZMTP 3, as far as it can be read. Its bytes are copies. */
export type Command =
  /** NULL, and the last of the handshake of PLAIN; CURVE's is encrypted. */
  | { name: 'READY' | 'INITIATE'; metadata: Metadata }
  | { name: 'ERROR'; reason: string }
  | { name: 'SUBSCRIBE' | 'CANCEL'; topic: Uint8Array }
  | { name: 'JOIN' | 'LEAVE'; group: Uint8Array }
  /** `timeToLive` in tenths of a second. */
  | { name: 'PING'; timeToLive: number; context: Uint8Array }
  | { name: 'PONG'; context: Uint8Array }
  /** PLAIN (RFC 24). The password is read by nobody. */
  | { name: 'HELLO'; username: Uint8Array }
  /** What is encrypted, what this version of the protocol does not know, and what has no content. */
  | { name: string; size: number };

/** Longest context of a PING (RFC 37). */
const maxContext = 16;

/** Reads what stands in a command frame. Undefined where it is none. */
export function readCommand(body: Uint8Array, mechanism: string): Command | undefined {
  const nameEnd = 1 + (body[0] ?? 0);
  if (nameEnd === 1 || nameEnd > body.length) return undefined;
  const name = ascii(body, 1, nameEnd);
  if (!/^[A-Za-z0-9_+.-]+$/.test(name)) return undefined;
  const content = body.slice(nameEnd);
  switch (name) {
    case 'READY':
    case 'INITIATE': {
      if (mechanism === 'CURVE') break;
      const metadata = readMetadata(content);
      return metadata && { name, metadata };
    }
    case 'ERROR': {
      const length = content[0];
      return length === undefined || length + 1 !== content.length ? undefined : { name, reason: ascii(content, 1) };
    }
    case 'SUBSCRIBE':
    case 'CANCEL':
      return { name, topic: content };
    case 'JOIN':
    case 'LEAVE':
      return { name, group: content };
    case 'PING':
      if (content.length < 2 || content.length > 2 + maxContext) return undefined;
      return { name, timeToLive: (content[0] as number) * 256 + (content[1] as number), context: content.slice(2) };
    case 'PONG':
      return content.length > maxContext ? undefined : { name, context: content };
    case 'HELLO': {
      if (mechanism !== 'PLAIN') break;
      const userEnd = 1 + (content[0] ?? 0);
      const passwordLength = content[userEnd];
      return passwordLength === undefined || userEnd + 1 + passwordLength !== content.length
        ? undefined
        : { name, username: content.slice(1, userEnd) };
    }
  }
  return { name, size: content.length };
}

/** The body of a command frame. @param name 1 to 255 letters */
export function encodeCommand(name: string, content: Uint8Array = new Uint8Array(0)): Uint8Array {
  const letters = new TextEncoder().encode(name);
  const body = new Uint8Array(1 + letters.length + content.length);
  body[0] = letters.length;
  body.set(letters, 1);
  body.set(content, 1 + letters.length);
  return body;
}
