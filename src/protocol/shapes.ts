import * as v from 'valibot';

/** Shapes that params are made of. */

/** Params of a method that takes none. */
export const empty = v.strictObject({});

/** A capture by name: `live` is what the sockets of this engine send and receive. */
export const captureId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,40}$/, 'must be 1 to 40 letters, digits, "_" or "-"'));
export type CaptureId = v.InferOutput<typeof captureId>;
export const liveCapture: CaptureId = 'live';
/** Of params that are about a capture; absent: the live one. */
export const ofCapture = { capture: v.optional(captureId) };
/** Whether params with this schema are about a capture. */
export function isAboutCapture(params: v.GenericSchema): boolean {
  return 'entries' in params && typeof params.entries === 'object' && params.entries !== null && 'capture' in params.entries;
}

/** An index, a number of something, or the number of a record. */
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Counted from 1. */
export const ordinal = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** An endpoint, a name, or another text of one line. */
export const shortText = v.pipe(v.string(), v.maxLength(4096));
export const filePath = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));

/** A copy on a buffer of its own: what came is at times a window on a shared one, or a Buffer. */
export const bytes = v.pipe(
  v.instance(Uint8Array) as v.GenericSchema<Uint8Array>,
  v.transform((value): Uint8Array => Uint8Array.from(value)),
);
export const topic = v.pipe(
  bytes,
  v.check((value) => value.length <= 65_535, 'must have at most 65,535 bytes'),
);
/** @see RFC 28: 1 to 255 bytes. */
export const routingId = v.pipe(
  bytes,
  v.check((value) => value.length >= 1 && value.length <= 255, 'must have 1 to 255 bytes'),
);

/** What the one who serves a method checks by itself, since it takes more than a schema: it gets it as unknown. */
export function unchecked<T>(): v.GenericSchema<T, unknown> {
  return v.unknown() as v.GenericSchema<T, unknown>;
}

/** What comes from a side that is trusted: a client's engine, a page's host. */
export function given<T>(): v.GenericSchema<T> {
  return v.custom<T>(() => true);
}
