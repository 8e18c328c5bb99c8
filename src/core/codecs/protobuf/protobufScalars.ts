import { t } from '@vscode/l10n';
import type { ValueNode } from '../../../protocol/decoding';
import { floatText } from '../values/floatText';
import { WireReader, wireTypeName } from './protobufWire';

/** A number or a boolean of this type of Protobuf. */
export function scalarNode(reader: WireReader, to: number, type: string): ValueNode {
  const from = reader.at;
  const { kind, text } = read(reader, to, type);
  return { kind, text, type, range: [from, reader.at] };
}

function read(reader: WireReader, to: number, type: string): { kind: 'integer' | 'float' | 'boolean'; text: string } {
  const { view } = reader;
  switch (type) {
    case 'double':
      return { kind: 'float', text: floatText(view.getFloat64(reader.fixed(to, 8), true)) };
    case 'float':
      return { kind: 'float', text: floatText(view.getFloat32(reader.fixed(to, 4), true), 32) };
    case 'fixed64':
      return integer(view.getBigUint64(reader.fixed(to, 8), true));
    case 'sfixed64':
      return integer(view.getBigInt64(reader.fixed(to, 8), true));
    case 'fixed32':
      return integer(view.getUint32(reader.fixed(to, 4), true));
    case 'sfixed32':
      return integer(view.getInt32(reader.fixed(to, 4), true));
  }
  const value = reader.varint(to);
  switch (type) {
    case 'bool':
      return { kind: 'boolean', text: String(Number(value) !== 0) };
    case 'int32':
      return integer(BigInt.asIntN(32, BigInt(value)));
    case 'uint32':
      return integer(BigInt.asUintN(32, BigInt(value)));
    case 'int64':
      return integer(BigInt.asIntN(64, BigInt(value)));
    case 'sint32':
      return integer(zigzag(BigInt.asUintN(32, BigInt(value))));
    case 'sint64':
      return integer(zigzag(BigInt(value)));
    default:
      return integer(value);
  }
}

const integer = (value: number | bigint) => ({ kind: 'integer', text: String(value) }) as const;
const zigzag = (value: bigint) => (value >> 1n) ^ -(value & 1n);

/** What an entry of a map has where the wire leaves it out. */
export function scalarDefault(type: string): ValueNode {
  switch (type) {
    case 'string':
      return { kind: 'string', text: '' };
    case 'bytes':
      return { kind: 'bytes', text: '' };
    case 'bool':
      return { kind: 'boolean', text: 'false', type };
    case 'float':
    case 'double':
      return { kind: 'float', text: '0', type };
    default:
      return { kind: 'integer', text: '0', type };
  }
}

/** The wire's name for a number, and what else it may be. */
export function otherReading(node: ValueNode, bytes: Uint8Array, from: number, wireType: number): string {
  const name = wireTypeName(wireType);
  if (wireType === 0) {
    const value = BigInt(node.text as string);
    return value >= 1n << 63n ? t('{0}, or {1}', name, String(BigInt.asIntN(64, value))) : name;
  }
  const float = scalarNode(Object.assign(new WireReader(bytes), { at: from }), bytes.length, wireType === 1 ? 'double' : 'float');
  return t('{0}, or {1} as {2}', name, float.text ?? '', wireType === 1 ? 'double' : 'float');
}
