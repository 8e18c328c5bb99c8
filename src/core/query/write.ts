import { toHex, utf8 } from '../base/bytes';
import { indexOfUnsafe } from '../base/preview';

/** A topic that is text in characters that can be seen, as `topic:` takes it between quotes: `\"`, `\\`, and `\xNN`. */
export function topicText(topic: string): string {
  return Array.from(topic, escapedCharacter).join('');
}

function escapedCharacter(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`;
  if (indexOfUnsafe(character) < 0) return character;
  return Array.from(new TextEncoder().encode(character), (byte) => `\\x${toHex(Uint8Array.of(byte))}`).join('');
}

/** What would end a value or be taken for more than a text. */
const needsQuotes = /[\s()*?,|{}[\]]|^["'=~!^-]|\$$|^$/;
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

/** The filter for messages with this topic, or, where it is not `exact`, with one that begins so. */
export function topicQuery(topic: Uint8Array, exact: boolean): string {
  const text = utf8(topic);
  return `topic:${exact ? '=' : ''}${text === undefined ? `0x${toHex(topic)}` : topicValue(topicText(text))}`;
}

/** The filter for what sockets of this name send, receive and tell. */
export function socketQuery(name: string): string {
  return `socket:${textValue(name)}`;
}

/** The filter for what passes on a connection of a tap of this name. */
export function connectionQuery(name: string, number: number): string {
  return `${socketQuery(name)} conn:${number}`;
}
