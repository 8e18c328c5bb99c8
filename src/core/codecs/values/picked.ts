/** What stands at a path. */
export interface Picked {
  kind: 'number' | 'string' | 'bytes' | 'boolean' | 'null' | 'container';
  /** `number` only: the nearest double. */
  number?: number;
  /** Of a `container`: what it holds has an order and no keys. */
  isList?: true;
  /** More of a text or of bytes stands there than `text` gives. */
  isPart?: true;
  /** `number` only: of an integer in a field whose type says how many values it has, such as `uint32`. */
  field?: string;
  /** Strings themselves, bytes in hex, `true` or `false`; all digits of an integer that `number` does not hold exactly, or of a number too large for it. */
  text?: string;
}

const longestInteger = /^[+-]?\d{1,40}$/;

/** The integer that it is, in all digits; undefined where it is none, or may have been rounded to one. */
export function exactInteger({ number, text }: Picked): number | bigint | undefined {
  if (Number.isSafeInteger(number)) return number;
  return number !== undefined && text !== undefined && longestInteger.test(text) ? BigInt(text.replace('+', '')) : undefined;
}

/** An integer in digits. */
export function integerPicked(text: string): Picked {
  const number = Number(text);
  return { kind: 'number', number, ...(Number.isSafeInteger(number) ? {} : { text }) };
}
