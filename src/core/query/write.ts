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

/** The filter for messages with one of these topics; with one that begins so, where it is not `exact`. */
export function topicsQuery(topics: readonly { topic: Uint8Array; exact: boolean }[]): string {
  return `topic in (${topics.map(({ topic, exact }) => listedTopic(topic, exact)).join(', ')})`;
}

/** Of bytes that are no text the whole topic is meant: no pattern has such. */
function listedTopic(topic: Uint8Array, exact: boolean): string {
  const text = utf8(topic);
  if (text === undefined) return `0x${toHex(topic)}`;
  const written = topicText(text);
  // Without quotes it would be taken for the beginning of a topic.
  if (exact) return written.startsWith('/') ? `"${written}"` : topicValue(written);
  // A pattern has no quotes: one character stands for each that would need them.
  return `${written.replace(new RegExp(needsQuotes, 'g'), '?').replace(/[+#]/g, '?')}*`;
}

/** The filter for what sockets of this name send, receive and tell. */
export function socketQuery(name: string): string {
  return `socket:${textValue(name)}`;
}

/** The filter for what passes on a connection of a tap of this name. */
export function connectionQuery(name: string, number: number): string {
  return `${socketQuery(name)} conn:${number}`;
}
