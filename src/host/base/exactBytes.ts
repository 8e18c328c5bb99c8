/**
 * The same value with every array of bytes as a Uint8Array on a buffer of exactly its length. What comes over IPC is a view
 * into the whole message, and a webview would be sent that whole; a Buffer would arrive there as a plain object.
 */
export function exactBytes<T>(value: T): T {
  return exact(value) as T;
}

function exact(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) {
    const isExact = value.constructor === Uint8Array && value.byteLength === value.buffer.byteLength;
    return isExact ? value : new Uint8Array(value);
  }
  if (Array.isArray(value)) return value.map(exact);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, exact(item)]));
}
