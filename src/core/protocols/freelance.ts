import type { Protocol, Wire } from './protocol';

/** Digits of a sequence number: 64 bits have 20. */
const maxDigits = 20;

/**
 * The Guide's freelance pattern, and whatever else puts a number in front that the reply repeats: a frame of digits, then the body.
 * Which of two messages asked, their order tells.
 */
export const freelance: Protocol = {
  sign({ frames, body }) {
    const control = frames[body];
    if (!isSequence({ frames, body })) return undefined;
    const key = `#${String.fromCharCode(...(control as Uint8Array))}`;
    return { asks: key, answers: key };
  },

  layout({ frames, body }) {
    return isSequence({ frames, body }) ? { from: body, roles: ['sequence'], rest: 'body' } : undefined;
  },
};

function isSequence({ frames, body }: Pick<Wire, 'frames' | 'body'>): boolean {
  const control = frames[body];
  if (!control || body + 1 >= frames.length || control.length === 0 || control.length > maxDigits) return false;
  return control.every((byte) => byte >= 0x30 && byte <= 0x39);
}
