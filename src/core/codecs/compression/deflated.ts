import { t } from '@vscode/l10n';
import { countText } from '../../base/quantities';
import { Inflater } from './inflate';
import type { Output } from './output';
import { EndsEarly, UnpackFault, unpackedBy, type Unpacked, type Unpacking, type Work } from './unpacked';

/** Members of one gzip content. */
const maxMembers = 2000;
const wrongChecksum = () => t('its checksum does not fit');

/** RFC 1952: members, one after the other. What follows and begins none does not belong to it. */
export function unpackGzip(bytes: Uint8Array, isWhole: boolean, work: Work): Unpacked {
  return unpackedBy('gzip', bytes, isWhole, (output, found) => {
    let at = 0;
    for (let count = 0; count === 0 || isMember(bytes, at); count++) {
      if (count === maxMembers) throw new UnpackFault(t('there are more than {0} members', countText(maxMembers)), at);
      at = gzipMember(bytes, at, output, work);
      if (output.isFull) return;
    }
    rest(bytes, at, found);
  });
}

/** RFC 1950. */
export function unpackZlib(bytes: Uint8Array, isWhole: boolean, work: Work): Unpacked {
  return unpackedBy('zlib', bytes, isWhole, (output, found) => {
    if (bytes.length < 2) throw new EndsEarly(bytes.length);
    if (((bytes[0] as number) & 0x0f) !== 8) throw new UnpackFault(t('its method is unknown'), 0);
    if ((((bytes[0] as number) << 8) | (bytes[1] as number)) % 31 !== 0) throw new UnpackFault(t('its header is wrong'), 1);
    if ((bytes[1] as number) & 0x20) throw new UnpackFault(t('it needs a dictionary'), 1);
    const at = new Inflater(bytes, 2, output, work).read();
    if (output.isFull) return;
    if (at + 4 > bytes.length) throw new EndsEarly(bytes.length);
    if (view(bytes).getUint32(at) !== adler32(output.since(0))) throw new UnpackFault(wrongChecksum(), at);
    rest(bytes, at + 4, found);
  });
}

/** RFC 1951, without anything around it. */
export function unpackDeflate(bytes: Uint8Array, isWhole: boolean, work: Work): Unpacked {
  return unpackedBy('deflate', bytes, isWhole, (output, found) => {
    const at = new Inflater(bytes, 0, output, work).read();
    if (!output.isFull) rest(bytes, at, found);
  });
}

function rest(bytes: Uint8Array, at: number, found: Unpacking): void {
  found.behind = bytes.length - at;
}

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const isMember = (bytes: Uint8Array, at: number) => bytes[at] === 0x1f && bytes[at + 1] === 0x8b && bytes[at + 2] === 8;

/** Writes what a member holds and gives where it ends. */
function gzipMember(bytes: Uint8Array, from: number, output: Output, work: Work): number {
  for (const [i, byte] of [0x1f, 0x8b, 8].entries()) {
    if (from + i >= bytes.length) throw new EndsEarly(bytes.length);
    if (bytes[from + i] !== byte) throw new UnpackFault(t('no member begins here'), from);
  }
  const flags = bytes[from + 3] ?? 0;
  let at = from + 10;
  if (flags & 0xe0) throw new UnpackFault(t('its flags are unknown'), from + 3);
  if (flags & 4) at += 2 + ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
  for (const flag of [8, 16]) if (flags & flag) at = behindZero(bytes, at);
  if (flags & 2) at += 2;
  if (at > bytes.length) throw new EndsEarly(bytes.length);
  const start = output.length;
  at = new Inflater(bytes, at, output, work).read();
  if (output.isFull) return at;
  if (at + 8 > bytes.length) throw new EndsEarly(bytes.length);
  const content = output.since(start);
  if (view(bytes).getUint32(at, true) !== crc32(content)) throw new UnpackFault(wrongChecksum(), at);
  if (view(bytes).getUint32(at + 4, true) !== content.length) throw new UnpackFault(t('its size does not fit'), at + 4);
  return at + 8;
}

function behindZero(bytes: Uint8Array, from: number): number {
  const at = bytes.indexOf(0, from);
  if (at < 0) throw new EndsEarly(bytes.length);
  return at + 1;
}

/** RFC 1952. */
function crc32(bytes: Uint8Array): number {
  let checksum = 0xffff_ffff;
  for (const byte of bytes) checksum = (crcOfByte[(checksum ^ byte) & 0xff] as number) ^ (checksum >>> 8);
  return (checksum ^ 0xffff_ffff) >>> 0;
}

const crcOfByte = Uint32Array.from({ length: 256 }, (_, byte) => {
  let checksum = byte;
  for (let bit = 0; bit < 8; bit++) checksum = (checksum >>> 1) ^ (checksum & 1 ? 0xedb8_8320 : 0);
  return checksum;
});

/** RFC 1950. */
function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return high * 65_536 + low;
}
