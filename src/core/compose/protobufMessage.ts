import { t } from '@vscode/l10n';
import protobuf from 'protobufjs';
import type { Enum, Field, FieldBase, MapField, Type } from 'protobufjs';
import { parseBase64 } from '../base/bytes';
import { wireTypeOf } from '../codecs/protobuf/protobufWire';
import type { JsonMember, JsonNode } from '../base/exactJson';
import { TextProblem } from '../base/textProblem';
import { ByteWriter, utf8Bytes } from './byteWriter';

/**
 * An object as this message of Protobuf. Fields go by their names in the schema or in JSON, enums by name or number, bytes are Base64,
 * 64-bit integers numbers or digits in quotes; null leaves a field out.
 * @throws TextProblem that names the field.
 */
export function toProtobuf(node: JsonNode, type: Type): Uint8Array {
  if (node.kind !== 'object') throw new TextProblem(t('The message {0} is written as a JSON object.', nameOf(type)), node.from, node.to);
  const out = new ByteWriter();
  const present = node.members.filter(({ value }) => value.kind !== 'null').map((member) => ({ member, field: fieldOf(type, member) }));
  checkTogether(type, present, node);
  // In the order of their numbers, as every library writes them.
  for (const { member, field } of present.sort((one, other) => one.field.id - other.field.id)) writeField(out, field, member.value);
  return out.bytes();
}

interface Present {
  member: JsonMember;
  field: Field;
}

function fieldOf(type: Type, { key, from, to }: JsonMember): Field {
  // Extensions stand in brackets.
  const name = /^\[.*\]$/.test(key) ? `.${key.slice(1, -1)}` : key;
  const field =
    type.fieldsArray.find((candidate) => candidate.name === name) ?? type.fieldsArray.find((candidate) => candidate.jsonName === key);
  if (field) return field;
  const names = type.fieldsArray.map((candidate) => candidate.name).slice(0, 10);
  throw new TextProblem(
    names.length === 0
      ? t('The message {0} has no field "{1}"; it has none.', nameOf(type), key)
      : type.fieldsArray.length > names.length
        ? t('The message {0} has no field "{1}"; it has {2} and others.', nameOf(type), key, names.join(', '))
        : t('The message {0} has no field "{1}"; it has {2}.', nameOf(type), key, names.join(', ')),
    from,
    to,
  );
}

function checkTogether(type: Type, present: readonly Present[], { from, to }: JsonNode): void {
  const seen = new Map<object, string>();
  for (const { member, field } of present) {
    for (const unit of field.partOf ? [field, field.partOf] : [field]) {
      const earlier = seen.get(unit);
      if (earlier !== undefined)
        throw new TextProblem(
          unit === field
            ? t('"{0}" and "{1}" are the same field.', earlier, member.key)
            : t('"{0}" and "{1}" exclude each other: a message has one field of "{2}".', earlier, member.key, field.partOf?.name ?? ''),
          member.from,
          member.to,
        );
      seen.set(unit, member.key);
    }
  }
  const missing = type.fieldsArray.find((field) => field.required && !seen.has(field));
  if (missing) throw new TextProblem(t('The field "{0}" of {1} is required.', missing.name, nameOf(type)), from, to);
}

function writeField(out: ByteWriter, field: Field, node: JsonNode): void {
  if (field instanceof protobuf.MapField) return writeMap(out, field, node);
  if (!field.repeated) return writeSingle(out, field.id, field, node);
  if (node.kind !== 'array') throw wrong(field, t('repeated, so it is written as an array'), node);
  if (!field.packed || wireTypeOf(field) === 2) return node.items.forEach((item) => writeSingle(out, field.id, field, item));
  if (node.items.length === 0) return;
  const packed = new ByteWriter();
  for (const item of node.items) writeValue(packed, field, item);
  writeTag(out, field.id, 2);
  writeDelimited(out, packed.bytes());
}

function writeMap(out: ByteWriter, field: MapField, node: JsonNode): void {
  if (node.kind !== 'object') throw wrong(field, t('a map, so it is written as an object'), node);
  for (const { key, from, to, value } of node.members) {
    const entry = new ByteWriter();
    const keyField = { name: field.name, type: field.keyType, resolvedType: null };
    writeTag(entry, 1, wireTypeOf(keyField));
    writeScalar(entry, keyField, keyNode(field, key, from, to));
    writeSingle(entry, 2, field, value);
    writeTag(out, field.id, 2);
    writeDelimited(out, entry.bytes());
  }
}

/** Keys of JSON are strings, those of maps may be integers and booleans. */
function keyNode({ keyType }: MapField, key: string, from: number, to: number): JsonNode {
  if (keyType === 'bool' && (key === 'true' || key === 'false')) return { kind: 'boolean', value: key === 'true', from, to };
  return { kind: 'string', value: key, from, to };
}

