import { t } from '@vscode/l10n';
import { chooseDecoder } from './choose';
import { maxWeak, type Sibling } from './messageContext';
import { mayBeOne } from './formats/singleValue';
import { decoders } from './values/decoderNames';
import type { Choice } from './values/choice';

/** Siblings without which nothing is known of the others. */
const fewest = 2;

/** Whether the others may have a say in what these bytes are. */
export function isWeak({ decoder, reading, inside, encoding }: Choice, size: number): boolean {
  if (size === 0 || size > maxWeak || inside || encoding) return false;
  if (decoder === 'json') return !reading?.value?.entries;
  return decoder === 'text' || decoder === 'numbers' || decoder === 'hex';
}

/** Small letters, the first one large perhaps: one number in ten thousand looks like that. */
function isWord(bytes: Uint8Array): boolean {
  const isSmall = (byte: number) => byte >= 0x61 && byte <= 0x7a;
  return bytes.length >= 3 && bytes.every((byte, at) => isSmall(byte) || (at === 0 && isSmall(byte | 0x20)));
}

const binary = new Set(['hex', 'msgpack', 'cbor']);

/**
 * The choice for a short frame, weighed by the same frame of other messages: binary numbers that read as text by chance are shown as the others
 * are, and a short value is read as MessagePack or CBOR where most of the others surely are.
 */
export function weighed(choice: Choice, bytes: Uint8Array, siblings: readonly Sibling[]): Choice {
  if (siblings.length === 0 || !isWeak(choice, bytes.length)) return choice;
  const others = siblings.map((sibling) => chooseDecoder(sibling.bytes, sibling.size).decoder);
  const count = (decoder: string) => others.filter((other) => other === decoder).length;
  const packed = (['msgpack', 'cbor'] as const).find(
    (format) => mayBeOne(format, bytes) && (count(format) * 2 > others.length || (format === 'msgpack' && areContainers(bytes, siblings))),
  );
  if (packed) return { decoder: packed, why: t('the other messages of the topic are {0}', decoders[packed].label) };
  if (choice.decoder === 'hex') return choice;
  const ofOneSize = siblings.every(({ size }) => size === bytes.length);
  const binaries = others.filter((other) => binary.has(other)).length;
  const isChance = !isWord(bytes) && binaries * 3 >= others.length;
  return ofOneSize && isChance ? { decoder: 'hex', why: t('it reads as text by chance: other messages of the topic are binary') } : choice;
}

/** Arrays or maps of one length, with other content: numbers would hardly begin alike and end where these do. */
function areContainers(bytes: Uint8Array, siblings: readonly Sibling[]): boolean {
  const [head = 0] = bytes;
  if (head < 0x81 || head >= 0xa0 || head === 0x90 || siblings.length < fewest) return false;
  return (
    siblings.every((sibling) => sibling.bytes[0] === head && sibling.bytes.length === sibling.size && mayBeOne('msgpack', sibling.bytes)) &&
    siblings.some((sibling) => sibling.size !== bytes.length || sibling.bytes.some((byte, i) => byte !== bytes[i]))
  );
}
