import { t } from '@vscode/l10n';
import { countText } from '../../base/quantities';
import { maxInput } from '../values/limits';
import { arrayHeader, type ArrayHeader } from './arrayHeader';
import { arrayValues, type ArrayReading } from '../arrays/arrayValues';
import { countOf, type RawArray } from '../arrays/rawArrays';

type Frames = readonly { size: number; bytes: Uint8Array }[];

/** Frames between a header and the values that it announces. */
export const maxBetween = 3;

/** What a frame before this one tells about its values. */
export interface AnnouncedArray {
  header: ArrayHeader;
  /** The frame of the header, from 0. */
  from: number;
  raw?: RawArray;
  /** Why this is not the array, a sentence. */
  problem?: string;
}

/**
 * What is known of the frame as an array: the frame before it is a header, or one further before it announces values of exactly this size, and
 * no frame in between has them. Undefined where none does.
 */
export function announcedArray(frames: Frames, frame: number): AnnouncedArray | undefined {
  for (let from = frame - 1; from >= 0 && frame - from - 1 <= maxBetween; from--) {
    // Of a message of very many frames only those near this one may be known.
    const before = frames[from];
    const header = before && arrayHeader(before.bytes);
    if (!header) continue;
    const found = fitted(frames, frame, header, from);
    if (from === frame - 1) return found;
    const size = found.raw && countOf(header.shape) * found.raw.type.size;
    const isTaken = frames.slice(from + 1, frame).some((between) => between.size === size);
    return found.raw && size !== 0 && !isTaken && !arrayHeader(frames[frame]?.bytes ?? new Uint8Array()) ? found : undefined;
  }
  return undefined;
}

function fitted(frames: Frames, frame: number, header: ArrayHeader, from: number): AnnouncedArray {
  const { dtype, shape, type, packed } = header;
  const { size, bytes } = frames[frame] ?? { size: 0, bytes: new Uint8Array() };
  const refuse = (problem: string): AnnouncedArray => ({ header, from, problem });
  if (!type) return refuse(t('Values of the dtype "{0}" cannot be read from their bytes.', dtype.slice(0, 100)));
  const whole = countOf(shape) * type.size;
  if (whole !== size && packed !== undefined) return refuse(t('It is packed as "{0}", which is not opened here.', packed.slice(0, 100)));
  if (whole !== size) {
    return refuse(
      t(
        'An array of {0} {1} has {2} bytes; this frame has {3}.',
        shape.join(' × ') || t('one value'),
        dtype,
        countText(whole),
        countText(size),
      ),
    );
  }
  const head = bytes.length > maxInput ? bytes.subarray(0, maxInput) : bytes;
  return { header, from, raw: { type, dtype, shape, bytes: head, at: 0 } };
}

/** Why the bytes are taken for an array, a few words. */
export function whyArray({ header, from }: AnnouncedArray, frame: number): string {
  const { dtype, shape, isGuess, pixels } = header;
  const isBefore = from === frame - 1;
  if (pixels !== undefined) {
    const [height = 0, width = 0] = shape;
    return isBefore
      ? t('the frame before tells a picture of {0} × {1} pixels, {2}', width, height, pixels.slice(0, 40))
      : t('frame {0} tells a picture of {1} × {2} pixels, {3}', from + 1, width, height, pixels.slice(0, 40));
  }
  if (isGuess)
    return isBefore
      ? t('the frame before tells the shape, and by the size {0} is a guess that fits', dtype)
      : t('frame {0} tells the shape, and by the size {1} is a guess that fits', from + 1, dtype);
  return isBefore ? t('the frame before tells dtype and shape') : t('frame {0} tells dtype and shape', from + 1);
}

/**
 * The frame as the array that a frame before it announces. Undefined where none is announced, or one of another size or of values that
 * cannot be read; where an array `isMeant`, that is its problem instead.
 */
export function readArray(frames: Frames, frame: number, isMeant: boolean): ArrayReading | undefined {
  const announced = announcedArray(frames, frame);
  if (announced?.raw) return arrayValues(announced.raw);
  if (!isMeant) return undefined;
  const message =
    announced?.problem ??
    t('The frame before this one is not JSON with the "dtype" and the "shape" of an array (nor MessagePack or a pickle with them).');
  return { problem: { message } };
}
