import * as v from 'valibot';
import type { CaptureLimits, Configuration, StartDemoParams } from '../../protocol/engine';
import type { ComposedMessage, FrameDraft } from '../../protocol/composer';
import type { DecodeParams } from '../../protocol/decoding';
import type { Query } from '../../protocol/log';
import type { SeriesSpec } from '../../protocol/plot';
import type { EndpointParams, SendParams, SocketSpec, SubscriptionParams } from '../../protocol/sockets';
import type { TopicListParams } from '../../protocol/topics';
import { chatConfiguration } from '../chat/requests';
import { decoderNames } from '../codecs/values/decoderNames';
import { frameFormats } from '../compose/formats';
import { ZmqError } from '../base/errors';
import { issueSentence } from './issueSentence';
import { checkOptions } from '../socket/socketOptions';
import { socketTypeNames, socketTypes } from '../socket/socketTypes';

/** Shapes of what the engine's methods accept. What enters the engine is checked against these and nothing else. */

const maxEndpoints = 100;
const maxNameLength = 200;
const maxFrames = 100_000;

const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,40}$/, 'must be 1 to 40 letters, digits, "_" or "-"'));
const text = v.pipe(v.string(), v.maxLength(4096));
const endpoints = v.pipe(v.array(text), v.maxLength(maxEndpoints));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const role = v.picklist(['bind', 'connect']);
/** A copy on a buffer of its own: what came is at times a window on a shared one, or a Buffer. */
const bytes = v.pipe(
  v.instance(Uint8Array),
  v.transform((value) => Uint8Array.from(value)),
);
const topic = v.pipe(
  bytes,
  v.check((value) => value.length <= 65_535, 'must have at most 65,535 bytes'),
);

export const empty = v.strictObject({});

export const socketSpec = v.strictObject({
  id: v.optional(id),
  type: v.picklist(socketTypeNames),
  name: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(maxNameLength))),
  bind: v.optional(endpoints),
  connect: v.optional(endpoints),
  subscribe: v.optional(v.pipe(v.array(topic), v.maxLength(10_000))),
  options: v.optional(
    v.pipe(
      v.unknown(),
      v.check((value) => !Array.isArray(value), 'must be an object'),
      v.record(v.string(), v.unknown()),
    ),
  ),
}) satisfies v.GenericSchema<unknown, unknown>;

export const socketParams = v.strictObject({ socket: id });
export const renameParams = v.strictObject({ socket: id, name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(maxNameLength)) });
export const reopenParams = v.strictObject({
  socket: id,
  endpoints: v.optional(v.strictObject({ bind: v.optional(endpoints), connect: v.optional(endpoints) })),
});
export const endpointParams: v.GenericSchema<unknown, EndpointParams> = v.strictObject({ socket: id, role, endpoint: text });
export const subscriptionParams: v.GenericSchema<unknown, SubscriptionParams> = v.strictObject({ socket: id, topic });
export const routingId = v.optional(
  v.pipe(
    bytes,
    v.check((value) => value.length >= 1 && value.length <= 255, 'must have 1 to 255 bytes'),
  ),
);
const holdForSubscriber = v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5000)));
export const sendParams: v.GenericSchema<unknown, SendParams> = v.strictObject({
  socket: id,
  frames: v.pipe(v.array(bytes), v.minLength(1), v.maxLength(maxFrames)),
  routingId,
  holdForSubscriber,
});

export const query: v.GenericSchema<unknown, Query> = v.strictObject({
  socket: v.optional(id),
  filter: v.optional(v.string()),
});
export const viewParams = v.strictObject({ view: count });
export const rowsParams = v.strictObject({ view: count, from: count, count: v.pipe(count, v.maxValue(500)) });
export const locateParams = v.strictObject({ view: count, number: count });
export const detailsParams = v.strictObject({ number: count, fromFrame: v.optional(count) });
export const bytesParams = v.strictObject({ number: count, frame: count, from: count, to: count });

const marksTexts = v.pipe(
  v.array(v.string()),
  v.maxLength(100),
  v.check((texts) => texts.reduce((sum, { length }) => sum + length, 0) <= 1024 * 1024, 'must have at most 1 Mi characters in all'),
);
export const marksParams = v.strictObject({ view: count, texts: marksTexts });

const decoder = v.picklist(decoderNames);
const file = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));
export const decodeParams: v.GenericSchema<unknown, DecodeParams> = v.strictObject({
  number: count,
  fromFrame: v.optional(count),
  count: v.optional(v.pipe(count, v.maxValue(100))),
  decoders: v.optional(v.record(v.pipe(v.string(), v.regex(/^\d{1,6}$/, 'must be a frame number')), decoder)),
});
export const contentParams = v.strictObject({
  number: count,
  frame: count,
  depth: v.pipe(count, v.maxValue(16)),
  decoder: v.optional(decoder),
  from: count,
  to: count,
});
export const textParams = v.strictObject({ number: count, frame: v.optional(count), decoder: v.optional(decoder) });
export const schemaParams = v.strictObject({ protoFile: file });

