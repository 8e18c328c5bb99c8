import { decode, encode } from '@msgpack/msgpack';
import type { ChatFormat, ChatPattern } from '../../protocol/chat';
import { toHex, utf8 } from '../base/bytes';
import { isLabel } from './labels';
import { chatPatterns } from './patterns';
import { prefixedRoom, roomPrefix, roomWithin } from './rooms';

/** What is said, before it has a form. */
export interface OutgoingMessage {
  nick: string;
  text: string;
  /** `topic` and `prefix` need one. */
  room?: string;
  /** When it was written, ms since 1970. */
  time: number;
}

/** What a message says, whatever its form; text exactly as sent. */
export interface ParsedMessage {
  text: string;
  nick?: string;
  room?: string;
  /** When its sender says that it was written, ms since 1970. */
  said?: number;
  /** Not UTF-8: `text` has its first bytes as hexadecimal digits. */
  binary?: boolean;
}

/** Maps larger than this are shown as they are. */
const maxMapBytes = 1024 * 1024;
const maxNick = 40;
const maxRoom = 100;
const maxHexBytes = 32 * 1024;
/** 9999-12-31, the last day that ISO 8601 writes with four digits. */
const maxTime = 253_402_300_799_999;
/** A number below this counts seconds: as ms it would lie before March 1973. */
const maxSeconds = 1e11;

const encoder = new TextEncoder();
/** Passes over what is no UTF-8, and keeps everything else. */
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

/** Frames of a message, each on a buffer of its own. */
export function encodeMessage({ nick, text, room, time }: OutgoingMessage, format: ChatFormat): Uint8Array[] {
  const map = () => ({ nick, text, time: new Date(time).toISOString() });
  const body = () => {
    switch (format) {
      case 'text':
      case 'topic':
        return encoder.encode(text);
      case 'nick':
        return encoder.encode(`${nick}: ${text}`);
      case 'prefix':
        return encoder.encode(room === undefined ? text : `${roomPrefix(room)}${text}`);
      case 'json':
        return encoder.encode(JSON.stringify(map()));
      case 'msgpack':
        // The library's answer is a window on a larger buffer.
        return encode(map()).slice();
    }
  };
  return room === undefined || format === 'prefix' ? [body()] : [encoder.encode(room), body()];
}

/** What of a chat's spec says how a message is read. */
export interface Reading {
  pattern: ChatPattern;
  format: ChatFormat;
  rooms: readonly string[];
}

/** Reads what arrived. Never throws: what cannot be taken apart is text, and what is no text is shown as bytes. */
export function parseMessage(frames: readonly Uint8Array[], reading: Reading): ParsedMessage {
  const topic = topicOf(frames, reading);
  const { bodies } = topic;
  const [first = new Uint8Array(0), ...further] = bodies;
  const parsed = bodyOf(first, reading, topic.room === undefined);
  const lines = further.map(utf8);
  const room = topic.room ?? roomAtStart(frames, reading);
  if (parsed === undefined || lines.includes(undefined)) {
    const digits = bodies.map((body) => toHex(body.subarray(0, maxHexBytes))).join('\n');
    return { text: digits, ...(room === undefined ? {} : { room }), binary: true };
  }
  const named = topic.room ?? parsed.room ?? room;
  return { ...parsed, text: [parsed.text, ...lines].join('\n'), ...(named === undefined ? {} : { room: named }) };
}

/** The room whose name begins a message of one frame; it was let in for that. */
function roomAtStart([first, ...further]: readonly Uint8Array[], { pattern, rooms }: Reading): string | undefined {
  if (first === undefined || further.length > 0 || rooms.length === 0 || !chatPatterns[pattern].hasRooms) return undefined;
  // Whatever follows may be no text, and a character may be cut in two.
  return roomWithin(lenient.decode(first.subarray(0, maxRoom * 8)), rooms);
}

/** The room that the first frame names, and the frames that remain. */
function topicOf(frames: readonly Uint8Array[], { pattern, rooms }: Reading): { room?: string; bodies: readonly Uint8Array[] } {
  const [first, ...bodies] = frames;
  if (first === undefined || bodies.length === 0 || first.length > maxRoom * 4) return { bodies: frames };
  const topic = utf8(first);
  if (topic === undefined || topic.length > maxRoom) return { bodies: frames };
  if (rooms.includes(topic)) return { room: topic, bodies };
  if (!chatPatterns[pattern].hasRooms) return { bodies: frames };
  // A publisher that has no topic sends an empty one.
  return topic === '' ? { bodies } : { room: topic, bodies };
}

