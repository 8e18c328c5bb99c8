// The globals beyond ECMAScript that Node and browsers share and that core may use.
declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
  encodeInto(text: string, bytes: Uint8Array): { read: number; written: number };
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: Uint8Array, options?: { stream?: boolean }): string;
}
declare class URLSearchParams {
  constructor(query?: string);
  append(name: string, value: string): void;
  getAll(name: string): string[];
  toString(): string;
}
declare function structuredClone<T>(value: T, options?: { transfer?: ArrayBufferLike[] }): T;
