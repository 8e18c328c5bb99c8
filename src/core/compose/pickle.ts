import type { JsonNode } from '../base/exactJson';
import { ByteWriter, utf8Bytes } from './byteWriter';

/** A value as Python pickles it by protocol 2, which every Python 2.3 and later reads: dicts, lists, texts, numbers of any size. */
export function toPickle(node: JsonNode): Uint8Array {
  const out = new ByteWriter();
  out.append(Uint8Array.of(0x80, 2));
  write(out, node);
  code(out, '.');
  return out.bytes();
}

const code = (out: ByteWriter, letter: string) => out.byte(letter.charCodeAt(0));

function write(out: ByteWriter, node: JsonNode): void {
  switch (node.kind) {
    case 'null':
      return code(out, 'N');
    case 'boolean':
      return out.byte(node.value ? 0x88 : 0x89);
    case 'integer':
      return integer(out, node.value);
    case 'float':
      code(out, 'G');
      return out.float(node.value, 8);
    case 'string':
      return string(out, node.value);
    case 'array':
      code(out, ']');
      if (node.items.length === 0) return;
      code(out, '(');
      for (const item of node.items) write(out, item);
      return code(out, 'e');
    case 'object':
      code(out, '}');
      if (node.members.length === 0) return;
      code(out, '(');
      for (const { key, value } of node.members) {
        string(out, key);
        write(out, value);
      }
      code(out, 'u');
  }
}

function string(out: ByteWriter, text: string): void {
  const bytes = utf8Bytes(text);
  code(out, 'X');
  out.integer(BigInt(bytes.length), 4, true);
  out.append(bytes);
}

/** The smallest of BININT1, BININT2, BININT, LONG1 and LONG4. */
function integer(out: ByteWriter, value: bigint): void {
  if (value >= 0n && value <= 0xffffn) {
    const size = value <= 0xffn ? 1 : 2;
    code(out, size === 1 ? 'K' : 'M');
    return out.integer(value, size, true);
  }
  if (BigInt.asIntN(32, value) === value) {
    code(out, 'J');
    return out.integer(value, 4, true);
  }
  const digits = (value < 0n ? -value : value).toString(16).length;
  // A sign has room, too.
  const size = Math.ceil((digits * 4 + 1) / 8);
  const hex = BigInt.asUintN(size * 8, value)
    .toString(16)
    .padStart(size * 2, '0');
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)).reverse();
  out.byte(size < 256 ? 0x8a : 0x8b);
  out.integer(BigInt(size), size < 256 ? 1 : 4, true);
  out.append(bytes);
}
