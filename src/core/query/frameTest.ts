import type { MessageContext } from '../codecs/messageContext';
import type { DecodingEnvironment } from '../codecs/decode';
import { frameRoles, isEnvelope } from '../codecs/envelope';
import { maxInput } from '../codecs/values/limits';
import { parsePath } from '../codecs/values/path';
import { picker } from '../codecs/pick';
import type { Picked } from '../codecs/pick';
import type { Comparison, CostlyCondition, Operand } from './ast';
import { foldCase } from './foldCase';
import { orderAgainst } from './numberOrder';

/**
 * Tells whether a record meets a condition: one of its frames, the sentence and the endpoint of an event among them, or one of the
 * values in its frames but the envelope. Takes as long as the regex likes: run it where it can be ended.
 */
export function frameTest(condition: CostlyCondition, environment: DecodingEnvironment): (context: MessageContext) => boolean {
  if (condition.kind === 'regex') {
    const regex = new RegExp(condition.source, condition.flags);
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    return ({ frames }) =>
      frames.some(({ bytes }) => regex.test(decoder.decode(bytes.length > maxInput ? bytes.subarray(0, maxInput) : bytes)));
  }
  const pick = picker(parsePath(condition.path), undefined, environment);
  const test = valueTest(condition.operator, condition.operand);
  return (context) => {
    const { direction, frames, socketType } = context;
    if (direction === 'event') return false;
    const roles = frameRoles(socketType, direction, frames);
    for (let frame = 0; frame < frames.length; frame++) {
      if (isEnvelope(roles[frame] ?? 'body')) continue;
      const picked = pick(context, frame);
      if (picked && test(picked)) return true;
    }
    return false;
  };
}

function valueTest(operator: Comparison | '~' | undefined, operand: Operand | undefined): (picked: Picked) => boolean {
  if (operator === undefined || operand === undefined) return () => true;
  if (operator === '~') {
    const part = foldCase(operand.text);
    return ({ kind, text, number }) =>
      foldCase(kind === 'bytes' ? `0x${text}` : (text ?? (number === undefined ? '' : String(number)))).includes(part);
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
  }
}

function textOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
