import { encode, Token, Type } from 'cborg';
import { parseHex } from '../base/bytes';
import type { JsonNode } from '../base/exactJson';

/** A value as CBOR: what is written as a float leaves as one of 64 bits, integers beyond 64 bits as bignums (tags 2 and 3). */
export function toCbor(node: JsonNode): Uint8Array {
  const bytes = encode(plain(node), {
    mapSorter: undefined,
    float64: true,
    typeEncoders: { number: (value: number) => new Token(Type.float, value), bigint: bignum },
  });
  // cborg keeps parts of a buffer, a Buffer at that.
  return Uint8Array.from(bytes);
}

/** In the types that cborg knows; integers are bigints, so a number is a float. */
function plain(node: JsonNode): unknown {
  switch (node.kind) {
    case 'null':
      return null;
    case 'array':
      return node.items.map(plain);
    case 'object':
      return new Map(node.members.map(({ key, value }) => [key, plain(value)]));
    default:
      return node.value;
  }
}

function bignum(value: bigint): Token[] | null {
  const magnitude = value < 0n ? -1n - value : value;
  if (magnitude < 1n << 64n) return null;
  const digits = magnitude.toString(16);
  return [new Token(Type.tag, value < 0n ? 3 : 2), new Token(Type.bytes, parseHex(digits.length % 2 === 0 ? digits : `0${digits}`))];
}
