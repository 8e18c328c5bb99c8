import { t } from '@vscode/l10n';
import { countText } from '../../base/quantities';
import protobuf from 'protobufjs';
import type { FieldBase, MapField, Type } from 'protobufjs';
import type { ValueEntry, ValueNode } from '../../../protocol/decoding';
import { otherReading, scalarDefault, scalarNode } from './protobufScalars';
import { delimitedMessages, isWholeMessage } from './protobufShape';
import { EndOfWire, WireReader, wireTypeName, wireTypeOf } from './protobufWire';
import { utf8Text, wholeCharacters } from '../values/text';
import { Budget } from '../values/budget';
import type { Reading } from '../values/reading';

/**
 * What the bytes say on the wire, with names and types where the message's type is known; field numbers, as keys that are integers,
 * stand for what it does not know.
 */
export function readProtobuf(bytes: Uint8Array, type: Type | undefined): Reading {
  const walk = new Walk(bytes);
  const value = walk.message(0, bytes.length, type, 0);
  if (!walk.problem) return walk.reading(value);
  const parts = delimitedMessages(bytes);
  return parts ? readDelimited(bytes, parts, type) : walk.reading(value);
}

/** Messages with their length before them, as most libraries write several into a stream; one is itself. */
function readDelimited(bytes: Uint8Array, parts: readonly (readonly [from: number, to: number])[], type: Type | undefined): Reading {
  const walk = new Walk(bytes);
  walk.budget.note(
    parts.length === 1 ? t('Its length stands before the message.') : t('{0} messages, each behind its length.', countText(parts.length)),
  );
  const [first] = parts;
  if (parts.length === 1 && first) return walk.reading(walk.message(first[0], first[1], type, 0));
  walk.budget.take();
  const entries: ValueEntry[] = [];
  for (const [from, to] of parts) {
    if (!walk.budget.hasRoom && !walk.budget.take()) break;
    entries.push({ value: walk.message(from, to, type, 1) });
  }
  const whole = entries.length < parts.length ? { whole: parts.length } : {};
  return walk.reading({ kind: 'array', type: 'sequence', entries, range: [0, bytes.length], ...whole });
}

/** The entries of a message or a map while it is read. */
class Fields {
  readonly entries: ValueEntry[] = [];
  /** Those that stand for several occurrences, by field number. */
  readonly gathered = new Map<number, ValueEntry>();
  private readonly keys = new Set<string>();

  put(key: string | ValueNode, value: ValueNode): ValueEntry {
    // Keys of one map are all of one type, and names of fields are no numbers.
    const text = typeof key === 'string' ? key : (key.text as string);
    const entry: ValueEntry = { key, value, ...(this.keys.has(text) ? { duplicate: true } : {}) };
    this.keys.add(text);
    this.entries.push(entry);
    return entry;
  }
}

class Walk {
  readonly budget = new Budget();
  /** The first control character from somewhere on. */
  private control = { from: 0, at: -1 };
  problem: Reading['problem'];
  /** The problem is that the bytes end, and so many should follow. */
  missing = 0;
  private readonly reader: WireReader;
  /** Fields of the maps whose entries are being gathered. */
  private readonly maps = new Map<ValueNode, Fields>();

  constructor(private readonly bytes: Uint8Array) {
    this.reader = new WireReader(bytes);
  }

  reading(value: ValueNode): Reading {
    const { problem, missing, budget } = this;
    return {
      value,
      ...(problem ? { problem } : {}),
      ...(missing > 0 ? { missing } : {}),
      ...(budget.notes ? { notes: budget.notes } : {}),
    };
  }

