import { t } from '@vscode/l10n';
import type { EventFacts, EventKind } from '../../protocol/events';
import { maxNoteLength, type Direction } from '../../protocol/log';
import type { SocketType } from '../../protocol/sockets';
import { parseBase64 } from '../base/bytes';
import { eventSentence } from '../events/catalogue';
import { factFrames } from '../events/eventFrames';
import { eventKinds, kindOf } from '../events/eventKinds';
import { socketTypes } from '../socket/socketTypes';

/** A record of a file. */
export interface RecordedLine {
  /** ms since 1970, with µs as fraction. */
  time: number;
  direction: Direction;
  socket: string;
  type: SocketType | undefined;
  /** As the record showed it; empty where it showed none. */
  peer: string;
  /** Of an event as the capture keeps it. */
  frames: readonly Uint8Array[];
  /** Of an event. */
  kind: EventKind | undefined;
  /** Where the frames are but a part of what was on the wire. */
  onWire: { sizes: Uint32Array; frames: number; bytes: number } | undefined;
  /** The note of a marked record, empty where it has none. */
  marked: string | undefined;
}

/** Why a line is no record, as a sentence. */
export class UnreadableLine extends Error {}

/** Characters of a name or a peer that are kept. */
const maxName = 1000;
const encoder = new TextEncoder();

/** Reads a line of docs/export-formats.md. Members that it does not know are passed over. @throws UnreadableLine */
export function readLine(line: string): RecordedLine {
  const json = objectOf(line);
  const { socket, peer = '', marked } = json;
  const direction = directionOf(json['direction']);
  if (typeof socket !== 'string') throw lacks('socket');
  if (typeof peer !== 'string') throw lacks('peer');
  const read = {
    time: timeOf(json['time']),
    direction,
    socket: socket.slice(0, maxName),
    type: typeOf(json['type']),
    peer: peer.slice(0, maxName),
    marked: typeof marked === 'string' ? marked.slice(0, maxNoteLength) : undefined,
  };
  if (direction === 'event') return { ...read, ...eventOf(json), onWire: undefined };
  const frames = framesOf(json['frames']);
  return { ...read, frames, kind: undefined, onWire: cutOf(json, frames) };
}

function directionOf(value: unknown): Direction {
  if (value !== 'in' && value !== 'out' && value !== 'event') throw lacks('direction');
  return value;
}

function objectOf(line: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new UnreadableLine(t('It is not JSON.'));
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new UnreadableLine(t('It is no JSON object.'));
  return json as Record<string, unknown>;
}

function lacks(member: string): UnreadableLine {
  return new UnreadableLine(t('It has no "{0}" that can be read.', member));
}

const isoTime = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/;
/** Milliseconds that a Date can have. */
const maxTime = 8.64e15;

function timeOf(value: unknown): number {
  const [, seconds, fraction = ''] = (typeof value === 'string' && isoTime.exec(value)) || [];
  const time = Date.parse(`${seconds}Z`);
  if (Number.isNaN(time) || Math.abs(time) > maxTime) throw lacks('time');
  return time + Number(fraction.padEnd(6, '0').slice(0, 6)) / 1000;
}

function typeOf(value: unknown): SocketType | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && Object.hasOwn(socketTypes, value)) return value as SocketType;
  throw lacks('type');
}

function framesOf(value: unknown): Uint8Array[] {
  if (!Array.isArray(value)) throw lacks('frames');
  return value.map((frame: unknown) => {
    if (typeof frame === 'string') return encoder.encode(frame);
    const base64 = typeof frame === 'object' && frame !== null ? (frame as { $base64?: unknown }).$base64 : undefined;
    if (typeof base64 !== 'string') throw lacks('frames');
    try {
      return parseBase64(base64);
    } catch {
      throw new UnreadableLine(t('One of its frames is not Base64.'));
    }
  });
}

/** Sizes of frames that were not kept whole are not in the file: the last one stands for all that is missing. */
function cutOf(json: Record<string, unknown>, frames: readonly Uint8Array[]): RecordedLine['onWire'] {
  const { size, cut } = json;
  if (cut === undefined) return undefined;
  const of = typeof cut === 'object' && cut !== null ? (cut as { of?: unknown }).of : undefined;
  const kept = frames.reduce((sum, frame) => sum + frame.length, 0);
  if (!isCount(size) || size < kept) throw lacks('size');
  if (!isCount(of) || of < frames.length) throw lacks('cut');
  const sizes = Uint32Array.from(frames, (frame) => frame.length);
  if (sizes.length > 0) sizes[sizes.length - 1] = (sizes.at(-1) ?? 0) + size - kept;
  return { sizes, frames: of, bytes: size };
}

/** What a column for lengths can hold. */
const maxCount = 2 ** 32 - 1;

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= maxCount;
}

/** An event by its facts, so that it reads in any language; by its sentence where its facts cannot be told. */
function eventOf({ event, facts, text, endpoint = '' }: Record<string, unknown>): { kind: EventKind; frames: Uint8Array[] } {
  if (typeof endpoint !== 'string') throw lacks('endpoint');
  const known = factsOf(facts);
  if (known) return { kind: kindOf[known.code], frames: factFrames(known) };
  if (typeof text !== 'string') throw lacks('text');
  const kind = eventKinds.find((each) => each === event);
  if (!kind) throw lacks('event');
  return { kind, frames: [encoder.encode(text), encoder.encode(endpoint)] };
}

function factsOf(value: unknown): EventFacts | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { code } = value as { code?: unknown };
  if (typeof code !== 'string' || !Object.hasOwn(kindOf, code)) return undefined;
  try {
    eventSentence(value as EventFacts);
    return value as EventFacts;
  } catch {
    return undefined; // of another kind than this code has
  }
}
