import { utf8 } from '../bytes';
import { indexOfUnsafe } from '../preview';

/** A topic in characters that can be seen, as `topic:` takes it between quotes: `\"`, `\\`, and `\xNN` for bytes that are no text. */
export function topicText(topic: Uint8Array): string {
  const text = utf8(topic);
  if (text === undefined) return Array.from(topic, (byte) => (byte < 0x7f ? escapedCharacter(String.fromCharCode(byte)) : escapedByte(byte))).join('');
  return Array.from(text, escapedCharacter).join('');
}

function escapedCharacter(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`;
  if (indexOfUnsafe(character) < 0) return character;
  return Array.from(new TextEncoder().encode(character), escapedByte).join('');
}
function escapedByte(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}

/** What would end a value or be taken for more than a text. */
const needsQuotes = /[\s()]|^["=]|\*$|^$/;

/** A text of `topicText` as the value of `topic:`. */
export function topicValue(text: string): string {
  return needsQuotes.test(text) ? `"${text}"` : text;
}

/** A text as a word, or as a phrase where it needs quotes. */
export function textValue(text: string): string {
  return needsQuotes.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : text;
}

/** The filter for messages with this topic, or, where it is not `exact`, with one that begins so. */
export function topicQuery(topic: Uint8Array, exact: boolean): string {
  return `topic:${exact ? '=' : ''}${topicValue(topicText(topic))}`;
}

/** The filter for what sockets of this name send, receive and tell. */
export function socketQuery(name: string): string {
  return `socket:${textValue(name)}`;
}
