import { t } from '@vscode/l10n';
import { countText } from '../../base/quantities';
/** The bytes end, or go on as no Protobuf can. */
export class EndOfWire extends Error {
  constructor(
    message: string,
    readonly at: number,
    /** They would go on, had they not ended. */
    readonly bytesEnd = false,
  ) {
    super(message);
    this.name = 'EndOfWire';
  }
}

const names = ['varint', 'fixed64', 'length-delimited', 'group', 'end of group', 'fixed32'] as const;
const fixed64Types = new Set(['fixed64', 'sfixed64', 'double']);
const fixed32Types = new Set(['fixed32', 'sfixed32', 'float']);

export function wireTypeName(wireType: number): string {
  return names[wireType] ?? `wire type ${wireType}`;
}

/** How a single value of this type stands on the wire. */
export function wireTypeOf(field: { type: string; resolvedType: { className?: string } | object | null }): number {
  if (field.resolvedType !== null) return 'valuesById' in field.resolvedType ? 0 : 2;
  if (field.type === 'string' || field.type === 'bytes') return 2;
  if (fixed64Types.has(field.type)) return 1;
  return fixed32Types.has(field.type) ? 5 : 0;
}

/** Protobuf's wire format, from `at` on; each read ends at `to` at the latest. Every fault is an `EndOfWire`. */
export class WireReader {
  at = 0;
  readonly view: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  tag(to: number): { field: number; wireType: number } {
    const start = this.at;
    const tag = this.varint(to);
    const wireType = typeof tag === 'number' ? tag % 8 : Number(tag & 7n);
    const field = typeof tag === 'number' ? Math.floor(tag / 8) : Number(tag >> 3n);
    if (field === 0 || field > 0x1fff_ffff) throw new EndOfWire(t('No field has the number {0}', field), start);
    if (wireType > 5) throw new EndOfWire(t('There is no wire type {0} in Protobuf', wireType), start);
    return { field, wireType };
  }

  /** In [0, 2^64). */
  varint(to: number): number | bigint {
    const start = this.at;
    const first = this.bytes[start] ?? 0xff;
    if (first < 0x80 && start < to) {
      this.at++;
      return first;
    }
    // Three parts that are exact as numbers: 28, 28 and 8 bits.
    const parts = [0, 0, 0];
    for (let index = 0; index < 10; index++) {
      if (this.at >= to) throw new EndOfWire(t('The bytes end within a number'), start, true);
      const byte = this.bytes[this.at++] as number;
      const part = index >> 2;
      parts[part] = (parts[part] as number) + (byte & 0x7f) * 2 ** (7 * (index & 3));
      if (byte < 0x80) {
        const [low = 0, middle = 0, high = 0] = parts;
        if (high === 0 && middle < 2 ** 25) return middle * 2 ** 28 + low;
        return BigInt.asUintN(64, (BigInt(high) << 56n) | (BigInt(middle) << 28n) | BigInt(low));
      }
    }
    throw new EndOfWire(t('A number has more than 10 bytes'), start);
  }

  /** Goes past `size` bytes and says where they began. */
  fixed(to: number, size: number): number {
    const start = this.at;
    if (start + size > to) throw new EndOfWire(t('The bytes end within a number'), start, true);
    this.at += size;
    return start;
  }

  /** Where the length-delimited value ends that begins behind the length, and how many of its bytes lie beyond `to`. */
  claimedEnd(to: number): { end: number; missing: number } {
    const length = Number(this.varint(to));
    const end = Math.min(to, this.at + length);
    return { end, missing: this.at + length - end };
  }

  lengthDelimited(to: number): number {
    const start = this.at;
    const { end, missing } = this.claimedEnd(to);
    if (missing > 0) throw new EndOfWire(t('The bytes end, though {0} more should follow', countText(missing)), start, true);
    return end;
  }

  /** Past the value of a field whose tag was read. */
  skip(to: number, field: number, wireType: number): void {
    if (wireType === 0) this.varint(to);
    else if (wireType === 1) this.fixed(to, 8);
    else if (wireType === 5) this.fixed(to, 4);
    else if (wireType === 2) this.at = this.lengthDelimited(to);
    else if (wireType === 3) this.skipGroup(to, field);
    else throw new EndOfWire(t('A group of field {0} ends that did not begin', field), this.at);
  }

  private skipGroup(to: number, field: number): void {
    // Groups may be nested deeper than the stack is.
    const open = [field];
    while (open.length > 0) {
      if (this.at >= to) throw new EndOfWire(t('The group of field {0} has no end', open.at(-1) ?? 0), to, true);
      const start = this.at;
      const tag = this.tag(to);
      if (tag.wireType === 3) open.push(tag.field);
      else if (tag.wireType !== 4) this.skip(to, tag.field, tag.wireType);
      else if (open.pop() !== tag.field) throw new EndOfWire(t('A group of field {0} ends that did not begin', tag.field), start);
    }
  }
}
