import type { ChosenReading, Decoded, DecoderName, ValueNode } from '../../protocol/decoding';
import type { MessageContext } from './messageContext';
import { choiceOf, decide, type DecodingEnvironment } from './decide';
import { decodeDecided, decodeFrame } from './decode';
import { readJson } from './formats/jsonReader';
import { quickPath, quickValue } from './formats/quickValues';
import { maxInput } from './values/limits';
import { numberInside } from './formats/numbers';
import { announcedArray } from './numpy/numpyArray';
import { everyEntry, isPlace, nodeAt, nodesAt, type Path, type PathStep, type PatternStep } from './values/path';
import { ruleFor, valueRulesFor } from './rules';
import { innermost, opened } from './values/inner';
import { integerPicked, type Picked } from './values/picked';
import { utf8Text } from './values/text';
import { Budget } from './values/budget';
import { hasPart, isSureJson, jsonBehind } from './wraps/prefix';

/** A path reaches whatever the text says, also what is not shown. */
const noLimits = { depth: Infinity, nodes: Infinity };
/** Decoders that give no values. */
const valueless: ReadonlySet<DecoderName> = new Set(['text', 'hex', 'picture']);
const openBracket = 0x5b;
const openBrace = 0x7b;

/** Reads one frame, from 0, of a message. */
type Reader<T> = (context: MessageContext, frame: number) => T;

/**
 * Reads what stands at `path`, frame by frame; undefined where nothing does. Where a key stands several times the last one counts.
 * `decoder` undefined: as chosen for each frame by default.
 */
export function picker(path: Path, decoder: ChosenReading | undefined, environment: DecodingEnvironment): Reader<Picked | undefined> {
  const { steps, numberOfText } = path;
  return reader(numberOfText, steps, decoder, environment, {
    nothing: undefined,
    fromNumber: (picked) => picked,
    fromJson: (root) => walk(root, steps),
    fromTree: (root, decoder) => pickedFrom(root, steps, decoder),
    ofPart: (picked) => picked,
  });
}

/** What stands where a pattern leads. `isPart`: there may be more, beyond what of the frame is decoded. */
export interface Found {
  values: readonly Picked[];
  isPart: boolean;
}
const none: Found = { values: [], isPart: false };

/** Reads all that stands where the pattern leads, frame by frame, otherwise as `picker` does. */
export function pickerOfAll(
  { steps, numberOfText }: Path<PatternStep>,
  decoder: ChosenReading | undefined,
  environment: DecodingEnvironment,
): Reader<Found> {
  const plain = steps.every((step) => step !== everyEntry) ? steps : undefined;
  const found = (values: readonly Picked[]): Found => ({ values, isPart: false });
  return reader<Found>(numberOfText, steps, decoder, environment, {
    nothing: none,
    fromNumber: (picked) => (picked ? found([picked]) : none),
    fromJson: (root) => {
      const picked = plain ? walk(root, plain) : walkAll(root, steps);
      return picked === undefined ? none : picked === 'rounded' ? picked : found(Array.isArray(picked) ? picked : [picked]);
    },
    fromTree: (root) => {
      if (!root) return none;
      // A key is asked of each of several values that a frame holds.
      const isOfEach = root.type === 'sequence' && typeof steps[0] === 'string';
      const { nodes, isPart } = nodesAt(root, isOfEach ? [everyEntry, ...steps] : steps, openedText);
      return { values: nodes.flatMap((node) => pickedFrom(node, []) ?? []), isPart };
    },
    ofPart: ({ values }) => ({ values, isPart: true }),
  });
}

/** What is made of a frame's values in one form or another. */
interface Taking<T> {
  nothing: T;
  fromNumber(picked: Picked | undefined): T;
  /** Of what `JSON.parse` gave, unless that has rounded it. */
  fromJson(root: unknown): T | 'rounded';
  fromTree(root: ValueNode | undefined, decoder: DecoderName): T;
  /** Of what was found in the part of a frame that is decoded. */
  ofPart(found: T): T;
}

/**
 * Reads values, frame by frame.
 *
 * JSON objects and arrays go through `JSON.parse`, which is many times faster than a tree; what that rounds is read again exactly, so
 * that the answer is the same.
 */
