import { t } from '@vscode/l10n';
import type { JsonNode } from '../base/exactJson';
import { TextProblem } from '../base/textProblem';
import { ByteWriter, utf8Bytes } from './byteWriter';

/**
 * A value as MessagePack: integers in the smallest form that holds them, floats as 64 bits, as Python's msgpack writes them. Written
 * here since the library knows one number type only: `20.0` would leave as the integer 20.
 * @throws TextProblem for integers beyond 64 bits.
 */
export function toMsgpack(node: JsonNode): Uint8Array {
  const out = new ByteWriter();
  write(out, node);
  return out.bytes();
}

function write(out: ByteWriter, node: JsonNode): void {
  switch (node.kind) {
    case 'null':
      return out.byte(0xc0);
    case 'boolean':
      return out.byte(node.value ? 0xc3 : 0xc2);
    case 'integer':
      return integer(out, node.value, node);
    case 'float':
      out.byte(0xcb);
      return out.float(node.value, 8);
    case 'string':
      return string(out, node.value);
    case 'array':
      head(out, node.items.length, 0x90, 15, [undefined, 0xdc, 0xdd]);
      for (const item of node.items) write(out, item);
      return;
    case 'object':
      head(out, node.members.length, 0x80, 15, [undefined, 0xde, 0xdf]);
      for (const { key, value } of node.members) {
        string(out, key);
        write(out, value);
      }
  }
}

function string(out: ByteWriter, text: string): void {
  const bytes = utf8Bytes(text);
  head(out, bytes.length, 0xa0, 31, [0xd9, 0xda, 0xdb]);
  out.append(bytes);
}

/** A count in one byte up to `maxShort`, else behind the codes for 1, 2 and 4 bytes. */
function head(
  out: ByteWriter,
  count: number,
  short: number,
  maxShort: number,
  [one, two, four]: readonly [number | undefined, number, number],
): void {
  if (count <= maxShort) return out.byte(short | count);
  const size = one !== undefined && count <= 0xff ? 1 : count <= 0xffff ? 2 : 4;
  out.byte(size === 1 ? (one as number) : size === 2 ? two : four);
  out.integer(BigInt(count), size);
}

function integer(out: ByteWriter, value: bigint, { from, to }: { from: number; to: number }): void {
  if (value >= -32n && value <= 127n) return out.integer(value, 1);
  const sizes = [1, 2, 4, 8] as const;
  const index = sizes.findIndex((size) => (value < 0n ? BigInt.asIntN(size * 8, value) : BigInt.asUintN(size * 8, value)) === value);
  if (index < 0) throw new TextProblem(t('MessagePack has integers of at most 64 bits.'), from, to);
  out.byte((value < 0n ? 0xd0 : 0xcc) + index);
  out.integer(value, sizes[index] as 1 | 2 | 4 | 8);
}
