import type { EventFacts } from '../../protocol/events';
import { utf8 } from '../base/bytes';
import { eventSentence } from './catalogue';

const encoder = new TextEncoder();

/** An event as its record keeps it: the facts as JSON, and the endpoint they are about in a frame of its own, where a search finds it. */
export function factFrames(facts: EventFacts): [Uint8Array, Uint8Array] {
  const { endpoint = '', ...others }: { code: string; endpoint?: string } = facts;
  return [encoder.encode(JSON.stringify(others)), encoder.encode(endpoint)];
}

/** Reads what `factFrames` wrote; undefined where it is something else, or was cut. */
export function factsOf(frames: readonly Uint8Array[]): EventFacts | undefined {
  const [json, endpoint] = frames;
  try {
    const facts: unknown = JSON.parse((json && utf8(json)) ?? '');
    if (typeof facts !== 'object' || facts === null || !('code' in facts) || typeof facts.code !== 'string') return undefined;
    return (endpoint?.length ? { ...facts, endpoint: utf8(endpoint) ?? '' } : facts) as EventFacts;
  } catch {
    return undefined; // cut, or written by something else: it is shown as it stands
  }
}

/** An event as a person sees it: its sentence, then the endpoint. */
export function shownFrames(frames: readonly Uint8Array[]): readonly Uint8Array[] {
  const facts = factsOf(frames);
  return facts ? [encoder.encode(eventSentence(facts)), ...frames.slice(1)] : frames;
}
