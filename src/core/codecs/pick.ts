import type { Decoded, DecoderName, ValueNode } from '../../protocol/decoding';
import type { MessageContext } from './messageContext';
import { decide, decodeDecided, decodeFrame, type DecodingEnvironment } from './decode';
import { readJson } from './formats/jsonReader';
import { maxInput } from './values/limits';
import { numberInside } from './formats/numbers';
import { readArray } from './numpy/numpyArray';
import { nodeAt, type Path, type PathStep } from './values/path';
import { ruleFor } from './rules';
import { utf8Text } from './values/text';
import { Budget } from './values/budget';

/** What stands at a path. */
export interface Picked {
  kind: 'number' | 'string' | 'bytes' | 'boolean' | 'null' | 'container';
  /** `number` only: the nearest double. */
  number?: number;
  /** Strings themselves, bytes in hex, `true` or `false`; all digits of an integer that `number` does not hold exactly, or of a number too large for it. */
  text?: string;
}

/** A path reaches whatever the text says, also what is not shown. */
const noLimits = { depth: Infinity, nodes: Infinity };
/** Decoders that give no values. */
const valueless: ReadonlySet<DecoderName> = new Set(['text', 'hex', 'picture']);
const openBracket = 0x5b;
const openBrace = 0x7b;

/**
 * Reads what stands at `path`, frame by frame; undefined where nothing does. Where a key stands several times the last one counts.
 * `decoder` undefined: as chosen for each frame by default.
 *
 * JSON objects and arrays go through `JSON.parse`, which is many times faster than a tree; what that rounds is read again exactly, so
 * that the answer is the same.
 */
export function picker(
  path: Path,
  decoder: DecoderName | undefined,
  environment: DecodingEnvironment,
): (context: MessageContext, frame: number) => Picked | undefined {
  const { steps, numberOfText } = path;
  const hasKey = typeof steps[0] === 'string';
  return (context, frame) => {
    const content = context.frames[frame];
    if (!content) return undefined;
    const { bytes, size } = content;
    const meant = decoder ?? ruleFor(context, frame, environment.rules)?.decoder;
    if (numberOfText !== undefined) {
      const text = meant === undefined && bytes.length <= maxInput ? utf8Text(bytes) : undefined;
      return numberPicked(numberInside(text ?? innermost(decodeFrame(context, frame, decoder, environment)).text ?? '', numberOfText));
    }
    const first = bytes[0];
    const mayBeJson =
      (first === openBrace || first === openBracket) && (meant === 'json' || (meant === undefined && !isArray(context, frame)));
    if (mayBeJson && bytes.length >= size && size <= maxInput) {
      const parsed = parse(bytes);
      if (parsed !== undefined) {
        const picked = walk(parsed.value, steps);
        if (picked !== 'rounded') return picked;
        return pickedFrom(readJson(bytes, noLimits).value, steps);
      }
    }
    if (meant === undefined && hasKey && first !== undefined && isDigit(first) && !isArray(context, frame)) return undefined;
    const decision = decide(context, frame, decoder, environment);
    const { decoder: name, reading } = decision;
    if (valueless.has(name)) return undefined;
    // What was read in order to choose need not be read again.
    const decoded = reading ?? innermost(decodeDecided(context, frame, decision));
    if (name === 'json' && decoded.notes) return pickedFrom(readJson(bytes.subarray(0, maxInput), noLimits).value, steps);
    return pickedFrom(decoded.value, steps);
  };
}

/** What begins with a digit is a number, several of them, or text: none of them has keys. */
function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** Raw values that follow a header may look like anything. */
function isArray({ frames }: MessageContext, frame: number): boolean {
  return frame > 0 && frames[frame - 1]?.bytes[0] === openBrace && readArray(frames, frame, false) !== undefined;
}

function innermost(decoded: Decoded): Decoded {
  let content = decoded;
  while (content.inner) content = content.inner;
  return content;
}

function parse(bytes: Uint8Array): { value: unknown } | undefined {
  const text = utf8Text(bytes);
  if (text === undefined) return undefined;
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function walk(root: unknown, steps: readonly PathStep[]): Picked | 'rounded' | undefined {
  let value = root;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null) return undefined;
    if (Array.isArray(value) ? typeof step !== 'number' : typeof step !== 'string') return undefined;
    if (!Object.hasOwn(value, step as string)) return undefined;
    value = (value as Record<string, unknown>)[step as string];
  }
  switch (typeof value) {
    case 'number':
      return (Number.isInteger(value) && !Number.isSafeInteger(value)) || !Number.isFinite(value)
        ? 'rounded'
        : { kind: 'number', number: value };
    case 'string':
      return { kind: 'string', text: new Budget().string(value).text };
    case 'boolean':
      return { kind: 'boolean', text: String(value) };
    default:
      return { kind: value === null ? 'null' : 'container' };
  }
}

function pickedFrom(root: ValueNode | undefined, steps: readonly PathStep[]): Picked | undefined {
  let node = root && nodeAt(root, steps);
  // A tag says what a value is for; the value is what one compares.
  while (node?.kind === 'tagged' && node.entries?.length === 1) node = node.entries[0]?.value;
  switch (node?.kind) {
    case undefined:
      return undefined;
    case 'integer':
      return integerPicked(node.text ?? '');
    case 'float':
      return floatPicked(node.text ?? '');
    case 'string':
    case 'bytes':
    case 'boolean':
      return { kind: node.kind, text: node.text };
    case 'null':
      return { kind: 'null' };
    default:
      return { kind: 'container' };
  }
}

function integerPicked(text: string): Picked {
  const number = Number(text);
  return { kind: 'number', number, ...(Number.isSafeInteger(number) ? {} : { text }) };
}

/** Only what is written in digits can be too large; an infinity is one. */
function floatPicked(text: string): Picked {
  const number = Number(text);
  return { kind: 'number', number, ...(Math.abs(number) === Infinity && /\d/.test(text) ? { text } : {}) };
}

function numberPicked(text: string | undefined): Picked | undefined {
  if (text === undefined) return undefined;
  return /^[+-]?\d+$/.test(text) ? integerPicked(text) : floatPicked(text);
}
