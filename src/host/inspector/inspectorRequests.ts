import * as v from 'valibot';
import { decoderNames } from '../../core/codecs/values/decoderNames';

/** Shapes of what a page of the inspector asks VS Code for. */

const maxFile = 64 * 1024 * 1024;

export const commandsOfPage = ['startDemo', 'subscribe', 'newSocket', 'restartEngine', 'reopenAll'] as const;
export type CommandOfPage = (typeof commandsOfPage)[number];

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const text = v.pipe(v.string(), v.maxLength(4096));

const decoder = v.optional(v.picklist(decoderNames));

export const copyParams = v.strictObject({ text: v.pipe(v.string(), v.maxLength(64 * 1024 * 1024)) });
export const commandParams = v.strictObject({ command: v.picklist(commandsOfPage) });
export const decodeAsParams = v.strictObject({
  socket: v.optional(text),
  topic: v.optional(v.pipe(v.string(), v.maxLength(65_535))),
  frame: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  decoder,
});
export const saveFrameParams = v.strictObject({ number: count, frame: count });
export const saveFileParams = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)),
  content: v.pipe(
    v.instance(Uint8Array),
    v.check((content) => content.length <= maxFile, 'must have at most 64 MiB'),
  ),
});
export const showDecodersParams = v.strictObject({
  rule: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  file: v.optional(text),
  line: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
});

export type DecodeAsParams = v.InferOutput<typeof decodeAsParams>;
export type SaveFrameParams = v.InferOutput<typeof saveFrameParams>;
export type SaveFileParams = v.InferOutput<typeof saveFileParams>;
export type ShowDecodersParams = v.InferOutput<typeof showDecodersParams>;