/** Undefined where it is neither text nor a map. */
function bodyOf(body: Uint8Array, reading: Reading, mayNameRoom: boolean): ParsedMessage | undefined {
  if (beginsMap(body)) return messagePackOf(body);
  const text = utf8(body);
  if (text === undefined) return undefined;
  const prefixed = mayNameRoom ? prefixedRoom(text, reading.rooms) : undefined;
  return prefixed ? { ...textOf(prefixed.rest, reading), room: prefixed.room } : textOf(text, reading);
}

/**
 * `word: text` is a nick where the format says so; in any other only where people talk, and only where the word is no label, as in
 * `Error: no space left`. What answers a request, or hands out work, is a program: its `Echo: hello` is an answer.
 */
function textOf(text: string, { pattern, format }: Reading): ParsedMessage {
  if (text.startsWith('{') && text.length <= maxMapBytes) {
    const map = jsonMap(text);
    if (map) return mapOf(map, () => text);
  }
  const colon = text.indexOf(': ');
  // No blanks and no second colon: `see http://x: y` is a sentence.
  const word = text.slice(0, Math.max(0, colon));
  if (word === '' || word.length > maxNick || /[\s:]/.test(word)) return { text };
  if (format !== 'nick' && (isBetweenPrograms(pattern) || isLabel(word))) return { text };
  return { nick: word, text: text.slice(colon + 2) };
}

function isBetweenPrograms(pattern: ChatPattern): boolean {
  return pattern === 'req' || pattern === 'rep' || pattern === 'pipeline';
}

type Fields = Readonly<Record<string, unknown>>;

function jsonMap(text: string): Fields | undefined {
  try {
    return JSON.parse(text) as Fields;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** fixmap, or a map 16 or 32 of a size that fits: no text in UTF-8 begins so. */
function beginsMap(body: Uint8Array): boolean {
  const [first = 0, second = 0x80] = body;
  return (first >= 0x80 && first <= 0x8f) || ((first === 0xde || first === 0xdf) && second < 0x80);
}

function messagePackOf(body: Uint8Array): ParsedMessage | undefined {
  if (body.length > maxMapBytes) return undefined;
  try {
    const map = decode(body, { maxMapLength: 100, maxArrayLength: 1000, maxExtLength: 1000 });
    return mapOf(map as Fields, () => JSON.stringify(map, (_key, value: unknown) => (value instanceof Uint8Array ? toHex(value) : value)));
  } catch {
    return undefined; // hostile bytes make the decoder throw various errors, and nesting too deep for JSON a RangeError
  }
}

/** What the usual names of a map say; `whole` is shown where none of them is a text. */
function mapOf(map: Fields, whole: () => string): ParsedMessage {
  const said = wordOf(map, ['text', 'message', 'msg']);
  const parsed: ParsedMessage = { text: said ?? whole() };
  const nick = wordOf(map, ['nick', 'name', 'user', 'from', 'sender']);
  if (nick !== undefined && nick !== '' && nick.length <= maxNick) parsed.nick = nick;
  else if (nick && said !== undefined) parsed.text = `${nick}: ${parsed.text}`;
  const room = wordOf(map, ['room', 'topic', 'channel']);
  if (room !== undefined && room !== '' && room.length <= maxRoom) parsed.room = room;
  const time = timeOf(map);
  if (time !== undefined) parsed.said = time;
  return parsed;
}

/** The first of these that the map itself has, as a text. */
function wordOf(map: Fields, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = Object.hasOwn(map, name) ? map[name] : undefined;
    if (typeof value === 'string') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  }
  return undefined;
}

function timeOf(map: Fields): number | undefined {
  for (const name of ['time', 'timestamp', 'ts']) {
    const value = Object.hasOwn(map, name) ? map[name] : undefined;
    const time =
      value instanceof Date
        ? value.getTime()
        : typeof value === 'number'
          ? value < maxSeconds
            ? value * 1000
            : value
          : typeof value === 'string'
            ? isoTime(value)
            : NaN;
    if (time > 0 && time <= maxTime) return Math.round(time);
  }
  return undefined;
}

/** Without a zone it is taken for local time, as RFC 3339 does not allow and Python's `isoformat()` writes. */
function isoTime(text: string): number {
  return /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?$/.test(text) ? Date.parse(text) : NaN;
}

/** Whether a text names this nick: as a whole word, in either case, with or without `@`. */
export function mentions(text: string, nick: string): boolean {
  if (nick === '') return false;
  const name = nick.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  // Not within a word, nor behind the @ of a mail address.
  return new RegExp(`(?<![\\p{L}\\p{M}\\p{N}_]@?)${name}(?![\\p{L}\\p{M}\\p{N}_])`, 'iu').test(text);
}