function reader<T>(
  numberOfText: number | undefined,
  steps: readonly PatternStep[],
  decoder: ChosenReading | undefined,
  environment: DecodingEnvironment,
  { nothing, fromNumber, fromJson, fromTree, ofPart }: Taking<T>,
): Reader<T> {
  const hasKey = typeof steps[0] === 'string' || steps[0] === everyEntry;
  const quick = steps.every((step) => step !== everyEntry) ? quickPath(steps) : undefined;
  return (context, frame) => {
    const content = context.frames[frame];
    if (!content) return nothing;
    const { bytes, size } = content;
    const choice = decoder === undefined ? ruleFor(context, frame, environment.rules) : choiceOf(decoder);
    const meant = choice?.decoder;
    const isPlain =
      (!choice || (!hasPart(choice) && choice.encoding === undefined)) && valueRulesFor(context, frame, environment.rules).length === 0;
    if (numberOfText !== undefined) {
      const text = meant === undefined && isPlain && bytes.length <= maxInput ? utf8Text(bytes) : undefined;
      const decoded = text === undefined ? decodeFrame(context, frame, decoder, environment) : undefined;
      const number = fromNumber(
        numberPicked(text === undefined && decoded ? nthNumber(innermost(decoded), numberOfText) : numberInside(text ?? '', numberOfText)),
      );
      return bytes.length < size || (decoded && isPart(decoded)) ? ofPart(number) : number;
    }
    const first = bytes[0];
    const isWhole = bytes.length >= size && size <= maxInput;
    const isByContent = isPlain && meant === undefined && !isArray(context, frame);
    if (isWhole && (isByContent || (isPlain && meant === 'json'))) {
      const json =
        first === openBrace || first === openBracket
          ? parsed(bytes, 0)
          : isByContent && mayBePrefix(first)
            ? parsedBehind(bytes)
            : undefined;
      if (json !== undefined) {
        const picked = fromJson(json.value);
        if (picked !== 'rounded') return picked;
        return fromTree(readJson(bytes.subarray(json.from), noLimits).value, 'json');
      }
      if (quick && isByContent && first !== undefined && first > 0x80 && !context.siblings) {
        const { sure, picked } = quickValue(bytes, quick);
        if (sure) return picked ? fromNumber(picked) : nothing;
      }
    }
    if (isByContent && hasKey && first !== undefined && isDigit(first) && !endsLikeMore(bytes)) return nothing;
    const decision = decide(context, frame, decoder, environment);
    const { decoder: name, reading } = decision;
    const isCut = bytes.length < size || size > maxInput;
    // No values come after the beginning of a picture.
    if (valueless.has(name) && !decision.inside) return isCut && name !== 'picture' ? ofPart(nothing) : nothing;
    // What was read in order to choose need not be read again.
    const isRead = reading && !decision.inside && !decision.values;
    const outer = isRead ? undefined : decodeDecided(context, frame, decision);
    const decoded = isRead ? reading : innermost(outer as Decoded);
    const taken = fromTree(
      name === 'json' && isRead && decoded.notes ? readJson(bytes.subarray(0, maxInput), noLimits).value : decoded.value,
      'decoder' in decoded ? decoded.decoder : name,
    );
    return isCut || (outer && isPart(outer)) ? ofPart(taken) : taken;
  };
}

/** The number (from 1) that stands at a place of a text, or of the values that a layout finds. */
function nthNumber({ decoder, text, value }: Decoded, count: number): string | undefined {
  if (text !== undefined || decoder !== 'numbers' || !value) return numberInside(text ?? '', count);
  const pending = [value];
  for (let left = count; ;) {
    const node = pending.pop();
    if (!node) return undefined;
    if ((node.kind === 'integer' || node.kind === 'float') && --left === 0) return node.text;
    for (const entry of node.entries?.toReversed() ?? []) pending.push(entry.value);
  }
}

/** What begins with a digit is a number, several of them, or text: none of them has keys. */
function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** Raw values that follow a header may look like anything. */
function isArray({ frames }: MessageContext, frame: number): boolean {
  const announced = frame > 0 ? announcedArray(frames, frame) : undefined;
  return announced !== undefined && (announced.isFitting ?? announced.packed !== undefined);
}

/** More is wrapped in it than is unpacked; behind a fault there is nothing to unpack. */
export function isPart(decoded: Decoded): boolean {
  for (let outer = decoded; outer.inner; outer = outer.inner) {
    const { atLeast, size, decoder } = outer.inner;
    if (!outer.problem && (atLeast || size > maxInput)) return decoder !== 'picture';
  }
  return false;
}

/** No JSON begins like this. */
function mayBePrefix(first: number | undefined): boolean {
  return first !== undefined && ((first >= 0x41 && first <= 0x5a) || (first >= 0x61 && first <= 0x7a) || first < 0x09);
}

/** JSON behind a prefix, as `chooseDecoder` finds it; undefined where it takes a closer look. */
function parsedBehind(bytes: Uint8Array): { value: unknown; from: number } | undefined {
  const { from } = jsonBehind(bytes).next().value ?? {};
  const json = from === undefined ? undefined : parsed(bytes, from);
  if (json === undefined) return undefined;
  const entries = Object.values(json.value as object);
  return isSureJson(!Array.isArray(json.value), entries.length, typeof entries[0] === 'object' && entries[0] !== null) ? json : undefined;
}

/** Hex digits with what stands between pairs of them, and digits of Base64. */
const isWritten = (byte: number) => isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) || writtenSigns.has(byte);
const writtenSigns: ReadonlySet<number> = new Set(Array.from('+/ :-', (letter) => letter.charCodeAt(0)));

/** Something else than numbers may come after digits, or they are those of bytes that are written as text. */
function endsLikeMore(bytes: Uint8Array): boolean {
  if (bytes.length >= 16 && bytes.subarray(0, 16).every(isWritten)) return true;
  const last = bytes[bytes.length - 1];
  return last === 0x7d || last === 0x5d || last === 0x2c || last === 0x0a || last === 0;
}

