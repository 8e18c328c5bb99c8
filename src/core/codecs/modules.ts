import type { MessageContext } from './messageContext';
import type { Reading } from './values/reading';

/** Modules of a person's own that decode, by the files that rules name. */
export interface Modules {
  /** Why a module cannot be used, a sentence; undefined where it can. */
  problem(file: string): string | undefined;
  /** What its `decode` makes of bytes that are a frame (from 0) of a message, or a part of one. Never throws. */
  decode(file: string, bytes: Uint8Array, context: MessageContext, frame: number): Reading;
}