function writeSingle(out: ByteWriter, id: number, field: FieldBase, node: JsonNode): void {
  const isGroup = field.resolvedType instanceof protobuf.Type && (field as Field).delimited;
  writeTag(out, id, isGroup ? 3 : wireTypeOf(field));
  if (!isGroup) return writeValue(out, field, node);
  out.append(toProtobuf(node, field.resolvedType as Type));
  writeTag(out, id, 4);
}

function writeValue(out: ByteWriter, field: FieldBase, node: JsonNode): void {
  if (field.resolvedType instanceof protobuf.Type) writeDelimited(out, toProtobuf(node, field.resolvedType));
  else if (field.resolvedType) writeVarint(out, enumNumber(field, field.resolvedType, node));
  else writeScalar(out, field, node);
}

function enumNumber(field: FieldBase, type: Enum, node: JsonNode): bigint {
  if (node.kind === 'integer' && BigInt.asIntN(32, node.value) === node.value) return node.value;
  const value = node.kind === 'string' && Object.hasOwn(type.values, node.value) ? type.values[node.value] : undefined;
  if (value === undefined)
    throw wrong(
      field,
      t(
        'one of {0}{1} ({2}) or its number',
        Object.keys(type.values).slice(0, 10).join(', '),
        Object.keys(type.values).length > 10 ? ', …' : '',
        nameOf(type),
      ),
      node,
    );
  return BigInt(value);
}

/** What a scalar field says of itself. */
type Scalar = Pick<FieldBase, 'name' | 'type'>;

function writeScalar(out: ByteWriter, field: Scalar, node: JsonNode): void {
  switch (field.type) {
    case 'string':
      if (node.kind !== 'string') throw wrong(field, t('a string'), node);
      return writeDelimited(out, utf8Bytes(node.value));
    case 'bytes':
      return writeDelimited(out, base64(field, node));
    case 'bool':
      if (node.kind !== 'boolean') throw wrong(field, t('true or false'), node);
      return out.byte(node.value ? 1 : 0);
    case 'double':
      return out.float(float(field, node), 8, true);
    case 'float':
      return out.float(float(field, node), 4, true);
    case 'fixed64':
    case 'sfixed64':
      return out.integer(integer(field, node), 8, true);
    case 'fixed32':
    case 'sfixed32':
      return out.integer(integer(field, node), 4, true);
    case 'sint32':
    case 'sint64': {
      const value = integer(field, node);
      return writeVarint(out, value < 0n ? -2n * value - 1n : 2n * value);
    }
    default:
      return writeVarint(out, integer(field, node));
  }
}

function integer(field: Scalar, node: JsonNode): bigint {
  const bits = field.type.endsWith('32') ? 32 : 64;
  const isUnsigned = /^(u|fixed)/.test(field.type);
  const value =
    node.kind === 'integer' ? node.value : node.kind === 'string' && /^-?\d{1,20}$/.test(node.value) ? BigInt(node.value) : undefined;
  if (value === undefined) throw wrong(field, t('an integer ({0})', field.type), node);
  if ((isUnsigned ? BigInt.asUintN(bits, value) : BigInt.asIntN(bits, value)) !== value)
    throw wrong(field, t('an integer that {0} can hold', field.type), node);
  return value;
}

function float(field: Scalar, node: JsonNode): number {
  if (node.kind === 'float') return node.value;
  if (node.kind === 'integer') return Number(node.value);
  if (node.kind === 'string' && /^(NaN|-?Infinity)$/.test(node.value)) return Number(node.value);
  throw wrong(field, t('a number, "NaN", "Infinity" or "-Infinity"'), node);
}

function base64(field: Scalar, node: JsonNode): Uint8Array {
  if (node.kind !== 'string') throw wrong(field, t('bytes, so it is written as Base64 in quotes'), node);
  try {
    return parseBase64(node.value);
  } catch (error) {
    if (error instanceof SyntaxError) throw wrong(field, t('bytes in Base64. {0}', error.message.replace(/\.$/, '')), node);
    throw error;
  }
}

function writeTag(out: ByteWriter, id: number, wireType: number): void {
  writeVarint(out, (BigInt(id) << 3n) | BigInt(wireType));
}

function writeDelimited(out: ByteWriter, bytes: Uint8Array): void {
  writeVarint(out, BigInt(bytes.length));
  out.append(bytes);
}

/** Negative numbers take ten bytes, as 64 bits. */
function writeVarint(out: ByteWriter, value: bigint): void {
  let rest = BigInt.asUintN(64, value);
  while (rest > 0x7fn) {
    out.byte(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  out.byte(Number(rest));
}

const nameOf = (object: { fullName: string }) => object.fullName.replace(/^\./, '');

function wrong(field: { name: string }, wanted: string, { from, to }: JsonNode): TextProblem {
  return new TextProblem(t('The field "{0}" is {1}.', field.name, wanted), from, to);
}
