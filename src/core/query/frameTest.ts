import { contentFrames } from '../codecs/contentFrames';
import { topicOf, type MessageContext } from '../codecs/messageContext';
import type { Decoded, ValueNode } from '../../protocol/decoding';
import type { DecodingEnvironment } from '../codecs/decide';
import { decodeFrame } from '../codecs/decode';
import { maxInput } from '../codecs/values/limits';
import { compactText } from '../codecs/values/compactText';
import { everyEntry, parsePathPattern } from '../codecs/values/path';
import { prettyText } from '../codecs/values/prettyText';
import { isPart, pickerOfAll } from '../codecs/pick';
import type { Found } from '../codecs/pick';
import type { Picked } from '../codecs/values/picked';
import type { Comparison, CostlyCondition, Operand } from './ast';
import { foldCase } from './foldCase';
import { orderAgainst } from './numberOrder';
import { NO, UNDECIDED, YES, type Verdict } from './verdict';

/**
 * Tells whether a record meets a condition: one of its frames, the sentence and the endpoint of an event among them, or one of the
 * values in its frames but the envelope. What lies beyond the limits of decoding may meet it or not: then it is undecided. Takes as
 * long as the regex likes: run it where it can be ended.
 */
export function frameTest(condition: CostlyCondition, environment: DecodingEnvironment): (context: MessageContext) => Verdict {
  switch (condition.kind) {
    case 'regex':
      return regexTest(condition, environment);
    case 'decoded': {
      const part = foldCase(condition.text);
      return decodedTest((text) => foldCase(text).includes(part), environment);
    }
    case 'decoder':
      return contentTest((context, frame) => {
        for (let decoded: Decoded | undefined = decodeFrame(context, frame, undefined, environment); decoded; decoded = decoded.inner)
          if (decoded.decoder === condition.decoder) return YES;
        return NO;
      }, environment);
    case 'value': {
      const { path, operator, operand } = condition;
      const pattern = parsePathPattern(path);
      const pick = pickerOfAll(pattern, undefined, environment);
      const isPlain = pattern.steps.every((step) => step !== everyEntry);
      const test = valueTest(operator, operand, isPlain);
      const testEntries = valueTest(operator, operand, false);
      const pickEntries =
        operator === '~' && pattern.numberOfText === undefined
          ? pickerOfAll({ steps: [...pattern.steps, everyEntry] }, undefined, environment)
          : undefined;
      return contentTest((context, frame) => {
        const found = pick(context, frame);
        const verdict = test(found);
        if (verdict !== NO || !pickEntries || !found.values.some(({ isList }) => isList)) return verdict;
        return testEntries(pickEntries(context, frame));
      }, environment);
    }
  }
}

type RecordTest = (context: MessageContext) => Verdict;

/** Whether one of the frames with a content is as one wants it. */
function contentTest(test: (context: MessageContext, frame: number) => Verdict, environment: DecodingEnvironment): RecordTest {
  return (context) => {
    if (context.direction === 'event') return NO;
    let verdict: Verdict = context.framesLeft === undefined ? NO : UNDECIDED;
    for (const frame of contentFrames(context, environment)) {
      const next = test(context, frame);
      if (next === YES) return YES;
      if (next === UNDECIDED) verdict = UNDECIDED;
    }
    return verdict;
  };
}

function regexTest({ source, flags, where }: CostlyCondition & { kind: 'regex' }, environment: DecodingEnvironment): RecordTest {
  const regex = new RegExp(source, flags);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const testFrame = ({ size, bytes }: MessageContext['frames'][number]): Verdict => {
    const isCut = size > bytes.length || bytes.length > maxInput;
    if (regex.test(decoder.decode(bytes.length > maxInput ? bytes.subarray(0, maxInput) : bytes))) return YES;
    return isCut ? UNDECIDED : NO;
  };
  if (where === 'decoded') return decodedTest((text) => regex.test(text), environment);
  if (where === 'topic')
    return (context) => {
      const { direction, frames } = context;
      const topic = direction === 'event' ? undefined : topicOf(context);
      return topic ? testFrame({ size: frames.length > 1 ? (frames[0]?.size ?? 0) : topic.length, bytes: topic }) : NO;
    };
  if (where !== undefined)
    return ({ frames, framesLeft = 0 }) => {
      const frame = frames[where];
      return frame ? testFrame(frame) : where < frames.length + framesLeft ? UNDECIDED : NO;
    };
  return ({ frames, framesLeft }) => {
    let verdict: Verdict = framesLeft === undefined ? NO : UNDECIDED;
    for (const frame of frames) {
      const next = testFrame(frame);
      if (next === YES) return YES;
      if (next === UNDECIDED) verdict = UNDECIDED;
    }
    return verdict;
  };
}

