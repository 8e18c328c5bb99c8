import { t } from '@vscode/l10n';
import { parseHex, toHex, utf8 } from '../../core/base/bytes';

const encoder = new TextEncoder();

/**
 * Topics as a prompt takes them: separated by blanks, `"a b"` where one holds blanks (escapes as in JSON), `0x00ff` for bytes.
 * Nothing at all is the one empty topic, which takes everything.
 * @throws SyntaxError that says what is wrong.
 */
export function parseTopics(text: string): Uint8Array[] {
  const words = text.match(/"(?:[^"\\]|\\.)*"?|\S+/g) ?? [];
  return words.length === 0 ? [new Uint8Array(0)] : words.map(parseTopic);
}

function parseTopic(word: string): Uint8Array {
  if (/^0x/i.test(word)) return parseHex(word);
  if (!word.startsWith('"')) return encoder.encode(word);
  try {
    return encoder.encode(JSON.parse(word) as string);
  } catch {
    // What JSON says of it ("Unexpected end of input") would not help.
    throw new SyntaxError(t('{0} is not a text in quotes; write \\" for a quote and \\\\ for a backslash within.', word));
  }
}

/** Why the text holds no topics, undefined where it does. */
export function topicsProblem(text: string): string | undefined {
  try {
    parseTopics(text);
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
}

/** A topic so that it can be read, and typed again. */
export function topicText(topic: Uint8Array): string {
  const text = utf8(topic);
  if (text === undefined) return `0x${toHex(topic)}`;
  return text === '' || /[\s"\p{Cc}]|^0x/iu.test(text) ? JSON.stringify(text) : text;
}
