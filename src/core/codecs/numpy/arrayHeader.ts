import type { ValueNode } from '../../../protocol/decoding';
import { readJson } from '../formats/jsonReader';
import { readMsgpack } from '../formats/msgpackReader';
import { readPickle } from '../pickle/pickleReader';
import { dtypeOf, shapeOf, textOf } from '../arrays/dtypes';
import { elementType, type ElementType } from '../arrays/numpyTypes';

/** What a frame tells about raw values that follow it. */
export interface ArrayHeader {
  /** As it is told. */
  dtype: string;
  /** Undefined for values that cannot be read from their bytes. */
  type: ElementType | undefined;
  shape: number[];
  /** Why bytes of another kind follow: a compression that is named. */
  packed?: string;
  /** The dtype was not told, but a number of bits. */
  isGuess?: true;
  /** The order of colours of a picture, as it is told: `bgr`. */
  pixels?: string;
}

const maxHeader = 64 * 1024;

/**
 * A header before raw values: JSON, MessagePack or a pickle with a dtype (`dtype`, `type`, `descr`) or a number of bits and a shape, or with
 * width, height and format of a picture, other things beside them or not.
 */
export function arrayHeader(bytes: Uint8Array): ArrayHeader | undefined {
  if (bytes.length > maxHeader || !mayBeMap(bytes) || !names.some((name) => name.every((word) => contains(bytes, word)))) return undefined;
  const value = mapOf(bytes);
  return value?.kind === 'map' ? headerOf(value) : undefined;
}

/** Most frames are no header, and known for that by their first bytes. */
function mayBeMap(bytes: Uint8Array): boolean {
  const first = bytes[0] ?? 0;
  return first === 0x7b || (first >= 0x80 && first < 0x90) || first === 0xde || isOldPickle(bytes);
}

const isOldPickle = (bytes: Uint8Array) => (bytes[0] === 0x28 || bytes[0] === 0x7d) && bytes[bytes.length - 1] === 0x2e;

function mapOf(bytes: Uint8Array): ValueNode | undefined {
  if (bytes[0] === 0x7b) return readJson(bytes).value;
  const isPickle = (bytes[0] === 0x80 && bytes[bytes.length - 1] === 0x2e) || isOldPickle(bytes);
  const { value, problem } = isPickle ? readPickle(bytes).reading : readMsgpack(bytes);
  return problem ? undefined : value;
}

const encoder = new TextEncoder();
/** Texts that a header has, all those of one line. */
const names = [['hape'], ['dim'], ['idth', 'eight']].map((words) => words.map((word) => encoder.encode(word)));

function contains(bytes: Uint8Array, word: Uint8Array): boolean {
  for (let at = bytes.indexOf(word[0] as number); at >= 0; at = bytes.indexOf(word[0] as number, at + 1))
    if (word.every((byte, i) => bytes[at + i] === byte)) return true;
  return false;
}

/** Names that programs give one thing, compared without case, blanks and signs. */
const shapeNames = ['shape', 'dims', 'dimensions'];
const typeNames = ['dtype', 'type', 'descr', 'datatype', 'elementtype'];
const bitNames = ['bitmode', 'dynamicrange', 'bitdepth', 'bits', 'bitsperpixel', 'bitspersample', 'dr'];
const formatNames = ['format', 'encoding', 'pixelformat', 'colorformat', 'colorspace', 'colororder', 'mode'];
const channelNames = ['channels', 'channel', 'depth', 'nchannels', 'components', 'bands'];
const orderNames = ['encoding', 'byteorder', 'endian', 'endianness'];

function headerOf({ entries = [] }: ValueNode): ArrayHeader | undefined {
  const fields = new Map<string, ValueNode>();
  for (const { key, value } of entries) {
    const name = typeof key === 'string' ? key : textOf(key);
    if (name !== undefined) fields.set(name.toLowerCase().replace(/[\s_-]/g, ''), value);
  }
  const first = (all: readonly string[]) => all.map((name) => fields.get(name)).find((value) => value !== undefined);
  const shape = shapeOf(first(shapeNames));
  const lengths = shape ?? pictureShape(fields, first(channelNames));
  if (!lengths) return undefined;
  for (const name of typeNames) {
    const node = fields.get(name);
    const dtype = node && typed(node, first(orderNames), name === 'dtype');
    if (dtype) return { ...dtype, shape: lengths };
  }
  const bits = Number(textOfNumber(first(bitNames)));
  const byBits = [8, 16, 32, 64].includes(bits) ? `uint${bits}` : undefined;
  if (byBits && lengths.length > 0) return { dtype: byBits, type: elementType(byBits), shape: lengths, isGuess: true };
  return shape ? undefined : pixelHeader(lengths, first(formatNames), first(channelNames));
}

