import type { DecodingEnvironment } from './decide';
import { frameRoles, isEnvelope } from './envelope';
import type { MessageContext } from './messageContext';
import { ruleFor } from './rules';

/** The frames, from 0, that a program meant something by, or that a rule names: where conditions and columns look for values. None of an event. */
export function contentFrames(context: MessageContext, { rules }: DecodingEnvironment): number[] {
  const { direction, frames, socketType } = context;
  if (direction === 'event') return [];
  const roles = frameRoles(socketType, direction, frames);
  return [...frames.keys()].filter((frame) => !isEnvelope(roles[frame] ?? 'body') || ruleFor(context, frame, rules) !== undefined);
}
