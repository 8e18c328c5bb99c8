import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';

export type Colour = readonly [red: number, green: number, blue: number];

/** What a screenshot shows. */
export interface Pixels {
  width: number;
  height: number;
  at(x: number, y: number): Colour;
}

/** Reads a PNG of 8 bits a channel with or without an alpha channel, not interlaced, as browsers write screenshots. */
export function readPng(png: Buffer): Pixels {
  const header = png.subarray(16, 29);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = { 2: 3, 6: 4 }[header[9] ?? 0];
  assert.ok(channels && header[8] === 8 && header[12] === 0, 'another kind of PNG');
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const data = unfiltered(inflateSync(Buffer.concat(parts)), width * channels, height, channels);
  return {
    width,
    height,
    at: (x, y) => {
      const from = (y * width + x) * channels;
      return [data[from] ?? 0, data[from + 1] ?? 0, data[from + 2] ?? 0];
    },
  };
}

/** Section 9 of the PNG specification: each line says what was taken from its bytes. */
function unfiltered(lines: Buffer, stride: number, height: number, step: number): Uint8Array {
  const data = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = lines[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x < step ? 0 : (data[at - step] ?? 0);
      const up = data[at - stride] ?? 0;
      const corner = x < step ? 0 : (data[at - stride - step] ?? 0);
      const expected = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter ?? 0] ?? 0;
      data[at] = (lines[y * (stride + 1) + 1 + x] ?? 0) + expected;
    }
  }
  return data;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [byLeft, byUp, byCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}
