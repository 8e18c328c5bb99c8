import { t } from '@vscode/l10n';
import type { PictureInfo } from '../../../protocol/decoding';
import { fit, fitInPart, sizeOf, type ArrayDescription } from '../arrays/arrayDescription';
import { arrayValues, type ArrayReading } from '../arrays/arrayValues';
import type { RawArray } from '../arrays/rawArrays';
import { shuffledSize, unpackShuffled } from '../compression/bitshuffle';
import { compressionOf, unpack } from '../compression/unpack';
import type { CompressionFormat } from '../compression/unpacked';
import { pictureOfArray } from '../pictures/rawPicture';
import { maxInput } from '../values/limits';
import type { Content } from '../wraps/content';
import { arrayHeader, headerOfLine, headerOfTwo } from './arrayHeader';

type Frames = readonly { size: number; bytes: Uint8Array }[];

/** Frames between a header of one array and the values that it announces. */
export const maxBetween = 3;
const nothing = new Uint8Array(0);

/** What a frame before this one tells about its values. */
export interface AnnouncedArray {
  described: ArrayDescription;
  /** The frame of the header, from 0. */
  from: number;
  /** The frame is the array. */
  isFitting?: true;
  /** Its values have to be unpacked, for bitshuffle sorted their bits. */
  isShuffled?: true;
  /** The frame is a compression that may hold the array. */
  packed?: CompressionFormat;
  /** Why this is not the array, a sentence. */
  problem?: string;
}

/**
 * What is known of the frame as an array: the frame before it is a header, or one further before it announces values of exactly this size and
 * no frame in between has them, or has an array for each of several frames; or it is a line of them, or the two frames before it are. Undefined where
 * none does.
 */
export function announcedArray(frames: Frames, frame: number): AnnouncedArray | undefined {
  // Of a message of very many frames only those near this one may be known.
  for (let from = frame - 1; from >= 0 && frames[from]; from--) {
    const header = arrayHeader(frames[from]?.bytes ?? nothing);
    if (!header) continue;
    const { arrays, framesEach } = header;
    const distance = frame - from - 1;
    const [only] = arrays;
    if (framesEach > 1 || arrays.length > 1) {
      const described = distance % framesEach === 0 ? arrays[distance / framesEach] : undefined;
      return described && fitted(frames, frame, described, from);
    }
    if (!only || distance > maxBetween) return undefined;
    const found = fitted(frames, frame, only, from);
    // Where a number may mean something else, only what fits is meant.
    if (only.count !== undefined && !found.isFitting) return undefined;
    if (distance === 0) return found;
    const size = frames[frame]?.size;
    const isTaken = frames.slice(from + 1, frame).some((between) => between.size === size);
    const isOpen = arrayHeader(frames[frame]?.bytes ?? nothing) === undefined;
    return (found.isFitting ? size !== 0 && !isTaken : found.packed && only.packed) && isOpen ? found : undefined;
  }
  return byTwo(frames, frame);
}

function byTwo(frames: Frames, frame: number): AnnouncedArray | undefined {
  const first = frames[frame - 2]?.bytes;
  const second = frames[frame - 1]?.bytes;
  const inLine = second && headerOfLine(second);
  const described = inLine ?? (first && second && headerOfTwo(first, second));
  const found = described && fitted(frames, frame, described, inLine ? frame - 1 : frame - 2);
  return found?.isFitting ? found : undefined;
}

function fitted(frames: Frames, frame: number, described: ArrayDescription, from: number): AnnouncedArray {
  const { size, bytes } = frames[frame] ?? { size: 0, bytes: nothing };
  const { packed, types } = described;
  const found = fit(described, size);
  const isFitting = !('problem' in found);
  if (isFitting && !packed) return { described, from, isFitting };
  if (packed?.isShuffled) {
    const whole = shuffledSize(bytes);
    if (whole !== undefined && !('problem' in fit(described, whole))) return { described, from, isFitting: true, isShuffled: true };
  }
  const format = types.length === 0 ? undefined : (compressionOf(bytes) ?? packed?.format);
  // Small values may have the size of what is packed.
  if (isFitting && (!format || unpack(format, bytes, bytes.length >= size).problem)) return { described, from, isFitting };
  if (format) return { described, from, packed: format };
  if (packed) return { described, from, problem: t('It is packed as "{0}", which is not opened here.', packed.told.slice(0, 100)) };
  return { described, from, problem: 'problem' in found ? found.problem : '' };
}

