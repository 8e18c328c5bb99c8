import type { PictureInfo, PixelFormat, PixelLayout } from '../../../protocol/decoding';

/** Bits of a pixel; 0 where pixels are written as numbers. */
export const bitsOfPixel: Readonly<Record<PixelFormat, number>> = {
  bgr: 24,
  rgb: 24,
  bgra: 32,
  rgba: 32,
  grey: 8,
  grey16: 16,
  grey16be: 16,
  yuyv: 16,
  rgb48be: 48,
  bitmap: 1,
  digits: 0,
  'grey numbers': 0,
  'rgb numbers': 0,
};

/** Red, green, blue and opacity of all pixels that the bytes have; the others are transparent. */
export function toRgba(
  bytes: Uint8Array,
  { width, height }: Pick<PictureInfo, 'width' | 'height'>,
  layout: PixelLayout,
): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(width * height * 4);
  const { format, at } = layout;
  if (format === 'digits' || format === 'grey numbers' || format === 'rgb numbers') fromNumbers(bytes, layout, rgba);
  else if (format === 'bitmap') fromBitmap(bytes, at, width, height, rgba);
  else if (format === 'yuyv') fromYuyv(bytes, at, rgba);
  else fromBytes(bytes, layout, rgba);
  return rgba;
}

/** Where red, green, blue and opacity stand in a pixel. */
const places: Partial<Record<PixelFormat, readonly [number, number, number, number?]>> = {
  bgr: [2, 1, 0],
  rgb: [0, 1, 2],
  bgra: [2, 1, 0, 3],
  rgba: [0, 1, 2, 3],
  grey: [0, 0, 0],
  // The higher byte of two says enough.
  grey16: [1, 1, 1],
  grey16be: [0, 0, 0],
  rgb48be: [0, 2, 4],
};

function fromBytes(bytes: Uint8Array, { format, at, max }: PixelLayout, rgba: Uint8ClampedArray): void {
  const [red, green, blue, opacity] = places[format] ?? [0, 0, 0];
  const size = bitsOfPixel[format] / 8;
  const count = Math.min(rgba.length / 4, Math.floor((bytes.length - at) / size));
  // Of wide values the higher byte is taken.
  const scale = max === undefined ? 1 : 255 / (max > 255 ? max / 256 : max);
  for (let pixel = 0, from = at, to = 0; pixel < count; pixel++, from += size, to += 4) {
    rgba[to] = (bytes[from + red] as number) * scale;
    rgba[to + 1] = (bytes[from + green] as number) * scale;
    rgba[to + 2] = (bytes[from + blue] as number) * scale;
    rgba[to + 3] = opacity === undefined ? 255 : (bytes[from + opacity] as number);
  }
}

/** A bit is black; each row begins with a byte of its own. */
function fromBitmap(bytes: Uint8Array, at: number, width: number, height: number, rgba: Uint8ClampedArray): void {
  const rowBytes = Math.ceil(width / 8);
  for (let y = 0, to = 0; y < height; y++)
    for (let x = 0; x < width; x++, to += 4) {
      const byte = bytes[at + y * rowBytes + (x >> 3)];
      if (byte !== undefined) grey(rgba, to, byte & (0x80 >> (x & 7)) ? 0 : 255);
    }
}

/** Two pixels share their colour (ITU-R BT.601). */
function fromYuyv(bytes: Uint8Array, at: number, rgba: Uint8ClampedArray): void {
  for (let from = at, to = 0; from + 4 <= bytes.length && to < rgba.length; from += 4) {
    const u = (bytes[from + 1] as number) - 128;
    const v = (bytes[from + 3] as number) - 128;
    for (const y of [bytes[from] as number, bytes[from + 2] as number]) {
      const light = 1.164 * (y - 16);
      rgba[to] = light + 1.596 * v;
      rgba[to + 1] = light - 0.392 * u - 0.813 * v;
      rgba[to + 2] = light + 2.017 * u;
      rgba[to + 3] = 255;
      to += 4;
    }
  }
}

function fromNumbers(bytes: Uint8Array, { format, at, max = 1 }: PixelLayout, rgba: Uint8ClampedArray): void {
  const values = format === 'rgb numbers' ? 3 : 1;
  let count = 0;
  let number = -1;
  const put = (value: number) => {
    const to = Math.floor(count / values) * 4;
    const light = format === 'digits' ? (value === 0 ? 255 : 0) : (value * 255) / max;
    if (values === 1) grey(rgba, to, light);
    else rgba[to + (count % 3)] = light;
    rgba[to + 3] = 255;
    count++;
  };
  for (let from = at; from <= bytes.length && count < (rgba.length / 4) * values; from++) {
    const digit = (bytes[from] ?? 0x20) - 0x30;
    if (digit >= 0 && digit <= 9) {
      // Digits of a bitmap need no blanks between them.
      if (format === 'digits') put(digit);
      else number = Math.max(0, number) * 10 + digit;
    } else if (number >= 0) {
      put(number);
      number = -1;
    }
  }
}

function grey(rgba: Uint8ClampedArray, to: number, light: number): void {
  rgba[to] = light;
  rgba[to + 1] = light;
  rgba[to + 2] = light;
  rgba[to + 3] = 255;
}
