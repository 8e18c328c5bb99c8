import { t } from '@vscode/l10n';
import { readBmp, readJpeg2000, readNetpbm, readTiff, readWebp } from '../pictures/otherPictures';
import { headerCut, sized, type PictureReading } from '../pictures/pictureReading';

const pngMagic = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** A picture by its magic, with the size that its header claims; undefined where the bytes begin as no picture does. */
export function readPicture(bytes: Uint8Array): PictureReading | undefined {
  const view = () => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (bytes[0]) {
    case 0x89:
      return pngMagic.every((byte, index) => bytes[index] === byte) ? png(view()) : undefined;
    case 0x47:
      return /^GIF8[79]a/.test(String.fromCharCode(...bytes.subarray(0, 6))) ? gif(view()) : undefined;
    case 0xff:
      if (bytes[1] === 0x4f) return readJpeg2000(view());
      return bytes[1] === 0xd8 && bytes[2] === 0xff ? jpeg(view()) : undefined;
    case 0x52:
      return readWebp(view());
    case 0x42:
      return bytes[1] === 0x4d ? readBmp(view()) : undefined;
    case 0x49:
    case 0x4d:
      return readTiff(view());
    case 0x50:
      return readNetpbm(bytes);
    case 0x00:
      return bytes[4] === 0x6a ? readJpeg2000(view()) : undefined;
    default:
      return undefined;
  }
}

function png(view: DataView): PictureReading {
  if (view.byteLength < 24) return headerCut('PNG', view);
  const isHeader = view.getUint32(12) === 0x49484452;
  return isHeader
    ? sized('image/png', view.getUint32(16), view.getUint32(20), 16)
    : { problem: { message: t('This PNG does not begin with its header IHDR (at byte 12).'), at: 12 } };
}

function gif(view: DataView): PictureReading {
  return view.byteLength < 10 ? headerCut('GIF', view) : sized('image/gif', view.getUint16(6, true), view.getUint16(8, true), 6);
}

/** Goes from segment to segment up to the start of the frame, which has the size. */
function jpeg(view: DataView): PictureReading {
  let at = 2;
  while (at + 4 <= view.byteLength) {
    const marker = view.getUint8(at + 1);
    if (view.getUint8(at) !== 0xff)
      return { problem: { message: t('This JPEG has no marker where one should stand (at byte {0}).', at), at } };
    // Markers may be filled up with FF; RST and TEM stand alone.
    if (marker === 0xff) at++;
    else if ((marker >= 0xd0 && marker <= 0xd7) || marker === 0x01) at += 2;
    else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      if (at + 9 > view.byteLength) break;
      return sized('image/jpeg', view.getUint16(at + 7), view.getUint16(at + 5), at + 5);
    } else if (marker === 0xda || marker === 0xd9)
      return { problem: { message: t('This JPEG does not say its size (at byte {0}).', at), at } };
    else at += 2 + Math.max(2, view.getUint16(at + 2));
  }
  return headerCut('JPEG', view);
}