  /** Fields of `[from, to)`; of a group where `group` is its number, up to its end. */
  message(from: number, to: number, type: Type | undefined, depth: number, group?: number): ValueNode {
    this.budget.take();
    const fields = new Fields();
    const node: ValueNode = { kind: 'map', entries: fields.entries, range: [from, to] };
    if (type) node.type = typeName(type);
    else if (group !== undefined) node.type = 'group';
    this.reader.at = from;
    try {
      while (this.reader.at < to || group !== undefined) {
        if (this.reader.at >= to) throw new EndOfWire(t('The group of field {0} has no end', group ?? 0), to, true);
        if (!this.hasRoom()) break;
        const start = this.reader.at;
        const { field: number, wireType } = this.reader.tag(to);
        if (wireType === 4) {
          if (number === group) break;
          throw new EndOfWire(t('A group of field {0} ends that did not begin', number), start);
        }
        this.field(start, to, number, wireType, type, depth, fields);
      }
    } catch (error) {
      if (!(error instanceof EndOfWire)) throw error;
      this.fail(error.message, error.at, error.bytesEnd && to === this.bytes.length ? 1 : 0);
      this.reader.at = to;
    }
    if (group !== undefined) node.range = [from, this.reader.at];
    return node;
  }

  private field(start: number, to: number, number: number, wireType: number, type: Type | undefined, depth: number, fields: Fields): void {
    const field = type?.fieldsById[number];
    if (field && fits(field, wireType)) {
      if (field instanceof protobuf.MapField) this.mapEntry(start, to, field, depth, fields);
      else if (field.repeated) this.repeated(to, field, wireType, depth, fields);
      else fields.put(nameOf(field), this.value(to, field, number, wireType, depth));
      return;
    }
    if (field)
      this.fail(
        t('Field "{0}" is {1} in the schema, but the bytes have it as {2}', nameOf(field), declared(field), wireTypeName(wireType)),
        start,
      );
    const value = this.unknown(to, number, wireType, depth);
    if (type) value.type = t('unknown field, {0}', value.type ?? wireTypeName(wireType));
    this.gather(fields, number, { kind: 'integer', text: String(number) }, value);
  }

  private repeated(to: number, field: FieldBase, wireType: number, depth: number, fields: Fields): void {
    let list = fields.gathered.get(field.id)?.value;
    if (!list) {
      list = { kind: 'array', type: t('repeated {0}', declared(field)), entries: [], range: [this.reader.at, this.reader.at] };
      this.budget.take();
      fields.gathered.set(field.id, fields.put(nameOf(field), list));
    }
    const items = list.entries as ValueEntry[];
    if (wireType === 2 && isPackable(field)) {
      const end = this.lengthDelimited(to);
      extend(list, end);
      while (this.reader.at < end && this.hasRoom()) items.push({ value: this.value(end, field, field.id, wireTypeOf(field), depth + 1) });
      this.reader.at = end;
    } else {
      items.push({ value: this.value(to, field, field.id, wireType, depth + 1) });
      extend(list, this.reader.at);
    }
  }

  private mapEntry(start: number, to: number, field: MapField, depth: number, fields: Fields): void {
    let map = fields.gathered.get(field.id)?.value;
    if (!map) {
      const inside = new Fields();
      map = { kind: 'map', type: `map<${field.keyType}, ${declared(field)}>`, entries: inside.entries, range: [start, start] };
      this.budget.take();
      this.maps.set(map, inside);
      fields.gathered.set(field.id, fields.put(nameOf(field), map));
    }
    const end = this.lengthDelimited(to);
    extend(map, end);
    const keyType = { type: field.keyType, resolvedType: null };
    let key: ValueNode | undefined;
    let value: ValueNode | undefined;
    while (this.reader.at < end && this.hasRoom()) {
      const at = this.reader.at;
      const tag = this.reader.tag(end);
      if (tag.field === 1 && tag.wireType === wireTypeOf(keyType)) key = this.scalar(end, keyType);
      else if (tag.field === 2 && tag.wireType === wireTypeOf(field)) value = this.value(end, field, 2, tag.wireType, depth + 1);
      else {
        this.fail(
          t(
            'An entry of the map "{0}" has a field {1} of {2} that does not belong there',
            nameOf(field),
            tag.field,
            wireTypeName(tag.wireType),
          ),
          at,
        );
        this.reader.skip(end, tag.field, tag.wireType);
      }
    }
    this.reader.at = end;
    key ??= scalarDefault(field.keyType);
    value ??=
      field.resolvedType === null
        ? scalarDefault(field.type)
        : isEnum(field)
          ? enumNode(field.resolvedType as protobuf.Enum, 0)
          : { kind: 'map', type: declared(field), entries: [] };
    this.maps.get(map)?.put(key.kind === 'string' ? (key.text as string) : key, value);
  }