function parsed(bytes: Uint8Array, from: number): { value: unknown; from: number } | undefined {
  const text = utf8Text(from === 0 ? bytes : bytes.subarray(from));
  const value = text === undefined ? undefined : parsedText(text);
  return value === undefined ? undefined : { value, from };
}

/** Undefined for what is no JSON. */
function parsedText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const beginsJson = /^\s*[[{]/;

/** What a text holds, where it is JSON; else itself. */
function inText(value: unknown): unknown {
  return typeof value === 'string' && beginsJson.test(value) ? (parsedText(value) ?? value) : value;
}

/** The same in a tree. */
function openedText(node: ValueNode): ValueNode {
  const inside = opened(node);
  if (inside !== node || node.kind !== 'string' || node.whole !== undefined || !beginsJson.test(node.text ?? '')) return inside;
  const { value, problem } = readJson(encoder.encode(node.text), noLimits);
  return !problem && value?.entries ? value : node;
}

const encoder = new TextEncoder();

function walk(root: unknown, steps: readonly PathStep[]): Picked | 'rounded' | undefined {
  let value = root;
  for (const step of steps) {
    value = inText(value);
    if (typeof value !== 'object' || value === null) return undefined;
    if (!isStepInto(value, step)) return undefined;
    const place = placeIn(value, step);
    if (!Object.hasOwn(value, place)) return undefined;
    value = (value as Record<string, unknown>)[place];
  }
  return pickedValue(value);
}

/** `.0` leads into a list as `[0]` does. */
function isStepInto(value: object, step: PathStep): boolean {
  return Array.isArray(value) ? typeof step === 'number' || isPlace(step) : typeof step === 'string';
}

/** The key of a step in what `JSON.parse` gave: a list counts from its end, too. */
function placeIn(value: object, step: PathStep): string {
  return Array.isArray(value) && typeof step === 'number' && step < 0 ? String(value.length + step) : (step as string);
}

function walkAll(root: unknown, steps: readonly PatternStep[]): Picked[] | 'rounded' {
  let values = [root];
  for (const step of steps) {
    values = values.flatMap((each): unknown[] => {
      const value = inText(each);
      if (typeof value !== 'object' || value === null) return [];
      if (step === everyEntry) return Object.values(value);
      if (!isStepInto(value, step)) return [];
      const place = placeIn(value, step);
      return Object.hasOwn(value, place) ? [(value as Record<string, unknown>)[place]] : [];
    });
  }
  const all: Picked[] = [];
  for (const value of values) {
    const picked = pickedValue(value);
    if (picked === 'rounded') return picked;
    all.push(picked);
  }
  return all;
}

function pickedValue(value: unknown): Picked | 'rounded' {
  switch (typeof value) {
    case 'number':
      return (Number.isInteger(value) && !Number.isSafeInteger(value)) || !Number.isFinite(value)
        ? 'rounded'
        : { kind: 'number', number: value };
    case 'string': {
      const { text, whole } = new Budget().string(value);
      return { kind: 'string', text, ...(whole === undefined ? {} : { isPart: true }) };
    }
    case 'boolean':
      return { kind: 'boolean', text: String(value) };
    default:
      if (value === null) return { kind: 'null' };
      return Array.isArray(value) ? { kind: 'container', isList: true } : { kind: 'container' };
  }
}

function pickedFrom(root: ValueNode | undefined, steps: readonly PathStep[], decoder?: DecoderName): Picked | undefined {
  let node = root && nodeAt(root, steps, openedText);
  const inner = node?.inner && innermost(node.inner);
  const inside = inner && singleValue(inner);
  if (inside) return pickedFrom(inside, [], inner.decoder);
  // A tag says what a value is for; the value is what one compares.
  while (node?.kind === 'tagged' && node.entries?.length === 1) node = node.entries[0]?.value;
  // So it is with a single value of NumPy that msgpack-numpy wrote.
  if (node?.type === 'numpy scalar') node = nodeAt(node, ['data']);
  switch (node?.kind) {
    case undefined:
      return undefined;
    case 'integer':
      return { ...integerPicked(node.text ?? ''), ...(node.type !== undefined && hasSizedFields(decoder) ? { field: node.type } : {}) };
    case 'float':
      return floatPicked(node.text ?? '');
    case 'string':
    case 'bytes':
    case 'boolean':
      return { kind: node.kind, text: node.text, ...(node.whole === undefined ? {} : { isPart: true }) };
    case 'null':
      return { kind: 'null' };
    case 'array':
      return { kind: 'container', isList: true };
    default:
      return { kind: 'container' };
  }
}

/** Elsewhere the type of an integer is how it is written, which changes with its value. */
function hasSizedFields(decoder: DecoderName | undefined): boolean {
  return decoder === 'numbers' || decoder === 'protobuf';
}

/** What a text or bytes were read as, where that is one value or another text; what holds several is reached by further steps. */
function singleValue({ text, value }: Decoded): ValueNode | undefined {
  if (!value) return text === undefined ? undefined : new Budget().string(text);
  if (!value.entries) return value;
  return value.kind === 'array' && value.entries.length === 1 ? value.entries[0]?.value : undefined;
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