/** Longest line and document in which decoded frames are searched, characters. */
const maxDecodedText = 4 * 1024 * 1024;

/** Whether what a frame says, once it is decoded, is as one wants it: on one line, as in previews, or as in documents. */
function decodedTest(test: (text: string) => boolean, environment: DecodingEnvironment): RecordTest {
  return (context) => {
    let verdict: Verdict = context.framesLeft === undefined ? NO : UNDECIDED;
    for (let frame = 0; frame < context.frames.length; frame++) {
      const decoded = decodeFrame(context, frame, undefined, environment);
      const { text, value } = innermost(decoded);
      const isMet =
        test(compactText(decoded, maxDecodedText)) ||
        (text !== undefined && test(text)) ||
        (value !== undefined && test(prettyText(decoded)));
      if (isMet) return YES;
      if (isCut(decoded, context.frames[frame])) verdict = UNDECIDED;
    }
    return verdict;
  };
}

function innermost(decoded: Decoded): Decoded {
  let content = decoded;
  while (content.inner) content = content.inner;
  return content;
}

/** Something of it is not shown, however it is read. */
function isCut(decoded: Decoded, frame: MessageContext['frames'][number] | undefined): boolean {
  if (frame && (frame.size > frame.bytes.length || frame.size > maxInput)) return true;
  if (isPart(decoded)) return true;
  for (let content: Decoded | undefined = decoded; content; content = content.inner)
    if (content.value && isPartly(content.value)) return true;
  return false;
}

function isPartly({ whole, entries }: ValueNode): boolean {
  return whole !== undefined || entries?.some(({ value }) => isPartly(value)) === true;
}

/**
 * Whether one of the values that were found is as one wants it; by `!=` there are some, and none of them is equal. A plain path leads to
 * one value: where that was found, it does not matter what else there may be.
 */
function valueTest(operator: Comparison | '~' | undefined, operand: Operand | undefined, isPlain: boolean): (found: Found) => Verdict {
  if (operator === undefined || operand === undefined) return ({ values, isPart }) => (values.length > 0 ? YES : isPart ? UNDECIDED : NO);
  const test = pickedTest(operator === '!=' ? '=' : operator, operand);
  const isNegated = operator === '!=';
  return ({ values, isPart }) => {
    let verdict: Verdict = NO;
    for (const picked of values) {
      if (test(picked)) return isNegated ? NO : YES;
      // No filter is as long as what a limit cuts, so nothing but a part can still be found in it.
      if (picked.isPart && operator === '~') verdict = UNDECIDED;
    }
    if (verdict === UNDECIDED || (isPart && (!isPlain || values.length === 0))) return UNDECIDED;
    return isNegated && values.length > 0 ? YES : NO;
  };
}

function pickedTest(operator: Comparison | '~', operand: Operand): (picked: Picked) => boolean {
  if (operator === '~') {
    const regex = operand.kind === 'regex' ? new RegExp(operand.text, operand.flags) : undefined;
    const part = foldCase(operand.text);
    return ({ kind, text, number }) => {
      const shown = kind === 'bytes' ? `0x${text}` : (text ?? (number === undefined ? '' : String(number)));
      return regex ? kind !== 'container' && regex.test(shown) : foldCase(shown).includes(part);
    };
  }
  const order = orderOf(operand);
  switch (operator) {
    case '=':
      return (picked) => order(picked) === 0;
    case '!=':
      return (picked) => order(picked) !== 0;
    case '>':
      return (picked) => order(picked) > 0;
    case '>=':
      return (picked) => order(picked) >= 0;
    case '<':
      return (picked) => order(picked) < 0;
    case '<=':
      return (picked) => order(picked) <= 0;
  }
}

/** How a value stands to the operand: below 0, 0, above 0, and NaN where they are of different kinds. Texts go by their UTF-16 units. */
function orderOf({ kind, text }: Operand): (picked: Picked) => number {
  switch (kind) {
    case 'number':
      return orderAgainst(text);
    case 'hex': {
      const digits = text.slice(2).toLowerCase();
      const number = orderAgainst(String(BigInt(text)));
      return (picked) => (picked.kind === 'bytes' ? textOrder(picked.text ?? '', digits) : number(picked));
    }
    case 'string':
      return (picked) => (picked.kind === 'string' && picked.text !== undefined ? textOrder(picked.text, text) : NaN);
    case 'boolean':
      return (picked) => (picked.kind === 'boolean' && picked.text === text ? 0 : NaN);
    case 'null':
      return (picked) => (picked.kind === 'null' ? 0 : NaN);
    case 'regex':
      return () => NaN;
  }
}

function textOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