  /** A value of a known field; what its wire type says is fitting already. */
  private value(to: number, field: FieldBase, number: number, wireType: number, depth: number): ValueNode {
    if (isEnum(field)) {
      const from = this.reader.at;
      const value = Number(BigInt.asIntN(32, BigInt(this.reader.varint(to))));
      this.budget.take();
      return { ...enumNode(field.resolvedType as protobuf.Enum, value), range: [from, this.reader.at] };
    }
    if (field.resolvedType === null) return this.scalar(to, field);
    return this.nested(to, number, wireType, field.resolvedType as Type, depth);
  }

  private nested(to: number, number: number, wireType: number, type: Type | undefined, depth: number): ValueNode {
    const isDeep = depth + 1 >= this.budget.limits.depth;
    if (isDeep) this.budget.noteDepth();
    if (wireType === 3) {
      const from = this.reader.at;
      if (!isDeep) return this.message(from, to, type, depth + 1, number);
      this.reader.skip(to, number, wireType);
      return this.bytesNode(from, this.reader.at);
    }
    const end = this.lengthDelimited(to);
    const from = this.reader.at;
    const node = isDeep ? this.bytesNode(from, end) : this.message(from, end, type, depth + 1);
    this.reader.at = end;
    return node;
  }

  private scalar(to: number, field: { type: string }): ValueNode {
    this.budget.take();
    if (field.type !== 'string' && field.type !== 'bytes') return scalarNode(this.reader, to, field.type);
    const end = this.lengthDelimited(to);
    const from = this.reader.at;
    this.reader.at = end;
    if (field.type === 'bytes') return this.bytesNode(from, end);
    const content = this.bytes.subarray(from, end);
    if (this.missing > 0) return this.budget.textStart(content, this.missing, { range: [from, end] });
    const text = utf8Text(content);
    return text === undefined
      ? { ...this.bytesNode(from, end), type: t('string that is not UTF-8') }
      : this.budget.string(text, { range: [from, end] });
  }

  /** A value whose field nobody has described. */
  private unknown(to: number, number: number, wireType: number, depth: number): ValueNode {
    const from = this.reader.at;
    if (wireType === 3) return this.nested(to, number, wireType, undefined, depth);
    this.budget.take();
    if (wireType !== 2) {
      const node = scalarNode(this.reader, to, wireType === 0 ? 'uint64' : wireType === 1 ? 'fixed64' : 'fixed32');
      return { ...node, type: otherReading(node, this.bytes, from, wireType) };
    }
    const end = this.lengthDelimited(to);
    const start = this.reader.at;
    const content = this.bytes.subarray(start, end);
    // A message whose first field is number 1 and length-delimited begins with a line feed, the others with characters no text has. Text is
    // looked for last: at each level of what is nested it would be looked for in all that lies deeper.
    let text = content[0] === 0x0a ? undefined : this.printable(start, end);
    const isMessage = content.length > 0 && text === undefined && isWholeMessage(this.bytes, start, end);
    if (isMessage && depth + 1 < this.budget.limits.depth) {
      const node = this.message(start, end, undefined, depth + 1);
      this.reader.at = end;
      return { ...node, type: 'message?' };
    }
    text ??= this.printable(start, end);
    this.reader.at = end;
    if (text === undefined) return this.bytesNode(start, end);
    const more = { type: 'string?', range: [start, end] as [number, number] };
    return this.missing > 0 ? this.budget.textStart(content, this.missing, more) : this.budget.string(text, more);
  }

