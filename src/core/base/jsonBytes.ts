/**
 * JSON in which bytes stand as `{"$base64": "…"}` (RFC 4648, section 4): the form of the contract on streams that carry
 * text only.
 */
import { parseBase64 } from './bytes';

/** A value in which every Uint8Array is replaced by its JSON form; `encode` makes the Base64 text. */
export function toJsonBytes(value: unknown, encode: (bytes: Uint8Array) => string): unknown {
  if (value instanceof Uint8Array) return { $base64: encode(value) };
  if (Array.isArray(value)) return value.map((item) => toJsonBytes(item, encode));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJsonBytes(item, encode)]));
  }
  return value;
}

/** The reverse of `toJsonBytes`. What is no Base64 stays as it is, for whoever checks the value to refuse: `decode` throws a SyntaxError for it. */
export function fromJsonBytes(value: unknown, decode: (base64: string) => Uint8Array = parseBase64): unknown {
  if (Array.isArray(value)) return value.map((item) => fromJsonBytes(item, decode));
  if (typeof value !== 'object' || value === null) return value;
  if ('$base64' in value && typeof value.$base64 === 'string' && Object.keys(value).length === 1) {
    try {
      return decode(value.$base64);
    } catch (error) {
      if (error instanceof SyntaxError) return value;
      throw error;
    }
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromJsonBytes(item, decode)]));
}
