import { contentFrames } from './contentFrames';
import type { DecodingEnvironment } from './decide';
import type { MessageContext } from './messageContext';
import { picker } from './pick';
import { parsePath } from './values/path';
import type { Picked } from './values/picked';

/** Characters of a value. */
const maxLength = 200;

/**
 * Reads what stands at each of these paths in a message, in the first of its frames but the envelope that has it: a text of at most 200
 * characters, or null where no frame has it.
 * @throws ZmqError `invalidQuery` for what is no path to one value.
 */
export function valueTexts(paths: readonly string[], environment: DecodingEnvironment): (context: MessageContext) => (string | null)[] {
  const pickers = paths.map((path) => picker(parsePath(path), undefined, environment));
  return (context) => {
    const contents = contentFrames(context, environment);
    return pickers.map((pick) => {
      for (const frame of contents) {
        const picked = pick(context, frame);
        if (picked) return textOf(picked);
      }
      return null;
    });
  };
}

function textOf({ kind, text, number, isList, isPart }: Picked): string {
  if (kind === 'null') return 'null';
  if (kind === 'container') return isList ? '[…]' : '{…}';
  const whole = text ?? String(number);
  return whole.length > maxLength ? `${whole.slice(0, maxLength - 1)}…` : isPart ? `${whole}…` : whole;
}