  /** The bytes as text, if they are text that a person could have written. */
  private printable(from: number, to: number): string | undefined {
    // What is nested begins later than what it lies in, so that all bytes are looked at once.
    if (from < this.control.from || from > this.control.at) {
      let at = from;
      while (at < this.bytes.length && !isControl(this.bytes[at] as number)) at++;
      this.control = { from, at };
    }
    if (this.control.at < to) return undefined;
    const content = this.bytes.subarray(from, to);
    return utf8Text(this.missing > 0 ? wholeCharacters(content) : content);
  }

  /** The end of what comes; where the bytes end before, that is told and what there is counts. */
  private lengthDelimited(to: number): number {
    const start = this.reader.at;
    const { end, missing } = this.reader.claimedEnd(to);
    if (missing > 0)
      this.fail(t('The bytes end, though {0} more should follow', countText(missing)), start, to === this.bytes.length ? missing : 0);
    if (missing > 0 && this.missing > 0) this.missing = missing;
    return end;
  }

  private bytesNode(from: number, to: number): ValueNode {
    return this.budget.bytes(this.bytes.subarray(from, to), {
      range: [from, to],
      ...(this.missing > 0 ? { whole: to - from + this.missing } : {}),
    });
  }

  private gather(fields: Fields, number: number, key: ValueNode, value: ValueNode): void {
    const entry = fields.gathered.get(number);
    if (!entry) {
      fields.gathered.set(number, fields.put(key, value));
      return;
    }
    const earlier = entry.value;
    if (earlier.type !== 'repeated') {
      this.budget.take();
      entry.value = { kind: 'array', type: 'repeated', entries: [{ value: earlier }], range: [earlier.range?.[0] ?? 0, this.reader.at] };
    }
    entry.value.entries?.push({ value });
    extend(entry.value, this.reader.at);
  }

  /** Notes where there is none. One value more may be kept, with all that holds it. */
  private hasRoom(): boolean {
    return this.budget.hasRoom || this.budget.take();
  }

  /** The first problem is the one that tells. */
  private fail(message: string, at: number, missing = 0): void {
    if (this.problem) return;
    this.problem = { message: t('{0} (at byte {1}).', message, at), at };
    this.missing = missing;
  }
}

const isEnum = (field: FieldBase) => field.resolvedType instanceof protobuf.Enum;
const isPackable = (field: FieldBase) =>
  isEnum(field) || (field.resolvedType === null && field.type !== 'string' && field.type !== 'bytes');

/** Whether a field may stand on the wire so. Groups and length-delimited messages are two forms of the same. */
function fits(field: FieldBase, wireType: number): boolean {
  if (field.map) return wireType === 2;
  if (wireType === wireTypeOf(field)) return true;
  if (field.resolvedType instanceof protobuf.Type) return wireType === 3;
  return wireType === 2 && field.repeated && isPackable(field);
}

/** A full name as people write it, without the leading dot. */
const typeName = (type: { fullName: string }) => type.fullName.replace(/^\./, '');
const declared = (field: FieldBase) => (field.resolvedType ? typeName(field.resolvedType) : field.type);
/** Extensions stand in brackets, as in Protobuf's text form. */
const nameOf = (field: FieldBase) => (field.name.startsWith('.') ? `[${field.name.slice(1)}]` : field.name);

function enumNode(type: protobuf.Enum, value: number): ValueNode {
  const name = type.valuesById[value];
  return name === undefined
    ? { kind: 'integer', text: String(value), type: typeName(type) }
    : { kind: 'string', text: name, type: `${typeName(type)} = ${value}` };
}

function extend(node: ValueNode, to: number): void {
  node.range = [node.range?.[0] ?? to, to];
}

/** No text that a person could have written has it. */
function isControl(byte: number): boolean {
  return (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) || byte === 0x7f;
}
