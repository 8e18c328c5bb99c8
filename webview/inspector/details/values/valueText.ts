import { t } from '@vscode/l10n';
import { parseHex } from '../../../../src/core/base/bytes';
import { readPicture } from '../../../../src/core/codecs/formats/picture';
import { pictureName } from '../../../../src/core/codecs/pictures/pictureNames';
import { compactText } from '../../../../src/core/codecs/values/compactText';
import { decoders } from '../../../../src/core/codecs/values/decoderNames';
import { innermost } from '../../../../src/core/codecs/values/inner';
import { prettyText } from '../../../../src/core/codecs/values/prettyText';
import { visibleText } from '../../../../src/core/base/preview';
import type { Decoded, ValueEntry, ValueNode } from '../../../../src/protocol/decoding';
import { countText, counted } from '../../../../src/core/base/quantities';

/** Characters of a value in its line; more is shown on demand. */
export const lineLength = 300;

const containers: ReadonlySet<ValueNode['kind']> = new Set(['array', 'map', 'object', 'tagged']);

export function isNumber({ kind, text }: ValueNode): boolean {
  return (kind === 'integer' || kind === 'float') && text !== undefined;
}

/** What `Copy value` copies: a string as it is, everything else as it reads, each kind told from others. */
export function valueToCopy(node: ValueNode): string {
  return node.text !== undefined && !node.entries ? node.text : prettyText({ decoder: 'json', size: 0, value: node });
}

/** A value in one line; strings stand without quotes, which are drawn around them. */
export function valueLine(node: ValueNode, isOpen: boolean): string {
  if (node.inner) return innerLine(node.inner, isOpen);
  const { kind, text = '', entries } = node;
  if (containers.has(kind)) {
    const name = (kind === 'object' || kind === 'tagged') && text ? `${text} ` : '';
    if (isOpen) return `${name}${entriesText(node)}`;
    return entries?.length
      ? `${name}${compactText({ decoder: 'json', size: 0, value: { ...node, text: undefined } }, 120)}`
      : `${name}${kind === 'array' ? '[]' : '{}'}`;
  }
  if (kind === 'bytes') return node.whole === 0 || text === '' ? t('(no bytes)') : `${pictureIn(text)}0x${text.slice(0, lineLength)}`;
  if (kind === 'null') return text || 'null';
  return text.slice(0, lineLength);
}

/** Digits of bytes in which the header of a picture is looked for. */
const pictureDigits = 8192;

/** What bytes are that begin like a picture, before their digits. */
function pictureIn(digits: string): string {
  const picture = readPicture(parseHex(digits.slice(0, pictureDigits)))?.picture;
  return picture ? `${pictureName(picture)} ${countText(picture.width)} × ${countText(picture.height)} ` : '';
}

/** What a text or bytes hold. */
function innerLine(inner: Decoded, isOpen: boolean): string {
  const { value } = innermost(inner);
  return isOpen && value
    ? `${decoders[inner.decoder].label}: ${valueLine(value, true)}`
    : `${decoders[inner.decoder].label}: ${compactText(inner, 120)}`;
}

function entriesText({ kind, entries = [], whole = entries.length }: ValueNode): string {
  return counted(whole, kind === 'array' ? 'item' : 'entry');
}

/** What of a value is not in the tree, a few words; undefined where all of it is. */
export function cutNote(node: ValueNode): string | undefined {
  const { kind, text = '', entries, whole } = node;
  if (whole === undefined) return undefined;
  const given = containers.has(kind) ? (entries?.length ?? 0) : kind === 'bytes' ? text.length / 2 : text.length;
  if (whole <= given) return undefined;
  const [shown, all] = [countText(given), countText(whole)];
  if (containers.has(kind)) return t('first {0} of {1} entries', shown, all);
  return kind === 'bytes' ? t('first {0} of {1} bytes', shown, all) : t('first {0} of {1} characters', shown, all);
}

/** Whether the line of a value holds less than what is known of it. */
export function isLong({ kind, text = '', entries }: ValueNode): boolean {
  return !entries && text.length > (kind === 'bytes' ? 32 : 60);
}

/** A key as it stands before its value: strings that read like other keys get quotes. */
export function keyText({ key }: ValueEntry, index: number): string {
  if (key === undefined) return String(index);
  if (typeof key !== 'string')
    return key.kind === 'string' || key.kind === 'bytes' || key.text === undefined || key.entries
      ? compactText({ decoder: 'json', size: 0, value: key }, 80)
      : key.text;
  return key === '' || /^(?:[-+.\d\s"]|null$|true$|false$)|\s$/.test(key) ? `"${visibleText(key)}"` : visibleText(key.slice(0, lineLength));
}