const textOfNumber = (node: ValueNode | undefined) => (node?.kind === 'integer' ? node.text : textOf(node));

/** `isMeant`: by its name it can be nothing but a dtype, be it one that is not known. */
function typed(node: ValueNode, order: ValueNode | undefined, isMeant: boolean): Omit<ArrayHeader, 'shape'> | undefined {
  const found = dtypeOf(node);
  const told = textOf(node)?.trim();
  if (!found) return isMeant && told !== undefined ? { dtype: told, type: undefined } : undefined;
  const encoding = textOf(order)?.trim().toLowerCase() ?? '';
  const isBig = /^(?:>|big|be\b|msb)/.test(encoding);
  const packed = /lz4|bs\d|zstd|gzip|zlib|blosc|deflate|bz|png|jpe?g/.test(encoding) ? { packed: encoding } : {};
  // What a dtype itself says of the order of bytes counts more.
  const ordered = isBig && told !== undefined && !/^[<>=|]/.test(told) ? dtypeOf({ kind: 'string', text: `>${shortOf(told)}` }) : undefined;
  return { dtype: told === undefined || /^[[{(<]\w*[[{( ]/.test(told) ? found.name : told, type: (ordered ?? found).type, ...packed };
}

/** `u2` of `uint16`, before which a sign may stand. */
function shortOf(dtype: string): string {
  const [, word = '', bits = ''] = /^(u?int|float|complex)(\d+)$/.exec(dtype) ?? [];
  return word === '' ? dtype : `${{ uint: 'u', int: 'i', float: 'f', complex: 'c' }[word] ?? ''}${Number(bits) / 8}`;
}

function pictureShape(fields: ReadonlyMap<string, ValueNode>, channels: ValueNode | undefined): number[] | undefined {
  const length = (...all: string[]) => shapeOf(all.map((name) => fields.get(name)).find((value) => value?.kind === 'integer'))?.[0];
  const width = length('width', 'imagewidth', 'imgwidth', 'w', 'cols', 'columns');
  const height = length('height', 'imageheight', 'imgheight', 'h', 'rows');
  if (width === undefined || height === undefined) return undefined;
  const count = channels?.kind === 'integer' ? Number(channels.text) : 1;
  return count > 1 && count <= 64 ? [height, width, count] : [height, width];
}

/** Formats of pixels by the names that OpenCV, ROS, PIL and GStreamer give them: how many values of which type. */
function pixelHeader(shape: readonly number[], format: ValueNode | undefined, channels: ValueNode | undefined): ArrayHeader | undefined {
  const [height = 0, width = 0] = shape;
  const told = textOf(format)?.trim();
  const name = told
    ?.toLowerCase()
    .replace(/^cv_/, '')
    .replace(/[\s_-]/g, '');
  const header = (dtype: string, count: number): ArrayHeader => ({
    dtype,
    type: elementType(dtype),
    shape: count > 1 ? [height, width, count] : [height, width],
    ...(told === undefined ? { isGuess: true as const } : { pixels: told }),
  });
  if (name === undefined) return channels?.kind === 'integer' && shape.length === 3 ? header('uint8', shape[2] as number) : undefined;
  const [, bits, kind = '', count = '1'] = /^(8|16|32|64)([usf])(?:c(\d))?$/.exec(name) ?? [];
  if (bits !== undefined) return header(`${{ u: 'uint', s: 'int', f: 'float' }[kind] ?? ''}${bits}`, Number(count));
  const [, order = '', depth = ''] =
    /^(rgb|bgr|rgba|bgra|argb|abgr|rgbx|bgrx|mono|gr[ae]y|y|l|luminance)(8|16|24|32|800)?$/.exec(name) ?? [];
  if (order === '') return undefined;
  const values = /^(?:rgb|bgr)$/.test(order)
    ? depth === '32'
      ? 4
      : 3
    : order.length === 4 && /[bg]/.test(order) && !/gr[ae]y|mono/.test(order)
      ? 4
      : 1;
  return header(depth === '16' ? 'uint16' : 'uint8', values);
}
