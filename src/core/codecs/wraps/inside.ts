import { t } from '@vscode/l10n';
import { countText } from '../../base/quantities';
import type { Decoded, DecoderName, EncodingName } from '../../../protocol/decoding';
import { unpack } from '../compression/unpack';
import { isCompression, type CompressionFormat, type Unpacked } from '../compression/unpacked';
import type { Part } from '../values/choice';
import { maxInput } from '../values/limits';
import type { Reading } from '../values/reading';
import { firstBytes, partOf, type Content } from './content';
import { textIn } from './encodings';
import { prefixText } from './prefix';
import { readWritten } from './written';

/** What a wrapping decoder says of itself, and what is inside. */
export interface Inside extends Pick<Decoded, 'problem' | 'notes' | 'text' | 'encoding' | 'value'> {
  content?: Content;
}

/** How a content is read, as far as that tells what is inside. */
interface Wrap {
  decoder: DecoderName;
  part?: Part;
  encoding?: EncodingName;
  reading?: Reading;
  /** Something is inside of what is not always a wrapping. */
  inside?: object;
}

/** What a wrapping decoder finds inside; undefined for those that do not wrap. */
export function insideOf({ decoder, part, encoding, reading, inside }: Wrap, outer: Content): Inside | undefined {
  switch (decoder) {
    case 'text':
      return inside && encoding ? inText(encoding, outer) : undefined;
    case 'json':
      return inside && reading ? { ...reading, content: ofText(reading.value?.text ?? '') } : undefined;
    case 'prefix':
      return behindPrefix(outer, part);
    case 'base64':
    case 'base16': {
      const { bytes, cut } = outer;
      const read = readWritten(decoder, bytes, cut === undefined);
      if ('problem' in read) return read;
      const more = cut === undefined ? {} : { atLeast: true as const, cut: unpackedNote(read.bytes, outer) };
      return { content: { bytes: read.bytes, size: read.bytes.length, ...more } };
    }
    default:
      return isCompression(decoder) ? unpacked(decoder, outer) : undefined;
  }
}

function inText(encoding: EncodingName, { bytes, cut }: Content): Inside {
  const { text, ...more } = textIn(encoding, bytes);
  return { encoding, ...more, content: { ...ofText(text), ...(cut === undefined ? {} : { cut, atLeast: true }) } };
}

function ofText(text: string): Content {
  const bytes = new TextEncoder().encode(text);
  return { bytes, size: bytes.length };
}

function behindPrefix(outer: Content, part: Part | undefined): Inside {
  if (!part) return { problem: { message: t('Nothing that could be told stands before a content here.') } };
  const { from, to } = part;
  const notes = to === undefined || to + 1 >= outer.size ? {} : { notes: [t('More follows from byte {0} on.', countText(to))] };
  return { text: prefixText(outer.bytes.subarray(0, from)), content: partOf(outer, part), ...notes };
}

function unpacked(decoder: CompressionFormat, outer: Content): Inside {
  const { bytes, cut } = outer;
  const unpacked: Unpacked = unpack(decoder, bytes, cut === undefined);
  const problem = unpacked.problem ? { problem: unpacked.problem } : {};
  if (unpacked.problem && unpacked.bytes.length === 0) return problem;
  const { behind = 0 } = unpacked;
  const notes =
    behind > 0
      ? {
          notes: [
            behind === 1 ? t('1 byte follows the {0} data.', decoder) : t('{0} bytes follow the {1} data.', countText(behind), decoder),
          ],
        }
      : {};
  const isAll = !unpacked.cut && !unpacked.problem;
  return {
    ...problem,
    ...notes,
    content: {
      bytes: unpacked.bytes,
      size: Math.max(unpacked.whole ?? 0, unpacked.bytes.length),
      ...(isAll ? {} : { cut: unpackedNote(unpacked.bytes, outer) }),
      ...(isAll || unpacked.whole !== undefined ? {} : { atLeast: true }),
    },
  };
}

/** Why no more was unpacked. */
function unpackedNote(unpacked: Uint8Array, { bytes, cut }: Content): string {
  if (unpacked.length >= maxInput) return t('Only the first 1 MiB unpacked.');
  if (cut === undefined) return t('Only {0} could be unpacked.', firstBytes(unpacked));
  return t(
    'Only {0} unpacked: what {1} of the frame held.',
    firstBytes(unpacked),
    bytes.length === maxInput ? t('the first 1 MiB') : firstBytes(bytes),
  );
}
