import { halfFloat } from '../values/floatText';
import { maxScalar } from '../values/limits';
import { isPlace, type PathStep } from '../values/path';
import { integerPicked, type Picked } from '../values/picked';
import { utf8Text } from '../values/text';
import { mayBeOne } from './singleValue';

/** Containers inside one another, and values, beyond which the tree is asked. */
const maxLevels = 64;
const maxValues = 5000;
const encoder = new TextEncoder();

/** A path whose keys can be compared with bytes. */
export type QuickPath = readonly { key?: Uint8Array; index?: number }[];

/** Undefined for steps that only a tree can follow. */
export function quickPath(steps: readonly PathStep[]): QuickPath | undefined {
  const path = steps.map((step) =>
    typeof step === 'string' && !isPlace(step)
      ? { key: encoder.encode(step) }
      : typeof step === 'number' && step >= 0
        ? { index: step }
        : {},
  );
  return path.length > 0 && path.every(({ key, index }) => key !== undefined || index !== undefined) ? path : undefined;
}

/**
 * What stands at a path of MessagePack or CBOR that is a map with texts as keys, found without a tree: many times faster, and the same.
 * `sure` false: something in it needs a closer look (other keys, tags, extensions, control characters, what ends early).
 */
export function quickValue(bytes: Uint8Array, path: QuickPath): { sure: boolean; picked?: Picked } {
  const first = bytes[0] ?? 0;
  const scan =
    (first > 0x80 && first < 0x90) || first === 0xde
      ? new MsgpackScan(bytes, path)
      : first > 0xa0 && first < 0xba && !mayBeOne('msgpack', bytes)
        ? new CborScan(bytes, path)
        : undefined;
  return scan?.run() ?? { sure: false };
}

/** Passes over values, and keeps what the path leads to. */
abstract class Scan {
  protected at = 0;
  private picked: Picked | undefined;
  private isSure = true;
  private values = 0;
  private view: DataView | undefined;

  constructor(
    protected readonly bytes: Uint8Array,
    private readonly path: QuickPath,
  ) {}

  run(): { sure: boolean; picked?: Picked } {
    this.value(0, 0);
    if (!this.isSure || this.at !== this.bytes.length) return { sure: false };
    return { sure: true, ...(this.picked ? { picked: this.picked } : {}) };
  }

  /** Reads one value. `step`: how many steps of the path lead to it, -1 where they lead elsewhere. */
  protected abstract value(step: number, level: number): void;

  /** Length of a text that is a key and begins here, which is passed over; -1 for other keys. */
  protected abstract keyLength(): number;

  protected refuse(): void {
    this.isSure = false;
  }

  protected get goesOn(): boolean {
    return this.isSure;
  }