/** Why the bytes are taken for an array, a few words. */
export function whyArray({ described, from }: AnnouncedArray, frame: number): string {
  const { types, shape, isGuess, pixels, isFastestFirst } = described;
  const isBefore = from === frame - 1;
  if (pixels !== undefined) {
    const [height = 0, width = 0] = shape;
    return isBefore
      ? t('the frame before tells a picture of {0} × {1} pixels, {2}', width, height, pixels.slice(0, 40))
      : t('frame {0} tells a picture of {1} × {2} pixels, {3}', from + 1, width, height, pixels.slice(0, 40));
  }
  if (isGuess) {
    const dtype = types[0]?.name ?? '';
    return isBefore
      ? t('the frame before tells the shape, and by the size {0} is a guess that fits', dtype)
      : t('frame {0} tells the shape, and by the size {1} is a guess that fits', from + 1, dtype);
  }
  const why = isBefore ? t('the frame before tells dtype and shape') : t('frame {0} tells dtype and shape', from + 1);
  return isFastestFirst ? t('{0}, the length of a row first', why) : why;
}

type Part = Pick<Content, 'bytes' | 'size' | 'atLeast'>;

/** How the values lie in a content; one that is known in part only has the size that is announced, if it may. */
export function fitOfContent({ described }: AnnouncedArray, { bytes, size, atLeast }: Part): ReturnType<typeof fit> {
  const told = sizeOf(described);
  return fit(described, atLeast && told !== undefined && told >= bytes.length ? told : size);
}

/**
 * A content as the array that a frame before announces, and as the picture that this may be; or why it is none. `announced` null: no frame
 * announces one.
 */
export function readAnnounced(announced: AnnouncedArray | null, content: Part): ArrayReading & { picture?: PictureInfo } {
  if (!announced)
    return {
      problem: {
        message: t(
          'The frame before this one is not JSON with the "dtype" and the "shape" of an array (nor MessagePack or a pickle with them).',
        ),
      },
    };
  if (announced.isShuffled) return unshuffled(announced, content.bytes);
  const fitted = fitOfContent(announced, content);
  const bytes = content.bytes.length > maxInput ? content.bytes.subarray(0, maxInput) : content.bytes;
  if ('problem' in fitted) {
    const message = announced.problem ?? fitted.problem;
    const { end, ...part } = (content.atLeast ? undefined : partOfAnnounced(announced, content.size)) ?? {};
    if (end === undefined || !('type' in part)) return { problem: { message } };
    return { ...arrayValues({ ...part, bytes: bytes.subarray(0, end), at: 0 }), problem: { message, at: Math.min(end, bytes.length) } };
  }
  const { from = 0 } = fitted;
  const raw: RawArray = { ...fitted, bytes: bytes.subarray(from), at: from };
  const picture = fitted.strides ? undefined : pictureOfArray(fitted.dtype, fitted.shape, announced.described.pixels, from);
  return { ...arrayValues(raw), ...(picture ? { picture } : {}) };
}

/** The array as far as a frame has it that is not of its size. */
export function partOfAnnounced({ described, packed }: AnnouncedArray, size: number) {
  return packed || described.packed ? undefined : fitInPart(described, size);
}

function unshuffled({ described }: AnnouncedArray, packed: Uint8Array): ArrayReading {
  const fitted = fit(described, shuffledSize(packed) ?? 0);
  if ('problem' in fitted) return { problem: { message: fitted.problem } };
  const { bytes, faultAt } = unpackShuffled(packed, fitted.type.size);
  const problem = faultAt === undefined ? {} : { problem: { message: t('A block of it is damaged.'), at: faultAt } };
  return { ...arrayValues({ ...fitted, bytes }), ...problem };
}