export const topicListParams: v.GenericSchema<unknown, TopicListParams> = v.strictObject({
  parent: v.optional(topic),
  from: count,
  count: v.pipe(count, v.maxValue(500)),
  sort: v.optional(v.picklist(['label', 'messages', 'last'])),
});
export const findTopicsParams = v.strictObject({ prefix: text, count: v.pipe(count, v.maxValue(50)) });

const time = v.pipe(v.number(), v.finite());
export const seriesSpec: v.GenericSchema<unknown, SeriesSpec> = v.strictObject({
  socket: v.optional(id),
  direction: v.optional(v.picklist(['in', 'out'])),
  topic: v.optional(topic),
  frame: v.pipe(count, v.maxValue(99)),
  decoder: v.optional(decoder),
  path: v.pipe(v.string(), v.maxLength(1000)),
});
export const seriesParams = v.strictObject({ series: count });
export const pointsParams = v.strictObject({
  series: count,
  from: v.optional(time),
  to: v.optional(time),
  pixels: v.pipe(count, v.minValue(1), v.maxValue(4000)),
});
export const valuesParams = v.strictObject({ series: count, from: count, count });

export const frameDrafts = v.pipe(
  v.array(
    v.strictObject({
      format: v.picklist(frameFormats),
      text: v.pipe(v.string(), v.maxLength(64 * 1024 * 1024)),
      schema: v.optional(v.strictObject({ protoFile: file, messageType: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)) })),
    }),
  ),
  v.minLength(1),
  v.maxLength(1000),
);
export const draftsParams: v.GenericSchema<unknown, { frames: FrameDraft[] }> = v.strictObject({ frames: frameDrafts });
const composed = {
  socket: id,
  frames: frameDrafts,
  delimiter: v.optional(v.boolean()),
  routingId,
  holdForSubscriber,
};
export const composedMessage: v.GenericSchema<unknown, ComposedMessage> = v.strictObject(composed);
export const jobParams = v.strictObject({ job: count });
export const startJobParams: v.GenericSchema<unknown, ComposedMessage & { every: number; count: number }> = v.strictObject({
  ...composed,
  every: v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(86_400_000)),
  count: v.pipe(count, v.maxValue(1_000_000_000)),
});
export const sendAgainParams = v.strictObject({ number: count, socket: v.optional(id) });
export const recordParams = v.strictObject({ number: count });

const captureLimits: v.GenericSchema<unknown, CaptureLimits> = v.strictObject({
  maxMegabytes: v.pipe(v.number(), v.minValue(1), v.maxValue(65_536)),
  maxMessages: v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(100_000_000)),
});
export const configuration: v.GenericSchema<unknown, Configuration> = v.strictObject({
  capture: v.optional(captureLimits),
  recordsLost: v.optional(count),
  chat: v.optional(chatConfiguration),
  decoders: v.optional(v.pipe(v.array(v.unknown()), v.maxLength(1000))),
  topics: v.optional(
    v.strictObject({
      separators: v.pipe(v.array(v.pipe(v.string(), v.regex(/^[\x20-\x7e]$/, 'must be one ASCII character'))), v.maxLength(8)),
    }),
  ),
});

const loopback = v.pipe(v.string(), v.regex(/^tcp:\/\/127\.0\.0\.1:\d{1,5}$/, 'must be tcp://127.0.0.1 with a port'));
export const demoParams: v.GenericSchema<unknown, StartDemoParams> = v.strictObject({
  at: v.optional(v.strictObject({ weather: loopback, echo: loopback, jobs: loopback })),
});

/**
 * Params that fit the schema.
 * @throws ZmqError `invalidParams` that names the first place that does not fit.
 */
export function check<T>(schema: v.GenericSchema<unknown, T>, params: unknown): T {
  const result = v.safeParse(schema, params);
  if (result.success) return result.output;
  throw new ZmqError('invalidParams', issueSentence(result.issues[0], 'The params'), {
    hint: 'See docs/engine-protocol.md for what each method takes.',
  });
}

/**
 * A spec whose options fit its type and that has an endpoint and topics only where the type knows them.
 * @throws ZmqError `invalidParams`, `invalidOption` or `notSupportedByType`.
 */
export function checkSocketSpec(params: unknown): SocketSpec {
  const spec = check(socketSpec, params);
  const traits = socketTypes[spec.type];
  if (spec.subscribe?.length && !traits.subscribes) {
    throw new ZmqError('notSupportedByType', `${traits.label} sockets take no subscriptions.`, { hint: 'Use SUB or XSUB to subscribe.' });
  }
  return { ...spec, options: checkOptions(spec.type, spec.options ?? {}) };
}
