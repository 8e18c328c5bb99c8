import * as v from 'valibot';
import { parseBytesInput, toBytesInput, type BytesInput } from '../../core/base/bytes';
import { parseEndpoint } from '../../core/socket/endpoint';
import { checkSocketSpec } from '../../core/socket/socketSpec';
import { socketOptions } from '../../core/socket/socketOptions';
import type { SocketSpec } from '../../protocol/sockets';

/** A `SocketSpec` as JSON writes it, in arguments of commands and in the workspace's memory. */
export interface SpecInput extends Omit<SocketSpec, 'subscribe' | 'options'> {
  subscribe?: BytesInput[];
  options?: Record<string, boolean | number | BytesInput>;
}

const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** Bytes as JSON writes them, text, `{hex}` or `{base64}`, or as they are. */
export const bytesInput = v.pipe(
  v.union(
    [v.string(), v.strictObject({ hex: v.string() }), v.strictObject({ base64: v.string() }), bytes],
    'Expected bytes: "text", {"hex": "00ff"} or {"base64": "AP8="}',
  ),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    // A copy on a buffer of its own: what came may be a window on a shared one.
    if (dataset.value instanceof Uint8Array) return Uint8Array.from(dataset.value);
    try {
      return parseBytesInput(dataset.value);
    } catch (error) {
      addIssue({ message: error instanceof Error ? error.message : String(error) });
      return NEVER;
    }
  }),
);

const bytesInside = v.looseObject({
  subscribe: v.optional(v.array(bytesInput)),
  options: v.optional(
    v.pipe(
      v.looseObject({}),
      v.transform(({ ...options }) => options as Record<string, unknown>),
    ),
  ),
});

/**
 * A spec whose bytes, options, topics and endpoints are right.
 * @throws ZmqError or ValiError that says what is not.
 */
export function parseSpecInput(input: unknown): SocketSpec {
  const { options, ...rest } = v.parse(bytesInside, input);
  const spec = checkSocketSpec({ ...rest, options: options && Object.fromEntries(Object.entries(options).map(parseOption)) });
  for (const endpoint of spec.bind ?? []) parseEndpoint(endpoint, 'bind');
  for (const endpoint of spec.connect ?? []) parseEndpoint(endpoint, 'connect');
  return spec;
}

function parseOption([name, value]: [string, unknown]): [string, unknown] {
  const isBytes = Object.entries(socketOptions).some(([known, traits]) => known === name && traits.kind === 'bytes');
  return [name, isBytes ? v.parse(bytesInput, value) : value];
}

export function toSpecInput({ subscribe, options, ...spec }: SocketSpec): SpecInput {
  return {
    ...spec,
    subscribe: subscribe?.map(toBytesInput),
    options: options && Object.fromEntries(Object.entries(options).flatMap(storeOption)),
  };
}

function storeOption([name, value]: [string, boolean | number | string | Uint8Array | undefined]): [
  string,
  boolean | number | string | BytesInput,
][] {
  if (value === undefined) return [];
  return [[name, value instanceof Uint8Array ? toBytesInput(value) : value]];
}