  protected numbers(): DataView {
    return (this.view ??= new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength));
  }

  /** Passes over so many bytes; where they begin. */
  protected pass(length: number): number {
    const from = this.at;
    this.at += length;
    if (this.at > this.bytes.length) this.refuse();
    return from;
  }

  protected unsigned(length: number): number {
    let value = 0;
    for (const end = this.at + length; this.at < end; this.at++) value = value * 256 + (this.bytes[this.at] ?? NaN);
    if (Number.isNaN(value)) this.refuse();
    return value;
  }

  /** Whether a value is what the path leads to. One that is counted too often is left to the tree. */
  protected isMeant(step: number): boolean {
    if (++this.values > maxValues) this.refuse();
    return step === this.path.length;
  }

  protected take(picked: Picked): void {
    this.picked = picked;
  }

  protected integer(value: number | bigint, step: number): void {
    if (!this.isMeant(step)) return;
    this.take(typeof value === 'number' && Number.isSafeInteger(value) ? { kind: 'number', number: value } : integerPicked(String(value)));
  }

  protected float(value: number, step: number): void {
    if (this.isMeant(step)) this.take({ kind: 'number', number: value });
  }

  protected text(length: number, step: number): void {
    const from = this.pass(length);
    if (!this.goesOn) return;
    let isAscii = true;
    for (let at = from; at < this.at; at++) {
      const byte = this.bytes[at] as number;
      if (byte < 0x20 ? (byte < 0x09 || byte > 0x0d) && byte !== 0x1b : byte === 0x7f) return this.refuse();
      if (byte >= 0x80) isAscii = false;
    }
    const isMeant = this.isMeant(step);
    if (isAscii && !isMeant && step < 0) return;
    const text = utf8Text(this.bytes.subarray(from, this.at));
    if (text === undefined || (isMeant && text.length > maxScalar)) return this.refuse();
    // The path may lead on into JSON.
    if (isMeant) this.take({ kind: 'string', text });
    else if (step >= 0 && /^\s*[[{]/.test(text)) this.refuse();
  }

  protected map(count: number, step: number, level: number): void {
    if (level === maxLevels) return this.refuse();
    if (this.isMeant(step)) this.take({ kind: 'container' });
    const next = step < 0 ? undefined : this.path[step];
    // An array of NumPy may stand in it, to which a place leads.
    if (next?.index !== undefined && count > 2) return this.refuse();
    const wanted = next?.key;
    for (let left = count; left > 0 && this.goesOn; left--) {
      const length = this.keyLength();
      if (length < 1) return this.refuse();
      const from = this.pass(length);
      if (!this.goesOn || !this.isPlainKey(from, length)) return this.refuse();
      const isWanted = wanted?.length === length && this.isEqual(wanted, from);
      // Of equal keys the last one counts.
      if (isWanted) this.picked = undefined;
      this.value(isWanted ? step + 1 : -1, level + 1);
    }
  }

  protected list(count: number, step: number, level: number): void {
    if (level === maxLevels) return this.refuse();
    if (this.isMeant(step)) this.take({ kind: 'container', isList: true });
    const wanted = step < 0 ? undefined : this.path[step]?.index;
    for (let index = 0; index < count && this.goesOn; index++) this.value(index === wanted ? step + 1 : -1, level + 1);
  }

  /** Names that arrays of NumPy have are not plain. */
  private isPlainKey(from: number, length: number): boolean {
    if (length === 2 && this.bytes[from] === 0x6e && this.bytes[from + 1] === 0x64) return false;
    for (let at = from; at < from + length; at++) {
      const byte = this.bytes[at] as number;
      if (byte < 0x20 || byte > 0x7e) return false;
    }
    return true;
  }

  private isEqual(wanted: Uint8Array, from: number): boolean {
    for (let i = 0; i < wanted.length; i++) if (wanted[i] !== this.bytes[from + i]) return false;
    return true;
  }
}

class MsgpackScan extends Scan {
  protected keyLength(): number {
    const head = this.bytes[this.at++] ?? 0;
    if (head >= 0xa0 && head < 0xc0) return head & 0x1f;
    return head === 0xd9 ? this.unsigned(1) : -1;
  }

  protected value(step: number, level: number): void {
    const head = this.bytes[this.at++];
    if (head === undefined) return this.refuse();
    if (head < 0x80) return this.integer(head, step);
    if (head < 0x90) return this.map(head & 0x0f, step, level);
    if (head < 0xa0) return this.list(head & 0x0f, step, level);
    if (head < 0xc0) return this.text(head & 0x1f, step);
    if (head >= 0xe0) return this.integer(head - 0x100, step);
    switch (head) {
      case 0xc0:
        return this.isMeant(step) ? this.take({ kind: 'null' }) : undefined;
      case 0xc2:
      case 0xc3:
        return this.isMeant(step) ? this.take({ kind: 'boolean', text: head === 0xc3 ? 'true' : 'false' }) : undefined;
      case 0xc4:
      case 0xc5:
      case 0xc6:
        this.pass(this.unsigned(1 << (head - 0xc4)));
        return step >= 0 ? this.refuse() : undefined;
      case 0xca:
        return this.number(4, step, (view, at) => this.float(view.getFloat32(at), step));
      case 0xcb:
        return this.number(8, step, (view, at) => this.float(view.getFloat64(at), step));
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.integer(this.unsigned(1 << (head - 0xcc)), step);
      case 0xcf:
        return this.number(8, step, (view, at) => this.integer(view.getBigUint64(at), step));
      case 0xd0:
        return this.number(1, step, (view, at) => this.integer(view.getInt8(at), step));
      case 0xd1:
        return this.number(2, step, (view, at) => this.integer(view.getInt16(at), step));
      case 0xd2:
        return this.number(4, step, (view, at) => this.integer(view.getInt32(at), step));
      case 0xd3:
        return this.number(8, step, (view, at) => this.integer(view.getBigInt64(at), step));
      case 0xd9:
      case 0xda:
        return this.text(this.unsigned(1 << (head - 0xd9)), step);
      case 0xdc:
        return this.list(this.unsigned(2), step, level);
      case 0xde:
        return this.map(this.unsigned(2), step, level);
      default:
        return this.refuse();
    }
  }

  /** Reads a number only where it is asked for. */
  private number(size: number, step: number, read: (view: DataView, at: number) => void): void {
    const from = this.pass(size);
    if (step < 0) this.isMeant(step);
    else if (this.goesOn) read(this.numbers(), from);
  }
}

class CborScan extends Scan {
  protected keyLength(): number {
    const head = this.bytes[this.at++] ?? 0;
    if (head >= 0x60 && head < 0x78) return head & 0x1f;
    return head === 0x78 ? this.unsigned(1) : -1;
  }

  protected value(step: number, level: number): void {
    const head = this.bytes[this.at++];
    if (head === undefined) return this.refuse();
    const minor = head & 0x1f;
    const major = head >> 5;
    if (major === 7) return this.simple(minor, step);
    if (major === 6 || minor > 27) return this.refuse();
    if (minor === 27) return major < 2 ? this.long(major, step) : this.refuse();
    const argument = minor < 24 ? minor : this.unsigned(1 << (minor - 24));
    switch (major) {
      case 0:
        return this.integer(argument, step);
      case 1:
        return this.integer(-1 - argument, step);
      case 2:
        this.pass(argument);
        return step >= 0 ? this.refuse() : undefined;
      case 3:
        return this.text(argument, step);
      case 4:
        return this.list(argument, step, level);
      default:
        return this.map(argument, step, level);
    }
  }

  private long(major: number, step: number): void {
    const from = this.pass(8);
    if (!this.goesOn) return;
    const argument = this.numbers().getBigUint64(from);
    this.integer(major === 0 ? argument : -1n - argument, step);
  }

  private simple(minor: number, step: number): void {
    switch (minor) {
      case 20:
      case 21:
        return this.isMeant(step) ? this.take({ kind: 'boolean', text: minor === 21 ? 'true' : 'false' }) : undefined;
      case 22:
        return this.isMeant(step) ? this.take({ kind: 'null' }) : undefined;
      case 25:
      case 26:
      case 27: {
        const from = this.pass(1 << (minor - 24));
        if (!this.goesOn) return;
        const view = this.numbers();
        return this.float(
          minor === 25 ? halfFloat(view.getUint16(from)) : minor === 26 ? view.getFloat32(from) : view.getFloat64(from),
          step,
        );
      }
      default:
        return this.refuse();
    }
  }
}
