/** What stands at a path. */
export interface Picked {
  kind: 'number' | 'string' | 'bytes' | 'boolean' | 'null' | 'container';
  /** `number` only: the nearest double. */
  number?: number;
  /** Of a `container`: what it holds has an order and no keys. */
  isList?: true;
  /** More of a text or of bytes stands there than `text` gives. */
  isPart?: true;
  /** Strings themselves, bytes in hex, `true` or `false`; all digits of an integer that `number` does not hold exactly, or of a number too large for it. */
  text?: string;
}

/** An integer in digits. */
export function integerPicked(text: string): Picked {
  const number = Number(text);
  return { kind: 'number', number, ...(Number.isSafeInteger(number) ? {} : { text }) };
}
