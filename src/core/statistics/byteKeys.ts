const NONE = -1;

interface Key {
  scope: number;
  bytes: Uint8Array;
}

/** A few thousand keys of bytes, known by where they stand among others: no text is made of them, and no object to ask. */
export class ByteKeys {
  private readonly keys: Key[] = [];
  /** The one that was found last. */
  private last = NONE;
  /** Open addressing; places in `keys`, NONE where empty. At most half of them are taken. */
  private readonly slots: Int32Array;

  constructor(private readonly most: number) {
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(most * 2))).fill(NONE);
  }

  /** Which key the bytes `[from, to)` are within a scope: from 0, in the order in which they came; -1 where there is no room for another one. */
  indexOf(scope: number, bytes: Uint8Array, from: number, to: number): number {
    // Most often the same one comes again, and a comparison is all.
    if (this.last !== NONE && this.isKey(this.last, scope, bytes, from, to)) return this.last;
    return (this.last = this.find(scope, bytes, from, to));
  }

  private find(scope: number, bytes: Uint8Array, from: number, to: number): number {
    const mask = this.slots.length - 1;
    for (let slot = hashOf(scope, bytes, from, to) & mask; ; slot = (slot + 1) & mask) {
      const at = this.slots[slot] as number;
      if (at === NONE) return this.add(slot, scope, bytes.slice(from, to));
      if (this.isKey(at, scope, bytes, from, to)) return at;
    }
  }

  private isKey(at: number, scope: number, bytes: Uint8Array, from: number, to: number): boolean {
    const key = this.keys[at] as Key;
    return key.scope === scope && equal(key.bytes, bytes, from, to);
  }

  private add(slot: number, scope: number, bytes: Uint8Array): number {
    if (this.keys.length === this.most) return NONE;
    this.slots[slot] = this.keys.length;
    return this.keys.push({ scope, bytes }) - 1;
  }
}

/** FNV-1a, its bits mixed at the end: slots are told by the low ones. */
function hashOf(scope: number, bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5 ^ scope;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash ^ (hash >>> 15);
}

function equal(key: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (key.length !== to - from) return false;
  for (let i = 0; i < key.length; i++) if (key[i] !== bytes[from + i]) return false;
  return true;
}
