import { openCvType } from './typeNames';

/** The values that a pixel has. */
export interface PixelType {
  dtype: string;
  values: number;
  /** The name says so. */
  isBig?: true;
}

/** Pixels that consist of one value, by name, without the number of its bits. */
const single = /^(?:mono|gr[ae]y|y|l|luminance|bayer(?:[rgb]{2,4})|depth|z)(8|10|12|14|16|32|800)?(?:un)?(packed|p)?$/;
const others: Readonly<Record<string, PixelType>> = {
  'i;16': { dtype: 'uint16', values: 1 },
  'i;16l': { dtype: 'uint16', values: 1 },
  'i;16b': { dtype: 'uint16', values: 1, isBig: true },
  i: { dtype: 'int32', values: 1 },
  f: { dtype: 'float32', values: 1 },
  la: { dtype: 'uint8', values: 2 },
  cmyk: { dtype: 'uint8', values: 4 },
  ycbcr: { dtype: 'uint8', values: 3 },
  hsv: { dtype: 'uint8', values: 3 },
  lab: { dtype: 'uint8', values: 3 },
  yuyv: { dtype: 'uint8', values: 2 },
  yuyv422: { dtype: 'uint8', values: 2 },
  yuy2: { dtype: 'uint8', values: 2 },
  uyvy: { dtype: 'uint8', values: 2 },
  uyvy422: { dtype: 'uint8', values: 2 },
  yuv422: { dtype: 'uint8', values: 2 },
};

/** What a pixel is by the names that OpenCV, ROS, PIL, GStreamer, FFmpeg and GenICam give their formats. */
export function pixelType(told: string): PixelType | undefined {
  const cv = openCvType(told);
  if (cv) return { dtype: cv.dtype, values: cv.channels };
  const [, plain = '', order] = /^(?:cv_)?(.*?)_?([lb]e)?$/.exec(told.toLowerCase().replace(/[\s-]/g, '')) ?? [];
  const name = plain.replace(/_/g, '');
  const isBig = order === 'be' ? { isBig: true as const } : {};
  const other = Object.hasOwn(others, name) ? others[name] : undefined;
  if (other) return other;
  const one = single.exec(name);
  if (one) {
    const [, bits, isPacked] = one;
    // Three bytes hold two packed values of twelve bits.
    if (isPacked === 'p' || (isPacked === 'packed' && bits !== '8')) return undefined;
    const dtype = bits === '32' ? 'float32' : bits === undefined || bits === '8' || bits === '800' ? 'uint8' : 'uint16';
    return { dtype: bits === undefined && /^(?:depth|z)$/.test(name) ? 'uint16' : dtype, values: 1, ...isBig };
  }
  const [, colours = '', depth] = /^(rgb|bgr|rgba|bgra|argb|abgr|rgbx|bgrx)(8|16|24|32|48|64)?(?:packed)?$/.exec(name) ?? [];
  if (colours === '') return undefined;
  const isWide = depth === '16' || depth === '48' || depth === '64';
  return { dtype: isWide ? 'uint16' : 'uint8', values: colours.length === 3 && depth === '32' ? 4 : colours.length, ...isBig };
}
