import { toHex, utf8 } from '../base/bytes';
import { indexOfUnsafe, withoutUnsafe } from '../base/preview';

/** A topic that is text in characters that can be seen, as `topic:` takes it between quotes: `\"`, `\\`, and `\xNN`. */
export function topicText(topic: string): string {
  return Array.from(topic, escapedCharacter).join('');
}

function escapedCharacter(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`;
  if (indexOfUnsafe(character) < 0) return character;
  return asBytes(character);
}

/** What would end a value or be taken for more than a text. */
const needsQuotes = /[\s()*?,|{}[\]]|^["'=~!^<>-]|\$$|^$/;
/** What `topic:` takes for levels that are left open, or for a regex. */
const isTopicPattern = /(?:^|\/)[+#](?:\/|$)|^\/.+\/[a-z]*$/s;

/** A text of `topicText` as the value of `topic:`. */
export function topicValue(text: string): string {
  return needsQuotes.test(text) || isTopicPattern.test(text) || /^0x/i.test(text) ? `"${text}"` : text;
}

/** A text as a word, or as a phrase where it needs quotes. */
export function textValue(text: string): string {
  return needsQuotes.test(text) || text.includes('\\') ? `"${text.replace(/["\\]/g, '\\$&')}"` : text;
}

/** A text between quotes, as names, peers and values of `json:` are read: `\"`, `\\`, and `\uNNNN` for what cannot be seen. */
export function quoted(text: string): string {
  return `"${withoutUnsafe(text.replace(/["\\]/g, '\\$&'), escapedUnit).replace(/\p{Cs}/gu, escapedUnit)}"`;
}

function escapedUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A name, or a peer as a whole. */
export function nameValue(name: string): string {
  const needs = needsQuotes.test(name) || /^0x|[\\\p{Cs}]/iu.test(name) || indexOfUnsafe(name) >= 0;
  return needs ? quoted(name) : name;
}

/** The filter for messages with this topic, or, where it is not `exact`, with one that begins so. */
export function topicQuery(topic: Uint8Array, exact: boolean): string {
  const text = utf8(topic);
  return `topic:${exact ? '=' : ''}${text === undefined ? `0x${toHex(topic)}` : topicValue(topicText(text))}`;
}

/** The filter for messages with one of these topics; with one that begins so, where it is not `exact`. */
export function topicsQuery(topics: readonly { topic: Uint8Array; exact: boolean }[]): string {
  return `topic in (${topics.map(({ topic, exact }) => listedTopic(topic, exact)).join(', ')})`;
}

function listedTopic(topic: Uint8Array, exact: boolean): string {
  const text = utf8(topic);
  if (exact && text === undefined) return `0x${toHex(topic)}`;
  const written = text === undefined ? undefined : topicText(text);
  // Without quotes it would be taken for the beginning of a topic.
  if (exact && written !== undefined) return /^\/|[+#"\\]/.test(written) ? `"${written}"` : topicValue(written);
  // A pattern has no quotes: what would need them, or stand for more than itself, is written as its bytes.
  const isPlain = text !== undefined && !/^0x/i.test(text);
  return `${isPlain ? text.replace(/[^\p{L}\p{N}_.:/-]|^[^\p{L}\p{N}_./]|(?<=^|\/)\.$/gu, asBytes) : everyByte(topic)}*`;
}

function asBytes(text: string): string {
  return everyByte(new TextEncoder().encode(text));
}

function everyByte(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => `\\x${toHex(Uint8Array.of(byte))}`).join('');
}

/** The filter for what sockets of this name send, receive and tell. */
export function socketQuery(name: string): string {
  return `socket:${nameValue(name)}`;
}

/** The filter for messages from or to this routing id, identity or address. */
export function peerQuery(peer: Uint8Array): string {
  const text = utf8(peer);
  return `peer=${text === undefined ? `0x${toHex(peer)}` : nameValue(text)}`;
}

/** The filter for what passes on a connection of a tap of this name. */
export function connectionQuery(name: string, number: number): string {
  return `${socketQuery(name)} conn:${number}`;
}
